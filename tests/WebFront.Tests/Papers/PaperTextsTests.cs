using System.Text.RegularExpressions;
using LedgerPortal.Pages;
using LedgerPortal.Resources;

namespace LedgerPortal.Papers;

/// <summary>A text that is asked for and missing would stand on paper as its key.</summary>
public sealed partial class PaperTextsTests
{
    [Fact]
    public void Every_text_that_papers_name_is_there()
    {
        var files = Directory.EnumerateFiles(Sources.PathOf("Papers"), "*.cs").Append(Sources.PathOf("Formatting/AmountInWords.cs"));
        var uses = files.SelectMany(file => Use().Matches(File.ReadAllText(file))).ToList();
        Assert.InRange(uses.Count, 60, 500);
        Assert.Empty(uses.Where(use => (use.Groups["of"].Value switch
        {
            "portal" => Texts.Of<PortalText>()[use.Groups["key"].Value],
            "shared" => Texts.Of<SharedText>()[use.Groups["key"].Value],
            _ => Texts.Of<PaperText>()[use.Groups["key"].Value],
        }).ResourceNotFound).Select(use => use.Value));
    }

    [GeneratedRegex("""\b(?<of>portal|paper|shared|text)\[\s*"(?<key>[A-Za-z0-9.]+)"(?=[\],])""")]
    private static partial Regex Use();
}
