using System.Text.Json;
using LedgerPortal.Journal;

namespace LedgerPortal.Verifications;

/// <summary>A row of the journal and what stands beside it.</summary>
/// <param name="HeadHash">Of the stream's head, when the head stands on this row.</param>
/// <param name="Snapshot">When there is one of this version.</param>
internal sealed record VerifiedRow(JournalRow Row, byte[]? HeadHash, Snapshot? Snapshot);

/// <summary>Checks one stream row by row, and folds it to the rows that the read models shall have of it.</summary>
internal sealed class StreamVerifier
{
    private readonly JournalChecks _checks;
    private readonly IEventStream? _definition;
    private readonly IStreamFold? _fold;
    private readonly ReadModelBatch _readModels = new();
    private readonly HashSet<CommandId> _commands = [];
    private VerifiedRow? _last;
    private long _rows;
    private long _snapshots;
    private bool _isReadable = true;

    public StreamVerifier(StreamId stream, JournalChecks checks, IReadOnlyDictionary<string, IEventStream> streams)
    {
        Stream = stream;
        _checks = checks;
        _definition = streams.GetValueOrDefault(stream.Kind);
        _fold = _definition?.Begin(stream);
        if (_fold is null)
            _checks.Known.Break($"{Named(stream)} is of no known kind");
    }

    public StreamId Stream { get; }

    public void Add(VerifiedRow next)
    {
        var row = next.Row;
        _rows++;
        if (row.Version != (_last?.Row.Version ?? 0) + 1)
            _checks.Versions.Break($"{Named(row)} follows version {_last?.Row.Version ?? 0}");
        if (!RowHash.Holds(row))
            _checks.Hashes.Break($"{Named(row)} has a hash that its columns do not give");
        else if (!row.PrevHash.AsSpan().SequenceEqual(_last?.Row.Hash ?? RowHash.Start))
            _checks.Hashes.Break($"{Named(row)} does not stand on the row before it");
        if (row.RecordedAt < _last?.Row.RecordedAt)
            _checks.Moments.Break($"{Named(row)} is recorded before the row before it");
        if (!_commands.Add(row.Command))
            _checks.Commands.Break($"{Named(row)} repeats command {row.Command}");
        Fold(row);
        if (next.Snapshot is { } snapshot)
            Compare(row, snapshot);
        _last = next;
    }

    /// <summary>The rows that the read models shall have of the stream.</summary>
    public ReadModelBatch End()
    {
        if (_last is { } last && (last.HeadHash is null || !last.HeadHash.AsSpan().SequenceEqual(last.Row.Hash)))
            _checks.Heads.Break($"{Named(last.Row)} is the last row, but not where the head stands");
        _checks.Known.Count(1);
        _checks.Heads.Count(1);
        _checks.Snapshots.Count(_snapshots);
        foreach (var check in new[] { _checks.Versions, _checks.Hashes, _checks.Moments, _checks.Commands })
            check.Count(_rows);
        return _readModels;
    }

    private void Fold(JournalRow row)
    {
        // After a row that cannot be folded the state is unknown, and whatever follows would only repeat the finding.
        if (_fold is null || !_isReadable)
            return;
        try
        {
            _fold.Apply(row, _readModels);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            _isReadable = false;
            _checks.Known.Break($"{Named(row)} cannot be folded: {exception.Message}");
        }
    }

    private void Compare(JournalRow row, Snapshot snapshot)
    {
        _snapshots++;
        if (!snapshot.Hash.AsSpan().SequenceEqual(row.Hash) || snapshot.RecordedAt != row.RecordedAt)
            _checks.Snapshots.Break($"the snapshot of {Named(row)} is of another row");
        else if (_isReadable && snapshot.Format == _definition?.SnapshotFormat && !IsState(snapshot.Data))
            _checks.Snapshots.Break($"the snapshot of {Named(row)} is not what the rows before it give");
    }

    private bool IsState(byte[] snapshot)
    {
        try
        {
            return _fold!.IsStateOf(snapshot);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Named(JournalRow row) => $"{Named(row.Stream)} version {row.Version}";

    private static string Named(StreamId stream) => $"{stream.Stream} of business {stream.Business}";
}
