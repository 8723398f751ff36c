using LedgerPortal.Resources;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.TagHelpers;

/// <summary>
/// A status as word and icon, never colour alone.
/// <code>
/// &lt;status-pill status="Paid" /&gt;
/// &lt;status-pill status="Overdue" days="21" /&gt;                        Overdue 21 days
/// &lt;status-pill status="PartlyPaid"&gt;&lt;money amount="left" /&gt; left&lt;/status-pill&gt;     own words, the status's icon and colour
/// </code>
/// </summary>
[HtmlTargetElement("status-pill")]
public sealed class StatusPillTagHelper(IStringLocalizer<SharedText> text) : TagHelper
{
    public required PillStatus Status { get; set; }

    /// <summary>With <see cref="PillStatus.Overdue"/>: days past the due date.</summary>
    public int? Days { get; set; }

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var (look, icon) = LookOf(Status);
        var content = (await output.GetChildContentAsync()).GetContent();
        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", look.Length == 0 ? "pill" : $"pill {look}");
        output.Content.SetHtmlContent(Icons.Svg(icon) + (string.IsNullOrWhiteSpace(content) ? Outputs.Encoded(Word()) : content.Trim()));
    }

    private string Word() => Status == PillStatus.Overdue && Days is { } days
        ? text.Count("Status.OverdueDays", days)
        : text[$"Status.{Status}"];

    private static (string Look, string Icon) LookOf(PillStatus status) => status switch
    {
        PillStatus.Draft => ("", "pencil"),
        PillStatus.Issuing => ("", "clock"),
        PillStatus.Issued => ("", "file"),
        PillStatus.Void => ("struck", "ban"),
        PillStatus.NotDue => ("", "clock"),
        PillStatus.DueToday => ("wait", "clock"),
        PillStatus.Unpaid => ("", "circle"),
        PillStatus.PartlyPaid => ("wait", "half"),
        PillStatus.Paid => ("paid", "check"),
        PillStatus.Overdue => ("due", "alert"),
        PillStatus.Disputed => ("bad", "flag"),
        PillStatus.Promised => ("info", "calendar"),
        PillStatus.Viewed => ("info", "eye"),
        PillStatus.CreditNote => ("", "receipt"),
        PillStatus.Reversed => ("struck", "undo"),
        PillStatus.Bounced => ("bad", "undo"),
        PillStatus.PostDated => ("wait", "calendar"),
        PillStatus.GivenBack => ("struck", "undo"),
        PillStatus.Active => ("paid", "check"),
        PillStatus.Expired => ("", "clock"),
        PillStatus.Revoked => ("bad", "ban"),
        PillStatus.On => ("paid", "check"),
        PillStatus.Off => ("", "minus"),
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "A status needs a look."),
    };
}

/// <summary>What a pill can say. A document's payment state, its flags, and the state of links and switches.</summary>
public enum PillStatus
{
    Draft,
    Issuing,
    Issued,
    Void,
    NotDue,
    DueToday,
    Unpaid,
    PartlyPaid,
    Paid,
    Overdue,
    Disputed,
    Promised,
    Viewed,
    CreditNote,
    Reversed,
    Bounced,
    PostDated,
    GivenBack,
    Active,
    Expired,
    Revoked,
    On,
    Off,
}
