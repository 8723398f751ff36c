using Npgsql;

namespace LedgerPortal.Journal;

/// <summary>The journal's columns in one order, for everyone who reads rows of it.</summary>
public static class JournalColumns
{
    public const string Names =
        "business, stream, version, command_id, command_hash, party, actor, recorded_at, data, prev_hash, hash";

    /// <param name="first">Where the columns start in the reader's row.</param>
    public static JournalRow Read(NpgsqlDataReader reader, int first = 0) => new(
        new StreamId(new BusinessId(reader.GetGuid(first)), reader.GetString(first + 1)),
        reader.GetInt64(first + 2),
        new CommandId(reader.GetGuid(first + 3)),
        reader.GetFieldValue<byte[]>(first + 4),
        reader.IsDBNull(first + 5) ? null : new PartyId(reader.GetGuid(first + 5)),
        reader.GetString(first + 6),
        Moment(reader, first + 7),
        reader.GetFieldValue<byte[]>(first + 8),
        reader.GetFieldValue<byte[]>(first + 9),
        reader.GetFieldValue<byte[]>(first + 10));

    public static DateTimeOffset Moment(NpgsqlDataReader reader, int column) =>
        new(reader.GetFieldValue<DateTime>(column), TimeSpan.Zero);
}
