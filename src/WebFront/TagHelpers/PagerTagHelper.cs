using System.Text;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.TagHelpers;

/// <summary>
/// The foot of a list of more than one page:
/// <c>&lt;pager first="51" last="100" total="1240" previous="@previousUrl" next="@nextUrl" /&gt;</c>. A missing address is
/// the list's end; nothing is rendered when the list fits one page.
/// </summary>
[HtmlTargetElement("pager", TagStructure = TagStructure.WithoutEndTag)]
public sealed class PagerTagHelper(IStringLocalizer<SharedText> text) : TagHelper
{
    public long First { get; set; }

    public long Last { get; set; }

    public long Total { get; set; }

    public string? Previous { get; set; }

    public string? Next { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (string.IsNullOrEmpty(Previous) && string.IsNullOrEmpty(Next))
        {
            output.SuppressOutput();
            return;
        }

        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClass("pager");
        var html = new StringBuilder();
        html.Append("<span>").Append(Outputs.Encoded(text["Pager.Range", First, Last, Total])).Append("</span>");
        html.Append("<nav aria-label=\"").Append(Outputs.Encoded(text["Pager.Label"])).Append("\">");
        AppendLink(html, Previous, "prev", text["Pager.Previous"]);
        AppendLink(html, Next, "next", text["Pager.Next"]);
        html.Append("</nav>");
        output.Content.SetHtmlContent(html.ToString());
    }

    private static void AppendLink(StringBuilder html, string? url, string relation, string label)
    {
        if (!string.IsNullOrEmpty(url))
        {
            html.Append("<a class=\"button small\" rel=\"").Append(relation).Append("\" href=\"")
                .Append(Outputs.Encoded(url)).Append("\">").Append(Outputs.Encoded(label)).Append("</a>");
        }
    }
}
