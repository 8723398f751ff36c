using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LedgerPortal.Browser.Tests;

/// <summary>A customer with nothing but a mobile number, and the operator who reads what would have been sent.</summary>
[Collection(OpenShopDefinition.Name)]
public sealed class MobileSignInTests(OpenShop shop)
{
    [Fact]
    public async Task From_a_link_by_number_and_code_to_the_dashboard()
    {
        const string number = "98200 11001";
        await using var desk = await shop.Operator();
        await using var phone = await OpenShop.Customer();
        var look = new PageInspection(phone.Page, shop.Address, Chromium.Phone);
        var (party, link) = await desk.AddPartyWithLink("Numbered Stores");
        await AddContact(desk, party, number);

        await phone.Page.GotoAsync(link);
        await phone.Page.GetByRole(AriaRole.Link, new() { Name = "Sign in with your mobile number" }).ClickAsync();
        await phone.Shows("Sign in with your mobile number");
        await look.Look("access-mobile");
        await phone.Page.GetByLabel("Mobile number").FillAsync(number);
        await Press(phone, "Send a code");
        await phone.Shows("Type your code");
        await look.Look("access-code");
        await phone.Page.GetByLabel("Code", new() { Exact = true }).FillAsync("12345");
        await Press(phone, "Sign in");
        await Expect(phone.Page.GetByText("A code has six digits.").First).ToBeVisibleAsync();
        await look.Look("access-code-refused", ignoresErrors: true);
        await phone.Page.GetByLabel("Code", new() { Exact = true }).FillAsync(await CodeAt(desk, "+919820011001"));
        await Press(phone, "Sign in");
        await Expect(phone.Balance).ToHaveTextAsync("₹0.00");

        await phone.Page.GotoAsync(new Uri(shop.Address, "/portal/profile").ToString());
        await Expect(phone.Page.GetByRole(AriaRole.Region, new() { Name = "Where you are signed in" })).ToBeVisibleAsync();
        await look.Look("portal-profile-signed-in");
        await look.Visit("/portal/confirm?return=/portal/profile", "portal-confirm");
        Assert.True(look.Findings.Count == 0, string.Join('\n', look.Findings));
    }

    [Fact]
    public async Task Who_is_known_twice_chooses_and_switches()
    {
        const string number = "98200 11002";
        await using var desk = await shop.Operator();
        await using var phone = await OpenShop.Customer();
        var look = new PageInspection(phone.Page, shop.Address, Chromium.Phone);
        await AddContact(desk, await desk.AddParty("First Shop of Two"), number);
        await AddContact(desk, await desk.AddParty("Second Shop of Two"), number);

        await phone.Page.GotoAsync(new Uri(shop.Address, "/sign-in").ToString());
        await phone.Page.GetByLabel("Mobile number").FillAsync("+91 " + number);
        await Press(phone, "Send a code");
        await phone.Page.GetByLabel("Code", new() { Exact = true }).FillAsync(await CodeAt(desk, "+919820011002"));
        await Press(phone, "Sign in");
        await phone.Shows("Where do you want to go?");
        await look.Look("access-choose");
        await Press(phone, "Second Shop of Two");
        await Expect(phone.Balance).ToBeVisibleAsync();
        await Expect(phone.Page.GetByText("Second Shop of Two").First).ToBeVisibleAsync();
        await look.Look("portal-dashboard-of-several");
        await phone.Page.GetByRole(AriaRole.Link, new() { Name = "Switch" }).ClickAsync();
        await phone.Shows("Switch");
        await look.Look("portal-switch");
        await Press(phone, "First Shop of Two");
        await Expect(phone.Page.GetByText("First Shop of Two").First).ToBeVisibleAsync();
        Assert.True(look.Findings.Count == 0, string.Join('\n', look.Findings));
    }

    internal static Task Press(CustomerPage phone, string button) =>
        phone.Page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();

    internal static async Task AddContact(OperatorPage desk, string party, string number)
    {
        await desk.Go(party + "/contacts/new");
        await desk.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Asha Rane");
        await desk.Page.GetByLabel("Mobile").FillAsync(number);
        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(desk.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Asha Rane" })).ToBeVisibleAsync();
    }

    /// <summary>The code as the console shows it where nothing is set up to send messages.</summary>
    internal static async Task<string> CodeAt(OperatorPage desk, string number)
    {
        var row = desk.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = number }).First;
        for (var look = 0; look < 40; look++)
        {
            await desk.Go("/settings/messages");
            if (await row.CountAsync() > 0)
                break;
            await Task.Delay(250);
        }

        return Regex.Match(await row.InnerTextAsync(), "\\b[0-9]{6}\\b").Value;
    }
}
