using System.Net;
using Dapper;
using LedgerPortal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace LedgerPortal.Access;

/// <summary>From a mobile number by a code to the portal, and everything that must not lead there.</summary>
public sealed class MobileSignInTests(PortalFixture fixture) : IClassFixture<PortalFixture>, IAsyncLifetime
{
    private Books _books = null!;
    private PartyId _party;
    private string _number = "";
    private ContactId _contact;

    private RunningPortal Portal => fixture.Portal;

    private PhoneBook Phones => new(Portal, fixture.Database);

    public async Task InitializeAsync()
    {
        _books = await new Books(Portal).Create();
        _party = await _books.AddParty("Kulkarni Stores");
        _number = PhoneBook.NewNumber();
        _contact = await Phones.Save(_books, _party, _number);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_number_a_code_and_the_dashboard()
    {
        using var phone = Portal.Browse();
        // As people in India write it.
        var asked = await phone.Submit("/sign-in", ("Number", $"{_number[3..8]} {_number[8..]}"));
        Assert.Equal("/sign-in/code", asked.Location);
        var page = await phone.Get("/sign-in/code");
        Assert.Contains(_number, page.Page.Body!.TextContent, StringComparison.Ordinal);
        var field = page.Page.QuerySelector("input[name=Code]")!;
        Assert.Equal("one-time-code", field.GetAttribute("autocomplete"));
        Assert.Equal("numeric", field.GetAttribute("inputmode"));

        var code = await Phones.CodeAt(_number);
        var text = (await Phones.Messages(_number))[0].Text;
        // The last line is what browsers read.
        Assert.EndsWith($"\n@{Portal.Address.Host} #{code}", text, StringComparison.Ordinal);
        Assert.Contains("Sahyadri Traders", text, StringComparison.Ordinal);

        var entered = await phone.Submit("/sign-in/code", ("Code", $"{code[..3]} {code[3..]}"));
        Assert.Equal("/portal", entered.Location);
        var dashboard = await phone.Get("/portal");
        Assert.Equal(HttpStatusCode.OK, dashboard.Status);
        Assert.Contains("Kulkarni Stores", dashboard.Body, StringComparison.Ordinal);
        // There is nothing to switch to.
        Assert.Null(dashboard.Page.QuerySelector("a[href='/portal/switch']"));
    }

    [Fact]
    public async Task A_code_is_good_once()
    {
        using var phone = Portal.Browse();
        var code = await AskedFor(phone, _number);
        Assert.Equal("/portal", (await Try(phone, code)).Location);
        Assert.NotEqual("/portal", (await Try(phone, code)).Location);
    }

    [Fact]
    public async Task A_code_is_good_in_the_browser_that_asked_and_in_no_other()
    {
        using var phone = Portal.Browse();
        var code = await AskedFor(phone, _number);
        using var thief = Portal.Browse();
        Assert.Equal("/sign-in", (await thief.Get("/sign-in/code")).Location);
        // The thief asks, too, for a number of their own, and types the code that was told on the telephone.
        await thief.Submit("/sign-in", ("Number", PhoneBook.NewNumber()));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Try(thief, code)).Status);
        // The sabotaged twin: with the cookie, as if no browser were asked for, the same try succeeds.
        thief.SetCookie(CodeCookie.Name, phone.Cookies[CodeCookie.Name]);
        Assert.Equal("/portal", (await Try(thief, code)).Location);
    }

    [Fact]
    public async Task A_code_is_good_for_ten_minutes()
    {
        using var phone = Portal.Browse();
        var code = await AskedFor(phone, _number);
        await Phones.TimePasses(TimeSpan.FromMinutes(10));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Try(phone, code)).Status);
    }

    [Fact]
    public async Task Five_wrong_tries_spend_a_code_also_for_the_right_one()
    {
        using var phone = Portal.Browse();
        var code = await AskedFor(phone, _number);
        for (var left = 4; left >= 0; left--)
        {
            var wrong = await Try(phone, Other(code));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
            Assert.Contains(left switch { 0 => "can no longer be used", 1 => "1 more try", _ => $"{left} more tries" }, wrong.Body);
        }

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Try(phone, code)).Status);
        // The sabotaged twin: had the tries not been counted, the code would still be good.
        await Execute("update access.sign_in_code set tries = 0 where ended_at is null");
        Assert.Equal("/portal", (await Try(phone, code)).Location);
    }

    [Fact]
    public async Task Something_that_is_no_code_does_not_count()
    {
        using var phone = Portal.Browse();
        var code = await AskedFor(phone, _number);
        for (var i = 0; i < 7; i++)
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Try(phone, "12345")).Status);
        Assert.Equal("/portal", (await Try(phone, code)).Location);
    }

    [Fact]
    public async Task Guesses_made_at_once_are_counted_one_by_one()
    {
        using var phone = Portal.Browse();
        var code = await AskedFor(phone, _number);
        var shown = await phone.Get("/sign-in/code");
        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => phone.Submit("/sign-in/code", shown, ("Code", Other(code)))));
        Assert.Equal(5, await Scalar("select max(tries) from access.sign_in_code where ended_at is null and tries > 0"
            + " and number_hash = @hash"));
    }

    [Fact]
    public async Task A_number_has_twenty_tries_a_day_whoever_tries()
    {
        for (var browser = 0; browser < 4; browser++)
        {
            using var guesser = Portal.Browse();
            await guesser.Submit("/sign-in", ("Number", _number));
            for (var i = 0; i < 5; i++)
                Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Try(guesser, "000000")).Status);
        }

        using var phone = Portal.Browse();
        var code = await AskedFor(phone, _number);
        var limited = await Try(phone, code);
        Assert.Equal(HttpStatusCode.TooManyRequests, limited.Status);
        Assert.True(int.Parse(limited.Headers["Retry-After"]) > 23 * 3_600);
        Assert.Equal(20, await Scalar("select sum(tries) from access.sign_in_code where number_hash = @hash"));
        await Phones.TimePasses(TimeSpan.FromHours(24));
        using var tomorrow = Portal.Browse();
        await tomorrow.Submit("/sign-in", ("Number", _number));
        await Phones.Quiet();
        Assert.Equal("/portal", (await Try(tomorrow, await Phones.CodeAt(_number))).Location);
    }

    [Fact]
    public async Task Another_code_may_be_asked_for_after_half_a_minute_and_ends_the_one_before()
    {
        using var phone = Portal.Browse();
        var first = await AskedFor(phone, _number);
        var tooSoon = await phone.Submit("/sign-in/code?handler=Resend", await phone.Get("/sign-in/code"));
        Assert.Equal(HttpStatusCode.TooManyRequests, tooSoon.Status);
        Assert.InRange(int.Parse(tooSoon.Headers["Retry-After"]), 1, 30);
        await Phones.TimePasses(TimeSpan.FromSeconds(31));
        Assert.Equal("/sign-in/code", (await phone.Submit("/sign-in/code?handler=Resend", await phone.Get("/sign-in/code"))).Location);
        await Phones.Quiet();
        var second = await Phones.CodeAt(_number);
        Assert.NotEqual(first, second);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Try(phone, first)).Status);
        Assert.Equal("/portal", (await Try(phone, second)).Location);
    }

    [Fact]
    public async Task Nothing_that_opens_anything_is_in_the_database()
    {
        using var phone = Portal.Browse();
        var code = await AskedFor(phone, _number);
        var secret = phone.Cookies[CodeCookie.Name];
        // The drop, which a real installation has not, is sealed as well.
        string[] tables = ["access.sign_in_code", "access.message", "access.person_address", "access.session", "journal.journal"];
        var dump = "";
        await using var connection = await fixture.Database.Databases.Owner.OpenConnectionAsync();
        foreach (var table in tables)
            dump += await connection.ExecuteScalarAsync<string>($"select coalesce(string_agg(t::text, ' '), '') from {table} t");
        Assert.False(Leaks(dump, code, secret, _number), "A secret stands in the database.");
        // The sabotaged twin: the probe finds what is written down as it is, in text or in bytes.
        Assert.True(Leaks(dump + $"(\\x{Convert.ToHexStringLower(System.Text.Encoding.ASCII.GetBytes(code))})", code, secret, _number));
        Assert.True(Leaks(dump + secret, code, secret, _number));

        static bool Leaks(string dump, string code, string secret, string number) => new[] { code, secret, number[3..] }.Any(
            value => System.Text.RegularExpressions.Regex.IsMatch(dump, $@"(?<![0-9a-f]){value}(?![0-9a-f])")
                || dump.Contains(Convert.ToHexStringLower(System.Text.Encoding.ASCII.GetBytes(value)), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_is_known_at_several_businesses_chooses_and_switches()
    {
        var other = await new Books(Portal).Create();
        var stores = await other.AddParty("Kulkarni Cold Storage");
        await Phones.Save(other, stores, _number);
        using var phone = Portal.Browse();
        var code = await AskedFor(phone, _number);
        // Before the code nothing of it is to be seen.
        Assert.Equal("/sign-in", (await phone.Get("/sign-in/choose")).Location);
        Assert.Equal("/sign-in/choose", (await Try(phone, code)).Location);
        Assert.False(phone.Cookies.ContainsKey("__Host-portal"));
        var choice = await phone.Get("/sign-in/choose");
        Assert.Equal(2, choice.Page.QuerySelectorAll("button.choice").Length);
        Assert.Contains("Kulkarni Cold Storage", choice.Body, StringComparison.Ordinal);

        // One that is not among them leads nowhere.
        var foreign = await other.AddParty("Somebody else");
        Assert.Null((await phone.Submit("/sign-in/choose", choice, ("choice", $"{other.Business}/{foreign}"))).Location);
        var chosen = await phone.Submit("/sign-in/choose", choice, ("choice", $"{other.Business}/{stores}"));
        Assert.Equal("/portal", chosen.Location);
        Assert.StartsWith($"{stores}:", (await phone.Get("/portal/probe")).Body, StringComparison.Ordinal);
        // Chosen once: the code leads to nothing more.
        Assert.Equal("/sign-in", (await phone.Get("/sign-in/choose")).Location);

        var before = phone.Cookies["__Host-portal"];
        var dashboard = await phone.Get("/portal");
        Assert.NotNull(dashboard.Page.QuerySelector("a[href='/portal/switch']"));
        var refused = await phone.Submit("/portal/switch", ("choice", $"{other.Business}/{foreign}"));
        Assert.Null(refused.Location);
        var switched = await phone.Submit("/portal/switch", ("choice", $"{_books.Business}/{_party}"));
        Assert.Equal("/portal", switched.Location);
        Assert.StartsWith($"{_party}:", (await phone.Get("/portal/probe")).Body, StringComparison.Ordinal);
        // A new session, and the old one is over.
        using var old = Portal.Browse();
        old.SetCookie("__Host-portal", before);
        Assert.Equal(HttpStatusCode.Forbidden, (await old.Get("/portal")).Status);
    }

    [Fact]
    public async Task Who_came_by_a_link_goes_to_what_the_link_belongs_to()
    {
        var other = await new Books(Portal).Create();
        var stores = await other.AddParty("Kulkarni Cold Storage");
        await Phones.Save(other, stores, _number);
        var link = (await other.GenerateToken(stores))[..22];
        using var phone = Portal.Browse();
        Assert.Equal("/sign-in/code", (await phone.Submit($"/sign-in?link={link}", ("Number", _number))).Location);
        Assert.Equal("/portal", (await Try(phone, await Phones.CodeAt(_number))).Location);
        Assert.StartsWith($"{stores}:", (await phone.Get("/portal/probe")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_that_opens_nothing_any_more_leads_on_to_sign_in()
    {
        var link = await _books.GenerateToken(_party);
        await _books.GenerateToken(_party);
        using var phone = Portal.Browse();
        var denied = await phone.Submit("/p", ("Secret", link));
        Assert.Equal(HttpStatusCode.Forbidden, denied.Status);
        Assert.Equal("Access denied", denied.Title);
        var on = denied.Page.QuerySelector("a[href^='/sign-in']")!.GetAttribute("href")!;
        Assert.Equal($"/sign-in?link={link[..22]}", on);
        await phone.Submit(on, ("Number", _number));
        Assert.Equal("/portal", (await Try(phone, await Phones.CodeAt(_number))).Location);
        Assert.NotNull((await phone.Get("/p")).Page.QuerySelector("a[href='/sign-in']"));
    }

    [Fact]
    public async Task A_session_by_code_ends_with_sharing_with_the_person_and_with_the_number()
    {
        using var phone = Portal.Browse();
        async Task<HttpStatusCode> Seen() => (await phone.Get("/portal")).Status;
        await SignIn(phone);
        await _books.SwitchSharing(_party, false);
        Assert.Equal(HttpStatusCode.Forbidden, await Seen());
        await _books.SwitchSharing(_party, true);
        Assert.Equal(HttpStatusCode.OK, await Seen());

        // Another number, and the index made anew as it is within a minute.
        await Phones.Save(_books, _party, PhoneBook.NewNumber(), known: _contact);
        await Reindex();
        Assert.Equal(HttpStatusCode.Forbidden, await Seen());
        await Phones.Save(_books, _party, _number, known: _contact);
        await Reindex();
        Assert.Equal(HttpStatusCode.OK, await Seen());
        await Phones.Remove(_books, _party, _contact);
        Assert.Equal(HttpStatusCode.Forbidden, await Seen());
    }

    [Fact]
    public async Task A_number_counts_from_when_the_books_have_it_until_they_have_another()
    {
        var persons = Portal.Services.GetRequiredService<Persons>();
        async Task<int> Known(string number) =>
            (await persons.At(Notices.Medium.Mobile, number, CancellationToken.None)).Count;
        // Sealed, but never saved: the books know nothing of it.
        var next = PhoneBook.NewNumber();
        await Portal.Services.GetRequiredService<ContactVault>()
            .Seal(_books.Business, _contact, new ContactDetails("Ramesh", next, null));
        Assert.Equal((1, 0), (await Known(_number), await Known(next)));
        await Phones.Save(_books, _party, next, known: _contact);
        Assert.Equal((0, 1), (await Known(_number), await Known(next)));
        await Reindex();
        Assert.Equal(1, await Scalar("select count(*) from access.person_address where person = @person"));
        Assert.Equal((0, 1), (await Known(_number), await Known(next)));
    }

    [Fact]
    public async Task Erasing_a_person_erases_how_they_were_found()
    {
        Assert.Equal(1, await Scalar("select count(*) from access.person_address where person = @person"));
        await Portal.Services.GetRequiredService<ContactVault>().Erase(_books.Business, _contact);
        Assert.Equal(0, await Scalar("select count(*) from access.person_address where person = @person"));
    }

    [Fact]
    public async Task Persons_from_before_there_was_an_index_are_found_too()
    {
        await Execute("delete from access.person_address; update access.person_key set reindex_at = now()");
        await Reindex();
        var found = await Portal.Services.GetRequiredService<Persons>()
            .At(Notices.Medium.Mobile, _number, CancellationToken.None);
        Assert.Equal(_party, Assert.Single(found).Party);
    }

    [Fact]
    public async Task Who_gets_no_code_asks_the_business_which_sees_it_and_ends_it()
    {
        using var phone = Portal.Browse();
        await AskedFor(phone, _number);
        var asked = await phone.Submit("/sign-in/code?handler=Help", await phone.Get("/sign-in/code"));
        Assert.Equal("/sign-in/code?asked=true", asked.Location);
        await Phones.Quiet();
        using var owner = await _books.SignedInOperator($"{Guid.NewGuid():N}@example.com");
        var page = await owner.Get("/settings/messages");
        var table = page.Page.QuerySelector("section[aria-labelledby=help]")!;
        Assert.Contains("Kulkarni Stores", table.TextContent, StringComparison.Ordinal);
        Assert.Contains(_number, table.TextContent, StringComparison.Ordinal);
        await owner.Submit("/settings/messages?handler=Helped", page);
        Assert.Null((await owner.Get("/settings/messages")).Page.QuerySelector("section[aria-labelledby=help]"));
    }

    [Fact]
    public async Task A_person_sees_their_sessions_and_ends_all_of_them()
    {
        using var phone = Portal.Browse();
        await SignIn(phone);
        await Phones.TimePasses(TimeSpan.FromMinutes(1));
        using var computer = Portal.Browse();
        await SignIn(computer);
        var profile = await phone.Get("/portal/profile");
        Assert.Equal(2, profile.Page.QuerySelectorAll("section[aria-labelledby=sessions-title] tbody tr").Length);
        var token = profile.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var left = await phone.Post("/portal/profile?handler=SignOutEverywhere", [new("__RequestVerificationToken", token)]);
        Assert.Equal("/sign-in", left.Location);
        Assert.Equal(HttpStatusCode.Forbidden, (await computer.Get("/portal")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await phone.Get("/portal")).Status);

        // Behind a link nobody is known, and nothing of others is shown.
        using var anybody = Portal.Browse();
        await anybody.Submit("/p", ("Secret", await _books.GenerateToken(_party)));
        Assert.Null((await anybody.Get("/portal/profile")).Page.QuerySelector("section[aria-labelledby=sessions-title]"));
        Assert.Equal(HttpStatusCode.NotFound, (await anybody.Get("/portal/switch")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await anybody.Get("/portal/confirm")).Status);
    }

    [Fact]
    public async Task A_person_proves_again_who_they_are_and_goes_on()
    {
        using var phone = Portal.Browse();
        await SignIn(phone);
        await Execute("update access.session set proved_at = proved_at - interval '1 hour'");
        await Phones.TimePasses(TimeSpan.FromMinutes(1));
        var page = await phone.Get("/portal/confirm?return=/portal/profile");
        Assert.Contains(_number[^4..], page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(_number, page.Body, StringComparison.Ordinal);
        var before = (await Phones.Messages(_number)).Count;
        var sent = await SubmitIn(phone, page, "/portal/confirm?handler=Send");
        Assert.Equal(HttpStatusCode.OK, sent.Status);
        while ((await Phones.Messages(_number)).Count == before)
            await Task.Delay(50);
        var code = await Phones.CodeAt(_number);
        // It is for this, and signs nobody in.
        Assert.Equal("/sign-in", (await phone.Get("/sign-in/code")).Location);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SubmitIn(phone, sent, "/portal/confirm", ("Code", Other(code)))).Status);
        var right = await SubmitIn(phone, sent, "/portal/confirm", ("Code", code));
        Assert.Equal("/portal/profile", right.Location);
        Assert.Equal(1, await Scalar(
            "select count(*) from access.session where person = @person and proved_at > now() - interval '1 minute'"));
        // Nobody is led away.
        await Execute("delete from access.sign_in_code");
        var away = await SubmitIn(phone, await phone.Get("/portal/confirm?return=https://evil.example"), "/portal/confirm?handler=Send");
        Assert.Equal("https://evil.example", away.Page.QuerySelector("input[name=return]")!.GetAttribute("value"));
        await Phones.Quiet();
        Assert.Equal("/portal", (await SubmitIn(phone, away, "/portal/confirm", ("Code", await Phones.CodeAt(_number)))).Location);
    }

    private static Task<Answer> SubmitIn(Browser browser, Answer shown, string action, params (string Name, string Value)[] fields)
    {
        var inputs = shown.Page.QuerySelectorAll($"form[action='{action}'] input[name]")
            .ToDictionary(input => input.GetAttribute("name")!, input => input.GetAttribute("value") ?? "");
        foreach (var (name, value) in fields)
            inputs[name] = value;
        return browser.Post(action, inputs);
    }

    private async Task<string> AskedFor(Browser browser, string number)
    {
        var before = (await Phones.Messages(number)).Count;
        Assert.Equal("/sign-in/code", (await browser.Submit("/sign-in", ("Number", number))).Location);
        while ((await Phones.Messages(number)).Count == before)
            await Task.Delay(50);
        return await Phones.CodeAt(number);
    }

    private async Task SignIn(Browser browser) =>
        Assert.Equal("/portal", (await Try(browser, await AskedFor(browser, _number))).Location);

    private static async Task<Answer> Try(Browser browser, string code)
    {
        var shown = await browser.Get("/sign-in/code");
        return shown.Status == HttpStatusCode.OK ? await browser.Submit("/sign-in/code", shown, ("Code", code)) : shown;
    }

    private static string Other(string code) => code == "111111" ? "222222" : "111111";

    private async Task Reindex()
    {
        await Execute("update access.person_key set reindex_at = now() where person = @person");
        await Portal.Services.GetRequiredService<PersonIndexing>().IndexSome(CancellationToken.None);
    }

    private async Task<int> Scalar(string sql)
    {
        await using var connection = await fixture.Database.Databases.Owner.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<int>(sql, new
        {
            person = _contact.Value,
            hash = Portal.Services.GetRequiredService<PersonAddresses>().Hash(Notices.Medium.Mobile, _number),
        });
    }

    private async Task Execute(string sql)
    {
        await using var connection = await fixture.Database.Databases.Owner.OpenConnectionAsync();
        await connection.ExecuteAsync(sql, new { person = _contact.Value });
    }
}
