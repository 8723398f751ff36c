using System.Globalization;
using LedgerPortal.Journal;

namespace LedgerPortal.Ledgers;

/// <summary>
/// Given commands, when a command, then events or a refusal. "Given" is built by real commands; rows go through their
/// bytes, as they would through the journal.
/// </summary>
internal sealed class LedgerScenario
{
    public static readonly Currency Rupee = Currency.Parse("INR");

    private static readonly LedgerKey Key = new(
        new BusinessId(Guid.Parse("6b9c1c66-6bb0-4a55-9f6f-57bbd3b45ba5")),
        new PartyId(Guid.Parse("30cf6bbb-9ad0-4a53-9cfe-b2a1ba1a17d9")),
        Rupee);

    private static readonly TimeSpan DaysBetween = TimeSpan.FromDays(2);

    private int _commands;

    /// <summary>When commands are decided. With each that was recorded it is some days later.</summary>
    public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 6, 30, 0, TimeSpan.Zero);

    public Ledger State { get; private set; } = Ledger.New;

    public NaiveLedger Naive { get; } = new();

    public List<(long Version, IReadOnlyList<LedgerEvent> Events)> Rows { get; } = [];

    /// <summary>The last entry's number.</summary>
    public long Last => Naive.Entries[^1].Version;

    public static DateOnly Day(string day) => DateOnly.Parse(day, CultureInfo.InvariantCulture);

    public static Money Rs(decimal major) => Money.FromMajor(major, Rupee);

    public static PostEntry Invoice(decimal amount, string date, string? due = null, DocumentId? document = null) =>
        Entry(EntryKind.Invoice, amount, date) with { DueDate = due is null ? null : Day(due), Document = document };

    public static PostEntry Payment(decimal amount, string date, Settlement? settlement = null) =>
        Entry(EntryKind.Payment, amount, date) with { Settlement = settlement ?? new SettleOldestDueFirst() };

    /// <summary>A payment that counts from its day on, which begins at midnight in India.</summary>
    public static PostEntry PostDated(decimal amount, string day, Settlement? settlement = null) =>
        Payment(amount, day, settlement) with { DayBeginsAt = BeginningOf(Day(day)) };

    public static DateTimeOffset BeginningOf(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.FromHours(5.5));

    public static EnterPayment Entering(long held, string date) => new()
    {
        Id = default,
        By = Actor.System("tests"),
        Held = held,
        Date = Day(date),
    };

    public static GiveBackPayment GivingBack(long held) => new()
    {
        Id = default,
        By = Actor.System("tests"),
        Held = held,
        Narration = "Paid by UPI instead",
        InternalReason = "Asked for at the counter",
    };

    public static PostEntry Entry(EntryKind kind, decimal amount, string date) => new()
    {
        Id = default,
        By = Actor.System("tests"),
        Kind = kind,
        Amount = Rs(amount),
        DocumentDate = Day(date),
    };

    public static ReverseEntry Reversal(long entry, string date) => new()
    {
        Id = default,
        By = Actor.System("tests"),
        Entry = entry,
        DocumentDate = Day(date),
        InternalReason = "Bounced",
    };

    public static AllocateCredit Allocation(long credit, Settlement? settlement = null, string? on = null) => new()
    {
        Id = default,
        By = Actor.System("tests"),
        CreditEntry = credit,
        Settlement = settlement ?? new SettleOldestDueFirst(),
        EffectiveDate = on is null ? null : Day(on),
    };

    public static UndoAllocation Undoing(long credit, long debit, string? from = null) => new()
    {
        Id = default,
        By = Actor.System("tests"),
        CreditEntry = credit,
        DebitEntry = debit,
        From = from is null ? null : Day(from),
    };

    public static MarkDisputed Dispute(long entry, decimal amount) => new()
    {
        Id = default,
        By = Actor.System("tests"),
        Entry = entry,
        Amount = Rs(amount),
    };

    public static SettleExactly Exactly(params (long Entry, decimal Amount)[] parts) =>
        new([.. parts.Select(part => new SettlementPart(part.Entry, Rs(part.Amount)))]);

    /// <summary>Carries out commands that must be accepted; gives the number of the last one's version.</summary>
    public long Given(params LedgerCommand[] commands)
    {
        foreach (var command in commands)
        {
            var decision = When(command);
            Assert.Null(decision.Refusal);
            Record(decision);
        }

        return State.Version;
    }

    /// <summary>Decides, as a grain would: with the facts that it asks for, read from the full history.</summary>
    public Decision<LedgerEvent> When(LedgerCommand command) => Decide(State, command);

    /// <summary>The same on a state that has let its open items go.</summary>
    public Decision<LedgerEvent> WhenTooManyAreOpen(LedgerCommand command) =>
        Decide(State with { Debits = null, Credits = null }, command);

    public void ThenRefused(RefusalCode code, string? field, LedgerCommand when)
    {
        foreach (var decision in new[] { When(when), WhenTooManyAreOpen(when) })
            Assert.Equal((code, field), (decision.Refusal?.Code, decision.Refusal?.Field));
    }

    public void ThenNothing(LedgerCommand when)
    {
        var decision = When(when);
        Assert.Null(decision.Refusal);
        Assert.Empty(decision.Events);
    }

    public void Record(Decision<LedgerEvent> decision)
    {
        if (decision.Events.Count == 0)
            return;
        var data = LedgerReadModel.Definition.WriteEvents([.. decision.Events]);
        var row = new JournalRow(
            LedgerReadModel.StreamOf(Key), State.Version + 1, new CommandId(new Guid(++_commands, 0, 0, new byte[8])),
            [], null, "system/tests", DateTimeOffset.UnixEpoch.AddSeconds(_commands), data, [], []);
        var events = LedgerReadModel.Definition.ReadEvents(data);
        State = LedgerReadModel.Definition.Fold(State, row, events);
        Naive.Add(row.Version, events);
        Rows.Add((row.Version, events));
        Now += DaysBetween;
    }

    public long OpenMinor(long entry) =>
        (State.Debits!.Find(entry) ?? State.Credits!.Find(entry))?.OpenMinor ?? 0;

    private Decision<LedgerEvent> Decide(Ledger state, LedgerCommand command)
    {
        var facts = LedgerDecisions.NeedsFacts(state, command, Rupee)
            ? LedgerFacts.Load(Naive, state, command).GetAwaiter().GetResult()
            : LedgerFacts.None;
        return LedgerDecisions.Decide(state, command, facts, Rupee, Now);
    }
}
