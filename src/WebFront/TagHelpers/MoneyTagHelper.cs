using LedgerPortal.Formatting;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace LedgerPortal.TagHelpers;

/// <summary>
/// An amount, never broken over two lines; no amount is a dash.
/// <code>
/// &lt;money amount="invoice.Total" /&gt;                     ₹40,300.00, negative −₹3,150.00
/// &lt;money amount="entry.Debit" form="Figures" /&gt;         40,300.00        in columns that name the currency
/// &lt;money amount="change" form="Difference" /&gt;          +₹58,400.00
/// &lt;money amount="party.Balance" form="Balance" /&gt;      ₹1,84,250.00 Dr  for operators
/// &lt;money amount="balance" form="Magnitude" live-of="@topic" /&gt;   ₹1,84,250.00, replaced at once when the topic changes
/// &lt;money amount="bucket" form="Whole" /&gt;               ₹1,21,950        only where exact amounts stand nearby
/// </code>
/// </summary>
[HtmlTargetElement("money", TagStructure = TagStructure.WithoutEndTag)]
public sealed class MoneyTagHelper : TagHelper
{
    public Money? Amount { get; set; }

    public MoneyForm Form { get; set; }

    /// <summary>The topic of the live region whose balance this is.</summary>
    public string? LiveOf { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = null;
        output.Content.SetHtmlContent(Html(Amount, Form, LiveOf));
    }

    /// <summary>The same without a component, which takes several times as long: for long lists.</summary>
    public static IHtmlContent Html(Money? amount, MoneyForm form = MoneyForm.Signed, string? liveOf = null) => new HtmlString(
        $"<span class=\"money\"{(liveOf is null ? "" : $" data-balance-of=\"{Outputs.Encoded(liveOf)}\"")}>"
        + $"{(amount is { } known ? Outputs.Encoded(Text(known, form)) : "—")}</span>");

    private static string Text(Money amount, MoneyForm form) => form switch
    {
        MoneyForm.Signed => MoneyText.Format(amount),
        MoneyForm.Figures => MoneyText.Figures(amount),
        MoneyForm.Difference => MoneyText.Difference(amount),
        MoneyForm.Balance => MoneyText.Balance(amount),
        MoneyForm.Magnitude => MoneyText.BalanceMagnitude(amount),
        MoneyForm.Whole => MoneyText.Whole(amount),
        _ => throw new InvalidOperationException($"No form of money is named {form}."),
    };
}

/// <summary>See <see cref="MoneyText"/>.</summary>
public enum MoneyForm
{
    Signed,
    Figures,
    Difference,
    Balance,
    Magnitude,
    Whole,
}
