using Microsoft.Playwright;

namespace LedgerPortal.Browser.Tests;

/// <summary>A running program with one business and its owner at a desk, shared by all journeys, which go on one after the other.</summary>
public sealed class OpenShop : IAsyncLifetime
{
    private RunningProgram _program = null!;
    private IBrowserContext _operator = null!;
    private string? _furnished;

    public Uri Address => _program.Address;

    public async Task InitializeAsync()
    {
        _program = await RunningProgram.Start();
        _operator = await Chromium.Person(Chromium.Desk);
        var page = await _operator.NewPageAsync();
        await new FirstRunJourney(page, _program).MakeBusiness();
        await page.CloseAsync();
    }

    public async Task DisposeAsync()
    {
        await _operator.CloseAsync();
        await _program.DisposeAsync();
    }

    /// <summary>Another page of the signed-in operator.</summary>
    internal async Task<OperatorPage> Operator() => new(await _operator.NewPageAsync(), Address);

    /// <summary>A customer with some history, made once; its portal link.</summary>
    public async Task<string> Furnish()
    {
        if (_furnished is not null)
            return _furnished;
        await using var desk = await Operator();
        var (party, link) = await desk.AddPartyWithLink("Kulkarni Stores");
        await desk.IssueInvoice(party, "Basmati rice, 25 kg", quantity: 2, price: 5_000);
        var credited = desk.Page.Url;
        await desk.IssueInvoice(party, "Sunflower oil, 15 l", quantity: 4, price: 1_800);
        await desk.RecordPayment(party, 5_000, "UTR 20455");
        await desk.Page.GotoAsync(credited);
        await desk.CreditPart(quantity: 1, "One bag was damaged");
        return _furnished = link;
    }

    /// <summary>A customer with a phone, who has opened nothing yet.</summary>
    internal static async Task<CustomerPage> Customer(bool script = true)
    {
        var person = await Chromium.Person(Chromium.Phone, script: script);
        return new CustomerPage(await person.NewPageAsync());
    }
}

[CollectionDefinition(Name)]
public sealed class OpenShopDefinition : ICollectionFixture<OpenShop>
{
    public const string Name = "An open shop";
}
