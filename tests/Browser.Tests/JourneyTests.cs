using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace LedgerPortal.Browser.Tests;

/// <summary>The operator at a desk and the customer on a phone, at the same time.</summary>
[Collection(OpenShopDefinition.Name)]
public sealed class JourneyTests(OpenShop shop)
{
    // A second is promised; the rest is for a browser that loads the page on a busy machine.
    private static readonly TimeSpan SoonEnough = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task What_the_operator_posts_changes_the_open_balance_without_a_reload()
    {
        await using var desk = await shop.Operator();
        await using var phone = await OpenShop.Customer();
        var (party, link) = await desk.AddPartyWithLink("Live Stores");
        await phone.Open(link);
        await Expect(phone.Balance).ToHaveTextAsync("₹0.00");
        await phone.WatchesLive();
        await phone.Mark();

        await desk.IssueInvoice(party, "Toor dal, 50 kg", quantity: 2, price: 5_000);
        var invoice = desk.Page.Url;
        await Expect(phone.Balance).ToHaveTextAsync("₹11,800.00");
        await Expect(phone.Page.GetByText("You owe").First).ToBeVisibleAsync();

        await desk.RecordPayment(party, 5_000, "UTR 20451");
        await Expect(phone.Balance).ToHaveTextAsync("₹6,800.00");

        await desk.Page.GotoAsync(invoice);
        await desk.CreditPart(quantity: 1, "One bag was damaged");
        await Expect(phone.Balance).ToHaveTextAsync("₹900.00");

        await phone.IsStillTheSameDocument();
    }

    [Fact]
    public async Task A_post_dated_cheque_is_shown_and_does_not_count_and_is_handed_back()
    {
        await using var desk = await shop.Operator();
        await using var phone = await OpenShop.Customer();
        var (party, link) = await desk.AddPartyWithLink("Patient Stores");
        await desk.IssueInvoice(party, "Urad dal, 50 kg", quantity: 1, price: 10_000);
        await phone.Open(link);
        await phone.WatchesLive();
        await phone.Mark();

        await desk.TakeCheque(party, 4_000, "778120", DateOnly.FromDateTime(DateTime.UtcNow).AddDays(30));
        var page = new Uri(desk.Page.Url).AbsolutePath;
        var line = phone.Page.GetByText("778120");
        await Expect(line).ToContainTextAsync("₹4,000.00");
        await Expect(phone.Balance).ToHaveTextAsync("₹11,800.00");

        foreach (var size in new[] { Chromium.Phone, Chromium.Desk })
        {
            await desk.Page.SetViewportSizeAsync(size.Width, size.Height);
            var inspection = new PageInspection(desk.Page, shop.Address, size);
            await inspection.Visit(page, "console-payments-post-dated");
            await inspection.Visit(party, "console-parties-with-cheque");
            Assert.True(inspection.Findings.Count == 0, string.Join('\n', inspection.Findings));
        }

        await desk.Go(page);
        await desk.Page.Locator("summary", new() { HasText = "Give back" }).ClickAsync();
        await desk.Page.GetByLabel("Reason", new() { Exact = true }).FillAsync("Paid by UPI in its place");
        await desk.Press("Give back", desk.Page.Locator("form[action*=GiveBack]"));
        await Expect(desk.Page.GetByText("Given back").First).ToBeVisibleAsync();
        await Expect(line).ToHaveCountAsync(0);
        await Expect(phone.Balance).ToHaveTextAsync("₹11,800.00");
        await phone.IsStillTheSameDocument();
    }

    [Fact]
    public async Task The_operator_sees_at_once_that_the_customer_opened_the_invoice()
    {
        await using var desk = await shop.Operator();
        await using var phone = await OpenShop.Customer();
        var party = await desk.AddParty("Curious Stores");
        var link = await desk.IssueInvoice(party, "Chana, 10 kg", quantity: 1, price: 900);
        await Expect(desk.Page.GetByText("Not opened yet.")).ToBeVisibleAsync();

        await phone.Open(link);

        await Expect(desk.Viewings).ToContainTextAsync("phone");
    }

