using System.Net;
using LedgerPortal.Documents;
using LedgerPortal.Invoices;
using LedgerPortal.Parties;
using LedgerPortal.Testing;
using static LedgerPortal.Consoles.ConsoleFixture;

namespace LedgerPortal.Consoles;

[Collection(ConsoleCollection.Name)]
public sealed class ConsoleAccessTests(ConsoleFixture console)
{
    private static readonly string[] Pages =
    [
        "/console", "/console/start", "/console/parties", "/console/parties/new", "/console/invoices",
        "/console/invoices/new", "/console/payments", "/console/payments/new", "/console/credit-notes",
        "/console/credit-notes/new", "/settings", "/settings/business", "/settings/portal", "/settings/portal/tokens",
        "/settings/books",
    ];

    [Fact]
    public async Task Nobody_sees_a_page_without_signing_in()
    {
        using var stranger = console.Portal.Browse();
        foreach (var page in Pages)
        {
            var answer = await stranger.Get(page);
            Assert.True(answer.Status == HttpStatusCode.Redirect, $"{page}: {answer.Status}");
            Assert.StartsWith("/console/sign-in", answer.Location);
        }
    }

    [Fact]
    public async Task Every_page_shows_and_has_one_heading_and_no_address_of_a_text()
    {
        foreach (var page in Pages.Where(page => page != "/settings"))
        {
            var shown = await console.Show(page);
            Assert.True(shown.Page.QuerySelectorAll("h1").Length == 1, page);
            Assert.DoesNotMatch(@"[>""](Party|Invoice|Payment|Entry|Settle|Settings|Link|Share|Kind|Today|Column|Chip|Form|Refusal)\.[A-Z]", shown.Body);
        }
    }

    [Fact]
    public async Task What_is_another_businesss_is_not_found()
    {
        var (party, invoice) = await AtTheNeighbour();
        var own = await console.AddParty("Own");
        string[] pages =
        [
            $"/console/parties/{party}", $"/console/parties/{party}/edit", $"/console/parties/{party}/contacts/new",
            $"/console/parties/{party}/entries/INR/1", $"/console/parties/new-entry/adjustment?party={party}",
            $"/console/invoices/new?party={party}", $"/console/invoices?party={party}", $"/console/payments?party={party}", $"/console/invoices/{invoice}",
            $"/console/invoices/{invoice}/edit", $"/console/payments/new?party={party}",
            $"/console/credit-notes/new?party={party}", $"/console/credit-notes/new?party={own}&invoice={invoice}",
            $"/console/credit-notes/{invoice}", $"/console/parties/{own}/contacts/{party}",
            $"/console/parties/{own}/entries/INR/999", "/console/parties/not-an-id", "/console/invoices/not-an-id",
            $"/console/parties/{own}/entries/XXX/1",
        ];
        foreach (var page in pages)
        {
            var answer = await console.Owner.Get(page);
            Assert.True(answer.Status == HttpStatusCode.NotFound, $"{page}: {answer.Status}");
            Assert.DoesNotContain("Neighbour customer", answer.Body);
        }

        Assert.DoesNotContain("Neighbour customer", (await console.Show("/console/parties?q=neighbour")).Body);
    }

