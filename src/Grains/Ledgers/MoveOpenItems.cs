using LedgerPortal.Businesses;
using LedgerPortal.Hosting;
using LedgerPortal.Journal;

namespace LedgerPortal.Ledgers;

/// <summary>
/// A ledger whose party was merged moves what is open in it, item by item. The day is that of the merge, or the first open
/// one when the books have been locked since (invariant 11).
/// </summary>
/// <param name="Ledger">Key of the ledger.</param>
/// <param name="On">The day of the merge.</param>
public sealed record MoveOpenItems(string Ledger, DateOnly On) : Obligation
{
    private const int AtATime = 200;

    public override async Task<Refusal?> Perform(ObligationOrigin origin, IGrains grains)
    {
        var business = await grains.Get<IBusiness>($"{origin.Stream.Business}").View();
        var date = business?.LockedThrough is { } locked && locked >= On ? locked.AddDays(1) : On;
        var ledger = grains.Get<IPartyLedger>(Ledger);
        var tried = new HashSet<long>();
        while (true)
        {
            var open = await ledger.OpenEntries(AtATime);
            // What is open still after it was moved has opened again since, and that row obliges for itself.
            if (!open.Any(tried.Add))
                return null;
            foreach (var entry in open)
            {
                tried.Add(entry);
                var moved = await ledger.Execute(new TransferOut
                {
                    Id = origin.Command.Derive($"transfer {entry} {date:yyyy-MM-dd}"),
                    By = Actor.System("outbox"),
                    Entry = entry,
                    Date = date,
                });
                if (!moved.IsAccepted)
                    return moved.Refusal;
            }
        }
    }
}

/// <summary>What left one ledger comes into the other.</summary>
/// <param name="Ledger">Key of the ledger that takes it.</param>
public sealed record TakeTransfer(
    string Ledger,
    Side Side,
    Money Amount,
    DateOnly Date,
    TransferOrigin Origin,
    string? Number,
    string? Method,
    string? Reference,
    string? Narration) : Obligation
{
    public override async Task<Refusal?> Perform(ObligationOrigin origin, IGrains grains)
    {
        var taken = await grains.Get<IPartyLedger>(Ledger).Execute(new TransferIn
        {
            Id = origin.Command.Derive("taken"),
            By = Actor.System("outbox"),
            Side = Side,
            Amount = Amount,
            Date = Date,
            Origin = Origin,
            Number = Number,
            Method = Method,
            Reference = Reference,
            Narration = Narration,
        });
        return taken.Refusal;
    }
}
