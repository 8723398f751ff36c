using LedgerPortal.Resources;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Formatting;

/// <summary>
/// An amount in words, as Indian documents carry it: <c>Rupees one lakh forty-seven thousand twenty-eight and fifty paise
/// only</c>. Counted in thousands, lakhs (10^5) and crores (10^7).
/// </summary>
public static class AmountInWords
{
    /// <summary>Null for a currency whose amounts are not written so.</summary>
    public static string? Of(Money amount, IStringLocalizer<PaperText> paper)
    {
        if (amount.Currency.Code != "INR" || amount.Minor < 0)
            return null;
        var names = paper["Words.INR"].Value.Split('|');
        var (units, minor) = Math.DivRem(amount.Minor, 100);
        return minor == 0
            ? paper["Words.Amount", names[0], Number(units, paper)]
            : paper["Words.AmountWithMinor", names[0], Number(units, paper), names[1], Number(minor, paper)];
    }

    /// <summary>A whole number from zero up: <c>twelve lakh thirty-four thousand five hundred sixty-seven</c>.</summary>
    public static string Number(long number, IStringLocalizer<PaperText> paper)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        var words = new Words(
            paper["Words.Ones"].Value.Split(' '), paper["Words.Tens"].Value.Split(' '), paper["Words.Scales"].Value.Split(' '));
        return number == 0 ? words.Ones[0] : string.Join(' ', words.Of(number));
    }

    /// <param name="Scales">Hundred, thousand, lakh, crore.</param>
    private sealed record Words(string[] Ones, string[] Tens, string[] Scales)
    {
        private static readonly long[] Sizes = [100, 1_000, 100_000, 10_000_000];

        public IEnumerable<string> Of(long number)
        {
            // From the largest: a thousand crore is counted in crores, with its own hundreds and thousands.
            for (var scale = Sizes.Length - 1; scale >= 0; scale--)
            {
                var (count, rest) = Math.DivRem(number, Sizes[scale]);
                if (count > 0)
                {
                    foreach (var word in Of(count))
                        yield return word;
                    yield return Scales[scale];
                }

                number = rest;
            }

            if (number > 0)
                yield return number < 20 ? Ones[number] : TensOf(number);
        }

        private string TensOf(long number) =>
            number % 10 == 0 ? Tens[number / 10 - 2] : $"{Tens[number / 10 - 2]}-{Ones[number % 10]}";
    }
}