    [Fact]
    public async Task What_is_another_businesss_cannot_be_changed()
    {
        var (party, invoice) = await AtTheNeighbour();
        var token = Token(await console.Show("/console/parties/new"));
        string[] addresses =
        [
            $"/console/parties/{party}?handler=Sharing", $"/console/parties/{party}?handler=Link",
            $"/console/parties/{party}?handler=RevokeLink", $"/console/parties/{party}/edit",
            $"/console/parties/{party}/contacts/new", $"/console/parties/{party}/entries/INR/1?handler=Reverse",
            $"/console/parties/{party}/entries/INR/1?handler=Apply", $"/console/parties/{party}/entries/INR/1?handler=Undo",
            $"/console/parties/new-entry/adjustment?party={party}", $"/console/invoices/new?party={party}",
            $"/console/invoices/new?party={party}&handler=Totals", $"/console/invoices/{invoice}/edit",
            $"/console/invoices/{invoice}?handler=Issue", $"/console/invoices/{invoice}?handler=Recall",
            $"/console/invoices/{invoice}?handler=Share", $"/console/invoices/{invoice}?handler=RevokeLink",
            $"/console/invoices/{invoice}?handler=Discard", $"/console/invoices/{invoice}?handler=Void",
            $"/console/invoices/{invoice}?handler=Correct", $"/console/payments/new?party={party}",
            $"/console/credit-notes/new?party={party}", $"/console/credit-notes/{invoice}?handler=Share",
        ];
        foreach (var address in addresses)
        {
            var answer = await console.Owner.Post(address, Fields(token, ("party", party.ToString()), ("isShared", "false")));
            Assert.True(answer.Status == HttpStatusCode.NotFound, $"{address}: {answer.Status}");
        }

        var made = await console.Owner.Post(
            "/settings/portal/tokens?handler=Generate", Fields(token, ("party", party.ToString())));
        Assert.Equal(HttpStatusCode.NotFound, made.Status);
        var view = await console.Grains.Get<IParty>($"{console.Neighbour.Business}/{party}").View();
        Assert.True(view!.IsShared);
    }

    [Fact]
    public async Task No_form_is_taken_without_its_antiforgery_token()
    {
        var party = await console.AddParty("Forged");
        var invoice = await console.Issue(party, "100");
        string[] addresses =
        [
            "/console/parties/new", $"/console/parties/{party}/edit", $"/console/parties/{party}?handler=Sharing",
            $"/console/parties/{party}?handler=Link", $"/console/parties/{party}/contacts/new",
            $"/console/invoices/new?party={party}", $"{invoice}?handler=Void", $"{invoice}?handler=Recall",
            $"/console/payments/new?party={party}", $"/console/credit-notes/new?party={party}",
            $"/console/parties/new-entry/adjustment?party={party}", $"/console/parties/{party}/entries/INR/1?handler=Reverse",
            "/settings/portal", "/settings/portal/tokens?handler=Generate", "/settings/business",
            "/settings/books?handler=Lock", "/settings/books?handler=TryAgain",
        ];
        foreach (var address in addresses)
        {
            var answer = await console.Owner.Post(address, Fields(null, ("party", party.ToString()), ("isShared", "false")));
            Assert.True(answer.Status == HttpStatusCode.BadRequest, $"{address}: {answer.Status}");
        }

        Assert.True((await console.Grains.Get<IParty>($"{console.Business}/{party}").View())!.IsShared);
    }

    [Fact]
    public async Task A_form_without_the_name_of_its_wish_is_refused()
    {
        var shown = await console.Show("/console/parties/new");
        var answer = await console.Send(shown, "/console/parties/new", null, ("Command", "nonsense"), ("Input.Name", "Nameless"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains("incomplete", FormErrors(answer));
    }

    private static List<KeyValuePair<string, string>> Fields(string? token, params (string Name, string Value)[] more)
    {
        List<KeyValuePair<string, string>> fields = [new("Command", Books.NewId().ToString())];
        if (token is not null)
            fields.Add(new("__RequestVerificationToken", token));
        fields.AddRange(more.Select(field => new KeyValuePair<string, string>(field.Name, field.Value)));
        return fields;
    }

    private static string Token(Answer page) =>
        page.Page.QuerySelector("main input[name=__RequestVerificationToken]")!.GetAttribute("value")!;

    private async Task<(PartyId Party, DocumentId Invoice)> AtTheNeighbour()
    {
        var party = await console.Neighbour.AddParty("Neighbour customer");
        await console.Neighbour.Post(party, 10_000);
        var invoice = new DocumentId(Guid.NewGuid());
        (await console.Grains.Get<IInvoice>($"{console.Neighbour.Business}/{invoice}").Execute(new DraftInvoice
        {
            Id = Books.NewId(),
            By = Actor.System("test"),
            Party = party,
            Currency = Books.Rupee,
            TaxSplit = TaxSplit.None,
            Content = new DocumentContent
            {
                Date = new DateOnly(2026, 11, 1),
                Lines = [new DocumentLine { Description = "Rice", Quantity = 1, UnitPrice = 10 }],
            },
        })).OrThrow();
        return (party, invoice);
    }
}
