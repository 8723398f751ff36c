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

    public Registration Read(FormReading form, DateOnly today) => new(
        form.Required("Registered.Irn", Irn, 100).ToLowerInvariant(),
        form.Required("Registered.AcknowledgementNumber", AcknowledgementNumber, 40),
        form.Date("Registered.AcknowledgedOn", AcknowledgedOn, today),
        form.Required("Registered.SignedQr", SignedQr, Registration.MaxSignedQr));

    public static bool IsRefused(ModelStateDictionary form) =>
        form.Any(one => one.Key.StartsWith("Registered.", StringComparison.Ordinal) && one.Value?.Errors.Count > 0);

    /// <summary>What is wrong with a field, and the field of this form; null for what concerns none of them.</summary>
    public static (string Field, string Message)? Wrong(Refusal refusal, IStringLocalizer<ConsoleText> text) =>
        (refusal.Code, refusal.Field) switch
        {
            (RefusalCode.FieldInvalid or RefusalCode.FieldTooLong or RefusalCode.FieldRequired, "irn") =>
                ("Registered.Irn", text["Registration.NotAnIrn"]),
            (RefusalCode.FieldInvalid or RefusalCode.FieldTooLong or RefusalCode.FieldRequired, "acknowledgementNumber") =>
                ("Registered.AcknowledgementNumber", text["Registration.NotANumber"]),
            (RefusalCode.FieldInvalid or RefusalCode.FieldTooLong or RefusalCode.FieldRequired, "signedQr") =>
                ("Registered.SignedQr", text["Registration.NotAQr"]),
            _ => null,
        };
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
