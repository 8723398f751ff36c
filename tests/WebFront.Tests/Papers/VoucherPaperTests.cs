using System.Globalization;
using System.Net;
using LedgerPortal.Api;
using LedgerPortal.Businesses;
using LedgerPortal.Documents;
using LedgerPortal.Ledgers;
using LedgerPortal.Parties;
using LedgerPortal.Portal;
using LedgerPortal.Testing;

namespace LedgerPortal.Papers;

/// <summary>Receipt and refund vouchers, as the running program gives them.</summary>
public sealed class VoucherPaperTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    private static readonly DateOnly Today = Customer.Today;

    private static VoucherTerms Terms(AdvanceSettings? advances) => VoucherTerms.For(
        Customer.BusinessDetails with { Advances = advances },
        new PartyDetails
        {
            Name = "Kulkarni Stores of then",
            Currency = Customer.Rupee,
            Address = new Address("8 Laxmi Road", null, "Pune", "411030", "27", "IN"),
        })!;

    [Fact]
    public async Task The_receipt_of_an_advance_is_a_voucher_with_the_same_figures_on_paper_page_and_API()
    {
        var customer = await Customer.Create(fixture.Portal);
        customer.Voucher = Terms(new AdvanceSettings(AdvancesOf.Services, 18, "Cold storage of potatoes"));
        await customer.Issue(Today, 400m);
        var entry = (await customer.Pay(1_000m)).Version;
        using var browser = await customer.SignedIn();
        var paper = await Paper(browser, entry);
        foreach (var said in (string[])
        [
            "Receipt voucher", "RC/", "Kulkarni Stores of then", "8 Laxmi Road", "27AABCS1429B1ZU", "Cold storage of potatoes",
            "Maharashtra", "18 %", "Against open items", "₹400.00", "₹600.00", "₹508.48", "CGST 9 %", "₹45.76", "SGST 9 %", "₹1,000.00",
            "Rupees one thousand only", "Authorised signatory", "reverse charge",
        ])
        {
            Assert.Contains(said, paper, StringComparison.OrdinalIgnoreCase);
        }

        Assert.DoesNotContain("for operators only", paper);
        using var desk = fixture.Portal.Browse();
        await customer.SignInOperator(desk);
        var page = (await desk.Get($"/console/parties/{customer.Party}/entries/INR/{entry}")).Page.GetElementById("voucher")!.TextContent;
        Assert.All(["Receipt voucher", "Cold storage of potatoes", "508.48", "45.76"], said => Assert.Contains(said, page));

        using var program = await ApiClient.Of(fixture.Portal, new Books(fixture.Portal) { Business = customer.Business }, ApiScope.Read);
        var shown = (await program.Shown($"ledgers/{customer.Party}/entries/{entry}"))["voucher"]!;
        Assert.Equal("ReceiptVoucher", (string?)shown["title"]);
        var advance = shown["advances"]![0]!;
        Assert.Equal(("600.00", "508.48"), ((string?)advance["amount"], (string?)advance["taxable"]));
        Assert.Equal(["45.76", "45.76"], advance["taxes"]!.AsArray().Select(tax => (string?)tax!["amount"]));
    }

    [Fact]
    public async Task A_voucher_stays_what_it_was_when_the_advance_is_settled_later()
    {
        var customer = await Customer.Create(fixture.Portal);
        customer.Voucher = Terms(new AdvanceSettings(AdvancesOf.Services, 18, "Storage"));
        var entry = (await customer.Pay(1_180m)).Version;
        await customer.Issue(Today, 1_180m);
        (await customer.Ledger().Execute(new AllocateCredit
        {
            Id = new CommandId(Guid.NewGuid()),
            By = Actor.System("test"),
            CreditEntry = entry,
            Settlement = new SettleOldestDueFirst(),
        })).OrThrow();
        using var browser = await customer.SignedIn();
        var paper = await Paper(browser, entry);
        Assert.Contains("Receipt voucher", paper);
        Assert.Contains("₹1,000.00", paper);
        Assert.Contains("₹90.00", paper);
    }

    [Fact]
    public async Task On_goods_no_tax_falls_due_and_a_payment_of_invoices_has_an_ordinary_receipt()
    {
        var customer = await Customer.Create(fixture.Portal);
        customer.Voucher = Terms(null);
        var advance = (await customer.Pay(500m)).Version;
        await customer.Issue(Today, 1_000m);
        var settled = (await customer.Pay(300m)).Version;
        using var browser = await customer.SignedIn();
        var voucher = await Paper(browser, advance);
        Assert.Contains("Receipt voucher", voucher);
        Assert.Contains("No tax is payable on an advance for goods", voucher);
        Assert.DoesNotContain("CGST", voucher);
        Assert.DoesNotContain("voucher", await Paper(browser, settled), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Refund_vouchers_name_the_receipt_voucher_and_give_back_its_tax_to_the_last_paisa()
    {
        var customer = await Customer.Create(fixture.Portal);
        customer.Voucher = Terms(new AdvanceSettings(AdvancesOf.Services, 18, "Storage"));
        var paid = (await customer.Pay(1_000m)).Version;
        var first = await Refund(customer, 333.33m);
        var second = await Refund(customer, 666.67m);
        using var browser = await customer.SignedIn();
        var number = await Number(browser, paid);
        var paper = await Paper(browser, first);
        Assert.All(["Refund voucher", "RF/", number, "₹333.33", "₹282.49", "₹25.42"], said => Assert.Contains(said, paper));

        using var program = await ApiClient.Of(fixture.Portal, new Books(fixture.Portal) { Business = customer.Business }, ApiScope.Read);
        async Task<decimal> Tax(long entry) =>
            (await program.Shown($"ledgers/{customer.Party}/entries/{entry}"))["voucher"]!["advances"]![0]!["taxes"]!.AsArray()
                .Sum(tax => decimal.Parse((string)tax!["amount"]!, CultureInfo.InvariantCulture));
        Assert.Equal(await Tax(paid), await Tax(first) + await Tax(second));
    }

    [Fact]
    public async Task A_refund_of_what_had_no_voucher_is_none()
    {
        var customer = await Customer.Create(fixture.Portal);
        await customer.Pay(500m);
        customer.Voucher = Terms(new AdvanceSettings(AdvancesOf.Services, 18, "Storage"));
        var refund = await Refund(customer, 200m);
        using var browser = await customer.SignedIn();
        var paper = await Paper(browser, refund);
        Assert.Contains("Refund receipt", paper);
        Assert.DoesNotContain("voucher", paper, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<long> Refund(Customer customer, decimal amount) => (await customer.Post(
        EntryKind.Refund, amount, Today, settlement: new SettleOldestDueFirst(), method: "Bank transfer")).Version;

    private static async Task<string> Paper(Browser browser, long entry)
    {
        var answer = await browser.Get($"/portal/ledger?handler=Receipt&currency=INR&entry={entry}");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return new Pdf(answer.Bytes).AllText;
    }

    private static async Task<string> Number(Browser browser, long entry) => (await browser.Get("/portal/ledger")).Page
        .QuerySelector($"a[href*='handler=Receipt&currency=INR&entry={entry}']")!.TextContent
        .Split(' ', '\n').Single(word => word.StartsWith("RC/", StringComparison.Ordinal));
}
