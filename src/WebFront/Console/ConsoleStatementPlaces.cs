using LedgerPortal.Ledgers;
using LedgerPortal.Portal;

namespace LedgerPortal.Consoles;

/// <summary>The operator's: every entry has a page, and documents have theirs.</summary>
public sealed record ConsoleStatementPlaces(PartyId Party)
    : StatementPlaces($"{ConsolePlaces.Party(Party)}/statement", $"{ConsolePlaces.Party(Party)}/ledger.csv")
{
    public override string Pdf(string query) => $"{Page}.pdf{query}";

    public override string Version(Currency currency, long version) =>
        FormattableString.Invariant($"{ConsolePlaces.Party(Party)}/ledger/{currency}/{version}.json");

    public override StatementLink Of(IEntryOfLedger entry, Currency currency) =>
        new(EntryWords.Address(Party, currency, entry.Entry, entry.Kind, entry.Document));
}
