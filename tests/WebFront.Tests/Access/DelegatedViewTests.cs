using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Dapper;
using LedgerPortal.Consoles;
using LedgerPortal.DelegatedViews;
using LedgerPortal.Live;
using LedgerPortal.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LedgerPortal.Access;

/// <summary>A party lets somebody outside read, until a date, and takes it back.</summary>
public sealed class DelegatedViewTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private RunningPortal Portal => fixture.Portal;

    private Mailbox Mail => new(Portal);

    [Fact]
    public async Task Whom_it_was_given_to_confirms_the_address_and_reads()
    {
        var (books, party, owner) = await CustomerAsync();
        using var _ = owner;
        var email = NewEmail();
        Assert.Equal("/portal/profile#views", (await Give(owner, email)).Location);
        Assert.Contains(email, (await owner.Get("/portal/profile")).Body, StringComparison.Ordinal);

        using var accountant = await Opened(email);
        foreach (var path in new[] { "/portal", "/portal/ledger", "/portal/ledger?view=print", "/portal/credit-notes" })
        {
            var page = await accountant.Get(path);
            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.Contains("to read only, until", page.Page.QuerySelector(".banner")!.TextContent, StringComparison.Ordinal);
            Assert.Contains("Meera Stores", page.Page.QuerySelector(".banner")!.TextContent, StringComparison.Ordinal);
        }

        // What is about persons and what changes something is not part of it.
        foreach (var path in new[] { "/portal/profile", "/portal/password" })
        {
            var page = await accountant.Get(path);
            Assert.Equal((HttpStatusCode.Forbidden, "This view is for reading"), (page.Status, page.Title));
        }

        var seen = (await owner.Get("/portal/profile")).Page.GetElementById("views")!.TextContent;
        Assert.Contains("last use", seen, StringComparison.Ordinal);
        Assert.Equal("/portal", (await accountant.Get("/portal")).Page.QuerySelector(".tabs a, .dock a")!.GetAttribute("href"));
        Assert.NotEqual(default, (books.Business, party));
    }

    [Fact]
    public async Task Every_post_of_the_portal_is_refused_in_it()
    {
        var (books, party, owner) = await CustomerAsync();
        using var _ = owner;
        var email = NewEmail();
        await Give(owner, email);
        using var accountant = await Opened(email);
        var invoice = new DocumentId(Guid.NewGuid());
        var journal = await JournalRows(books);

        Assert.Empty(await Taken(accountant, invoice));
        Assert.Equal(journal, await JournalRows(books));

        // The probe sees posts that are taken: the party's own session is let through to what it may.
        Assert.Contains("/portal/profile?handler=GiveView", await Taken(owner, invoice));
        Assert.NotEqual(default, party);
    }

    [Fact]
    public async Task The_code_counts_in_the_browser_that_asked_for_five_tries_and_once()
    {
        var (_, _, owner) = await CustomerAsync();
        using var _ = owner;
        var email = NewEmail();
        await Give(owner, email);
        var secret = Mailbox.SecretIn(await Mail.Newest("ViewLink", email));
        using var browser = Portal.Browse();
        var asked = await browser.Submit("/v", ("Secret", secret));
        var code = Mailbox.CodeIn(await Mail.Newest("ViewCode", email));
        var wrong = code == "000000" ? "000001" : "000000";

        using var thief = Portal.Browse();
        var opened = await thief.Submit("/v", ("Secret", secret));
        await AssertWrong(thief, opened, code);

        for (var tries = 0; tries < 5; tries++)
            await AssertWrong(browser, asked, wrong);
        await AssertWrong(browser, asked, code);

        // Another one, after half a minute; it is used once.
        await Execute("update access.view_challenge set created_at = created_at - interval '31 seconds'");
        asked = await browser.Submit("/v", ("Secret", secret));
        await Mail.Ended("view-code", "Dropped");
        code = Mailbox.CodeIn(await Mail.Newest("ViewCode", email));
        var cookies = browser.Cookies["__Host-view"];
        Assert.Equal("/portal", (await browser.Submit("/v?handler=Confirm", asked, ("Code", code))).Location);
        using var again = Portal.Browse();
        opened = await again.Submit("/v", ("Secret", secret));
        again.SetCookie("__Host-view", cookies);
        await AssertWrong(again, opened, code);
    }

    [Fact]
    public async Task Codes_are_sent_half_a_minute_apart_and_twenty_a_day()
    {
        var codes = Portal.Services.GetRequiredService<ViewCodes>();
        var business = new BusinessId(Guid.NewGuid());
        var view = new DelegatedViewId(Guid.NewGuid());
        for (var sent = 0; sent < 20; sent++)
        {
            Assert.NotNull(await codes.Begin(business, view));
            Assert.Null(await codes.Begin(business, view));
            await Execute("update access.view_challenge set created_at = created_at - interval '31 seconds'");
        }

        Assert.Null(await codes.Begin(business, view));
        Assert.NotNull(await codes.Begin(business, new DelegatedViewId(Guid.NewGuid())));
    }

    [Fact]
    public async Task Taken_back_it_closes_within_a_second_in_every_process()
    {
        var (_, party, owner) = await CustomerAsync();
        using var _ = owner;
        var email = NewEmail();
        await Give(owner, email);
        using var accountant = await Opened(email);
        // The other process has a feed of its own: the message does not reach it, as when it is lost.
        var other = await fixture.Start();
        await using var here = await LiveClient.Connect(Portal, accountant);
        await using var there = await LiveClient.Connect(other, accountant);
        await here.Watch(Topic.Party(party));
        await there.Watch(Topic.Party(party));

        var profile = await owner.Get("/portal/profile");
        var form = profile.Page.QuerySelector<IHtmlFormElement>("form[action*='TakeBack']")!;
        var taken = await owner.Post("/portal/profile?handler=TakeBack", ConsoleFixture.Filled(form));
        Assert.Equal("/portal/profile#views", taken.Location);
        await here.Closed;
        await there.Closed;
        Assert.True(here.WasToldSo && there.WasToldSo);
        Assert.Equal("Access denied", (await accountant.Get("/portal")).Title);
        await AssertClosed(Mailbox.SecretIn(await Mail.Newest("ViewLink", email)));
    }

    [Fact]
    public async Task It_ends_at_its_date_and_with_sharing()
    {
        var (books, party, owner) = await CustomerAsync();
        using var _ = owner;
        var email = NewEmail();
        await Give(owner, email);
        using var accountant = await Opened(email);
        await books.SwitchSharing(party, false);
        Assert.Equal("Access denied", (await accountant.Get("/portal")).Title);
        await books.SwitchSharing(party, true);
        Assert.Equal(HttpStatusCode.OK, (await accountant.Get("/portal")).Status);

        await books.Age("read.delegated_view", "expires_at", TimeSpan.FromDays(91), party);
        Assert.Equal("Access denied", (await accountant.Get("/portal")).Title);
        await AssertClosed(Mailbox.SecretIn(await Mail.Newest("ViewLink", email)));
    }

    [Theory]
    [InlineData("nobody", 30)]
    [InlineData("accountant@example.com", -1)]
    [InlineData("accountant@example.com", 367)]
    public async Task It_needs_an_address_and_a_day_within_a_year(string email, int days)
    {
        var (_, _, owner) = await CustomerAsync();
        using var _ = owner;
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Give(owner, email, days)).Status);
    }

    [Fact]
    public async Task A_portal_link_gives_none_and_a_neighbour_takes_none_back()
    {
        var (books, _, owner) = await CustomerAsync();
        using var _ = owner;
        await Give(owner, NewEmail());
        var view = (await owner.Get("/portal/profile")).Page
            .QuerySelector("form[action*='TakeBack'] input[name=view]")!.GetAttribute("value")!;

        var neighbour = await books.AddParty("Next Door");
        using var token = await books.SignedIn(neighbour);
        var profile = await token.Get("/portal/profile");
        Assert.Null(profile.Page.QuerySelector("form[action*='GiveView']"));
        var antiforgery = profile.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var given = await token.Post("/portal/profile?handler=GiveView",
        [
            new("__RequestVerificationToken", antiforgery), new("Command", Books.NewId().ToString()),
            new("Email", NewEmail()), new("Until", Day(30)),
        ]);
        Assert.Equal(HttpStatusCode.Forbidden, given.Status);

        using var person = await (await ContactPerson.Save(Portal, books, neighbour)).SignedUp();
        profile = await person.Get("/portal/profile");
        antiforgery = profile.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var taken = await person.Post("/portal/profile?handler=TakeBack",
            [new("__RequestVerificationToken", antiforgery), new("Command", Books.NewId().ToString()), new("view", view)]);
        Assert.Equal(HttpStatusCode.NotFound, taken.Status);
        var grain = Portal.Grains.Get<IDelegatedView>($"{books.Business}/{Id.Parse<DelegatedViewId>(view)}");
        Assert.Null((await grain.View())!.RevokedAt);
    }

    [Fact]
    public async Task Giving_one_needs_a_fresh_proof_and_taking_it_back_does_not()
    {
        var (_, party, owner) = await CustomerAsync();
        using var _ = owner;
        await Give(owner, NewEmail());
        var profile = await owner.Get("/portal/profile");
        var form = profile.Page.QuerySelector<IHtmlFormElement>("form[action*='GiveView']")!;
        await Execute("update access.session set proved_at = proved_at - interval '11 minutes' where proved_at is not null");
        var late = await owner.Post(
            "/portal/profile?handler=GiveView", ConsoleFixture.Filled(form, ("Email", NewEmail()), ("Until", Day(9))));
        Assert.StartsWith("/portal/confirm", late.Location, StringComparison.Ordinal);
        form = profile.Page.QuerySelector<IHtmlFormElement>("form[action*='TakeBack']")!;
        Assert.Equal(
            "/portal/profile#views", (await owner.Post("/portal/profile?handler=TakeBack", ConsoleFixture.Filled(form))).Location);

        var confirm = await owner.Get(late.Location!);
        var wrong = await owner.Submit("/portal/confirm?handler=Password", confirm, ("Password", "not the password at all"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        var right = await owner.Submit("/portal/confirm?handler=Password", wrong, ("Password", ContactPerson.GoodPassword));
        Assert.Equal("/portal/profile#views", right.Location);
        Assert.Equal("/portal/profile#views", (await Give(owner, NewEmail())).Location);
        Assert.NotEqual(default, party);
    }

    [Fact]
    public async Task An_operator_gives_one_and_takes_it_back_too()
    {
        var books = await new Books(Portal).Create();
        var party = await books.AddParty("Meera Stores");
        using var office = await books.SignedInOperator($"{Guid.NewGuid():N}@example.com");
        var path = $"/console/parties/{party}";
        var email = NewEmail();
        var page = await office.Get(path);
        var form = page.Page.QuerySelector<IHtmlFormElement>("form[action*='GiveView']")!;
        await office.Post($"{path}?handler=GiveView", ConsoleFixture.Filled(form, ("email", email)));
        using var accountant = await Opened(email);

        page = await office.Get(path);
        Assert.Contains(email, page.Body, StringComparison.Ordinal);
        form = page.Page.QuerySelector<IHtmlFormElement>("form[action*='TakeBackView']")!;
        await office.Post($"{path}?handler=TakeBackView", ConsoleFixture.Filled(form));
        Assert.Equal("Access denied", (await accountant.Get("/portal")).Title);
    }

    private static string NewEmail() => $"{Guid.NewGuid():N}@accountants.example";

    private static string Day(int fromToday) => LedgerPortal.Portal.Customer.Today.AddDays(fromToday).ToString("yyyy-MM-dd");

    private async Task<(Books, PartyId, Browser)> CustomerAsync()
    {
        var books = await new Books(Portal).Create();
        var party = await books.AddParty("Meera Stores");
        return (books, party, await (await ContactPerson.Save(Portal, books, party)).SignedUp());
    }

    private static async Task<Answer> Give(Browser owner, string email, int days = 90)
    {
        var profile = await owner.Get("/portal/profile");
        var form = profile.Page.QuerySelector<IHtmlFormElement>("form[action*='GiveView']")!;
        return await owner.Post(
            "/portal/profile?handler=GiveView", ConsoleFixture.Filled(form, ("Email", email), ("Until", Day(days))));
    }

    /// <summary>The accountant's browser, after the link and the code.</summary>
    private async Task<Browser> Opened(string email)
    {
        var secret = Mailbox.SecretIn(await Mail.Newest("ViewLink", email));
        var browser = Portal.Browse();
        var asked = await browser.Submit("/v", ("Secret", secret));
        Assert.Equal(HttpStatusCode.OK, asked.Status);
        Assert.DoesNotContain(email, asked.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("__Host-portal", browser.Cookies.Keys);
        var code = Mailbox.CodeIn(await Mail.Newest("ViewCode", email));
        var opened = await browser.Submit("/v?handler=Confirm", asked, ("Code", code));
        Assert.Equal((HttpStatusCode.Redirect, "/portal"), (opened.Status, opened.Location));
        return browser;
    }

    /// <summary>The posts of the portal's pages that a session's browser got past the door with.</summary>
    private async Task<List<string>> Taken(Browser browser, DocumentId document)
    {
        var antiforgery = (await browser.Get("/portal")).Page.QuerySelector("meta[name=antiforgery]")!.GetAttribute("content")!;
        var posts = Portal.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.TrimStart('/').StartsWith("portal", StringComparison.Ordinal))
            .Where(endpoint => !endpoint.RoutePattern.RawText!.Contains("sign-", StringComparison.Ordinal)
                && !endpoint.RoutePattern.RawText!.Contains("forgot", StringComparison.Ordinal))
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HandlerRules>()?.Handlers ?? [])
                .Where(handler => string.Equals(handler.HttpMethod, "POST", StringComparison.OrdinalIgnoreCase))
                .Select(handler => "/" + endpoint.RoutePattern.RawText!.TrimStart('/')
                    .Replace("{id}", document.ToString(), StringComparison.Ordinal)
                    + (handler.Name is null ? "" : $"?handler={handler.Name}")))
            .Distinct().ToList();
        Assert.True(posts.Count >= 4, string.Join(", ", posts));
        var taken = new List<string>();
        foreach (var post in posts)
        {
            var answer = await browser.Post(post, [new("__RequestVerificationToken", antiforgery)]);
            if (answer.Status is not HttpStatusCode.Forbidden)
                taken.Add(post);
        }

        return taken;
    }

    private static async Task AssertWrong(Browser browser, Answer asked, string code) => Assert.Equal(
        HttpStatusCode.UnprocessableEntity, (await browser.Submit("/v?handler=Confirm", asked, ("Code", code))).Status);

    private async Task AssertClosed(string secret)
    {
        using var browser = Portal.Browse();
        var answer = await browser.Submit("/v", ("Secret", secret));
        Assert.Equal((HttpStatusCode.Forbidden, "Access denied"), (answer.Status, answer.Title));
    }

    private async Task<long> JournalRows(Books books)
    {
        await using var connection = await fixture.Database.Databases.Owner.OpenConnectionAsync();
        return await connection.QuerySingleAsync<long>(
            "select count(*) from journal.journal where business = @business", new { business = books.Business.Value });
    }

    private async Task Execute(string sql)
    {
        await using var connection = await fixture.Database.Databases.Owner.OpenConnectionAsync();
        await connection.ExecuteAsync(sql);
    }
}
