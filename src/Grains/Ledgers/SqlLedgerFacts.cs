using System.Data;
using Npgsql;
using NpgsqlTypes;

namespace LedgerPortal.Ledgers;

/// <summary>
/// The facts of the read models, read as the writer, whom row level security lets see every business.
/// </summary>
public sealed class SqlLedgerFacts(NpgsqlDataSource writerRole) : ILedgerFacts
{
    public async Task<ILedgerLook> Look(LedgerKey ledger)
    {
        var connection = await writerRole.OpenConnectionAsync();
        try
        {
            return new SqlLedgerLook(
                ledger, connection, await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}

internal sealed class SqlLedgerLook(LedgerKey ledger, NpgsqlConnection connection, NpgsqlTransaction transaction)
    : ILedgerLook
{
    private const string EntryColumns =
        """
        entry, kind, is_debit, amount_minor, open_minor, disputed_minor, document_date, due_date, settleable_from,
          document, number, reverses, reversed_by, method, reference, narration, transferred_to, origin_kind, origin_date,
          origin_document
        """;

    private const string OfLedger = "business = $1 and party = $2 and currency = $3";

    public async Task<IReadOnlyList<LedgerEntry>> Entries(IReadOnlyCollection<long> entries)
    {
        await using var command = OfKey(
            $"select {EntryColumns} from read.entry where {OfLedger} and entry = any($4)");
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. entries] });
        return await ReadEntries(command);
    }

    public async Task<LedgerEntry?> EntryOf(DocumentId document)
    {
        await using var command = OfKey(
            $"select {EntryColumns} from read.entry where {OfLedger} and document = $4");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = document.Value });
        return (await ReadEntries(command)).SingleOrDefault();
    }

    public async Task<IReadOnlyList<LiveAllocation>> Allocations(long entry, int limit)
    {
        await using var command = OfKey(
            $"""
            select version, ordinal, credit_entry, debit_entry, amount_minor, effective_date from read.allocation
            where {OfLedger} and (credit_entry = $4 or debit_entry = $4) and undone_version is null
            order by version, ordinal limit $5
            """);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = entry });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        return await ReadAllocations(command);
    }

    public async Task<IReadOnlyList<LiveAllocation>> Allocations(long credit, long debit, int limit)
    {
        await using var command = OfKey(
            $"""
            select version, ordinal, credit_entry, debit_entry, amount_minor, effective_date from read.allocation
            where {OfLedger} and credit_entry = $4 and debit_entry = $5 and undone_version is null
            order by version, ordinal limit $6
            """);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = credit });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = debit });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        return await ReadAllocations(command);
    }

    public async Task<IReadOnlyList<LedgerEntry>> OldestDueFirst(Side side, DateOnly settleableBy, int limit)
    {
        await using var command = OfKey(
            $"""
            select {EntryColumns} from read.entry
            where {OfLedger} and open_minor <> 0 and open_minor > disputed_minor and is_debit = $4
              and settleable_from <= $5
            order by due_date, entry limit $6
            """);
        command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = side is Side.Debit });
        command.Parameters.Add(new NpgsqlParameter<DateOnly>
        {
            TypedValue = settleableBy,
            NpgsqlDbType = NpgsqlDbType.Date,
        });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        return await ReadEntries(command);
    }

    public async Task<IReadOnlyList<LedgerEntry>> Open()
    {
        await using var command = OfKey(
            $"select {EntryColumns} from read.entry where {OfLedger} and open_minor <> 0");
        return await ReadEntries(command);
    }

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }

    private NpgsqlCommand OfKey(string sql)
    {
        var command = new NpgsqlCommand(sql, connection, transaction);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = ledger.Business.Value });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = ledger.Party.Value });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = ledger.Currency.Code });
        return command;
    }

    private static async Task<IReadOnlyList<LedgerEntry>> ReadEntries(NpgsqlCommand command)
    {
        await using var reader = await command.ExecuteReaderAsync();
        var entries = new List<LedgerEntry>();
        while (await reader.ReadAsync())
        {
            entries.Add(new LedgerEntry(
                reader.GetInt64(0),
                Enum.Parse<EntryKind>(reader.GetString(1)),
                reader.GetBoolean(2) ? Side.Debit : Side.Credit,
                reader.GetInt64(3),
                reader.GetInt64(4),
                reader.GetInt64(5),
                reader.GetFieldValue<DateOnly>(6),
                reader.GetFieldValue<DateOnly>(7),
                reader.GetFieldValue<DateOnly>(8),
                reader.IsDBNull(9) ? null : new DocumentId(reader.GetGuid(9)),
                reader.IsDBNull(10) ? null : reader.GetString(10),
                reader.IsDBNull(11) ? null : reader.GetInt64(11),
                reader.IsDBNull(12) ? null : reader.GetInt64(12))
            {
                Method = reader.IsDBNull(13) ? null : reader.GetString(13),
                Reference = reader.IsDBNull(14) ? null : reader.GetString(14),
                Narration = reader.IsDBNull(15) ? null : reader.GetString(15),
                TransferredTo = reader.IsDBNull(16) ? null : new PartyId(reader.GetGuid(16)),
                OriginKind = reader.IsDBNull(17) ? null : Enum.Parse<EntryKind>(reader.GetString(17)),
                OriginDate = reader.IsDBNull(18) ? null : reader.GetFieldValue<DateOnly>(18),
                OriginDocument = reader.IsDBNull(19) ? null : new DocumentId(reader.GetGuid(19)),
            });
        }

        return entries;
    }

    private static async Task<IReadOnlyList<LiveAllocation>> ReadAllocations(NpgsqlCommand command)
    {
        await using var reader = await command.ExecuteReaderAsync();
        var allocations = new List<LiveAllocation>();
        while (await reader.ReadAsync())
        {
            allocations.Add(new LiveAllocation(
                reader.GetInt64(0), reader.GetInt32(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4),
                reader.GetFieldValue<DateOnly>(5)));
        }

        return allocations;
    }
}
