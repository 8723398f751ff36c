using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LedgerPortal.Browser.Tests;

/// <summary>From a program that was just installed to an invoice on a customer's phone.</summary>
[Collection(OpenShopDefinition.Name)]
public sealed class FirstRunTests
{
    [Fact]
    public async Task A_new_owner_shares_the_first_invoice_and_the_customer_opens_it()
    {
        await using var program = await RunningProgram.Start("--no-demo");
        var person = await Chromium.Person(Chromium.Desk);
        var page = await person.NewPageAsync();
        var looks = new PageInspection(page, program.Address, Chromium.Desk);
        await new FirstRunJourney(page, program, looks).MakeBusiness();
        await using var owner = new OperatorPage(page, program.Address);

        await page.GetByRole(AriaRole.Link, new() { Name = "Add your first customer" }).ClickAsync();
        await owner.NameParty("Kulkarni Stores");
        var link = await owner.WriteInvoice("Basmati rice, 25 kg", quantity: 2, price: 5_000);
        await owner.Go("/console/start");
        await Expect(owner.Heading("Your first invoice is shared")).ToBeVisibleAsync();

        await using var customer = await OpenShop.Customer();
        await customer.Open(link);
        await Expect(customer.Page.GetByText("₹11,800.00").First).ToBeVisibleAsync();
        await Expect(customer.Page.GetByText("Basmati rice, 25 kg").First).ToBeVisibleAsync();
        Assert.DoesNotContain('#', customer.Page.Url);
        Assert.True(looks.Findings.Count == 0, string.Join('\n', looks.Findings));
        await person.CloseAsync();
    }
}
