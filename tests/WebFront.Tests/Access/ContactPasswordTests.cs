using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Dapper;
using LedgerPortal.Live;
using LedgerPortal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace LedgerPortal.Access;

/// <summary>Invitation by e-mail, and the password that follows from it.</summary>
public sealed partial class ContactPasswordTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private const string Wrong = "eighteen green bicycles";

    private RunningPortal Portal => fixture.Portal;

    private Mailbox Mail => new(Portal);

    private ContactAccounts Accounts => Portal.Services.GetRequiredService<ContactAccounts>();

    [Fact]
    public async Task Who_accepts_sets_a_password_and_is_in_and_signs_in_with_it_later()
    {
        var (_, person) = await ContactAsync();
        var secret = await person.Invite();
        using var browser = await person.Accept(secret);
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/portal")).Status);
        Assert.NotNull((await person.View()).AcceptedAt);

        using var later = Portal.Browse();
        var answer = await person.SignIn(later, address: $" {person.Email.ToUpperInvariant()} ");
        Assert.Equal((HttpStatusCode.Redirect, "/portal"), (answer.Status, answer.Location));
        Assert.Equal($"{person.Party}: 1 parties", (await later.Get("/portal/probe")).Body);
        Assert.Equal("phone", (await person.View()).LastSignInDevice);
    }

    [Fact]
    public async Task An_invitation_is_spent_by_accepting_and_by_nothing_else()
    {
        var (_, person) = await ContactAsync();
        var secret = await person.Invite();
        for (var times = 0; times < 3; times++)
        {
            using var looking = Portal.Browse();
            Assert.Equal(HttpStatusCode.OK, (await looking.Submit("/c", ("Secret", secret))).Status);
            Assert.DoesNotContain("__Host-portal", looking.Cookies.Keys);
        }

        using (await person.Accept(secret))
        {
            await AssertClosed("/c", secret);
        }
    }

    [Fact]
    public async Task Unknown_wrong_replaced_late_and_withdrawn_invitations_get_one_answer()
    {
        var (books, person) = await ContactAsync();
        var replaced = await person.Invite();
        var late = await person.Invite();
        await books.Age("read.invitation", "expires_at", TimeSpan.FromDays(8), person.Party);
        var (_, other) = await ContactAsync();
        var withdrawn = await other.Invite();
        await other.Withdraw();
        var last = replaced[^1] == 'A' ? 'E' : 'A';
        var answers = new List<string>();
        foreach (var secret in new[]
        {
            replaced, late, withdrawn, replaced[..^1] + last, $"{Id.Text(Guid.NewGuid())}.{new string('A', 43)}",
        })
            answers.Add(Bytes(await AssertClosed("/c", secret)));
        Assert.Single(answers.Distinct());
    }

    [Theory]
    [InlineData("fourteen chars")]
    [InlineData("passwordpassword123")]
    [InlineData(null)]
    public async Task A_password_that_is_short_common_or_endless_is_refused_at_its_field_and_spends_nothing(string? password)
    {
        var (_, person) = await ContactAsync();
        var secret = await person.Invite();
        using var browser = Portal.Browse();
        var refused = await ContactPerson.Accept(browser, secret, password ?? new string('ä', 129));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.NotNull(refused.Page.GetElementById("Password-error"));
        Assert.Null((await person.View()).AcceptedAt);
        // Going on from the refused form, without opening the link again.
        var accepted = await browser.Submit("/c?handler=Accept", refused, ("Password", "ein langer Satz ohne Ziffern"));
        Assert.Equal("/portal", accepted.Location);
    }

    [Fact]
    public async Task Known_unknown_and_locked_addresses_get_the_same_bytes()
    {
        var (_, person) = await ContactAsync();
        using var _ = await person.SignedUp();
        var known = Bytes(await Refused(person, Wrong));
        var unknown = Bytes(await Refused(person, Wrong, $"{Guid.NewGuid():N}@example.com"));
        Assert.Null(Leak(known, unknown));
        for (var tries = 0; tries < 4; tries++)
            await Refused(person, Wrong);
        // Locked by now: the right one is refused as well, and nobody is told.
        Assert.Null(Leak(known, Bytes(await Refused(person, ContactPerson.GoodPassword))));

        // The probe sees an answer that tells.
        Assert.NotNull(Leak(known, known.Replace("let anyone in", "let anyone in: the account is locked", StringComparison.Ordinal)));

        await Execute(
            "update access.contact_account set locked_until = now() where locked_until > now() and account <> @nobody",
            new { nobody = Guid.Empty });
        using var later = Portal.Browse();
        Assert.Equal("/portal", (await person.SignIn(later)).Location);
    }

    [Fact]
    public async Task Known_and_unknown_addresses_are_the_same_work()
    {
        var (_, person) = await ContactAsync();
        using var _ = await person.SignedUp();
        var unknown = $"{Guid.NewGuid():N}@example.com";
        var ofKnown = await Median(async () =>
        {
            await Execute("update access.contact_account set failures = 0 where account <> @nobody", new { nobody = Guid.Empty });
            return () => Accounts.Verify(person.Email, Wrong);
        });
        var ofUnknown = await Median(() => Task.FromResult<Func<Task>>(() => Accounts.Verify(unknown, Wrong)));
        Assert.True(IsSameWork(ofKnown, ofUnknown), $"{ofKnown} for a known address, {ofUnknown} for an unknown one");

        // The probe sees who looks up and does no more.
        var ofLooking = await Median(() => Task.FromResult<Func<Task>>(() => Accounts.HasPassword(unknown)));
        Assert.False(IsSameWork(ofKnown, ofLooking), $"{ofKnown} for a known address, {ofLooking} for a look");
    }

    [Fact]
    public async Task Another_password_needs_the_present_one_and_signs_out_everywhere_else()
    {
        var (_, person) = await ContactAsync();
        using var here = await person.SignedUp();
        using var there = Portal.Browse();
        await person.SignIn(there);
        await using var page = await LiveClient.Connect(Portal, there);
        await page.Watch(Topic.Party(person.Party));

        var refused = await here.Submit("/portal/password", ("Present", Wrong), ("New", "a new one that is long"));
        Assert.NotNull(refused.Page.GetElementById("Present-error"));
        refused = await here.Submit("/portal/password", ("Present", ContactPerson.GoodPassword), ("New", "too short"));
        Assert.NotNull(refused.Page.GetElementById("New-error"));
        Assert.Equal(HttpStatusCode.OK, (await there.Get("/portal")).Status);

        var old = here.Cookies["__Host-portal"];
        var changed = await here.Submit(
            "/portal/password", ("Present", ContactPerson.GoodPassword), ("New", "nineteen purple tricycles"));
        Assert.Equal("/portal/profile", changed.Location);
        await page.Closed;
        Assert.Equal(HttpStatusCode.Forbidden, (await there.Get("/portal")).Status);
        Assert.Equal(HttpStatusCode.OK, (await here.Get("/portal")).Status);
        Assert.NotEqual(old, here.Cookies["__Host-portal"]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Refused(person, ContactPerson.GoodPassword)).Status);
        using var again = Portal.Browse();
        Assert.Equal("/portal", (await person.SignIn(again, "nineteen purple tricycles")).Location);
    }

    [Fact]
    public async Task A_forgotten_password_is_reset_by_a_link_that_works_once()
    {
        var (_, person) = await ContactAsync();
        using var here = await person.SignedUp();
        using var browser = Portal.Browse();
        var known = await browser.Submit("/portal/password/forgot", ("Email", person.Email));
        var secret = Mailbox.SecretIn(await Mail.Newest("PasswordReset", person.Email));

        // An unknown address: the same bytes, and a message that is queued and never leaves.
        var before = await Mail.Ended("password-reset", "NotNeeded");
        using var stranger = Portal.Browse();
        var unknown = await stranger.Submit("/portal/password/forgot", ("Email", $"{Guid.NewGuid():N}@example.com"));
        Assert.Null(Leak(Bytes(known), Bytes(unknown)));
        Assert.Equal(before + 1, await Mail.Ended("password-reset", "NotNeeded"));

        var opened = await browser.Submit("/r", ("Secret", secret));
        var short_ = await browser.Submit("/r?handler=Set", opened, ("Password", "short"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, short_.Status);
        var set = await browser.Submit("/r?handler=Set", short_, ("Password", "twenty yellow unicycles"));
        Assert.Equal("/sign-in/password", set.Location);
        Assert.Equal(HttpStatusCode.Forbidden, (await here.Get("/portal")).Status);
        await AssertClosed("/r", secret);
        using var again = Portal.Browse();
        Assert.Equal("/portal", (await person.SignIn(again, "twenty yellow unicycles")).Location);
    }

    [Fact]
    public async Task A_later_reset_ends_the_one_before_and_each_ends_by_itself()
    {
        var (_, person) = await ContactAsync();
        using var _ = await person.SignedUp();
        using var browser = Portal.Browse();
        await browser.Submit("/portal/password/forgot", ("Email", person.Email));
        var first = Mailbox.SecretIn(await Mail.Newest("PasswordReset", person.Email));
        await browser.Submit("/portal/password/forgot", ("Email", person.Email));
        await Mail.Ended("password-reset", "Dropped");
        var second = Mailbox.SecretIn(await Mail.Newest("PasswordReset", person.Email));
        Assert.NotEqual(first, second);
        await AssertClosed("/r", first);
        await Execute("update access.contact_account set reset_until = now() where reset_until is not null");
        await AssertClosed("/r", second);
    }

    [Fact]
    public async Task Sharing_off_withdrawal_another_address_and_erasure_each_end_it()
    {
        var (books, person) = await ContactAsync();
        using var browser = await person.SignedUp();
        await books.SwitchSharing(person.Party, false);
        Assert.Equal("Access denied", (await browser.Get("/portal")).Title);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Refused(person, ContactPerson.GoodPassword)).Status);
        await books.SwitchSharing(person.Party, true);
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/portal")).Status);

        await using (var page = await LiveClient.Connect(Portal, browser))
        {
            await page.Watch(Topic.Party(person.Party));
            await person.Withdraw();
            await page.Closed;
        }

        Assert.Equal("Access denied", (await browser.Get("/portal")).Title);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Refused(person, ContactPerson.GoodPassword)).Status);

        // Invited again, the address has its password already.
        using var back = await person.Accept(await person.Invite());
        await person.Save("somebody.else@example.com");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Refused(person, ContactPerson.GoodPassword)).Status);
        // A while after the books were changed the index has forgotten the address of before, and with it the session ends.
        await Execute("update access.person_key set reindex_at = now() where reindex_at is not null");
        while (await Portal.Services.GetRequiredService<PersonIndexing>().IndexSome(CancellationToken.None) > 0)
        {
            // More may be waiting.
        }

        Assert.Equal(HttpStatusCode.Forbidden, (await back.Get("/portal")).Status);
    }

    [Fact]
    public async Task An_account_goes_with_the_last_of_its_persons()
    {
        var (books, person) = await ContactAsync();
        var (elsewhere, twin) = await ContactAsync(person.Email);
        using var first = await person.SignedUp();
        using var second = await twin.SignedUp();
        var vault = Portal.Services.GetRequiredService<ContactVault>();
        await vault.Erase(books.Business, person.Id);
        Assert.True(await Accounts.HasPassword(person.Email));
        Assert.Equal(HttpStatusCode.Forbidden, (await first.Get("/portal")).Status);
        Assert.Equal(HttpStatusCode.OK, (await second.Get("/portal")).Status);
        await vault.Erase(elsewhere.Business, twin.Id);
        Assert.False(await Accounts.HasPassword(person.Email));
        Assert.Equal(HttpStatusCode.Forbidden, (await second.Get("/portal")).Status);
    }

    [Fact]
    public async Task A_second_business_adds_itself_to_the_password_and_cannot_set_it()
    {
        var (_, person) = await ContactAsync();
        using var _ = await person.SignedUp();
        var (_, twin) = await ContactAsync(person.Email);
        var secret = await twin.Invite();
        using var browser = Portal.Browse();
        var refused = await ContactPerson.Accept(browser, secret, "a password of its own");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        using var old = Portal.Browse();
        Assert.Equal("/portal", (await person.SignIn(old)).Location);
        var accepted = await browser.Submit("/c?handler=Accept", refused, ("Password", ContactPerson.GoodPassword));
        Assert.Equal("/portal", accepted.Location);
    }

    [Fact]
    public async Task A_stolen_database_holds_neither_password_nor_address_nor_secret()
    {
        var (_, person) = await ContactAsync();
        var secret = await person.Invite();
        using var _ = await person.Accept(secret);
        await using var connection = await fixture.Database.Databases.Owner.OpenConnectionAsync();
        var tables = await connection.QueryAsync<string>(
            "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname in ('journal', 'read', 'access')");
        foreach (var table in tables)
        {
            var rows = string.Join('\n', await connection.QueryAsync<string>($"select t::text from {table} t"));
            foreach (var needle in new[] { ContactPerson.GoodPassword, person.Email, secret[23..], secret[23..31] })
            {
                Assert.DoesNotContain(needle, rows, StringComparison.Ordinal);
                Assert.DoesNotContain(
                    Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(needle)), rows, StringComparison.Ordinal);
            }
        }
    }

    private async Task<(Books, ContactPerson)> ContactAsync(string? email = null)
    {
        var books = await new Books(Portal).Create();
        return (books, await ContactPerson.Save(Portal, books, await books.AddParty("Meera Stores"), email));
    }

    private async Task<Answer> Refused(ContactPerson person, string password, string? address = null)
    {
        using var browser = Portal.Browse();
        var answer = await person.SignIn(browser, password, address);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.DoesNotContain("__Host-portal", browser.Cookies.Keys);
        return answer with { Body = answer.Body.Replace(address ?? person.Email, person.Email, StringComparison.Ordinal) };
    }

    private async Task<Answer> AssertClosed(string landing, string secret)
    {
        using var browser = Portal.Browse();
        var answer = await browser.Submit(landing, ("Secret", secret));
        Assert.Equal((HttpStatusCode.Forbidden, "Access denied"), (answer.Status, answer.Title));
        Assert.DoesNotContain("__Host-portal", browser.Cookies.Keys);
        return answer;
    }

    private async Task Execute(string sql, object? values = null)
    {
        await using var connection = await fixture.Database.Databases.Owner.OpenConnectionAsync();
        await connection.ExecuteAsync(sql, values);
    }

    /// <summary>All that a reader can tell answers apart by: the token of each page's forms is another each time.</summary>
    private static string Bytes(Answer answer) => $"{(int)answer.Status}\n" + Token().Replace(
        answer.Body, "");

    /// <summary>Where two answers differ; null where they do not.</summary>
    private static string? Leak(string one, string other) =>
        one == other ? null : $"They differ: {one.Length} and {other.Length} characters";

    private static bool IsSameWork(TimeSpan one, TimeSpan other) =>
        Math.Max(one.Ticks, other.Ticks) < 2 * Math.Min(one.Ticks, other.Ticks);

    private static async Task<TimeSpan> Median(Func<Task<Func<Task>>> prepare)
    {
        const int times = 9;
        var all = new List<TimeSpan>();
        for (var i = 0; i < times; i++)
        {
            var work = await prepare();
            var since = Stopwatch.GetTimestamp();
            await work();
            all.Add(Stopwatch.GetElapsedTime(since));
        }

        return all.Order().ElementAt(times / 2);
    }

    [GeneratedRegex("CfDJ8[\\w-]+")]
    private static partial Regex Token();
}
