using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LedgerPortal.Browser.Tests;

/// <summary>What an operator does at a desk, by the names that the console shows.</summary>
internal sealed class OperatorPage(IPage page, Uri root) : IAsyncDisposable
{
    public IPage Page => page;

    /// <summary>The rows that say when the customer opened the invoice on this page.</summary>
    public ILocator Viewings => page.GetByRole(AriaRole.Region, new() { Name = "Opened by the customer" }).GetByRole(AriaRole.Listitem);

    public Task Go(string path) => page.GotoAsync(new Uri(root, path).ToString());

    /// <summary>Adds a customer; the browser stands on its page.</summary>
    /// <returns>The address of the customer's page.</returns>
    public async Task<string> AddParty(string name)
    {
        await Go("/console/parties/new");
        await NameParty(name);
        await Expect(Heading(name)).ToBeVisibleAsync();
        return new Uri(page.Url).AbsolutePath;
    }

    /// <summary>Fills the form of a new party that is open, and sends it.</summary>
    public async Task NameParty(string name)
    {
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create party" }).ClickAsync();
    }

    /// <summary>Makes the portal link of the party whose page is open.</summary>
    public async Task<string> MakePortalLink()
    {
        await page.GetByRole(AriaRole.Region, new() { Name = "Portal link" })
            .GetByRole(AriaRole.Button, new() { Name = "Make a link" }).ClickAsync();
        return await page.GetByLabel("Portal link of").InputValueAsync();
    }

    /// <summary>A customer with a portal link: the address of its page in the console, and the link.</summary>
    public async Task<(string Address, string Link)> AddPartyWithLink(string name) => (await AddParty(name), await MakePortalLink());

    /// <summary>Issues and shares an invoice of one line at 18 % for the party at this address.</summary>
    /// <returns>The link that opens this one invoice.</returns>
    public async Task<string> IssueInvoice(string party, string description, int quantity, int price)
    {
        await Go(party);
        await page.GetByRole(AriaRole.Link, new() { Name = "New invoice" }).First.ClickAsync();
        return await WriteInvoice(description, quantity, price);
    }

    /// <summary>Fills the form of a new invoice that is open, issues it and shares it.</summary>
    public async Task<string> WriteInvoice(string description, int quantity, int price)
    {
        var line = page.Locator("[data-line]").First;
        await line.GetByLabel("Description").FillAsync(description);
        await line.GetByLabel("Quantity").FillAsync(quantity.ToString(CultureInfo.InvariantCulture));
        await line.GetByLabel("Price").FillAsync(price.ToString(CultureInfo.InvariantCulture));
        await line.GetByLabel("Tax", new() { Exact = true }).SelectOptionAsync(new SelectOptionValue { Label = "18 %" });
        await page.GetByRole(AriaRole.Button, new() { Name = "Issue and share" }).ClickAsync();
        return await page.GetByLabel(new Regex("^Link of .*[0-9]$")).InputValueAsync();
    }

    /// <summary>Takes a cheque that counts on a later day; the browser stands on its page.</summary>
    public async Task TakeCheque(string party, int amount, string number, DateOnly day)
    {
        await FillPayment(party, amount, "Cheque", number);
        await page.GetByLabel("Date", new() { Exact = true }).FillAsync(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        await page.GetByRole(AriaRole.Button, new() { Name = "Record payment" }).ClickAsync();
        await Expect(Heading("Post-dated payment")).ToBeVisibleAsync();
    }

    public async Task RecordPayment(string party, int amount, string reference)
    {
        await FillPayment(party, amount, "UPI", reference);
        await page.GetByRole(AriaRole.Button, new() { Name = "Record payment" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "recorded" })).ToBeVisibleAsync();
    }

    private async Task FillPayment(string party, int amount, string method, string reference)
    {
        await Go(party);
        await page.GetByRole(AriaRole.Link, new() { Name = "Record payment" }).First.ClickAsync();
        await page.GetByLabel("Amount", new() { Exact = true }).FillAsync(amount.ToString(CultureInfo.InvariantCulture));
        await page.GetByLabel("Method").FillAsync(method);
        await page.GetByLabel("Reference").FillAsync(reference);
    }

    /// <summary>Credits a part of the invoice whose page is open: so many of its first line.</summary>
    public async Task CreditPart(int quantity, string reason)
    {
        await page.GetByRole(AriaRole.Link, new() { Name = "Credit a part of it" }).ClickAsync();
        await page.Locator("[data-line]").First.GetByLabel("Quantity").FillAsync(quantity.ToString(CultureInfo.InvariantCulture));
        await page.GetByLabel("Reason").FillAsync(reason);
        await Press("Issue credit note");
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Credit note issued" })).ToBeVisibleAsync();
    }

    /// <summary>Presses a button that asks before something is lost, and says yes.</summary>
    public async Task Press(string button, ILocator? within = null)
    {
        var buttons = within is null
            ? page.GetByRole(AriaRole.Button, new() { Name = button })
            : within.GetByRole(AriaRole.Button, new() { Name = button });
        await buttons.ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
    }

    /// <summary>The master switch of the portal, in the settings.</summary>
    public async Task SwitchPortal(bool on)
    {
        await Go("/settings/portal");
        await page.GetByLabel("Enable Customer Portal").SetCheckedAsync(on);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Saved" })).ToBeVisibleAsync();
    }

    public ILocator Heading(string name) => page.GetByRole(AriaRole.Heading, new() { Name = name, Level = 1 });

    public async ValueTask DisposeAsync() => await page.CloseAsync();
}
