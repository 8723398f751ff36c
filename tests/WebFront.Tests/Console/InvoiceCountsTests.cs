using Dapper;
using LedgerPortal.Access;
using LedgerPortal.Database;
using LedgerPortal.Invoices;
using LedgerPortal.Ledgers;
using LedgerPortal.Portal;
using LedgerPortal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace LedgerPortal.Consoles;

/// <summary>The counts above the list of all invoices come from indexes and say what counting its lines says.</summary>
public sealed class InvoiceCountsTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private static readonly DateOnly Today = Customer.Today;

    private Databases Databases => fixture.Portal.Services.GetRequiredService<Databases>();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task They_are_those_of_the_lines_by_every_chip_whatever_became_of_the_invoices(int seed)
    {
        var chance = new Random(seed);
        var customer = await Customer.Create(fixture.Portal);
        var other = await customer.Neighbour();
        foreach (var party in new[] { customer, other })
            await Fill(party, chance, invoices: 12);
        await Same(customer.Business);
        // What is open of the one moves to the other, and is paid there.
        await customer.MergeInto(other);
        await Same(customer.Business);
        await other.Pay(2_000m);
        var counts = await Same(customer.Business);
        // Of everything something, or the comparison says little.
        Assert.All(
            new[] { counts.Drafts, counts.Unpaid, counts.PartlyPaid, counts.Paid, counts.Overdue, counts.Void, counts.OpenMinor },
            count => Assert.True(count > 0, $"{counts}"));
    }

    [Fact]
    public async Task An_invoice_that_its_ledger_does_not_have_yet_is_unpaid_and_not_paid()
    {
        var customer = await Customer.Create(fixture.Portal);
        var document = await customer.Issue(Today.AddDays(-60), 100m);
        await customer.Issue(Today, 40m);
        await using var connection = await Databases.Owner.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            delete from read.entry where business = @business and document = @document;
            insert into journal.outbox (business, stream, version, ordinal, due_at, command_id, obligation, attempts)
            values (@business, @stream, 99, 0, now() + interval '1 day', gen_random_uuid(), '{}', 1)
            """, new { business = customer.Business.Value, document = document.Value, stream = $"invoice/{document}" });
        var counts = await Same(customer.Business);
        Assert.Equal((2, 2, 0, 0), (counts.Issued, counts.Unpaid, counts.Paid, counts.Overdue));
        Assert.Equal((14_000, 4_000), (counts.TotalMinor, counts.OpenMinor));
    }

    private static async Task Fill(Customer customer, Random chance, int invoices)
    {
        for (var i = 0; i < invoices; i++)
        {
            var date = Today.AddDays(-chance.Next(0, 90));
            await customer.Issue(date, chance.Next(1, 90_000) / 100m + 1);
        }

        await customer.Draft(Today, Customer.Line("Rice", 1, 70m));
        var wrong = await customer.Issue(Today, 55m);
        (await customer.Invoice(wrong).Execute(
            new VoidInvoice { Id = Books.NewId(), By = Actor.System("test"), Reason = "Entered twice" })).OrThrow();
        var disputed = await customer.Post(EntryKind.DebitNote, 20m, Today);
        foreach (var (entry, amount) in new[] { (1L, 10_000L), (2L, 50L), (disputed.Version, 10L) })
        {
            // A part, or all of a small one, is disputed; what is less than that is left as it is.
            await customer.Ledger().Execute(new MarkDisputed
            {
                Id = Books.NewId(), By = Actor.System("test"), Entry = entry, Amount = new Money(amount, Customer.Rupee),
            });
        }

        await customer.Pay(chance.Next(500, 2_000));
    }

    /// <summary>Compares the two by every chip; answers the row without one.</summary>
    private async Task<InvoiceCountsRow> Same(BusinessId business)
    {
        var parameters = new { business, today = Today, party = (PartyId?)null, search = (string?)null, amount = (long?)null };
        await using var read = await ScopedRead.Open(
            Databases.Reader, new ReadScope("ledgerportal_console", business), CancellationToken.None);
        InvoiceCountsRow? all = null;
        foreach (var chip in new[] { null, "draft", "issued", "unpaid", "part-paid", "paid", "overdue", "void" })
        {
            var quick = await read.Rows<InvoiceCountsRow>(InvoiceLines.Counts(chip, isWhole: true), parameters);
            Assert.Equal(await read.Rows<InvoiceCountsRow>(InvoiceLines.Counts(chip, isWhole: false), parameters), quick);
            all ??= Assert.Single(quick);
        }

        return all!;
    }
}
