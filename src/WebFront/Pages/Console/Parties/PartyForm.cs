using System.Globalization;
using LedgerPortal.Access;
using LedgerPortal.Businesses;
using LedgerPortal.Consoles;
using LedgerPortal.Documents;
using LedgerPortal.Parties;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Pages.Console.Parties;

/// <summary>What is typed about a party, new or known.</summary>
public sealed class PartyForm
{
    public string? Name { get; set; }

    public string? Code { get; set; }

    public string? TaxId { get; set; }

    public string? Line1 { get; set; }

    public string? Line2 { get; set; }

    public string? City { get; set; }

    public string? PostalCode { get; set; }

    public string? StateCode { get; set; }

    public string? CountryCode { get; set; }

    public string? Currency { get; set; }

    public string? TermsDays { get; set; }

    public bool IsShared { get; set; } = true;

    /// <summary>Of a new party, who is then a contact of its own name: more are added on the party's page.</summary>
    public string? Mobile { get; set; }

    public string? Email { get; set; }

    public static PartyForm New(BusinessDetails business) => new()
    {
        CountryCode = business.Address.CountryCode,
        StateCode = business.Address.StateCode,
        Currency = business.Currency.Code,
        TermsDays = business.TermsDays.ToString(CultureInfo.InvariantCulture),
    };

    public static PartyForm Of(PartyDetails party) => new()
    {
        Name = party.Name,
        Code = party.Code,
        TaxId = party.TaxId,
        Line1 = party.Address?.Line1,
        Line2 = party.Address?.Line2,
        City = party.Address?.City,
        PostalCode = party.Address?.PostalCode,
        StateCode = party.Address?.StateCode,
        CountryCode = party.Address?.CountryCode,
        Currency = party.Currency.Code,
        TermsDays = party.TermsDays.ToString(CultureInfo.InvariantCulture),
    };

    public PartyDetails Read(FormReading form, BusinessDetails business, IStringLocalizer<ConsoleText> text)
    {
        var name = form.Required("Input.Name", Name, 200);
        var code = form.Optional("Input.Code", Code, 40);
        var taxId = form.Optional("Input.TaxId", TaxId, 40)?.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        var country = form.Optional("Input.CountryCode", CountryCode, 2)?.ToUpperInvariant() ?? business.Address.CountryCode;
        if (country.Length != 2 || !country.All(char.IsAsciiLetter))
            form.Refuse("Input.CountryCode", text["Party.CountryHint"]);
        if (taxId is not null && country == "IN" && !Gstin.IsValid(taxId))
            form.Refuse("Input.TaxId", text["Party.NotAGstin"]);
        if (!LedgerPortal.Currency.TryParse(Currency, out var currency))
            form.Refuse("Input.Currency", text["Form.Choose"]);

        // The state that a GSTIN names is where the party is registered: nobody has to choose it once more.
        var state = form.Optional("Input.StateCode", StateCode, 20);
        var address = new Address(
            form.Optional("Input.Line1", Line1, 200),
            form.Optional("Input.Line2", Line2, 200),
            form.Optional("Input.City", City, 100),
            form.Optional("Input.PostalCode", PostalCode, 20),
            (country == "IN" ? Gstin.StateCode(taxId) : null) ?? state,
            country);
        return new PartyDetails
        {
            Name = name,
            Code = code,
            TaxId = taxId,
            Address = address,
            Currency = currency,
            TermsDays = form.Whole("Input.TermsDays", TermsDays, 0, 365),
        };
    }

    /// <summary>How the party itself is reached; null when nothing was typed.</summary>
    public ContactDetails? ReadContact(FormReading form, BusinessDetails business, IStringLocalizer<ConsoleText> text)
    {
        var mobile = ContactForm.ReadMobile(Mobile, form, business, text);
        var email = ContactForm.ReadEmail(Email, form, text);
        var name = Name?.Trim() ?? "";
        return mobile is null && email is null
            ? null
            : new ContactDetails(name.Length > ContactForm.MaxNameLength ? name[..ContactForm.MaxNameLength] : name, mobile, email);
    }

    public static IEnumerable<SelectListItem> Currencies { get; } =
        [.. LedgerPortal.Currency.Codes.Select(code => new SelectListItem(code, code))];

    public static IEnumerable<SelectListItem> States { get; } =
        [new("", ""), .. IndianStates.ByCode.Select(state => new SelectListItem($"{state.Value} ({state.Key})", state.Key))];
}
