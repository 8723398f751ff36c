using System.Text.Json;
using LedgerPortal.Access;
using LedgerPortal.Documents;
using LedgerPortal.Ledgers;

namespace LedgerPortal.Portal;

/// <summary>An invoice as its customer sees it: what was billed, what was paid of it, what remains.</summary>
/// <param name="Topic">What to watch for changes of it: the ledger, or with a document link the document alone.</param>
/// <param name="Entry">Its entry in the ledger; null for a moment after it was issued.</param>
/// <param name="Settlements">Payments and credits that are set against it.</param>
public sealed record PortalInvoice(
    DocumentId Id,
    string Topic,
    long Position,
    string? Number,
    DocumentStatus Status,
    Currency Currency,
    DateOnly DueDate,
    DocumentContent Content,
    DocumentTotals Totals,
    DocumentPartyDetails Supplier,
    DocumentPartyDetails Customer,
    EntryRow? Entry,
    IReadOnlyList<SettlementRow> Settlements)
{
    /// <summary>What the Indian portal answered for it; null for nothing.</summary>
    public Registration? Registration { get; init; }

    /// <summary>Where the document itself stands, for whoever watches the ledger: its registration is no entry there.</summary>
    public long? OwnPosition { get; init; }

    public Money Total => new(Totals.TotalMinor, Currency);

    /// <summary>What remains to be paid. Nothing of a void invoice: its reversal settles it.</summary>
    public Money Open => new(Status == DocumentStatus.Void ? 0 : Entry?.OpenMinor ?? Totals.TotalMinor, Currency);

    /// <summary>What was settled in the ledger of another party of this customer, before the rest was moved here.</summary>
    public Money SettledBefore => new(
        Entry?.OriginParty is null ? 0 : Totals.TotalMinor - Entry.OpenMinor - Settlements.Sum(part => part.AmountMinor), Currency);

    public Money Disputed => new(Status == DocumentStatus.Void ? 0 : Entry?.DisputedMinor ?? 0, Currency);

    public IReadOnlyList<TimelineRow> Timeline(DateOnly today) =>
        InvoiceTimeline.Of(Status, Content.Date, DueDate, today, Open.Minor, Settlements);

    /// <summary>Null when it is not there, or not within the session's scope: which of the two is told to nobody.</summary>
    public static Task<PortalInvoice?> Read(ScopedRead read, PortalVisit visit, DocumentId document) => Read(
        read, visit.Session.Business, visit.Parties, document,
        visit.IsWholeParty ? $"ledger/{visit.Session.Party}/" : null);

    /// <param name="parties">Whose it may be.</param>
    /// <param name="ledger">What the ledger's topics begin with, for whoever may watch them.</param>
    public static async Task<PortalInvoice?> Read(
        ScopedRead read, BusinessId business, Guid[] parties, DocumentId document, string? ledger)
    {
        await using var results = await read.Results(
            $"{Invoice};\n{LedgerQueries.EntryOfDocument}",
            new
            {
                business,
                parties,
                document,
                ledger,
                alone = Live.Topic.Document(document),
            });
        var row = await results.ReadSingleOrDefaultAsync<Row>();
        var entry = await results.ReadSingleOrDefaultAsync<EntryRow>();
        if (row is null)
            return null;
        var settlements = entry is null || entry.OpenMinor == entry.AmountMinor
            ? []
            : await read.Rows<SettlementRow>(LedgerQueries.SettlementsOfDocument, new
            {
                business, document,
            });
        return new PortalInvoice(
            document,
            row.Topic,
            row.Position ?? 0,
            row.Number,
            row.Status,
            row.Currency,
            row.DueDate,
            JsonSerializer.Deserialize(row.Content, DocumentJson.Default.DocumentContent)!,
            JsonSerializer.Deserialize(row.Totals, DocumentJson.Default.DocumentTotals)!,
            JsonSerializer.Deserialize(row.Supplier, DocumentJson.Default.DocumentPartyDetails)!,
            JsonSerializer.Deserialize(row.Customer, DocumentJson.Default.DocumentPartyDetails)!,
            entry,
            settlements)
        { Registration = DocumentJson.ReadRegistration(row.Registration), OwnPosition = row.OwnPosition };
    }

    /// <summary>A document link watches its document alone: nothing moves for it when the party's other affairs do.</summary>
    private const string Invoice =
        """
        select i.number, i.status, i.currency, i.due_date, i.content::text as content, i.totals::text as totals,
          i.supplier::text as supplier, i.customer::text as customer, t.topic, access.topic_position(t.topic) as position,
          i.registration::text as registration,
          case when @ledger is not null then access.topic_position(@alone) end as own_position
        from read.invoice i
        cross join lateral (select coalesce(@ledger || i.currency, @alone) as topic) t
        where i.business = @business and i.party = any(@parties) and i.document = @document
        """;

    private sealed record Row(
        string? Number,
        DocumentStatus Status,
        Currency Currency,
        DateOnly DueDate,
        string Content,
        string Totals,
        string Supplier,
        string Customer,
        string Topic,
        long? Position,
        string? Registration,
        long? OwnPosition);
}
