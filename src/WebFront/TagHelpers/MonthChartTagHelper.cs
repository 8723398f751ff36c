using System.Globalization;
using System.Text;
using LedgerPortal.Formatting;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.TagHelpers;

/// <summary>
/// Amounts of up to twelve months as bars:
/// <c>&lt;month-chart title="Collected" months="collected" currency="currency" /&gt;</c>. The last month is the running one
/// and drawn lighter. A negative month (more bounced than came in) has no bar; its amount is still said and shown.
/// </summary>
[HtmlTargetElement("month-chart", TagStructure = TagStructure.WithoutEndTag)]
public sealed class MonthChartTagHelper(IStringLocalizer<SharedText> text) : TagHelper
{
    private const int BarsHeight = 106;
    private const decimal Gap = 0.14m;

    public required string Title { get; set; }

    public required IReadOnlyList<MonthAmount> Months { get; set; }

    public required Currency Currency { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "svg";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClass("months");
        output.Attributes.SetAttribute("role", "img");
        output.Attributes.SetAttribute("aria-label", text["Chart.Label", Title, Said()].Value);
        output.Content.SetHtmlContent(Bars());
    }

    private string Said() =>
        string.Join(text["List.Join"], Months.Select(month => text["Chart.Part", NameOf(month), AmountOf(month)].Value));

    private string Bars()
    {
        var names = text.Months();
        var highest = Math.Max(1, Months.Select(month => month.Minor).DefaultIfEmpty().Max());
        var step = 100m / Math.Max(1, Months.Count);
        var html = new StringBuilder();
        for (var index = 0; index < Months.Count; index++)
        {
            var month = Months[index];
            var isRunning = index == Months.Count - 1;
            // A month with anything at all shows at least a line.
            var height = month.Minor <= 0 ? 0 : Math.Max(2, (int)((decimal)month.Minor / highest * BarsHeight));
            html.Append(CultureInfo.InvariantCulture,
                $"""<g{(isRunning ? " class=\"now\"" : "")}><title>{Outputs.Encoded(text["Chart.Part", NameOf(month), AmountOf(month)])}</title>""");
            html.Append(CultureInfo.InvariantCulture,
                $"""<rect class="bar{(isRunning ? " running" : "")}" x="{step * (index + Gap / 2):0.##}%" y="{BarsHeight + 6 - height}" """);
            html.Append(CultureInfo.InvariantCulture, $"""width="{step * (1 - Gap):0.##}%" height="{height}" rx="3"/>""");
            html.Append(CultureInfo.InvariantCulture,
                $"""<text x="{step * (index + 0.5m):0.##}%" y="{BarsHeight + 24}">{Outputs.Encoded(names[month.Month.Month - 1])}</text></g>""");
        }

        html.Append(CultureInfo.InvariantCulture,
            $"""<line class="axis" x1="0" x2="100%" y1="{BarsHeight + 6}.5" y2="{BarsHeight + 6}.5"/>""");
        return html.ToString();
    }

    private string NameOf(MonthAmount month) => DateText.MonthAndYear(month.Month, text.Months());

    private string AmountOf(MonthAmount month) => MoneyText.Format(month.Minor, Currency.Code, Currency.Exponent);
}

/// <param name="Month">Any day of the month.</param>
/// <param name="Minor">Minor units of the chart's currency.</param>
public sealed record MonthAmount(DateOnly Month, long Minor);
