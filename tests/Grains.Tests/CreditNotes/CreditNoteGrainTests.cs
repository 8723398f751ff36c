using LedgerPortal.CreditNotes;
using LedgerPortal.Documents;
using LedgerPortal.Grains.Tests.Invoices;
using LedgerPortal.Invoices;
using LedgerPortal.Testing;
using static LedgerPortal.Grains.Tests.CreditNotes.CreditNoteScenario;

namespace LedgerPortal.Grains.Tests.CreditNotes;

public sealed class CreditNoteGrainTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    [Fact]
    public async Task A_credit_note_settles_its_invoice_first_and_keeps_the_rest()
    {
        await using var shop = new Shop(fixture);
        await shop.Open();
        var invoice = await shop.Issue();
        await shop.Pay(110_000);
        var document = Shop.NewDocument();
        (await shop.CreditNote(document).Execute(Of(shop, invoice))).OrThrow();

        // ₹118.00 credited where ₹80.00 were open: ₹38.00 stay unapplied.
        var entry = await shop.Scalar<string>(
            "select concat_ws(' ', kind, number, amount_minor, open_minor, narration) from read.entry where document = $1",
            document.Value);
        Assert.Equal("CreditNote CN/25-26/000001 11800 3800 Four pallets were empty", entry);
        Assert.Equal(0, await shop.Scalar<long>("select open_minor from read.entry where document = $1", invoice.Value));
        Assert.Equal(-3_800, await shop.BalanceMinor());
        Assert.Equal(
            11_800, await shop.Scalar<long>("select credited_minor from read.invoice where document = $1", invoice.Value));
        await shop.OutboxEmpties();
        await shop.AssertBooksAreRight();
    }

    [Fact]
    public async Task However_many_come_at_once_they_never_exceed_the_invoice_and_no_number_is_lost()
    {
        await using var shop = new Shop(fixture);
        await shop.Open();
        var invoice = await shop.Issue();
        var content = Content with { Lines = [Content.Lines[0] with { Quantity = 12 }] };
        var documents = Enumerable.Range(0, 8).Select(_ => Shop.NewDocument()).ToArray();
        await Task.WhenAll(documents.Select(async document => (await shop.CreditNote(document).Execute(
            Of(shop, invoice) with { Content = content, CreditableMinor = null })).OrThrow()));
        await shop.OutboxEmpties();

        var creditNotes = await Task.WhenAll(documents.Select(shop.ViewCreditNote));
        var issued = creditNotes.Where(creditNote => creditNote.Status is DocumentStatus.Issued).ToList();
        Assert.Equal(["CN/25-26/000001", "CN/25-26/000002", "CN/25-26/000003"], issued.Select(one => one.Number).Order());
        Assert.All(creditNotes.Except(issued), one => Assert.Equal(
            (DocumentStatus.Discarded, RefusalCode.CreditExceedsInvoice), (one.Status, one.RefusedBecause!.Value)));
        Assert.Equal(118_000 - 3 * 35_400, await shop.BalanceMinor());
        await shop.AssertBooksAreRight();
    }

    [Fact]
    public async Task A_process_that_dies_after_every_commit_credits_once()
    {
        await using var shop = new Shop(fixture);
        await shop.Open();
        var invoice = await shop.Issue();
        await shop.OutboxEmpties();
        var issue = Of(shop, invoice);
        var (document, tooMuch) = (Shop.NewDocument(), Shop.NewDocument());
        (await shop.DyingGrains.Get<ICreditNote>($"{shop.Business}/{document}").Execute(issue)).OrThrow();
        (await shop.DyingGrains.Get<ICreditNote>($"{shop.Business}/{tooMuch}").Execute(issue with
        {
            Id = Examples.NewId(),
            CreditableMinor = null,
            Content = Content with { Lines = [Content.Lines[0] with { Quantity = 41 }] },
        })).OrThrow();

        await shop.KeepPromises();
        Assert.Equal("CN/25-26/000001", (await shop.ViewCreditNote(document)).Number);
        Assert.Equal(RefusalCode.CreditExceedsInvoice, (await shop.ViewCreditNote(tooMuch)).RefusedBecause);
        Assert.Equal(118_000 - 11_800, await shop.BalanceMinor());
        await shop.AssertBooksAreRight();
    }

    [Fact]
    public async Task It_waits_for_the_posting_of_its_invoice()
    {
        await using var shop = new Shop(fixture);
        await shop.Open();
        var invoice = Shop.NewDocument();
        (await shop.DyingGrains.Get<IInvoice>($"{shop.Business}/{invoice}").Execute(
            InvoiceScenario.Import with { Party = shop.Party, Number = "OLD-1" })).OrThrow();
        var document = Shop.NewDocument();
        (await shop.CreditNote(document).Execute(Of(shop, invoice) with
        {
            Invoice = new InvoiceReference(invoice, "OLD-1", Examples.Content.Date),
        })).OrThrow();
        Assert.Equal(DocumentStatus.Issued, (await shop.ViewCreditNote(document)).Status);
        Assert.Equal(0, await shop.BalanceMinor());

        // Its posting was tried and refused: the ledger does not know the invoice yet. It is tried again after it.
        await shop.Execute(
            "delete from journal.outbox where business = $1 and stream like 'credit-note/%' and version = 1", shop.Business.Value);
        await shop.KeepPromises(first: "invoice/");
        Assert.Equal(106_200, await shop.BalanceMinor());
        Assert.Equal(
            106_200, await shop.Scalar<long>("select open_minor from read.entry where document = $1", invoice.Value));
        await shop.AssertBooksAreRight();
    }

    [Fact]
    public async Task An_imported_number_is_taken_once()
    {
        await using var shop = new Shop(fixture);
        await shop.Open();
        var import = Import with { Party = shop.Party };
        (await shop.CreditNote(Shop.NewDocument()).Execute(import)).OrThrow();
        Assert.Equal(
            RefusalCode.NumberTaken,
            (await shop.CreditNote(Shop.NewDocument()).Execute(import with { Id = Examples.NewId() })).Refusal?.Code);
        Assert.Equal(-11_800, await shop.BalanceMinor());
        await shop.OutboxEmpties();
        await shop.AssertBooksAreRight();
    }

    [Fact]
    public async Task Nobody_credits_the_invoice_of_another_party()
    {
        await using var shop = new Shop(fixture);
        await shop.Open();
        var invoice = await shop.Issue();
        var document = Shop.NewDocument();
        (await shop.CreditNote(document).Execute(Of(shop, invoice) with { Party = await shop.AddParty() })).OrThrow();
        Assert.Equal(RefusalCode.NotFound, (await shop.ViewCreditNote(document)).RefusedBecause);
        await shop.OutboxEmpties();
        await shop.AssertBooksAreRight();
    }

    private static IssueCreditNote Of(Shop shop, DocumentId invoice) => Issue with
    {
        Party = shop.Party,
        Invoice = Named with { Document = invoice },
    };
}
