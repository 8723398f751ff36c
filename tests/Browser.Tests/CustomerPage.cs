using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LedgerPortal.Browser.Tests;

/// <summary>What a customer does on a phone, by the names that the portal shows.</summary>
internal sealed class CustomerPage(IPage page) : IAsyncDisposable
{
    public IPage Page => page;

    /// <summary>The balance in the largest type.</summary>
    public ILocator Balance => page.Locator("#balance .hero-amount .money");

    /// <summary>Follows a link as a person does: the page it leads to asks before it opens anything.</summary>
    public async Task Open(string link)
    {
        await page.GotoAsync(link);
        await page.GetByRole(AriaRole.Button, new() { Name = "Open" }).ClickAsync();
    }

    /// <summary>Where scripts do not run the browser keeps the secret to itself: the person pastes the link.</summary>
    public async Task Paste(string link)
    {
        await page.GotoAsync(link);
        await page.GetByLabel("Your link").FillAsync(link);
        await page.GetByRole(AriaRole.Button, new() { Name = "Open" }).ClickAsync();
    }

    /// <summary>Waits until what is posted from now on is pushed to this page.</summary>
    public Task WatchesLive() => Expect(page.Locator("html[data-live=on]")).ToBeAttachedAsync();

    /// <summary>Marks this very document. A page that is loaded again has no mark.</summary>
    public Task Mark() => page.EvaluateAsync("() => { window.seenBefore = true; }");

    public async Task IsStillTheSameDocument() => Assert.True(await page.EvaluateAsync<bool>("() => window.seenBefore === true"));

    public Task Shows(string heading) =>
        Expect(page.GetByRole(AriaRole.Heading, new() { Name = heading, Level = 1 })).ToBeVisibleAsync();

    public async ValueTask DisposeAsync() => await page.Context.CloseAsync();
}
