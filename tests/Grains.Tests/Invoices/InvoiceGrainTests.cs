using LedgerPortal.Documents;
using LedgerPortal.Invoices;
using LedgerPortal.Ledgers;
using LedgerPortal.Testing;
using static LedgerPortal.Grains.Tests.Invoices.InvoiceScenario;

namespace LedgerPortal.Grains.Tests.Invoices;

/// <summary>Invoices from draft to ledger on a real database, with the processes dying wherever they can.</summary>
public sealed class InvoiceGrainTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    [Fact]
    public async Task Issuing_takes_a_number_and_posts_to_the_ledger()
    {
        await using var shop = new Shop(fixture);
        await shop.Open();
        var document = await shop.Issue();

        var invoice = await shop.View(document);
        Assert.Equal((DocumentStatus.Issued, "INV/25-26/000001"), (invoice.Status, invoice.Number));
        Assert.Equal(118_000, await shop.BalanceMinor());
        var entry = await shop.Scalar<string>(
            "select concat_ws(' ', kind, number, amount_minor, document_date, due_date, reference) from read.entry where document = $1",
            document.Value);
        Assert.Equal("Invoice INV/25-26/000001 118000 2025-04-08 2025-05-08 PO 17", entry);
        var row = await shop.Scalar<string>(
            "select concat_ws(' ', status, number, total_minor, content -> 'lines' -> 0 ->> 'itemCode') from read.invoice where document = $1",
            document.Value);
        Assert.Equal("Issued INV/25-26/000001 118000 CS-1", row);
        await shop.OutboxEmpties();
        await shop.AssertBooksAreRight();
    }

    [Fact]
    public async Task A_process_that_dies_after_every_commit_leaves_nothing_out_and_doubles_nothing()
    {
        await using var shop = new Shop(fixture);
        await shop.Open();
        var documents = new List<DocumentId>();
        for (var i = 0; i < 5; i++)
            documents.Add(await shop.Issue(grains: shop.DyingGrains, issue: i % 2 == 0 ? Issue : IssueHeld));
        Assert.Equal(DocumentStatus.Issuing, (await shop.View(documents[0])).Status);

        // Number and posting of each; the end of the hold of two.
        Assert.Equal(12, await shop.KeepPromises());
        var numbers = await Task.WhenAll(documents.Select(async document => (await shop.View(document)).Number!));
        Assert.Equal(Enumerable.Range(1, 5).Select(number => $"INV/25-26/00000{number}"), numbers.Order());
        Assert.Equal(5 * 118_000, await shop.BalanceMinor());
        await shop.AssertBooksAreRight();
    }

    [Fact]
    public async Task The_sweep_keeps_what_a_dead_process_promised()
    {
        await using var shop = new Shop(fixture);
        await shop.Open();
        var document = await shop.Issue(grains: shop.DyingGrains);
        await shop.Execute("update journal.outbox set due_at = now() - interval '1 s' where business = $1", shop.Business.Value);

        await using var host = new Hosting.EmbeddedHost(
            fixture.Databases.Writer, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        Assert.InRange(await host.Outbox.Sweep(), 1, int.MaxValue);
        Assert.Equal(DocumentStatus.Issued, (await shop.View(document)).Status);
        await shop.OutboxEmpties();
        await shop.AssertBooksAreRight();
    }

    [Fact]
    public async Task Two_hundred_at_once_take_numbers_without_a_gap()
    {
        await using var shop = new Shop(fixture);
        await shop.Open();
        var parties = await shop.AddParties(10);
        var documents = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => shop.Issue(parties[i % 10])));
        await shop.OutboxEmpties();

        var numbers = await Task.WhenAll(documents.Select(async document => (await shop.View(document)).Number!));
        Assert.Equal(Enumerable.Range(1, 200).Select(i => $"INV/25-26/{i:D6}"), numbers.Order());
        foreach (var party in parties)
            Assert.Equal(20 * 118_000, await shop.BalanceMinor(party));
        await shop.AssertBooksAreRight();
    }

    [Fact]
    public async Task A_recalled_invoice_takes_no_number()
    {
        var time = new HandSetTime(TimeProvider.System.GetUtcNow());
        await using var shop = new Shop(fixture, time);
        await shop.Open();
        var document = await shop.Issue(issue: IssueHeld);
        Assert.Equal(time.Now.AddSeconds(10).ToUnixTimeMilliseconds(), (await shop.View(document)).HeldUntil!.Value.ToUnixTimeMilliseconds());
        (await shop.Invoice(document).Execute(Recall)).OrThrow();
        await shop.KeepPromises();
        Assert.Equal(DocumentStatus.Draft, (await shop.View(document)).Status);

        (await shop.Invoice(document).Execute(IssueHeld)).OrThrow();
        time.Now += TimeSpan.FromSeconds(10);
        Assert.Equal(RefusalCode.RecallNeedsHold, (await shop.Invoice(document).Execute(Recall)).Refusal?.Code);
        await shop.KeepPromises();
        Assert.Equal("INV/25-26/000001", (await shop.View(document)).Number);
        await shop.AssertBooksAreRight();
    }

    [Fact]
    public async Task Recalling_and_the_end_of_the_hold_cannot_both_win()
    {
        await using var shop = new Shop(fixture);
        await shop.Open();
        for (var i = 0; i < 20; i++)
        {
            var document = await shop.Issue(grains: shop.DyingGrains, issue: IssueHeld);
            var recalling = shop.Invoice(document).Execute(Recall);
            await Task.WhenAll(recalling, shop.KeepPromises());
            var invoice = await shop.View(document);
            Assert.Equal((await recalling).IsAccepted, invoice.Status is DocumentStatus.Draft);
            Assert.Equal((await recalling).IsAccepted, invoice.Number is null);
        }

        await shop.KeepPromises();
        await shop.AssertBooksAreRight();
    }

    [Fact]
    public async Task Voiding_reverses_the_entry_on_the_invoices_date_and_keeps_the_number()
    {
        await using var shop = new Shop(fixture);
        await shop.Open();
        var document = await shop.Issue();
        (await shop.Invoice(document).Execute(VoidIt)).OrThrow();

        var invoice = await shop.View(document);
        Assert.Equal((DocumentStatus.Void, "INV/25-26/000001"), (invoice.Status, invoice.Number));
        Assert.Equal(0, await shop.BalanceMinor());
        Assert.Equal(
            "2025-04-08", await shop.Scalar<string>(
                "select document_date::text from read.entry where business = $1 and reverses = 1", shop.Business.Value));
        Assert.Equal(
            "Entered twice", await shop.Scalar<string>(
                "select reason from read.entry_reason where business = $1 and entry = 2", shop.Business.Value));
        await shop.OutboxEmpties();
        await shop.AssertBooksAreRight();
    }

    [Fact]
    public async Task What_was_allocated_meanwhile_keeps_an_invoice_from_being_void()
    {
        await using var shop = new Shop(fixture);
        await shop.Open();
        var document = await shop.Issue();
        await shop.Pay(100);
        (await shop.Invoice(document).Execute(VoidIt)).OrThrow();

        var invoice = await shop.View(document);
        Assert.Equal(
            (DocumentStatus.Issued, false, RefusalCode.VoidNeedsNoAllocation),
            (invoice.Status, invoice.IsVoiding, invoice.VoidRefused));
        Assert.Equal(117_900, await shop.BalanceMinor());
        await shop.OutboxEmpties();
        await shop.AssertBooksAreRight();
    }

    [Fact]
    public async Task A_payment_and_a_void_at_the_same_moment_leave_one_truth()
    {
        await using var shop = new Shop(fixture);
        await shop.Open();
        var parties = await shop.AddParties(30);
        var outcomes = await Task.WhenAll(parties.Select(async (party, i) =>
        {
            var document = await shop.Issue(party);
            var voiding = shop.Invoice(document).Execute(VoidIt);
            if (i % 2 == 0)
                await Task.Yield();
            await shop.Pay(100, party);
            (await voiding).OrThrow();
            return (await shop.View(document)).Status;
        }));
        await shop.OutboxEmpties();

        for (var i = 0; i < parties.Length; i++)
        {
            var balanceMinor = await shop.BalanceMinor(parties[i]);
            Assert.Equal(outcomes[i] is DocumentStatus.Void ? -100 : 117_900, balanceMinor);
        }

        await shop.AssertBooksAreRight();
    }

    [Fact]
    public async Task A_process_that_dies_while_voiding_and_correcting_finishes_later()
    {
        await using var shop = new Shop(fixture);
        await shop.Open();
        var voided = await shop.Issue();
        var corrected = await shop.Issue();
        var (creditNote, copy) = (Shop.NewDocument(), Shop.NewDocument());
        await shop.OutboxEmpties();
        var key = $"{shop.Business}/";
        (await shop.DyingGrains.Get<IInvoice>(key + voided).Execute(VoidIt)).OrThrow();
        (await shop.DyingGrains.Get<IInvoice>(key + corrected)
            .Execute(Correct with { CreditNote = creditNote, Draft = copy })).OrThrow();
        Assert.True((await shop.View(voided)).IsVoiding);

        await shop.KeepPromises();
        Assert.Equal(DocumentStatus.Void, (await shop.View(voided)).Status);
        Assert.Equal("CN/25-26/000001", (await shop.ViewCreditNote(creditNote)).Number);
        Assert.Equal(DocumentStatus.Draft, (await shop.View(copy)).Status);
        Assert.Equal(0, await shop.BalanceMinor());
        await shop.AssertBooksAreRight();
    }

    [Fact]
    public async Task Correcting_credits_all_of_it_and_goes_on_as_a_draft()
    {
        await using var shop = new Shop(fixture);
        await shop.Open();
        var document = await shop.Issue();
        (await shop.Invoice(document).Execute(Share)).OrThrow();
        var correct = Correct with { CreditNote = Shop.NewDocument(), Draft = Shop.NewDocument() };
        (await shop.Invoice(document).Execute(correct)).OrThrow();

        var creditNote = await shop.ViewCreditNote(correct.CreditNote);
        Assert.Equal(
            (DocumentStatus.Issued, "CN/25-26/000001", 118_000L, "INV/25-26/000001"),
            (creditNote.Status, creditNote.Number, creditNote.Totals.TotalMinor, creditNote.Invoice!.Number));
        Assert.Equal(0, await shop.BalanceMinor());
        Assert.Equal(0, await shop.Scalar<long>("select open_minor from read.entry where document = $1", document.Value));
        var draft = await shop.View(correct.Draft);
        Assert.Equal(
            (DocumentStatus.Draft, document, new DateOnly(2025, 4, 10), new DateOnly(2025, 5, 10)),
            (draft.Status, draft.CopiedFrom!.Value, draft.Content.Date, draft.Content.DueDate!.Value));
        await shop.OutboxEmpties();
        await shop.AssertBooksAreRight();
    }

    [Fact]
    public async Task An_imported_number_is_taken_once_and_a_series_goes_past_it()
    {
        await using var shop = new Shop(fixture);
        await shop.Open();
        var import = Import with { Party = shop.Party, Number = "INV/25-26/000001" };
        (await shop.Invoice(Shop.NewDocument()).Execute(import)).OrThrow();
        Assert.Equal(
            RefusalCode.NumberTaken,
            (await shop.Invoice(Shop.NewDocument()).Execute(import with { Id = Examples.NewId() })).Refusal?.Code);

        var document = await shop.Issue(grains: shop.DyingGrains);
        await shop.KeepPromises();
        Assert.Equal("INV/25-26/000002", (await shop.View(document)).Number);
        Assert.Equal(2 * 118_000, await shop.BalanceMinor());
        await shop.AssertBooksAreRight();
    }

    [Fact]
    public async Task An_invoice_of_nothing_has_a_number_and_no_entry()
    {
        await using var shop = new Shop(fixture);
        await shop.Open();
        var document = Shop.NewDocument();
        (await shop.Invoice(document).Execute(Draft with { Party = shop.Party, Content = Of(0) })).OrThrow();
        (await shop.Invoice(document).Execute(Issue)).OrThrow();
        Assert.Equal("INV/25-26/000001", (await shop.View(document)).Number);
        Assert.Equal(0, await shop.Scalar<long>("select count(*) from read.entry where business = $1", shop.Business.Value));
        (await shop.Invoice(document).Execute(VoidIt)).OrThrow();
        Assert.Equal(DocumentStatus.Void, (await shop.View(document)).Status);
        await shop.OutboxEmpties();
        await shop.AssertBooksAreRight();
    }

    [Fact]
    public async Task Viewings_are_rows_and_the_invoice_knows_the_first_and_last()
    {
        var time = new HandSetTime(TimeProvider.System.GetUtcNow());
        await using var shop = new Shop(fixture, time);
        await shop.Open();
        var document = await shop.Issue();
        for (var i = 0; i < 3; i++)
        {
            (await shop.Invoice(document).Execute(View)).OrThrow();
            time.Now += TimeSpan.FromMinutes(20);
        }

        Assert.Equal(2, await shop.Scalar<long>("select count(*) from read.viewing where document = $1", document.Value));
        Assert.Equal(2, await shop.Scalar<int>("select views from read.invoice where document = $1", document.Value));
        await shop.OutboxEmpties();
        await shop.AssertBooksAreRight();
    }

    [Fact]
    public async Task The_same_command_gives_the_first_answer_after_everything_that_followed()
    {
        await using var shop = new Shop(fixture);
        await shop.Open();
        var document = Shop.NewDocument();
        var draft = Draft with { Party = shop.Party };
        var issue = Issue;
        (await shop.Invoice(document).Execute(draft)).OrThrow();
        var first = (await shop.Invoice(document).Execute(issue)).OrThrow();
        (await shop.Invoice(document).Execute(VoidIt)).OrThrow();

        var again = shop.DyingGrains.Get<IInvoice>($"{shop.Business}/{document}");
        Assert.Equal(first, (await again.Execute(issue)).OrThrow());
        Assert.Equal(1, (await again.Execute(draft)).OrThrow().Version);
        Assert.Equal(RefusalCode.CommandIdReused, (await again.Execute(issue with { HoldSeconds = 1 })).Refusal?.Code);
    }
}
