using System.Net;
using LedgerPortal.Api;
using LedgerPortal.Live;
using LedgerPortal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace LedgerPortal.Access;

/// <summary>Those who run the installation: what they see, what they may, and what they may not.</summary>
public sealed class PlatformTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private RunningPortal Portal => fixture.Portal;

    [Fact]
    public async Task Nobody_else_gets_in_not_even_an_owner_of_a_business()
    {
        var books = await new Books(Portal).Create();
        using var owner = await books.SignedInOperator(NewEmail());
        foreach (var page in new[] { "/platform", "/platform/security" })
            Assert.Equal(HttpStatusCode.Forbidden, (await owner.Get(page)).Status);
        using var stranger = Portal.Browse();
        Assert.StartsWith("/console/sign-in", (await stranger.Get("/platform")).Location);
        var answer = await Post(owner, "Suspend", books, ("reason", "Because"));
        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
    }

    [Fact]
    public async Task Figures_are_shown_and_nothing_of_the_ledgers()
    {
        var books = await new Books(Portal).Create();
        await books.Post(await books.AddParty("Meera Stores"), 123_456);
        using var runs = await PlatformOwner();
        var shown = await runs.Get("/platform");
        Assert.Equal(HttpStatusCode.OK, shown.Status);
        Assert.Contains("Sahyadri Traders", shown.Body);
        Assert.DoesNotContain("Meera Stores", shown.Body);
        Assert.DoesNotContain("1,234.56", shown.Body);
        // And not by going there.
        var visit = await Post(runs, "Visit", books);
        Assert.True(visit.Location == "/platform", $"{visit.Status} {visit.Page.QuerySelector("main")?.TextContent}");
        Assert.DoesNotContain("Meera Stores", (await runs.Get("/console/parties")).Body);
    }

    [Fact]
    public async Task A_suspended_business_closes_for_everybody_within_a_second_and_nothing_is_lost()
    {
        var books = await new Books(Portal).Create();
        var party = await books.AddParty("Meera Stores");
        using var owner = await books.SignedInOperator(NewEmail());
        using var customer = await books.SignedIn(party);
        var link = await books.GenerateToken(party);
        using var again = Portal.Browse();
        await again.Submit("/p", ("Secret", link));
        var keys = Portal.Services.GetRequiredService<ApiKeys>();
        var key = await keys.Make(books.Business, Guid.NewGuid(), new NewApiKey("Billing", ApiScopes.All), Actor.System("test"));
        using var runs = await PlatformOwner();
        var other = await fixture.Start();
        await using var page = await LiveClient.Connect(other, owner);
        await page.Watch(Topic.Business);

        Assert.Equal("/platform", (await Post(runs, "Suspend", books, ("reason", "Not paid"))).Location);
        var suspended = TimeProvider.System.GetTimestamp();
        await page.Closed;
        Assert.True(TimeProvider.System.GetElapsedTime(suspended) < TimeSpan.FromSeconds(3));
        foreach (var (browser, path) in new[] { (owner, "/console"), (again, "/portal") })
        {
            var closed = await browser.Get(path);
            Assert.Equal(HttpStatusCode.Forbidden, closed.Status);
            Assert.Contains("Nothing of it is lost.", closed.Body);
        }

        Assert.Null(await keys.Find(key!, CancellationToken.None));
        using var visitor = Portal.Browse();
        Assert.Contains("Closed for now", (await visitor.Submit("/p", ("Secret", link))).Body);
        Assert.Equal("/platform", (await Post(runs, "Resume", books)).Location);
        Assert.Equal(HttpStatusCode.OK, (await owner.Get("/console")).Status);
        Assert.Equal(HttpStatusCode.OK, (await again.Get("/portal")).Status);
        Assert.NotNull(await keys.Find(key!, CancellationToken.None));
    }

    [Fact]
    public async Task Books_are_read_only_when_an_owner_lets_them_and_as_long()
    {
        var books = await new Books(Portal).Create();
        var party = await books.AddParty("Meera Stores");
        using var owner = await books.SignedInOperator(NewEmail());
        using var runs = await PlatformOwner();
        await Post(owner, "OpenBooks", books, "/settings/people", ("days", "7"));
        Assert.Equal("/console", (await Post(runs, "Visit", books)).Location);
        Assert.Contains("Meera Stores", (await runs.Get("/console/parties")).Body);
        Assert.Contains("by leave of the owner", (await runs.Get("/console")).Body);
        // To read, and nothing else.
        Assert.Equal(HttpStatusCode.Forbidden, (await runs.Get("/console/invoices/new")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await Post(runs, "Sharing", books, $"/console/parties/{party}", ("isShared", "false"))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await runs.Get("/settings/people")).Status);

        await Post(owner, "CloseBooks", books, "/settings/people");
        Assert.StartsWith("/console/sign-in", (await runs.Get("/console/parties")).Location);
        var noted = (await owner.Get("/settings/security")).Body;
        Assert.Contains("Books read by one who runs the installation", noted);
        Assert.Contains("Books opened to those who run the installation", noted);
    }

    [Fact]
    public async Task A_new_business_comes_with_an_invitation_for_its_owner()
    {
        using var runs = await PlatformOwner();
        var email = NewEmail();
        var answer = await Post(runs, "Create", null, "/platform",
            ("Command", Books.NewId().ToString()), ("Name", "Deccan Paper"), ("Email", email), ("Country", "IN"),
            ("Currency", "INR"), ("TimeZone", "Asia/Kolkata"));
        Assert.Equal("/platform", answer.Location);
        Assert.Contains("Deccan Paper", (await runs.Get("/platform")).Body);
        var made = (await Portal.Services.GetRequiredService<PlatformAccess>().Businesses()).Single(row => row.Name == "Deccan Paper");
        var invited = (await Portal.Services.GetRequiredService<Colleagues>().InvitationsOf(made.Business)).Single();
        Assert.Equal((email, OperatorRole.Owner), (invited.Email, invited.Role));
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity,
            (await Post(runs, "Create", null, "/platform", ("Command", Books.NewId().ToString()), ("Name", ""), ("Email", "x"))).Status);
        Assert.Contains("Business created", (await runs.Get("/platform/security")).Body);
    }

    private static string NewEmail() => $"{Guid.NewGuid():N}@example.com";

    /// <summary>Somebody who runs the installation and works for no business.</summary>
    private async Task<Browser> PlatformOwner()
    {
        var email = NewEmail();
        var books = await new Books(Portal).Create();
        var key = await books.AddOperator(email, OperatorRole.Viewer);
        using (var scope = Portal.Services.CreateScope())
            Assert.True(await scope.ServiceProvider.GetRequiredService<Operators>().MakePlatformOwner(email));
        var browser = Portal.Browse();
        await Books.SignIn(browser, email, key);
        return browser;
    }

    private static Task<Answer> Post(Browser browser, string handler, Books? books, params (string Name, string Value)[] fields) =>
        Post(browser, handler, books, "/platform", fields);

    private static async Task<Answer> Post(
        Browser browser, string handler, Books? books, string page, params (string Name, string Value)[] fields)
    {
        var token = (await browser.Get("/console/choose")).Page.QuerySelector("meta[name=antiforgery]")!.GetAttribute("content")!;
        return await browser.Post(
            $"{page}?handler={handler}",
            [
                new("__RequestVerificationToken", token), new("business", books?.Business.ToString() ?? ""),
                .. fields.Select(field => new KeyValuePair<string, string>(field.Name, field.Value)),
            ]);
    }
}
