using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace LedgerPortal.Browser.Tests;

/// <summary>
/// Looks at pages one after the other, in one size and in both themes, and collects what is wrong with them: an answer that
/// was not asked for, an error on the browser's console (a breach of the content security policy is one), something wider
/// than the screen, what axe finds. Where LEDGERPORTAL_PICTURES names a folder, each look is kept there as a picture.
/// </summary>
internal sealed class PageInspection
{
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("LEDGERPORTAL_PICTURES");

    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    private static readonly object EveryRule =
        new { type = "tag", values = new[] { "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa" } };

    // The other theme differs in nothing but colours.
    private static readonly object Colours = new { type = "rule", values = new[] { "color-contrast" } };

    private readonly List<string> _findings = [];
    private readonly List<string> _errors = [];
    private readonly IPage _page;
    private readonly Uri _root;
    private readonly ViewportSize _size;

    /// <param name="page">Whatever is open in it is looked at, and left for the next address.</param>
    /// <param name="root">The program's address.</param>
    /// <param name="size">The size that the page's browser has.</param>
    public PageInspection(IPage page, Uri root, ViewportSize size)
    {
        (_page, _root, _size) = (page, root, size);
        page.Console += (_, message) => Note(message.Type == "error", message.Text);
        page.PageError += (_, error) => Note(true, error);
    }

    /// <summary>What was found so far: page, theme and what is wrong.</summary>
    public IReadOnlyList<string> Findings => _findings;

    /// <summary>Opens an address and looks at what comes.</summary>
    /// <param name="path">Below the program's address.</param>
    /// <param name="name">What the picture is called, without size and theme.</param>
    /// <param name="status">The status that the page must answer with.</param>
    public async Task Visit(string path, string name, int status = 200)
    {
        lock (_errors)
            _errors.Clear();
        var answer = await _page.GotoAsync(new Uri(_root, path).ToString());
        if (answer is not null && answer.Status != status)
        {
            _findings.Add($"{path}: answered {answer.Status} instead of {status}");
            return;
        }

        await Look(name, ignoresErrors: status != 200);
    }

    /// <summary>Looks at what is open.</summary>
    public async Task Look(string name, bool ignoresErrors = false)
    {
        if (await _page.Locator("[data-watch][data-refresh]").CountAsync() > 0)
            await _page.Locator("html[data-live=on]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        // A mark on what just changed keeps the colours that it began with.
        await _page.EvaluateAsync(
            "() => Promise.allSettled(document.getAnimations().filter(a => a.animationName === 'changed').map(a => a.finished))");
        var width = await _page.EvaluateAsync<int>("() => document.documentElement.scrollWidth");
        if (width > _size.Width)
            Find(name, $"is {width} wide on a screen of {_size.Width}");
        // Which colours stand on which does not depend on the size: in the dark they are looked at on a desk.
        var isPhone = _size == Chromium.Phone;
        ColorScheme[] themes = isPhone && Pictures is null ? [ColorScheme.Light] : [ColorScheme.Light, ColorScheme.Dark];
        foreach (var theme in themes)
        {
            await _page.EmulateMediaAsync(new() { ColorScheme = theme, ReducedMotion = ReducedMotion.Reduce });
            await Keep(name, theme);
            if (isPhone && theme == ColorScheme.Dark)
                continue;
            foreach (var violation in await Violations(theme == ColorScheme.Light ? EveryRule : Colours))
                Find(name, $"{theme}: {violation}");
        }

        lock (_errors)
        {
            if (!ignoresErrors)
                _errors.ForEach(error => Find(name, error));
            _errors.Clear();
        }
    }

    /// <summary>
    /// What axe finds in the open document. It is run there: the way over a page of its own for every result, which pages
    /// with frames of other sites need, takes a second more.
    /// </summary>
    private async Task<string[]> Violations(object rules)
    {
        if (!await _page.EvaluateAsync<bool>("() => typeof axe === 'object'"))
            await _page.EvaluateAsync(Axe);
        return await _page.EvaluateAsync<string[]>(
            """
            async runOnly => (await axe.run(document, { runOnly, resultTypes: ["violations"] })).violations.map(found =>
              `${found.id}, ${found.help}: ${found.nodes.slice(0, 3).map(node => `${node.html} ${node.any[0]?.message ?? ""}`).join(" … ")}`)
            """, rules);
    }

    private async Task Keep(string name, ColorScheme theme)
    {
        if (Pictures is null)
            return;
        var size = _size == Chromium.Phone ? "phone" : "desk";
        var file = $"{name}-{size}-{(theme == ColorScheme.Light ? "light" : "dark")}.png";
        await _page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, file), Caret = ScreenshotCaret.Hide });
    }

    private void Note(bool isError, string text)
    {
        if (!isError)
            return;
        lock (_errors)
            _errors.Add(text);
    }

    private void Find(string name, string what) =>
        _findings.Add($"{name} ({(_size == Chromium.Phone ? "phone" : "desk")}): {what}");
}
