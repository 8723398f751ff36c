using System.Globalization;
using LedgerPortal.Consoles;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace LedgerPortal.TagHelpers;

/// <summary>
/// In each form of the console, <c>&lt;command-id /&gt;</c>: names the wish that the form sends. A form that was refused keeps its
/// name, so that sending it again after an unknown outcome is the same wish.
/// </summary>
[HtmlTargetElement("command-id", TagStructure = TagStructure.WithoutEndTag)]
public sealed class CommandIdTagHelper : TagHelper
{
    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var sent = (ViewContext.ViewData.Model as ConsolePage)?.Command ?? default;
        var id = sent == default ? new CommandId(Guid.CreateVersion7()) : sent;
        output.TagName = "input";
        output.TagMode = TagMode.SelfClosing;
        output.Attributes.SetAttribute("type", "hidden");
        output.Attributes.SetAttribute("name", nameof(ConsolePage.Command));
        output.Attributes.SetAttribute("value", id.ToString());
        // Firefox would put an old id into a form that was rendered anew.
        output.Attributes.SetAttribute("autocomplete", "off");
    }
}
