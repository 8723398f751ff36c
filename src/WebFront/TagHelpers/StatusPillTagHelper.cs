using LedgerPortal.Resources;
using Microsoft.AspNetCore.Html;
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
        var content = (await output.GetChildContentAsync()).GetContent();
        output.TagName = null;
        output.Content.SetHtmlContent(string.IsNullOrWhiteSpace(content)
            ? Html(text, Status, Days)
            : Pill(Status, content.Trim()));
    }

    /// <inheritdoc cref="MoneyTagHelper.Html"/>
    public static IHtmlContent Html(IStringLocalizer<SharedText> text, PillStatus status, int? days = null) =>
        Pill(status, Outputs.Encoded(Word(text, status, days)));

    /// <summary>With words of its own.</summary>
    public static IHtmlContent Html(PillStatus status, string words) => Pill(status, Outputs.Encoded(words));

    private static HtmlString Pill(PillStatus status, string html)
    {
        var (look, icon) = LookOf(status);
        return new HtmlString($"<span class=\"{(look.Length == 0 ? "pill" : $"pill {look}")}\">{Icons.Svg(icon)}{html}</span>");
    }

    private static string Word(IStringLocalizer<SharedText> text, PillStatus status, int? days) =>
        status == PillStatus.Overdue && days is { } past ? text.Count("Status.OverdueDays", past) : text[$"Status.{status}"];

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
