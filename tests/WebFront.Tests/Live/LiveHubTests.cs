using LedgerPortal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace LedgerPortal.Live;

public sealed class LiveHubTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private RunningPortal Portal => fixture.Portal;

    [Fact]
    public async Task Nobody_without_a_session_is_let_in()
    {
        var refusal = await Assert.ThrowsAsync<LiveRefusedException>(() =>
            LiveClient.Connect(Portal.Address, "", Portal.Address.GetLeftPart(UriPartial.Authority)));
        Assert.Equal(401, refusal.Status);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    [InlineData(null)]
    public async Task A_socket_opened_by_another_site_is_refused_whatever_cookie_it_carries(string? origin)
    {
        var books = await new Books(Portal).Create();
        using var browser = await books.SignedIn(await books.AddParty("Meera Stores"));
        var refusal = await Assert.ThrowsAsync<LiveRefusedException>(() =>
            LiveClient.Connect(Portal.Address, browser.CookieHeader, origin));
        Assert.Equal(403, refusal.Status);
    }

    [Fact]
    public async Task A_party_is_told_of_its_own_ledger_with_balance_version_and_position()
    {
        var (books, party, browser) = await CustomerAsync();
        using var _ = browser;
        await using var page = await LiveClient.Connect(Portal, browser);
        var topic = Topic.Ledger(party, Books.Rupee);
        Assert.Equal(0, await page.Watch(topic));

        await books.Post(party, 12_345_678, number: "INV/26-27/000001");

        var change = await page.NextChange();
        Assert.Equal(topic, change["topic"]!.GetValue<string>());
        Assert.Equal(1, change["position"]!.GetValue<long>());
        Assert.Equal(1, change["version"]!.GetValue<long>());
        Assert.Equal(12_345_678, change["balance"]!["minor"]!.GetValue<long>());
        Assert.Equal("INR", change["balance"]!["currency"]!.GetValue<string>());
        Assert.Equal("₹1,23,456.78", change["balance"]!["text"]!.GetValue<string>());
        Assert.Equal("Dr", change["balance"]!["side"]!.GetValue<string>());
        Assert.Equal("invoice", change["what"]![0]!["kind"]!.GetValue<string>());
        Assert.Equal("INV/26-27/000001", change["what"]![0]!["text"]!.GetValue<string>());
    }

    [Fact]
    public async Task Naming_the_topic_of_another_party_or_business_gives_nothing()
    {
        var (books, party, browser) = await CustomerAsync();
        using var _ = browser;
        var neighbour = await books.AddParty("Next Door");
        var elsewhere = await new Books(Portal).Create();
        var stranger = await elsewhere.AddParty("Elsewhere");
        await using var page = await LiveClient.Connect(Portal, browser);
        var own = Topic.Ledger(party, Books.Rupee);
        await page.Watch(own);

        string[] foreign =
        [
            Topic.Ledger(neighbour, Books.Rupee), Topic.Party(neighbour), Topic.Business,
            Topic.Ledger(stranger, Books.Rupee), Topic.Party(stranger), "ledger/", "party/*", "",
            new string('x', 5_000),
        ];
        foreach (var topic in foreign[..^1])
        {
            var refusal = await Assert.ThrowsAsync<LiveErrorException>(() => page.Watch(topic));
            Assert.Contains("no such topic", refusal.Message, StringComparison.Ordinal);
        }


        await books.Post(neighbour, 100);
        await elsewhere.Post(stranger, 100);
        await books.Post(party, 700);
        Assert.Equal(own, (await page.NextChange())["topic"]!.GetValue<string>());
        Assert.Empty(await page.ToldUntilNow(own));

        // A message larger than any honest one ends the connection.
        await Assert.ThrowsAsync<LiveErrorException>(() => page.Watch(foreign[^1]));
        await page.Closed;
    }

    [Fact]
    public async Task The_hub_takes_no_commands()
    {
        var (_, party, browser) = await CustomerAsync();
        using var _ = browser;
        await using var page = await LiveClient.Connect(Portal, browser);
        foreach (var method in new[] { "Publish", "Changed", "AddToGroup", "RecordPayment", "OnConnectedAsync" })
            await Assert.ThrowsAsync<LiveErrorException>(() => page.Call(method, Topic.Party(party), 0));
    }

    [Fact]
    public async Task What_happens_between_the_page_and_its_watch_is_in_the_answer_of_the_watch()
    {
        var (books, party, browser) = await CustomerAsync();
        using var _ = browser;
        await books.Post(party, 100);
        await books.Post(party, 200);
        await using var page = await LiveClient.Connect(Portal, browser);
        Assert.Equal(2, await page.Watch(Topic.Ledger(party, Books.Rupee), 1));
        await books.Post(party, 300);
        Assert.Equal(3, await page.Watch(Topic.Ledger(party, Books.Rupee), 2));
        // A party stands where no transaction that is still open on the server, of another test perhaps, can come before.
        for (var tries = 0; await page.Watch(Topic.Party(party)) == 0; tries++)
        {
            Assert.True(tries < 1_000, "The party's position stays at nothing.");
            await Task.Delay(20);
        }
    }

    [Fact]
    public async Task A_page_that_stopped_watching_is_told_nothing()
    {
        var (books, party, browser) = await CustomerAsync();
        using var _ = browser;
        await using var page = await LiveClient.Connect(Portal, browser);
        var topic = Topic.Ledger(party, Books.Rupee);
        await page.Watch(topic);
        await page.Watch(topic);
        await page.Unwatch(topic);
        await page.Watch(Topic.Party(party));
        await books.Post(party, 100);
        await books.SwitchSharing(party, true);
        await books.Rename(party, "Meera and Daughters");
        Assert.Equal(Topic.Party(party), (await page.NextChange())["topic"]!.GetValue<string>());
    }

    [Fact]
    public async Task Losing_every_push_costs_freshness_and_not_truth()
    {
        var (books, party, browser) = await CustomerAsync();
        using var _ = browser;
        await using var page = await LiveClient.Connect(Portal, browser);
        var topic = Topic.Ledger(party, Books.Rupee);
        await page.Watch(topic);

        // Another process commits; its feed is not ours, so no message comes.
        var other = books.At(await fixture.Start());
        await other.Post(party, 7_500);
        await other.Pay(party, 10_000);
        Assert.Empty(await page.ToldUntilNow(topic));
        await Portal.Services.GetRequiredService<PageComparison>().Compare(CancellationToken.None);

        var change = await page.NextChange();
        Assert.Equal(2, change["position"]!.GetValue<long>());
        Assert.Equal(-2_500, change["balance"]!["minor"]!.GetValue<long>());
        Assert.Equal("Cr", change["balance"]!["side"]!.GetValue<string>());

        // Told once is enough.
        await Portal.Services.GetRequiredService<PageComparison>().Compare(CancellationToken.None);
        Assert.Empty(await page.ToldUntilNow(topic));
    }

    [Fact]
    public async Task A_feed_that_may_have_missed_something_has_the_pages_compared_at_once()
    {
        var (books, party, browser) = await CustomerAsync();
        using var _ = browser;
        await using var page = await LiveClient.Connect(Portal, browser);
        await page.Watch(Topic.Ledger(party, Books.Rupee));
        var other = books.At(await fixture.Start());

        // Every ten seconds pages are compared anyway: by chance that may help the first of the two, not both.
        foreach (var minor in new[] { 7_500, 2_500 })
        {
            await other.Post(party, minor);
            Portal.Services.GetRequiredService<ILiveFeed>().Publish(books.Business, []);
            var change = await page.NextChange().WaitAsync(TimeSpan.FromSeconds(5));
            Assert.Equal(minor == 7_500 ? 7_500 : 10_000, change["balance"]!["minor"]!.GetValue<long>());
        }
    }

    [Fact]
    public async Task An_operator_watches_his_business_and_no_other()
    {
        var books = await new Books(Portal).Create();
        var elsewhere = await new Books(Portal).Create();
        var stranger = await elsewhere.AddParty("Elsewhere");
        var party = await books.AddParty("Meera Stores");
        using var browser = await books.SignedInOperator($"{Guid.NewGuid():N}@example.com");
        await using var page = await LiveClient.Connect(Portal, browser);
        await page.Watch(Topic.Business);
        await page.Watch(Topic.Ledger(party, Books.Rupee));
        // A name of another business's party is a topic of this one, in which nothing ever happens.
        await page.Watch(Topic.Ledger(stranger, Books.Rupee));

        await elsewhere.Post(stranger, 100);
        await books.Post(party, 700);
        var topics = new[] { await page.NextChange(), await page.NextChange() }
            .Select(change => change["topic"]!.GetValue<string>()).Order();
        Assert.Equal([Topic.Business, Topic.Ledger(party, Books.Rupee)], topics);
        Assert.Empty(await page.ToldUntilNow(Topic.Business));
    }

    [Fact]
    public async Task A_revoked_link_closes_its_open_pages_within_a_second_in_every_process()
    {
        var (books, party, browser) = await CustomerAsync();
        using var _ = browser;
        // The other process has a feed of its own: the message does not reach it, as when it is lost.
        var other = await fixture.Start();
        await using var here = await LiveClient.Connect(Portal, browser);
        await using var there = await LiveClient.Connect(other, browser);
        await here.Watch(Topic.Party(party));
        await there.Watch(Topic.Party(party));

        await books.RevokeToken(party);
        var revoked = TimeProvider.System.GetTimestamp();
        await here.Closed;
        await there.Closed;
        var seconds = TimeProvider.System.GetElapsedTime(revoked).TotalSeconds;
        Assert.True(here.WasToldSo && there.WasToldSo);
        // One second of polling, and the moment of farewell; this machine may be busy.
        Assert.True(seconds < 3, $"It took {seconds} s.");
        var refusal = await Assert.ThrowsAsync<LiveRefusedException>(() => LiveClient.Connect(Portal, browser));
        Assert.Equal(401, refusal.Status);
    }

    [Fact]
    public async Task Sharing_off_the_master_switch_and_signing_out_close_open_pages()
    {
        var books = await new Books(Portal).Create();
        var first = await books.AddParty("First");
        var second = await books.AddParty("Second");
        using var left = await books.SignedIn(first);
        using var signedOut = await books.SignedIn(second);
        await using var leftPage = await LiveClient.Connect(Portal, left);
        await using var signedOutPage = await LiveClient.Connect(Portal, signedOut);

        await books.SwitchSharing(first, false);
        await leftPage.Closed;
        await signedOutPage.Watch(Topic.Party(second));

        await signedOut.Submit("/portal/sign-out");
        await signedOutPage.Closed;

        await books.SwitchSharing(first, true);
        using var again = await books.SignedIn(first);
        await using var againPage = await LiveClient.Connect(Portal, again);
        await books.SwitchPortal(false);
        await againPage.Closed;
    }

    [Fact]
    public async Task A_session_that_has_run_out_closes_its_open_pages()
    {
        var (books, party, browser) = await CustomerAsync();
        using var _ = browser;
        await using var page = await LiveClient.Connect(Portal, browser);
        await page.Watch(Topic.Party(party));
        await books.Age("access.session", "expires_at", TimeSpan.FromDays(31), party);
        await page.Closed;
    }

    [Fact]
    public async Task Who_holds_a_documents_link_is_told_that_the_document_moved_and_nothing_else()
    {
        var books = await new Books(Portal).Create();
        var party = await books.AddParty("Meera Stores");
        var document = new DocumentId(Guid.NewGuid());
        var neighbour = new DocumentId(Guid.NewGuid());
        await books.Post(party, 10_000, document);
        await books.Post(party, 50_000, neighbour);
        using var browser = await books.CameByDocument(party, document);
        await using var page = await LiveClient.Connect(Portal, browser);
        var topic = Topic.Document(document);
        foreach (var other in new[]
        {
            Topic.Document(neighbour), Topic.Ledger(party, Books.Rupee), Topic.Party(party), Topic.Business,
        })
            await Assert.ThrowsAsync<LiveErrorException>(() => page.Watch(other));
        var before = await page.Watch(topic);

        // The party's other affairs: not a word, and no figure that counts them.
        await books.Post(party, 70_000);
        await books.Rename(party, "Meera and Daughters");
        Assert.Empty(await page.ToldUntilNow(topic));
        Assert.Equal(before, await page.Watch(topic));

        await books.Pay(party, 5_000);
        var change = await page.NextChange();
        Assert.Equal(topic, change["topic"]!.GetValue<string>());
        Assert.True(change["position"]!.GetValue<long>() > before);
        Assert.Null(change["balance"]);
        Assert.Empty(change["what"]!.AsArray());
    }

    [Fact]
    public async Task A_browser_on_both_sides_hears_each_topic_from_the_business_it_belongs_to()
    {
        var selling = await new Books(Portal).Create();
        var (buying, party, browser) = await CustomerAsync();
        using var _ = browser;
        using var office = await selling.SignedInOperator($"{Guid.NewGuid():N}@example.com");
        browser.SetCookie("__Host-console", office.Cookies["__Host-console"]);
        var customer = await selling.AddParty("A customer of ours");
        await using var page = await LiveClient.Connect(Portal, browser);
        await page.Watch(Topic.Ledger(party, Books.Rupee));
        await page.Watch(Topic.Ledger(customer, Books.Rupee));
        await buying.Post(party, 100);
        Assert.Equal(Topic.Ledger(party, Books.Rupee), (await page.NextChange())["topic"]!.GetValue<string>());
        await selling.Post(customer, 100);
        Assert.Equal(Topic.Ledger(customer, Books.Rupee), (await page.NextChange())["topic"]!.GetValue<string>());
    }

    private async Task<(Books, PartyId, Browser)> CustomerAsync()
    {
        var books = await new Books(Portal).Create();
        var party = await books.AddParty("Meera Stores");
        return (books, party, await books.SignedIn(party));
    }
}
