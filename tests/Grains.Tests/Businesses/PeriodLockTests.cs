using LedgerPortal.Businesses;
using LedgerPortal.Documents;
using LedgerPortal.Invoices;
using LedgerPortal.Testing;
using static LedgerPortal.Grains.Tests.Invoices.InvoiceScenario;

namespace LedgerPortal.Grains.Tests.Businesses;

/// <summary>Invariant 11: nothing dated in a locked period is posted or reversed, and a lock waits for what is on its way.</summary>
public sealed class PeriodLockTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    private static readonly DateOnly InvoiceDate = Examples.Content.Date;

    [Fact]
    public async Task A_lock_waits_for_an_issuing_under_way_and_the_issuing_is_not_refused_by_it()
    {
        await using var shop = new Shop(fixture);
        await shop.Open();
        var document = await shop.Issue(grains: shop.DyingGrains, issue: IssueHeld);
        Assert.Equal(RefusalCode.PostingsPending, (await shop.Settings.Execute(Lock(InvoiceDate))).Refusal?.Code);
        (await shop.Settings.Execute(Lock(InvoiceDate.AddDays(-1)))).OrThrow();

        await shop.KeepPromises();
        Assert.Equal("INV/25-26/000001", (await shop.View(document)).Number);
        (await shop.Settings.Execute(Lock(InvoiceDate))).OrThrow();
        await shop.AssertBooksAreRight();
    }

    [Fact]
    public async Task In_a_locked_period_nothing_is_issued_imported_or_voided()
    {
        await using var shop = new Shop(fixture);
        await shop.Open();
        var issued = await shop.Issue();
        var draft = Shop.NewDocument();
        (await shop.Invoice(draft).Execute(Draft with { Party = shop.Party })).OrThrow();
        await shop.OutboxEmpties();
        (await shop.Settings.Execute(Lock(InvoiceDate))).OrThrow();

        Assert.Equal(RefusalCode.PeriodLocked, (await shop.Invoice(draft).Execute(Issue)).Refusal?.Code);
        Assert.Equal(RefusalCode.PeriodLocked, (await shop.Invoice(issued).Execute(VoidIt)).Refusal?.Code);
        Assert.Equal(
            RefusalCode.PeriodLocked,
            (await shop.Invoice(Shop.NewDocument()).Execute(Import with { Party = shop.Party })).Refusal?.Code);

        // Its correction takes the first open day, and the draft another date.
        (await shop.Invoice(issued).Execute(Correct with { CreditNote = Shop.NewDocument(), Draft = Shop.NewDocument() })).OrThrow();
        (await shop.Invoice(draft).Execute(Revise(1, Examples.Content with { Date = InvoiceDate.AddDays(1) }))).OrThrow();
        (await shop.Invoice(draft).Execute(Issue)).OrThrow();
        Assert.Equal("INV/25-26/000002", (await shop.View(draft)).Number);

        (await shop.Settings.Execute(new ReopenPeriod { Id = Examples.NewId(), By = Examples.Operator, Reason = "A late bill" }))
            .OrThrow();
        (await shop.Invoice(Shop.NewDocument()).Execute(Import with { Party = shop.Party })).OrThrow();
        await shop.OutboxEmpties();
        await shop.AssertBooksAreRight();
    }

    [Fact]
    public async Task Issuing_and_locking_at_the_same_moment_leave_nothing_half_done()
    {
        await using var shop = new Shop(fixture);
        await shop.Open();
        var issuing = Enumerable.Range(0, 40).Select(async _ =>
        {
            var document = Shop.NewDocument();
            (await shop.Invoice(document).Execute(Draft with { Party = shop.Party })).OrThrow();
            return (Document: document, Answer: await shop.Invoice(document).Execute(Issue));
        }).ToList();
        Answer<BusinessAnswer> locking;
        do
            locking = await shop.Settings.Execute(Lock(InvoiceDate));
        while (locking.Refusal?.Code is RefusalCode.PostingsPending);
        locking.OrThrow();

        var issued = 0;
        foreach (var (document, answer) in await Task.WhenAll(issuing))
        {
            var expected = answer.IsAccepted ? DocumentStatus.Issued : DocumentStatus.Draft;
            Assert.Equal(expected, (await shop.View(document)).Status);
            Assert.True(answer.IsAccepted || answer.Refusal.Code is RefusalCode.PeriodLocked);
            issued += answer.IsAccepted ? 1 : 0;
        }

        await shop.OutboxEmpties();
        Assert.Equal(issued * 118_000L, await shop.BalanceMinor());
        await shop.AssertBooksAreRight();
    }

    private static LockPeriod Lock(DateOnly through) => new()
    {
        Id = Examples.NewId(),
        By = Examples.Operator,
        Through = through,
    };
}
