using System.Net;
using System.Text;
using Dapper;
using LedgerPortal.PortalTokens;
using LedgerPortal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace LedgerPortal.Access;

public sealed class SecretLinkTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private static readonly string[] Robots =
    [
        "WhatsApp/2.23.20.0", "facebookexternalhit/1.1", "Twitterbot/1.0", "TelegramBot (like TwitterBot)",
        "Slackbot-LinkExpanding 1.0", "Mozilla/5.0 (compatible; bingbot/2.0)", "Googlebot/2.1",
        "SkypeUriPreview Preview/0.5",
        "LinkedInBot/1.0", "Mozilla/5.0 BarracudaScanner", "Mozilla/5.0 (Windows NT 10.0) SafeLinks", "curl/8.5.0",
    ];

    private RunningPortal Portal => fixture.Portal;

    [Fact]
    public async Task A_person_who_presses_open_is_in_and_the_secret_is_in_no_address_and_no_answer()
    {
        var (books, party) = await CustomerAsync();
        var secret = await books.GenerateToken(party);
        using var browser = Portal.Browse();

        var landing = await browser.Get("/p");
        var opened = await browser.Submit("/p", landing, ("Secret", secret));
        Assert.Equal((HttpStatusCode.Redirect, "/portal"), (opened.Status, opened.Location));
        Assert.Equal($"{party}: 1 parties", (await browser.Get("/portal/probe")).Body);
        Assert.DoesNotContain(secret[23..], landing.Body + opened.Body + opened.Location, StringComparison.Ordinal);

        var used = await Portal.Grains.Get<IPortalToken>($"{books.Business}/{party}").View();
        Assert.Equal("phone", used!.LastUsedDevice);
        Assert.NotNull(used.LastUsedAt);
    }

    [Fact]
    public async Task The_whole_link_pasted_by_hand_works_without_scripts()
    {
        var (books, party) = await CustomerAsync();
        using var browser = Portal.Browse();
        var opened = await browser.Submit(
            "/p", ("Link", $"  https://ledger.example.com/p#{await books.GenerateToken(party)}\n"));
        Assert.Equal("/portal", opened.Location);
    }

    [Fact]
    public async Task Robots_that_read_a_link_a_hundred_times_sign_nobody_in_and_spend_nothing()
    {
        var (books, party) = await CustomerAsync();
        await books.GenerateToken(party);
        foreach (var robot in Robots)
        {
            using var browser = Portal.Browse();
            for (var times = 0; times < 50; times++)
            {
                await browser.Send(HttpMethod.Get, "/p", null, null, ("User-Agent", robot));
                await browser.Send(HttpMethod.Head, "/p", null, null, ("User-Agent", robot));
            }

            Assert.DoesNotContain("__Host-portal", browser.Cookies.Keys);
        }

        Assert.Null((await Portal.Grains.Get<IPortalToken>($"{books.Business}/{party}").View())!.LastUsedAt);
        Assert.Equal(0, await CountAsync("select count(*) from access.session where business = @business", books));
    }

    [Fact]
    public async Task The_landing_page_tells_nothing_personal_and_is_kept_by_nobody()
    {
        var (books, party) = await CustomerAsync();
        await books.GenerateToken(party);
        using var browser = Portal.Browse();
        var landing = await browser.Get("/p");
        Assert.Equal(HttpStatusCode.OK, landing.Status);
        Assert.DoesNotContain("Meera", landing.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Sahyadri", landing.Body, StringComparison.Ordinal);
        Assert.Contains("no-store", landing.Headers["Cache-Control"], StringComparison.Ordinal);
        Assert.Equal("no-referrer", landing.Headers["Referrer-Policy"]);
        var robots = landing.Page.QuerySelector("meta[name=robots]")!.GetAttribute("content");
        Assert.Contains("noindex", robots, StringComparison.Ordinal);
        Assert.Equal(landing.Title, (await browser.Get("/i")).Title);
    }

    [Fact]
    public async Task A_guessed_secret_opens_nothing_and_looks_like_an_unknown_link()
    {
        var (books, party) = await CustomerAsync();
        var secret = await books.GenerateToken(party);
        var last = secret[^1] == 'A' ? 'E' : 'A';
        var unknown = Id.Text(Guid.NewGuid()) + secret[22..];
        var answers = new List<string>();
        foreach (var wrong in new[] { secret[..^1] + last, unknown, secret[..23] + new string('A', 43) })
        {
            using var browser = Portal.Browse();
            var answer = await browser.Submit("/p", ("Secret", wrong));
            Assert.Equal((HttpStatusCode.Forbidden, "Access denied"), (answer.Status, answer.Title));
            Assert.DoesNotContain("__Host-portal", browser.Cookies.Keys);
            answers.Add(answer.Page.QuerySelector("main")!.TextContent);
        }

        Assert.Single(answers.Distinct());
    }

    [Fact]
    public async Task Revoked_expired_and_replaced_links_are_denied()
    {
        var (books, party) = await CustomerAsync();
        var first = await books.GenerateToken(party);
        var second = await books.GenerateToken(party);
        await AssertTitle("Access denied", first);
        await AssertOpens(second);

        await books.RevokeToken(party);
        await AssertTitle("Access denied", second);

        var third = await books.GenerateToken(party, expiryDays: 1);
        await books.Age("read.portal_token", "expires_at", TimeSpan.FromDays(2), party);
        await AssertTitle("Access denied", third);
    }

    [Fact]
    public async Task While_the_master_switch_is_off_every_link_says_portal_not_available()
    {
        var (books, party) = await CustomerAsync();
        var replaced = await books.GenerateToken(party);
        var good = await books.GenerateToken(party);
        using var signedIn = await books.SignedIn(party);
        var newest = await books.GenerateToken(party);
        await books.SwitchPortal(false);
        foreach (var link in new[] { replaced, good, newest })
            await AssertTitle("Portal not available", link);
        var answer = await signedIn.Get("/portal/probe");
        Assert.Equal((HttpStatusCode.Forbidden, "Portal not available"), (answer.Status, answer.Title));

        await books.SwitchPortal(true);
        await AssertOpens(newest);
    }

    [Fact]
    public async Task Sharing_off_denies_the_link_and_ends_its_sessions()
    {
        var (books, party) = await CustomerAsync();
        using var browser = await books.SignedIn(party);
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/portal/probe")).Status);
        await books.SwitchSharing(party, false);
        var answer = await browser.Get("/portal/probe");
        Assert.Equal((HttpStatusCode.Forbidden, "Access denied"), (answer.Status, answer.Title));
    }

    [Fact]
    public async Task A_revoked_link_ends_the_sessions_that_came_through_it()
    {
        var (books, party) = await CustomerAsync();
        using var browser = await books.SignedIn(party);
        await books.RevokeToken(party);
        Assert.Equal("Access denied", (await browser.Get("/portal/probe")).Title);
    }

    [Fact]
    public async Task A_documents_link_opens_that_document_and_nothing_else()
    {
        var (books, party) = await CustomerAsync();
        var document = new DocumentId(Guid.NewGuid());
        using var browser = await books.CameByDocument(party, document);
        Assert.Equal($"{document}", (await browser.Get("/portal/document-probe")).Body);
        var rest = await browser.Get("/portal/probe");
        Assert.Equal((HttpStatusCode.Forbidden, "This link opens one document"), (rest.Status, rest.Title));
    }

    [Fact]
    public async Task A_documents_link_goes_on_without_sharing_and_ends_when_it_is_taken_back()
    {
        var (books, party) = await CustomerAsync();
        var document = new DocumentId(Guid.NewGuid());
        await books.SwitchSharing(party, false);
        using var browser = await books.CameByDocument(party, document);
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/portal/document-probe")).Status);
        await books.RevokeShare(document);
        var answer = await browser.Get("/portal/document-probe");
        Assert.Equal((HttpStatusCode.Forbidden, "Access denied"), (answer.Status, answer.Title));
    }

    [Fact]
    public async Task Who_is_in_the_whole_portal_opens_a_documents_link_without_losing_the_rest()
    {
        var (books, party) = await CustomerAsync();
        using var browser = await books.SignedIn(party);
        var document = new DocumentId(Guid.NewGuid());
        var secret = await books.Share(party, document, DocumentLinks.LinkedDocument.CreditNote);
        var opened = await browser.Submit("/i", ("Secret", secret));
        Assert.Equal($"/portal/credit-notes/{document}", opened.Location);
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/portal/probe")).Status);

        // Another customer's document is another matter.
        var other = await books.AddParty("Next Door");
        await browser.Submit("/i", ("Secret", await books.Share(other, new DocumentId(Guid.NewGuid()))));
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.Get("/portal/probe")).Status);
    }

    [Theory]
    [InlineData("cross-site")]
    [InlineData("same-site")]
    public async Task Another_site_cannot_make_a_browser_open_a_link(string site)
    {
        var (books, party) = await CustomerAsync();
        var secret = await books.GenerateToken(party);
        using var browser = Portal.Browse();
        var landing = (await browser.Get("/p")).Page;
        var token = landing.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        using var form = new FormUrlEncodedContent([new("Secret", secret), new("__RequestVerificationToken", token)]);
        var answer = await browser.Send(HttpMethod.Post, "/p", form, site);
        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.DoesNotContain("__Host-portal", browser.Cookies.Keys);
    }

    [Fact]
    public async Task A_form_without_our_token_opens_nothing()
    {
        var (books, party) = await CustomerAsync();
        using var browser = Portal.Browse();
        var answer = await browser.Post("/p", [new("Secret", await books.GenerateToken(party))]);
        Assert.Equal((HttpStatusCode.BadRequest, "This form has expired"), (answer.Status, answer.Title));
        Assert.DoesNotContain("__Host-portal", browser.Cookies.Keys);
    }

    [Fact]
    public async Task The_thirty_first_try_in_a_minute_has_to_wait()
    {
        var limited = await fixture.Start(settings => settings with { LinkTriesPerMinute = 3 });
        using var browser = limited.Browse();
        var wrong = $"{Id.Text(Guid.NewGuid())}.{new string('A', 43)}";
        for (var tries = 0; tries < 3; tries++)
            Assert.Equal(HttpStatusCode.Forbidden, (await browser.Submit("/p", ("Secret", wrong))).Status);
        var answer = await browser.Submit("/p", ("Secret", wrong));
        Assert.Equal((HttpStatusCode.TooManyRequests, "Too many tries"), (answer.Status, answer.Title));
        Assert.InRange(int.Parse(answer.Headers["Retry-After"]), 1, 60);
        // Looking is not trying.
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/p")).Status);
    }

    [Fact]
    public async Task The_tries_of_one_link_are_counted_wherever_they_come_from()
    {
        using var tries = new LinkTries(new AccessSettings { DataFolder = "", LinkTriesPerMinute = 2 });
        var link = Guid.NewGuid();
        Assert.True(tries.Take(link, out _));
        Assert.True(tries.Take(link, out _));
        Assert.False(tries.Take(link, out var after));
        Assert.InRange(after, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(31));
        Assert.True(tries.Take(Guid.NewGuid(), out _));
        await Task.CompletedTask;
    }

    [Fact]
    public async Task A_stolen_database_holds_neither_link_secrets_nor_session_secrets()
    {
        var (books, party) = await CustomerAsync();
        var secret = await books.GenerateToken(party);
        using var browser = Portal.Browse();
        await browser.Submit("/p", ("Secret", secret));
        var cookie = browser.Cookies["__Host-portal"];

        await using var connection = await fixture.Database.Databases.Owner.OpenConnectionAsync();
        var tables = await connection.QueryAsync<string>(
            """
            select format('%I.%I', schemaname, tablename) from pg_tables
            where schemaname in ('journal', 'read', 'access')
            """);
        foreach (var table in tables)
        {
            var rows = string.Join('\n', await connection.QueryAsync<string>($"select t::text from {table} t"));
            foreach (var needle in new[] { secret[23..], cookie })
            {
                Assert.DoesNotContain(needle, rows, StringComparison.Ordinal);
                var asHex = Convert.ToHexStringLower(Encoding.ASCII.GetBytes(needle));
                Assert.DoesNotContain(asHex, rows, StringComparison.Ordinal);
                Assert.DoesNotContain(Convert.ToHexStringLower(
                    System.Buffers.Text.Base64Url.DecodeFromChars(needle)), rows, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Each_sign_in_makes_a_new_session_and_ends_the_one_before()
    {
        var (books, party) = await CustomerAsync();
        var secret = await books.GenerateToken(party);
        using var browser = Portal.Browse();
        var set = await browser.Submit("/p", ("Secret", secret));
        var cookie = set.Headers["Set-Cookie"].ToLowerInvariant();
        foreach (var part in new[] { "__host-portal=", "httponly", "secure", "samesite=lax", "path=/" })
            Assert.Contains(part, cookie, StringComparison.Ordinal);
        Assert.DoesNotContain("domain=", cookie, StringComparison.Ordinal);

        var first = browser.Cookies["__Host-portal"];
        await browser.Submit("/p", ("Secret", secret));
        Assert.NotEqual(first, browser.Cookies["__Host-portal"]);
        using var thief = Portal.Browse();
        thief.SetCookie("__Host-portal", first);
        Assert.Equal(HttpStatusCode.Forbidden, (await thief.Get("/portal/probe")).Status);
    }

    [Theory]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("'; drop table access.session; --")]
    [InlineData("x")]
    public async Task A_made_up_session_is_none(string cookie)
    {
        using var browser = Portal.Browse();
        browser.SetCookie("__Host-portal", Uri.EscapeDataString(cookie));
        var answer = await browser.Get("/portal/probe");
        Assert.Equal((HttpStatusCode.Forbidden, "Please open your link again"), (answer.Status, answer.Title));
    }

    [Fact]
    public void A_link_is_read_whole_or_not_at_all()
    {
        var link = Guid.NewGuid();
        var secrets = Portal.Services.GetRequiredService<LinkSecrets>();
        var url = secrets.Url(LinkPurpose.Document, link, 3);
        Assert.StartsWith("/i#", url.PathAndQuery + url.Fragment, StringComparison.Ordinal);
        Assert.True(LinkSecrets.TryRead(url.ToString(), out var read, out var secret));
        Assert.Equal(link, read);
        Assert.True(secrets.IsRight(LinkPurpose.Document, link, 3, secret));
        Assert.False(secrets.IsRight(LinkPurpose.Document, link, 4, secret));
        Assert.False(secrets.IsRight(LinkPurpose.Portal, link, 3, secret));
        Assert.False(secrets.IsRight(LinkPurpose.Document, Guid.NewGuid(), 3, secret));
        Assert.False(secrets.IsRight(LinkPurpose.Document, link, 3, secret + "A"));
        foreach (var broken in new[] { null, "", "#", url.ToString()[..^1], url + "A", url.Fragment.Replace('.', ',') })
            Assert.False(LinkSecrets.TryRead(broken, out _, out _));
    }

    private async Task<(Books, PartyId)> CustomerAsync()
    {
        var books = await new Books(Portal).Create();
        return (books, await books.AddParty("Meera Stores"));
    }

    private async Task AssertTitle(string title, string secret)
    {
        using var browser = Portal.Browse();
        var answer = await browser.Submit("/p", ("Secret", secret));
        Assert.Equal((HttpStatusCode.Forbidden, title), (answer.Status, answer.Title));
        Assert.DoesNotContain("__Host-portal", browser.Cookies.Keys);
    }

    private async Task AssertOpens(string secret)
    {
        using var browser = Portal.Browse();
        Assert.Equal("/portal", (await browser.Submit("/p", ("Secret", secret))).Location);
    }

    private async Task<long> CountAsync(string sql, Books books)
    {
        await using var connection = await fixture.Database.Databases.Owner.OpenConnectionAsync();
        return await connection.QuerySingleAsync<long>(sql, new { business = books.Business.Value });
    }
}
