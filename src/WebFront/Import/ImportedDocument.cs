using LedgerPortal.CreditNotes;
using LedgerPortal.Documents;
using LedgerPortal.Invoices;
using LedgerPortal.Parties;

namespace LedgerPortal.Imports;

/// <summary>An invoice or credit note that was issued elsewhere, under the number it has there.</summary>
internal sealed record ImportedDocument(
    ImportedParty Party,
    IReadOnlyList<ImportRow> Rows,
    string Number,
    bool IsCredit,
    DocumentContent Content) : ImportedItem(Party, Rows)
{
    public override string Called => $"{(IsCredit ? "credit note" : "invoice")} {Number}";

    private string Kind => IsCredit ? "credit-note" : "invoice";

    public override DocumentId? Document(BusinessId business) => IdOf(business);

    public override (string Stream, CommandId Command) RecordedBy(BusinessId business, PartyId party)
    {
        var document = IdOf(business);
        return ($"{Kind}/{document}", CommandOf(document));
    }

    public override long? AmountMinor(ImportSettings settings, PartyDetails details) =>
        DocumentArithmetic.Totals(Content, SplitOf(settings, details), Currency).Value?.TotalMinor;

    public override async Task<Refusal?> Post(ImportTarget target, PartyId party, PartyDetails details)
    {
        var (settings, grains, _) = target;
        var document = IdOf(settings.Business);
        var key = $"{settings.Business}/{document}";
        var split = SplitOf(settings, details);
        var supplier = DocumentPartyDetails.Of(settings.Details);
        var customer = new DocumentPartyDetails(details.Name, details.TaxId, details.Address);
        if (!IsCredit)
        {
            return (await grains.Get<IInvoice>(key).Execute(new ImportInvoice
            {
                Id = CommandOf(document),
                By = ImportRun.Actor,
                Party = party,
                Currency = Currency,
                TaxSplit = split,
                Content = Content,
                Supplier = supplier,
                Customer = customer,
                Number = Number,
            })).Refusal;
        }

        return (await grains.Get<ICreditNote>(key).Execute(new IssueCreditNote
        {
            Id = CommandOf(document),
            By = ImportRun.Actor,
            Party = party,
            Currency = Currency,
            TaxSplit = split,
            Content = Content,
            Supplier = supplier,
            Customer = customer,
            ImportedNumber = Number,
        })).Refusal;
    }

    private TaxSplit SplitOf(ImportSettings settings, PartyDetails details) =>
        Content.Lines.All(line => line.TaxRatePercent == 0)
            ? TaxSplit.None
            : TaxSplits.Between(settings.Details, details, Content.PlaceOfSupply);

    private DocumentId IdOf(BusinessId business) => new(Id.Derive(business.Value, $"import {Kind} {Number}"));

    private static CommandId CommandOf(DocumentId document) => new(Id.Derive(document.Value, "import"));
}
