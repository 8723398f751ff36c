using Microsoft.Playwright;
using static LedgerPortal.Browser.Tests.MobileSignInTests;
using static Microsoft.Playwright.Assertions;

namespace LedgerPortal.Browser.Tests;

/// <summary>A customer who signed in passes an invoice on, and the desk that has it open sees to whom.</summary>
[Collection(OpenShopDefinition.Name)]
public sealed class ForwardTests(OpenShop shop)
{
    [Fact]
    public async Task From_the_invoice_to_somebodys_mail_and_onto_the_desk()
    {
        const string number = "98200 11003";
        await using var desk = await shop.Operator();
        await using var phone = await OpenShop.Customer();
        var look = new PageInspection(phone.Page, shop.Address, Chromium.Phone);
        var party = await desk.AddParty("Forwarding Stores");
        await AddContact(desk, party, number);
        await phone.Page.GotoAsync(new Uri(shop.Address, "/sign-in").ToString());
        await phone.Page.GetByLabel("Mobile number").FillAsync("+91 " + number);
        await Press(phone, "Send a code");
        await phone.Page.GetByLabel("Code", new() { Exact = true }).FillAsync(await CodeAt(desk, "+919820011003"));
        await Press(phone, "Sign in");
        await Expect(phone.Balance).ToBeVisibleAsync();
        await desk.IssueInvoice(party, "Rice 25 kg", 2, 1500);
        var invoice = new Uri(desk.Page.Url).AbsolutePath.Replace("/console/", "/portal/", StringComparison.Ordinal);

        await phone.Page.GotoAsync(new Uri(shop.Address, invoice).ToString());
        await look.Look("portal-invoice-signed-in");
        await phone.Page.GetByRole(AriaRole.Link, new() { Name = "Forward" }).Last.ClickAsync();
        await look.Look("portal-forward-form");
        await phone.Page.GetByLabel("Their name").FillAsync("Ravi Joshi");
        await phone.Page.GetByLabel("Their e-mail address").FillAsync("ravi@joshi.example");
        await Press(phone, "Send the link");
        await Expect(phone.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "ravi@joshi.example" })).ToBeVisibleAsync();
        // The desk was not loaded again.
        await Expect(desk.Page.GetByRole(AriaRole.Region, new() { Name = "Forwarded by the customer" })).ToContainTextAsync("Asha Rane to Ravi Joshi");
        var seen = new PageInspection(desk.Page, shop.Address, Chromium.Desk);
        await seen.Look("console-invoice-forwarded");
        Assert.True(look.Findings.Count == 0, string.Join('\n', look.Findings));
        Assert.True(seen.Findings.Count == 0, string.Join('\n', seen.Findings));
    }
}
