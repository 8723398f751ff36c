using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LedgerPortal.Browser.Tests;

/// <summary>
/// Ways in that begin with a message: a contact's invitation, a forgotten password, a view for the accountant. Each page is
/// looked at on the way.
/// </summary>
[Collection(OpenShopDefinition.Name)]
public sealed partial class WaysInTests(OpenShop shop)
{
    private const string Password = "seventeen green bicycles";

    public static TheoryData<string> Sizes => ["phone", "desk"];

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task An_invited_contact_sets_a_password_and_the_accountant_is_given_a_view(string size)
    {
        await using var desk = await shop.Operator();
        var party = await desk.AddParty($"Invited Stores {size}");
        await desk.IssueInvoice(party, "Toor dal, 50 kg", quantity: 2, price: 5_000);
        var email = $"sunita.{Guid.NewGuid():N}@example.com";
        await Invite(desk, party, email);
        await using var owner = await Person(size);
        var look = new PageInspection(owner.Page, shop.Address, Of(size));

        // The invitation.
        await owner.Page.GotoAsync(await LinkTo(desk, email, "/c#"));
        await look.Look("access-invitation");
        await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Open" }).ClickAsync();
        await owner.Shows($"Welcome to {await BusinessName(desk)}");
        await look.Look("access-invitation-password");
        await owner.Page.GetByLabel("New password").FillAsync("short");
        await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Accept" }).ClickAsync();
        // The hint says the same before anything was sent.
        await Expect(owner.Page.Locator("p.error")).ToContainTextAsync("at least 15 characters", new() { IgnoreCase = true });
        await owner.Page.GetByLabel("New password").FillAsync(Password);
        await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Accept" }).ClickAsync();
        await Expect(owner.Balance).ToHaveTextAsync("₹11,800.00");

        // The password, changed and used.
        await look.Visit("/portal/password", "portal-password");
        await owner.Page.GetByLabel("Present password").FillAsync(Password);
        await owner.Page.GetByLabel("New password").FillAsync(Password + " too");
        await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Save password" }).ClickAsync();
        await Expect(owner.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "password was changed" })).ToBeVisibleAsync();
        await owner.Page.Context.ClearCookiesAsync();
        await look.Visit("/sign-in/password", "access-password");
        await owner.Page.GetByLabel("E-mail address").FillAsync(email);
        await owner.Page.GetByLabel("Password").FillAsync(Password + " too");
        await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(owner.Balance).ToHaveTextAsync("₹11,800.00");

        // The view.
        var accountantsEmail = $"accountant.{Guid.NewGuid():N}@example.com";
        await owner.Page.GotoAsync(new Uri(shop.Address, "/portal/profile").ToString());
        await owner.Page.GetByLabel("Their e-mail address").FillAsync(accountantsEmail);
        await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Give the view" }).ClickAsync();
        await Expect(owner.Page.GetByText(accountantsEmail).First).ToBeVisibleAsync();
        await look.Look("portal-profile-view");

        await using var accountant = await Person(size);
        var accountantsLook = new PageInspection(accountant.Page, shop.Address, Of(size));
        await accountant.Page.GotoAsync(await LinkTo(desk, accountantsEmail, "/v#"));
        await accountantsLook.Look("access-view");
        await accountant.Page.GetByRole(AriaRole.Button, new() { Name = "Send the code" }).ClickAsync();
        await accountant.Shows("Type the code");
        await accountantsLook.Look("access-view-code");
        await accountant.Page.GetByLabel("Code").FillAsync(await CodeTo(desk, accountantsEmail));
        await accountant.Page.GetByRole(AriaRole.Button, new() { Name = "Open the view" }).ClickAsync();
        await Expect(accountant.Balance).ToHaveTextAsync("₹11,800.00");
        await Expect(accountant.Page.Locator(".banner")).ToContainTextAsync("to read only, until");
        await accountantsLook.Look("portal-view");
        await accountant.WatchesLive();

        await desk.Go(party);
        await new PageInspection(desk.Page, shop.Address, Chromium.Desk).Look("console-party-views");
        await owner.Page.GetByRole(AriaRole.Button, new() { Name = "Take back" }).ClickAsync();
        await owner.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Take back" }).ClickAsync();
        await accountant.Shows("Access denied");
        await accountantsLook.Look("access-denied", ignoresErrors: true);

        Assert.True(look.Findings.Count == 0, string.Join('\n', look.Findings));
        Assert.True(accountantsLook.Findings.Count == 0, string.Join('\n', accountantsLook.Findings));
    }

    [Fact]
    public async Task A_link_that_was_taken_back_leads_on_to_signing_in_and_to_a_new_password()
    {
        await using var desk = await shop.Operator();
        var (party, link) = await desk.AddPartyWithLink("Forgetful Stores");
        var email = $"anil.{Guid.NewGuid():N}@example.com";
        await Invite(desk, party, email);
        await using var phone = await Person("phone");
        var look = new PageInspection(phone.Page, shop.Address, Chromium.Phone);
        await phone.Open(await LinkTo(desk, email, "/c#"));
        await phone.Page.GetByLabel("New password").FillAsync(Password);
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Accept" }).ClickAsync();
        await Expect(phone.Balance).ToBeVisibleAsync();
        await phone.Page.Context.ClearCookiesAsync();

        await desk.Go(party);
        await desk.Press("Revoke");
        await phone.Open(link);
        await phone.Shows("Access denied");
        await phone.Page.GetByRole(AriaRole.Link, new() { Name = "e-mail and password" }).ClickAsync();
        await phone.Page.GetByRole(AriaRole.Link, new() { Name = "Forgot your password?" }).ClickAsync();
        // The browser noted the denial itself.
        await look.Look("access-forgotten", ignoresErrors: true);
        await phone.Page.GetByLabel("E-mail address").FillAsync(email);
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Send the link" }).ClickAsync();
        await Expect(phone.Page.GetByText("is on its way", new() { Exact = false })).ToBeVisibleAsync();
        await look.Look("access-forgotten-sent");
        await phone.Open(await LinkTo(desk, email, "/r#"));
        await look.Look("access-reset");
        await phone.Page.GetByLabel("New password").FillAsync("nineteen purple tricycles");
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Save password" }).ClickAsync();
        await phone.Page.GetByLabel("E-mail address").FillAsync(email);
        await phone.Page.GetByLabel("Password").FillAsync("nineteen purple tricycles");
        await phone.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(phone.Balance).ToBeVisibleAsync();
        Assert.True(look.Findings.Count == 0, string.Join('\n', look.Findings));
    }

    private static ViewportSize Of(string size) => size == "phone" ? Chromium.Phone : Chromium.Desk;

    private static async Task<CustomerPage> Person(string size) =>
        new(await (await Chromium.Person(Of(size))).NewPageAsync());

    private static async Task<string> BusinessName(OperatorPage desk) =>
        await desk.Page.Locator(".side-name span").Last.InnerTextAsync();

    /// <summary>Saves a contact with this address, and invites it.</summary>
    private static async Task Invite(OperatorPage desk, string party, string email)
    {
        await desk.Go(party + "/contacts/new");
        await desk.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Sunita Kulkarni");
        await desk.Page.GetByLabel("E-mail").FillAsync(email);
        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await desk.Page.GetByRole(AriaRole.Link, new() { Name = "Sunita Kulkarni" }).ClickAsync();
        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Invite by e-mail" }).ClickAsync();
        await Expect(desk.Page.GetByText("Invited, not accepted yet")).ToBeVisibleAsync();
    }

    /// <summary>The link of the newest message to an address, from the page that shows what would have been sent.</summary>
    private static async Task<string> LinkTo(OperatorPage desk, string email, string kind)
    {
        var text = await MessageTo(desk, email, kind);
        return Link().Matches(text).Select(link => link.Value).First(link => link.Contains(kind, StringComparison.Ordinal));
    }

    private static async Task<string> CodeTo(OperatorPage desk, string email) =>
        Code().Match(await MessageTo(desk, email, "is your code for")).Value;

    private static async Task<string> MessageTo(OperatorPage desk, string email, string containing)
    {
        for (var tries = 0; ; tries++)
        {
            await desk.Go("/settings/messages");
            var message = desk.Page.Locator("tr").Filter(new() { HasText = email }).Filter(new() { HasText = containing }).First;
            if (await message.CountAsync() > 0)
                return await message.Locator("td.wide").InnerTextAsync();
            Assert.True(tries < 100, $"No message to {email} says {containing}.");
            await Task.Delay(100);
        }
    }

    [GeneratedRegex(@"https?://\S+#\S+")]
    private static partial Regex Link();

    [GeneratedRegex(@"\b\d{6}\b")]
    private static partial Regex Code();
}
