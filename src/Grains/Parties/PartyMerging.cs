using LedgerPortal.Hosting;
using LedgerPortal.Journal;
using LedgerPortal.Ledgers;

namespace LedgerPortal.Parties;

/// <summary>Asks the other party whether it takes this one, and tells this one the answer.</summary>
/// <param name="Contacts">That become contacts of the other party.</param>
public sealed record AskToAbsorb(PartyId From, PartyId Into, IReadOnlyList<SealedContact> Contacts) : Obligation
{
    public override async Task<Refusal?> Perform(ObligationOrigin origin, IGrains grains)
    {
        var business = origin.Stream.Business;
        var asked = await grains.Get<IParty>($"{business}/{Into}").Execute(new AbsorbParty
        {
            Id = origin.Command.Derive("absorb"),
            By = Actor.System("outbox"),
            From = From,
            Contacts = Contacts,
        });
        // The answer is part of the id: had the other party refused and this one not heard of it, it may agree at the next try.
        var ended = await grains.Get<IParty>($"{business}/{From}").Execute(new EndMerge
        {
            Id = origin.Command.Derive($"end {asked.Refusal?.Code}"),
            By = Actor.System("outbox"),
            RefusedBecause = asked.Refusal?.Code,
        });
        return ended.Refusal;
    }
}

/// <summary>A ledger of a party that was merged begins to move what is open in it.</summary>
/// <param name="Ledger">Key of the ledger.</param>
public sealed record MergeLedgerOfParty(string Ledger, PartyId Into, DateOnly On) : Obligation
{
    public override async Task<Refusal?> Perform(ObligationOrigin origin, IGrains grains)
    {
        var merged = await grains.Get<IPartyLedger>(Ledger).Execute(new MergeLedger
        {
            Id = origin.Command.Derive("merge"),
            By = Actor.System("outbox"),
            Into = Into,
            On = On,
        });
        return merged.Refusal;
    }
}
