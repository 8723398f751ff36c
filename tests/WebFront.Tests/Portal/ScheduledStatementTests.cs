using System.Net;
using Dapper;
using LedgerPortal.Access;
using LedgerPortal.Database;
using LedgerPortal.Formatting;
using LedgerPortal.Hosting;
using LedgerPortal.Parties;
using LedgerPortal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace LedgerPortal.Portal;

/// <summary>Statements that are sent by themselves: what is due is sent once, or not at all and why.</summary>
public sealed class ScheduledStatementTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private RunningPortal Portal => fixture.Portal;

    private ScheduledStatements Sending => Portal.Services.GetRequiredService<ScheduledStatements>();

    [Fact]
    public async Task The_month_before_goes_once_to_the_contact_however_many_processes_sweep_and_whatever_dies()
    {
        var customer = await Customer.Create(Portal);
        var (books, party) = (new Books(Portal) { Business = customer.Business }, customer.Party);
        var person = await ContactPerson.Save(Portal, books, party);
        await customer.Post(Ledgers.EntryKind.Invoice, 123_456.78m, new DateOnly(2026, 1, 5), new DateOnly(2026, 1, 5));
        using var owner = await books.SignedInOperator($"{Guid.NewGuid():N}@example.com");
        var page = await Schedule(owner, party, StatementRhythm.Monthly, person.Id);
        Assert.Contains("08:00", Section(page), StringComparison.Ordinal);

        await MakeDue(party);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Sending.Sweep(default)));
        var (from, to) = StatementTimes.PeriodBefore(StatementRhythm.Monthly, Customer.Today);
        var mail = await new Mailbox(Portal).Newest("Statement", person.Email);
        Assert.Contains($"from=" + DateText.Machine(from) + "&to=" + DateText.Machine(to), mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("1,23,456", mail.Subject + mail.Text, StringComparison.Ordinal);
        Assert.Equal(1, await Queued(books));
        Assert.True(await Value<bool>("select due_at > now() from access.statement_due where party = @party", party));

        // A process that ended after it had queued the message, before its row was moved on.
        await MakeDue(party);
        await Sending.Sweep(default);
        Assert.Equal(1, await Queued(books));
        var shown = Section(await owner.Get($"/console/parties/{party}"));
        Assert.Contains("sent: 01 ", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_sent_is_said_with_the_reason_and_the_next_one_stays_planned()
    {
        var (books, party, person) = await Party();
        using var owner = await books.SignedInOperator($"{Guid.NewGuid():N}@example.com");
        await Schedule(owner, party, StatementRhythm.Weekly, person.Id);
        await Due("no entries, and nothing owed");

        await books.Post(party, 100);
        await books.SwitchSharing(party, false);
        await Due("sharing is off");
        await books.SwitchSharing(party, true);
        await books.SwitchPortal(isEnabled: false);
        await Due("switched off");
        await books.SwitchPortal(isEnabled: true);
        (await Portal.Grains.Get<IParty>($"{books.Business}/{party}").Execute(
            new RemoveContact { Id = Books.NewId(), By = Actor.System("test"), Contact = person.Id })).OrThrow();
        await Due("has no e-mail address");
        Assert.Equal(0, await Queued(books));

        async Task Due(string reason)
        {
            await MakeDue(party);
            await Sending.Sweep(default);
            var section = Section(await owner.Get($"/console/parties/{party}"));
            Assert.Contains(reason, section, StringComparison.Ordinal);
            Assert.Contains("Next", section, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_was_changed_or_stopped_is_not_sent_by_what_was_planned_before()
    {
        var (books, party, person) = await Party();
        await books.Post(party, 100);
        using var owner = await books.SignedInOperator($"{Guid.NewGuid():N}@example.com");
        await Schedule(owner, party, StatementRhythm.Weekly, person.Id);
        await MakeDue(party);
        await Schedule(owner, party, null, person.Id);
        await Sending.Sweep(default);
        Assert.Equal(0, await Queued(books));
        Assert.Null(await Value<DateTime?>("select due_at from access.statement_due where party = @party", party));
        Assert.DoesNotContain("Next", Section(await owner.Get($"/console/parties/{party}")), StringComparison.Ordinal);

        await Schedule(owner, party, StatementRhythm.Monthly, person.Id);
        await Sending.Sweep(default);
        Assert.Equal(1, await Value<int>(
            "select extract(day from due_at at time zone 'Asia/Kolkata')::int from access.statement_due where party = @party", party));
        Assert.Equal(0, await Queued(books));
    }

    [Fact]
    public async Task Somebody_elses_contact_is_refused_and_each_currency_has_a_statement()
    {
        var customer = await Customer.Create(Portal);
        var books = new Books(Portal) { Business = customer.Business };
        var other = await ContactPerson.Save(Portal, books, (await customer.Neighbour()).Party);
        var person = await ContactPerson.Save(Portal, books, customer.Party);
        await customer.Post(Ledgers.EntryKind.Invoice, 10m, Customer.Today, Customer.Today);
        await customer.Post(Ledgers.EntryKind.Invoice, 10m, new DateOnly(2026, 1, 5), new DateOnly(2026, 1, 5), Currency.Parse("USD"));
        using var owner = await books.SignedInOperator($"{Guid.NewGuid():N}@example.com");
        var page = await Schedule(owner, customer.Party, StatementRhythm.Monthly, other.Id);
        Assert.Contains("choose a contact who is still there", page.Body, StringComparison.Ordinal);

        await Schedule(owner, customer.Party, StatementRhythm.Monthly, person.Id);
        await MakeDue(customer.Party);
        await Sending.Sweep(default);
        // The rupee ledger began in the month that is running: nothing in the one before.
        Assert.Equal(1, await Queued(books));
        Assert.Contains("currency=USD", (await new Mailbox(Portal).Newest("Statement", person.Email)).Text, StringComparison.Ordinal);
    }

    private async Task<(Books Books, PartyId Party, ContactPerson Person)> Party()
    {
        var books = await new Books(Portal).Create();
        var party = await books.AddParty("Kulkarni Stores");
        return (books, party, await ContactPerson.Save(Portal, books, party));
    }

    private static async Task<Answer> Schedule(Browser owner, PartyId party, StatementRhythm? rhythm, ContactId contact)
    {
        var shown = await owner.Get($"/console/parties/{party}");
        var form = shown.Page.QuerySelector("form[action*='handler=ScheduleStatements']")!;
        var fields = form.QuerySelectorAll("input[name]").ToDictionary(
            input => input.GetAttribute("name")!, input => input.GetAttribute("value") ?? "");
        fields["rhythm"] = $"{rhythm}";
        fields["contact"] = contact.ToString();
        var answer = await owner.Post(form.GetAttribute("action")!, fields);
        Assert.Equal((HttpStatusCode.Redirect, $"/console/parties/{party}#statements"), (answer.Status, answer.Location));
        return await owner.Get($"/console/parties/{party}");
    }

    private static string Section(Answer page) => page.Page.GetElementById("statements")!.TextContent;

    /// <summary>Plans it, and lets its time come.</summary>
    private async Task MakeDue(PartyId party)
    {
        await Sending.Sweep(default);
        Assert.Equal(1, await Value<int>(
            "with due as (update access.statement_due set due_at = now() - interval '1 second' where party = @party returning 1) select count(*)::int from due",
            party));
    }

    private async Task<int> Queued(Books books)
    {
        await using var connection = await Portal.Services.GetRequiredService<Databases>().Owner.OpenConnectionAsync();
        return await connection.QuerySingleAsync<int>(
            "select count(*)::int from access.message where business = @business and kind = 'statement'", new { business = books.Business.Value });
    }

    private async Task<T> Value<T>(string sql, PartyId party)
    {
        await using var connection = await Portal.Services.GetRequiredService<Databases>().Owner.OpenConnectionAsync();
        return await connection.QuerySingleAsync<T>(sql, new { party = party.Value });
    }
}
