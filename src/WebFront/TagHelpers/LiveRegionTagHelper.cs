using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace LedgerPortal.TagHelpers;

/// <summary>
/// The root of a partial that stays true by itself:
/// <c>&lt;live-region topic="@topic" position="@position" refresh="/portal/balance"&gt; … &lt;/live-region&gt;</c>.
/// The address answers with the same partial, this element included, at the position it then has; it is asked with the
/// header <c>X-Live: 1</c> and answers 401, 403 or 404 when the viewer may no longer see it. Inside: rows carry
/// <c>data-key</c>, what the page fills itself carries <c>data-keep</c> and an id. A page with such a region loads live.js.
/// </summary>
[HtmlTargetElement("live-region")]
public sealed class LiveRegionTagHelper : TagHelper
{
    private static readonly object Mark = new();

    public required string Topic { get; set; }

    public required long Position { get; set; }

    public required string Refresh { get; set; }

    /// <summary>The element it becomes: a <c>div</c> inside a section that has its own heading.</summary>
    public string Element { get; set; } = "section";

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ViewContext.HttpContext.Items[Mark] = true;
        output.TagName = Element;
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("data-watch", Topic);
        output.Attributes.SetAttribute("data-position", Position.ToString(CultureInfo.InvariantCulture));
        output.Attributes.SetAttribute("data-refresh", Refresh);
    }

    /// <summary>For layouts, which are rendered after the page: whether there is anything to keep live.</summary>
    internal static bool IsOn(HttpContext context) => context.Items.ContainsKey(Mark);
}
