using LedgerPortal.Documents;
using LedgerPortal.Parties;

namespace LedgerPortal.Imports;

/// <summary>Values of a row, or the reason why it is refused.</summary>
internal static class RowValues
{
    public static string Required(ImportRow row, string column) =>
        row.Text(column) ?? throw new RowRefusedException($"no {Words(column)}");

    public static decimal Amount(ImportRow row, string column) => AmountOrNone(row, column)
        ?? throw new RowRefusedException($"no {Words(column)}");

    public static decimal? AmountOrNone(ImportRow row, string column) => row.Text(column) is { } text
        ? AmountText.Read(text) ?? throw new RowRefusedException($"{Words(column)} \"{Cut(text)}\" is not a number")
        : null;

    public static DateOnly Date(ImportRow row, string column, DateOrder order) => DateOrNone(row, column, order)
        ?? throw new RowRefusedException($"no {Words(column)}");

    public static DateOnly? DateOrNone(ImportRow row, string column, DateOrder order) => row.Text(column) is { } text
        ? DateText.Read(text, order) ?? throw new RowRefusedException($"{Words(column)} \"{Cut(text)}\" is not a date")
        : null;

    /// <summary>A rate in percent, with or without the sign.</summary>
    public static decimal? PercentOrNone(ImportRow row, string column) => row.Text(column) is { } text
        ? AmountText.Read(text.TrimEnd('%', ' '))
          ?? throw new RowRefusedException($"{Words(column)} \"{Cut(text)}\" is not a number")
        : null;

    /// <summary>An amount in minor units, which has to be exact in them.</summary>
    public static long Minor(ImportRow row, string column, Currency currency)
    {
        var major = Amount(row, column);
        if (Math.Abs(major) > Money.MaxMinor)
            throw new RowRefusedException($"{Words(column)} is too large");
        var money = Money.FromMajor(major, currency);
        if (money.ToMajor() != major)
            throw new RowRefusedException($"{Words(column)} has more than {currency.Exponent} decimal places");
        return money.Minor;
    }

    public static Currency Currency(ImportRow row, Currency usual) => row.Text("currency") is not { } code ? usual
        : LedgerPortal.Currency.TryParse(code.ToUpperInvariant(), out var currency) ? currency
        : throw new RowRefusedException($"\"{Cut(code)}\" is not a currency");

    /// <summary>To make the party with, when the row names it.</summary>
    public static PartyDetails? Party(ImportRow row, string code, Currency currency, ImportSettings settings) =>
        row.Text("party_name") is not { } name ? null : new PartyDetails
        {
            Name = name,
            Code = code,
            TaxId = row.Text("party_tax_id"),
            Currency = currency,
            TermsDays = settings.TermsDays,
        };

    /// <summary>A line that a document would be refused for costs its own row, and not the document.</summary>
    public static DocumentLine Checked(DocumentLine line)
    {
        if (line.UnitPrice < 0)
            throw new RowRefusedException("the price is below zero");
        return DocumentRules.CheckLine(line) is { } refusal ? throw new RowRefusedException(RefusalText.Of(refusal)) : line;
    }

    /// <summary>A column's name as words: <c>due_date</c>, <c>InvoiceDate</c>.</summary>
    private static string Words(string column) => string.Concat(column.Select((character, i) =>
        character == '_' ? " "
        : i > 0 && char.IsUpper(character) && char.IsLower(column[i - 1]) ? $" {char.ToLowerInvariant(character)}"
        : $"{char.ToLowerInvariant(character)}"));

    private static string Cut(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
