using LedgerPortal.Access;
using LedgerPortal.Businesses;
using LedgerPortal.CreditNotes;
using LedgerPortal.DocumentLinks;
using LedgerPortal.Documents;
using LedgerPortal.Hosting;
using LedgerPortal.Invoices;
using LedgerPortal.Ledgers;
using LedgerPortal.Parties;
using LedgerPortal.PortalTokens;
using LedgerPortal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace LedgerPortal.Portal;

/// <summary>A customer of a business in Pune, with what an operator's commands have put into its books.</summary>
public sealed class Customer
{
    public static readonly Currency Rupee = Currency.Parse("INR");
    private static readonly Actor Operator = Actor.System("test");
    private readonly RunningPortal _portal;

    private Customer(RunningPortal portal, BusinessId business) => (_portal, Business) = (portal, business);

    public BusinessId Business { get; }

    public PartyId Party { get; } = new(Guid.NewGuid());

    /// <summary>Of the payments and refunds that are recorded from here on; null as under a scheme without vouchers.</summary>
    public VoucherTerms? Voucher { get; set; }

    public static BusinessDetails BusinessDetails { get; } = new()
    {
        Name = "Sahyadri Distributors",
        LegalName = "Sahyadri Distributors Private Limited",
        Address = new Address("Plot 14, Market Yard", null, "Pune", "411037", "27", "IN"),
        TaxId = "27AABCS1429B1ZU",
        TaxScheme = TaxScheme.GstRegular,
        Currency = Rupee,
        TimeZone = "Asia/Kolkata",
        FinancialYearStartMonth = 4,
        Bank = new BankDetails("Sahyadri Distributors", "50200012345678", "HDFC Bank", "HDFC0000123", null, null),
        UpiId = "sahyadri@hdfcbank",
        TaxRatesPercent = [0, 5, 18],
        Phone = "+91 20 2426 1100",
    };

    /// <summary>The day it is at the business.</summary>
    public static DateOnly Today => BusinessDetails.DayOf(DateTimeOffset.UtcNow);

    private IGrains Grains => _portal.Grains;

    public static async Task<Customer> Create(RunningPortal portal, string name = "Kulkarni Stores")
    {
        var business = new BusinessId(Guid.NewGuid());
        (await portal.Grains.Get<IBusiness>(business.ToString()).Execute(
            new CreateBusiness { Id = NewId(), By = Operator, Details = BusinessDetails })).OrThrow();
        return await new Customer(portal, business).Join(name);
    }

    /// <summary>Another customer of the same business.</summary>
    public Task<Customer> Neighbour(string name = "Deshpande Traders") => new Customer(_portal, Business).Join(name);

    public IPartyLedger Ledger(Currency? currency = null) =>
        Grains.Get<IPartyLedger>(new LedgerKey(Business, Party, currency ?? Rupee).ToString());

    public async Task<LedgerAnswer> Post(
        EntryKind kind, decimal amount, DateOnly date, DateOnly? due = null, Currency? currency = null, Side? side = null,
        Settlement? settlement = null, string? narration = null, string? method = null) =>
        (await Ledger(currency).Execute(new PostEntry
        {
            Id = NewId(),
            By = Operator,
            Kind = kind,
            Side = side,
            Amount = Money.FromMajor(amount, currency ?? Rupee),
            DocumentDate = date,
            DueDate = due,
            Method = method,
            Reference = kind == EntryKind.Payment ? "UTR-4711" : null,
            Narration = narration,
            InternalReason = "for operators only",
            Settlement = settlement ?? new SettleNothing(),
            ReceiptNumbering = kind switch
            {
                EntryKind.Payment => BusinessDetails.ReceiptNumbering(date),
                EntryKind.Refund => BusinessDetails.RefundNumbering(date),
                _ => null,
            },
            Voucher = kind is EntryKind.Payment or EntryKind.Refund ? Voucher : null,
        })).OrThrow();

    public Task<LedgerAnswer> Pay(decimal amount, DateOnly? date = null, Settlement? settlement = null) => Post(
        EntryKind.Payment, amount, date ?? Today, settlement: settlement ?? new SettleOldestDueFirst(), method: "UPI");

    /// <summary>A draft that nobody has issued.</summary>
    public async Task<DocumentId> Draft(DateOnly date, params DocumentLine[] lines)
    {
        var document = new DocumentId(Guid.NewGuid());
        (await Invoice(document).Execute(new DraftInvoice
        {
            Id = NewId(),
            By = Operator,
            Party = Party,
            Currency = Rupee,
            TaxSplit = TaxSplit.GstWithinState,
            Content = new DocumentContent { Date = date, DueDate = date.AddDays(30), Lines = lines },
        })).OrThrow();
        return document;
    }

    /// <summary>An issued invoice; its number and its ledger entry are there on return.</summary>
    public async Task<DocumentId> Issue(DateOnly date, params DocumentLine[] lines)
    {
        var document = await Draft(date, lines);
        (await Invoice(document).Execute(new IssueInvoice
        {
            Id = NewId(),
            By = Operator,
            Supplier = Supplier,
            Customer = CustomerDetails,
            Numbering = BusinessDetails.InvoiceNumbering(date),
        })).OrThrow();
        return document;
    }

