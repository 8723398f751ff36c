using System.Net;
using Dapper;
using LedgerPortal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace LedgerPortal.Access;

/// <summary>Who works for a business: invited, let in, changed, let go; and the way back for who forgot the password.</summary>
public sealed class ColleagueTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private const string People = "/settings/people";
    private const string Session = "__Host-console";

    private readonly string _email = $"{Guid.NewGuid():N}@example.com";

    private RunningPortal Portal => fixture.Portal;

    private LinkSecrets Secrets => Portal.Services.GetRequiredService<LinkSecrets>();

    [Fact]
    public async Task A_colleague_who_is_new_sets_password_and_second_factor_and_has_the_role()
    {
        var (_, owner) = await Shop();
        var link = await Invite(owner, _email, OperatorRole.Collector);
        using var browser = Portal.Browse();
        // Reading it spends nothing.
        Assert.DoesNotContain(_email, (await browser.Get("/console/join")).Body);
        Assert.Equal("/console/join/accept", (await browser.Submit("/console/join", ("Secret", link))).Location);
        var shown = await browser.Get("/console/join/accept");
        Assert.Contains("As a collector", shown.Body);
        Assert.Equal(
            HttpStatusCode.UnprocessableEntity,
            (await browser.Submit("/console/join/accept", shown, ("Password", "short one"))).Status);
        var joined = await browser.Submit("/console/join/accept", shown, ("Password", Books.Password));
        Assert.Equal("/console/second-factor", joined.Location);
        Assert.Equal("/console/second-factor", (await browser.Get("/console")).Location);

        const string setUp = "/console/second-factor/authenticator";
        var app = await browser.Get(setUp);
        var key = app.Page.QuerySelector("p.codes")!.TextContent.Replace(" ", "", StringComparison.Ordinal);
        await browser.Submit(setUp, app, ("Code", Totp.Code(key)));
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/console")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.Get("/console/invoices/new")).Status);
        // It was good once.
        using var again = Portal.Browse();
        Assert.Equal(HttpStatusCode.Forbidden, (await again.Submit("/console/join", ("Secret", link))).Status);
        Assert.Contains("Invitation accepted", (await owner.Get("/settings/security")).Body);
    }

    [Fact]
    public async Task A_link_that_was_withdrawn_sent_again_or_is_too_old_opens_nothing()
    {
        var (books, owner) = await Shop();
        var first = await Invite(owner, _email);
        var id = await Scalar<Guid>("select invitation from access.operator_invitation where email = @email");
        await Post(owner, "Resend", ("invitation", id.ToString()));
        var second = Link(await owner.Get(People));
        Assert.NotEqual(first, second);
        Assert.Equal(HttpStatusCode.Forbidden, (await Open(first)).Status);
        Assert.Equal("/console/join/accept", (await Open(second)).Location);

        await Execute("update access.operator_invitation set expires_at = now() - interval '1 second' where email = @email");
        Assert.Equal(HttpStatusCode.Forbidden, (await Open(second)).Status);
        await Post(owner, "Resend", ("invitation", id.ToString()));
        var third = Link(await owner.Get(People));
        await Post(owner, "Withdraw", ("invitation", id.ToString()));
        Assert.Equal(HttpStatusCode.Forbidden, (await Open(third)).Status);
        Assert.Equal(0, await Scalar<int>("select count(*)::int from access.operator_user where email = @email"));
        Assert.NotEqual(default, books.Business);
    }

    [Fact]
    public async Task Who_works_elsewhere_already_signs_in_accepts_and_chooses()
    {
        var elsewhere = await new Books(Portal).Create();
        var key = await elsewhere.AddOperator(_email);
        var (books, owner) = await Shop();
        var link = await Invite(owner, _email, OperatorRole.Viewer);

        // Without signing in the invitation gives nothing, whatever password is posted.
        using var browser = Portal.Browse();
        await browser.Submit("/console/join", ("Secret", link));
        var token = (await browser.Get("/console/join/accept")).Page.QuerySelector("meta[name=antiforgery]")!.GetAttribute("content")!;
        await browser.Post("/console/join/accept", [new("__RequestVerificationToken", token), new("Password", "another password entirely")]);
        Assert.DoesNotContain(Session, browser.Cookies.Keys);
        Assert.Equal("/console/join/accept", (await Books.SignIn(browser, _email, key, "/console/sign-in?return=%2Fconsole%2Fjoin%2Faccept")).Location);
        Assert.Equal("/console", (await browser.Submit("/console/join/accept")).Location);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.Get("/settings/people")).Status);

        // At the next sign-in there are two places.
        using var later = Portal.Browse();
        await later.Submit("/console/sign-in", ("Email", _email), ("Password", Books.Password));
        await later.Submit("/console/sign-in/second-step", ("Code", Totp.Code(key, halfMinutes: 1)));
        Assert.Equal("/console/choose", (await later.Get("/console")).Location);
        var choice = await later.Get("/console/choose");
        Assert.Equal(2, choice.Page.QuerySelectorAll("button[name=business]").Length);
        var before = later.Cookies[Session];
        Assert.Equal("/console", (await later.Submit("/console/choose", choice, ("business", elsewhere.Business.ToString()))).Location);
        Assert.NotEqual(before, later.Cookies[Session]);
        Assert.Equal(HttpStatusCode.OK, (await later.Get("/settings/people")).Status);
        // Not a third.
        var stranger = await new Books(Portal).Create();
        Assert.Equal(HttpStatusCode.NotFound, (await later.Submit("/console/choose", choice, ("business", stranger.Business.ToString()))).Status);
        Assert.NotEqual(books.Business, stranger.Business);
    }

    [Fact]
    public async Task Another_role_and_the_end_close_the_persons_pages_in_every_process()
    {
        var (books, owner) = await Shop();
        using var viewer = await books.SignedInOperator(_email, role: OperatorRole.Viewer);
        var id = await Scalar<Guid>("select id from access.operator_user where email = @email");
        var other = await fixture.Start();
        await using var page = await LiveClient.Connect(other, viewer);
        await page.Watch(Live.Topic.Business);
        await Post(owner, "Role", ("person", id.ToString()), ("role", "Collector"));
        var changed = TimeProvider.System.GetTimestamp();
        await page.Closed;
        Assert.True(TimeProvider.System.GetElapsedTime(changed) < TimeSpan.FromSeconds(3));
        Assert.StartsWith("/console/sign-in", (await viewer.Get("/console")).Location);

        await Post(owner, "Remove", ("person", id.ToString()));
        using var again = Portal.Browse();
        await again.Submit("/console/sign-in", ("Email", _email), ("Password", Books.Password));
        Assert.DoesNotContain(Session, again.Cookies.Keys);
    }

    [Fact]
    public async Task The_last_owner_cannot_go()
    {
        var (books, owner) = await Shop();
        var id = await Owner(books);
        await Post(owner, "Remove", ("person", id.ToString()));
        await Post(owner, "Role", ("person", id.ToString()), ("role", "Viewer"));
        Assert.Equal("Owner", await RoleOf(books, id));
        Assert.Equal(HttpStatusCode.OK, (await owner.Get(People)).Status);
    }

    [Fact]
    public async Task Of_two_owners_who_let_each_other_go_at_once_one_stays()
    {
        var books = await new Books(Portal).Create();
        await books.AddOperator(_email);
        await books.AddOperator("second-" + _email);
        var ids = new[] { _email, "second-" + _email };
        var users = new List<Guid>();
        foreach (var email in ids)
            users.Add(await Scalar<Guid>($"select id from access.operator_user where email = '{email}'"));
        var colleagues = Portal.Services.GetRequiredService<Colleagues>();
        var from = new Whereabouts("computer", null);
        await Task.WhenAll(
            colleagues.Remove(books.Business, users[0], users[1], from),
            colleagues.ChangeRole(books.Business, users[1], OperatorRole.Viewer, users[0], from));
        Assert.Equal(1, await Scalar<int>(
            $"select count(*)::int from access.operator where role = 'Owner' and business = '{books.Business.Value}'"));
    }

    [Fact]
    public async Task An_owner_reaches_nobody_of_another_business()
    {
        var (_, owner) = await Shop();
        var neighbour = await new Books(Portal).Create();
        await neighbour.AddOperator(_email);
        var id = await Scalar<Guid>("select id from access.operator_user where email = @email");
        Assert.DoesNotContain(_email, (await owner.Get(People)).Body);
        await Post(owner, "Role", ("person", id.ToString()), ("role", "Viewer"));
        await Post(owner, "Remove", ("person", id.ToString()));
        Assert.Equal("Owner", await RoleOf(neighbour, id));
    }

    [Fact]
    public async Task The_same_person_is_invited_once_and_not_when_here()
    {
        var (_, owner) = await Shop();
        await Invite(owner, _email);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Post(owner, "Invite", ("Email", _email.ToUpperInvariant()), ("Role", "Viewer"))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Post(owner, "Invite", ("Email", "nobody"), ("Role", "Viewer"))).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Post(owner, "Invite", ("Email", "x" + _email), ("Role", "Outsider"))).Status);
    }

    [Fact]
    public async Task A_forgotten_password_is_set_anew_by_a_link_that_is_good_once_and_the_second_step_stays()
    {
        var (books, _) = await Shop();
        var key = await books.AddOperator(_email);
        using var signedIn = Portal.Browse();
        await Books.SignIn(signedIn, _email, key);
        using var browser = Portal.Browse();
        await browser.Submit("/console/forgot", ("Email", _email));
        var reset = await Scalar<Guid>(
            "select reset from access.operator_reset where operator_user = (select id from access.operator_user where email = @email)");
        var link = Secrets.Url(LinkPurpose.OperatorReset, reset, 1).Fragment[1..];
        Assert.Equal("/console/reset/password", (await browser.Submit("/console/reset", ("Secret", link))).Location);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.Submit("/console/reset/password", ("Password", "short"))).Status);
        var done = await browser.Submit("/console/reset/password", ("Password", "eleven quiet harbours"));
        Assert.Equal("/console/sign-in?done=reset", done.Location);
        Assert.DoesNotContain(Session, browser.Cookies.Keys);
        Assert.StartsWith("/console/sign-in", (await signedIn.Get("/console")).Location);
        Assert.Equal(HttpStatusCode.Forbidden, (await Portal.Browse().Submit("/console/reset", ("Secret", link))).Status);
        var first = await browser.Submit("/console/sign-in", ("Email", _email), ("Password", "eleven quiet harbours"));
        Assert.Equal("/console/sign-in/second-step", first.Location);
    }

    [Fact]
    public async Task Known_and_unknown_addresses_are_answered_with_the_same_bytes_and_both_go_to_the_queue()
    {
        var (books, _) = await Shop();
        await books.AddOperator(_email);
        var before = await Scalar<int>("select count(*)::int from access.message where kind = 'operator-forgot'");
        var known = await Forgot(_email);
        var unknown = await Forgot($"{Guid.NewGuid():N}@example.com");
        Assert.Equal(known.Status, unknown.Status);
        Assert.Equal(WithoutToken(known), WithoutToken(unknown));
        Assert.Equal(before + 2, await Scalar<int>("select count(*)::int from access.message where kind = 'operator-forgot'"));
        // Whose account an unknown address has: nobody's, and its link would open nothing.
        var nobodys = await Scalar<Guid>(
            "select reset from access.operator_reset where operator_user = '00000000-0000-0000-0000-000000000000' order by created_at desc limit 1");
        var link = Secrets.Url(LinkPurpose.OperatorReset, nobodys, 1).Fragment[1..];
        Assert.Equal(HttpStatusCode.Forbidden, (await Portal.Browse().Submit("/console/reset", ("Secret", link))).Status);

        static string WithoutToken(Answer answer) =>
            answer.Body.Replace(answer.Page.QuerySelector("meta[name=antiforgery]")!.GetAttribute("content")!, "", StringComparison.Ordinal);
    }

    private async Task<Answer> Forgot(string email)
    {
        using var browser = Portal.Browse();
        return await browser.Submit("/console/forgot", ("Email", email));
    }

    private async Task<(Books Books, Browser Owner)> Shop()
    {
        var books = await new Books(Portal).Create();
        return (books, await books.SignedInOperator($"{Guid.NewGuid():N}@example.com"));
    }

    private static async Task<string> Invite(Browser owner, string email, OperatorRole role = OperatorRole.Viewer)
    {
        var answer = await Post(owner, "Invite", ("Email", email), ("Role", role.ToString()));
        Assert.Equal(People, answer.Location);
        return Link(await owner.Get(People));
    }

    /// <summary>What stands behind the <c>#</c> of the link that the page shows for copying.</summary>
    private static string Link(Answer people) =>
        people.Page.QuerySelectorAll("input").Select(input => input.GetAttribute("value") ?? "")
            .First(value => value.Contains("/console/join#", StringComparison.Ordinal)).Split('#')[1];

    private async Task<Answer> Open(string link)
    {
        using var browser = Portal.Browse();
        return await browser.Submit("/console/join", ("Secret", link));
    }

    private static async Task<Answer> Post(Browser browser, string handler, params (string Name, string Value)[] fields)
    {
        var token = (await browser.Get("/settings/account")).Page.QuerySelector("meta[name=antiforgery]")!.GetAttribute("content")!;
        return await browser.Post(
            $"{People}?handler={handler}",
            [new("__RequestVerificationToken", token), .. fields.Select(field => new KeyValuePair<string, string>(field.Name, field.Value))]);
    }

    private Task<Guid> Owner(Books books) =>
        Scalar<Guid>($"select operator_user from access.operator where business = '{books.Business.Value}' and role = 'Owner'");

    private Task<string> RoleOf(Books books, Guid user) =>
        Scalar<string>($"select role from access.operator where business = '{books.Business.Value}' and operator_user = '{user}'");

    private async Task<T> Scalar<T>(string sql)
    {
        await using var connection = await fixture.Database.Databases.Owner.OpenConnectionAsync();
        return (await connection.ExecuteScalarAsync<T>(sql, new { email = _email }))!;
    }

    private async Task Execute(string sql)
    {
        await using var connection = await fixture.Database.Databases.Owner.OpenConnectionAsync();
        Assert.True(await connection.ExecuteAsync(sql, new { email = _email }) > 0);
    }
}
