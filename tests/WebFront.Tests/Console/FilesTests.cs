using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using LedgerPortal.ElectronicInvoices;
using LedgerPortal.Formatting;
using LedgerPortal.Parties;
using LedgerPortal.Testing;
using static LedgerPortal.Consoles.ConsoleFixture;

namespace LedgerPortal.Consoles;

/// <summary>Page, CSV, JSON, electronic invoice and API tell the same figures of a document, on both sides.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class FilesTests(ConsoleFixture console)
{
    [Fact]
    public async Task Documents_have_the_same_figures_in_every_form()
    {
        var party = await Registered("Sameness Stores");
        using var customer = await console.Books.SignedIn(party);
        var random = new Random(5);
        for (var made = 0; made < 6; made++)
        {
            var fields = new List<(string, string)> { ("then", "share"), ("Input.Date", console.Today) };
            for (var line = 0; line <= random.Next(4); line++)
            {
                fields.Add(($"Input.Lines[{line}].Description", $"=Rice \"{line}\", best"));
                fields.Add(($"Input.Lines[{line}].Quantity", (random.Next(1, 9_999) / 100m).ToString(CultureInfo.InvariantCulture)));
                fields.Add(($"Input.Lines[{line}].UnitPrice", (random.Next(1, 999_999) / 100m).ToString(CultureInfo.InvariantCulture)));
                fields.Add(($"Input.Lines[{line}].TaxRatePercent", new[] { "0", "5", "12", "18" }[random.Next(4)]));
            }

            var sent = await console.Send($"/console/invoices/new?party={party}", null, [.. fields]);
            var address = sent.Location!.Split('#')[0];
            var document = DocumentOf(address);
            foreach (var (browser, at) in new[] { (console.Owner, address), (customer, $"/portal/invoices/{document}") })
            {
                var json = JsonNode.Parse((await browser.Get($"{at}?handler=File&as=json")).Body)!;
                var total = json["total"]!.GetValue<string>();
                var csv = Table((await browser.Get($"{at}?handler=File&as=csv")).Body);
                Assert.Equal(total, csv.Single(row => row["part"] == "total")["amount"]);
                Assert.Equal(
                    json["lines"]!.AsArray().Select(line => line!["net"]!.GetValue<string>()),
                    csv.Where(row => row["part"] == "line").Select(row => row["amount"]));
                Assert.Equal(
                    json["taxes"]!.AsArray().Select(tax => tax!["amount"]!.GetValue<string>()),
                    csv.Where(row => row["part"] == "tax").Select(row => row["amount"]));
                // What a stranger typed is no formula in a spreadsheet.
                Assert.All(csv.Where(row => row["part"] == "line"), row => Assert.StartsWith("'=Rice \"", row["description"]));
                var page = await browser.Get(at);
                var shown = MoneyText.Figures(new Money((long)(decimal.Parse(total, CultureInfo.InvariantCulture) * 100), Books.Rupee));
                Assert.Contains(shown, page.Body);
                Assert.NotNull(page.Page.QuerySelector($"a[href='{at}?handler=Ubl']"));

                var ubl = await browser.Get($"{at}?handler=Ubl");
                Assert.Equal("application/xml", ubl.Headers["Content-Type"].Split(';')[0]);
                var written = System.Text.Encoding.UTF8.GetBytes(ubl.Body);
                Assert.Empty(UblSchema.Wrong(written));
                Assert.Empty(EuropeanNorm.Broken(written));
                XNamespace cbc = UblElements.Basics;
                Assert.Equal(total, XDocument.Parse(ubl.Body).Descendants(cbc + "PayableAmount").Single().Value);
            }
        }
    }

    [Fact]
    public async Task Lists_come_whole_with_the_figures_of_their_rows()
    {
        var party = await Registered("Whole Lists");
        for (var one = 0; one < 55; one++)
            await console.Issue(party, $"{one + 1}.50");
        await console.Pay(party, "100");
        // More than a page, and all of them.
        var csv = Table((await console.Owner.Get($"/console/invoices?party={party}&handler=File&as=csv")).Body);
        var json = JsonNode.Parse((await console.Owner.Get($"/console/invoices?party={party}&handler=File&as=json")).Body)!.AsArray();
        Assert.Equal(55, csv.Count);
        Assert.Equal(csv.Select(row => row["total"]), json.Select(row => row!["total"]!.GetValue<string>()));
        Assert.Equal(csv.Select(row => row["open"]), json.Select(row => row!["open"]!.GetValue<string>()));
        var paid = Table((await console.Owner.Get($"/console/invoices?party={party}&show=paid&handler=File&as=csv")).Body);
        Assert.NotEmpty(paid);
        Assert.All(paid, row => Assert.Equal("0.00", row["open"]));
        Assert.Equal("100.00", Assert.Single(Table((await console.Owner.Get($"/console/payments?party={party}&handler=File&as=csv")).Body))["amount"]);
        Assert.Contains(
            Table((await console.Owner.Get("/console/parties?q=whole+lists&handler=File&as=csv")).Body),
            row => row["name"] == "Whole Lists" && row["balance"] == (Sum(csv, "total") - 100).ToString("0.00", CultureInfo.InvariantCulture));
        Assert.Equal(Sum(csv, "total") - 100, Sum(csv, "open"));

        using var customer = await console.Books.SignedIn(party);
        var theirs = Table((await customer.Get("/portal?handler=File&as=csv")).Body);
        Assert.Equal(csv.Select(row => (row["number"], row["total"], row["open"])).Order(), theirs.Select(row => (row["number"], row["total"], row["open"])).Order());
        foreach (var path in new[] { "/portal/credit-notes", "/console/credit-notes" })
            Assert.Equal(HttpStatusCode.OK, (await (path[1] == 'p' ? customer : console.Owner).Get($"{path}?handler=File&as=json")).Status);
        foreach (var path in new[] { "/console/invoices?handler=File&as=xls", $"/console/invoices?party={new PartyId(Guid.NewGuid())}&handler=File&as=csv" })
            Assert.Equal(HttpStatusCode.NotFound, (await console.Owner.Get(path)).Status);
    }

    /// <summary>A customer whose country is known, as an electronic invoice needs it.</summary>
    private async Task<PartyId> Registered(string name)
    {
        var party = new PartyId(Guid.NewGuid());
        (await console.Grains.Get<IParty>($"{console.Business}/{party}").Execute(new CreateParty
        {
            Id = Books.NewId(),
            By = Actor.System("test"),
            Details = new PartyDetails { Name = name, TaxId = "29AAGCB7383J1Z4", Currency = Books.Rupee },
            IsShared = true,
        })).OrThrow();
        return party;
    }

    private static decimal Sum(IEnumerable<Dictionary<string, string>> rows, string column) =>
        rows.Sum(row => decimal.Parse(row[column], CultureInfo.InvariantCulture));

    private static List<Dictionary<string, string>> Table(string csv)
    {
        var records = Parse(csv.TrimStart('\ufeff'));
        return [.. records.Skip(1).Select(fields => records[0].Zip(fields).ToDictionary(pair => pair.First, pair => pair.Second))];
    }

    private static List<List<string>> Parse(string csv)
    {
        var (records, fields, field, isQuoted) = (new List<List<string>>(), new List<string>(), new System.Text.StringBuilder(), false);
        for (var at = 0; at < csv.Length; at++)
        {
            var character = csv[at];
            if (isQuoted && character == '"' && at + 1 < csv.Length && csv[at + 1] == '"')
                field.Append(csv[at++]);
            else if (character == '"')
                isQuoted = !isQuoted;
            else if (!isQuoted && character is ',' or '\n' && !isQuoted)
            {
                fields.Add(field.ToString().TrimEnd('\r'));
                field.Clear();
                if (character == '\n')
                {
                    records.Add(fields);
                    fields = [];
                }
            }
            else
                field.Append(character);
        }

        return records;
    }
}
