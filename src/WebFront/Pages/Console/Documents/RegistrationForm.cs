using LedgerPortal.Consoles;
using LedgerPortal.Documents;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Pages.Console.Documents;

/// <summary>What is typed of the Indian portal's answer.</summary>
public sealed class RegistrationForm
{
    public string? Irn { get; set; }

    public string? AcknowledgementNumber { get; set; }

    public string? AcknowledgedOn { get; set; }

    public string? SignedQr { get; set; }

    /// <summary>Where a field of the command is not one of a form's: command's name, form's name.</summary>
    public static (string OfCommand, string OfForm)[] Fields { get; } =
        [("irn", "Registered.Irn"), ("acknowledgedOn", "Registered.AcknowledgedOn")];

    public Registration Read(FormReading form, DateOnly today, IStringLocalizer<ConsoleText> text)
    {
        var registration = new Registration(
            form.Required("Registered.Irn", Irn, 100).ToLowerInvariant(),
            form.Required("Registered.AcknowledgementNumber", AcknowledgementNumber, 40),
            form.Date("Registered.AcknowledgedOn", AcknowledgedOn, today),
            form.Required("Registered.SignedQr", SignedQr, Registration.MaxSignedQr));
        if (!form.IsGood)
            return registration;
        switch (RegistrationRules.Check(registration)?.Field)
        {
            case "irn":
                form.Refuse("Registered.Irn", text["Registration.NotAnIrn"]);
                break;
            case "acknowledgementNumber":
                form.Refuse("Registered.AcknowledgementNumber", text["Registration.NotANumber"]);
                break;
            case "signedQr":
                form.Refuse("Registered.SignedQr", text["Registration.NotAQr"]);
                break;
        }

        return registration;
    }

    public static bool IsRefused(ModelStateDictionary form) =>
        form.Any(one => one.Key.StartsWith("Registered.", StringComparison.Ordinal) && one.Value?.Errors.Count > 0);
}

/// <param name="Registration">Null while the portal has not answered.</param>
/// <param name="MayHave">An issued document of a business in India.</param>
public sealed record RegistrationView(string At, string Number, Registration? Registration, bool MayHave)
{
    /// <summary>Whether the form is open: something in it was refused.</summary>
    public bool IsRefused { get; init; }

    /// <summary>By the supplier as frozen with the document.</summary>
    public static bool IsIndian(DocumentPartyDetails? supplier) =>
        supplier is { Address.CountryCode: "IN" } && Gstin.IsValid(supplier.TaxId);
}
