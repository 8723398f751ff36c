using System.Globalization;
using LedgerPortal.Portal;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace LedgerPortal.TagHelpers;

/// <summary>What a bar shows: a balance, or what raised or lowered it.</summary>
public enum StepLook
{
    Level,
    Up,
    Down,
}

/// <summary>
/// One bar of a picture whose rows are the rows of a table: <c>&lt;step-bar bar="bar" look="Up" /&gt;</c>. It says nothing
/// that the row does not.
/// </summary>
[HtmlTargetElement("step-bar", TagStructure = TagStructure.WithoutEndTag)]
public sealed class StepBarTagHelper : TagHelper
{
    public required StepBar Bar { get; set; }

    public required StepLook Look { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "svg";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", $"step-bar {Look.ToString().ToLowerInvariant()}");
        output.Attributes.SetAttribute("aria-hidden", "true");
        // What changed by little shows at least a line, and within the picture.
        output.Content.SetHtmlContent(string.Create(
            CultureInfo.InvariantCulture,
            $"""<rect x="{Math.Min(Bar.Start, 99):0.##}%" y="2" width="{Math.Max(Bar.Width, 1):0.##}%" height="12" rx="2"/>"""));
    }
}
