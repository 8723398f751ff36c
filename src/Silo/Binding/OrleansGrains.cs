using System.Collections.Frozen;
using LedgerPortal.Businesses;
using LedgerPortal.CreditNotes;
using LedgerPortal.DocumentLinks;
using LedgerPortal.Hosting;
using LedgerPortal.Invoices;
using LedgerPortal.Ledgers;
using LedgerPortal.NumberSeries;
using LedgerPortal.Parties;
using LedgerPortal.PortalTokens;

namespace LedgerPortal.Binding;

/// <summary>Reaches grains wherever in the cluster they are.</summary>
internal sealed class OrleansGrains(IGrainFactory factory) : IGrains
{
    /// <summary>By contract: the reference of a key.</summary>
    private static readonly FrozenDictionary<Type, Func<IGrainFactory, string, IBoundGrain>> References =
        new Dictionary<Type, Func<IGrainFactory, string, IBoundGrain>>
        {
            [typeof(IBusiness)] = (grains, key) => grains.GetGrain<IBusinessGrain>(key),
            [typeof(IParty)] = (grains, key) => grains.GetGrain<IPartyGrain>(key),
            [typeof(IPartyLedger)] = (grains, key) => grains.GetGrain<IPartyLedgerGrain>(key),
            [typeof(IInvoice)] = (grains, key) => grains.GetGrain<IInvoiceGrain>(key),
            [typeof(ICreditNote)] = (grains, key) => grains.GetGrain<ICreditNoteGrain>(key),
            [typeof(IPortalToken)] = (grains, key) => grains.GetGrain<IPortalTokenGrain>(key),
            [typeof(IDocumentLink)] = (grains, key) => grains.GetGrain<IDocumentLinkGrain>(key),
            [typeof(INumberSeries)] = (grains, key) => grains.GetGrain<INumberSeriesGrain>(key),
        }.ToFrozenDictionary();

    /// <summary>The contracts that are bound.</summary>
    public static IEnumerable<Type> Contracts => References.Keys;

    public TContract Get<TContract>(string key) where TContract : class =>
        References.TryGetValue(typeof(TContract), out var reference)
            ? (TContract)reference(factory, key)
            : throw new InvalidOperationException($"No grain is known for {typeof(TContract).Name}.");
}
