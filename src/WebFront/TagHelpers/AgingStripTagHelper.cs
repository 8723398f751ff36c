using System.Globalization;
using System.Text;
using LedgerPortal.Formatting;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.TagHelpers;

/// <summary>
/// Open items by days past the due date, as a strip and its legend:
/// <c>&lt;aging-strip columns="aging.Columns" currency="currency" /&gt;</c>. Columns are minor units, in the order not due,
/// 1–30, 31–60, 61–90, 91–120, over 120. <c>tall</c> makes the dashboard's strip; <c>legend="false"</c> leaves the
/// legend out where a table with the same figures follows. Proportions are SVG attributes.
/// </summary>
[HtmlTargetElement("aging-strip", TagStructure = TagStructure.WithoutEndTag)]
public sealed class AgingStripTagHelper(IStringLocalizer<SharedText> text) : TagHelper
{
    private static readonly string[] Names =
    [
        "Aging.NotDue", "Aging.Days1To30", "Aging.Days31To60", "Aging.Days61To90", "Aging.Days91To120", "Aging.Over120",
    ];

    public required IReadOnlyList<long> Columns { get; set; }

    public required Currency Currency { get; set; }

    /// <summary>Days are counted from the document's date.</summary>
    public bool ByDocument { get; set; }

    public bool Tall { get; set; }

    public bool Legend { get; set; } = true;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (Columns.Count != Names.Length)
            throw new InvalidOperationException($"Aging has {Names.Length} columns, not {Columns.Count}.");

        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClass("aging");
        var parts = Parts();
        if (parts.Count == 0)
        {
            output.Content.SetHtmlContent($"""<p class="small soft">{Outputs.Encoded(text["Aging.Nothing"])}</p>""");
            return;
        }

        var html = new StringBuilder();
        AppendStrip(html, parts);
        if (Legend)
            AppendLegend(html, parts);
        output.Content.SetHtmlContent(html.ToString());
    }

    private List<Part> Parts()
    {
        var sum = Columns.Sum(minor => (decimal)Math.Max(minor, 0));
        // Only whole amounts drop their decimal places; one fraction among them and all show theirs.
        var isWhole = MoneyText.AreWhole(Columns, Currency.Exponent);
        var parts = new List<Part>();
        for (var column = 0; column < Columns.Count; column++)
        {
            if (Columns[column] <= 0)
                continue;
            var amount = new Money(Columns[column], Currency);
            parts.Add(new Part(column, text[AgingWords.ColumnKey(Names[column], ByDocument)], isWhole ? MoneyText.Whole(amount) : MoneyText.Format(amount),
                Columns[column] / sum * 100));
        }

        return parts;
    }

    private void AppendStrip(StringBuilder html, List<Part> parts)
    {
        var said = string.Join(text["List.Join"], parts.Select(part =>
            text["Aging.Part", part.Name, part.Amount, decimal.Round(part.Percent)].Value));
        html.Append(CultureInfo.InvariantCulture,
            $"""<svg class="strip{(Tall ? " tall" : "")}" role="img" aria-label="{Outputs.Encoded(text[ByDocument ? "Aging.LabelByDocument" : "Aging.Label", said])}">""");
        var from = 0m;
        foreach (var part in parts)
        {
            html.Append(CultureInfo.InvariantCulture,
                $"""<rect class="age-{part.Column}" x="{from:0.##}%" width="{part.Percent:0.##}%" height="100%"/>""");
            from += part.Percent;
        }

        html.Append("</svg>");
    }

    private static void AppendLegend(StringBuilder html, List<Part> parts)
    {
        html.Append("""<ul class="legend">""");
        foreach (var part in parts)
        {
            html.Append(CultureInfo.InvariantCulture,
                $"""<li><svg aria-hidden="true"><rect class="age-{part.Column}" width="100%" height="100%"/></svg>""");
            html.Append(CultureInfo.InvariantCulture,
                $"""{Outputs.Encoded(part.Name)} <b class="money">{Outputs.Encoded(part.Amount)}</b></li>""");
        }

        html.Append("</ul>");
    }

    private sealed record Part(int Column, string Name, string Amount, decimal Percent);
}
