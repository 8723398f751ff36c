using LedgerPortal.CreditNotes;
using LedgerPortal.Documents;

namespace LedgerPortal.Grains.Tests.CreditNotes;

/// <summary>Commands to one credit note of the invoice of <see cref="Examples"/>, each a new wish.</summary>
internal static class CreditNoteScenario
{
    public static readonly DocumentId Document = new(new Guid("0195f3a0-0000-7000-8000-000000000006"));

    public static readonly InvoiceReference Named = new(Examples.Document, "INV/25-26/000001", Examples.Content.Date);

    /// <summary>₹100.00 and 18 % of tax.</summary>
    public static readonly DocumentContent Content = new()
    {
        Date = new DateOnly(2025, 4, 10),
        Reference = "PO 17",
        Lines = [Examples.Content.Lines[0] with { Quantity = 4, Event = null }],
    };

    public static IssueCreditNote Issue => new()
    {
        Id = Examples.NewId(),
        By = Examples.Operator,
        Party = Examples.Party,
        Currency = Examples.Rupees,
        TaxSplit = TaxSplit.GstBetweenStates,
        Content = Content,
        Supplier = Examples.Supplier,
        Customer = Examples.Customer,
        Invoice = Named,
        CreditableMinor = 118_000,
        Reason = "Four pallets were empty",
        Numbering = new Numbering("credit-note", "CN/{yy}-{yy+1}/{000000}", 2025, 1),
    };

    public static IssueCreditNote Import => Issue with
    {
        Invoice = null,
        CreditableMinor = null,
        Numbering = null,
        ImportedNumber = "C536379",
    };

    public static StreamInMemory<CreditNote, CreditNoteCommand, CreditNoteEvent> New() => new(
        CreditNoteReadModel.Definition,
        new(Examples.Business, $"credit-note/{Document}"),
        (state, command, _) => CreditNoteDecisions.Decide(state, command));

    public static NumberCreditNote Number(string number = "CN/25-26/000001") => new()
    {
        Id = Examples.NewId(),
        By = Examples.Operator,
        Number = number,
    };

    public static RefuseCreditNote Refuse() => new()
    {
        Id = Examples.NewId(),
        By = Examples.Operator,
        Why = RefusalCode.CreditExceedsInvoice,
    };
}
