using System.Text.Json;
using System.Text.RegularExpressions;
using LedgerPortal.Documents;
using LedgerPortal.Journal;

namespace LedgerPortal.Businesses;

/// <summary>The rules of a business's settings and of its period lock.</summary>
public static partial class BusinessDecisions
{
    private const int MaxTermsDays = 365;
    private const int MaxTaxRates = 20;
    private const int MaxWelcome = 500;

    public static Decision<BusinessEvent> Decide(Business state, BusinessCommand command, DateTimeOffset now) => command switch
    {
        CreateBusiness create => Create(state, create),
        ChangeBusiness change => Change(state, change),
        ChangePortalSettings change => ChangePortal(state, change),
        LockPeriod lockPeriod => Lock(state, lockPeriod, now),
        ReopenPeriod reopen => Reopen(state, reopen),
        ChangeLogo change => SetLogo(state, change),
        RemoveLogo => TakeLogo(state),
        _ => throw new InvalidOperationException($"{command.GetType().Name} is not for a business."),
    };

    private static Decision<BusinessEvent> Create(Business state, CreateBusiness create)
    {
        if ((Check(create.Details) ?? Check(create.Portal)) is { } refusal)
            return refusal;
        if (state.Details is not null)
            return new Refusal(RefusalCode.AlreadyExists);
        return Decision<BusinessEvent>.Of(new BusinessCreated(create.Details, create.Portal));
    }

    private static Decision<BusinessEvent> Change(Business state, ChangeBusiness change)
    {
        if (Check(change.Details) is { } refusal)
            return refusal;
        if (state.Details is null)
            return new Refusal(RefusalCode.NotFound);
        if (Same(state.Details, change.Details))
            return Decision<BusinessEvent>.AlreadyDone;
        if (change.ExpectedVersion != state.Version)
            return new Refusal(RefusalCode.VersionChanged);
        // Every ledger, document and figure of the business was made in it.
        if (change.Details.Currency != state.Details.Currency)
            return new Refusal(RefusalCode.CurrencyMismatch, "currency", [state.Details.Currency.Code]);
        return Decision<BusinessEvent>.Of(new BusinessChanged(change.Details));
    }

    private static Decision<BusinessEvent> ChangePortal(Business state, ChangePortalSettings change)
    {
        if (Check(change.Portal) is { } refusal)
            return refusal;
        if (state.Details is null)
            return new Refusal(RefusalCode.NotFound);
        if (state.Portal == change.Portal)
            return Decision<BusinessEvent>.AlreadyDone;
        return Decision<BusinessEvent>.Of(new PortalSettingsChanged(change.Portal));
    }

    private static Decision<BusinessEvent> Lock(Business state, LockPeriod command, DateTimeOffset now)
    {
        if (Fields.Date(command.Through, "through") is { } refusal)
            return refusal;
        if (state.Details is null)
            return new Refusal(RefusalCode.NotFound);
        if (state.LockedThrough == command.Through)
            return Decision<BusinessEvent>.AlreadyDone;
        if (state.LockedThrough > command.Through)
            return new Refusal(RefusalCode.LockMovesBackward, "through", [$"{state.LockedThrough:yyyy-MM-dd}"]);
        // Locking a day that has not come would stop the business's work of tomorrow.
        if (command.Through > state.Details.DayOf(now))
            return new Refusal(RefusalCode.DateOutOfRange, "through");
        return Decision<BusinessEvent>.Of(new PeriodLocked(command.Through));
    }

    private static Decision<BusinessEvent> Reopen(Business state, ReopenPeriod command)
    {
        if (((command.LockedThrough is { } through ? Fields.Date(through, "lockedThrough") : null)
            ?? Fields.Required(command.Reason, Fields.MaxReason, "reason")) is { } refusal)
            return refusal;
        if (state.Details is null)
            return new Refusal(RefusalCode.NotFound);
        if (state.LockedThrough == command.LockedThrough)
            return Decision<BusinessEvent>.AlreadyDone;
        if (state.LockedThrough is null || command.LockedThrough > state.LockedThrough)
            return new Refusal(RefusalCode.DateOutOfRange, "lockedThrough");
        return Decision<BusinessEvent>.Of(new PeriodReopened(command.LockedThrough, command.Reason));
    }

    private static Decision<BusinessEvent> SetLogo(Business state, ChangeLogo command)
    {
        var logo = LogoFile.Read(command.Content, "logo");
        if (!logo.IsAccepted)
            return logo.Refusal;
        if (state.Details is null)
            return new Refusal(RefusalCode.NotFound);
        return state.LogoSha256 == logo.Value.Sha256
            ? Decision<BusinessEvent>.AlreadyDone
            : Decision<BusinessEvent>.Of(new LogoChanged(logo.Value));
    }

    private static Decision<BusinessEvent> TakeLogo(Business state)
    {
        if (state.Details is null)
            return new Refusal(RefusalCode.NotFound);
        return state.LogoSha256 is null ? Decision<BusinessEvent>.AlreadyDone : Decision<BusinessEvent>.Of(new LogoRemoved());
    }

