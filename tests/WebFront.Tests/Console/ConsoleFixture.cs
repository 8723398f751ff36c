using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using LedgerPortal.Businesses;
using LedgerPortal.Documents;
using LedgerPortal.Hosting;
using LedgerPortal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace LedgerPortal.Consoles;

/// <summary>A distributor in Pune under GST, its owner signed in at the real program, and a business beside it.</summary>
public sealed class ConsoleFixture : IAsyncLifetime
{
    private readonly PortalFixture _portal = new();

    public RunningPortal Portal => _portal.Portal;

    public IGrains Grains => Portal.Grains;

    public TestDatabase Database => _portal.Database;

    public Books Books { get; private set; } = null!;

    /// <summary>Another business of the same installation.</summary>
    public Books Neighbour { get; private set; } = null!;

    public Browser Owner { get; private set; } = null!;

    public BusinessId Business => Books.Business;

    public async Task InitializeAsync()
    {
        await _portal.InitializeAsync();
        Books = new Books(Portal);
        (await Grains.Get<IBusiness>(Business.ToString()).Execute(new CreateBusiness
        {
            Id = Books.NewId(),
            By = Actor.System("test"),
            Details = Details,
        })).OrThrow();
        Owner = await Books.SignedInOperator("owner@sahyadri.example");
        Neighbour = await new Books(Portal).Create();
    }

    public Task DisposeAsync() => _portal.DisposeAsync();

    public static BusinessDetails Details { get; } = new()
    {
        Name = "Sahyadri Distributors",
        LegalName = "Sahyadri Distributors Pvt Ltd",
        Address = new Address("14 Market Yard", null, "Pune", "411037", "27", "IN"),
        TaxId = "27AAPFU0939F1ZV",
        TaxScheme = TaxScheme.GstRegular,
        TaxRatesPercent = [0, 5, 12, 18],
        Currency = Books.Rupee,
        TimeZone = "Asia/Kolkata",
        FinancialYearStartMonth = 4,
        RoundTotals = true,
    };

    public string Today => Details.DayOf(TimeProvider.System.GetUtcNow()).ToString("yyyy-MM-dd");

    public T Service<T>() where T : notnull => Portal.Services.GetRequiredService<T>();

    public async Task<Answer> Show(string path)
    {
        var shown = await Owner.Get(path);
        Assert.True(shown.Status == HttpStatusCode.OK, $"{path}: {shown.Status}\n{shown.Page.QuerySelector("main")?.TextContent}");
        return shown;
    }

    /// <summary>
    /// Opens a page, fills one of its forms in as a browser would send it, and sends it. The form is the one whose address
    /// has <paramref name="action"/> in it; without one, the first that posts.
    /// </summary>
    public async Task<Answer> Send(string path, string? action, params (string Name, string Value)[] typed) =>
        await Send(await Show(path), path, action, typed);

    public Task<Answer> Send(Answer shown, string path, string? action, params (string Name, string Value)[] typed)
    {
        var form = FormOf(shown, action);
        return Owner.Post(form.GetAttribute("action") is { Length: > 0 } address ? address : path, Filled(form, typed));
    }

    public static IHtmlFormElement FormOf(Answer shown, string? action) => shown.Page
        .QuerySelectorAll<IHtmlFormElement>("main form")
        .First(form => form.GetAttribute("method") == "post"
            && (action is null || (form.GetAttribute("action") ?? "").Contains(action, StringComparison.Ordinal)));

    public static List<KeyValuePair<string, string>> Filled(IHtmlFormElement form, params (string Name, string Value)[] typed)
    {
        var fields = new List<KeyValuePair<string, string>>();
        foreach (var element in form.QuerySelectorAll("input[name], select[name], textarea[name]"))
        {
            var name = element.GetAttribute("name")!;
            var isTicked = element is not IHtmlInputElement { Type: "checkbox" or "radio" } box || box.IsChecked;
            if (!isTicked || typed.Any(field => field.Name == name))
                continue;
            fields.Add(new(name, element switch
            {
                IHtmlSelectElement select => select.Value ?? "",
                IHtmlTextAreaElement area => area.Value,
                IHtmlInputElement input => input.Value,
                _ => "",
            }));
        }

        // Typed twice, the last counts.
        fields.AddRange(typed.GroupBy(field => field.Name)
            .Select(field => new KeyValuePair<string, string>(field.Key, field.Last().Value)));
        return fields;
    }

    /// <summary>The message at a field, null when it has none.</summary>
    public static string? ErrorAt(Answer answer, string field) =>
        answer.Page.GetElementById(field.Replace('.', '_').Replace('[', '_').Replace(']', '_') + "-error")?.TextContent.Trim();

    /// <summary>What the page says on top of its form.</summary>
    public static string FormErrors(Answer answer) =>
        string.Join(' ', (answer.Page.QuerySelector(".form-errors")?.TextContent ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>What an element says, its parts a space apart, as they stand apart on the page.</summary>
    public static string Words(IElement? element) => string.Join(' ', (element?.Descendants<IText>() ?? [])
        .SelectMany(text => text.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));

    public static string Said(Answer answer) => Words(answer.Page.QuerySelector("main"));

    public async Task<PartyId> AddParty(string name) => await Books.AddParty(name);

    /// <summary>An issued invoice of one line without tax, posted: where it is.</summary>
    public async Task<string> Issue(PartyId party, string price, string? date = null, string then = "share")
    {
        var answer = await Send(
            $"/console/invoices/new?party={party}", null, ("then", then), ("Input.Date", date ?? Today),
            ("Input.Lines[0].Description", "Sona Masoori rice 25 kg"), ("Input.Lines[0].Quantity", "1"),
            ("Input.Lines[0].UnitPrice", price), ("Input.Lines[0].TaxRatePercent", "0"));
        Assert.Equal(HttpStatusCode.Redirect, answer.Status);
        return answer.Location!.Split('#')[0];
    }

    public async Task<string> Pay(PartyId party, string amount, string way = "oldest", string? reference = null)
    {
        var answer = await Send(
            $"/console/payments/new?party={party}", null, ("Input.Amount", amount), ("Input.Method", "UPI"),
            ("Input.Reference", reference ?? Guid.NewGuid().ToString("N")), ("Input.Settlement.Way", way));
        Assert.Equal(HttpStatusCode.Redirect, answer.Status);
        return answer.Location!;
    }

    public static DocumentId DocumentOf(string address) => Id.Parse<DocumentId>(address.Split('/')[3].Split('#', '?')[0]);
}

[CollectionDefinition(Name)]
public sealed class ConsoleCollection : ICollectionFixture<ConsoleFixture>
{
    public const string Name = "console";
}
