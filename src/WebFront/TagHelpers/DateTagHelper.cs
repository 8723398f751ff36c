using LedgerPortal.Formatting;
using LedgerPortal.Resources;
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
        output.TagName = On is null ? "span" : "time";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClass("nowrap");
        if (On is not { } date)
        {
            output.Content.SetContent("—");
            return;
        }

        output.Attributes.SetAttribute("datetime", DateText.Machine(date));
        var months = text.Months();
        output.Content.SetContent(WithoutYear ? DateText.DayAndMonth(date, months) : DateText.Format(date, months));
    }
}
