namespace LedgerPortal.Documents;

/// <summary>
/// The Indian goods and services tax identification number: state code, PAN of the taxpayer, number of the registration
/// within the state, a letter of the kind, and a check character over all of them.
/// </summary>
public static class Gstin
{
    public const int Length = 15;

    /// <summary>Whether it has the form and the check character of a GSTIN; capital letters only.</summary>
    public static bool IsValid(string? gstin) =>
        HasForm(gstin)
        && IndianStates.IsCode(gstin![..2])
        && gstin[14] == CheckCharacter(gstin.AsSpan(0, Length - 1));

    /// <summary>Digits and letters stand as in a GSTIN: it was meant as one, also when the check character is wrong.</summary>
    public static bool HasForm(string? gstin) =>
        gstin is { Length: Length }
        && gstin.AsSpan(0, 2).IndexOfAnyExceptInRange('0', '9') < 0
        && gstin.AsSpan(2, 5).IndexOfAnyExceptInRange('A', 'Z') < 0
        && gstin.AsSpan(7, 4).IndexOfAnyExceptInRange('0', '9') < 0
        && gstin[11] is >= 'A' and <= 'Z'
        && gstin[12] is >= '1' and <= '9' or >= 'A' and <= 'Z'
        && Value(gstin[13]) >= 0
        && Value(gstin[14]) >= 0;

    /// <summary>The GST state code of a valid GSTIN; null when it is none.</summary>
    public static string? StateCode(string? gstin) => IsValid(gstin) ? gstin![..2] : null;

    /// <summary>
    /// Of the first fourteen characters: each one's value in base 36, every second one doubled, the digits of the
    /// product added; what is missing to a multiple of 36.
    /// </summary>
    public static char CheckCharacter(ReadOnlySpan<char> first14)
    {
        var sum = 0;
        for (var at = 0; at < first14.Length; at++)
        {
            var product = Value(first14[at]) * (at % 2 == 0 ? 1 : 2);
            sum += product / 36 + product % 36;
        }

        var check = (36 - sum % 36) % 36;
        return (char)(check < 10 ? '0' + check : 'A' + check - 10);
    }

    private static int Value(char character) => character switch
    {
        >= '0' and <= '9' => character - '0',
        >= 'A' and <= 'Z' => character - 'A' + 10,
        _ => -1,
    };
}
