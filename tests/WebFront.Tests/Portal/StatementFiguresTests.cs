using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using LedgerPortal.Api;
using LedgerPortal.Ledgers;
using LedgerPortal.Testing;

namespace LedgerPortal.Portal;

/// <summary>Page, paper, CSV, canonical JSON and API are ways to say the same figures.</summary>
public sealed class StatementFiguresTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private static readonly DateOnly Today = Customer.Today;

    /// <summary>Ledgers made at random, each looked at over a period that begins and ends within it.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Every_form_gives_the_same_figures(int seed)
    {
        var chance = new Random(seed);
        var customer = await Customer.Create(fixture.Portal);
        await Fill(customer, chance, entries: 60);
        using var browser = await customer.SignedIn();
        using var desk = fixture.Portal.Browse();
        await customer.SignInOperator(desk);
        using var program = await ApiClient.Of(fixture.Portal, new Books(fixture.Portal) { Business = customer.Business });
        var from = Today.AddDays(-chance.Next(40, 70));
        var to = Today.AddDays(-chance.Next(0, 30));
        var period = $"from={from:yyyy-MM-dd}&to={to:yyyy-MM-dd}";

        var paper = (await browser.Get($"/portal/ledger?period=custom&{period}&view=print")).Page;
        var ofPage = paper.Rows().Where(row => row.QuerySelector(".desk-figure") is not null)
            .Select(row => (Number(row.GetAttribute("data-key")!), Figure(row.QuerySelector(".desk-figure")!.TextContent))).ToList();
        // The operator's page shows the same: every row, and the totals.
        var ofDesk = (await desk.Get($"/console/parties/{customer.Party}/statement?period=custom&{period}&view=print")).Page;
        Assert.Equal(Said(paper), Said(ofDesk));
        Assert.Equal(
            [.. paper.QuerySelectorAll("#totals dd").Select(figure => figure.TextContent)],
            ofDesk.QuerySelectorAll("#totals dd").Select(figure => figure.TextContent));
        var csv = Csv((await browser.Get($"/portal/ledger.csv?period=custom&{period}")).Body);
        var ofCsv = csv.Where(row => row["entry"].Length > 0)
            .Select(row => (Number(row["entry"]), Figure(row["balance"]))).ToList();
        var api = await program.Shown($"ledgers/{customer.Party}?{period}");
        var ofApi = api["entries"]!.AsArray()
            .Select(entry => (entry!["entry"]!.GetValue<long>(), Figure(entry["balanceAfter"]!.GetValue<string>()))).ToList();

        Assert.Equal(ofApi, ofPage);
        Assert.Equal(ofApi, ofCsv);
        Assert.Equal(
            (await browser.Get($"/portal/ledger.csv?period=custom&{period}")).Body,
            (await desk.Get($"/console/parties/{customer.Party}/ledger.csv?{period}")).Body);
        string[] ofTotals = [.. paper.QuerySelectorAll("#totals dd").Select(figure => figure.TextContent)];
        Assert.Equal(
            new[] { "opening", "debits", "credits", "closing" }.Select(name => Figure(api[name]!.GetValue<string>())),
            ofTotals.Select(Figure));
        Assert.Equal(Figure(api["opening"]!.GetValue<string>()), Figure(csv[0]["balance"]));
        Assert.Equal(
            (Figure(api["debits"]!.GetValue<string>()), Figure(api["credits"]!.GetValue<string>()), Figure(api["closing"]!.GetValue<string>())),
            (Figure(csv[^1]["debit"]), Figure(csv[^1]["credit"]), Figure(csv[^1]["balance"])));

        var version = (await customer.Ledger().View()).Version;
        var state = JsonNode.Parse((await browser.Get($"/portal/ledger/INR/{version}.json")).Body)!;
        var posted = state["changes"]!.AsArray().Where(change => change!["entry"] is not null)
            .Select(change => (Entry: change!["version"]!.GetValue<long>(), What: change["entry"]!))
            .Select(entry => (
                entry.Entry, Date: DateOnly.ParseExact(entry.What["documentDate"]!.GetValue<string>(), "yyyy-MM-dd", CultureInfo.InvariantCulture),
                Minor: Number(entry.What["amountMinor"]!.GetValue<string>()) * (entry.What["side"]!.GetValue<string>() == "Debit" ? 1 : -1)))
            .OrderBy(entry => entry.Date).ThenBy(entry => entry.Entry).ToList();
        var running = 0L;
        var ofState = new List<(long, decimal)>();
        foreach (var entry in posted)
        {
            running += entry.Minor;
            if (entry.Date >= from && entry.Date <= to)
                ofState.Add((entry.Entry, running / 100m));
        }

        Assert.Equal(ofApi, ofState);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public async Task What_is_open_adds_up_to_the_balance_of_the_day_in_every_form(int seed)
    {
        var chance = new Random(seed);
        var customer = await Customer.Create(fixture.Portal);
        await Fill(customer, chance, entries: 50);
        using var browser = await customer.SignedIn();
        using var desk = fixture.Portal.Browse();
        await customer.SignInOperator(desk);
        using var program = await ApiClient.Of(fixture.Portal, new Books(fixture.Portal) { Business = customer.Business });
        foreach (var day in new[] { Today, Today.AddDays(-chance.Next(1, 40)), Today.AddDays(-chance.Next(40, 80)) })
        {
            var aging = await program.Shown($"ledgers/{customer.Party}/aging?asOf={day:yyyy-MM-dd}");
            var balance = Figure(aging["balance"]!.GetValue<string>());
            var statement = await program.Shown($"ledgers/{customer.Party}?to={day:yyyy-MM-dd}");
            Assert.Equal(Figure(statement["closing"]!.GetValue<string>()), balance);

            var page = (await browser.Get($"/portal/aging?asOf={day:yyyy-MM-dd}")).Page;
            Assert.Equal(balance, Figure(page.Text("tr[data-key=balance] td.amount")));
            string[] names = ["notDue", "days1To30", "days31To60", "days61To90", "days91To120", "over120"];
            Assert.Equal(
                names.Select(name => Figure(aging[name]!.GetValue<string>())),
                AgingRows(page).Select(row => Figure(row.QuerySelector("td.amount")!.TextContent)));
            Assert.Equal(balance, page.QuerySelectorAll("tr[data-key^=item-] td.amount").Sum(item => Figure(item.TextContent)));

            var ofParty = (await desk.Get($"/console/parties/{customer.Party}/aging?asOf={day:yyyy-MM-dd}")).Page;
            Assert.Equal(balance, Figure(ofParty.Text("tfoot td.amount")));
            var ofBusiness = (await desk.Get($"/console/aging?asOf={day:yyyy-MM-dd}")).Page;
            if (ofBusiness.QuerySelector("tfoot") is { } total)
                Assert.Equal(balance, Figure(total.QuerySelector("td.amount")!.TextContent));
            else
                Assert.Equal(0, balance);

            var csv = Csv((await browser.Get($"/portal/ledger.csv?show=open&period=custom&from=2020-01-01&to={day:yyyy-MM-dd}")).Body);
            Assert.Equal(balance, Figure(csv[^1]["open"]));
            Assert.Equal(balance, csv.Take(csv.Count - 1).Sum(row => Figure(row["open"])));
            var open = (await browser.Get($"/portal/ledger?show=open&period=custom&from=2020-01-01&to={day:yyyy-MM-dd}")).Page;
            Assert.Equal(Said(open), Said((await desk.Get(
                $"/console/parties/{customer.Party}/statement?show=open&period=custom&from=2020-01-01&to={day:yyyy-MM-dd}")).Page));
            Assert.Equal(balance, Figure(open.Text("tr[data-key=closing] td.amount")));
            Assert.Equal(balance, open.Rows().Where(row => row.GetAttribute("data-key") is not ("closing" or "none"))
                .Sum(row => Figure(row.QuerySelector("td.amount")!.TextContent)));
        }
    }

    [Fact]
    public async Task One_column_of_the_aging_shows_its_own_items()
    {
        var customer = await Customer.Create(fixture.Portal);
        await customer.Post(EntryKind.DebitNote, 100m, Today.AddDays(-50), Today.AddDays(-45));
        await customer.Post(EntryKind.DebitNote, 30m, Today.AddDays(-20), Today.AddDays(-10));
        using var browser = await customer.SignedIn();
        var page = (await browser.Get("/portal/aging")).Page;
        var link = page.QuerySelector("tr[data-key=Days31To60] a")!.GetAttribute("href")!;
        Assert.Equal("₹100.00 Dr", (await browser.Get(link)).Page.QuerySelectorAll("tr[data-key^=item-] td.amount").Single().Words());
    }

    [Fact]
    public async Task One_column_of_the_aging_shows_its_items_however_many_are_older()
    {
        var customer = await Customer.Create(fixture.Portal);
        await Task.WhenAll(Enumerable.Range(0, 530).Select(_ =>
            customer.Post(EntryKind.DebitNote, 1m, Today.AddDays(-150), Today.AddDays(-140))));
        await customer.Post(EntryKind.DebitNote, 100m, Today.AddDays(-50), Today.AddDays(-45));
        await customer.Pay(20m);
        using var browser = await customer.SignedIn();

        async Task<IReadOnlyList<string>> Items(string column) =>
            [.. (await browser.Get($"/portal/aging?column={column}")).Page.QuerySelectorAll("tr[data-key^=item-] td.amount").Select(cell => cell.Words())];

        Assert.Equal(["₹100.00 Dr"], await Items("Days31To60"));
        Assert.Equal(500, (await Items("Over120")).Count);
        Assert.Empty(await Items("NotDue"));
        Assert.Empty(await Items("unapplied"));
    }

    [Fact]
    public async Task What_was_dated_into_a_period_that_was_over_says_when_it_was_recorded()
    {
        var customer = await Customer.Create(fixture.Portal);
        await customer.Post(EntryKind.DebitNote, 10m, Today.AddDays(-40));
        await customer.Post(EntryKind.DebitNote, 20m, Today);
        using var browser = await customer.SignedIn();
        var past = $"from={Today.AddDays(-60):yyyy-MM-dd}&to={Today.AddDays(-20):yyyy-MM-dd}";

        var page = (await browser.Get($"/portal/ledger?period=custom&{past}")).Page;
        Assert.Contains("Recorded later, on", page.Text(".recorded-later"), StringComparison.Ordinal);
        Assert.Equal($"{Today:yyyy-MM-dd}", Csv((await browser.Get($"/portal/ledger.csv?period=custom&{past}")).Body)[1]["recorded_later_on"]);
        Assert.Null((await browser.Get("/portal/ledger?period=this-month")).Page.QuerySelector(".recorded-later"));
    }

    [Fact]
    public async Task What_somebody_typed_is_no_formula_in_a_spreadsheet()
    {
        var customer = await Customer.Create(fixture.Portal);
        await customer.Post(EntryKind.DebitNote, 10m, Today, narration: "=HYPERLINK(\"http://x\",\"y, z\")");
        using var browser = await customer.SignedIn();
        var csv = Csv((await browser.Get("/portal/ledger.csv?period=this-month")).Body);
        Assert.Equal("'=HYPERLINK(\"http://x\",\"y, z\")", csv[1]["narration"]);
    }

    private static async Task Fill(Customer customer, Random chance, int entries)
    {
        for (var entry = 0; entry < entries; entry++)
        {
            var date = Today.AddDays(-chance.Next(0, 90));
            var amount = chance.Next(1, 500_000) / 100m;
            switch (chance.Next(5))
            {
                case 0 or 1:
                    await customer.Post(EntryKind.DebitNote, amount, date, date.AddDays(chance.Next(0, 45)));
                    break;
                case 2:
                    await customer.Pay(amount, date);
                    break;
                case 3:
                    await customer.Post(EntryKind.Adjustment, amount, date, side: chance.Next(2) == 0 ? Side.Debit : Side.Credit);
                    break;
                default:
                    var posted = await customer.Post(EntryKind.WriteOff, amount, date, settlement: new SettleOldestDueFirst());
                    if (chance.Next(2) == 0)
                    {
                        var later = date.AddDays(chance.Next(0, 5));
                        (await customer.Ledger().Execute(new ReverseEntry
                        {
                            Id = new CommandId(Guid.NewGuid()), By = Actor.System("test"), Entry = posted.Version,
                            DocumentDate = later > Today ? Today : later,
                            InternalReason = "not so",
                        })).OrThrow();
                    }

                    break;
            }
        }
    }

    private static List<string> Said(IDocument page) => [.. page.Rows().Select(row => row.Words())];

    private static IEnumerable<IElement> AgingRows(IDocument page) =>
        page.QuerySelectorAll("tr[data-key]").Where(row => Consoles.AgingColumns.Names.Contains(row.GetAttribute("data-key")));

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>As pages, files and the API write it: Cr is below zero.</summary>
    private static decimal Figure(string text)
    {
        var plain = new string([.. text.Where(character => char.IsAsciiDigit(character) || character == '.')]);
        var isBelow = text.Contains("Cr", StringComparison.Ordinal) || text.Contains('-') || text.Contains('−');
        return plain.Length == 0 ? 0 : decimal.Parse(plain, CultureInfo.InvariantCulture) * (isBelow ? -1 : 1);
    }

    private static List<Dictionary<string, string>> Csv(string text)
    {
        var rows = new List<List<string>>();
        var row = new List<string>();
        var field = new System.Text.StringBuilder();
        var isQuoted = false;
        for (var at = 0; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '"' when isQuoted && at + 1 < text.Length && text[at + 1] == '"':
                    field.Append('"');
                    at++;
                    break;
                case '"':
                    isQuoted = !isQuoted;
                    break;
                case ',' when !isQuoted:
                    row.Add(field.ToString());
                    field.Clear();
                    break;
                case '\r' when !isQuoted:
                    break;
                case '\n' when !isQuoted:
                    row.Add(field.ToString());
                    field.Clear();
                    rows.Add(row);
                    row = [];
                    break;
                default:
                    field.Append(text[at]);
                    break;
            }
        }

        return [.. rows.Skip(1).Select(values => rows[0].Select((name, column) => (name, values.ElementAtOrDefault(column) ?? ""))
            .ToDictionary(pair => pair.name, pair => pair.Item2))];
    }
}
