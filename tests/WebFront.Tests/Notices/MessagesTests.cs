using System.Text;
using System.Text.Json;
using Dapper;
using LedgerPortal.Access;
using LedgerPortal.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace LedgerPortal.Notices;

/// <summary>The queue: what is in it leaves, once, or is kept with its reason; nobody reads it from the database.</summary>
public sealed class MessagesTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>, IAsyncLifetime
{
    private const string Number = "+919812345670";

    private readonly TemporaryFolder _folder = new();
    private readonly List<RunningPortal> _portals = [];
    private Gateway _gateway = null!;
    private Books _books = null!;

    public async Task InitializeAsync()
    {
        // Each test begins with an empty queue.
        await Execute("delete from access.message");
        _gateway = await Gateway.Start();
    }

    public async Task DisposeAsync()
    {
        foreach (var portal in _portals)
            await portal.DisposeAsync();
        await _gateway.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_message_leaves_once_however_often_it_was_asked_for()
    {
        var portal = await Start();
        var id = Guid.NewGuid();
        for (var i = 0; i < 3; i++)
            await Send(portal, id);
        var arrived = await _gateway.Next();
        Assert.Contains("Sahyadri Traders", arrived.Body, StringComparison.Ordinal);
        Assert.Contains(Number, arrived.Body, StringComparison.Ordinal);
        await Until("select count(*) = 1 from access.message where outcome = 'Sent' and sealed is null");
        // Asked for again after it left: it stays done.
        await Send(portal, id);
        await Swept(portal);
        Assert.Equal(0, _gateway.Arrived);
    }

    [Fact]
    public async Task Several_processes_send_each_message_once()
    {
        var portals = new[] { await Start(), await Start(), await Start() };
        var ids = Enumerable.Range(0, 150).Select(_ => Guid.NewGuid()).ToList();
        await Task.WhenAll(ids.Select((id, i) => Send(portals[i % 3], id)));
        await Until("select count(*) = 150 from access.message where outcome = 'Sent'");
        var arrived = new List<string>();
        while (_gateway.Arrived > 0)
            arrived.Add(Reference(await _gateway.Next()));
        Assert.Equal(ids.Select(id => id.ToString("N")).Order(), arrived.Order());
    }

    [Fact]
    public async Task What_fails_is_tried_again_then_set_aside_with_its_reason_and_leaves_when_an_owner_says_so()
    {
        var portal = await Start();
        _gateway.Status = 503;
        await Send(portal, Guid.NewGuid());
        await _gateway.Next();
        // Nothing that failed was paid for: seen in one look, because the next try takes its share again.
        await Until(
            """
            select m.last_error = 'Failed 503' and m.attempts = 1 and m.due_at > now() and d.messages = 0
            from access.message m join access.message_day d on d.business = m.business
            """);

        // The last try, now.
        await Execute("update access.message set attempts = 15, due_at = now()");
        await _gateway.Next();
        await Until("select set_aside_at is not null from access.message");
        using var owner = await SignIn(portal, OperatorRole.Owner);
        var page = await owner.Get("/settings/messages");
        Assert.Contains("Test message", page.Body, StringComparison.Ordinal);
        Assert.Contains("The mail server or gateway failed. (code 503)", page.Body, StringComparison.Ordinal);

        _gateway.Status = 202;
        var again = await owner.Submit("/settings/messages?handler=TryAgain", page);
        Assert.Equal("/settings/messages", again.Location);
        await _gateway.Next();
        await Until("select outcome = 'Sent' from access.message");
    }

    [Fact]
    public async Task What_nobody_can_deliver_is_set_aside_at_once()
    {
        var portal = await Start();
        _gateway.Status = 422;
        await Send(portal, Guid.NewGuid());
        await Until("select set_aside_at is not null and last_error = 'Refused 422' and attempts = 1 from access.message");
    }

    [Fact]
    public async Task A_business_sends_no_more_than_its_day_allows_and_others_are_not_held_back()
    {
        var portal = await Start(("Messages:DailyBudget", "2"));
        foreach (var _ in Enumerable.Range(0, 5))
            await Send(portal, Guid.NewGuid());
        await Until("select count(*) = 3 from access.message where last_error = 'BudgetUsed' and attempts = 0");
        Assert.Equal(2, await Scalar<long>("select count(*) from access.message where outcome = 'Sent'"));
        Assert.True(await Scalar<bool>(
            "select bool_and(due_at = date_trunc('day', now() at time zone 'utc') at time zone 'utc' + interval '1 day')"
            + " from access.message where done_at is null"));
        var other = await new Books(portal).Create();
        await portal.Services.GetRequiredService<Messages>()
            .Send(other.Business, new ToMobile(Number), new TestMessage(), Guid.NewGuid());
        await Until("select count(*) = 3 from access.message where outcome = 'Sent'");
    }

    [Fact]
    public async Task What_is_of_no_use_any_more_does_not_leave()
    {
        var portal = await Start();
        await portal.Services.GetRequiredService<Messages>().Send(
            _books.Business, new ToMobile(Number), new TestMessage(), Guid.NewGuid(),
            expiresAt: DateTimeOffset.UtcNow.AddSeconds(-1));
        await Until("select set_aside_at is not null and last_error = 'Expired' from access.message");
        Assert.Equal(0, _gateway.Arrived);
    }

    [Fact]
    public async Task A_person_who_was_removed_is_told_nothing()
    {
        var portal = await Start();
        await portal.Services.GetRequiredService<Messages>().Send(
            _books.Business, new ToContact(new PartyId(Guid.NewGuid()), new ContactId(Guid.NewGuid()), Medium.Mobile),
            new TestMessage(), Guid.NewGuid());
        await Until("select outcome = 'NotNeeded' and sealed is null from access.message");
        Assert.Equal(0, _gateway.Arrived);
    }

    [Fact]
    public async Task The_queue_tells_nothing_to_who_steals_the_database()
    {
        var portal = await Start();
        _gateway.Status = 503;
        await Send(portal, Guid.NewGuid());
        await _gateway.Next();
        await Until("select last_error is not null from access.message");
        Assert.False(await Leaks(), "The number stands in the queue.");

        // The sabotaged twin: what is not sealed is found by the same look.
        await Execute(
            "update access.message set sealed = @plain",
            new { plain = JsonSerializer.SerializeToUtf8Bytes(new Letter(new ToMobile(Number), new TestMessage())) });
        Assert.True(await Leaks(), "The probe finds nothing, whatever is there.");

        async Task<bool> Leaks() => (await Scalar<string>(
            "select string_agg(m::text || coalesce(encode(sealed, 'escape'), ''), ' ') from access.message m"))!
            .Contains(Number[3..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sealed_under_one_id_it_does_not_open_under_another()
    {
        var portal = await Start();
        var sealing = portal.Services.GetRequiredService<MessageSealing>();
        var id = Guid.NewGuid();
        var box = sealing.Seal(id, new Letter(new ToMobile(Number), new TestMessage()));
        Assert.NotNull(sealing.Open(id, box));
        Assert.Null(sealing.Open(Guid.NewGuid(), box));
    }

    [Fact]
    public async Task Without_a_sender_owners_of_the_business_see_what_would_have_been_sent_and_nobody_else()
    {
        var portal = await Start(sends: false);
        await Send(portal, Guid.NewGuid());
        await Until("select outcome = 'Dropped' from access.message");
        Assert.Null(await Scalar<int?>("select messages from access.message_day where business = @business"));
        using var owner = await SignIn(portal, OperatorRole.Owner);
        var seen = await owner.Get("/settings/messages");
        Assert.Contains(Number, seen.Page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("This message tries whether messages of Sahyadri Traders arrive.", seen.Body, StringComparison.Ordinal);
        Assert.Contains("by SMS or WhatsApp, not sent", seen.Body, StringComparison.Ordinal);

        foreach (var role in new[] { OperatorRole.Accountant, OperatorRole.Collector, OperatorRole.Viewer })
        {
            using var other = await SignIn(portal, role);
            Assert.DoesNotContain(Number[1..], (await other.Get("/settings/messages")).Body, StringComparison.Ordinal);
        }

        _books = await new Books(portal).Create();
        using var stranger = await SignIn(portal, OperatorRole.Owner);
        var foreign = await stranger.Get("/settings/messages");
        Assert.Contains("Nothing yet.", foreign.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(Number[1..], foreign.Body, StringComparison.Ordinal);
    }

    private async Task<RunningPortal> Start(params (string Name, string Value)[] more) => await Start(sends: true, more);

    private async Task<RunningPortal> Start(bool sends, params (string Name, string Value)[] more)
    {
        var configuration = new Dictionary<string, string?>();
        if (sends)
        {
            configuration["Messages:Sms:Url"] = _gateway.Address + "send";
            configuration["Messages:Sms:Body"] = """{"to":"{number}","text":"{text}","ref":"{id}"}""";
            configuration["Messages:Sms:AllowPrivateAddresses"] = "true";
        }

        foreach (var (name, value) in more)
            configuration[name] = value;
        var portal = await RunningPortal.Start(
            fixture.Databases, new AccessSettings { DataFolder = _folder.Path }, configuration: configuration);
        _portals.Add(portal);
        if (_portals.Count == 1)
            _books = await new Books(portal).Create();
        return portal;
    }

    private Task Send(RunningPortal portal, Guid id) => portal.Services.GetRequiredService<Messages>()
        .Send(_books.Business, new ToMobile(Number), new TestMessage(), id);

    private static async Task Swept(RunningPortal portal) =>
        await portal.Services.GetRequiredService<MessageSending>().Sweep(CancellationToken.None);

    private Task<Browser> SignIn(RunningPortal portal, OperatorRole role) =>
        _books.SignedInOperator($"{Guid.NewGuid():N}@example.com", portal, role);

    private static string Reference(ArrivedRequest request) =>
        JsonDocument.Parse(request.Body).RootElement.GetProperty("ref").GetString()!;

    /// <summary>Waits for a state of the database; what never comes fails by the limit.</summary>
    private async Task Until(string condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await Scalar<bool?>(condition) is true)
            await Task.Delay(20, limit.Token);
    }

    private async Task<T?> Scalar<T>(string sql)
    {
        await using var connection = await fixture.Databases.Owner.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<T>(sql, new { business = _books.Business.Value });
    }

    private async Task Execute(string sql, object? parameters = null)
    {
        await using var connection = await fixture.Databases.Owner.OpenConnectionAsync();
        await connection.ExecuteAsync(sql, parameters);
    }
}
