using System.Net.Mail;
using LedgerPortal.Access;
using LedgerPortal.Businesses;
using LedgerPortal.Consoles;
using LedgerPortal.Resources;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Pages.Console.Parties;

public sealed class ContactForm
{
    public const int MaxNameLength = 120;

    public string? Name { get; set; }

    public string? Mobile { get; set; }

    public string? Email { get; set; }

    public string? Role { get; set; }

    public (ContactDetails Details, string? Role) Read(
        FormReading form, BusinessDetails business, IStringLocalizer<ConsoleText> text)
    {
        var name = form.Required("Input.Name", Name, MaxNameLength);
        var mobile = ReadMobile(Mobile, form, business, text);
        return (new ContactDetails(name, mobile, ReadEmail(Email, form, text)), form.Optional("Input.Role", Role, 40));
    }

    /// <summary>As it is saved, or null when nothing was typed.</summary>
    public static string? ReadMobile(
        string? typed, FormReading form, BusinessDetails business, IStringLocalizer<ConsoleText> text)
    {
        if (form.Optional("Input.Mobile", typed, 30) is not { } mobile)
            return null;
        if (MobileNumbers.TryRead(mobile, business.Address.CountryCode, out var number))
            return number;
        form.Refuse("Input.Mobile", text["Contact.NotAMobile"]);
        return null;
    }

    /// <summary>As it is saved, or null when nothing was typed.</summary>
    public static string? ReadEmail(string? typed, FormReading form, IStringLocalizer<ConsoleText> text)
    {
        var email = form.Optional("Input.Email", typed, 254);
        if (email is not null && !(MailAddress.TryCreate(email, out var address) && address.Address == email))
            form.Refuse("Input.Email", text["Contact.NotAnEmail"]);
        return email;
    }
}
