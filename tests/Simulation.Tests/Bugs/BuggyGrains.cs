using LedgerPortal.Hosting;
using LedgerPortal.Journal;
using LedgerPortal.Ledgers;
using LedgerPortal.NumberSeries;

namespace LedgerPortal.Simulations;

/// <summary>Reaches grains wrongly, for the outbox.</summary>
internal sealed class BuggyGrains(IGrains grains, World world, PlantedBug bug) : IGrains
{
    public TContract Get<TContract>(string key) where TContract : class =>
        bug is PlantedBug.PromiseKeptWithNewId && grains.Get<TContract>(key) is INumberSeries series
            ? (TContract)(object)new NewIds(series, world)
            : grains.Get<TContract>(key);

    private sealed class NewIds(INumberSeries series, World world) : INumberSeries
    {
        public Task<Answer<NumberAnswer>> Execute(NumberSeriesCommand command) =>
            series.Execute(command with { Id = new CommandId(world.Random.Guid()) });
    }
}

/// <summary>Ledgers that decide or answer wrongly.</summary>
internal sealed class BuggyPartyLedger(string key, GrainServices services, ILedgerFacts facts, PlantedBug bug)
    : PartyLedger(key, services, facts)
{
    private object? _facts;

    /// <summary>The grain types, with the ledger in its wrong form when the bug is one of it.</summary>
    public static IReadOnlyDictionary<Type, Func<string, IDiscardable>> Among(
        IReadOnlyDictionary<Type, Func<string, IDiscardable>> makers, GrainServices services, ILedgerFacts facts, PlantedBug bug) =>
        new Dictionary<Type, Func<string, IDiscardable>>(makers)
        {
            [typeof(IPartyLedger)] = key => new BuggyPartyLedger(key, services, facts, bug),
        };

    protected override LedgerAnswer Answer(JournalRow row, IReadOnlyList<LedgerEvent> events)
    {
        var answer = base.Answer(row, events);
        return bug is PlantedBug.AnswerFromPresentState
            ? answer with { Balance = new Money(State.BalanceMinor, answer.Balance.Currency) }
            : answer;
    }

    protected override async Task<object?> LoadFacts(Ledger state, LedgerCommand command) =>
        bug is PlantedBug.FactsOfAnEarlierVersion && command is ReverseEntry or UndoAllocation
            ? _facts ??= await base.LoadFacts(state, command)
            : await base.LoadFacts(state, command);

    protected override IEnumerable<Due> Obligations(IReadOnlyList<LedgerEvent> events, Ledger after) => bug switch
    {
        PlantedBug.PromiseForgotten => [],
        PlantedBug.PromiseMadeTwice => [.. base.Obligations(events, after), .. base.Obligations(events, after)],
        _ => base.Obligations(events, after),
    };

    protected override Decision<LedgerEvent> Decide(Ledger state, LedgerCommand command, object? facts, DateTimeOffset now)
    {
        var decision = base.Decide(state, command, facts, now);
        return bug is PlantedBug.SettledBeyondItsAmount && decision.Events is [EntryPosted, CreditAllocated { DebitOpenMinor: > 0 } part]
            ? Decision<LedgerEvent>.Of(decision.Events[0], part with
            {
                AmountMinor = part.AmountMinor + 1,
                DebitOpenMinor = part.DebitOpenMinor - 1,
            })
            : decision;
    }
}
