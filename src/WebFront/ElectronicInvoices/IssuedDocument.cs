using LedgerPortal.Access;
using LedgerPortal.Businesses;
using LedgerPortal.CreditNotes;
using LedgerPortal.Documents;
using LedgerPortal.Hosting;
using LedgerPortal.Invoices;

namespace LedgerPortal.ElectronicInvoices;

/// <summary>An issued invoice or credit note with all that its customer's software is told of it.</summary>
/// <param name="PrepaidMinor">Payments up to the invoice's own day that settle it; later ones are no part of the invoice.</param>
/// <param name="Bank">Where the business takes money today.</param>
public sealed record IssuedDocument(
    bool IsCreditNote,
    BusinessId Business,
    string Number,
    Currency Currency,
    TaxSplit TaxSplit,
    DocumentContent Content,
    DocumentTotals Totals,
    DocumentPartyDetails Supplier,
    DocumentPartyDetails Customer,
    InvoiceReference? Invoice,
    string? Reason,
    long PrepaidMinor,
    BankDetails? Bank)
{
    /// <summary>What the Indian portal answered for it; null for nothing.</summary>
    public Registration? Registration { get; init; }

    /// <summary>Why a line is taxed as it is. Who has no tax id is registered for no tax: what they sell is out of its scope.</summary>
    public TaxCategory CategoryOf(DocumentLine line) =>
        line.TaxCategory is null && line.TaxRatePercent == 0 && string.IsNullOrEmpty(Supplier.TaxId)
            ? TaxCategory.OutOfScope
            : TaxCategories.Of(line, TaxSplit);

    /// <summary>Null when it is not there, not within the scope of the look, or not issued.</summary>
    public static async Task<IssuedDocument?> ReadInvoice(
        ScopedRead read, IGrains grains, BusinessId business, DocumentId document)
    {
        if (await Facts(read, "invoice", business, document) is not { } facts
            || await grains.Get<IInvoice>($"{business}/{document}").View() is not
            { Status: DocumentStatus.Issued, Number: { } number, Supplier: { } supplier, Customer: { } customer } view)
        {
            return null;
        }

        return new IssuedDocument(
            false, business, number, view.Currency, view.TaxSplit, view.Content, view.Totals, supplier, customer, null, null,
            facts.PrepaidMinor, facts.BankDetails)
        { Registration = view.Registration };
    }

    /// <inheritdoc cref="ReadInvoice"/>
    public static async Task<IssuedDocument?> ReadCreditNote(
        ScopedRead read, IGrains grains, BusinessId business, DocumentId document)
    {
        if (await Facts(read, "credit_note", business, document) is null
            || await grains.Get<ICreditNote>($"{business}/{document}").View() is not
            { Status: DocumentStatus.Issued, Number: { } number } view)
        {
            return null;
        }

        return new IssuedDocument(
            true, business, number, view.Currency, view.TaxSplit, view.Content, view.Totals, view.Supplier, view.Customer,
            view.Invoice, view.Reason, 0, null)
        { Registration = view.Registration };
    }

    private sealed record FactsRow(string Details, long PrepaidMinor)
    {
        public BankDetails? BankDetails => Consoles.OwnBusiness.Stored<BusinessDetails>(Details).Bank;
    }

    /// <summary>Row level security decides what is there; the look's scope is that of who asks.</summary>
    private static Task<FactsRow?> Facts(ScopedRead read, string table, BusinessId business, DocumentId document) =>
        read.RowOrNone<FactsRow>(
            $"""
            select b.details::text as details, (
                select coalesce(sum(a.amount_minor), 0)::bigint
                from read.entry e
                join read.allocation a on a.business = e.business and a.party = e.party and a.currency = e.currency
                  and a.debit_entry = e.entry and a.undone_version is null
                join read.entry c on c.business = a.business and c.party = a.party and c.currency = a.currency
                  and c.entry = a.credit_entry and c.kind = 'Payment' and c.document_date <= d.document_date
                where e.business = d.business and e.document = d.document
              ) as prepaid_minor
            from read.{table} d join read.business b on b.business = d.business
            where d.business = @business and d.document = @document and d.status = 'Issued'
            """, new { business, document });
}
