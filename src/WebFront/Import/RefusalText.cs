namespace LedgerPortal.Imports;

/// <summary>What a refusal of a grain says to the person whose file it is.</summary>
internal static class RefusalText
{
    public static string Of(Refusal refusal) => refusal.Code switch
    {
        RefusalCode.FieldRequired => $"{refusal.Field} is missing",
        RefusalCode.FieldTooLong => $"{refusal.Field} is too long",
        RefusalCode.FieldInvalid => $"{refusal.Field} is not valid",
        RefusalCode.AmountMustBePositive => "the total is below zero",
        RefusalCode.AmountTooLarge => "the amount is too large",
        RefusalCode.DateOutOfRange => "the date is out of range",
        RefusalCode.DueDateBeforeDocumentDate => "the due date is before the date",
        RefusalCode.TooManyLines => "too many lines",
        RefusalCode.NumberTaken => "another document has this number",
        RefusalCode.AlreadyExists => refusal.Field is null ? "it exists already" : $"another one has this {refusal.Field}",
        RefusalCode.CreditExceedsInvoice => "it credits more than is left of the invoice",
        RefusalCode.PeriodLocked => "its date lies in a locked period",
        RefusalCode.CommandIdReused => "it was imported before with other content",
        RefusalCode.EntryNotFound when refusal.Field is "payment" or "invoice" =>
            $"there is no such {refusal.Field}, or more than one",
        RefusalCode.EntryNotFound => "there is no such document to settle",
        RefusalCode.AmountExceedsOpen => $"only {refusal.Facts?[^1]} is open of the invoice",
        RefusalCode.AmountExceedsUnapplied => $"only {refusal.Facts?[^1]} is left of the payment",
        RefusalCode.AllocationBeforeDocument => $"it can count from {refusal.Facts?[^1]} on, not earlier",
        RefusalCode.PartyMerged => "the party was merged into another one; name that",
        _ => refusal.ToString(),
    };
}
