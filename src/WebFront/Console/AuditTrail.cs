using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LedgerPortal.Access;
using LedgerPortal.Files;
using LedgerPortal.Ledgers;

namespace LedgerPortal.Consoles;

/// <summary>Of what the trail is: a document, a party, or with neither the whole business.</summary>
public sealed record AuditSubject(DocumentId? Document, PartyId? Party, IReadOnlyList<string> Streams, string? Ledger)
{
    public static AuditSubject Business { get; } = new(null, null, [], null);

    public static AuditSubject Of(DocumentId document, PartyId party, Currency currency, BusinessId business) => new(
        document, null, [$"invoice/{document}", $"credit-note/{document}", $"document-link/{document}"],
        LedgerReadModel.StreamOf(new LedgerKey(business, party, currency)).Stream);

    public static AuditSubject Of(PartyId party, IEnumerable<Currency> currencies, BusinessId business) => new(
        null, party,
        [.. currencies.Select(currency => LedgerReadModel.StreamOf(new LedgerKey(business, party, currency)).Stream), $"party/{party}"],
        null);
}

/// <summary>Which part of the trail, as the address says it. What makes no sense there is read as if it had not been said.</summary>
public sealed record AuditQuery(string? Noun, string? By, DateOnly? From, DateOnly? To, long Below)
{
    /// <summary>What it can be narrowed to, and the streams that are meant.</summary>
    public static IReadOnlyDictionary<string, string[]> Nouns { get; } = new SortedDictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["documents"] = ["invoice", "credit-note"],
        ["ledger"] = ["ledger"],
        ["links"] = ["document-link", "portal-token", "invitation", "delegated-view"],
        ["party"] = ["party"],
        ["settings"] = ["business"],
    };

    public static IReadOnlyList<string> Actors { get; } = ["operator", "party", "key", "system"];

    public static AuditQuery Of(IQueryCollection values)
    {
        DateOnly? Day(string name) => DateOnly.TryParseExact(
            values[name].ToString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
        var (noun, by) = (values["show"].ToString(), values["by"].ToString());
        return new AuditQuery(
            Nouns.ContainsKey(noun) ? noun : null, Actors.Contains(by) ? by : null, Day("from"), Day("to"),
            long.TryParse(values["below"].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var below)
                ? below : long.MaxValue);
    }
}

/// <summary>
/// Everything that ever happened, from the journal: who, what, when, from where. For operators only: the function that reads
/// it answers to no other scope.
/// </summary>
public static class AuditTrail
{
    public const int PageRows = 50;

    private const string Sql =
        """
        select * from access.audit(@document, @party, @streams, @ledger, @nouns, @since, @until, @by, @below, @rows)
        """;

    public static IReadOnlyList<FileColumn<AuditRow>> Columns { get; } =
    [
        new("position", row => row.Position), new("at", row => row.RecordedAt), new("event", row => row.What),
        new("noun", row => row.Noun), new("about", row => row.About), new("party", row => row.PartyName),
        new("stream", row => row.Stream), new("version", row => row.Version), new("actorKind", row => row.ActorKind),
        new("actor", row => row.Who), new("from", row => row.From), new("details", row => row.Details),
    ];

    public static Task<IReadOnlyList<AuditRow>> Page(ScopedRead read, AuditSubject of, AuditQuery query, TimeZoneInfo zone) =>
        read.Rows<AuditRow>(Sql, Parameters(of, query, zone, PageRows + 1));

    public static IAsyncEnumerable<AuditRow> All(ScopedRead read, AuditSubject of, AuditQuery query, TimeZoneInfo zone) =>
        read.Stream<AuditRow>(Sql, Parameters(of, query with { Below = long.MaxValue }, zone, int.MaxValue));

    private static object Parameters(AuditSubject of, AuditQuery query, TimeZoneInfo zone, int rows) => new
    {
        document = of.Document,
        party = of.Party,
        streams = of.Streams.ToArray(),
        ledger = of.Ledger,
        nouns = query.Noun is { } noun ? AuditQuery.Nouns[noun] : null,
        since = query.From is { } from ? Start(from, zone) : null,
        // Days are the business's, both included.
        until = query.To is { } to && to < DateOnly.MaxValue ? Start(to.AddDays(1), zone) : null,
        by = query.By is { } by ? by + "/" : null,
        below = query.Below,
        rows,
    };

    private static DateTimeOffset? Start(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, zone.GetUtcOffset(midnight));
    }
}

/// <summary>One accepted command: one row of the journal.</summary>
public sealed record AuditRow
{
    private JsonArray? _parsed;

    public long Position { get; init; }

    public string Stream { get; init; } = "";

    public long Version { get; init; }

    public string Actor { get; init; } = "";

    public DateTimeOffset RecordedAt { get; init; }

    public string Events { get; init; } = "[]";

    /// <summary>An operator's address, a party's name; null of programs, and of who has left.</summary>
    public string? Who { get; init; }

    /// <summary>Number of the document.</summary>
    public string? About { get; init; }

    public PartyId? Party { get; init; }

    public string? PartyName { get; init; }

    public string Noun => Stream.Split('/')[0];

    public string ActorKind => Actor.Split('/')[0];

    /// <summary>The address that it came from.</summary>
    public string? From => Actor.Split(' ', 2) is [_, var from] ? from : null;

    /// <summary>The first event's name: <c>invoice-issued</c>.</summary>
    public string What => Parsed?[0]?["event"]?.GetValue<string>() ?? "";

    /// <summary>The entry, of an event of a ledger that posted one.</summary>
    public string? Kind => Noun != "ledger" ? null : Parsed?[0]?["kind"]?.GetValue<string>();

    /// <summary>What happened, whole, but for what identifies a person: that is sealed, and tells nobody anything here.</summary>
    public string Details
    {
        get
        {
            var events = Parsed ?? [];
            Remove(events);
            return events.ToJsonString(Relaxed);
        }
    }

    /// <summary>Where what it is about can be seen.</summary>
    public string? Address
    {
        get
        {
            var parts = Stream.Split('/');
            DocumentId? subject = parts.Length > 1 && Id.TryParse<DocumentId>(parts[1], out var document) ? document : null;
            return (Noun, subject) switch
            {
                ("invoice", { } invoice) => ConsolePlaces.Invoice(invoice),
                ("credit-note", { } note) => ConsolePlaces.CreditNote(note),
                _ => Party is { } party ? ConsolePlaces.Party(party) : null,
            };
        }
    }

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = FileHead.Json.Encoder };

    private JsonArray? Parsed => _parsed ??= JsonNode.Parse(Events) as JsonArray;

    private static void Remove(JsonNode? node)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array)
                Remove(item);
        }
        else if (node is JsonObject fields)
        {
            fields.Remove("sealed");
            // The bytes of a picture tell a reader nothing; its hash stands beside them.
            if (fields["content"] is JsonValue)
                fields.Remove("content");
            foreach (var (_, value) in fields)
                Remove(value);
        }
    }
}
