using Npgsql;

namespace LedgerPortal.Journal;

/// <summary>The journal's columns in one order, for everyone who reads rows of it.</summary>
public static class JournalColumns
{
    public const string Names =
        "business, stream, version, command_id, command_hash, party, actor, recorded_at, data, prev_hash, hash";

    public static JournalRow Read(NpgsqlDataReader reader) => new(
        new StreamId(new BusinessId(reader.GetGuid(0)), reader.GetString(1)),
        reader.GetInt64(2),
        new CommandId(reader.GetGuid(3)),
        reader.GetFieldValue<byte[]>(4),
        reader.IsDBNull(5) ? null : new PartyId(reader.GetGuid(5)),
        reader.GetString(6),
        Moment(reader, 7),
        reader.GetFieldValue<byte[]>(8),
        reader.GetFieldValue<byte[]>(9),
        reader.GetFieldValue<byte[]>(10));

    public static DateTimeOffset Moment(NpgsqlDataReader reader, int column) =>
        new(reader.GetFieldValue<DateTime>(column), TimeSpan.Zero);
}
