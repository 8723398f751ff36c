using LedgerPortal.Ledgers;
using LedgerPortal.Resources;
using Microsoft.Extensions.Localization;

namespace LedgerPortal.Consoles;

/// <summary>How an entry of a ledger is called, and where it leads.</summary>
public static class EntryWords
{
    /// <summary><c>Invoice INV/26-27/000412</c>, <c>Payment RC/26-27/000101</c>, <c>Adjustment</c></summary>
    public static string Title(this IStringLocalizer<ConsoleText> text, EntryKind kind, string? number) =>
        number is null ? text[$"Kind.{kind}"] : text["Entry.Title", text[$"Kind.{kind}"].Value, number];

    /// <summary>How money moved and what the party is told, as far as there is something.</summary>
    public static string Facts(string? method, string? reference, string? narration) =>
        string.Join(" · ", new[] { method, reference, narration }.Where(fact => !string.IsNullOrEmpty(fact)));

    /// <summary>The page of its document; of an entry that has none its own.</summary>
    public static string Address(PartyId party, Currency currency, long entry, EntryKind kind, DocumentId? document) =>
        DocumentAddress(kind, document) ?? ConsolePlaces.Entry(party, currency, entry);

    public static string? DocumentAddress(EntryKind kind, DocumentId? document) => (kind, document) switch
    {
        (EntryKind.Invoice, { } invoice) => ConsolePlaces.Invoice(invoice),
        (EntryKind.CreditNote, { } creditNote) => ConsolePlaces.CreditNote(creditNote),
        _ => null,
    };
}
