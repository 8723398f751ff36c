using System.Globalization;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.TagHelpers;

/// <summary>
/// A text to take along, such as a link, with its copy button:
/// <c>&lt;copy-line id="portal-link" value="@url" label="Portal link of Kulkarni Stores" /&gt;</c>. Without JavaScript the
/// text can be selected.
/// </summary>
[HtmlTargetElement("copy-line", TagStructure = TagStructure.WithoutEndTag)]
public sealed class CopyLineTagHelper(IStringLocalizer<SharedText> text) : TagHelper
{
    public required string Id { get; set; }

    public required string Value { get; set; }

    /// <summary>Read out for the box; not shown.</summary>
    public required string Label { get; set; }

    /// <summary>The note after copying, when "Copied" is not enough.</summary>
    public string? Copied { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClass("copy-line");
        var id = Outputs.Encoded(Id);
        output.Content.SetHtmlContent(string.Create(CultureInfo.InvariantCulture,
            $"""
            <input class="input" id="{id}" value="{Outputs.Encoded(Value)}" aria-label="{Outputs.Encoded(Label)}" readonly>
            <button class="button" type="button" data-copy-from="#{id}" data-copied="{Outputs.Encoded(Copied ?? text["Copy.Done"])}">{Icons.Svg("copy")}{Outputs.Encoded(text["Copy.Button"])}</button>
            """));
    }
}
