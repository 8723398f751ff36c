using System.Globalization;
using System.Text.RegularExpressions;
using Dapper;
using LedgerPortal.Access;
using LedgerPortal.Database;
using Npgsql;

namespace LedgerPortal.Isolation;

/// <param name="Ran">Queries times scopes that PostgreSQL carried out.</param>
/// <param name="OwnSeen">How often something came back that the scope may see: the queries do show something.</param>
public sealed record BareReport(int Ran, int OwnSeen, IReadOnlyList<string> Leaks);

/// <summary>
/// The program's own queries with their conditions on business, party and document taken out, under each scoped role: what
/// comes back then is what row level security lets through.
/// </summary>
public sealed partial class BareQueries(Databases databases, Neighbourhood place)
{
    /// <summary>
    /// The query without the statement that sets the scope before the first one; null for what is asked of other tables or
    /// without names, which is none of a page's.
    /// </summary>
    public static string? WithoutScope(string text)
    {
        const string end = "('ledgerportal.document', @scope_document, true);\n";
        var at = text.IndexOf(end, StringComparison.Ordinal);
        var query = at < 0 ? text : text[(at + end.Length)..];
        var isOfPages = query.Contains("read.", StringComparison.Ordinal) || query.Contains("journal.", StringComparison.Ordinal);
        return isOfPages && query.Contains('@', StringComparison.Ordinal) && !query.Contains("$1", StringComparison.Ordinal)
            && query.TrimStart() is { } start
            && (start.StartsWith("select", StringComparison.Ordinal) || start.StartsWith("with", StringComparison.Ordinal))
            ? query
            : null;
    }

    public async Task<BareReport> Run(IReadOnlyList<string> queries)
    {
        (ReadScope Scope, Property[] Hidden, string[] Own)[] scopes =
        [
            (new ReadScope("ledgerportal_console", place.Own.Business), [place.OfOtherBusiness], ["Wkjy", "Curious", "Qjzk"]),
            (
                new ReadScope("ledgerportal_portal", place.Own.Business, place.Party),
                [place.OfOtherBusiness, place.OfOtherParty, place.OfOperators], ["Qjzk", "Curious", "Seen"]),
            (
                new ReadScope("ledgerportal_document", place.Own.Business, place.Party, place.Document),
                [place.OfOtherBusiness, place.OfOtherParty, place.OfOtherDocument, place.OfOperators], ["Seen", "Curious"]),
        ];
        var (ran, ownSeen, leaks) = (0, 0, new List<string>());
        foreach (var (scope, hidden, own) in scopes)
        {
            foreach (var query in queries)
            {
                if (await Shown(scope, Stripped(query)) is not { } shown)
                    continue;
                ran++;
                if (own.Any(mark => shown.Contains(mark, StringComparison.Ordinal)))
                    ownSeen++;
                leaks.AddRange(
                    from property in hidden
                    from mark in property.Marks
                    where shown.Contains(mark, StringComparison.OrdinalIgnoreCase)
                    select $"{scope.Role} sees {mark} of {property.Whose} with: {query}");
            }
        }

        return new BareReport(ran, ownSeen, leaks);
    }

    private static string Stripped(string query) => Filter().Replace(query, "true");

    /// <summary>Everything that comes back as one text; null when the role may not ask that, or the query makes no sense bare.</summary>
    private async Task<string?> Shown(ReadScope scope, string query)
    {
        var parameters = new DynamicParameters();
        foreach (var name in Parameter().Matches(query).Select(match => match.Groups["name"].Value).Distinct())
            parameters.Add(name, ValueOf(name));
        await using var read = await ScopedRead.Open(databases.Reader, scope, CancellationToken.None);
        try
        {
            await using var results = await read.Results(query, parameters);
            var lines = new List<string>();
            while (!results.IsConsumed)
            {
                foreach (IDictionary<string, object> row in await results.ReadAsync())
                    lines.Add(string.Join('|', row.Values.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture))));
            }

            return string.Join('\n', lines);
        }
        catch (PostgresException)
        {
            return null;
        }
    }

    private object? ValueOf(string name)
    {
        var foreign = place.OfOtherBusiness.Ids;
        return name switch
        {
            "from" => new DateTime(1900, 1, 1),
            "to" => new DateTime(2199, 12, 31),
            "today" or "asOf" => new DateTime(2026, 11, 22),
            "yearStart" => new DateTime(2026, 4, 1),
            "now" or "soon" or "moment" => new DateTime(2026, 11, 22, 0, 0, 0, DateTimeKind.Utc),
            "limit" or "pageRows" or "rows" => 100_000,
            "entry" or "version" => 1L,
            "held" => 3L,
            "day" => new DateTime(2199, 12, 31),
            "currency" => "INR",
            "parties" => foreign["party"].Select(id => Id.Parse<PartyId>(id).Value).ToArray(),
            "business" => place.Other.Business.Value,
            "party" => Id.Parse<PartyId>(foreign["party"][0]).Value,
            "document" or "id" => Id.Parse<DocumentId>(foreign["document"][0]).Value,
            "topic" => "business",
            _ => null,
        };
    }

    [GeneratedRegex(@"\b(\w+\.)?(business|party|document|contact|webhook)\s*=\s*(@\w+|any\s*\(@\w+\))")]
    private static partial Regex Filter();

    [GeneratedRegex(@"(?<!@)@(?<name>\w+)")]
    private static partial Regex Parameter();
}
