using System.Text;
using System.Text.Json;
using LedgerPortal.Journal;
using LedgerPortal.Ledgers;
using LedgerPortal.Testing;

namespace LedgerPortal.Grains.Tests.Ledgers;

/// <summary>A ledger as of a version: for ever the same bytes, in the form that <c>docs/proof.md</c> describes.</summary>
public sealed class LedgerStateTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    /// <summary>Whoever changes this has changed what was promised for ever: another form needs another name.</summary>
    private const string Promised =
        """
        {"balanceMinor":"118000","business":"AAAAAAAAAAAAAAAAAAAAAQ","changes":[{"balanceMinor":"118000","entry":{"amountMinor":"118000","document":"Xwqx0pbASnyKUmovXA6dEQ","documentDate":"2026-04-01","dueDate":"2026-05-01","kind":"Invoice","number":"INV/26-27/000001","reference":"PO \"7\" – किराना\u001f","side":"Debit"},"hash":"0101010101010101010101010101010101010101010101010101010101010101","recordedAt":"2026-04-01T06:30:00.000001Z","version":1},{"allocations":[{"amountMinor":"100000","creditEntry":2,"creditOpenMinor":"0","debitDisputedMinor":"18000","debitEntry":1,"debitOpenMinor":"18000","from":"2026-04-10"}],"balanceMinor":"18000","entry":{"amountMinor":"100000","documentDate":"2026-04-10","dueDate":"2026-04-10","kind":"Payment","method":"UPI","narration":"Thank you","side":"Credit"},"hash":"0202020202020202020202020202020202020202020202020202020202020202","recordedAt":"2026-04-10T00:00:00.000000Z","version":2},{"balanceMinor":"18000","hash":"0303030303030303030303030303030303030303030303030303030303030303","receipts":[{"entry":2,"number":"RC/26-27/000001"}],"recordedAt":"2026-04-10T00:00:01.000000Z","version":3},{"balanceMinor":"18000","disputes":[{"amountMinor":"5000","entry":1}],"hash":"0404040404040404040404040404040404040404040404040404040404040404","recordedAt":"2026-04-11T00:00:00.000000Z","version":4},{"balanceMinor":"118000","entry":{"amountMinor":"100000","documentDate":"2026-04-20","dueDate":"2026-04-20","kind":"Reversal","reverses":2,"side":"Debit"},"hash":"0505050505050505050505050505050505050505050505050505050505050505","recordedAt":"2026-04-20T00:00:00.000000Z","undone":[{"amountMinor":"100000","creditEntry":2,"creditOpenMinor":"100000","debitEntry":1,"debitOpenMinor":"118000","from":"2026-04-20","ordinal":0,"version":2}],"version":5}],"currency":"INR","format":"ledgerportal-ledger/1","headHash":"0505050505050505050505050505050505050505050505050505050505050505","party":"AAAAAAAAAAAAAAAAAAAAAg","recordedAt":"2026-04-20T00:00:00.000000Z","version":5}
        """;

    private static readonly LedgerKey Fixed = new(
        Id.Parse<BusinessId>("AAAAAAAAAAAAAAAAAAAAAQ"), Id.Parse<PartyId>("AAAAAAAAAAAAAAAAAAAAAg"), Examples.Rupees);

    [Fact]
    public async Task Its_bytes_are_those_that_were_promised()
    {
        string[] rows =
        [
            """[{"event":"entry-posted","kind":"Invoice","side":"Debit","amountMinor":118000,"documentDate":"2026-04-01","dueDate":"2026-05-01","document":"Xwqx0pbASnyKUmovXA6dEQ","number":"INV/26-27/000001","reference":"PO \u00227\u0022 – किराना\u001f","balanceMinor":118000}]""",
            """[{"event":"entry-posted","kind":"Payment","side":"Credit","amountMinor":100000,"documentDate":"2026-04-10","dueDate":"2026-04-10","method":"UPI","narration":"Thank you","internalReason":"By phone","balanceMinor":18000},{"event":"credit-allocated","credit":2,"debit":1,"amountMinor":100000,"effectiveDate":"2026-04-10","creditOpenMinor":0,"debitOpenMinor":18000,"debitDisputedMinor":18000,"balanceMinor":18000}]""",
            """[{"event":"receipt-numbered","entry":2,"number":"RC/26-27/000001","balanceMinor":18000}]""",
            """[{"event":"entry-disputed","entry":1,"disputedMinor":5000,"balanceMinor":18000}]""",
            """[{"event":"allocation-undone","version":2,"ordinal":0,"amountMinor":100000,"effectiveDate":"2026-04-10","undoneFrom":"2026-04-20","credit":{"entry":2,"openMinor":100000,"disputedMinor":0,"documentDate":"2026-04-10","dueDate":"2026-04-10","settleableFrom":"2026-04-20"},"debit":{"entry":1,"openMinor":118000,"disputedMinor":18000,"documentDate":"2026-04-01","dueDate":"2026-05-01","settleableFrom":"2026-04-20","document":"Xwqx0pbASnyKUmovXA6dEQ"},"balanceMinor":18000},{"event":"entry-posted","kind":"Reversal","side":"Debit","amountMinor":100000,"documentDate":"2026-04-20","dueDate":"2026-04-20","internalReason":"Bounced","reverses":2,"reversesKind":"Payment","balanceMinor":118000}]""",
        ];
        string[] moments =
        [
            "2026-04-01 12:00:00.000001+05:30", "2026-04-10 00:00Z", "2026-04-10 00:00:01Z", "2026-04-11 00:00Z", "2026-04-20 00:00Z",
        ];
        for (var version = 1; version <= rows.Length; version++)
        {
            await using var command = fixture.Databases.Owner.CreateCommand(
                """
                insert into journal.journal (business, stream, version, command_id, command_hash, actor, recorded_at, data, prev_hash, hash)
                values ($1, $2, $3, gen_random_uuid(), '', 'test', $4::text::timestamptz, $5, '', $6)
                """);
            command.Parameters.AddWithValue(Fixed.Business.Value);
            command.Parameters.AddWithValue(LedgerReadModel.StreamOf(Fixed).Stream);
            command.Parameters.AddWithValue((long)version);
            command.Parameters.AddWithValue(moments[version - 1]);
            command.Parameters.AddWithValue(Encoding.UTF8.GetBytes(rows[version - 1]));
            command.Parameters.AddWithValue(Enumerable.Repeat((byte)version, 32).ToArray());
            await command.ExecuteNonQueryAsync();
        }

        Assert.Equal(Promised, await Text(Fixed, 5));
    }

    [Fact]
    public async Task A_version_is_tomorrow_what_it_was_today()
    {
        await using var shop = new Shop(fixture);
        await shop.Open();
        await shop.Issue();
        await shop.OutboxEmpties();
        var ledger = new LedgerKey(shop.Business, shop.Party, Examples.Rupees);
        await shop.Pay(500_00);
        var view = await shop.Ledger().View();
        var before = await Text(ledger, view.Version);

        await shop.Pay(100_00);
        await shop.Issue();
        await shop.OutboxEmpties();

        Assert.Equal(before, await Text(ledger, view.Version));
        var state = JsonDocument.Parse(before).RootElement;
        Assert.Equal(view.HeadHash, state.GetProperty("headHash").GetString());
        Assert.Equal($"{view.Balance.Minor}", state.GetProperty("balanceMinor").GetString());
        Assert.Equal(view.HeadHash, state.GetProperty("changes").EnumerateArray().Last().GetProperty("hash").GetString());
        var later = await Text(ledger, (await shop.Ledger().View()).Version);
        Assert.NotEqual(before, later);
        // What was there stays at the beginning of what came of it.
        var changes = before[before.IndexOf("\"changes\":[", StringComparison.Ordinal)..before.IndexOf("],\"currency\"", StringComparison.Ordinal)];
        Assert.Contains(changes, later, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_in_the_canonical_form_and_says_nothing_that_operators_note_for_themselves()
    {
        await using var shop = new Shop(fixture);
        await shop.Open();
        await shop.Issue();
        await shop.OutboxEmpties();
        // More than are read at a time.
        for (var payment = 0; payment < 3; payment++)
            await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => shop.Ledger().Execute(
                Shop.Payment(1) with { Id = Examples.NewId(), Narration = "Zeile\n\"Ünïcode\" \\ 😀", InternalReason = "hush", Settlement = new SettleNothing() })));
        var version = (await shop.Ledger().View()).Version;
        var text = await Text(new LedgerKey(shop.Business, shop.Party, Examples.Rupees), version);

        Assert.Equal(Canonical(JsonDocument.Parse(text).RootElement), text);
        Assert.DoesNotContain("hush", text, StringComparison.Ordinal);
        var changes = JsonDocument.Parse(text).RootElement.GetProperty("changes");
        Assert.Equal(version, changes.GetArrayLength());
        Assert.Equal(
            (await shop.BalanceMinor()).ToString(System.Globalization.CultureInfo.InvariantCulture),
            changes.EnumerateArray().Where(change => change.TryGetProperty("entry", out _)).Select(change => change.GetProperty("entry"))
                .Sum(entry => (entry.GetProperty("side").GetString() == "Debit" ? 1 : -1)
                    * long.Parse(entry.GetProperty("amountMinor").GetString()!, System.Globalization.CultureInfo.InvariantCulture))
                .ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task What_a_ledger_never_was_is_not_there()
    {
        await using var shop = new Shop(fixture);
        await shop.Open();
        await shop.Pay(500_00);
        var ledger = new LedgerKey(shop.Business, shop.Party, Examples.Rupees);
        var version = (await shop.Ledger().View()).Version;
        foreach (var none in new[] { 0, -1, version + 1, long.MaxValue })
            Assert.Null(await LedgerState.Find(fixture.Databases.Writer, ledger, none, CancellationToken.None));
        Assert.Null(await LedgerState.Find(
            fixture.Databases.Writer, ledger with { Party = new PartyId(Guid.NewGuid()) }, 1, CancellationToken.None));
    }

    private async Task<string> Text(LedgerKey ledger, long version)
    {
        var state = await LedgerState.Find(fixture.Databases.Writer, ledger, version, CancellationToken.None);
        using var bytes = new MemoryStream();
        await state!.WriteTo(bytes, CancellationToken.None);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    /// <summary>RFC 8785 once more, as far as it is needed, in another way.</summary>
    private static string Canonical(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(',', element.EnumerateObject().OrderBy(field => field.Name, StringComparer.Ordinal)
            .Select(field => Quoted(field.Name) + ":" + Canonical(field.Value))) + "}",
        JsonValueKind.Array => "[" + string.Join(',', element.EnumerateArray().Select(Canonical)) + "]",
        JsonValueKind.String => Quoted(element.GetString()!),
        _ => element.GetRawText(),
    };

    private static string Quoted(string text) => "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal) + "\"";
}
