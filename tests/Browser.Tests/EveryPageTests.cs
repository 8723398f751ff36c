using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace LedgerPortal.Browser.Tests;

/// <summary>
/// Every kind of page, on a phone and at a desk, by light and in the dark. Pages are found by following links; two addresses
/// that differ in an id or in what they filter are one kind. What no link leads to is listed here.
/// </summary>
[Collection(OpenShopDefinition.Name)]
public sealed partial class EveryPageTests(OpenShop shop)
{
    private static readonly string[] ConsolePages =
    [
        "/console", "/console/parties", "/console/parties/new", "/console/invoices", "/console/invoices/new", "/console/payments",
        "/console/payments/new", "/console/credit-notes", "/console/credit-notes/new", "/console/start", "/console/aging",
        "/console/search?q=a", "/settings/history",
        "/settings/business", "/settings/portal", "/settings/portal/tokens", "/settings/books",
    ];

    private static readonly string[] PortalPages = ["/portal", "/portal/ledger", "/portal/ledger?show=open", "/portal/aging", "/portal/credit-notes", "/portal/profile"];

    public static TheoryData<string> Sizes => ["phone", "desk"];

    /// <summary>The longest of all: both sizes at once, in a page each.</summary>
    [Fact]
    public Task Every_page_of_the_console_is_whole() => Task.WhenAll(ConsoleIn("phone"), ConsoleIn("desk"));

    private async Task ConsoleIn(string size)
    {
        await using var desk = await shop.Operator();
        await desk.Page.SetViewportSizeAsync(Of(size).Width, Of(size).Height);
        await FollowLinks(desk.Page, ConsolePages, ["/console", "/settings"], size);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Every_page_of_the_portal_is_whole(string size)
    {
        var person = await Chromium.Person(Of(size));
        await using var customer = new CustomerPage(await person.NewPageAsync());
        await customer.Open(shop.PortalLink);
        await Assertions.Expect(customer.Balance).ToBeVisibleAsync();
        await FollowLinks(customer.Page, PortalPages, ["/portal"], size);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Every_page_that_anyone_can_open_is_whole(string size)
    {
        var person = await Chromium.Person(Of(size));
        var inspection = new PageInspection(await person.NewPageAsync(), shop.Address, Of(size));
        await inspection.Visit("/p", "access-portal-link");
        await inspection.Visit("/i", "access-document-link");
        await inspection.Visit("/c", "access-invitation");
        await inspection.Visit("/r", "access-reset-link");
        await inspection.Visit("/v", "access-view");
        await inspection.Visit("/sign-in", "access-mobile");
        await inspection.Visit("/sign-in/password", "access-password");
        await inspection.Visit("/portal/password/forgot", "access-forgotten");
        await inspection.Visit("/console/sign-in", "access-sign-in");
        await inspection.Visit("/console/forgot", "access-operator-forgotten");
        await inspection.Visit("/console/join", "access-operator-invitation");
        await inspection.Visit("/console/reset", "access-operator-reset");
        await inspection.Visit("/portal", "access-link-needed", status: 403);
        await inspection.Visit("/check", "access-check");
        await inspection.Visit("/check?v=1&h=0", "access-check-not-confirmed");
        await inspection.Visit("/nowhere", "access-not-found", status: 404);
        await person.CloseAsync();
        Assert.True(inspection.Findings.Count == 0, string.Join('\n', inspection.Findings));
    }

    private async Task FollowLinks(IPage page, string[] first, string[] within, string size)
    {
        var inspection = new PageInspection(page, shop.Address, Of(size));
        var waiting = new Queue<string>(first);
        // Leads on to the first of the settings.
        var seen = first.Select(Kind).Append("/settings").ToHashSet(StringComparer.Ordinal);
        while (waiting.TryDequeue(out var path))
        {
            await inspection.Visit(path, Name(Kind(path)));
            foreach (var link in await Links(page))
            {
                var isOurs = within.Any(side => link == side || link.StartsWith(side + "/", StringComparison.Ordinal));
                if (isOurs && !link.EndsWith("/sign-out", StringComparison.Ordinal) && seen.Add(Kind(link)))
                    waiting.Enqueue(link);
            }
        }

        Assert.True(inspection.Findings.Count == 0, string.Join('\n', inspection.Findings));
    }

    /// <summary>Where the page's links lead, within the program; files to take along are none.</summary>
    private static Task<string[]> Links(IPage page) => page.EvaluateAsync<string[]>(
        """
        () => [...document.querySelectorAll("a[href]:not([download])")].map(link => new URL(link.href))
          .filter(url => url.origin === location.origin && !/[.](pdf|csv|json|xml)$/.test(url.pathname))
          .map(url => url.pathname + (/party=|invoice=|document=/.test(url.search) ? url.search : ""))
        """);

    private static string Kind(string path)
    {
        var kind = Ids().Replace(path.Split('?')[0], "/*");
        return path.Contains('?', StringComparison.Ordinal) ? kind + "?" : kind;
    }

    /// <summary>/console/parties/* is console-parties-one, and a form that is open for somebody ends in "form".</summary>
    private static string Name(string kind) => kind switch
    {
        "/console" => "console-today",
        "/portal" => "portal-dashboard",
        _ => kind.TrimStart('/').Replace("?", "/form", StringComparison.Ordinal).Replace("*", "one", StringComparison.Ordinal)
            .Replace('/', '-'),
    };

    private static ViewportSize Of(string size) => size == "phone" ? Chromium.Phone : Chromium.Desk;

    // Ids are 22 characters, entries of a ledger are numbers.
    [GeneratedRegex("/([A-Za-z0-9_-]{22}|[0-9]+)(?=/|$)")]
    private static partial Regex Ids();
}