    /// <summary>In the order of <see cref="BusinessDetails"/>.</summary>
    private static Refusal? Check(BusinessDetails? details) => details is null
        ? new Refusal(RefusalCode.FieldRequired, "details")
        : Fields.Required(details.Name, 200, "name")
          ?? Fields.Required(details.LegalName, 200, "legalName")
          ?? (details.Address is null ? new Refusal(RefusalCode.FieldRequired, "address") : null)
          ?? Fields.Address(details.Address, "address")
          ?? TaxId(details)
          ?? Fields.Known(details.TaxScheme, "taxScheme")
          ?? Fields.Given(details.Currency, "currency")
          ?? TimeZone(details.TimeZone)
          ?? Fields.Between(details.FinancialYearStartMonth, 1, 12, "financialYearStartMonth")
          ?? Fields.Between(details.TermsDays, 0, MaxTermsDays, "termsDays")
          ?? DocumentRules.Series(details.InvoiceSeries, "invoiceSeries")
          ?? DocumentRules.Series(details.CreditNoteSeries, "creditNoteSeries")
          ?? DocumentRules.Series(details.ReceiptSeries, "receiptSeries")
          ?? DocumentRules.Series(details.RefundsSeries, "refundSeries")
          ?? Bank(details.Bank)
          ?? Formed(details.UpiId, UpiId(), "upiId")
          ?? Formed(details.AccentColour, Colour(), "accentColour")
          ?? TaxRates(details.TaxRatesPercent)
          ?? Advances(details)
          ?? Fields.Optional(details.Email, 254, "email")
          ?? Formed(details.Email, Email(), "email")
          ?? Fields.Optional(details.Phone, 30, "phone");

    private static Refusal? Check(PortalSettings? portal) => portal is null
        ? new Refusal(RefusalCode.FieldRequired, "portal")
        : Fields.Between(portal.TokenExpiryDays, 1, 365, "tokenExpiryDays")
          ?? Fields.Between(portal.DocumentLinkExpiryDays ?? 1, 1, 365, "documentLinkExpiryDays")
          ?? Fields.OptionalLines(portal.WelcomeMessage, MaxWelcome, "welcomeMessage");

    /// <summary>Under GST the split of the tax follows from the state in the GSTIN, so there must be one.</summary>
    private static Refusal? TaxId(BusinessDetails details)
    {
        if (Fields.TaxId(details.TaxId, details.Address, "taxId") is { } refusal)
            return refusal;
        if (details.TaxScheme is not (TaxScheme.GstRegular or TaxScheme.GstComposition))
            return null;
        if (string.IsNullOrEmpty(details.TaxId))
            return new Refusal(RefusalCode.FieldRequired, "taxId");
        return Gstin.IsValid(details.TaxId) ? null : Fields.Invalid("taxId");
    }

    private static Refusal? TimeZone(string? name)
    {
        if (string.IsNullOrEmpty(name))
            return new Refusal(RefusalCode.FieldRequired, "timeZone");
        return ZoneName().IsMatch(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out _)
            ? null
            : Fields.Invalid("timeZone");
    }

    private static Refusal? Bank(BankDetails? bank) => bank is null
        ? null
        : Fields.Required(bank.AccountName, 200, "bank.accountName")
          ?? Fields.Required(bank.AccountNumber, 40, "bank.accountNumber")
          ?? Fields.Required(bank.BankName, 200, "bank.bankName")
          ?? Formed(bank.Ifsc, Ifsc(), "bank.ifsc")
          ?? Formed(bank.Iban, Iban(), "bank.iban")
          ?? Formed(bank.Bic, Bic(), "bank.bic");

    private static Refusal? TaxRates(IReadOnlyList<decimal>? rates)
    {
        if (rates is null)
            return new Refusal(RefusalCode.FieldRequired, "taxRatesPercent");
        if (rates.Count > MaxTaxRates)
            return new Refusal(RefusalCode.TooMany, "taxRatesPercent", [$"{MaxTaxRates}"]);
        return rates.All(IsRate) ? null : Fields.Invalid("taxRatesPercent");
    }

    /// <summary>Nobody else issues vouchers; and on goods no tax falls due in advance.</summary>
    private static Refusal? Advances(BusinessDetails details) => details.Advances is not { } advances
        ? null
        : details.TaxScheme is not TaxScheme.GstRegular
            ? Fields.Invalid("advances")
            : Fields.Known(advances.Of, "advances.of")
              ?? (IsRate(advances.TaxRatePercent) && (advances.Of is AdvancesOf.Services || advances.TaxRatePercent == 0)
                  ? null
                  : Fields.Invalid("advances.taxRatePercent"))
              ?? Fields.Required(advances.Description, 200, "advances.description");

    private static bool IsRate(decimal rate) => rate is >= 0 and <= 100 && decimal.Round(rate, 3) == rate;

    private static Refusal? Formed(string? value, Regex form, string field) =>
        string.IsNullOrEmpty(value) || form.IsMatch(value) ? null : Fields.Invalid(field);

    // Lists in records are compared by reference, so details are compared as they are stored.
    private static bool Same(BusinessDetails one, BusinessDetails other) =>
        JsonSerializer.SerializeToUtf8Bytes(one, BusinessJson.Default.BusinessDetails).AsSpan()
            .SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(other, BusinessJson.Default.BusinessDetails));

    [GeneratedRegex(@"^[A-Za-z_]{1,30}(/[A-Za-z0-9_+-]{1,30}){0,2}\z")]
    private static partial Regex ZoneName();

    [GeneratedRegex(@"^[A-Za-z0-9._-]{2,100}@[A-Za-z0-9.-]{2,64}\z")]
    private static partial Regex UpiId();

    [GeneratedRegex(@"^#[0-9a-fA-F]{6}\z")]
    private static partial Regex Colour();

    [GeneratedRegex(@"^[^@\s]{1,64}@[^@\s]{1,189}\z")]
    private static partial Regex Email();

    [GeneratedRegex(@"^[A-Z]{4}0[A-Z0-9]{6}\z")]
    private static partial Regex Ifsc();

    [GeneratedRegex(@"^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}\z")]
    private static partial Regex Iban();

    [GeneratedRegex(@"^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?\z")]
    private static partial Regex Bic();
}
