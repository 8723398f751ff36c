using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace LedgerPortal.Documents;

/// <summary>What a registration of the Indian portal looks like.</summary>
public static partial class RegistrationRules
{
    /// <summary>In the order of <see cref="Registration"/>.</summary>
    public static Refusal? Check(Registration? registration) => registration is null
        ? new Refusal(RefusalCode.FieldRequired, "irn")
        : Formed(registration.Irn, 64, Irn(), "irn")
          ?? Formed(registration.AcknowledgementNumber, 20, Digits(), "acknowledgementNumber")
          ?? Fields.Date(registration.AcknowledgedOn, "acknowledgedOn")
          ?? Formed(registration.SignedQr, Registration.MaxSignedQr, Jws(), "signedQr")
          ?? (IsOf(registration.SignedQr, registration.Irn) ? null : Fields.Invalid("signedQr"));

    private static Refusal? Formed(string? value, int maxLength, Regex form, string field) =>
        Fields.Required(value, maxLength, field) ?? (form.IsMatch(value!) ? null : Fields.Invalid(field));

    /// <summary>
    /// What was signed is JSON, and where it names an IRN it is this one: a code from another document is the likeliest slip
    /// of the hand. In the portal's codes the facts are a text of JSON within the JSON.
    /// </summary>
    private static bool IsOf(string signedQr, string irn)
    {
        try
        {
            using var signed = JsonDocument.Parse(Base64Url.DecodeFromChars(signedQr.Split('.')[1]));
            if (signed.RootElement.ValueKind is not JsonValueKind.Object)
                return false;
            if (!signed.RootElement.TryGetProperty("data", out var data) || data.ValueKind is not JsonValueKind.String)
                return NamesNoOther(signed.RootElement, irn);
            using var facts = JsonDocument.Parse(data.GetString()!);
            return facts.RootElement.ValueKind is JsonValueKind.Object && NamesNoOther(facts.RootElement, irn);
        }
        catch (Exception failure) when (failure is FormatException or JsonException or DecoderFallbackException)
        {
            return false;
        }
    }

    private static bool NamesNoOther(JsonElement facts, string irn) =>
        !facts.TryGetProperty("Irn", out var named)
        || (named.ValueKind is JsonValueKind.String && string.Equals(named.GetString(), irn, StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex(@"^[0-9a-f]{64}\z")]
    private static partial Regex Irn();

    [GeneratedRegex(@"^[0-9]{1,20}\z")]
    private static partial Regex Digits();

    [GeneratedRegex(@"^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\z")]
    private static partial Regex Jws();
}
