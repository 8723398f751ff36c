using System.Buffers.Text;
using System.Text;
using Dapper;
using LedgerPortal.Database;
using Microsoft.Extensions.Logging;

namespace LedgerPortal.Isolation;

/// <summary>
/// Looks for issued secrets where none may be: whole, or the first six bytes of one, as text, as hex and as base64, also where
/// the text itself is stored as bytes.
/// </summary>
public static class SecretSearch
{
    private const int PrefixBytes = 6;

    /// <summary>Every row of every table, as a dump of the database has it: bytes are hex.</summary>
    public static async Task<string> Dump(Databases databases)
    {
        await using var connection = await databases.Owner.OpenConnectionAsync();
        var tables = await connection.QueryAsync<string>(
            """
            select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
            order by 1
            """);
        var dump = new StringBuilder();
        foreach (var table in tables)
        {
            dump.Append(table).Append('\n');
            foreach (var row in await connection.QueryAsync<string>($"select t::text from {table} t"))
                dump.Append(row).Append('\n');
        }

        return dump.ToString();
    }

    /// <summary>The names of those that are in the text, with the form in which they are.</summary>
    public static IReadOnlyList<string> Find(string text, IReadOnlyDictionary<string, string> secrets)
    {
        var found = new List<string>();
        foreach (var (name, secret) in secrets)
        {
            foreach (var (form, needle) in Forms(secret))
            {
                if (text.Contains(needle, form == "hex" ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal))
                    found.Add($"{name} as {form}");
            }
        }

        return found;
    }

    /// <summary>Without its public beginning (<c>lpk_</c>, a link's id): that is no secret.</summary>
    private static IEnumerable<(string Form, string Needle)> Forms(string secret)
    {
        var ascii = Encoding.ASCII.GetBytes(secret);
        // Six bytes are eight characters of base64.
        yield return ("text", secret[..8]);
        yield return ("hex of its text", Convert.ToHexStringLower(ascii.AsSpan(0, 8)));
        yield return ("base64 of its text", Convert.ToBase64String(ascii.AsSpan(0, PrefixBytes)));
        if (!Base64Url.IsValid(secret))
            yield break;
        var bytes = Base64Url.DecodeFromChars(secret).AsSpan(0, PrefixBytes).ToArray();
        yield return ("hex", Convert.ToHexStringLower(bytes));
        yield return ("base64", Convert.ToBase64String(bytes));
    }
}

/// <summary>Keeps everything that is logged, at every level.</summary>
public sealed class LogKeeper : ILoggerProvider
{
    private readonly StringBuilder _text = new();

    public string Text
    {
        get
        {
            lock (_text)
                return _text.ToString();
        }
    }

    public ILogger CreateLogger(string categoryName) => new Keeper(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Keeper(LogKeeper keeper, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var line = $"{category}: {formatter(state, exception)} {exception}\n";
            lock (keeper._text)
                keeper._text.Append(line);
        }
    }
}
