using System.Text;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.TagHelpers;

/// <summary>
/// On top of a form, <c>&lt;form-errors /&gt;</c>: why it was refused as a whole, and links to the fields that need another
/// look. Renders nothing while all is well.
/// </summary>
[HtmlTargetElement("form-errors", TagStructure = TagStructure.WithoutEndTag)]
public sealed class FormErrorsTagHelper(IHtmlGenerator generator, IStringLocalizer<SharedText> text) : TagHelper
{
    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var state = ViewContext.ViewData.ModelState;
        if (state.IsValid)
        {
            output.SuppressOutput();
            return;
        }

        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "notice bad form-errors");
        output.Attributes.SetAttribute("role", "alert");
        var html = new StringBuilder(Icons.Svg("alert")).Append("<div>");
        var whole = state.Where(entry => entry.Key.Length == 0).SelectMany(entry => entry.Value!.Errors).ToList();
        foreach (var error in whole)
            html.Append("<p>").Append(Outputs.Encoded(error.ErrorMessage)).Append("</p>");
        if (whole.Count == 0)
            html.Append("<p>").Append(Outputs.Encoded(text["Form.PleaseCheck"])).Append("</p>");
        AppendFields(html);
        output.Content.SetHtmlContent(html.Append("</div>").ToString());
    }

    private void AppendFields(StringBuilder html)
    {
        var fields = ViewContext.ViewData.ModelState.Where(entry => entry.Key.Length > 0 && entry.Value!.Errors.Count > 0).ToList();
        if (fields.Count == 0)
            return;
        html.Append("<ul>");
        foreach (var (name, entry) in fields)
        {
            var id = TagBuilder.CreateSanitizedId(name, generator.IdAttributeDotReplacement);
            html.Append("<li><a href=\"#").Append(Outputs.Encoded(id)).Append("\">")
                .Append(Outputs.Encoded(entry!.Errors[0].ErrorMessage)).Append("</a></li>");
        }

        html.Append("</ul>");
    }
}
