using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Mvc.TagHelpers;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace LedgerPortal.TagHelpers;

/// <summary>What every component does to the element it becomes.</summary>
internal static class Outputs
{
    public static void AddClass(this TagHelperOutput output, string name) =>
        output.AddClass(name, HtmlEncoder.Default);

    public static string Encoded(string value) => HtmlEncoder.Default.Encode(value);
}
