using System.Text.Json.Serialization.Metadata;
using LedgerPortal.Journal;
using LedgerPortal.Ledgers;
using LedgerPortal.Live;

namespace LedgerPortal.Simulations;

/// <summary>Balance, open items, allocations and receipts of one ledger.</summary>
internal sealed class LedgerAudit(Audit audit, StreamId stream)
    : StreamAudit<Ledger, LedgerCommand, LedgerEvent, LedgerAnswer>(audit, stream, LedgerReadModel.Definition)
{
    private readonly LedgerKey _key = LedgerReadModel.KeyOf(stream);

    public LedgerKey Key => _key;

    public LedgerBook Book { get; } = new();

    public Database Database => Audit.Database;

    protected override JsonTypeInfo<LedgerCommand> CommandJson => LedgerJson.Default.LedgerCommand;

    public override void Announced(Change change)
    {
        if (change.Balance is { } balance && balance.Minor != Book.BalanceAt(change.Version))
            Audit.Violate($"{Stream.Stream} was announced with another balance than it had at version {change.Version}");
    }

    public override void CheckAtRest(StoredStream stored)
    {
        base.CheckAtRest(stored);
        var look = new TablesLook(TablesLook.RowsOf(Audit.Database.Tables, _key));
        foreach (var entry in look.All)
        {
            if (entry != Book.Find(entry.Entry))
                Audit.Violate($"{Stream.Stream} has {entry}, the books have {Book.Find(entry.Entry)}");
        }

        if (look.All.Count() != Book.Count)
            Audit.Violate($"{Stream.Stream} has not the entries that the books have");
        if (Book.AwaitingReceipt.FirstOrDefault() is > 0 and var paid)
            Audit.Violate($"entry {paid} of {Stream.Stream} never got its receipt's number");
    }

    /// <summary>An activation never shows what is not committed; one that another host has left behind may show what was.</summary>
    public void Viewed(LedgerView view)
    {
        if (view.Version > Version || view.Balance.Minor != Book.BalanceAt(view.Version))
            Audit.Violate($"{Stream.Stream} showed a balance of {view.Balance} at version {view.Version}, which it never had");
    }

    /// <summary>A page showed a figure.</summary>
    public void Shown(long version, long balanceMinor)
    {
        if (version > Version || balanceMinor != Book.BalanceAt(version))
            Audit.Violate($"a page showed {balanceMinor} as the balance of {Stream.Stream} at version {version}, which it never was");
    }

    protected override Decision<LedgerEvent> Decide(Ledger state, LedgerCommand command, DateTimeOffset now)
    {
        // The books answer at once.
        var facts = LedgerDecisions.NeedsFacts(state, command, _key.Currency)
            ? LedgerFacts.Load(Book, state, command).GetAwaiter().GetResult()
            : LedgerFacts.None;
        return LedgerDecisions.Decide(state, command, facts, _key.Currency, now);
    }

    protected override void Account(JournalRow row, IReadOnlyList<LedgerEvent> events)
    {
        if (Book.Add(row.Version, events) is { } wrong)
            Violate(row, wrong);
    }

    protected override LedgerAnswer AnswerOf(JournalRow row) =>
        new(row.Version, new Money(Book.BalanceAt(row.Version), _key.Currency), row.RecordedAt);

    protected override void CheckPromised(JournalRow row, IReadOnlyList<LedgerEvent> events)
    {
        if (events is not [ReceiptNumbered numbered])
            Violate(row, "is nothing that was promised");
        else if (SeriesAudit.NumberFor(Audit, Stream, numbered.Entry) != numbered.Number)
            Violate(row, $"gives the number {numbered.Number}, which was not taken for it");
    }
}
