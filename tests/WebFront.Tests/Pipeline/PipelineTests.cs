using System.Net;
using LedgerPortal.Access;
using LedgerPortal.Database;
using LedgerPortal.Testing;
using Npgsql;

namespace LedgerPortal.Pipeline;

public sealed class PipelineTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private RunningPortal Portal => fixture.Portal;

    [Theory]
    [InlineData("/p", 200)]
    [InlineData("/console/sign-in", 200)]
    [InlineData("/site.css", 200)]
    [InlineData("/nowhere", 404)]
    [InlineData("/failing-probe", 500)]
    [InlineData("/api/failing-probe", 500)]
    [InlineData("/portal/probe", 403)]
    public async Task Every_answer_tells_the_browser_what_it_must_not_do(string path, int status)
    {
        using var browser = Portal.Browse();
        var answer = await browser.Get(path);
        Assert.Equal(status, (int)answer.Status);
        var policy = answer.Headers["Content-Security-Policy"];
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        foreach (var part in new[]
        {
            "default-src 'none'", "script-src 'self';", "style-src 'self';", "connect-src 'self';",
            "img-src 'self' data:;",
            "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'",
        })
            Assert.Contains(part, policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers["X-Content-Type-Options"]);
        Assert.Equal("no-referrer", answer.Headers["Referrer-Policy"]);
        Assert.Equal("same-origin", answer.Headers["Cross-Origin-Opener-Policy"]);
        Assert.False(answer.Headers.ContainsKey("Server"));
        // Over http a promise about https would be ignored at best.
        Assert.False(answer.Headers.ContainsKey("Strict-Transport-Security"));
        var isKept = !answer.Headers["Cache-Control"].Contains("no-store", StringComparison.Ordinal);
        Assert.Equal(path == "/site.css", isKept);
    }

    [Fact]
    public async Task Behind_a_proxy_that_speaks_https_the_browser_is_told_to_stay_there()
    {
        using var browser = Portal.Browse();
        var answer = await browser.Get("/p", ("X-Forwarded-Proto", "https"));
        Assert.Equal("max-age=31536000", answer.Headers["Strict-Transport-Security"]);
    }

    [Fact]
    public async Task A_failure_tells_no_details()
    {
        using var browser = Portal.Browse();
        var page = await browser.Get("/failing-probe");
        Assert.Equal("Something went wrong", page.Title);
        Assert.DoesNotContain("secret detail", page.Body, StringComparison.Ordinal);
        var api = await browser.Get("/api/failing-probe");
        Assert.Equal("application/problem+json", api.Headers["Content-Type"].Split(';')[0]);
        Assert.DoesNotContain("secret detail", api.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_database_is_away_a_page_says_so_and_offers_to_try_again()
    {
        var own = new PortalFixture();
        await own.InitializeAsync();
        using var browser = own.Portal.Browse();
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/console/sign-in")).Status);
        var name = new NpgsqlConnectionStringBuilder(own.Database.ConnectionString).Database;
        await PostgresServer.ExecuteAsync($"drop database {name} with (force)");

        for (var times = 0; times < 2; times++)
        {
            var answer = await browser.Get("/console?page=2");
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "Back in a moment"), (answer.Status, answer.Title));
            Assert.Equal("5", answer.Headers["Retry-After"]);
            Assert.Equal("/console?page=2", answer.Page.QuerySelector("main a.button")!.GetAttribute("href"));
        }

        await own.StopAsync();
    }

    [Fact]
    public async Task A_program_that_never_reached_its_database_still_says_so_in_words()
    {
        await using var nothing = new Databases("Host=127.0.0.1;Port=1;Username=x;Password=x;Database=x;Timeout=2");
        var folder = Directory.CreateTempSubdirectory("ledgerportal-away-").FullName;
        var portal = await RunningPortal.Start(nothing, new AccessSettings { DataFolder = folder });
        using var browser = portal.Browse();
        var answer = await browser.Get("/console");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Back in a moment"), (answer.Status, answer.Title));
        Assert.True(answer.Headers.ContainsKey("Content-Security-Policy"));
        await portal.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("same-origin", true)]
    [InlineData("none", true)]
    [InlineData("cross-site", false)]
    [InlineData(null, false)]
    public async Task A_page_that_another_site_asked_for_is_not_compressed(string? site, bool isCompressed)
    {
        using var browser = Portal.Browse();
        var answer = await browser.Send(HttpMethod.Get, "/console/sign-in", null, site, ("Accept-Encoding", "br"));
        Assert.Equal(isCompressed, answer.Headers.ContainsKey("Content-Encoding"));
    }

    [Theory]
    [InlineData("cross-site", null, 403)]
    [InlineData("same-site", null, 403)]
    [InlineData(null, "https://evil.example", 403)]
    [InlineData("same-origin", null, 400)]
    [InlineData(null, "null", 400)]
    [InlineData(null, null, 400)]
    public async Task A_change_that_another_site_sends_is_refused_before_anything_reads_it(
        string? site, string? origin, int status)
    {
        using var browser = Portal.Browse();
        using var form = new FormUrlEncodedContent([new("Email", "owner@example.com"), new("Password", "x")]);
        var answer = await browser.Send(
            HttpMethod.Post, "/console/sign-in", form, site, origin is null ? [] : [("Origin", origin)]);
        // 400: let through to the form, which lacks its token.
        Assert.Equal(status, (int)answer.Status);
    }

    [Theory]
    [InlineData("/error")]
    [InlineData("/first-run")]
    public async Task Pages_that_are_not_for_now_are_not_there(string path)
    {
        var books = await new Books(Portal).Create();
        using var _ = await books.SignedInOperator($"{Guid.NewGuid():N}@example.com");
        using var browser = Portal.Browse();
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Get(path)).Status);
    }

    [Fact]
    public void Networks_are_what_one_subscriber_has()
    {
        Assert.Equal(Network("203.0.113.7"), Network("203.0.113.250"));
        Assert.Equal(Network("203.0.113.7"), Network("::ffff:203.0.113.9"));
        Assert.NotEqual(Network("203.0.113.7"), Network("203.0.114.7"));
        Assert.Equal(Network("2001:db8:1:2::1"), Network("2001:db8:1:2:ffff::9"));
        Assert.NotEqual(Network("2001:db8:1:2::1"), Network("2001:db8:1:3::1"));

        static string Network(string address) => AccessRateLimits.NetworkOf(IPAddress.Parse(address));
    }
}
