using System.Net;
using AngleSharp.Dom;
using LedgerPortal.Portal;
using LedgerPortal.Testing;

namespace LedgerPortal.Proofs;

/// <summary>/check: one bit for anyone who holds a statement, and nothing else for anybody.</summary>
public sealed class CheckPageTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    [Fact]
    public async Task The_version_and_the_hash_of_a_statement_are_confirmed_to_who_is_not_signed_in()
    {
        var (version, hash) = await Statement();
        var answer = await Ask($"{version}", hash);
        Assert.Equal("Yes, this is right.", Said(answer));
        // As it is copied from paper.
        Assert.Equal("Yes, this is right.", Said(await Ask($" {version} ", $"{hash[..32].ToUpperInvariant()}%0A {hash[32..]} ")));
        Assert.DoesNotContain("Kulkarni", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Sahyadri", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_earlier_statement_stays_right_when_the_ledger_goes_on()
    {
        var customer = await Customer.Create(fixture.Portal);
        await customer.Pay(100m);
        var before = await customer.Ledger().View();
        await customer.Pay(100m);
        Assert.Equal("Yes, this is right.", Said(await Ask($"{before.Version}", before.HeadHash)));
    }

    [Fact]
    public async Task Whatever_else_is_asked_has_one_answer()
    {
        var (version, hash) = await Statement();
        var (otherVersion, otherHash) = await Statement();
        await using var connection = await fixture.Database.Databases.Owner.OpenConnectionAsync();
        await using var command = new Npgsql.NpgsqlCommand(
            "select encode(hash, 'hex') from journal.journal where stream not like 'ledger/%' and version = 1 limit 1", connection);
        var ofNoLedger = (string)(await command.ExecuteScalarAsync())!;

        var answers = new List<Answer>();
        foreach (var (v, h) in new[]
        {
            ($"{version + 1}", hash), ("0", hash), ("x", hash), ($"{version}", new string('a', 64)), ("1", ofNoLedger),
            ($"{version}", hash[..63] + (hash[63] == '0' ? '1' : '0')), ($"{version}", "x"), ($"{version}", ""), ("", hash),
            ($"{otherVersion + 7}", otherHash), ("99999999999999999999", hash), ($"-{version}", hash), ($"{version}", hash + "00"),
        })
            answers.Add(await Ask(v, h));

        Assert.All(answers, answer =>
        {
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            Assert.Equal("No, this is not confirmed.", Said(answer));
            Assert.Equal(Frame(answers[0]), Frame(answer));
        });
    }

    [Fact]
    public async Task The_code_on_paper_leads_to_the_check_and_carries_nothing_else()
    {
        var customer = await Customer.Create(fixture.Portal);
        await customer.Pay(100m);
        using var browser = await customer.SignedIn();
        var page = (await browser.Get("/portal/ledger?view=print")).Page;
        Assert.StartsWith("data:image/png;base64,", page.QuerySelector(".statement-check img")!.GetAttribute("src"), StringComparison.Ordinal);

        var view = await customer.Ledger().View();
        var address = ProofLink.Of(
            new Access.PublicAddress(new Access.AccessSettings { DataFolder = "", PublicUrl = new Uri("https://ledger.example.com/") }),
            view.Version, view.HeadHash);
        Assert.Equal($"https://ledger.example.com/check?v={view.Version}&h={view.HeadHash}", address.AbsoluteUri);
        using var anyone = fixture.Portal.Browse();
        Assert.Equal("Yes, this is right.", Said(await anyone.Get(address.PathAndQuery)));
    }

    [Fact]
    public async Task Who_asks_too_often_waits()
    {
        var portal = await fixture.Start(settings => settings with { ChecksPerMinute = 3 });
        using var anyone = portal.Browse();
        for (var time = 0; time < 3; time++)
            Assert.Equal(HttpStatusCode.OK, (await anyone.Get($"/check?v=1&h={new string('a', 64)}")).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await anyone.Get($"/check?v=1&h={new string('a', 64)}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await anyone.Get("/check")).Status);
    }

    private async Task<(long Version, string Hash)> Statement()
    {
        var customer = await Customer.Create(fixture.Portal);
        await customer.Pay(100m);
        var view = await customer.Ledger().View();
        return (view.Version, view.HeadHash);
    }

    private async Task<Answer> Ask(string version, string hash)
    {
        using var anyone = fixture.Portal.Browse();
        return await anyone.Get($"/check?v={version}&h={hash}");
    }

    private static string Said(Answer answer) => answer.Page.QuerySelector(".notice strong")!.TextContent;

    /// <summary>The page without what was typed into it.</summary>
    private static string Frame(Answer answer)
    {
        var page = answer.Page;
        foreach (var typed in page.QuerySelectorAll("#v, #h"))
            typed.Remove();
        return page.QuerySelector("main")!.InnerHtml;
    }
}
