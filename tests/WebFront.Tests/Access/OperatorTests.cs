using System.Net;
using Dapper;
using LedgerPortal.Testing;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace LedgerPortal.Access;

public sealed class OperatorTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private const string Password = Books.Password;
    private readonly string _email = $"{Guid.NewGuid():N}@example.com";

    private RunningPortal Portal => fixture.Portal;

    [Fact]
    public async Task An_operator_sees_his_own_business()
    {
        var books = await new Books(Portal).Create();
        await books.AddParty("Meera Stores");
        await (await new Books(Portal).Create()).AddParty("Elsewhere");
        using var browser = await books.SignedInOperator(_email);
        Assert.Equal($"{_email}: 1 parties", (await browser.Get("/console/probe")).Body);
    }

    [Fact]
    public async Task Known_and_unknown_addresses_get_the_same_answer()
    {
        await AccountAsync();
        using var browser = Portal.Browse();
        var known = await browser.Submit("/console/sign-in", ("Email", _email), ("Password", "wrong but long enough"));
        var unknown = await browser.Submit(
            "/console/sign-in", ("Email", $"{Guid.NewGuid():N}@example.com"), ("Password", "wrong but long enough"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, known.Status);
        Assert.Equal(known.Status, unknown.Status);
        Assert.Equal(
            known.Page.QuerySelector(".form-errors")!.TextContent,
            unknown.Page.QuerySelector(".form-errors")!.TextContent);
        Assert.DoesNotContain("__Host-console", browser.Cookies.Keys);
    }

    [Fact]
    public async Task Guessing_locks_the_account_and_the_lock_is_told_to_nobody()
    {
        await AccountAsync();
        using var browser = Portal.Browse();
        var answers = new List<string>();
        for (var tries = 0; tries < 5; tries++)
            answers.Add(await TryAsync(browser, "wrong but long enough"));
        answers.Add(await TryAsync(browser, Password));
        Assert.Single(answers.Distinct());

        await ExecuteAsync(
            "update access.operator_user set lockout_end = lockout_end - interval '6 minutes' where email = @email");
        Assert.Equal("", await TryAsync(browser, Password));
    }

    [Fact]
    public async Task Without_a_session_the_console_leads_to_sign_in_and_back()
    {
        var key = await AccountAsync();
        using var browser = Portal.Browse();
        var refused = await browser.Get("/console/probe?page=2");
        Assert.Equal("/console/sign-in?return=%2Fconsole%2Fprobe%3Fpage%3D2", refused.Location);
        var signedIn = await Books.SignIn(browser, _email, key, refused.Location!);
        Assert.Equal("/console/probe?page=2", signedIn.Location);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example")]
    public async Task Signing_in_leads_to_no_other_site(string elsewhere)
    {
        var key = await AccountAsync();
        using var browser = Portal.Browse();
        var answer = await Books.SignIn(
            browser, _email, key, "/console/sign-in?return=" + Uri.EscapeDataString(elsewhere));
        Assert.Equal("/console", answer.Location);
    }

    [Fact]
    public async Task An_hour_without_use_ends_the_session_and_a_page_that_refreshes_itself_is_no_use()
    {
        using var browser = await SignedInAsync();
        await AgeAsync(TimeSpan.FromMinutes(59));
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/console/probe", ("X-Live", "1"))).Status);
        await AgeAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.Get("/console/probe", ("X-Live", "1"))).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Get("/console/probe")).Status);
    }

    [Fact]
    public async Task Use_keeps_the_session_but_not_beyond_a_day()
    {
        using var browser = await SignedInAsync();
        await AgeAsync(TimeSpan.FromMinutes(59));
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/console/probe")).Status);
        await AgeAsync(TimeSpan.FromMinutes(59));
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/console/probe")).Status);
        await ExecuteAsync(
            """
            update access.session set expires_at = expires_at - interval '24 hours'
            where operator_user = (select id from access.operator_user where email = @email)
            """);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Get("/console/probe")).Status);
    }

    [Fact]
    public async Task A_session_that_only_a_newer_program_understands_is_none()
    {
        using var browser = await SignedInAsync();
        await ExecuteAsync(
            """
            alter table access.session drop constraint session_way_of_side;
            update access.session set way = 'ByThought'
            where operator_user = (select id from access.operator_user where email = @email)
            """);
        Assert.StartsWith("/console/sign-in", (await browser.Get("/console/probe")).Location);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_not_only_the_cookie()
    {
        using var browser = await SignedInAsync();
        var cookie = browser.Cookies["__Host-console"];
        Assert.Equal("/console/sign-in", (await browser.Submit("/console/sign-out")).Location);
        Assert.DoesNotContain("__Host-console", browser.Cookies.Keys);
        using var thief = Portal.Browse();
        thief.SetCookie("__Host-console", cookie);
        Assert.Equal(HttpStatusCode.Redirect, (await thief.Get("/console/probe")).Status);
    }

    [Fact]
    public async Task A_new_password_ends_the_sessions_of_the_old_one()
    {
        using var browser = await SignedInAsync();
        using (var scope = Portal.Services.CreateScope())
        {
            var users = scope.ServiceProvider.GetRequiredService<UserManager<OperatorUser>>();
            var user = (await users.FindByEmailAsync(_email))!;
            Assert.True((await users.ChangePasswordAsync(user, Password, "eleven quiet harbours")).Succeeded);
        }

        Assert.Equal(HttpStatusCode.Redirect, (await browser.Get("/console/probe")).Status);
    }

    [Fact]
    public async Task Someone_who_no_longer_works_for_the_business_is_out()
    {
        using var browser = await SignedInAsync();
        await ExecuteAsync(
            """
            delete from access.operator
            where operator_user = (select id from access.operator_user where email = @email)
            """);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.Get("/console/probe")).Status);
    }

    [Fact]
    public async Task A_customers_cookie_is_no_operators_cookie()
    {
        var books = await new Books(Portal).Create();
        using var customer = await books.SignedIn(await books.AddParty("Meera Stores"));
        using var thief = Portal.Browse();
        thief.SetCookie("__Host-console", customer.Cookies["__Host-portal"]);
        Assert.Equal(HttpStatusCode.Redirect, (await thief.Get("/console/probe")).Status);
    }

    [Fact]
    public async Task Passkeys_can_be_kept_for_an_operator()
    {
        await AccountAsync();
        using var scope = Portal.Services.CreateScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<OperatorUser>>();
        var user = (await users.FindByEmailAsync(_email))!;
        var passkey = new UserPasskeyInfo(
            [1, 2, 3], [4, 5, 6], DateTimeOffset.UnixEpoch, 7, ["usb"], true, false, false, [8], [9])
        { Name = "Key" };
        Assert.True((await users.AddOrUpdatePasskeyAsync(user, passkey)).Succeeded);
        Assert.Equal("Key", (await users.GetPasskeyAsync(user, [1, 2, 3]))!.Name);
    }

    [Theory]
    [InlineData("passwordpassword")]
    [InlineData("Password12345678")]
    [InlineData("P@ssw0rdP@ssw0rd")]
    [InlineData("qwertyuiopasdfgh")]
    [InlineData("1234567890123456")]
    [InlineData("aaaaaaaaaaaaaaaa")]
    [InlineData("abcabcabcabcabcabc")]
    [InlineData("iloveyouiloveyou!")]
    [InlineData("correcthorsebatterystaple")]
    [InlineData("meera.kulkarni2026")]
    [InlineData("January2026January")]
    [InlineData("mumbaiindians2025")]
    public void Passwords_that_everybody_thinks_of_are_refused(string password) =>
        Assert.True(CommonPasswords.IsCommon(password, "meera.kulkarni@example.com"));

    [Theory]
    [InlineData(Password)]
    [InlineData("eleven quiet harbours")]
    [InlineData("vK9#tq2LmZ!x81rB")]
    [InlineData("the cat sat behind my bicycle")]
    [InlineData("mango tiger pepper robert")]
    public void Passwords_that_are_someones_own_are_taken(string password) =>
        Assert.False(CommonPasswords.IsCommon(password, "meera.kulkarni@example.com"));

    private async Task<string> AccountAsync() => await (await new Books(Portal).Create()).AddOperator(_email);

    private async Task<Browser> SignedInAsync() => await (await new Books(Portal).Create()).SignedInOperator(_email);

    private async Task<string> TryAsync(Browser browser, string password)
    {
        var answer = await browser.Submit("/console/sign-in", ("Email", _email), ("Password", password));
        return answer.Status == HttpStatusCode.Redirect ? "" : answer.Page.QuerySelector(".form-errors")!.TextContent;
    }

    private Task AgeAsync(TimeSpan by) => ExecuteAsync(
        """
        update access.session set last_seen_at = last_seen_at - @by
        where operator_user = (select id from access.operator_user where email = @email)
        """, by);

    private async Task ExecuteAsync(string sql, TimeSpan by = default)
    {
        await using var connection = await fixture.Database.Databases.Owner.OpenConnectionAsync();
        Assert.True(await connection.ExecuteAsync(sql, new { email = _email, by }) > 0);
    }
}
