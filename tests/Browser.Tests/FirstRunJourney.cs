using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LedgerPortal.Browser.Tests;

/// <summary>The first visit to an installation: whoever has the printed code becomes its owner and names the business.</summary>
/// <param name="looks">Looks at each page on the way; null where others do.</param>
internal sealed class FirstRunJourney(IPage page, RunningProgram program, PageInspection? looks = null)
{
    public const string BusinessName = "Shree Ganesh Traders";

    /// <summary>Ends on the page that leads to the first shared invoice.</summary>
    public async Task MakeBusiness()
    {
        await page.GotoAsync(program.Address.ToString());
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Welcome" })).ToBeVisibleAsync();
        await Look("first-run-owner");
        await page.GetByLabel("Code", new() { Exact = true }).FillAsync(await program.Said("and type the code "));
        await page.GetByLabel("E-mail address").FillAsync("owner@example.com");
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync("lantern gravel teapot");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Your business" })).ToBeVisibleAsync();
        await Look("first-run-business");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(BusinessName);
        await page.GetByLabel("GSTIN or VAT number").FillAsync("27AAPFU0939F1ZV");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create the business" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Share your first invoice" })).ToBeVisibleAsync();
        await Look("first-run-start");
    }

    private Task Look(string name) => looks?.Look(name) ?? Task.CompletedTask;
}
