using LedgerPortal.Live;

namespace LedgerPortal.Journal;

/// <summary>A stream is the history of one grain: <c>ledger/{party}/{currency}</c>, <c>invoice/{document}</c>…</summary>
public readonly record struct StreamId(BusinessId Business, string Stream)
{
    /// <summary>The name's first part, for instance <c>ledger</c>.</summary>
    public string Kind => Stream.Split('/', 2)[0];
}

/// <summary>One row of the journal: one accepted command, one version of one stream.</summary>
/// <param name="RecordedAt">Cut to microseconds; never runs backwards in a stream.</param>
/// <param name="Data">The exact bytes of the command's events; the hash covers them.</param>
public sealed record JournalRow(
    StreamId Stream,
    long Version,
    CommandId Command,
    byte[] CommandHash,
    PartyId? Party,
    string Actor,
    DateTimeOffset RecordedAt,
    byte[] Data,
    byte[] PrevHash,
    byte[] Hash);

/// <summary>A row to append, with everything that the same SQL transaction writes beside it.</summary>
public sealed class Append
{
    public required JournalRow Row { get; init; }

    /// <summary>Writes the rows of the read models; called by the writer before the SQL transaction, once an attempt.</summary>
    public required Action<ReadModelBatch> Project { get; init; }

    public IReadOnlyList<OutboxRow> Outbox { get; init; } = [];

    public Snapshot? Snapshot { get; init; }

    /// <summary>The earliest document date that it touches: refused when the period is locked.</summary>
    public DateOnly? OpenSince { get; init; }

    /// <summary>This row moves the period lock; <see cref="AppendRefusal.PostingsPending"/> while postings dated in it are on their way.</summary>
    public PeriodLockChange? PeriodLock { get; init; }

    /// <summary>
    /// What happened, in the words of <see cref="Journal.EventKinds"/>: a delivery is written for each webhook of the business
    /// that asked to be told.
    /// </summary>
    public IReadOnlyList<string> EventKinds { get; init; } = [];

    /// <summary>What to announce after the commit; the position is filled in by the writer.</summary>
    public IReadOnlyList<Change> Changes { get; init; } = [];
}

public sealed record PeriodLockChange(DateOnly? LockedThrough);

/// <param name="Format">Of <see cref="Data"/>: two formats stay readable.</param>
/// <param name="Hash">Of the row at <see cref="Version"/>, so that a chain goes on from here.</param>
public sealed record Snapshot(long Version, int Format, byte[] Hash, DateTimeOffset RecordedAt, byte[] Data);

/// <param name="Obligation">JSON of an <see cref="Obligation"/>.</param>
/// <param name="PostingDate">On its way to a ledger with this document date: a lock of the period waits for it.</param>
/// <param name="NotBefore">It waits for this moment and has no place in the order of its stream.</param>
public sealed record OutboxRow(
    StreamId Stream,
    long Version,
    int Ordinal,
    DateTimeOffset DueAt,
    CommandId Command,
    byte[] Obligation,
    DateOnly? PostingDate,
    DateTimeOffset? NotBefore = null);

public enum AppendRefusal
{
    /// <summary>The head stands elsewhere: another activation wrote. Load again.</summary>
    HeadMoved,

    /// <summary>The stream has a row with this command id: its answer is the first answer.</summary>
    CommandKnown,

    /// <summary>A date lies in a locked period.</summary>
    PeriodLocked,

    /// <summary>The lock has to wait for postings that are on their way.</summary>
    PostingsPending,

    /// <summary>A number, code or the like is taken: named by the constraint.</summary>
    NotUnique,
}

/// <param name="Position">In the journal, when it was committed.</param>
public readonly record struct AppendResult(AppendRefusal? Refusal, long Position, string? Constraint = null);

/// <summary>What a stream holds: the newest snapshot, if any, and the rows after it.</summary>
public sealed record StreamTail(Snapshot? Snapshot, IReadOnlyList<JournalRow> Rows);

/// <param name="Row">Null when no such command was accepted.</param>
/// <param name="HeadVersion">Of the stream at that moment; zero before its first row.</param>
public sealed record FoundRow(JournalRow? Row, long HeadVersion);

/// <summary>
/// The only place that is true. Narrow, so that the same grains run on a simulated one.
/// </summary>
public interface IJournal
{
    /// <summary>
    /// Completes when the row and all beside it are committed, or when they are refused. Throws when the outcome is unknown
    /// or the database is away: the caller loads again and looks for its command id before trying again.
    /// </summary>
    Task<AppendResult> Append(Append append);

    /// <summary>
    /// Everything committed of a stream. Without the snapshot all rows come, for a program that cannot read its format.
    /// </summary>
    Task<StreamTail> Load(StreamId stream, bool withSnapshot = true);

    /// <summary>The row of a command accepted at any time, and how far the stream has come.</summary>
    Task<FoundRow> Find(StreamId stream, CommandId command);
}
