using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace LedgerPortal.TagHelpers;

/// <summary>Runs a component as a page does, and parses what it wrote.</summary>
internal static class Rendered
{
    public static async Task<string> Html(TagHelper component, string content = "")
    {
        var context = new TagHelperContext([], new Dictionary<object, object>(), "test");
        var output = new TagHelperOutput("component", [], (_, _) =>
        {
            var child = new DefaultTagHelperContent();
            child.SetHtmlContent(content);
            return Task.FromResult<TagHelperContent>(child);
        });
        await component.ProcessAsync(context, output);
        using var writer = new StringWriter();
        output.WriteTo(writer, Outputs.Encoder);
        return writer.ToString();
    }

    public static async Task<IElement> Element(TagHelper component, string content = "") =>
        new HtmlParser().ParseDocument(await Html(component, content)).Body!.FirstElementChild!;
}
