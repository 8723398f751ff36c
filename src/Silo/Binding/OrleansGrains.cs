using System.Collections.Frozen;
using LedgerPortal.Businesses;
using LedgerPortal.CreditNotes;
using LedgerPortal.DelegatedViews;
using LedgerPortal.DocumentLinks;
using LedgerPortal.Hosting;
using LedgerPortal.Invitations;
using LedgerPortal.Invoices;
using LedgerPortal.Journal;
using LedgerPortal.Ledgers;
using LedgerPortal.NumberSeries;
using LedgerPortal.Parties;
using LedgerPortal.PortalTokens;
using Orleans.Runtime;
using Orleans.Runtime.Messaging;

namespace LedgerPortal.Binding;

/// <summary>
/// Reaches grains wherever in the cluster they are. A call that met an activation which was discarded, or a silo which went
/// away, is made again, as the in-process host does: every command carries its id, so that a repeated one gets the first
/// answer. (A call filter could not: Orleans clears the arguments of a request once it was carried out.)
/// </summary>
internal sealed class OrleansGrains(IGrainFactory factory, SilosGone gone, TimeProvider time) : IGrains, IGrainCalls
{
    /// <summary>Longer than it takes the cluster to find a silo dead and place its grains elsewhere.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

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
            [typeof(IInvitation)] = (grains, key) => grains.GetGrain<IInvitationGrain>(key),
            [typeof(IDelegatedView)] = (grains, key) => grains.GetGrain<IDelegatedViewGrain>(key),
            [typeof(INumberSeries)] = (grains, key) => grains.GetGrain<INumberSeriesGrain>(key),
        }.ToFrozenDictionary();

    /// <summary>The contracts that are bound.</summary>
    public static IEnumerable<Type> Contracts => References.Keys;

    public TContract Get<TContract>(string key) where TContract : class => GrainReference<TContract>.To(this, key);

    public async Task<TResult> Call<TContract, TResult>(
        string key, Func<TContract, object?[], Task<TResult>> method, object?[] arguments) where TContract : class
    {
        var grain = Reference<TContract>(key);
        var started = time.GetTimestamp();
        var pause = TimeSpan.Zero;
        while (true)
        {
            try
            {
                var next = gone.Next;
                return await gone.Answer(method(grain, arguments), next);
            }
            catch (Exception failure) when (IsWorthRepeating(failure) && time.GetElapsedTime(started) < Patience)
            {
                // Decided again on what the journal says now, or where the grain is placed as soon as the cluster knows.
            }

            // At once, then at growing intervals that two who hinder each other do not share.
            if (pause > TimeSpan.Zero)
                await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), time);
            pause = pause == TimeSpan.Zero ? FirstPause : pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private TContract Reference<TContract>(string key) where TContract : class =>
        References.TryGetValue(typeof(TContract), out var reference)
            ? (TContract)reference(factory, key)
            : throw new InvalidOperationException($"No grain is known for {typeof(TContract).Name}.");

    /// <summary>Whether another activation wrote, or the silo or the way to it was gone.</summary>
    private static bool IsWorthRepeating(Exception failure) => failure is
        ActivationDiscardedException or SiloUnavailableException or OrleansMessageRejectionException
        or ConnectionFailedException or TimeoutException;
}
