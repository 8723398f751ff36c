using System.Buffers.Text;
using System.Text;
using LedgerPortal.CreditNotes;
using LedgerPortal.Documents;
using LedgerPortal.Grains.Tests.CreditNotes;
using LedgerPortal.Grains.Tests.Invoices;
using LedgerPortal.Invoices;
using LedgerPortal.Testing;

namespace LedgerPortal.Grains.Tests.Documents;

/// <summary>What the Indian portal answered is written into an issued document, once.</summary>
public class RegistrationTests
{
    public static TheoryData<Registration, RefusalCode, string> Wrong => new()
    {
        { null!, RefusalCode.FieldRequired, "irn" },
        { Registrations.Example with { Irn = "" }, RefusalCode.FieldRequired, "irn" },
        { Registrations.Example with { Irn = Registrations.Example.Irn[1..] }, RefusalCode.FieldInvalid, "irn" },
        { Registrations.Example with { Irn = Registrations.Example.Irn.ToUpperInvariant() }, RefusalCode.FieldInvalid, "irn" },
        { Registrations.Example with { Irn = "g" + Registrations.Example.Irn[1..] }, RefusalCode.FieldInvalid, "irn" },
        { Registrations.Example with { Irn = Registrations.Example.Irn + "0" }, RefusalCode.FieldTooLong, "irn" },
        { Registrations.Example with { AcknowledgementNumber = "" }, RefusalCode.FieldRequired, "acknowledgementNumber" },
        { Registrations.Example with { AcknowledgementNumber = "11-26" }, RefusalCode.FieldInvalid, "acknowledgementNumber" },
        { Registrations.Example with { AcknowledgementNumber = new('1', 21) }, RefusalCode.FieldTooLong, "acknowledgementNumber" },
        { Registrations.Example with { AcknowledgedOn = default }, RefusalCode.DateOutOfRange, "acknowledgedOn" },
        { Registrations.Example with { SignedQr = "" }, RefusalCode.FieldRequired, "signedQr" },
        { Registrations.Example with { SignedQr = "upi://pay?pa=me" }, RefusalCode.FieldInvalid, "signedQr" },
        { Registrations.Example with { SignedQr = Signed("no JSON") }, RefusalCode.FieldInvalid, "signedQr" },
        { Registrations.Example with { SignedQr = Signed("[1]") }, RefusalCode.FieldInvalid, "signedQr" },
        { Registrations.Example with { SignedQr = "a.!.c" }, RefusalCode.FieldInvalid, "signedQr" },
        { Registrations.Example with { SignedQr = "a.b.c" }, RefusalCode.FieldInvalid, "signedQr" },
        { Registrations.Example with { SignedQr = Signed($$"""{"a":"{{new string('x', 2_000)}}"}""") }, RefusalCode.FieldTooLong, "signedQr" },
        // The code of another document.
        { Registrations.Example with { SignedQr = Registrations.Other.SignedQr }, RefusalCode.FieldInvalid, "signedQr" },
        { Registrations.Example with { SignedQr = Signed($$"""{"Irn":"{{new string('0', 64)}}"}""") }, RefusalCode.FieldInvalid, "signedQr" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Each_field_has_its_rule(Registration registration, RefusalCode code, string field)
    {
        InvoiceScenario.Issued().ThenRefused(code, field, Register(registration));
        Note().ThenRefused(code, field, RegisterNote(registration));
    }

    [Fact]
    public void A_code_that_names_no_document_is_taken() =>
        InvoiceScenario.Issued().Then(Register(Registrations.Example with { SignedQr = Signed("""{"iss":"NIC"}""") }));

    [Fact]
    public void An_issued_invoice_is_registered_once_and_the_first_answer_stays()
    {
        var invoice = InvoiceScenario.Issued();
        Assert.Equal([new InvoiceRegistered(Registrations.Example)], invoice.Then(Register(Registrations.Example)));
        invoice.ThenAlreadyDone(Register(Registrations.Example));
        invoice.ThenRefused(RefusalCode.AlreadyRegistered, "irn", Register(Registrations.Other));
        invoice.ThenRefused(
            RefusalCode.AlreadyRegistered, "irn", Register(Registrations.Example with { AcknowledgedOn = new DateOnly(2026, 11, 4) }));
        Assert.Equal(Registrations.Example, invoice.State.Registration);
    }

    [Fact]
    public void Only_what_is_issued_and_stays_so_can_be_registered()
    {
        var register = Register(Registrations.Example);
        InvoiceScenario.New().ThenRefused(RefusalCode.NotFound, register);
        InvoiceScenario.New().Given(InvoiceScenario.Draft).ThenRefused(RefusalCode.NotIssued, register);
        InvoiceScenario.New().Given(InvoiceScenario.Draft, InvoiceScenario.IssueHeld).ThenRefused(RefusalCode.NotIssued, register);
        InvoiceScenario.Issued().Given(InvoiceScenario.VoidIt).ThenRefused(RefusalCode.NotIssued, register);
        CreditNoteScenario.New().ThenRefused(RefusalCode.NotFound, RegisterNote(Registrations.Example));
        CreditNoteScenario.New().Given(CreditNoteScenario.Issue).ThenRefused(RefusalCode.NotIssued, RegisterNote(Registrations.Example));
    }

    [Fact]
    public void A_credit_note_has_the_same_rules()
    {
        var note = Note();
        Assert.Equal([new CreditNoteRegistered(Registrations.Other)], note.Then(RegisterNote(Registrations.Other)));
        note.ThenAlreadyDone(RegisterNote(Registrations.Other));
        note.ThenRefused(RefusalCode.AlreadyRegistered, "irn", RegisterNote(Registrations.Example));
    }

    private static string Signed(string content) =>
        $"eyJhbGciOiJSUzI1NiJ9.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(content))}.c2lnbmF0dXJl";

    private static RegisterInvoice Register(Registration registration) =>
        new() { Id = Examples.NewId(), By = Examples.Operator, Registration = registration };

    private static RegisterCreditNote RegisterNote(Registration registration) =>
        new() { Id = Examples.NewId(), By = Examples.Operator, Registration = registration };

    private static StreamInMemory<CreditNote, CreditNoteCommand, CreditNoteEvent> Note() =>
        CreditNoteScenario.New().Given(CreditNoteScenario.Issue, CreditNoteScenario.Number());
}
