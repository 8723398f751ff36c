using System.Text;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.TagHelpers;

/// <summary>
/// What a page shows, as files: <c>&lt;file-links at="@address" ubl="Model.HasUbl" /&gt;</c>. The address is that of the page
/// with its filters; its handlers <c>File</c> and <c>Ubl</c> give the files. Links within it come first.
/// </summary>
[HtmlTargetElement("file-links", Attributes = "at")]
public sealed class FileLinksTagHelper(IStringLocalizer<SharedText> text) : TagHelper
{
    public string At { get; set; } = "";

    /// <summary>The document can be had as an electronic invoice, too.</summary>
    public bool Ubl { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "nav";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClass("links");
        output.AddClass("files");
        output.Attributes.SetAttribute("aria-label", text["Files.Label"].Value);
        var html = new StringBuilder();
        Append(html, "File&as=csv", text["Files.Csv"]);
        Append(html, "File&as=json", text["Files.Json"]);
        if (Ubl)
            Append(html, "Ubl", text["Files.Ubl"]);
        output.Content.SetHtmlContent(await output.GetChildContentAsync());
        output.Content.AppendHtml(html.ToString());
    }

    private void Append(StringBuilder html, string handler, string label) => html.Append("<a download href=\"")
        .Append(Outputs.Encoded($"{At}{(At.Contains('?', StringComparison.Ordinal) ? '&' : '?')}handler={handler}"))
        .Append("\">").Append(Outputs.Encoded(label)).Append("</a>");
}
