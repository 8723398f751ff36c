using System.Net;
using Dapper;
using LedgerPortal.Demonstration;
using LedgerPortal.Testing;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace LedgerPortal.Access;

/// <summary>What an operator shows besides a password, how it is set up, and what guessing it brings.</summary>
public sealed class SecondFactorTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private const string SecondStep = "/console/sign-in/second-step";
    private const string Session = "__Host-console";

    private readonly string _email = $"{Guid.NewGuid():N}@example.com";

    private RunningPortal Portal => fixture.Portal;

    [Fact]
    public async Task A_password_opens_nothing_before_the_second_step()
    {
        var key = await Account();
        using var browser = Portal.Browse();
        Assert.Equal(SecondStep, (await Password(browser)).Location);
        Assert.DoesNotContain(Session, browser.Cookies.Keys);
        Assert.StartsWith("/console/sign-in", (await browser.Get("/console/probe")).Location);
        Assert.Equal("/console", (await browser.Submit(SecondStep, ("Code", Totp.Code(key)))).Location);
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/console/probe")).Status);
    }

    [Fact]
    public async Task Without_a_first_step_there_is_no_second()
    {
        var key = await Account();
        using var browser = Portal.Browse();
        Assert.Equal("/console/sign-in", (await browser.Get(SecondStep)).Location);
        browser.SetCookie("__Host-console-half-way", "forged");
        Assert.Equal("/console/sign-in", (await browser.Get(SecondStep)).Location);
        var shown = await browser.Get("/console/sign-in");
        Assert.Equal("/console/sign-in", (await browser.Submit(SecondStep, shown, ("Code", Totp.Code(key)))).Location);
        Assert.DoesNotContain(Session, browser.Cookies.Keys);
    }

    [Fact]
    public async Task A_password_changed_meanwhile_ends_the_half_way()
    {
        var key = await Account();
        using var browser = Portal.Browse();
        await Password(browser);
        await WithUser((users, user) => users.UpdateSecurityStampAsync(user));
        Assert.Equal("/console/sign-in", (await browser.Get(SecondStep)).Location);
        Assert.NotEmpty(key);
    }

    [Fact]
    public async Task A_code_is_good_once_also_in_another_writing()
    {
        var key = await Account();
        var code = Totp.Code(key);
        using var first = Portal.Browse();
        using var second = Portal.Browse();
        await Password(first);
        await Password(second);
        Assert.Equal("/console", (await first.Submit(SecondStep, ("Code", code))).Location);
        foreach (var writing in new[] { code, $"{code[..3]} {code[3..]}", "0" + code, "+" + code })
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await second.Submit(SecondStep, ("Code", writing))).Status);
        // The next one was not used yet; the one before may be this very one, if a half minute began meanwhile.
        Assert.Equal("/console", (await second.Submit(SecondStep, ("Code", Totp.Code(key, halfMinutes: 1)))).Location);
    }

    [Fact]
    public async Task Of_two_with_one_code_at_the_same_moment_one_gets_in()
    {
        var key = await Account();
        var code = Totp.Code(key);
        var browsers = Enumerable.Range(0, 6).Select(_ => Portal.Browse()).ToList();
        foreach (var browser in browsers)
            await Password(browser);
        // The framework's count of wrong tries is one account's: taken together the tries would lock it, so few are made.
        var answers = await Task.WhenAll(browsers.Take(3).Select(browser => browser.Submit(SecondStep, ("Code", code))));
        Assert.Equal(1, answers.Count(answer => answer.Location == "/console"));
    }

    [Fact]
    public async Task Guessing_codes_locks_the_account_and_the_right_password_in_between_does_not_help()
    {
        var key = await Account();
        using var browser = Portal.Browse();
        for (var tries = 0; tries < 5; tries++)
        {
            Assert.Equal(SecondStep, (await Password(browser)).Location);
            await browser.Submit(SecondStep, ("Code", Wrong(key)));
        }

        var locked = await browser.Submit(SecondStep, ("Code", Totp.Code(key)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, locked.Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Password(browser)).Status);
        await Execute("update access.operator_user set lockout_end = now() - interval '1 second' where email = @email");
        Assert.Equal(SecondStep, (await Password(browser)).Location);
    }

    [Fact]
    public async Task Who_has_no_second_factor_sets_one_up_before_anything_else()
    {
        using var browser = await WithoutSecondFactor();
        Assert.Equal("/console/second-factor", (await browser.Get("/console/probe")).Location);
        Assert.Equal("/console/second-factor", (await browser.Get("/settings/account")).Location);
        var token = (await browser.Get("/console/second-factor")).Page.QuerySelector("meta[name=antiforgery]")!.GetAttribute("content")!;
        var posted = await browser.Post("/settings/account?handler=Password", [new("__RequestVerificationToken", token)]);
        Assert.Equal(HttpStatusCode.Forbidden, posted.Status);
        var live = await browser.Post("/live/negotiate?negotiateVersion=1", [], ("Origin", Portal.Address.ToString().TrimEnd('/')));
        Assert.Equal(HttpStatusCode.Forbidden, live.Status);
    }

    [Fact]
    public async Task Setting_up_an_app_gives_recovery_codes_once_and_a_new_session()
    {
        using var browser = await WithoutSecondFactor();
        var before = browser.Cookies[Session];
        var (key, done) = await SetUp(browser);
        Assert.Equal("Your recovery codes", done.Title);
        Assert.Equal(10, Codes(done).Distinct().Count());
        Assert.NotEqual(before, browser.Cookies[Session]);
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/console/probe")).Status);
        using var thief = Portal.Browse();
        thief.SetCookie(Session, before);
        Assert.StartsWith("/console/sign-in", (await thief.Get("/console/probe")).Location);

        using var again = Portal.Browse();
        await Password(again);
        Assert.Equal("/console", (await again.Submit(SecondStep, ("Code", Totp.Code(key, halfMinutes: 1)))).Location);
    }

    [Fact]
    public async Task A_key_is_the_accounts_only_when_a_code_has_shown_that_an_app_has_it()
    {
        using var browser = await WithoutSecondFactor();
        const string page = "/console/second-factor/authenticator";
        var refused = await browser.Submit(page, ("Code", "000000"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.StartsWith("data:image/png;base64,", refused.Page.QuerySelector("img.qr")!.GetAttribute("src"));
        await WithUser(async (users, user) => Assert.Null(await users.GetAuthenticatorKeyAsync(user)));
        // The same key again: who has scanned it already need not do so twice.
        Assert.Equal("/console/second-factor", (await browser.Get("/console/probe")).Location);
        var done = await browser.Submit(page, refused, ("Code", Totp.Code(KeyOn(refused))));
        Assert.Equal("Your recovery codes", done.Title);
    }

    [Fact]
    public async Task A_recovery_code_is_good_once_and_new_ones_end_the_old()
    {
        using var owner = await WithoutSecondFactor();
        var codes = Codes((await SetUp(owner)).Done);
        Assert.Equal("/console", (await Recover(codes[0])).Location);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Recover(codes[0])).Status);
        Assert.Equal("/console", (await Recover(codes[1].Replace("-", "", StringComparison.Ordinal).ToLowerInvariant())).Location);
        Assert.Contains("8 are left.", (await owner.Get("/settings/account")).Body);

        var renewed = Codes(await owner.Submit("/console/second-factor/recovery-codes"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Recover(codes[2])).Status);
        Assert.Equal("/console", (await Recover(renewed[0])).Location);
    }

    [Fact]
    public async Task The_database_holds_neither_key_nor_recovery_codes()
    {
        using var browser = await WithoutSecondFactor();
        var (key, done) = await SetUp(browser);
        var codes = Codes(done);
        await using var connection = await fixture.Database.Databases.Owner.OpenConnectionAsync();
        var stored = string.Join('\n', await connection.QueryAsync<string>("select value from access.operator_user_token"));
        Assert.NotEmpty(stored);
        Assert.DoesNotContain(key, stored);
        Assert.DoesNotContain(codes, code => stored.Contains(code[..5], StringComparison.Ordinal));
        // As the framework alone would keep them, this look finds them.
        var plain = string.Join(';', codes) + key;
        Assert.All(codes, code => Assert.Contains(code[..5], plain));
    }

    [Fact]
    public async Task A_password_of_eight_characters_is_taken_with_a_second_factor_and_not_without()
    {
        const string shorter = "vK9#tq2L";
        using var browser = await WithoutSecondFactor();
        await WithUser(async (users, user) =>
            Assert.Contains("PasswordTooShort", (await users.ChangePasswordAsync(user, Books.Password, shorter)).Errors.Select(error => error.Code)));
        await SetUp(browser);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Change(browser, Books.Password, "vK9#tq2")).Status);
        Assert.Equal("/settings/account", (await Change(browser, Books.Password, shorter)).Location);
        using var again = Portal.Browse();
        Assert.Equal(SecondStep, (await again.Submit("/console/sign-in", ("Email", _email), ("Password", shorter))).Location);
    }

    [Fact]
    public async Task A_new_password_needs_the_present_one_and_ends_the_other_sessions()
    {
        var key = await Account();
        using var browser = Portal.Browse();
        using var other = Portal.Browse();
        await Books.SignIn(browser, _email, key);
        await Password(other);
        await other.Submit(SecondStep, ("Code", Totp.Code(key, halfMinutes: 1)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Change(browser, "not my password at all", "eleven quiet harbours")).Status);
        Assert.Equal(HttpStatusCode.OK, (await other.Get("/console/probe")).Status);
        var before = browser.Cookies[Session];
        Assert.Equal("/settings/account", (await Change(browser, Books.Password, "eleven quiet harbours")).Location);
        Assert.NotEqual(before, browser.Cookies[Session]);
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/console/probe")).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await other.Get("/console/probe")).Status);
    }

    [Fact]
    public async Task Sessions_are_listed_and_ended_one_by_one_and_all_at_once()
    {
        var key = await Account();
        using var browser = Portal.Browse();
        using var second = Portal.Browse();
        using var third = Portal.Browse();
        await Books.SignIn(browser, _email, key);
        foreach (var (other, step) in new[] { (second, 1), (third, 2) })
        {
            await Password(other);
            await other.Submit(SecondStep, ("Code", Totp.Code(key, step)));
        }

        var shown = await browser.Get("/settings/account");
        var forms = shown.Page.QuerySelectorAll("form[action$='handler=SignOut']");
        Assert.Equal(2, forms.Length);
        var token = shown.Page.QuerySelector("meta[name=antiforgery]")!.GetAttribute("content")!;
        await browser.Post("/settings/account?handler=SignOut",
            [new("__RequestVerificationToken", token), new("session", forms[0].QuerySelector("[name=session]")!.GetAttribute("value")!)]);
        Assert.Single(await Others());
        await browser.Post("/settings/account?handler=SignOutElsewhere", [new("__RequestVerificationToken", token)]);
        Assert.Empty(await Others());
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/console/probe")).Status);

        async Task<List<Browser>> Others()
        {
            var good = new List<Browser>();
            foreach (var other in new[] { second, third })
            {
                if ((await other.Get("/console/probe")).Status == HttpStatusCode.OK)
                    good.Add(other);
            }

            return good;
        }
    }

    [Fact]
    public async Task Nobody_ends_anothers_session()
    {
        var key = await Account();
        using var browser = Portal.Browse();
        await Books.SignIn(browser, _email, key);
        using var stranger = await (await new Books(Portal).Create()).SignedInOperator($"{Guid.NewGuid():N}@example.com");
        var victim = await Scalar<Guid>("select session from access.session where operator_user = (select id from access.operator_user where email = @email) and ended_at is null");
        var token = (await stranger.Get("/settings/account")).Page.QuerySelector("meta[name=antiforgery]")!.GetAttribute("content")!;
        await stranger.Post("/settings/account?handler=SignOut", [new("__RequestVerificationToken", token), new("session", victim.ToString())]);
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/console/probe")).Status);
    }

    [Fact]
    public async Task A_session_begun_long_ago_changes_the_way_in_only_after_the_password()
    {
        var key = await Account();
        using var browser = Portal.Browse();
        await Books.SignIn(browser, _email, key);
        // The id of a session tells when it began.
        await Execute(
            """
            update access.session set session = ('01890000-0000-7000-8000-' || right(session::text, 12))::uuid
            where operator_user = (select id from access.operator_user where email = @email)
            """);
        var asked = await browser.Get("/console/second-factor");
        Assert.Equal("/console/confirm?return=%2Fconsole%2Fsecond-factor", asked.Location);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.Submit(asked.Location!, ("Password", "not my password at all"))).Status);
        Assert.Equal("/console/second-factor", (await browser.Submit(asked.Location!, ("Password", Books.Password))).Location);
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/console/second-factor")).Status);
    }

    [Fact]
    public async Task The_demonstrations_operator_signs_in_in_one_step()
    {
        using var browser = Portal.Browse();
        await Make(_email, DemonstrationBusiness.Id);
        Assert.Equal("/console", (await Password(browser)).Location);
        Assert.NotEqual("/console/second-factor", (await browser.Get("/console/probe")).Location);
    }

    [Fact]
    public async Task Who_works_for_a_real_business_besides_the_demonstration_does_not()
    {
        var books = await new Books(Portal).Create();
        await Make(_email, DemonstrationBusiness.Id);
        await Execute(
            """
            insert into access.operator (operator_user, business, role)
            select id, @business, 'Viewer' from access.operator_user where email = @email
            """, business: books.Business.Value);
        using var browser = Portal.Browse();
        await Password(browser);
        Assert.Equal("/console/second-factor", (await browser.Get("/console/probe")).Location);
    }

    [Fact]
    public async Task What_happened_is_shown_to_owners_and_can_be_changed_by_nobody()
    {
        var books = await new Books(Portal).Create();
        using var owner = await books.SignedInOperator(_email);
        using var viewer = await books.SignedInOperator($"{Guid.NewGuid():N}@example.com", role: OperatorRole.Viewer);
        using var guesser = Portal.Browse();
        await guesser.Submit("/console/sign-in", ("Email", _email), ("Password", "wrong but long enough"));
        var shown = await owner.Get("/settings/security");
        Assert.Contains("Signed in · by password and app", shown.Body);
        Assert.Contains("Wrong password", shown.Body);
        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.Get("/settings/security")).Status);

        // Not those of others.
        using var neighbour = await (await new Books(Portal).Create()).SignedInOperator($"{Guid.NewGuid():N}@example.com");
        Assert.DoesNotContain(_email, (await neighbour.Get("/settings/security")).Body);

        foreach (var change in new[] { "delete from access.security_event", "update access.security_event set kind = 'Nothing'" })
        {
            await using var command = fixture.Database.Databases.Access.CreateCommand(change);
            var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }
    }

    private static List<string> Codes(Answer page) => [.. page.Page.QuerySelectorAll(".codes li").Select(code => code.TextContent.Trim())];

    private static string KeyOn(Answer page) => page.Page.QuerySelector("p.codes")!.TextContent.Replace(" ", "", StringComparison.Ordinal);

    /// <summary>A code that none of the half minutes around gives.</summary>
    private static string Wrong(string key)
    {
        var right = Enumerable.Range(-4, 9).Select(step => Totp.Code(key, step)).ToHashSet(StringComparer.Ordinal);
        return Enumerable.Range(0, 20).Select(number => number.ToString("000000")).First(code => !right.Contains(code));
    }

    [Fact]
    public async Task Who_lost_everything_is_helped_where_the_data_is()
    {
        var key = await Account();
        using var signedIn = Portal.Browse();
        await Password(signedIn);
        await signedIn.Submit(SecondStep, ("Code", Totp.Code(key)));
        Assert.Equal(HttpStatusCode.OK, (await signedIn.Get("/console/probe")).Status);

        var (exitCode, output, _) = await AtTheData("forget-second-factors", "--email", _email.ToUpperInvariant());
        Assert.Equal(0, exitCode);
        Assert.Contains("sets up a second step anew", output, StringComparison.Ordinal);

        Assert.StartsWith("/console/sign-in", (await signedIn.Get("/console/probe")).Location);
        using var again = Portal.Browse();
        Assert.Equal("/console", (await Password(again)).Location);
        Assert.Equal(0, await Scalar<int>(
            """
            select count(*) from access.operator_user_token t join access.operator_user u on u.id = t.user_id
            where u.email = @email
            """));
        Assert.Equal("SecondFactorsForgotten", await Scalar<string>(
            """
            select kind from access.security_event e join access.operator_user u on u.id = e.about_user
            where u.email = @email
            """));
    }

    [Theory]
    [InlineData("forget-second-factors")]
    [InlineData("platform-owner")]
    public async Task Nobody_is_helped_by_an_address_that_nobody_has(string command)
    {
        var (exitCode, _, errors) = await AtTheData(command, "--email", "nobody@example.com");
        Assert.Equal(1, exitCode);
        Assert.StartsWith("Nobody signs in with nobody@example.com", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_is_made_one_who_runs_the_installation_where_the_data_is()
    {
        await Account();
        for (var time = 0; time < 2; time++)
            Assert.Equal(0, (await AtTheData("platform-owner", "--email", _email)).ExitCode);
        Assert.Equal(1, await Scalar<int>(
            """
            select count(*) from access.platform_owner p join access.operator_user u on u.id = p.operator_user
            where u.email = @email
            """));
    }

    private async Task<(int ExitCode, string Output, string Errors)> AtTheData(params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        return await ProgramUnderTest.RunAsync(
            folder.Path, [.. arguments, "--postgres", fixture.Database.ConnectionString]);
    }

    private async Task<string> Account() => await (await new Books(Portal).Create()).AddOperator(_email);

    private Task<Answer> Password(Browser browser) =>
        browser.Submit("/console/sign-in", ("Email", _email), ("Password", Books.Password));

    private async Task<Browser> WithoutSecondFactor()
    {
        await Make(_email, (await new Books(Portal).Create()).Business);
        var browser = Portal.Browse();
        Assert.Equal("/console", (await Password(browser)).Location);
        return browser;
    }

    private async Task Make(string email, BusinessId business)
    {
        using var scope = Portal.Services.CreateScope();
        var made = await scope.ServiceProvider.GetRequiredService<Operators>().Create(email, Books.Password, business, OperatorRole.Owner);
        Assert.True(made.Succeeded);
    }

    private static async Task<(string Key, Answer Done)> SetUp(Browser browser)
    {
        const string page = "/console/second-factor/authenticator";
        var shown = await browser.Get(page);
        var key = KeyOn(shown);
        return (key, await browser.Submit(page, shown, ("Code", Totp.Code(key))));
    }

    private async Task<Answer> Recover(string code)
    {
        using var browser = Portal.Browse();
        await Password(browser);
        return await browser.Submit(SecondStep + "?with=recovery", ("Code", code));
    }

    private static async Task<Answer> Change(Browser browser, string present, string next)
    {
        var shown = await browser.Get("/settings/account");
        var token = shown.Page.QuerySelector("meta[name=antiforgery]")!.GetAttribute("content")!;
        return await browser.Post("/settings/account?handler=Password",
            [new("__RequestVerificationToken", token), new("Present", present), new("Next", next)]);
    }

    private async Task WithUser(Func<UserManager<OperatorUser>, OperatorUser, Task> act)
    {
        using var scope = Portal.Services.CreateScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<OperatorUser>>();
        await act(users, (await users.FindByEmailAsync(_email))!);
    }

    private async Task<T> Scalar<T>(string sql)
    {
        await using var connection = await fixture.Database.Databases.Owner.OpenConnectionAsync();
        return (await connection.ExecuteScalarAsync<T>(sql, new { email = _email }))!;
    }

    private async Task Execute(string sql, Guid business = default)
    {
        await using var connection = await fixture.Database.Databases.Owner.OpenConnectionAsync();
        Assert.True(await connection.ExecuteAsync(sql, new { email = _email, business }) > 0);
    }
}
