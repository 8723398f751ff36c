using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LedgerPortal.Journal;
using LedgerPortal.Live;

namespace LedgerPortal.Ledgers;

/// <inheritdoc cref="IPartyLedger"/>
public class PartyLedger(string key, GrainServices services, ILedgerFacts facts)
    : Grain<Ledger, LedgerCommand, LedgerEvent, LedgerAnswer>(
        LedgerReadModel.StreamOf(LedgerKey.Parse(key)), LedgerReadModel.Definition, services), IPartyLedger
{
    /// <summary>A ledger whose open items were too many keeps them again when so few are left.</summary>
    private const int FewEnoughOpenItems = Ledger.MaxOpenItems * 4 / 5;

    private readonly LedgerKey _key = LedgerKey.Parse(key);

    protected override JsonTypeInfo<LedgerCommand> CommandJson => LedgerJson.Default.LedgerCommand;

    public async Task<LedgerView> View()
    {
        var (state, version, headHash) = await CommittedHead();
        return new LedgerView(
            _key, version, Amount(state.BalanceMinor), Convert.ToHexStringLower(headHash), state.OpenItems,
            state.UnappliedCredits);
    }

    public async Task<long[]> OpenEntries(int limit)
    {
        var state = await Committed();
        if (state is { Debits: { } debits, Credits: { } credits })
            return [.. debits.ByEntry.Concat(credits.ByEntry).Select(item => item.Entry).Order().Take(limit)];
        await using var look = await facts.Look(_key);
        return [.. (await look.Open()).Select(entry => entry.Entry).Order().Take(limit)];
    }

    protected override Decision<LedgerEvent> Decide(
        Ledger state, LedgerCommand command, object? facts, DateTimeOffset now) =>
        LedgerDecisions.Decide(state, command, facts as LedgerFacts ?? LedgerFacts.None, _key.Currency, now);

    protected override LedgerCommand ContentOf(LedgerCommand command) => command switch
    {
        PostEntry post => base.ContentOf(post with { DayBeginsAt = null, Voucher = null }),
        EnterPayment enter => base.ContentOf(enter with { ReceiptNumbering = null }),
        _ => base.ContentOf(command),
    };

    protected override bool NeedsFacts(Ledger state, LedgerCommand command) =>
        LedgerDecisions.NeedsFacts(state, command, _key.Currency);

    protected override async Task<object?> LoadFacts(Ledger state, LedgerCommand command)
    {
        await using var look = await facts.Look(_key);
        return await LedgerFacts.Load(look, state, command);
    }

    protected override async Task<Ledger> Loaded(Ledger state)
    {
        if (state.Debits is not null || state.OpenItems + state.UnappliedCredits > FewEnoughOpenItems)
            return state;
        await using var look = await facts.Look(_key);
        var open = await look.Open();
        return state with
        {
            Debits = OpenItems.Of(open.Where(entry => entry.Side is Side.Debit).Select(entry => entry.Item)),
            Credits = OpenItems.Of(open.Where(entry => entry.Side is Side.Credit).Select(entry => entry.Item)),
        };
    }

    protected override LedgerAnswer Answer(JournalRow row, IReadOnlyList<LedgerEvent> events) =>
        new(row.Version, Amount(events[^1].BalanceMinor), row.RecordedAt, events[0] is PaymentHeld);

    protected override LedgerAnswer AlreadyDone() => new(Version, Amount(State.BalanceMinor), State.RecordedAt);

    protected override DateOnly? OpenSince(IReadOnlyList<LedgerEvent> events)
    {
        DateOnly? earliest = null;
        foreach (var @event in events)
        {
            DateOnly? date = @event switch
            {
                EntryPosted posted => posted.DocumentDate,
                CreditAllocated allocated => allocated.EffectiveDate,
                AllocationUndone undone => undone.UndoneFrom,
                // It could not be entered there.
                PaymentHeld held => held.Day,
                _ => null,
            };
            if (date is not null && (earliest is null || date < earliest))
                earliest = date;
        }

        return earliest;
    }

    protected override Refusal RefusalOfConstraint(string constraint) => constraint == "entry_document"
        ? new Refusal(RefusalCode.AlreadyExists, "document")
        : base.RefusalOfConstraint(constraint);

    protected override IEnumerable<Due> Obligations(IReadOnlyList<LedgerEvent> events, Ledger after)
    {
        if (events[0] is EntryPosted { ReceiptNumbering: { } numbering })
            yield return new Due(new TakeReceiptNumber(key, after.Version, numbering));
        if (events[0] is PaymentHeld held)
            yield return new Due(new EnterHeldPayment(key, after.Version, held.Day), NotBefore: held.DayBeginsAt);
        if (after is not { MergedInto: not null, MergedOn: { } on })
            yield break;
        if (events[0] is EntryPosted { Transferred: { } item } moved)
        {
            yield return new Due(
                new TakeTransfer(
                    new LedgerKey(_key.Business, item.To, _key.Currency).ToString(),
                    moved.Side is Side.Debit ? Side.Credit : Side.Debit,
                    Amount(moved.AmountMinor),
                    moved.DocumentDate,
                    new TransferOrigin(
                        _key.Party, after.Version, item.Kind, item.DocumentDate, item.DueDate, item.Document,
                        item.DisputedMinor),
                    moved.Number, moved.Method, moved.Reference, moved.Narration),
                PostingDate: moved.DocumentDate);
        }
        else if (after.OpenItems + after.UnappliedCredits > 0)
        {
            yield return new Due(new MoveOpenItems(key, on), PostingDate: on);
        }
    }

    protected override IReadOnlyList<string> EventKinds(IReadOnlyList<LedgerEvent> events)
    {
        // A reversal undoes allocations first, a payment settles after: the entry says what happened.
        foreach (var @event in events)
        {
            if (@event is EntryPosted posted)
                return KindsOf(posted.Kind);
        }

        return events[0] switch
        {
            CreditAllocated => Allocated,
            AllocationUndone => Undone,
            PaymentHeld => Held,
            PaymentGivenBack => GivenBack,
            _ => [],
        };
    }

    private static string[] KindsOf(EntryKind kind) => kind switch
    {
        EntryKind.Payment => PaymentRecorded,
        EntryKind.Reversal => EntryReversed,
        _ => EntryPostedKind,
    };

    protected override IEnumerable<Change> Changes(JournalRow row, IReadOnlyList<LedgerEvent> events, Ledger after)
    {
        var (what, subject) = Subject(row, events);
        var topics = new List<string> { Topic.Ledger(_key.Party, _key.Currency), Topic.Business };
        foreach (var document in Documents(events))
            topics.Add(Topic.Document(document));
        yield return new Change(
            topics, row.Stream.Stream, row.Version, 0, Amount(after.BalanceMinor), what, subject);
    }

    private static (string What, string Subject) Subject(JournalRow row, IReadOnlyList<LedgerEvent> events)
    {
        // A reversal undoes allocations first: the entry says what happened.
        if (events.OfType<EntryPosted>().FirstOrDefault() is { } posted)
            return (KindNames[(int)posted.Kind], posted.Number ?? $"{row.Version}");
        return events[0] switch
        {
            CreditAllocated allocated => ("allocation", $"{allocated.Credit}"),
            AllocationUndone undone => ("allocation-undone", $"{undone.Credit.Entry}"),
            ReceiptNumbered numbered => ("receipt", numbered.Number),
            EntryDisputed disputed => ("dispute", $"{disputed.Entry}"),
            PaymentHeld => ("post-dated", $"{row.Version}"),
            PaymentGivenBack back => ("given-back", $"{back.Held}"),
            LedgerMerged merged => ("merged", $"{merged.Into}"),
            var other => throw new InvalidOperationException($"{other.GetType().Name} is not of a ledger."),
        };
    }

    /// <summary>
    /// The documents whose links show something else now. While a row is being made
    /// <see cref="Grain{TState,TCommand,TEvent,TAnswer}.State"/> is the one before it, which still has what the row
    /// settles.
    /// </summary>
    private IEnumerable<DocumentId> Documents(IReadOnlyList<LedgerEvent> events)
    {
        foreach (var @event in events)
        {
            var (one, other) = @event switch
            {
                EntryPosted posted => (posted.Document ?? posted.Origin?.Document ?? posted.Transferred?.Document, null),
                CreditAllocated allocated => (
                    State.Credits?.Find(allocated.Credit)?.Document, State.Debits?.Find(allocated.Debit)?.Document),
                AllocationUndone undone => (undone.Credit.Document, undone.Debit.Document),
                EntryDisputed disputed => (State.Debits?.Find(disputed.Entry)?.Document, null),
                _ => default((DocumentId?, DocumentId?)),
            };
            if (one is not null)
                yield return one.Value;
            if (other is not null)
                yield return other.Value;
        }
    }

    private Money Amount(long minor) => new(minor, _key.Currency);

    private static readonly string[] PaymentRecorded = [Journal.EventKinds.PaymentRecorded];
    private static readonly string[] EntryReversed = [Journal.EventKinds.EntryReversed];
    private static readonly string[] EntryPostedKind = [Journal.EventKinds.EntryPosted];
    private static readonly string[] Allocated = [Journal.EventKinds.CreditAllocated];
    private static readonly string[] Undone = [Journal.EventKinds.AllocationUndone];
    private static readonly string[] Held = [Journal.EventKinds.PaymentHeld];
    private static readonly string[] GivenBack = [Journal.EventKinds.PaymentGivenBack];

    private static readonly string[] KindNames =
        [.. Enum.GetNames<EntryKind>().Select(JsonNamingPolicy.KebabCaseLower.ConvertName)];
}
