using LedgerPortal.Ledgers;

namespace LedgerPortal.Portal;

/// <summary>Where the links of a statement lead, on the side that shows it.</summary>
/// <param name="Page">The path of the page itself.</param>
/// <param name="Csv">The path of the CSV.</param>
public abstract record StatementPlaces(string Page, string Csv)
{
    /// <param name="query">Names currency and days.</param>
    public abstract string Pdf(string query);

    /// <summary>The ledger as of a version, in its canonical form.</summary>
    public abstract string Version(Currency currency, long version);

    /// <summary>What an entry leads to; null when there is nothing more to see of it.</summary>
    public abstract StatementLink? Of(IEntryOfLedger entry, Currency currency);
}

public sealed record StatementLink(string Url, bool IsDownload = false);

/// <summary>The party's own: its documents, as far as it is shown them, and its receipts.</summary>
public sealed record PortalStatementPlaces(bool ShowsCreditNotes) : StatementPlaces("/portal/ledger", "/portal/ledger.csv")
{
    public override string Pdf(string query) => $"{Page}{query}&handler=Pdf";

    public override string Version(Currency currency, long version) =>
        FormattableString.Invariant($"{Page}/{currency}/{version}.json");

    public override StatementLink? Of(IEntryOfLedger entry, Currency currency) => (entry.FirstKind, entry.OfDocument) switch
    {
        (EntryKind.Invoice, { } invoice) => new($"/portal/invoices/{invoice}"),
        (EntryKind.CreditNote, { } creditNote) when ShowsCreditNotes => new($"/portal/credit-notes/{creditNote}"),
        _ when entry is { Kind: EntryKind.Payment or EntryKind.Refund, Number: not null } =>
            new(FormattableString.Invariant($"{Page}?handler=Receipt&currency={currency}&entry={entry.Entry}"), IsDownload: true),
        _ => null,
    };
}