    public Task<DocumentId> Issue(DateOnly date, decimal amount) => Issue(date, Line("Rice 25 kg", 1, amount));

    public async Task<DocumentId> Credit(DocumentId invoice, DateOnly date, params DocumentLine[] lines)
    {
        var credited = (await View(invoice))!;
        var document = new DocumentId(Guid.NewGuid());
        (await Grains.Get<ICreditNote>($"{Business}/{document}").Execute(new IssueCreditNote
        {
            Id = NewId(),
            By = Operator,
            Party = Party,
            Currency = Rupee,
            TaxSplit = TaxSplit.GstWithinState,
            Content = new DocumentContent { Date = date, Lines = lines },
            Supplier = Supplier,
            Customer = CustomerDetails,
            Invoice = new InvoiceReference(invoice, credited.Number!, credited.Content.Date),
            Reason = "Damaged on arrival",
            Numbering = BusinessDetails.CreditNoteNumbering(date),
        })).OrThrow();
        return document;
    }

    public Task<InvoiceView?> View(DocumentId invoice) => Invoice(invoice).View();

    public async Task<string> NumberOf(DocumentId invoice) => (await View(invoice))!.Number!;

    public async Task<string> NumberOfCredit(DocumentId creditNote) =>
        (await Grains.Get<ICreditNote>($"{Business}/{creditNote}").View())!.Number!;

    /// <summary>This customer is the same as another: on return what was open here stands in the other's ledger.</summary>
    public async Task MergeInto(Customer other)
    {
        (await Grains.Get<IParty>($"{Business}/{Party}").Execute(new MergeParty
        {
            Id = NewId(), By = Operator, Into = other.Party, On = Today, Currencies = [Rupee],
        })).OrThrow();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var together = (await Ledger().View()).Balance + (await other.Ledger().View()).Balance;
        while (await Ledger().View() is { OpenItems: > 0 } or { UnappliedCredits: > 0 } || (await other.Ledger().View()).Balance != together)
            await Task.Delay(20, limit.Token);
    }

    public async Task Show(PortalSettings settings) =>
        (await Grains.Get<IBusiness>(Business.ToString()).Execute(
            new ChangePortalSettings { Id = NewId(), By = Operator, Portal = settings })).OrThrow();

    /// <summary>A browser that came in through the party's portal link.</summary>
    public async Task<Browser> SignedIn()
    {
        var link = (await Grains.Get<IPortalToken>($"{Business}/{Party}").Execute(
            new GenerateToken { Id = NewId(), By = Operator, ExpiryDays = 30 })).OrThrow();
        return await Open(LinkPurpose.Portal, link, "/p");
    }

    /// <summary>A browser that came in through the link of one document.</summary>
    public async Task<Browser> WithLinkOf(DocumentId document, LinkedDocument kind = LinkedDocument.Invoice)
    {
        if (kind == LinkedDocument.Invoice)
            (await Invoice(document).Execute(new MarkInvoiceShared { Id = NewId(), By = Operator })).OrThrow();
        var link = (await Grains.Get<IDocumentLink>($"{Business}/{document}").Execute(
            new ShareDocument { Id = NewId(), By = Operator, Party = Party, Kind = kind, ExpiryDays = 30 })).OrThrow();
        return await Open(LinkPurpose.Document, link, "/i");
    }

    /// <summary>The operator who keeps these books signs in, in the same browser or another one.</summary>
    public async Task SignInOperator(Browser browser)
    {
        var email = $"{Guid.NewGuid():N}@example.com";
        var key = await Books.AddOperator(_portal, Business, email);
        Assert.Equal("/console", (await Books.SignIn(browser, email, key)).Location);
    }

    public static DocumentLine Line(string description, decimal quantity, decimal price, decimal rate = 0) => new()
    {
        Description = description, Quantity = quantity, UnitPrice = price, TaxRatePercent = rate, Unit = "pcs", TaxCode = "1006",
    };

    private static CommandId NewId() => new(Guid.NewGuid());

    private static DocumentPartyDetails Supplier =>
        new(BusinessDetails.LegalName, BusinessDetails.TaxId, BusinessDetails.Address);

    private static DocumentPartyDetails CustomerDetails =>
        new("Kulkarni Stores", "27AAFPK2231D1Z9", new Address("3 Laxmi Road", null, "Pune", "411030", "27", "IN"));

    public IInvoice Invoice(DocumentId document) => Grains.Get<IInvoice>($"{Business}/{document}");

    private async Task<Customer> Join(string name)
    {
        (await Grains.Get<IParty>($"{Business}/{Party}").Execute(new CreateParty
        {
            Id = NewId(),
            By = Operator,
            Details = new PartyDetails { Name = name, Currency = Rupee },
            IsShared = true,
        })).OrThrow();
        return this;
    }

    private async Task<Browser> Open(LinkPurpose purpose, LinkAnswer link, string landing)
    {
        var url = _portal.Services.GetRequiredService<LinkSecrets>().Url(purpose, link.Link, link.Generation);
        var browser = _portal.Browse();
        var opened = await browser.Submit(landing, ("Secret", url.Fragment[1..]));
        Assert.StartsWith("/portal", opened.Location, StringComparison.Ordinal);
        return browser;
    }
}
