using LedgerPortal.Resources;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.TagHelpers;

/// <summary>
/// A labelled input with its hint and, when it was refused, the message under what was typed.
/// <code>
/// &lt;field for="Input.Name" label="Name" maxlength="200" autocomplete="organization" /&gt;
/// &lt;field for="Input.Amount" label="Amount" prefix="₹" kind="Decimal" hint="Without GST" /&gt;
/// &lt;field for="Input.Date" label="Date" kind="Date" /&gt;
/// &lt;field for="Input.Method" label="Method" kind="Select" options="Methods" /&gt;
/// &lt;field for="Input.Note" label="Note" kind="Text" rows="4" optional /&gt;
/// &lt;field for="Input.IsEnabled" label="Enable customer portal" kind="Switch" hint="Off, and every link says so." /&gt;
/// </code>
/// Amounts are bound as strings and read with <c>MoneyText.TryRead</c>, so that a refused form shows what was typed.
/// Attributes that are not the component's own (maxlength, autocomplete, autofocus, hx-…) go to the input; class stays.
/// </summary>
[HtmlTargetElement("field", Attributes = "for", TagStructure = TagStructure.WithoutEndTag)]
public sealed class FieldTagHelper(IHtmlGenerator generator, IStringLocalizer<SharedText> text) : TagHelper
{
    public required ModelExpression For { get; set; }

    public required string Label { get; set; }

    public string? Hint { get; set; }

    public FieldKind Kind { get; set; }

    public string? Prefix { get; set; }

    /// <summary>Says "optional" beside the label. What is not marked so is needed.</summary>
    public bool Optional { get; set; }

    /// <summary>With <see cref="FieldKind.Select"/>.</summary>
    public IEnumerable<SelectListItem> Options { get; set; } = [];

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    private string FullName => ViewContext.ViewData.TemplateInfo.GetFullHtmlFieldName(For.Name);

    private string Id => TagBuilder.CreateSanitizedId(FullName, generator.IdAttributeDotReplacement);

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var error = ViewContext.ViewData.ModelState.TryGetValue(FullName, out var entry) && entry.Errors.Count > 0
            ? entry.Errors[0].ErrorMessage
            : null;
        var attributes = InputAttributes(output, error is not null);
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClass("field");
        if (error is not null)
            output.AddClass("refused");

        if (Kind is FieldKind.Check or FieldKind.Switch)
            AppendTicked(output.Content, attributes);
        else
            AppendLabelled(output.Content, attributes);
        if (error is not null)
            AppendError(output.Content, error);
    }

    /// <summary>Everything the page wrote on the element that is not ours belongs to the input.</summary>
    private Dictionary<string, object?> InputAttributes(TagHelperOutput output, bool isRefused)
    {
        var attributes = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var attribute in output.Attributes.Where(attribute => attribute.Name != "class").ToList())
        {
            attributes[attribute.Name] = attribute.ValueStyle == HtmlAttributeValueStyle.Minimized ? attribute.Name : attribute.Value;
            output.Attributes.Remove(attribute);
        }

        var describedBy = new List<string>(2);
        if (Hint is not null)
            describedBy.Add(Id + "-hint");
        if (isRefused)
        {
            describedBy.Add(Id + "-error");
            attributes["aria-invalid"] = "true";
        }

        if (describedBy.Count > 0)
            attributes["aria-describedby"] = string.Join(' ', describedBy);
        return attributes;
    }

    private void AppendLabelled(TagHelperContent content, Dictionary<string, object?> attributes)
    {
        content.AppendHtml($"<label for=\"{Id}\">{Outputs.Encoded(Label)}");
        if (Optional)
            content.AppendHtml($" <span class=\"optional\">{Outputs.Encoded(text["Field.Optional"])}</span>");
        content.AppendHtml("</label>");
        if (Prefix is null)
            content.AppendHtml(Input(attributes));
        else
            content.AppendHtml($"<span class=\"with-prefix\"><span>{Outputs.Encoded(Prefix)}</span>").AppendHtml(Input(attributes)).AppendHtml("</span>");
        if (Hint is not null)
            content.AppendHtml($"<p class=\"hint\" id=\"{Id}-hint\">{Outputs.Encoded(Hint)}</p>");
    }

    private void AppendTicked(TagHelperContent content, Dictionary<string, object?> attributes)
    {
        if (Kind == FieldKind.Switch)
            attributes["role"] = "switch";
        var isTicked = For.Model as bool?;
        content.AppendHtml($"<label class=\"{(Kind == FieldKind.Switch ? "switch" : "check")}\">")
            .AppendHtml(generator.GenerateCheckBox(ViewContext, For.ModelExplorer, For.Name, isTicked, attributes))
            .AppendHtml($"<span><b>{Outputs.Encoded(Label)}</b>");
        if (Hint is not null)
            content.AppendHtml($"<span class=\"hint\" id=\"{Id}-hint\">{Outputs.Encoded(Hint)}</span>");
        content.AppendHtml("</span></label>")
            .AppendHtml(generator.GenerateHiddenForCheckbox(ViewContext, For.ModelExplorer, For.Name));
    }

    private void AppendError(TagHelperContent content, string error) =>
        content.AppendHtml($"<p class=\"error\" id=\"{Id}-error\">{Icons.Svg("alert")}<span>{Outputs.Encoded(error)}</span></p>");

    private TagBuilder Input(Dictionary<string, object?> attributes)
    {
        switch (Kind)
        {
            case FieldKind.Text:
                return generator.GenerateTextArea(ViewContext, For.ModelExplorer, For.Name, rows: 0, columns: 0, attributes);
            case FieldKind.Select:
                return generator.GenerateSelect(ViewContext, For.ModelExplorer, optionLabel: null, For.Name, Options,
                    allowMultiple: false, attributes);
            case FieldKind.Password:
                // A password is never sent back to the page.
                return generator.GeneratePassword(ViewContext, For.ModelExplorer, For.Name, value: null, attributes);
            case FieldKind.Date:
                attributes["type"] = "date";
                return TextBox(attributes, "{0:yyyy-MM-dd}");
            case FieldKind.Decimal:
                attributes.TryAdd("inputmode", "decimal");
                attributes.TryAdd("autocomplete", "off");
                return TextBox(attributes);
            case FieldKind.Number:
                attributes.TryAdd("inputmode", "numeric");
                attributes.TryAdd("autocomplete", "off");
                return TextBox(attributes);
            case FieldKind.Colour:
                attributes["type"] = "color";
                return TextBox(attributes);
            default:
                return TextBox(attributes);
        }
    }

    private TagBuilder TextBox(Dictionary<string, object?> attributes, string? format = null) =>
        generator.GenerateTextBox(ViewContext, For.ModelExplorer, For.Name, For.Model, format, attributes);
}

public enum FieldKind
{
    /// <summary>One line; <c>type="email"</c>, <c>tel</c> or <c>url</c> may be given beside it.</summary>
    Line,

    /// <summary>Several lines.</summary>
    Text,
    Password,
    Date,

    /// <summary>A typed amount, rate or quantity, at the right of its box.</summary>
    Decimal,

    /// <summary>A typed whole number.</summary>
    Number,
    Select,
    Colour,
    Check,
    Switch,
}
