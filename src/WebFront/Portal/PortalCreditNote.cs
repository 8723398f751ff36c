using System.Text.Json;
using LedgerPortal.Access;
using LedgerPortal.CreditNotes;
using LedgerPortal.Documents;
using LedgerPortal.Ledgers;

namespace LedgerPortal.Portal;

/// <summary>A credit note as its customer sees it: what was credited, which invoices it was set against, what is left of it.</summary>
/// <param name="Topic">What to watch for changes of it: the ledger, or with a document link the document alone.</param>
/// <param name="Invoice">The invoice that it names.</param>
/// <param name="Entry">Its entry in the ledger; null for a moment after it was issued.</param>
/// <param name="Settlements">The invoices that it is set against.</param>
public sealed record PortalCreditNote(
    DocumentId Id,
    string Topic,
    long Position,
    string? Number,
    Currency Currency,
    string? Reason,
    InvoiceReference? Invoice,
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

    /// <summary>Not yet set against an invoice.</summary>
    public Money Unapplied => new(Entry?.OpenMinor ?? Totals.TotalMinor, Currency);

    /// <summary>Null when it is not there, or not within the session's scope: which of the two is told to nobody.</summary>
    public static Task<PortalCreditNote?> Read(ScopedRead read, PortalVisit visit, DocumentId document) => Read(
        read, visit.Session.Business, visit.Parties, document,
        visit.IsWholeParty ? $"ledger/{visit.Session.Party}/" : null);

    /// <param name="parties">Whose it may be.</param>
    /// <param name="ledger">What the ledger's topics begin with, for whoever may watch them.</param>
    public static async Task<PortalCreditNote?> Read(
        ScopedRead read, BusinessId business, Guid[] parties, DocumentId document, string? ledger)
    {
        await using var results = await read.Results(
            $"{CreditNote};\n{LedgerQueries.EntryOfDocument}",
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
        return new PortalCreditNote(
            document,
            row.Topic,
            row.Position ?? 0,
            row.Number,
            row.Currency,
            row.Reason,
            row.Invoice is null ? null : JsonSerializer.Deserialize(row.Invoice, DocumentJson.Default.InvoiceReference),
            JsonSerializer.Deserialize(row.Content, DocumentJson.Default.DocumentContent)!,
            JsonSerializer.Deserialize(row.Totals, DocumentJson.Default.DocumentTotals)!,
            JsonSerializer.Deserialize(row.Supplier, DocumentJson.Default.DocumentPartyDetails)!,
            JsonSerializer.Deserialize(row.Customer, DocumentJson.Default.DocumentPartyDetails)!,
            entry,
            settlements)
        { Registration = DocumentJson.ReadRegistration(row.Registration), OwnPosition = row.OwnPosition };
    }

    private const string CreditNote =
        """
        select c.number, c.currency, c.reason, c.invoice_reference::text as invoice, c.content::text as content,
          c.totals::text as totals, c.supplier::text as supplier, c.customer::text as customer, t.topic,
          access.topic_position(t.topic) as position, c.registration::text as registration,
          case when @ledger is not null then access.topic_position(@alone) end as own_position
        from read.credit_note c
        cross join lateral (select coalesce(@ledger || c.currency, @alone) as topic) t
        where c.business = @business and c.party = any(@parties) and c.document = @document
        """;

    private sealed record Row(
        string? Number,
        Currency Currency,
        string? Reason,
        string? Invoice,
        string Content,
        string Totals,
        string Supplier,
        string Customer,
        string Topic,
        long? Position,
        string? Registration,
        long? OwnPosition);
}
