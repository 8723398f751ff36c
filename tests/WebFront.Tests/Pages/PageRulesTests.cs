using System.Text.RegularExpressions;
using LedgerPortal.TagHelpers;

namespace LedgerPortal.Pages;

/// <summary>What the content security policy would refuse silently in a browser, found in the sources.</summary>
public sealed partial class PageRulesTests
{
    [Fact]
    public void No_page_carries_style_or_script_of_its_own()
    {
        var found = Sources.Pages.Concat(Sources.Components)
            .SelectMany(source => Inline().Matches(source.Content).Select(match => $"{source.File}: {match.Value}"));
        Assert.Empty(found);
    }

    [Fact]
    public void No_page_loads_from_elsewhere()
    {
        var found = Sources.Pages.SelectMany(source => Elsewhere().Matches(source.Content).Select(match => $"{source.File}: {match.Value}"));
        Assert.Empty(found);
    }

    [Fact]
    public void Every_icon_that_is_named_is_drawn()
    {
        var known = Icons.Names.ToHashSet(StringComparer.Ordinal);
        var uses = Sources.Pages
            .SelectMany(source => IconNames().Matches(source.Content).Select(match => (source.File, Name: match.Groups["name"].Value)))
            .ToList();
        Assert.NotEmpty(uses);
        Assert.All(uses, use => Assert.Contains(use.Name, known));
    }

    [Theory]
    [InlineData("""<p style="color:red">""")]
    [InlineData("<style>")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("""<button onclick="go()">""")]
    [InlineData("""<a hx-on:click="go()">""")]
    [InlineData("""<a href="javascript:go()">""")]
    public void The_rule_finds_what_it_looks_for(string sabotage) => Assert.Matches(Inline(), sabotage);

    [GeneratedRegex("""\sstyle\s*=\s*["']|<style|<script(?![^>]*\ssrc=)|\son[a-z]+\s*=\s*["']|\shx-on|javascript:""", RegexOptions.IgnoreCase)]
    private static partial Regex Inline();

    [GeneratedRegex("""<(script|link|img|iframe|source)[^>]+(src|href)\s*=\s*["'](https?:)?//""", RegexOptions.IgnoreCase)]
    private static partial Regex Elsewhere();

    [GeneratedRegex("""(<icon name|\sicon)="(?<name>[a-z-]+)"[ >]""")]
    private static partial Regex IconNames();
}
