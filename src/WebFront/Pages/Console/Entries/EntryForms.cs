using LedgerPortal.Ledgers;

namespace LedgerPortal.Pages.Console.Entries;

/// <summary>What the form of an entry asks for.</summary>
/// <param name="Name">In the address.</param>
/// <param name="AsksSide">Debit or credit is the operator's choice.</param>
/// <param name="CanBeDebit">Then it has a due date.</param>
/// <param name="Settles">Open debits for credits, unapplied credits for refunds; nothing for the rest.</param>
/// <param name="AsksMethod">How money moved, or under which section tax was deducted.</param>
/// <param name="AsksNumber">The number it has on paper.</param>
/// <param name="NeedsReason">Operators must say why.</param>
/// <param name="Asks">It lets go of money, and asks first.</param>
public sealed record EntryFormKind(
    string Name, EntryKind Kind, bool AsksSide, bool CanBeDebit, Settles Settles, bool AsksMethod, bool AsksNumber,
    bool NeedsReason, bool Asks);

public enum Settles
{
    Nothing,
    Debits,
    Credits,
}

/// <summary>The entries that operators record by themselves: what has no document of its own here.</summary>
public static class EntryForms
{
    public static IReadOnlyList<EntryFormKind> Kinds { get; } =
    [
        new("adjustment", EntryKind.Adjustment, true, true, Settles.Debits, false, false, true, false),
        new("write-off", EntryKind.WriteOff, false, false, Settles.Debits, false, false, true, true),
        new("tds", EntryKind.Tds, false, false, Settles.Debits, true, false, false, false),
        new("refund", EntryKind.Refund, false, false, Settles.Credits, true, false, false, false),
        new("debit-note", EntryKind.DebitNote, false, true, Settles.Nothing, false, true, false, false),
        new("opening-balance", EntryKind.OpeningBalance, true, true, Settles.Nothing, false, true, false, false),
    ];

    public static EntryFormKind? Find(string? name) => Kinds.FirstOrDefault(kind => kind.Name == name);
}
