using LedgerPortal.Commands;

namespace LedgerPortal.Demonstration;

/// <summary>Whether a start makes the demonstration.</summary>
internal enum DemonstrationWish
{
    /// <summary>When nobody works with the installation yet, or an earlier start was interrupted while making it.</summary>
    WhenEmpty,

    Always,

    Never,
}

/// <summary>Makes the demonstration before pages are served, so that the first visitor finds all of it.</summary>
internal static class DemonstrationAtStart
{
    public static async Task Make(IServiceProvider services, DemonstrationWish wish, CancellationToken stop)
    {
        if (wish is DemonstrationWish.Never)
            return;
        var demonstrations = services.GetRequiredService<Demonstrations>();
        if (await demonstrations.IsMade(stop))
            return;
        if (wish is DemonstrationWish.WhenEmpty && !demonstrations.IsBegun && await demonstrations.IsInUse(stop))
            return;
        await MakeDemonstration.Make(
            demonstrations, services.GetRequiredService<TimeProvider>(), CommandOutput.Terminal, stop);
    }
}
