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
using Orleans.Concurrency;

namespace LedgerPortal.Binding;

// Two declarations make an Orleans grain of a grain. The names are those by which silos of two versions know each other
// during an upgrade: they are for ever.

[Alias("business")]
public interface IBusinessGrain : IBusiness, IBoundGrain;

[GrainType("business"), Reentrant]
internal sealed class BusinessGrain(IGrainContext context, GrainServices services)
    : BusinessWriter(context.Key, services), IBusinessGrain, IActivation
{
    public IGrainContext GrainContext => context;
}

[Alias("party")]
public interface IPartyGrain : IParty, IBoundGrain;

[GrainType("party"), Reentrant]
internal sealed class PartyGrain(IGrainContext context, GrainServices services)
    : PartyWriter(context.Key, services), IPartyGrain, IActivation
{
    public IGrainContext GrainContext => context;
}

[Alias("party-ledger")]
public interface IPartyLedgerGrain : IPartyLedger, IBoundGrain;

[GrainType("party-ledger"), Reentrant]
internal sealed class PartyLedgerGrain(IGrainContext context, GrainServices services, ILedgerFacts facts)
    : PartyLedger(context.Key, services, facts), IPartyLedgerGrain, IActivation
{
    public IGrainContext GrainContext => context;
}

[Alias("invoice")]
public interface IInvoiceGrain : IInvoice, IBoundGrain;

[GrainType("invoice"), Reentrant]
internal sealed class InvoiceGrain(IGrainContext context, GrainServices services)
    : InvoiceWriter(context.Key, services), IInvoiceGrain, IActivation
{
    public IGrainContext GrainContext => context;
}

[Alias("credit-note")]
public interface ICreditNoteGrain : ICreditNote, IBoundGrain;

[GrainType("credit-note"), Reentrant]
internal sealed class CreditNoteGrain(IGrainContext context, GrainServices services)
    : CreditNoteWriter(context.Key, services), ICreditNoteGrain, IActivation
{
    public IGrainContext GrainContext => context;
}

[Alias("portal-token")]
public interface IPortalTokenGrain : IPortalToken, IBoundGrain;

[GrainType("portal-token"), Reentrant]
internal sealed class PortalTokenGrain(IGrainContext context, GrainServices services)
    : PortalTokenWriter(context.Key, services), IPortalTokenGrain, IActivation
{
    public IGrainContext GrainContext => context;
}

[Alias("document-link")]
public interface IDocumentLinkGrain : IDocumentLink, IBoundGrain;

[GrainType("document-link"), Reentrant]
internal sealed class DocumentLinkGrain(IGrainContext context, GrainServices services)
    : DocumentLinkWriter(context.Key, services), IDocumentLinkGrain, IActivation
{
    public IGrainContext GrainContext => context;
}

[Alias("invitation")]
public interface IInvitationGrain : IInvitation, IBoundGrain;

[GrainType("invitation"), Reentrant]
internal sealed class InvitationGrain(IGrainContext context, GrainServices services)
    : InvitationWriter(context.Key, services), IInvitationGrain, IActivation
{
    public IGrainContext GrainContext => context;
}

[Alias("delegated-view")]
public interface IDelegatedViewGrain : IDelegatedView, IBoundGrain;

[GrainType("delegated-view"), Reentrant]
internal sealed class DelegatedViewGrain(IGrainContext context, GrainServices services)
    : DelegatedViewWriter(context.Key, services), IDelegatedViewGrain, IActivation
{
    public IGrainContext GrainContext => context;
}

[Alias("number-series")]
public interface INumberSeriesGrain : INumberSeries, IBoundGrain;

[GrainType("number-series"), Reentrant]
internal sealed class NumberSeriesGrain(IGrainContext context, GrainServices services)
    : NumberSeriesWriter(context.Key, services), INumberSeriesGrain, IActivation
{
    public IGrainContext GrainContext => context;
}
