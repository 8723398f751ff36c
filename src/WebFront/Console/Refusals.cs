using System.Globalization;
using LedgerPortal.Formatting;
using LedgerPortal.Resources;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Consoles;

/// <summary>What a refusal is to an operator: a sentence, a field of the form, a status of the answer.</summary>
public static class Refusals
{
    /// <summary>
    /// The sentence that says what happened and what to do next. Facts fill its gaps: dates and amounts come in the
    /// invariant form and are shown in ours.
    /// </summary>
    /// <param name="currency">Of the amounts among the facts.</param>
    public static string Message(
        Refusal refusal, Currency currency, IStringLocalizer<ConsoleText> text, IStringLocalizer<SharedText> shared)
    {
        var facts = FactsOf(refusal).Select(fact => (object)Shown(refusal.Code, fact, currency, shared)).ToArray();
        if (facts.Length > 0 && text[$"Refusal.{refusal.Code}.With", facts] is { ResourceNotFound: false } exact)
            return exact;
        return text[$"Refusal.{refusal.Code}"];
    }

    /// <summary>
    /// The field of the form that a field of a command is: <c>lines[3].unitPrice</c> is <c>Input.Lines[3].UnitPrice</c>. A
    /// field that the form does not have is the whole form.
    /// </summary>
    public static string FieldOf(
        string? field, ModelStateDictionary form, IReadOnlyList<(string OfCommand, string OfForm)> fields)
    {
        if (field is null)
            return "";
        foreach (var (ofCommand, ofForm) in fields)
        {
            if (string.Equals(ofCommand, field, StringComparison.OrdinalIgnoreCase))
                return ofForm;
        }

        // Commands nest (details.name, content.lines[0].quantity) where forms do not.
        for (var rest = field; ; rest = rest[(rest.IndexOf('.', StringComparison.Ordinal) + 1)..])
        {
            if (form.Keys.FirstOrDefault(key => string.Equals(key, "Input." + rest, StringComparison.OrdinalIgnoreCase)) is { } known)
                return known;
            if (!rest.Contains('.', StringComparison.Ordinal))
                return "";
        }
    }

    public static int StatusOf(RefusalCode code) => code switch
    {
        RefusalCode.FieldRequired or RefusalCode.FieldTooLong or RefusalCode.FieldInvalid
            or RefusalCode.AmountMustBePositive or RefusalCode.AmountTooLarge or RefusalCode.CurrencyMismatch
            or RefusalCode.DateOutOfRange or RefusalCode.DueDateBeforeDocumentDate or RefusalCode.NoLines
            or RefusalCode.TooManyLines => StatusCodes.Status422UnprocessableEntity,
        RefusalCode.NotFound => StatusCodes.Status404NotFound,
        RefusalCode.CommandIdReused or RefusalCode.AlreadyExists or RefusalCode.NotDraft or RefusalCode.NotIssued
            or RefusalCode.RecallNeedsHold or RefusalCode.NothingToCorrect or RefusalCode.ElectronicInvoiceIncomplete
            or RefusalCode.AlreadyReversed or RefusalCode.CannotBeReversed
            or RefusalCode.VoidNeedsNoAllocation or RefusalCode.VoidNeedsUnseen or RefusalCode.EntryNotFound
            or RefusalCode.NotACredit or RefusalCode.NotADebit or RefusalCode.AmountExceedsOpen
            or RefusalCode.AmountExceedsUnapplied or RefusalCode.AllocationNotFound or RefusalCode.AllocationBeforeDocument
            or RefusalCode.CreditExceedsInvoice or RefusalCode.PeriodLocked or RefusalCode.PostingsPending
            or RefusalCode.LockMovesBackward or RefusalCode.VersionChanged or RefusalCode.NumberTaken
            or RefusalCode.NextNumberTooLow or RefusalCode.SharingOff or RefusalCode.LinkRevoked
            or RefusalCode.LinkExpired or RefusalCode.TooMany or RefusalCode.PartyMerged
            or RefusalCode.AlreadyRegistered => StatusCodes.Status409Conflict,
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "A refusal needs a status."),
    };

    /// <summary>Of what is open of an entry the entry's number says nothing to a person.</summary>
    private static IEnumerable<string> FactsOf(Refusal refusal) =>
        refusal.Code == RefusalCode.AmountExceedsOpen ? (refusal.Facts ?? []).TakeLast(1) : refusal.Facts ?? [];

    private static string Shown(RefusalCode code, string fact, Currency currency, IStringLocalizer<SharedText> shared)
    {
        if (DateOnly.TryParseExact(fact, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return DateText.Format(date, shared.Months());
        var isAmount = code is RefusalCode.AmountExceedsOpen or RefusalCode.AmountExceedsUnapplied or RefusalCode.CreditExceedsInvoice;
        return isAmount && MoneyText.TryRead(fact, currency, out var money) ? MoneyText.Format(money) : fact;
    }
}
