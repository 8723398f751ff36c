using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Mvc.TagHelpers;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace LedgerPortal.TagHelpers;

/// <summary>What every component does to the element it becomes.</summary>
internal static class Outputs
{
    /// <summary>Encodes what HTML needs encoded, and leaves every script's letters and signs as they are.</summary>
    public static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    public static void AddClass(this TagHelperOutput output, string name) => output.AddClass(name, Encoder);

    public static string Encoded(string value) => Encoder.Encode(value);
}
