using LedgerPortal.Businesses;
using LedgerPortal.Documents;

namespace LedgerPortal.Grains.Tests.Businesses;

public class BusinessDecisionsTests
{
    private static readonly CreateBusiness Create = new()
    {
        Id = Examples.NewId(),
        By = Examples.Operator,
        Details = Examples.BusinessDetails,
    };

    public static TheoryData<BusinessDetails, RefusalCode, string> Wrong => new()
    {
        { Examples.BusinessDetails with { Name = "" }, RefusalCode.FieldRequired, "name" },
        { Examples.BusinessDetails with { Name = new string('x', 201) }, RefusalCode.FieldTooLong, "name" },
        { Examples.BusinessDetails with { LegalName = " " }, RefusalCode.FieldRequired, "legalName" },
        { Examples.BusinessDetails with { Address = null! }, RefusalCode.FieldRequired, "address" },
        { With(address => address with { CountryCode = "India" }), RefusalCode.FieldInvalid, "address.countryCode" },
        { With(address => address with { StateCode = "MH" }), RefusalCode.FieldInvalid, "address.stateCode" },
        { Examples.BusinessDetails with { TaxId = "27AAPFU0939F1ZW" }, RefusalCode.FieldInvalid, "taxId" },
        { Examples.BusinessDetails with { TaxId = null }, RefusalCode.FieldRequired, "taxId" },
        { Examples.BusinessDetails with { TaxScheme = (TaxScheme)9 }, RefusalCode.FieldInvalid, "taxScheme" },
        { Examples.BusinessDetails with { Currency = default }, RefusalCode.FieldRequired, "currency" },
        { Examples.BusinessDetails with { TimeZone = "Asia/Poona" }, RefusalCode.FieldInvalid, "timeZone" },
        { Examples.BusinessDetails with { TimeZone = "../../etc/passwd" }, RefusalCode.FieldInvalid, "timeZone" },
        { Examples.BusinessDetails with { FinancialYearStartMonth = 13 }, RefusalCode.FieldInvalid, "financialYearStartMonth" },
        { Examples.BusinessDetails with { TermsDays = 366 }, RefusalCode.FieldInvalid, "termsDays" },
        { Examples.BusinessDetails with { InvoiceSeries = new("INV", 1) }, RefusalCode.FieldInvalid, "invoiceSeries.pattern" },
        { Examples.BusinessDetails with { InvoiceSeries = new("I{0}", 0) }, RefusalCode.NextNumberTooLow, "invoiceSeries.nextNumber" },
        { Examples.BusinessDetails with { CreditNoteSeries = null! }, RefusalCode.FieldRequired, "creditNoteSeries" },
        { Examples.BusinessDetails with { ReceiptSeries = new("{yy}", 1) }, RefusalCode.FieldInvalid, "receiptSeries.pattern" },
        { Examples.BusinessDetails with { RefundSeries = new("{yy}", 1) }, RefusalCode.FieldInvalid, "refundSeries.pattern" },
        { Examples.BusinessDetails with { TaxScheme = TaxScheme.GstComposition, Advances = new(AdvancesOf.Goods, 0, "Rice") }, RefusalCode.FieldInvalid, "advances" },
        { Examples.BusinessDetails with { Advances = new(AdvancesOf.Services, 101, "Storage") }, RefusalCode.FieldInvalid, "advances.taxRatePercent" },
        { Examples.BusinessDetails with { Advances = new(AdvancesOf.Goods, 18, "Rice") }, RefusalCode.FieldInvalid, "advances.taxRatePercent" },
        { Examples.BusinessDetails with { Advances = new(AdvancesOf.Services, 18, " ") }, RefusalCode.FieldRequired, "advances.description" },
        { WithBank(bank => bank with { AccountNumber = "" }), RefusalCode.FieldRequired, "bank.accountNumber" },
        { WithBank(bank => bank with { Ifsc = "HDFC123" }), RefusalCode.FieldInvalid, "bank.ifsc" },
        { Examples.BusinessDetails with { UpiId = "no at sign" }, RefusalCode.FieldInvalid, "upiId" },
        { Examples.BusinessDetails with { AccentColour = "green" }, RefusalCode.FieldInvalid, "accentColour" },
        { Examples.BusinessDetails with { TaxRatesPercent = [101] }, RefusalCode.FieldInvalid, "taxRatesPercent" },
        { Examples.BusinessDetails with { TaxRatesPercent = [.. new decimal[21]] }, RefusalCode.TooMany, "taxRatesPercent" },
        { Examples.BusinessDetails with { Email = "nobody" }, RefusalCode.FieldInvalid, "email" },
        { Examples.BusinessDetails with { Phone = new string('1', 31) }, RefusalCode.FieldTooLong, "phone" },
    };

