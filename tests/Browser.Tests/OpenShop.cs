using Microsoft.Playwright;

namespace LedgerPortal.Browser.Tests;

/// <summary>
/// A running program with the demonstration and its operator at a desk, shared by all journeys, which go on one after the
/// other. Each makes the customers whom it changes.
/// </summary>
public sealed class OpenShop : IAsyncLifetime
{
    private RunningProgram _program = null!;
    private IBrowserContext _operator = null!;

    public Uri Address => _program.Address;

    /// <summary>The portal of a customer with a year of history.</summary>
    internal string PortalLink { get; private set; } = "";

    public async Task InitializeAsync()
    {
        _program = await RunningProgram.Start("--demo");
        PortalLink = await _program.Said("Demonstration portal:");
        // The console's address, who signs in, and the password.
        var console = (await _program.Said("Demonstration console:")).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        _operator = await Chromium.Person(Chromium.Desk);
        var page = await _operator.NewPageAsync();
        await page.GotoAsync(console[0]);
        await page.GetByLabel("E-mail address").FillAsync(console[1]);
        await page.GetByLabel("Password").FillAsync(console[2]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Today", Level = 1 })).ToBeVisibleAsync();
        await page.CloseAsync();
    }

    public async Task DisposeAsync()
    {
        await _operator.CloseAsync();
        await _program.DisposeAsync();
    }

    /// <summary>Another page of the signed-in operator.</summary>
    internal async Task<OperatorPage> Operator() => new(await _operator.NewPageAsync(), Address);

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
