using System.Text.RegularExpressions;

namespace LedgerPortal.Documents;

/// <summary>
/// Checks of single input fields. Each gives the refusal, or null when there is nothing to say, so that a command's checks
/// read as one chain in their documented order.
/// </summary>
public static partial class Fields
{
    /// <summary>Documents are dated within these days: what lies beyond is a slip of the hand.</summary>
    public static DateOnly EarliestDate { get; } = new(1900, 1, 1);

    public static DateOnly LatestDate { get; } = new(2199, 12, 31);

    public const int MaxReason = 500;

    public const int MaxImportedNumber = 40;

    public static Refusal? Required(string? value, int maxLength, string field) =>
        string.IsNullOrWhiteSpace(value) ? new Refusal(RefusalCode.FieldRequired, field) : Optional(value, maxLength, field);

    public static Refusal? Optional(string? value, int maxLength, string field) =>
        Text(value, maxLength, field, mayHaveLines: false);

    /// <summary>As <see cref="Optional"/>, but line breaks and tabs are allowed.</summary>
    public static Refusal? OptionalLines(string? value, int maxLength, string field) =>
        Text(value, maxLength, field, mayHaveLines: true);

    public static Refusal? Given(Guid id, string field) =>
        id == Guid.Empty ? new Refusal(RefusalCode.FieldRequired, field) : null;

    public static Refusal? Given(Currency currency, string field) =>
        currency.Code.Length == 0 ? new Refusal(RefusalCode.FieldRequired, field) : null;

    public static Refusal? Date(DateOnly date, string field) =>
        date < EarliestDate || date > LatestDate ? new Refusal(RefusalCode.DateOutOfRange, field) : null;

    public static Refusal? Between(long value, long lowest, long highest, string field) =>
        value < lowest || value > highest ? Invalid(field, $"{lowest}", $"{highest}") : null;

    public static Refusal? Known<TEnum>(TEnum value, string field) where TEnum : struct, Enum =>
        Enum.IsDefined(value) ? null : Invalid(field);

    public static Refusal? Address(Address? address, string field) => address is null ? null
        : Optional(address.Line1, 200, field + ".line1")
          ?? Optional(address.Line2, 200, field + ".line2")
          ?? Optional(address.City, 100, field + ".city")
          ?? Optional(address.PostalCode, 20, field + ".postalCode")
          ?? Optional(address.StateCode, 10, field + ".stateCode")
          ?? (IsIndia(address) && !string.IsNullOrEmpty(address.StateCode) && !IndianStates.IsCode(address.StateCode)
              ? Invalid(field + ".stateCode") : null)
          ?? (CountryCode().IsMatch(address.CountryCode ?? "") ? null : Invalid(field + ".countryCode"));

    /// <summary>A GSTIN in India, and whatever looks like one anywhere; elsewhere what the tax office there writes.</summary>
    public static Refusal? TaxId(string? taxId, Address? address, string field) =>
        Optional(taxId, 30, field)
        ?? (!string.IsNullOrEmpty(taxId) && (IsIndia(address) || Gstin.HasForm(taxId)) && !Gstin.IsValid(taxId) ? Invalid(field) : null);

    public static Refusal Invalid(string field, params string[] facts) =>
        new(RefusalCode.FieldInvalid, field, facts.Length == 0 ? null : facts);

    private static bool IsIndia(Address? address) => address?.CountryCode == "IN";

    private static Refusal? Text(string? value, int maxLength, string field, bool mayHaveLines)
    {
        if (value is null)
            return null;
        if (value.Length > maxLength)
            return new Refusal(RefusalCode.FieldTooLong, field, [$"{maxLength}"]);

        // PostgreSQL stores no NUL and UTF-8 no half of a surrogate pair; other control characters garble paper and CSV.
        for (var at = 0; at < value.Length; at++)
        {
            var character = value[at];
            if (char.IsControl(character) && !(mayHaveLines && character is '\n' or '\r' or '\t'))
                return Invalid(field);
            if (!char.IsSurrogate(character))
                continue;
            if (!char.IsHighSurrogate(character) || at + 1 == value.Length || !char.IsLowSurrogate(value[at + 1]))
                return Invalid(field);
            at++;
        }

        return null;
    }

    [GeneratedRegex(@"^[A-Z]{2}\z")]
    private static partial Regex CountryCode();
}
