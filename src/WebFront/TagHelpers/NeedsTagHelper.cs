using LedgerPortal.Access;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace LedgerPortal.TagHelpers;

/// <summary>
/// <c>&lt;form needs="Share" …&gt;</c>: in a page of the console, only for operators whose role has the right. It spares
/// people buttons that would be refused, and keeps from them what is inside, such as links that whoever sees them could
/// use; the handler behind it has the same rule (<see cref="NeedsAttribute"/>).
/// </summary>
[HtmlTargetElement(Attributes = "needs")]
public sealed class NeedsTagHelper : TagHelper
{
    [HtmlAttributeName("needs")]
    public Right Needs { get; set; }

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    /// <summary>Last, so that nothing which another component adds to the element is left.</summary>
    public override int Order => int.MaxValue;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (ViewContext.HttpContext.User.ConsoleSession() is not { } session || !session.Role.Has(Needs))
            output.SuppressOutput();
    }
}

/// <summary><c>&lt;p unless="Manage"&gt;</c>: only for operators whose role lacks the right.</summary>
[HtmlTargetElement(Attributes = "unless")]
public sealed class UnlessTagHelper : TagHelper
{
    [HtmlAttributeName("unless")]
    public Right Unless { get; set; }

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override int Order => int.MaxValue;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (ViewContext.HttpContext.User.ConsoleSession()?.Role.Has(Unless) == true)
            output.SuppressOutput();
    }
}
