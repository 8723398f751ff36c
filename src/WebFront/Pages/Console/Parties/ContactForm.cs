using System.Net.Mail;
using LedgerPortal.Access;
using LedgerPortal.Businesses;
using LedgerPortal.Consoles;
using LedgerPortal.Resources;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Pages.Console.Parties;

public sealed class ContactForm
{
    public string? Name { get; set; }

    public string? Mobile { get; set; }

    public string? Email { get; set; }

    public string? Role { get; set; }

    public (ContactDetails Details, string? Role) Read(
        FormReading form, BusinessDetails business, IStringLocalizer<ConsoleText> text)
    {
        var name = form.Required("Input.Name", Name, 120);
        var mobile = form.Optional("Input.Mobile", Mobile, 30);
        if (mobile is not null)
        {
            if (MobileNumbers.TryRead(mobile, business.Address.CountryCode, out var number))
                mobile = number;
            else
                form.Refuse("Input.Mobile", text["Contact.NotAMobile"]);
        }

        var email = form.Optional("Input.Email", Email, 254);
        if (email is not null && !(MailAddress.TryCreate(email, out var address) && address.Address == email))
            form.Refuse("Input.Email", text["Contact.NotAnEmail"]);
        return (new ContactDetails(name, mobile, email), form.Optional("Input.Role", Role, 40));
    }
}
