using LedgerPortal.Businesses;
using LedgerPortal.CreditNotes;
using LedgerPortal.DelegatedViews;
using LedgerPortal.DocumentLinks;
using LedgerPortal.Invitations;
using LedgerPortal.Invoices;
using LedgerPortal.Journal;
using LedgerPortal.Ledgers;
using LedgerPortal.NumberSeries;
using LedgerPortal.Parties;
using LedgerPortal.PortalTokens;

namespace LedgerPortal.Hosting;

/// <summary>Every grain there is, by its contract, and every kind of stream, by its name.</summary>
public static class GrainTypes
{
    /// <summary>Makes the grain of a key.</summary>
    public static IReadOnlyDictionary<Type, Func<string, IDiscardable>> Makers(
        GrainServices services, ILedgerFacts ledgerFacts) =>
        new Dictionary<Type, Func<string, IDiscardable>>
        {
            [typeof(IBusiness)] = key => new BusinessWriter(key, services),
            [typeof(IParty)] = key => new PartyWriter(key, services),
            [typeof(IPartyLedger)] = key => new PartyLedger(key, services, ledgerFacts),
            [typeof(IInvoice)] = key => new InvoiceWriter(key, services),
            [typeof(ICreditNote)] = key => new CreditNoteWriter(key, services),
            [typeof(IPortalToken)] = key => new PortalTokenWriter(key, services),
            [typeof(IDocumentLink)] = key => new DocumentLinkWriter(key, services),
            [typeof(IInvitation)] = key => new InvitationWriter(key, services),
            [typeof(IDelegatedView)] = key => new DelegatedViewWriter(key, services),
            [typeof(INumberSeries)] = key => new NumberSeriesWriter(key, services),
        };

    /// <summary>For those who fold any stream: rebuild, verify, export.</summary>
    public static IReadOnlyDictionary<string, IEventStream> Streams { get; } = new IEventStream[]
    {
        BusinessReadModel.Definition,
        PartyReadModel.Definition,
        LedgerReadModel.Definition,
        InvoiceReadModel.Definition,
        CreditNoteReadModel.Definition,
        PortalTokenReadModel.Definition,
        DocumentLinkReadModel.Definition,
        InvitationReadModel.Definition,
        DelegatedViewReadModel.Definition,
        NumberSeriesReadModel.Definition,
    }.ToDictionary(stream => stream.Kind);
}
