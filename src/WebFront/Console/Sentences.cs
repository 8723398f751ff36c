using System.Text.Encodings.Web;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Html;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Consoles;

/// <summary>Sentences with a link or a figure in them: one text with gaps, so that a language can order them its own way.</summary>
public static class Sentences
{
    /// <summary>The text and everything plain in its gaps are encoded; what is HTML in them stays.</summary>
    public static IHtmlContent Sentence(this IStringLocalizer<ConsoleText> text, string key, params object[] gaps)
    {
        var html = gaps.Select(object (gap) => gap is IHtmlContent content
            ? Written(content)
            : HtmlEncoder.Default.Encode(gap.ToString() ?? "")).ToArray();
        return new HtmlString(string.Format(
            System.Globalization.CultureInfo.InvariantCulture, HtmlEncoder.Default.Encode(text[key].Value), html));
    }

    public static IHtmlContent Link(string address, string words) =>
        new HtmlString($"<a class=\"name\" href=\"{HtmlEncoder.Default.Encode(address)}\">{HtmlEncoder.Default.Encode(words)}</a>");

    public static IHtmlContent Strong(string words) => new HtmlString($"<b class=\"nowrap\">{HtmlEncoder.Default.Encode(words)}</b>");

    private static string Written(IHtmlContent content)
    {
        using var writer = new StringWriter();
        content.WriteTo(writer, HtmlEncoder.Default);
        return writer.ToString();
    }
}
