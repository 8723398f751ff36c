using System.Globalization;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace LedgerPortal.TagHelpers;

/// <summary>
/// A filter of a list, inside <c>&lt;nav class="chips" aria-label="…"&gt;</c>:
/// <c>&lt;chip href="?filter=overdue" current="@isOverdue" count="19" due&gt;Overdue&lt;/chip&gt;</c>.
/// Further attributes (hx-get …) stay on the link.
/// </summary>
[HtmlTargetElement("chip")]
public sealed class ChipTagHelper : TagHelper
{
    public required string Href { get; set; }

    public bool Current { get; set; }

    public long? Count { get; set; }

    /// <summary>Marked in the colour of what is overdue while it is chosen.</summary>
    public bool Due { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "a";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("href", Href);
        output.AddClass("chip");
        if (Due)
            output.AddClass("due");
        if (Current)
            output.Attributes.SetAttribute("aria-current", "true");
        if (Count is { } count)
            output.PostContent.SetHtmlContent(string.Create(CultureInfo.InvariantCulture, $""" <span class="count">{count}</span>"""));
    }
}
