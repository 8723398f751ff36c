using System.Globalization;
using LedgerPortal.Formatting;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.TagHelpers;

/// <summary>
/// Says what the figures of a region are as of: <c>&lt;live-stamp at="now" version="128" /&gt;</c> is
/// "as of 14:05 · v128", and "live · as of 14:05 · v128" while the page is connected.
/// </summary>
[HtmlTargetElement("live-stamp", TagStructure = TagStructure.WithoutEndTag)]
public sealed class LiveStampTagHelper(IStringLocalizer<SharedText> text) : TagHelper
{
    public required DateTimeOffset At { get; set; }

    public long? Version { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClass("stamp");
        // The gap of the sentence is an element, so the sentence is encoded around it.
        var time = $"""<time datetime="{DateText.Machine(At)}" data-local="time">{DateText.Time(At)}</time>""";
        var asOf = Outputs.Encoded(text["Live.AsOf", "\u0001"]).Replace("&#x1;", time, StringComparison.Ordinal);
        var version = Version is { } number
            ? $" · <span>{Outputs.Encoded(text["Live.Version", number.ToString(CultureInfo.InvariantCulture)])}</span>"
            : "";
        output.Content.SetHtmlContent(
            $"""<span class="on">{Outputs.Encoded(text["Live.On"])} · </span><span class="lost">{Outputs.Encoded(text["Live.Lost"])} · </span>{asOf}{version}""");
    }
}
