namespace LedgerPortal.Browser.Tests;

/// <summary>A look that finds nothing has to be worth something: each kind of fault, planted, is found.</summary>
public sealed class PageInspectionTests
{
    private const string Whole = "<html lang=en><title>A page</title><style>body { margin: 0 } p { color: #222; background: #fff }</style><p>Words</p>";

    [Theory]
    [InlineData("<input>", "Light: label")]
    [InlineData("<style>p { color: #ddd }</style>", "Light: color-contrast")]
    [InlineData("<style>@media (prefers-color-scheme: dark) { p { color: #ddd } }</style>", "Dark: color-contrast")]
    [InlineData("<div style='width: 2000px'>x</div>", "is 2000 wide on a screen of 1440")]
    [InlineData("<script>missing.part()</script>", "missing is not defined")]
    public async Task It_finds_what_is_wrong(string fault, string finding)
    {
        var person = await Chromium.Person(Chromium.Desk);
        var page = await person.NewPageAsync();
        var inspection = new PageInspection(page, new Uri("http://localhost"), Chromium.Desk);
        await page.SetContentAsync(Whole);
        await inspection.Look("whole");
        Assert.Empty(inspection.Findings);

        await page.SetContentAsync(Whole + fault);
        await inspection.Look("page");

        Assert.Contains(inspection.Findings, found => found.Contains(finding, StringComparison.Ordinal));
        await person.CloseAsync();
    }
}
