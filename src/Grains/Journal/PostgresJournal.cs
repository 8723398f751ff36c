using LedgerPortal.Live;
using Npgsql;

namespace LedgerPortal.Journal;

/// <summary>
/// The journal in PostgreSQL. Appends of all grains of the process go into a channel; a writer takes whatever is waiting,
/// never waiting on a timer, and commits it set-based in one SQL transaction: journal, heads, read models, outbox, snapshots.
/// A stream always goes to the same writer, so that its appends are committed in the order they were decided.
/// </summary>
public sealed class PostgresJournal : IJournal, IAsyncDisposable
{
    /// <summary>Advisory lock: taken shared by each batch, exclusively by the swap of a rebuild.</summary>
    internal const long RebuildLock = 0x4c65_6467_6572_0001;

    private readonly NpgsqlDataSource _writerRole;
    private readonly StreamLoader _loader;
    private readonly JournalWriter[] _writers;

    /// <param name="writerRole">Connections that act as <c>ledgerportal_writer</c>.</param>
    public PostgresJournal(NpgsqlDataSource writerRole, ILiveFeed feed, int writers = 2)
    {
        _writerRole = writerRole;
        _loader = new StreamLoader(writerRole);
        _writers = [.. Enumerable.Range(0, writers).Select(_ =>
            new JournalWriter(new PostgresCommits(writerRole), feed, TaskScheduler.Default))];
    }

    public Task<AppendResult> Append(Append append) =>
        _writers[JournalWriter.PlaceOf(append.Row.Stream, _writers.Length)].Add(append);

    public Task<StreamTail> Load(StreamId stream, bool withSnapshot = true) => _loader.Load(stream, withSnapshot);

    public async Task<FoundRow> Find(StreamId stream, CommandId command)
    {
        await using var find = _writerRole.CreateCommand(
            $"""
            select coalesce((select version from journal.head where business = $1 and stream = $2), 0), j.*
            from (select) one left join (
              select {JournalColumns.Names} from journal.journal
              where business = $1 and stream = $2 and command_id = $3
                -- As the index journal_command has it.
                and hashtextextended(stream, uuid_hash_extended(business, 0))
                  = hashtextextended($2, uuid_hash_extended($1, 0))) j on true
            """);
        find.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = stream.Business.Value });
        find.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stream.Stream });
        find.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = command.Value });
        await using var reader = await find.ExecuteReaderAsync();
        await reader.ReadAsync();
        return new FoundRow(reader.IsDBNull(1) ? null : JournalColumns.Read(reader, 1), reader.GetInt64(0));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var writer in _writers)
            await writer.DisposeAsync();
        await _loader.DisposeAsync();
    }
}
