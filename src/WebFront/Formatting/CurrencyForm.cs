namespace LedgerPortal.Formatting;

/// <summary>
/// How a currency is written in English: its sign, and where its digits are grouped. Our own table, because the program
/// runs without culture data. A currency without a sign of its own is written with its code: <c>CHF 1,234.50</c>.
/// </summary>
internal readonly record struct CurrencyForm(string Sign, bool GroupsByLakh)
{
    private const char NoBreakSpace = '\u00a0';

    public static CurrencyForm Of(string code) => code switch
    {
        "INR" => new("₹", GroupsByLakh: true),
        "GBP" => new("£", GroupsByLakh: false),
        "EUR" => new("€", GroupsByLakh: false),
        "USD" => new("$", GroupsByLakh: false),
        "JPY" => new("¥", GroupsByLakh: false),
        "AUD" => new("A$", GroupsByLakh: false),
        "CAD" => new("CA$", GroupsByLakh: false),
        "NZD" => new("NZ$", GroupsByLakh: false),
        "BDT" or "NPR" or "PKR" => new(code + NoBreakSpace, GroupsByLakh: true),
        _ => new(code + NoBreakSpace, GroupsByLakh: false),
    };

    /// <summary>The sign as it stands before an input field.</summary>
    public string Label => Sign.TrimEnd(NoBreakSpace);
}
