using LedgerPortal.DelegatedViews;
using LedgerPortal.DocumentLinks;
using LedgerPortal.Invoices;
using LedgerPortal.Portal;
using LedgerPortal.Scanners;
using LedgerPortal.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace LedgerPortal.Access;

/// <summary>
/// Twelve kinds of robot read every kind of link: none signs in, spends, sends or marks anything. A link that works when it is
/// read is caught by the same scan.
/// </summary>
public sealed class LinkScannerTests(PortalFixture fixture, ITestOutputHelper output) : IClassFixture<PortalFixture>
{
    /// <summary><c>./bench access</c> lets each robot come more often.</summary>
    private static readonly int Visits =
        int.TryParse(Environment.GetEnvironmentVariable("SCANNER_VISITS"), out var visits) ? visits : 1;

    private RunningPortal Portal => fixture.Portal;

    private LinkSecrets Secrets => Portal.Services.GetRequiredService<LinkSecrets>();

    [Fact]
    public async Task Robots_leave_nothing_at_any_link()
    {
        var links = await Links();
        Assert.Equal(6, links.Count);
        Assert.Equal(12, Robots.All(Chromium()).Count);
        Assert.Empty(await LinkScan.Run(Robots.All(Chromium()), links, Read, Visits));
        output.WriteLine($"12 robots at {links.Count} kinds of link, {Visits} times each: nothing changed");

        // They still work: for a person who presses the button.
        using var person = Portal.Browse();
        Assert.Equal("/portal", (await person.Submit("/p", ("Secret", links["portal"].Fragment[1..]))).Location);
    }

    [Fact]
    public async Task A_link_that_works_when_it_is_read_is_caught()
    {
        var links = await Links();
        var secret = links["portal"].Fragment[1..];
        var naive = new Dictionary<string, Uri> { ["naive portal"] = new(Portal.Address, $"/naive-probe?link={secret}") };
        var leaks = await LinkScan.Run(Robots.All(Chromium()), naive, Read);
        foreach (var robot in new[] { "plain GET", "WhatsApp preview", "prefetch of a browser", "headless browser" })
            Assert.Contains(leaks, leak => leak.StartsWith(robot, StringComparison.Ordinal));

        // A page whose script opens the link by itself is caught by the one robot that runs scripts.
        var eager = new Dictionary<string, Uri> { ["eager page"] = new(Portal.Address, $"/eager-probe#{secret}") };
        leaks = await LinkScan.Run(Robots.All(Chromium()), eager, Read);
        Assert.StartsWith("headless browser", Assert.Single(leaks), StringComparison.Ordinal);
    }

    private Task<Traces> Read() => Traces.Read(fixture.Database.Databases.Owner);

    /// <summary>One of each kind, fresh and good.</summary>
    private async Task<Dictionary<string, Uri>> Links()
    {
        var customer = await Customer.Create(Portal);
        var books = new Books(Portal) { Business = customer.Business };
        var invoice = await customer.Issue(Customer.Today, 1_000m);
        var credit = await customer.Credit(invoice, Customer.Today, Customer.Line("Rice", 1, 100m));
        var person = await ContactPerson.Save(Portal, books, customer.Party);
        using var owner = await person.SignedUp();
        var second = await ContactPerson.Save(Portal, books, customer.Party);
        using var browser = Portal.Browse();
        await browser.Submit("/portal/password/forgot", ("Email", person.Email));
        var mail = new Mailbox(Portal);
        var reset = Mailbox.SecretIn(await mail.Newest("PasswordReset", person.Email));
        (await Portal.Grains.Get<IInvoice>($"{customer.Business}/{invoice}").Execute(
            new MarkInvoiceShared { Id = Books.NewId(), By = Actor.System("test") })).OrThrow();
        var view = new DelegatedViewId(Guid.NewGuid());
        var given = (await Portal.Grains.Get<IDelegatedView>($"{customer.Business}/{view}").Execute(new GrantView
        {
            Id = Books.NewId(),
            By = Actor.System("test"),
            Party = customer.Party,
            Sealed = await Portal.Services.GetRequiredService<ContactVault>().Seal(
                customer.Business, new ContactId(view.Value), new ContactDetails("", null, "accountant@example.com")),
            Until = Customer.Today.AddDays(30),
            ExpiresAt = new DateTimeOffset(Customer.Today.AddDays(31).ToDateTime(TimeOnly.MinValue), TimeSpan.FromHours(5.5)),
        })).OrThrow();
        return new Dictionary<string, Uri>
        {
            ["portal"] = new(Portal.Address, "/p#" + await books.GenerateToken(customer.Party)),
            ["invoice"] = new(Portal.Address, "/i#" + await books.Share(customer.Party, invoice)),
            ["credit note"] = new(Portal.Address, "/i#" + await books.Share(customer.Party, credit, LinkedDocument.CreditNote)),
            ["invitation"] = new(Portal.Address, "/c#" + await second.Invite()),
            ["password reset"] = new(Portal.Address, "/r#" + reset),
            ["delegated view"] = Secrets.Url(LinkPurpose.View, given.Link, given.Generation),
        };
    }

    /// <summary>As ./test makes sure that there is one.</summary>
    private static string Chromium() =>
        (from name in new[] { "chromium", "chromium-browser", "google-chrome" }
         from folder in Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator)
         select Path.Combine(folder, name)).First(File.Exists);
}
