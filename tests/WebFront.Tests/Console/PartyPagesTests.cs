using System.Net;
using LedgerPortal.Testing;
using static LedgerPortal.Consoles.ConsoleFixture;

namespace LedgerPortal.Consoles;

[Collection(ConsoleCollection.Name)]
public sealed class PartyPagesTests(ConsoleFixture console)
{
    [Fact]
    public async Task A_new_party_has_a_page_and_stands_in_the_list()
    {
        var answer = await console.Send(
            "/console/parties/new", null, ("Input.Name", "Kulkarni Stores"), ("Input.Code", "KS-1"),
            ("Input.TaxId", "24aapfu0939f1zz"), ("Input.City", "Surat"), ("Input.TermsDays", "45"));
        // The check character is wrong: nothing is made, and everything typed is still there.
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains("not a GSTIN", ErrorAt(answer, "Input.TaxId"));
        Assert.Equal("Kulkarni Stores", answer.Page.GetElementById("Input_Name")!.GetAttribute("value"));

        var made = await console.Send(
            answer, "/console/parties/new", null, ("Input.TaxId", ""), ("Input.IsShared", "true"));
        Assert.Equal(HttpStatusCode.Redirect, made.Status);
        var page = await console.Show(made.Location!);
        Assert.Equal("Kulkarni Stores", page.Title);
        Assert.Contains("45 days", Said(page));
        Assert.Contains("Kulkarni Stores", Said(await console.Show("/console/parties?q=ks-1")));
        Assert.DoesNotContain("Kulkarni Stores", Said(await console.Show("/console/parties?q=no%25such_name")));
    }

    [Theory]
    [InlineData("Input.Name", "")]
    [InlineData("Input.Name", "   ")]
    [InlineData("Input.TermsDays", "366")]
    [InlineData("Input.TermsDays", "-1")]
    [InlineData("Input.TermsDays", "soon")]
    [InlineData("Input.CountryCode", "India")]
    [InlineData("Input.Currency", "RUPEE")]
    [InlineData("Input.Mobile", "12345")]
    [InlineData("Input.Email", "nobody")]
    public async Task What_cannot_be_right_is_refused_at_its_field(string field, string value)
    {
        var answer = await console.Send("/console/parties/new", null, ("Input.Name", "Careless"), (field, value));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.NotNull(ErrorAt(answer, field));
    }

    [Fact]
    public async Task A_code_that_another_party_has_is_refused_at_its_field()
    {
        await console.Send("/console/parties/new", null, ("Input.Name", "First"), ("Input.Code", "SAME"));
        var answer = await console.Send("/console/parties/new", null, ("Input.Name", "Second"), ("Input.Code", "SAME"));
        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        Assert.NotNull(ErrorAt(answer, "Input.Code"));
    }

    [Fact]
    public async Task A_form_that_is_sent_twice_makes_one_party()
    {
        var shown = await console.Show("/console/parties/new");
        var first = await console.Send(shown, "/console/parties/new", null, ("Input.Name", "Twice & Sons"));
        var second = await console.Send(shown, "/console/parties/new", null, ("Input.Name", "Twice & Sons"));
        Assert.Equal(first.Location, second.Location);
        Assert.Single((await console.Show("/console/parties?q=twice+%26")).Page.QuerySelectorAll("tbody tr"));

        // The same form with other words is another wish under the same name: told, not done.
        var third = await console.Send(shown, "/console/parties/new", null, ("Input.Name", "Thrice & Sons"));
        Assert.Equal(HttpStatusCode.Conflict, third.Status);
        Assert.Contains("sent before", FormErrors(third));
    }

    [Fact]
    public async Task The_number_of_a_new_party_is_saved_once_however_often_the_form_is_sent()
    {
        var shown = await console.Show("/console/parties/new");
        for (var time = 0; time < 2; time++)
        {
            var sent = await console.Send(
                shown, "/console/parties/new", null, ("Input.Name", "Numbered Stores"), ("Input.Mobile", "98200 12345"),
                ("Input.Email", "stores@example.com"));
            var page = await console.Show(sent.Location!);
            var contact = Assert.Single(page.Page.QuerySelectorAll("a[href*='/contacts/']:not([href$='/new'])"));
            Assert.Contains("Numbered Stores", contact.TextContent);
            Assert.Contains("+919820012345", Said(page));
            Assert.Contains("stores@example.com", Said(page));
        }

        // With another number it is another wish.
        var other = await console.Send(
            shown, "/console/parties/new", null, ("Input.Name", "Numbered Stores"), ("Input.Mobile", "98200 54321"));
        Assert.Contains("sent before", (await console.Show(other.Location!)).Body);
    }

    [Fact]
    public async Task What_someone_else_changed_meanwhile_is_not_overwritten_unseen()
    {
        var party = await console.AddParty("Deccan Mart");
        var shown = await console.Show($"/console/parties/{party}/edit");
        await console.Books.Rename(party, "Deccan Mart & Co");
        var answer = await console.Send(
            shown, $"/console/parties/{party}/edit", null, ("Input.Name", "Deccan Market"), ("Input.City", "Pune"));
        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        Assert.Contains("Someone else", FormErrors(answer));
        Assert.Equal("Deccan Market", answer.Page.GetElementById("Input_Name")!.GetAttribute("value"));

        var again = await console.Send($"/console/parties/{party}/edit", null, ("Input.Name", "Deccan Market"));
        Assert.Equal($"/console/parties/{party}", again.Location);
        Assert.Equal("Deccan Market", (await console.Show(again.Location!)).Title);
    }

