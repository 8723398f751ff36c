using LedgerPortal.Documents;
using LedgerPortal.Invoices;

namespace LedgerPortal.Grains.Tests.Invoices;

/// <summary>Commands to the one invoice of <see cref="Examples"/>, each a new wish.</summary>
internal static class InvoiceScenario
{
    public static readonly DocumentId CreditNote = new(new Guid("0195f3a0-0000-7000-8000-000000000006"));
    public static readonly DocumentId Copy = new(new Guid("0195f3a0-0000-7000-8000-000000000007"));
    public static readonly Numbering CreditNoteNumbering = new("credit-note", "CN/{yy}-{yy+1}/{000000}", 2025, 1);

    public static DraftInvoice Draft => new()
    {
        Id = Examples.NewId(),
        By = Examples.Operator,
        Party = Examples.Party,
        Currency = Examples.Rupees,
        TaxSplit = TaxSplit.GstBetweenStates,
        Content = Examples.Content,
    };

    public static DiscardInvoice Discard => new() { Id = Examples.NewId(), By = Examples.Operator };

    public static IssueInvoice Issue => new()
    {
        Id = Examples.NewId(),
        By = Examples.Operator,
        Supplier = Examples.Supplier,
        Customer = Examples.Customer,
        Numbering = Examples.InvoiceNumbering,
    };

    public static IssueInvoice IssueHeld => Issue with { HoldSeconds = 10 };

    public static RecallInvoice Recall => new() { Id = Examples.NewId(), By = Examples.Operator };

    public static ImportInvoice Import => new()
    {
        Id = Examples.NewId(),
        By = Examples.Operator,
        Party = Examples.Party,
        Currency = Examples.Rupees,
        TaxSplit = TaxSplit.GstBetweenStates,
        Content = Examples.Content,
        Supplier = Examples.Supplier,
        Customer = Examples.Customer,
        Number = "536365",
    };

    public static VoidInvoice VoidIt => new() { Id = Examples.NewId(), By = Examples.Operator, Reason = "Entered twice" };

    public static ConfirmInvoiceVoid ConfirmVoid => new() { Id = Examples.NewId(), By = Examples.Operator };

    public static MarkInvoiceShared Share => new() { Id = Examples.NewId(), By = Examples.Operator };

    public static MarkInvoiceViewed View => new()
    {
        Id = Examples.NewId(),
        By = Actor.Party(Examples.Party, null),
        Through = "invoice link",
        Device = "phone",
    };

    public static CorrectInvoice Correct => new()
    {
        Id = Examples.NewId(),
        By = Examples.Operator,
        CreditNote = CreditNote,
        Draft = Copy,
        CreditNoteDate = new DateOnly(2025, 4, 10),
        CreditNoteNumbering = CreditNoteNumbering,
        Reason = "Wrong rate",
    };

    public static StreamInMemory<Invoice, InvoiceCommand, InvoiceEvent> New() => new(
        InvoiceReadModel.Definition, new(Examples.Business, $"invoice/{Examples.Document}"), InvoiceDecisions.Decide);

    public static ReviseInvoice Revise(long expectedVersion, DocumentContent content) => new()
    {
        Id = Examples.NewId(),
        By = Examples.Operator,
        ExpectedVersion = expectedVersion,
        TaxSplit = TaxSplit.GstBetweenStates,
        Content = content,
    };

    public static EndInvoiceHold EndHold(long issuingVersion) => new()
    {
        Id = Examples.NewId(),
        By = Examples.Operator,
        IssuingVersion = issuingVersion,
    };

    public static NumberInvoice Number(string number = "INV/25-26/000001") => new()
    {
        Id = Examples.NewId(),
        By = Examples.Operator,
        Number = number,
    };

    public static RefuseInvoiceVoid RefuseVoid(long voidingVersion) => new()
    {
        Id = Examples.NewId(),
        By = Examples.Operator,
        VoidingVersion = voidingVersion,
        Why = RefusalCode.VoidNeedsNoAllocation,
    };

    public static CreditInvoice Credit(long amountMinor, DocumentId? creditNote = null) => new()
    {
        Id = Examples.NewId(),
        By = Examples.Operator,
        CreditNote = creditNote ?? CreditNote,
        Party = Examples.Party,
        Amount = new Money(amountMinor, Examples.Rupees),
        Number = "INV/25-26/000001",
        Date = Examples.Content.Date,
    };

    public static StreamInMemory<Invoice, InvoiceCommand, InvoiceEvent> Issued() => New().Given(Draft, Issue, Number());

    public static DocumentContent Of(decimal unitPrice) =>
        Examples.Content with { Lines = [Examples.Content.Lines[0] with { UnitPrice = unitPrice }] };
}
