using LedgerPortal.Formatting;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.TagHelpers;

/// <summary>
/// A moment in the viewer's zone: <c>&lt;moment at="comment.At" form="Time" /&gt;</c>. Without JavaScript it stands in the
/// zone that <c>at</c> carries, with UTC named.
/// </summary>
[HtmlTargetElement("moment", TagStructure = TagStructure.WithoutEndTag)]
public sealed class MomentTagHelper(IStringLocalizer<SharedText> text) : TagHelper
{
    public required DateTimeOffset At { get; set; }

    public MomentForm Form { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "time";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("datetime", DateText.Machine(At));
        output.Attributes.SetAttribute("data-local", Form switch
        {
            MomentForm.Time => "time",
            MomentForm.Day => "day",
            _ => "moment",
        });
        output.AddClass("nowrap");
        output.Content.SetContent(Text());
    }

    private string Text()
    {
        var months = text.Months();
        var zone = At.Offset == TimeSpan.Zero ? " UTC" : "";
        return Form switch
        {
            MomentForm.Time => DateText.Time(At) + zone,
            MomentForm.Day => DateText.Format(DateOnly.FromDateTime(At.DateTime), months),
            _ => DateText.Moment(At, months) + zone,
        };
    }
}

public enum MomentForm
{
    /// <summary><c>05 Nov 2026, 14:05</c></summary>
    Moment,

    /// <summary><c>14:05</c>; with the day in front when it is not today.</summary>
    Time,

    /// <summary><c>05 Nov 2026</c></summary>
    Day,
}
