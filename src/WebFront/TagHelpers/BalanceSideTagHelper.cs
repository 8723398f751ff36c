using LedgerPortal.Resources;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.TagHelpers;

/// <summary>
/// The side of a balance, kept true by live pushes: <c>&lt;balance-side of="balance" topic="@topic" in-words /&gt;</c> says
/// "You owe", "In your favour" or "Settled" to the party; without <c>in-words</c> it is Dr, Cr or nothing.
/// </summary>
[HtmlTargetElement("balance-side", TagStructure = TagStructure.WithoutEndTag)]
public sealed class BalanceSideTagHelper(IStringLocalizer<SharedText> text) : TagHelper
{
    public required Money Of { get; set; }

    public string? Topic { get; set; }

    public bool InWords { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var (debit, credit, nil) = InWords
            ? (text["Balance.YouOwe"].Value, text["Balance.InYourFavour"].Value, text["Balance.Settled"].Value)
            : ("Dr", "Cr", "");
        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        if (Topic is not null)
        {
            output.Attributes.SetAttribute("data-side-of", Topic);
            output.Attributes.SetAttribute("data-dr", debit);
            output.Attributes.SetAttribute("data-cr", credit);
            output.Attributes.SetAttribute("data-nil", nil);
        }

        output.Content.SetContent(Of.Minor switch { > 0 => debit, < 0 => credit, 0 => nil });
    }
}
