using LedgerPortal.Formatting;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.TagHelpers;

/// <summary>
/// A document's date, a day in the business's zone that is the same for every viewer: <c>&lt;date on="invoice.Date" /&gt;</c>
/// is 05 Nov 2026; with <c>without-year</c> 05 Nov. No date is a dash.
/// </summary>
[HtmlTargetElement("date", TagStructure = TagStructure.WithoutEndTag)]
public sealed class DateTagHelper(IStringLocalizer<SharedText> text) : TagHelper
{
    public DateOnly? On { get; set; }

    public bool WithoutYear { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = null;
        output.Content.SetHtmlContent(Html(On, text.Months(), WithoutYear));
    }

    /// <inheritdoc cref="MoneyTagHelper.Html"/>
    public static IHtmlContent Html(DateOnly? on, IReadOnlyList<string> months, bool withoutYear = false) => new HtmlString(
        on is { } date
            ? $"<time class=\"nowrap\" datetime=\"{DateText.Machine(date)}\">"
                + $"{Outputs.Encoded(withoutYear ? DateText.DayAndMonth(date, months) : DateText.Format(date, months))}</time>"
            : "<span class=\"nowrap\">—</span>");
}
