using System.Text.RegularExpressions;
using LedgerPortal.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LedgerPortal.Browser.Tests;

/// <summary>Every way in of an operator, on a phone.</summary>
[Collection(OpenShopDefinition.Name)]
public sealed class SignInTests
{
    private const string Email = "owner@example.com";
    private const string Password = "lantern gravel teapot";

    [Fact]
    public async Task An_operator_signs_in_by_app_by_recovery_code_and_by_passkey_and_invites_a_colleague()
    {
        await using var program = await RunningProgram.Start("--no-demo");
        var person = await Chromium.Person(Chromium.Phone);
        var page = await person.NewPageAsync();
        var looks = new PageInspection(page, program.Address, Chromium.Phone);
        await new FirstRunJourney(page, program).MakeBusiness();

        await page.GotoAsync(new Uri(program.Address, "/console/second-factor").ToString());
        await looks.Look("access-second-factor");
        var (key, codes) = await SetUpApp(page, looks);
        await SignOut(page, program);

        await TypePassword(page, program);
        await looks.Look("access-second-step");
        await page.GetByLabel("Code from your app").FillAsync(Totp.Code(key, halfMinutes: 1));
        await Button(page, "Sign in").ClickAsync();
        await IsIn(page);
        await SignOut(page, program);

        await TypePassword(page, program);
        await page.GetByRole(AriaRole.Link, new() { Name = "use a recovery code" }).ClickAsync();
        await looks.Look("access-recovery-code");
        await page.GetByLabel("Recovery code").FillAsync(codes[0]);
        await Button(page, "Sign in").ClickAsync();
        await IsIn(page);

        // A phone that recognises its owner.
        var devices = await person.NewCDPSessionAsync(page);
        await devices.SendAsync("WebAuthn.enable");
        await devices.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
        await page.GotoAsync(new Uri(program.Address, "/console/second-factor").ToString());
        await page.GetByLabel("Name of the passkey").FillAsync("my phone");
        await Button(page, "Make a passkey").ClickAsync();
        // The page before it has words that read alike.
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Your sign-in", Exact = true })).ToBeVisibleAsync();
        await Expect(page.GetByText("my phone", new() { Exact = true })).ToBeVisibleAsync();
        await looks.Look("settings-account");
        await SignOut(page, program);

        await page.GotoAsync(new Uri(program.Address, "/console/sign-in").ToString());
        await looks.Look("access-sign-in");
        await Button(page, "Sign in with a passkey").ClickAsync();
        await IsIn(page);

        await page.GotoAsync(new Uri(program.Address, "/settings/people").ToString());
        await page.GetByLabel("E-mail address").FillAsync("meera@example.com");
        await page.GetByLabel("As", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = "collector" });
        await Button(page, "Invite").ClickAsync();
        var link = await page.GetByLabel("Link for meera@example.com").InputValueAsync();
        await looks.Look("settings-people");
        await page.GotoAsync(new Uri(program.Address, "/settings/security").ToString());
        await looks.Look("settings-security");
        await page.GotoAsync(new Uri(program.Address, "/platform").ToString());
        await Expect(page.GetByText(FirstRunJourney.BusinessName).First).ToBeVisibleAsync();
        await looks.Look("platform");
        await Join(link, program);
        Assert.True(looks.Findings.Count == 0, string.Join('\n', looks.Findings));
        await person.CloseAsync();
    }

    /// <summary>The colleague, on a phone of her own.</summary>
    private static async Task Join(string link, RunningProgram program)
    {
        var colleague = await Chromium.Person(Chromium.Phone);
        var page = await colleague.NewPageAsync();
        var looks = new PageInspection(page, program.Address, Chromium.Phone);
        await page.GotoAsync(link);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Your invitation" })).ToBeVisibleAsync();
        Assert.DoesNotContain('#', page.Url);
        await Button(page, "Open").ClickAsync();
        await Expect(page.GetByText("As a collector")).ToBeVisibleAsync();
        await looks.Look("access-join");
        await page.GetByLabel("New password").FillAsync("seventeen green bicycles");
        await Button(page, "Accept").ClickAsync();
        await SetUpApp(page, looks);
        await IsIn(page);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "New invoice" })).ToHaveCountAsync(0);
        Assert.True(looks.Findings.Count == 0, string.Join('\n', looks.Findings));
        await colleague.CloseAsync();
    }

    /// <summary>From the choice of second factors to the console; the app's key and the recovery codes.</summary>
    private static async Task<(string Key, IReadOnlyList<string> Codes)> SetUpApp(IPage page, PageInspection looks)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Set up an app" }).ClickAsync();
        await Expect(page.GetByAltText(new Regex("QR code"))).ToBeVisibleAsync();
        await looks.Look("access-authenticator");
        var key = (await page.Locator("p.codes").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);
        await page.GetByLabel("Code from your app").FillAsync(Totp.Code(key));
        await Button(page, "Confirm").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Your recovery codes" })).ToBeVisibleAsync();
        await looks.Look("access-recovery-codes");
        var codes = await page.Locator(".codes li").AllInnerTextsAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "I have kept them" }).ClickAsync();
        await IsIn(page);
        return (key, codes);
    }

    private static async Task TypePassword(IPage page, RunningProgram program)
    {
        await page.GotoAsync(new Uri(program.Address, "/console/sign-in").ToString());
        await page.GetByLabel("E-mail address").FillAsync(Email);
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "One more step" })).ToBeVisibleAsync();
    }

    private static async Task SignOut(IPage page, RunningProgram program)
    {
        await page.GotoAsync(new Uri(program.Address, "/console/sign-out").ToString());
        await Button(page, "Sign out").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign in", Exact = true })).ToBeVisibleAsync();
    }

    private static Task IsIn(IPage page) =>
        Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Today", Level = 1 })).ToBeVisibleAsync();

    private static ILocator Button(IPage page, string name) =>
        page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });
}