    [Fact]
    public async Task A_customer_who_was_there_twice_finds_everything_in_one_place()
    {
        await using var desk = await shop.Operator();
        await using var phone = await OpenShop.Customer();
        await using var other = await OpenShop.Customer();
        var (kept, link) = await desk.AddPartyWithLink("Twofold Traders");
        var (old, oldLink) = await desk.AddPartyWithLink("Twofold Traders Pune");
        await desk.IssueInvoice(old, "Poha, 20 kg", quantity: 1, price: 1_000);
        var invoice = new Uri(desk.Page.Url).AbsolutePath;
        await desk.RecordPayment(old, 180, "UTR 77120");
        await phone.Open(link);
        await phone.WatchesLive();
        await other.Open(oldLink);
        await other.WatchesLive();

        await desk.Go(old + "/merge");
        var sizes = new[] { Chromium.Phone, Chromium.Desk };
        foreach (var size in sizes)
        {
            await desk.Page.SetViewportSizeAsync(size.Width, size.Height);
            await Look(size, old + "/merge?party=" + kept[(kept.LastIndexOf('/') + 1)..], "console-parties-one-merge-confirm");
        }

        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Merge into Twofold Traders" }).ClickAsync();
        await Expect(desk.Page.GetByText("Twofold Traders Pune was merged into this customer.")).ToBeVisibleAsync();
        await Expect(phone.Balance).ToHaveTextAsync("₹1,000.00");
        await other.Shows("Access denied");

        await desk.RecordPayment(kept, 400, "UTR 77121");
        await Expect(phone.Balance).ToHaveTextAsync("₹600.00");
        var entry = new Uri(desk.Page.Url).AbsolutePath;
        await phone.Page.GotoAsync(new Uri(shop.Address, "/portal/invoices/" + invoice[(invoice.LastIndexOf('/') + 1)..]).ToString());
        await Expect(phone.Page.GetByText("Settled in your other account")).ToBeVisibleAsync();
        await Expect(phone.Page.GetByText("₹600.00").First).ToBeVisibleAsync();

        foreach (var size in sizes)
        {
            await desk.Page.SetViewportSizeAsync(size.Width, size.Height);
            await Look(size, kept, "console-parties-kept");
            await Look(size, old, "console-parties-merged");
            await Look(size, invoice, "console-invoices-moved");
            // The payment, and below it the entry that took the invoice's open part.
            await Look(size, entry, "console-entries-payment-of-moved");
            await Look(size, entry[..entry.LastIndexOf('/')] + "/1", "console-entries-moved-here");
            await phone.Page.SetViewportSizeAsync(size.Width, size.Height);
            var portal = new PageInspection(phone.Page, shop.Address, size);
            await portal.Visit("/portal/ledger", "portal-ledger-moved");
            await portal.Visit("/portal/ledger?show=open", "portal-open-moved");
            await portal.Visit("/portal/invoices/" + invoice[(invoice.LastIndexOf('/') + 1)..], "portal-invoice-moved");
            Assert.True(portal.Findings.Count == 0, string.Join('\n', portal.Findings));
        }

        async Task Look(ViewportSize size, string path, string name)
        {
            var inspection = new PageInspection(desk.Page, shop.Address, size);
            await inspection.Visit(path, name);
            Assert.True(inspection.Findings.Count == 0, string.Join('\n', inspection.Findings));
        }
    }

    [Fact]
    public async Task Revoking_the_portal_link_closes_the_page_that_it_opened()
    {
        await using var desk = await shop.Operator();
        await using var phone = await OpenShop.Customer();
        var (_, link) = await desk.AddPartyWithLink("Former Stores");
        await phone.Open(link);
        await phone.WatchesLive();

        await desk.Press("Revoke");
        await Expect(desk.Page.GetByRole(AriaRole.Status).Filter(new() { HasText = "no longer works" })).ToBeVisibleAsync();
        var since = Stopwatch.StartNew();
        await phone.Shows("Access denied");

        Assert.True(since.Elapsed < SoonEnough, $"The page closed after {since.Elapsed}.");
        await phone.Open(link);
        await phone.Shows("Access denied");
    }

    [Fact]
    public async Task With_sharing_switched_off_the_open_page_closes_and_the_link_opens_nothing()
    {
        await using var desk = await shop.Operator();
        await using var phone = await OpenShop.Customer();
        var (_, link) = await desk.AddPartyWithLink("Private Stores");
        await phone.Open(link);
        await phone.WatchesLive();

        await desk.Press("Stop sharing");
        await phone.Shows("Access denied");

        await phone.Open(link);
        await phone.Shows("Access denied");
    }

    [Fact]
    public async Task With_the_portal_switched_off_every_page_says_that_it_is_not_available()
    {
        await using var desk = await shop.Operator();
        await using var phone = await OpenShop.Customer();
        var (_, link) = await desk.AddPartyWithLink("Patient Stores");
        await phone.Open(link);
        await phone.WatchesLive();

        await desk.SwitchPortal(on: false);
        try
        {
            await phone.Shows("Portal not available");
            await phone.Open(link);
            await phone.Shows("Portal not available");
        }
        finally
        {
            await desk.SwitchPortal(on: true);
        }

        await phone.Open(link);
        await Expect(phone.Balance).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Without_scripts_a_pasted_link_opens_the_portal_to_read()
    {
        await using var desk = await shop.Operator();
        await using var phone = await OpenShop.Customer(script: false);
        var (party, link) = await desk.AddPartyWithLink("Plain Stores");
        await desk.IssueInvoice(party, "Sugar, 50 kg", quantity: 1, price: 2_000);

        await phone.Paste(link);
        await Expect(phone.Balance).ToHaveTextAsync("₹2,360.00");
        await phone.Page.GetByRole(AriaRole.Region, new() { Name = "Invoices" })
            .GetByRole(AriaRole.Link).Filter(new() { HasTextRegex = new Regex("/[0-9]+$") }).ClickAsync();

        await Expect(phone.Page.GetByText("Sugar, 50 kg").First).ToBeVisibleAsync();
    }
}
