using Microsoft.Playwright;

namespace LedgerPortal.Browser.Tests.Assets;

/// <summary>How a live region is fetched. The server of these tests answers when the test says so.</summary>
public sealed class RegionTests
{
    [Fact]
    public async Task A_burst_of_hints_is_one_fetch_under_way_and_one_more()
    {
        var server = new Part();
        var page = await Open(server, Section(1, "old"));

        await page.EvaluateAsync("() => { for (let hint = 0; hint < 20; hint++) void module.refresh(module.regions()[0]); }");
        await server.Answer(Section(2, "middle"));
        await server.Answer(Section(3, "newest"));

        await page.WaitForFunctionAsync("document.querySelector('section').textContent === 'newest'");
        Assert.Equal("3", await page.GetAttributeAsync("section", "data-position"));
        Assert.Equal(2, server.Asked);
    }

    [Fact]
    public async Task An_answer_that_was_overtaken_is_dropped()
    {
        var server = new Part();
        var page = await Open(server, Section(5, "five"));

        var shown = page.EvaluateAsync<string>("module.fetchRegion(module.regions()[0])");
        await server.Answer(Section(4, "four"));

        Assert.Equal("shown", await shown);
        Assert.Equal("five", await page.TextContentAsync("section"));
    }

    [Fact]
    public async Task Rows_alone_are_a_region_too()
    {
        const string rows = """<tbody data-watch="t" data-position="{0}" data-refresh="/part"><tr data-key="a"><td>{1}</td></tr></tbody>""";
        var server = new Part();
        var page = await Open(server, $"<table>{string.Format(rows, 1, "old")}</table>");

        var shown = page.EvaluateAsync<string>("module.fetchRegion(module.regions()[0])");
        await server.Answer(string.Format(rows, 2, "new"));

        Assert.Equal("shown", await shown);
        Assert.Equal("new", await page.TextContentAsync("td"));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    public async Task A_region_that_is_no_longer_ours_is_refused(int status)
    {
        var server = new Part();
        var page = await Open(server, Section(1, "old"));

        var refused = page.EvaluateAsync<string>("module.fetchRegion(module.regions()[0])");
        await server.Answer("Access denied", status);

        Assert.Equal("refused", await refused);
        Assert.Equal("old", await page.TextContentAsync("section"));
    }

    [Fact]
    public async Task Another_page_in_its_place_is_refused()
    {
        var server = new Part();
        var page = await Open(server, Section(1, "old"));

        var refused = page.EvaluateAsync<string>("module.fetchRegion(module.regions()[0])");
        await server.Answer("<h1>Sign in</h1>");

        Assert.Equal("refused", await refused);
    }

    [Fact]
    public async Task A_server_in_trouble_is_asked_again()
    {
        var server = new Part();
        var page = await Open(server, Section(1, "old"));

        await page.EvaluateAsync("() => void module.refresh(module.regions()[0])");
        await server.Answer("", 503);
        await server.Answer(Section(2, "new"));

        await page.WaitForFunctionAsync("document.querySelector('section').textContent === 'new'");
    }

    [Fact]
    public async Task Each_fetch_says_that_it_is_for_a_live_region()
    {
        var server = new Part();
        var page = await Open(server, Section(1, "old"));

        _ = page.EvaluateAsync<string>("module.fetchRegion(module.regions()[0])");
        await server.Answer(Section(2, "new"));

        Assert.Equal("1", server.LastHeaders["x-live"]);
    }

    private static string Section(int position, string text) =>
        $"""<section data-watch="t" data-position="{position}" data-refresh="/part">{text}</section>""";

    private static async Task<IPage> Open(Part server, string body)
    {
        var page = await PageModule.Open("region", body);
        await page.RouteAsync("**/part", server.Take);
        return page;
    }

    /// <summary>Holds each request until the test answers it.</summary>
    private sealed class Part
    {
        private readonly System.Threading.Channels.Channel<IRoute> _waiting =
            System.Threading.Channels.Channel.CreateUnbounded<IRoute>();

        public int Asked { get; private set; }

        public Dictionary<string, string> LastHeaders { get; private set; } = [];

        public Task Take(IRoute route)
        {
            Asked++;
            LastHeaders = route.Request.Headers;
            return _waiting.Writer.WriteAsync(route).AsTask();
        }

        public async Task Answer(string body, int status = 200)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));
            var route = await _waiting.Reader.ReadAsync(limit.Token);
            await route.FulfillAsync(new RouteFulfillOptions { Status = status, ContentType = "text/html; charset=utf-8", Body = body });
        }
    }
}
