using LedgerPortal.Hosting;
using LedgerPortal.Journal;
using LedgerPortal.Ledgers;

namespace LedgerPortal.Documents;

/// <summary>Posts documents to the ledger of their party.</summary>
internal static class Posting
{
    /// <summary>The one command that posts a document, whoever sends it and however often: it cannot post twice.</summary>
    public static CommandId IdOf(DocumentId document) => new(Id.Derive(document.Value, "post"));

    public static IPartyLedger LedgerOf(ObligationOrigin origin, IGrains grains, PartyId party, Currency currency) =>
        grains.Get<IPartyLedger>(new LedgerKey(origin.Stream.Business, party, currency).ToString());
}
