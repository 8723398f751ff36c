using Microsoft.AspNetCore.Razor.TagHelpers;

namespace LedgerPortal.TagHelpers;

/// <summary>
/// What a list says when it is empty, and what to do:
/// <code>
/// &lt;empty-state icon="file" title="No invoices yet"&gt;
///   &lt;p&gt;What you issue shows up here, and in your customer's portal in the same moment.&lt;/p&gt;
///   &lt;div class="actions"&gt;&lt;a class="button main" href="…"&gt;New invoice&lt;/a&gt;&lt;/div&gt;
/// &lt;/empty-state&gt;
/// </code>
/// </summary>
[HtmlTargetElement("empty-state")]
public sealed class EmptyStateTagHelper : TagHelper
{
    public string Icon { get; set; } = "inbox";

    public required string Title { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClass("empty");
        output.PreContent.SetHtmlContent($"{Icons.Svg(Icon)}<h2>{Outputs.Encoded(Title)}</h2>");
    }
}
