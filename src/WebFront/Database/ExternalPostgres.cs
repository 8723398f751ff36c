using System.Net.Sockets;
using LedgerPortal.Commands;
using Npgsql;

namespace LedgerPortal.Database;

/// <summary>A PostgreSQL that somebody else runs, named by a connection string.</summary>
internal static class ExternalPostgres
{
    private const int OldestMajorVersion = 15;

    /// <summary>
    /// Connects once and returns the server's version. What is wrong with the connection string, the server or the
    /// database is said in one sentence.
    /// </summary>
    public static async Task<string> CheckAsync(string connectionString, CancellationToken cancellation)
    {
        var settings = Parse(connectionString);
        var place = settings.Host is { } host && !host.StartsWith('/') ? $"{host}:{settings.Port}" : settings.Host;
        settings.Pooling = false;
        try
        {
            await using var connection = new NpgsqlConnection(settings.ConnectionString);
            await connection.OpenAsync(cancellation);
            if (connection.PostgreSqlVersion.Major < OldestMajorVersion)
            {
                throw new CommandFailedException(
                    $"PostgreSQL at {place} has version {connection.PostgreSqlVersion}; LedgerPortal needs " +
                    $"{OldestMajorVersion} or newer.");
            }
            await using var encoding = new NpgsqlCommand("show server_encoding", connection);
            if (await encoding.ExecuteScalarAsync(cancellation) is not "UTF8")
                throw new CommandFailedException($"The database {settings.Database} at {place} is not in UTF8.");
            return connection.PostgreSqlVersion.ToString(2);
        }
        catch (PostgresException failure)
        {
            throw new CommandFailedException($"PostgreSQL at {place} refused: {failure.MessageText}.", failure);
        }
        catch (NpgsqlException failure)
        {
            var reason = failure.InnerException is SocketException or TimeoutException
                ? failure.InnerException.Message : failure.Message;
            throw new CommandFailedException($"Cannot reach PostgreSQL at {place}: {reason.TrimEnd('.')}.", failure);
        }
    }

    private static NpgsqlConnectionStringBuilder Parse(string connectionString)
    {
        const string example = "Host=localhost;Database=ledgerportal;Username=me;Password=…";
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(connectionString);
            if (string.IsNullOrEmpty(settings.Host))
                throw new CommandFailedException($"--postgres names no host; write it like {example}.");
            return settings;
        }
        catch (ArgumentException failure)
        {
            throw new CommandFailedException($"--postgres is not a connection string; write it like {example}.", failure);
        }
    }
}
