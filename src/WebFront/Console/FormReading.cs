using System.Globalization;
using LedgerPortal.Formatting;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Consoles;

/// <summary>
/// Reads what a person typed into a form. Inputs are bound as text, so that a refused form shows what was typed; what
/// cannot be read gets its message at the field, and comes back as null or nothing.
/// </summary>
public readonly struct FormReading(
    ModelStateDictionary state, IStringLocalizer<ConsoleText> text, IStringLocalizer<SharedText> shared, TimeZoneInfo zone)
{
    /// <summary>Everything that was read so far could be read.</summary>
    public bool IsGood => state.IsValid;

    private const int MaxYearsBack = 20;
    private const int MaxYearsAhead = 5;

    /// <summary>A text that must be there.</summary>
    public string Required(string field, string? typed, int maxLength)
    {
        var value = Optional(field, typed, maxLength);
        if (value is null)
            Refuse(field, text["Form.Required"]);
        return value ?? "";
    }

    /// <summary>A text that may be left out: trimmed, null when nothing is left.</summary>
    public string? Optional(string field, string? typed, int maxLength)
    {
        var value = typed?.Trim().ReplaceLineEndings("\n");
        if (string.IsNullOrEmpty(value))
            return null;
        if (value.Length > maxLength)
            Refuse(field, text["Form.TooLong", maxLength, value.Length]);
        return value;
    }

    /// <summary>An amount above zero; nothing is rounded.</summary>
    public Money Amount(string field, string? typed, Currency currency)
    {
        if (string.IsNullOrWhiteSpace(typed))
            Refuse(field, text["Form.AmountRequired"]);
        else if (!MoneyText.TryRead(typed, currency, out var money))
            Refuse(field, text["Form.NotAnAmount", MoneyText.Figures(new Money(123_456_789, currency))]);
        else if (money.Minor <= 0)
            Refuse(field, text["Refusal.AmountMustBePositive"]);
        else if (money.Minor > Money.MaxMinor)
            Refuse(field, text["Refusal.AmountTooLarge"]);
        else
            return money;
        return Money.Zero(currency);
    }

    /// <summary>An amount that may be left out.</summary>
    public Money? OptionalAmount(string field, string? typed, Currency currency) =>
        string.IsNullOrWhiteSpace(typed) ? null : Amount(field, typed, currency);

    public DateOnly Date(string field, string? typed, DateOnly today)
    {
        var date = OptionalDate(field, typed, today);
        if (date is null && state.GetFieldValidationState(field) != ModelValidationState.Invalid)
            Refuse(field, text["Form.DateRequired"]);
        return date ?? today;
    }

    /// <summary>A date as the browser's field gives it, or typed with the day first.</summary>
    public DateOnly? OptionalDate(string field, string? typed, DateOnly today)
    {
        if (string.IsNullOrWhiteSpace(typed))
            return null;
        if (!TryReadDate(typed, out var date))
        {
            Refuse(field, text["Form.NotADate"]);
            return null;
        }

        if (date >= today.AddYears(-MaxYearsBack) && date <= today.AddYears(MaxYearsAhead))
            return date;
        Refuse(field, text["Form.DateFarAway", DateText.Format(date, shared.Months())]);
        return null;
    }

    /// <summary>A decimal with at most so many places, a point before them; groups as in amounts.</summary>
    public decimal? Decimal(string field, string? typed, int maxPlaces, decimal least, decimal most)
    {
        if (string.IsNullOrWhiteSpace(typed))
            return null;
        var plain = typed.Trim().Replace('\u2212', '-');
        if (!IsGrouped(plain) || !decimal.TryParse(plain.Replace(",", "", StringComparison.Ordinal),
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value))
            Refuse(field, text["Form.NotANumber"]);
        else if (value < least || value > most)
            Refuse(field, text["Form.OutOfRange", Plain(least), Plain(most)]);
        else if (value.Scale > maxPlaces && decimal.Round(value, maxPlaces) != value)
            Refuse(field, text["Form.TooManyPlaces", maxPlaces]);
        else
            return value;
        return null;
    }

    public int Whole(string field, string? typed, int least, int most)
    {
        if (int.TryParse(typed?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            && value >= least && value <= most)
            return value;
        Refuse(field, text["Form.WholeOutOfRange", least, most]);
        return least;
    }

    /// <summary>One of a list that the form offered.</summary>
    public T Choice<T>(string field, string? typed) where T : struct, Enum
    {
        if (Enum.TryParse<T>(typed, out var value) && Enum.IsDefined(value) && !char.IsAsciiDigit(typed![0]))
            return value;
        Refuse(field, text["Form.Choose"]);
        return default;
    }

    /// <summary>A moment as the browser's field gives it, in the zone of the business.</summary>
    public DateTimeOffset? Moment(string field, string typed)
    {
        if (DateTime.TryParseExact(
            typed.Trim(), ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd"],
            CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            return new DateTimeOffset(local, zone.GetUtcOffset(local));
        Refuse(field, text["Form.NotATime"]);
        return null;
    }

    public void RefuseMissing(string field) => Refuse(field, text["Form.Required"]);

    public void Refuse(string field, string message) => state.AddModelError(field, message);

    /// <summary><c>2026-11-05</c>, <c>05-11-2026</c>, <c>5/11/2026</c>: the day is never after the month unless the year leads.</summary>
    public static bool TryReadDate(string typed, out DateOnly date) => DateOnly.TryParseExact(
        typed.Trim(), ["yyyy-MM-dd", "d-M-yyyy", "d/M/yyyy", "d.M.yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out date);

    public static string Plain(decimal value) => value.ToString("0.######", CultureInfo.InvariantCulture);

    /// <summary>A comma that could be a decimal comma is refused, not guessed at.</summary>
    private static bool IsGrouped(string typed)
    {
        var whole = typed.Split('.')[0].TrimStart('-').Split(',');
        return whole.Length == 1
            || (whole[0].Length is >= 1 and <= 3 && whole[^1].Length == 3 && whole[1..^1].All(group => group.Length is 2 or 3));
    }
}
