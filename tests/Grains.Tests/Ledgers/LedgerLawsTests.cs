using FsCheck;
using FsCheck.Fluent;
using LedgerPortal.Journal;

namespace LedgerPortal.Ledgers;

/// <summary>
/// What holds whatever happens to a ledger: invariants 1, 2, 3 and 10 on every day, and the laws of deciding.
/// </summary>
public sealed class LedgerLawsTests
{
    [Fact]
    public void Whatever_happens_every_day_adds_up_and_no_entry_is_settled_beyond_its_amount() => Check(ledger =>
    {
        foreach (var day in ledger.Naive.Days())
        {
            long open = 0;
            foreach (var (entry, posted) in ledger.Naive.Entries)
            {
                var openMinor = ledger.Naive.OpenAsOf(entry, day);
                Assert.InRange(openMinor, 0, posted.AmountMinor);
                open += posted.Side is Side.Debit ? openMinor : -openMinor;
            }

            Assert.Equal(ledger.Naive.BalanceAsOf(day), open);
        }

        // No day before both documents joins them.
        Assert.All(ledger.Naive.AllAllocations, allocation =>
        {
            Assert.True(allocation.EffectiveDate >= ledger.Naive.Find(allocation.Credit)!.DocumentDate);
            Assert.True(allocation.EffectiveDate >= ledger.Naive.Find(allocation.Debit)!.DocumentDate);
            Assert.True(allocation.UndoneFrom is null || allocation.UndoneFrom >= allocation.EffectiveDate);
        });
    });

    [Fact]
    public void The_bounded_state_is_what_the_full_history_gives() => Check(eachStep: true, check: ledger =>
    {
        var state = ledger.State;
        Assert.Equal(ledger.Naive.BalanceMinor, state.BalanceMinor);
        Same(ledger.Naive.Open(Side.Debit), state.Debits!, state.OpenItems);
        Same(ledger.Naive.Open(Side.Credit), state.Credits!, state.UnappliedCredits);
        Assert.Equal(ledger.Naive.Held, state.Held ?? []);
        Assert.All(ledger.Naive.Entries, entry => Assert.Equal(
            ledger.Naive.OpenNow(entry.Version), ledger.Naive.OpenAsOf(entry.Version, state.LatestDate)));

        var snapshot = LedgerReadModel.Definition.WriteState(state);
        Assert.Equal(
            snapshot, LedgerReadModel.Definition.WriteState(LedgerReadModel.Definition.ReadState(snapshot)));
    });

    [Fact]
    public void Repeating_a_wish_on_its_result_gives_nothing_new_or_a_refusal() => Check(
        onAccepted: (ledger, command) =>
        {
            // A posting is a new entry each time; its repetition is known by the command's id, and an exact part may be
            // wished for twice as long as it is open.
            if (command is PostEntry or TransferIn or AllocateCredit { Settlement: SettleExactly })
                return;
            Assert.Empty(ledger.When(command).Events);
        });

    [Fact]
    public void A_ledger_with_too_many_open_items_decides_the_same() => Check(
        beforeCommand: (ledger, command) =>
            Assert.Equal(Text(ledger.When(command)), Text(ledger.WhenTooManyAreOpen(command))));

    [Fact]
    public void Counts_of_a_ledger_that_let_its_items_go_stay_right() => Check(ledger =>
    {
        var state = Ledger.New with { Debits = null, Credits = null };
        foreach (var (version, events) in ledger.Rows)
        {
            foreach (var @event in events)
                state = Ledger.Evolve(state, version, default, @event);
        }

        Assert.Equal(
            (ledger.State.BalanceMinor, ledger.State.OpenItems, ledger.State.UnappliedCredits, ledger.State.LatestDate),
            (state.BalanceMinor, state.OpenItems, state.UnappliedCredits, state.LatestDate));
    });

    /// <summary>The laws are worth what the sequences reach.</summary>
    [Fact]
    public void The_sequences_reach_every_event_and_most_refusals()
    {
        var reached = new HashSet<string>();
        Check(onDecision: decision =>
        {
            reached.UnionWith(decision.Events.Select(@event => @event switch
            {
                EntryPosted { Held: not null } => "entered",
                EntryPosted posted => $"{posted.Kind}",
                AllocationUndone undone when undone.UndoneFrom > undone.EffectiveDate => "undone later",
                _ => @event.GetType().Name,
            }));
            if (decision.Refusal is { Code: var code })
                reached.Add($"{code}");
        });
        Assert.Superset(
            new HashSet<string>
            {
                "Invoice", "Payment", "CreditNote", "OpeningBalance", "Adjustment", "Refund", "Reversal",
                "Transfer", nameof(LedgerMerged), nameof(RefusalCode.PartyMerged),
                nameof(PaymentHeld), nameof(PaymentGivenBack), "entered",
                nameof(CreditAllocated), nameof(AllocationUndone), "undone later", nameof(EntryDisputed),
                nameof(RefusalCode.DateOutOfRange), nameof(RefusalCode.NotACredit), nameof(RefusalCode.NotADebit),
                nameof(RefusalCode.AmountExceedsOpen), nameof(RefusalCode.AmountExceedsUnapplied),
                nameof(RefusalCode.EntryNotFound), nameof(RefusalCode.AllocationNotFound),
                nameof(RefusalCode.AlreadyReversed), nameof(RefusalCode.CannotBeReversed),
                nameof(RefusalCode.AllocationBeforeDocument),
                nameof(RefusalCode.VoidNeedsNoAllocation),
            },
            reached);
    }

    private static void Check(
        Action<LedgerScenario>? check = null,
        bool eachStep = false,
        Action<LedgerScenario, LedgerCommand>? beforeCommand = null,
        Action<LedgerScenario, LedgerCommand>? onAccepted = null,
        Action<Decision<LedgerEvent>>? onDecision = null) =>
        FsCheck.Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(200),
            Prop.ForAll(LedgerMove.Sequences(70), moves =>
            {
                var ledger = new LedgerScenario();
                foreach (var move in moves)
                {
                    var command = move.On(ledger.Naive);
                    beforeCommand?.Invoke(ledger, command);
                    var decision = ledger.When(command);
                    ledger.Record(decision);
                    onDecision?.Invoke(decision);
                    if (decision.Refusal is null)
                        onAccepted?.Invoke(ledger, command);
                    if (eachStep)
                        check?.Invoke(ledger);
                }

                check?.Invoke(ledger);
            }));

    private static void Same(IEnumerable<LedgerEntry> expected, OpenItems items, int count)
    {
        var open = expected.Select(entry => entry.Item).ToList();
        Assert.Equal(open.OrderBy(item => item.Entry), items.ByEntry);
        Assert.Equal(open.OrderBy(item => item.DueDate).ThenBy(item => item.Entry), items.OldestDueFirst);
        Assert.Equal(open.Count, count);
    }

    private static string Text(Decision<LedgerEvent> decision) =>
        decision.Refusal?.ToString() ?? System.Text.Encoding.UTF8.GetString(
            LedgerReadModel.Definition.WriteEvents([.. decision.Events]));
}
