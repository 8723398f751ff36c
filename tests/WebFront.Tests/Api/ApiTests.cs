using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LedgerPortal.Testing;

namespace LedgerPortal.Api;

/// <summary>The HTTP API as a billing program uses it.</summary>
public sealed class ApiTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    [Theory]
    [InlineData(null)]
    [InlineData("Bearer lpk_0000000000000000000000000000000000000000000")]
    [InlineData("Bearer ")]
    [InlineData("Basic bHBrOmxwaw==")]
    public async Task Nobody_without_a_key_is_answered(string? authorization)
    {
        using var client = new HttpClient { BaseAddress = fixture.Portal.Address };
        if (authorization is not null)
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);
        using var posted = await client.PostAsJsonAsync("/api/v1/payments", new { });
        Assert.Equal(HttpStatusCode.Unauthorized, posted.StatusCode);
        Assert.Equal("Bearer", posted.Headers.WwwAuthenticate.ToString());
        var problem = await posted.Content.ReadFromJsonAsync<JsonObject>();
        Assert.Equal(nameof(ApiRefusal.KeyNotGood), problem!["code"]!.GetValue<string>());
        using var read = await client.GetAsync(new Uri("/api/v1/ledgers/x", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Unauthorized, read.StatusCode);
    }

    [Fact]
    public async Task An_invoice_a_credit_note_and_a_payment_stand_in_the_ledger_with_the_balance_they_give()
    {
        var (client, party) = await ProgramAsync();
        using var _ = client;
        var invoice = await client.Made("invoices", Invoice(party, "1500.00"));
        Assert.Equal("Issued", Text(invoice, "status"));
        Assert.Equal("3000.00", Text(invoice, "total"));
        await client.Made("credit-notes", new
        {
            party = party.ToString(),
            date = "2026-11-03",
            invoice = Text(invoice, "id"),
            reason = "Damaged",
            lines = new[] { new { description = "Rice", quantity = "1", unitPrice = "500.00" } },
        });
        var payment = await client.Made("payments", Payment(party, "1000.50"));
        Assert.Equal("1499.50", Text(payment, "balance"));

        var ledger = await client.Shown($"ledgers/{party}");
        Assert.Equal("1499.50", Text(ledger, "balance"));
        Assert.Equal("1499.50", Text(ledger, "closing"));
        Assert.Equal(("3000.00", "1500.50"), (Text(ledger, "debits"), Text(ledger, "credits")));
        Assert.Equal(["Invoice", "CreditNote", "Payment"], Rows(ledger, "entries").Select(entry => Text(entry, "kind")));
        Assert.Equal("1499.50", Text(Rows(ledger, "entries")[0], "open"));

        var shown = await client.Shown($"invoices/{Text(invoice, "id")}");
        Assert.Equal(("3000.00", "1499.50", "500.00"), (Text(shown, "total"), Text(shown, "open"), Text(shown, "credited")));
        Assert.Equal("CH-2291", Text(Rows(shown, "lines")[0]["event"]!, "id"));
    }

    [Fact]
    public async Task A_request_sent_again_with_its_key_gives_the_same_answer_and_changes_nothing()
    {
        var (client, party) = await ProgramAsync();
        using var _ = client;
        var contact = new { name = "Asha Kulkarni", mobile = "98765 43210", email = "asha@example.com", role = "accounts" };
        (string Path, object Body)[] changes =
        [
            ("invoices", Invoice(party, "10.00")), ("payments", Payment(party, "5.00")),
            ("parties", new { details = new { name = "Kaveri Stores", code = "K-1" }, isShared = true }),
            ($"parties/{party}/contacts", contact), ($"parties/{party}/token", new { expiryDays = 7 }),
            ("entries", new { party = party.ToString(), kind = "Adjustment", side = "Debit", date = "2026-11-05", amount = "2.00" }),
        ];
        foreach (var (path, body) in changes)
        {
            var first = await client.Made(path, body, "same-" + path);
            // Written down another way, it says the same.
            var again = await client.Post(path, "  " + JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(body))!, "same-" + path);
            Assert.Equal(first.ToJsonString(), again.Body.ToJsonString());
        }

        Assert.Equal(3, Rows(await client.Shown($"ledgers/{party}"), "entries").Count);
        Assert.Single(Rows(await client.Shown($"parties/{party}/contacts"), "items"));
    }

    [Fact]
    public async Task The_same_key_with_other_content_is_refused_also_for_another_ledger_and_another_address()
    {
        var (client, party) = await ProgramAsync();
        using var _ = client;
        var other = await client.Books.AddParty("Another customer");
        await client.Made("payments", Payment(party, "5.00"), "pay");
        foreach (var (path, body) in new (string, object)[]
        {
            ("payments", Payment(party, "6.00")), ("payments", Payment(other, "5.00")), ("invoices", Invoice(party, "5.00")),
        })
        {
            var reused = await client.Post(path, body, "pay");
            Assert.Equal((HttpStatusCode.Conflict, "CommandIdReused"), (reused.Status, reused.Code));
        }

        Assert.Empty(Rows(await client.Shown($"ledgers/{other}"), "entries"));
        // Another business's keys are its own.
        var (neighbour, theirs) = await ProgramAsync();
        using var __ = neighbour;
        await neighbour.Made("payments", Payment(theirs, "5.00"), "pay");
    }

    [Fact]
    public async Task A_refused_request_leaves_nothing_and_its_key_serves_the_corrected_one()
    {
        var (client, party) = await ProgramAsync();
        using var _ = client;
        var business = client.Books.Business.ToString();
        var grain = fixture.Portal.Grains.Get<Businesses.IBusiness>(business);
        (await grain.Execute(new Businesses.LockPeriod
        {
            Id = Books.NewId(),
            By = Actor.System("test"),
            Through = new DateOnly(2026, 11, 2),
        })).OrThrow();
        var refused = await client.Post("invoices", Invoice(party, "10.00"), "late");
        Assert.Equal((HttpStatusCode.Conflict, "PeriodLocked"), (refused.Status, refused.Code));
        Assert.DoesNotContain(
            Rows(await client.Shown("invoices"), "items"), row => Text(row, "status") is "Draft" or "Issued");

        (await grain.Execute(new Businesses.ReopenPeriod
        {
            Id = Books.NewId(),
            By = Actor.System("test"),
            Reason = "Corrected",
        })).OrThrow();
        var made = await client.Made("invoices", Invoice(party, "10.00"), "late");
        Assert.Equal("Issued", Text(made, "status"));
        Assert.Equal(made.ToJsonString(), (await client.Made("invoices", Invoice(party, "10.00"), "late")).ToJsonString());
    }

    [Fact]
    public async Task A_change_without_an_idempotency_key_is_refused()
    {
        var (client, party) = await ProgramAsync();
        using var _ = client;
        foreach (var key in new[] { null, "", new string('k', 201), "two words" })
        {
            var refused = await client.Send(HttpMethod.Post, "payments", Payment(party, "5.00"), key);
            Assert.Equal((HttpStatusCode.BadRequest, "IdempotencyKeyRequired"), (refused.Status, refused.Code));
        }

        Assert.Empty(Rows(await client.Shown($"ledgers/{party}"), "entries"));
    }

    [Theory]
    [InlineData("0", "AmountMustBePositive")]
    [InlineData("-5", "FieldInvalid")]
    [InlineData("5.001", "FieldInvalid")]
    [InlineData("1,000", "FieldInvalid")]
    [InlineData("five", "FieldInvalid")]
    [InlineData("", "FieldInvalid")]
    [InlineData("1000000000000.00", "AmountTooLarge")]
    public async Task An_amount_that_is_none_is_refused_with_its_reason(string amount, string code)
    {
        var (client, party) = await ProgramAsync();
        using var _ = client;
        var refused = await client.Post("payments", Payment(party, amount));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, code), (refused.Status, refused.Code));
    }

    [Theory]
    [InlineData("""{ "party": "x", "setle": "nothing" }""", "setle")]
    [InlineData("""{ "party": 5 }""", "party")]
    [InlineData("""{ "date": "04-11-2026" }""", "date")]
    [InlineData("""{ "party": """, null)]
    [InlineData("null", null)]
    public async Task A_body_that_cannot_be_read_is_told_where_and_never_guessed(string body, string? field)
    {
        var (client, _) = await ProgramAsync();
        using var __ = client;
        var refused = await client.Post("payments", body);
        Assert.Equal((HttpStatusCode.BadRequest, "RequestUnreadable"), (refused.Status, refused.Code));
        if (field is not null)
            Assert.Equal(field, refused.Field);
    }

    [Fact]
    public async Task A_body_that_is_too_large_or_no_json_is_refused()
    {
        var (client, party) = await ProgramAsync();
        using var _ = client;
        var large = await client.Post("payments", new { party = party.ToString(), narration = new string('n', 70_000) });
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "BodyTooLarge"), (large.Status, large.Code));
        using var form = new FormUrlEncodedContent([new("party", "x")]);
        form.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/payments") { Content = form };
        request.Headers.Add(ApiRequest.IdempotencyKey, "form");
        using var refused = await client.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, refused.StatusCode);
    }

    [Fact]
    public async Task Lists_go_on_by_key_and_give_every_row_once()
    {
        var (client, party) = await ProgramAsync();
        using var _ = client;
        var parties = new List<string> { party.ToString() };
        for (var number = 0; number < 4; number++)
            parties.Add((await client.Books.AddParty("Same name")).ToString());
        foreach (var of in parties)
            await client.Made("invoices", Invoice(PartyOf(of), "10.00"));
        foreach (var (path, rows) in new[] { ("parties", 5), ("tokens", 5), ("invoices", 5), ("ledgers", 5), ("credit-notes", 0) })
        {
            var seen = new List<string>();
            string? next = null;
            do
            {
                var page = await client.Shown($"{path}?limit=2{(next is null ? "" : "&after=" + next)}");
                Assert.True(Rows(page, "items").Count <= 2);
                seen.AddRange(Rows(page, "items").Select(row => row["id"]?.GetValue<string>() ?? Text(row, "party")));
                next = page["next"]?.GetValue<string>();
            }
            while (next is not null);
            Assert.Equal(rows, seen.Count);
            Assert.Equal(rows, seen.Distinct().Count());
        }

        foreach (var wrong in new[] { "parties?after=x", "invoices?after=eA", "ledgers?limit=0", "tokens?limit=201", "parties?limit=-1" })
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await client.Get(wrong)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.Get("invoices?from=yesterday")).Status);
    }

    [Fact]
    public async Task A_ledger_that_has_not_changed_is_not_sent_again()
    {
        var (client, party) = await ProgramAsync();
        using var _ = client;
        await client.Made("payments", Payment(party, "5.00"));
        var first = await client.Get($"ledgers/{party}");
        var etag = first.Headers["ETag"];
        var same = await client.Send(HttpMethod.Get, $"ledgers/{party}", null, null, ("If-None-Match", etag));
        Assert.Equal(HttpStatusCode.NotModified, same.Status);
        await client.Made("payments", Payment(party, "6.00"));
        var changed = await client.Send(HttpMethod.Get, $"ledgers/{party}", null, null, ("If-None-Match", etag));
        Assert.Equal(HttpStatusCode.OK, changed.Status);
        Assert.NotEqual(etag, changed.Headers["ETag"]);
    }

    [Fact]
    public async Task Entries_are_reversed_allocated_and_undone()
    {
        var (client, party) = await ProgramAsync();
        using var _ = client;
        await client.Made("invoices", Invoice(party, "50.00"));
        await client.Made("payments", Payment(party, "30.00", "nothing"));
        var payment = Rows(await client.Shown($"ledgers/{party}"), "entries").Single(entry => Text(entry, "kind") == "Payment")["entry"]!
            .GetValue<long>();
        await client.Made($"ledgers/{party}/entries/{payment}/allocations", new { debitEntry = 1, amount = "20.00" });
        Assert.Equal("80.00", Text(await client.Shown($"ledgers/{party}/entries/1"), "open"));
        var undone = await client.Delete($"ledgers/{party}/entries/{payment}/allocations/1");
        Assert.Equal(HttpStatusCode.OK, undone.Status);
        Assert.Equal("100.00", Text(await client.Shown($"ledgers/{party}/entries/1"), "open"));
        Assert.Equal("AllocationNotFound", (await client.Delete($"ledgers/{party}/entries/{payment}/allocations/1")).Code);

        await client.Made($"ledgers/{party}/entries/{payment}/reversal", new { date = "2026-11-08", internalReason = "Bounced" });
        Assert.Equal("100.00", Text(await client.Shown($"ledgers/{party}"), "balance"));
        Assert.Equal("AlreadyReversed", (await client.Post(
            $"ledgers/{party}/entries/{payment}/reversal", new { date = "2026-11-08", internalReason = "Bounced" })).Code);
        Assert.Equal("EntryNotFound", (await client.Post(
            $"ledgers/{party}/entries/999/reversal", new { date = "2026-11-08", internalReason = "Bounced" })).Code);
        var aging = await client.Shown($"ledgers/{party}/aging?asOf=2027-01-31");
        Assert.Equal(("100.00", "100.00"), (Text(aging, "days31To60"), Text(aging, "balance")));
        var all = await client.Shown("aging?asOf=2027-01-31");
        Assert.Equal("100.00", Text(Rows(all, "totals")[0], "balance"));
    }

    [Fact]
    public async Task A_payment_bounces_on_a_day_of_its_own_and_both_sides_read_it()
    {
        var (client, party) = await ProgramAsync();
        using var _ = client;
        var invoice = Text(await client.Made("invoices", Invoice(party, "50.00")), "id");
        var payment = (await client.Made("payments", Payment(party, "100.00")))["entry"]!.GetValue<long>();
        var at = $"ledgers/{party}/entries";
        Assert.Null((await client.Shown($"{at}/{payment}"))["bouncedOn"]);

        var unknown = await client.Post($"{at}/{payment}/reversal", Reversal("Lost"));
        Assert.Equal((HttpStatusCode.BadRequest, "RequestUnreadable", "cause"), (unknown.Status, unknown.Code, unknown.Field));
        var notPaid = await client.Post($"{at}/1/reversal", Reversal("Bounced"));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "FieldInvalid", "cause"), (notPaid.Status, notPaid.Code, notPaid.Field));

        var reversal = (await client.Made($"{at}/{payment}/reversal", Reversal("Bounced")))["version"]!.GetValue<long>();
        Assert.Equal("2026-11-08", Text(await client.Shown($"{at}/{payment}"), "bouncedOn"));
        Assert.Null((await client.Shown($"{at}/{reversal}"))["bouncedOn"]);
        var entries = Rows(await client.Shown($"ledgers/{party}"), "entries");
        Assert.Equal("2026-11-08", Text(entries.Single(row => Text(row, "kind") == "Payment"), "bouncedOn"));
        Assert.Equal("100.00", Text(await client.Shown($"invoices/{invoice}"), "open"));
        // Paid until it bounced.
        Assert.Equal("0.00", Text(await client.Shown($"ledgers/{party}/aging?asOf=2026-11-07"), "balance"));
        Assert.Equal("100.00", Text(await client.Shown($"ledgers/{party}/aging?asOf=2026-11-08"), "balance"));

        using var desk = await client.Books.SignedInOperator($"{Guid.NewGuid():N}@example.com");
        Assert.Contains("Bounced on 08 Nov 2026", (await desk.Get(Consoles.ConsolePlaces.Entry(party, Books.Rupee, payment))).Body);
        using var customer = await client.Books.SignedIn(party);
        Assert.Contains("Bounced on 08 Nov 2026", (await customer.Get("/portal/ledger")).Body);

        static object Reversal(string cause) => new { date = "2026-11-08", internalReason = "Returned by the bank", cause };
    }

    [Fact]
    public async Task Tokens_and_links_are_made_and_revoked_and_their_secrets_are_right()
    {
        var (client, party) = await ProgramAsync();
        using var _ = client;
        Assert.Equal("none", Text(await client.Shown($"parties/{party}/token"), "state"));
        var token = await client.Made($"parties/{party}/token", new { expiryDays = 7 });
        using var customer = fixture.Portal.Browse();
        var opened = await customer.Submit("/p", ("Secret", new Uri(Text(token, "url")).Fragment[1..]));
        Assert.Equal("/portal", opened.Location);
        Assert.Equal("active", Text(await client.Shown($"parties/{party}/token"), "state"));
        Assert.Equal(HttpStatusCode.NoContent, (await client.Post($"parties/{party}/token/revocation", new { })).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await customer.Get("/portal")).Status);

        var invoice = Text(await client.Made("invoices", Invoice(party, "10.00")), "id");
        var link = await client.Made($"invoices/{invoice}/link", new { });
        using var reader = fixture.Portal.Browse();
        Assert.Equal(
            $"/portal/invoices/{invoice}",
            (await reader.Submit("/i", ("Secret", new Uri(Text(link, "url")).Fragment[1..]))).Location);
        var voided = await client.Post($"invoices/{invoice}/void", new { reason = "Twice" });
        Assert.Equal((HttpStatusCode.Conflict, "VoidNeedsUnseen"), (voided.Status, voided.Code));
        await client.Post($"invoices/{invoice}/link/revocation", new { });
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.Get($"/portal/invoices/{invoice}")).Status);

        Assert.Equal("FieldInvalid", (await client.Post($"parties/{party}/token", new { expiryDays = 366 })).Code);
        await client.Post($"parties/{party}/sharing", new { isShared = false });
        Assert.Equal("SharingOff", (await client.Post($"parties/{party}/token", new { })).Code);
    }

    [Fact]
    public async Task People_are_added_and_erased()
    {
        var (client, party) = await ProgramAsync();
        using var _ = client;
        var person = await client.Made($"parties/{party}/contacts", new { name = "Asha Kulkarni", mobile = "98765 43210" });
        Assert.Equal("+919876543210", Text(person, "mobile"));
        Assert.Equal("FieldInvalid", (await client.Post($"parties/{party}/contacts", new { name = "A", mobile = "12" })).Code);
        Assert.Equal("FieldInvalid", (await client.Post($"parties/{party}/contacts", new { name = "A", email = "no" })).Code);
        Assert.Equal(HttpStatusCode.NoContent, (await client.Delete($"parties/{party}/contacts/{Text(person, "id")}", "gone")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await client.Delete($"parties/{party}/contacts/{Text(person, "id")}", "gone")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await client.Delete($"parties/{party}/contacts/{Text(person, "id")}")).Status);
        Assert.Empty(Rows(await client.Shown($"parties/{party}/contacts"), "items"));
    }

    [Fact]
    public async Task Another_businesss_things_are_as_if_they_were_not_there_to_the_byte()
    {
        var (client, _) = await ProgramAsync();
        using var __ = client;
        var (neighbour, theirs) = await ProgramAsync();
        using var ___ = neighbour;
        var invoice = Text(await neighbour.Made("invoices", Invoice(theirs, "10.00")), "id");
        var nobody = Id.Text(Guid.NewGuid());
        (string Theirs, string Nothing)[] places =
        [
            ($"parties/{theirs}", $"parties/{nobody}"), ($"ledgers/{theirs}", $"ledgers/{nobody}"),
            ($"ledgers/{theirs}/entries/1", $"ledgers/{nobody}/entries/1"), ($"ledgers/{theirs}/aging", $"ledgers/{nobody}/aging"),
            ($"parties/{theirs}/contacts", $"parties/{nobody}/contacts"), ($"parties/{theirs}/token", $"parties/{nobody}/token"),
            ($"invoices/{invoice}", $"invoices/{nobody}"), ($"invoices?party={theirs}", $"invoices?party={nobody}"),
            ($"credit-notes/{invoice}", $"credit-notes/{nobody}"),
        ];
        foreach (var (there, nothing) in places)
        {
            var answer = await client.Get(there);
            Assert.Equal(HttpStatusCode.NotFound, answer.Status);
            Assert.Equal((await client.Get(nothing)).Text, answer.Text);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await client.Post("payments", Payment(theirs, "5.00"))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await client.Post($"invoices/{invoice}/void", new { reason = "x" })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await client.Post($"invoices/{invoice}/link", new { })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await client.Post($"parties/{theirs}/token", new { })).Status);
    }

    private async Task<(ApiClient Client, PartyId Party)> ProgramAsync()
    {
        var books = await new Books(fixture.Portal).Create();
        return (await ApiClient.Of(fixture.Portal, books), await books.AddParty("Meera Stores"));
    }

    private static object Invoice(PartyId party, string unitPrice) => new
    {
        party = party.ToString(),
        date = "2026-11-02",
        lines = new[]
        {
            new
            {
                description = "Rice",
                quantity = "2",
                unitPrice,
                @event = new { kind = "delivery", id = "CH-2291", note = "Kothrud" },
            },
        },
    };

    private static object Payment(PartyId party, string amount, string? settle = null) =>
        new { party = party.ToString(), date = "2026-11-04", amount, method = "UPI", reference = "412233", settle };

    private static PartyId PartyOf(string id) => Id.Parse<PartyId>(id);

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();

    private static List<JsonNode> Rows(JsonObject page, string name) => [.. page[name]!.AsArray().Select(row => row!)];
}
