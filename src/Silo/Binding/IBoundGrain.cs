using LedgerPortal.Journal;

namespace LedgerPortal.Binding;

/// <summary>A grain of ours as Orleans reaches it: by the text key of its contract.</summary>
public interface IBoundGrain : IGrainWithStringKey;

/// <summary>An activation of a grain of ours: it leaves as soon as its state is not the journal's.</summary>
internal interface IActivation : IGrainBase, IDiscardable
{
    Task IGrainBase.OnActivateAsync(CancellationToken token)
    {
        // Calls that wait are handed on to the next activation, which loads again.
        OnDiscard = () => GrainContext.Deactivate(
            new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "An append was refused."));
        return Task.CompletedTask;
    }
}

internal static class GrainContexts
{
    extension(IGrainContext context)
    {
        /// <summary>The key of the grain as its contract has it.</summary>
        public string Key => context.GrainId.Key.ToString()!;
    }
}