    [Fact]
    public async Task The_portal_link_is_made_shown_renewed_and_revoked_and_opens_the_portal_meanwhile()
    {
        var party = await console.AddParty("Joshi Traders");
        var page = $"/console/parties/{party}";
        Assert.Equal(page + "#portal-link", (await console.Send(page, "handler=Link")).Location);
        var first = LinkOn(await console.Show(page));
        Assert.Contains("by owner@sahyadri.example", Said(await console.Show(page)));
        Assert.Equal("/portal", (await Opened(first)).Location);

        await console.Send(page, "handler=Link");
        var second = LinkOn(await console.Show(page));
        Assert.NotEqual(first, second);
        Assert.Equal(HttpStatusCode.Forbidden, (await Opened(first)).Status);

        await console.Send(page, "handler=RevokeLink");
        Assert.Null((await console.Show(page)).Page.GetElementById("portal-link-url"));
        Assert.Equal(HttpStatusCode.Forbidden, (await Opened(second)).Status);
    }

    [Fact]
    public async Task Sharing_is_switched_off_and_on_again()
    {
        var party = await console.AddParty("Patil & Sons");
        var page = $"/console/parties/{party}";
        using var customer = await console.Books.SignedIn(party);
        await console.Send(page, "handler=Sharing");
        Assert.Contains("cannot open the portal", Said(await console.Show(page)));
        Assert.NotEqual(HttpStatusCode.OK, (await customer.Get("/portal")).Status);
        await console.Send(page, "handler=Sharing");
        Assert.Equal(HttpStatusCode.OK, (await customer.Get("/portal")).Status);
    }

    [Theory]
    [InlineData("98765 43210", "+919876543210")]
    [InlineData("098765-43210", "+919876543210")]
    [InlineData("919876543210", "+919876543210")]
    [InlineData("+44 20 7946 0018", "+442079460018")]
    [InlineData("0044 20 7946 0018", "+442079460018")]
    [InlineData("12345", null)]
    [InlineData("call me", null)]
    [InlineData("+91 12345 67890", null)]
    [InlineData("98765+43210", null)]
    [InlineData("+1234567890123456", null)]
    public void A_mobile_number_is_read_as_people_write_it(string typed, string? expected)
    {
        Assert.Equal(expected is not null, MobileNumbers.TryRead(typed, "IN", out var number));
        Assert.Equal(expected, number);
    }

    [Fact]
    public async Task A_contact_is_saved_once_shown_and_erased()
    {
        var party = await console.AddParty("Shree Ganesh Kirana");
        var form = $"/console/parties/{party}/contacts/new";
        var refused = await console.Send(
            form, null, ("Input.Name", "Sunita Kulkarni"), ("Input.Mobile", "12"), ("Input.Email", "nobody"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.NotNull(ErrorAt(refused, "Input.Mobile"));
        Assert.NotNull(ErrorAt(refused, "Input.Email"));

        var shown = await console.Show(form);
        (string, string)[] typed =
            [("Input.Name", "Sunita Kulkarni"), ("Input.Mobile", "98765 43210"), ("Input.Email", "sunita@example.com")];
        Assert.Equal(HttpStatusCode.Redirect, (await console.Send(shown, form, null, typed)).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await console.Send(shown, form, null, typed)).Status);
        var page = await console.Show($"/console/parties/{party}");
        var contact = Assert.Single(page.Page.QuerySelectorAll("[aria-labelledby=people] li"));
        Assert.Contains("+919876543210", contact.TextContent);

        var person = contact.QuerySelector("a")!.GetAttribute("href")!;
        Assert.Equal("Sunita Kulkarni", (await console.Show(person)).Page.GetElementById("Input_Name")!.GetAttribute("value"));
        Assert.Equal(HttpStatusCode.Redirect, (await console.Send(person, "handler=Remove")).Status);
        Assert.DoesNotContain("Sunita", Said(await console.Show($"/console/parties/{party}")));
        Assert.Equal(HttpStatusCode.NotFound, (await console.Owner.Get(person)).Status);
    }

    [Fact]
    public async Task A_long_list_goes_on_over_pages_and_comes_back()
    {
        for (var i = 0; i < 120; i++)
            await console.AddParty($"Zz {i:000} page test");
        var first = await console.Show("/console/parties?q=page+test");
        Assert.Contains("1–50 of 120", Said(first));
        Assert.Null(first.Page.QuerySelector(".pager [rel=prev]"));
        var second = await console.Show("/console/parties" + first.Page.QuerySelector(".pager [rel=next]")!.GetAttribute("href"));
        Assert.Contains("51–100 of 120", Said(second));
        Assert.StartsWith("Zz 050", NamesOn(second)[0]);
        var third = await console.Show("/console/parties" + second.Page.QuerySelector(".pager [rel=next]")!.GetAttribute("href"));
        Assert.Contains("101–120 of 120", Said(third));
        Assert.Null(third.Page.QuerySelector(".pager [rel=next]"));
        var back = await console.Show("/console/parties" + third.Page.QuerySelector(".pager [rel=prev]")!.GetAttribute("href"));
        Assert.Equal(NamesOn(second), NamesOn(back));
        var start = await console.Show("/console/parties" + back.Page.QuerySelector(".pager [rel=prev]")!.GetAttribute("href"));
        Assert.Equal(NamesOn(first), NamesOn(start));
        Assert.Null(start.Page.QuerySelector(".pager [rel=prev]"));
    }

    private static List<string> NamesOn(Answer page) =>
        [.. page.Page.QuerySelectorAll("tbody a.name").Select(name => name.TextContent)];

    private static string LinkOn(Answer page) => page.Page.GetElementById("portal-link-url")!.GetAttribute("value")!;

    private async Task<Answer> Opened(string link)
    {
        using var customer = console.Portal.Browse();
        return await customer.Submit("/p", ("Secret", link[(link.IndexOf('#') + 1)..]));
    }
}