    [Fact]
    public void A_business_is_created_once()
    {
        var business = New();
        Assert.Equal([new BusinessCreated(Create.Details, Create.Portal)], business.Then(Create));
        Assert.Equal(business.Now, business.State.CreatedAt);
        business.ThenRefused(RefusalCode.AlreadyExists, Create with { Id = Examples.NewId() });
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Each_field_has_its_rule(BusinessDetails details, RefusalCode code, string field)
    {
        New().ThenRefused(code, field, Create with { Details = details });
        New().Given(Create).ThenRefused(code, field, Change(1, details));
    }

    [Fact]
    public void A_change_replaces_the_details_that_were_seen()
    {
        var renamed = Examples.BusinessDetails with { Name = "Sahyadri" };
        var business = New().Given(Create);
        Assert.Equal([new BusinessChanged(renamed)], business.Then(Change(1, renamed)));
        business.ThenAlreadyDone(Change(1, renamed));
        business.ThenRefused(RefusalCode.VersionChanged, Change(1, Examples.BusinessDetails));
        New().ThenRefused(RefusalCode.NotFound, Change(0, renamed));
    }

    [Fact]
    public void The_currency_stays() => New().Given(Create).ThenRefused(
        RefusalCode.CurrencyMismatch, "currency",
        Change(1, Examples.BusinessDetails with { Currency = Currency.Parse("GBP") }));

    [Fact]
    public void Portal_settings_have_their_bounds()
    {
        var business = New().Given(Create);
        var settings = new PortalSettings { TokenExpiryDays = 365, WelcomeMessage = new string('x', 500), IsEnabled = false };
        Assert.Equal([new PortalSettingsChanged(settings)], business.Then(Change(settings)));
        business.ThenRefused(RefusalCode.FieldInvalid, "tokenExpiryDays", Change(settings with { TokenExpiryDays = 0 }));
        business.ThenRefused(RefusalCode.FieldInvalid, "tokenExpiryDays", Change(settings with { TokenExpiryDays = 366 }));
        business.ThenRefused(RefusalCode.FieldInvalid, "documentLinkExpiryDays", Change(settings with { DocumentLinkExpiryDays = 0 }));
        business.ThenRefused(
            RefusalCode.FieldTooLong, "welcomeMessage", Change(settings with { WelcomeMessage = new string('x', 501) }));
    }

    [Fact]
    public void A_period_lock_moves_forward_to_a_day_that_has_come()
    {
        var business = New().Given(Create);
        Assert.Equal([new PeriodLocked(new DateOnly(2025, 3, 31))], business.Then(Lock(new DateOnly(2025, 3, 31))));
        business.ThenRefused(RefusalCode.LockMovesBackward, "through", Lock(new DateOnly(2025, 3, 30)));
        business.ThenRefused(RefusalCode.DateOutOfRange, "through", Lock(new DateOnly(2025, 4, 11)));
        business.Then(Lock(new DateOnly(2025, 4, 10)));
    }

    [Fact]
    public void Reopening_moves_the_lock_back_and_says_why()
    {
        var business = New().Given(Create);
        business.ThenAlreadyDone(Reopen(null));
        business.ThenRefused(RefusalCode.DateOutOfRange, "lockedThrough", Reopen(new DateOnly(2025, 3, 31)));
        business.Given(Lock(new DateOnly(2025, 3, 31)));
        business.ThenRefused(RefusalCode.FieldRequired, "reason", Reopen(null) with { Reason = "" });
        business.ThenRefused(RefusalCode.DateOutOfRange, "lockedThrough", Reopen(new DateOnly(2025, 4, 1)));
        Assert.Equal(
            [new PeriodReopened(new DateOnly(2025, 2, 28), "A late bill")], business.Then(Reopen(new DateOnly(2025, 2, 28))));
        business.Then(Reopen(null));
        Assert.Null(business.State.LockedThrough);
    }

    [Fact]
    public void Events_are_stored_as_they_always_were() => Golden.CheckEvents(
        BusinessReadModel.Definition,
        [
            new BusinessCreated(Examples.BusinessDetails, new PortalSettings { WelcomeMessage = "Namaste" }),
            new BusinessChanged(Examples.BusinessDetails with { Bank = null }),
            new BusinessChanged(Examples.BusinessDetails with
            {
                RefundSeries = new SeriesSettings("RF/{yy}-{yy+1}/{000000}", 1),
                Advances = new AdvanceSettings(AdvancesOf.Services, 18, "Warehousing"),
            }),
            new PortalSettingsChanged(new PortalSettings { IsEnabled = false, ShowCreditNotes = false }),
            new PeriodLocked(new DateOnly(2025, 3, 31)),
            new PeriodReopened(new DateOnly(2025, 2, 28), "A late bill"),
            new PeriodReopened(null, "Import of the year before"),
            new LogoChanged(new Logo(new string('a', 64), "image/png", 120, 40, [0x89, 80, 78, 71])),
            new LogoRemoved(),
        ]);

    private static StreamInMemory<Business, BusinessCommand, BusinessEvent> New() => new(
        BusinessReadModel.Definition, new(Examples.Business, "business"), BusinessDecisions.Decide);

    private static ChangeBusiness Change(long version, BusinessDetails details) => new()
    {
        Id = Examples.NewId(),
        By = Examples.Operator,
        ExpectedVersion = version,
        Details = details,
    };

    private static ChangePortalSettings Change(PortalSettings settings) => new()
    {
        Id = Examples.NewId(),
        By = Examples.Operator,
        Portal = settings,
    };

    private static LockPeriod Lock(DateOnly through) => new()
    {
        Id = Examples.NewId(),
        By = Examples.Operator,
        Through = through,
    };

    private static ReopenPeriod Reopen(DateOnly? lockedThrough) => new()
    {
        Id = Examples.NewId(),
        By = Examples.Operator,
        LockedThrough = lockedThrough,
        Reason = "A late bill",
    };

    private static BusinessDetails With(Func<Address, Address> change) =>
        Examples.BusinessDetails with { Address = change(Examples.BusinessDetails.Address) };

    private static BusinessDetails WithBank(Func<BankDetails, BankDetails> change) =>
        Examples.BusinessDetails with { Bank = change(Examples.BusinessDetails.Bank!) };
}
