using System.Text.RegularExpressions;
using LedgerPortal.Formatting;
using LedgerPortal.TagHelpers;
using LedgerPortal.Pages;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Resources;

/// <summary>A text that is asked for and missing would show its key to a person; it fails here instead.</summary>
public sealed partial class TextsTests
{
    [Fact]
    public void Every_text_that_pages_and_components_name_is_there()
    {
        var missing = new List<string>();
        var found = 0;
        foreach (var (file, content) in Sources.Pages.Concat(Sources.Components))
        {
            foreach (Match match in Uses().Matches(content))
            {
                found++;
                var key = match.Groups["key"].Value;
                var text = match.Groups["of"].Value == "Text" ? TextOf(file, content) : Texts.Shared;
                if (!IsThere(text, key, isCounted: match.Groups["count"].Success))
                    missing.Add($"{file}: {key}");
            }
        }

        Assert.Empty(missing);
        Assert.True(found > 30, "The pattern no longer finds how texts are asked for.");
    }

    [Fact]
    public void Every_status_has_its_word() =>
        Assert.All(Enum.GetNames<PillStatus>(), status => Assert.True(IsThere(Texts.Shared, $"Status.{status}", isCounted: false), status));

    [Fact]
    public void Gaps_are_filled_in_order()
    {
        Assert.Equal("1–50 of 1240", Texts.Shared["Pager.Range", 1, 50, 1240]);
        Assert.Equal("Overdue 1 day", Texts.Shared.Count("Status.OverdueDays", 1));
        Assert.Equal("Overdue 21 days", Texts.Shared.Count("Status.OverdueDays", 21));
    }

    [Fact]
    public void Months_are_twelve_and_those_of_the_dates()
    {
        var months = Texts.Shared.Months();
        Assert.Equal(Enumerable.Range(1, 12).Select(month => DateText.Month(month)), months);
    }

    private static bool IsThere(IStringLocalizer text, string key, bool isCounted) => isCounted
        ? !text[key + ".One"].ResourceNotFound && !text[key + ".Other"].ResourceNotFound
        : !text[key].ResourceNotFound;

    /// <summary>Each folder of pages has its own texts under the same name; what both sides show names whose it takes.</summary>
    private static IStringLocalizer TextOf(string file, string content) => file.Split('/') switch
    {
        ["Pages", "Shared", ..] when content.Contains("@inject IStringLocalizer<PortalText> Text", StringComparison.Ordinal) =>
            Texts.Of<PortalText>(),
        ["Pages", "Portal", ..] => Texts.Of<PortalText>(),
        ["Pages", "Console", ..] => Texts.Of<ConsoleText>(),
        ["Pages", "Access" or "Platform", ..] => Texts.Of<AccessText>(),
        _ => throw new InvalidOperationException($"{file} uses Text, which its folder has none of."),
    };

    [GeneratedRegex("""\b(?<of>Text|Shared|text)(?:(?<count>\.Count\()|\[)"(?<key>[A-Za-z0-9.]+)"(?=[\],)])""")]
    private static partial Regex Uses();
}
