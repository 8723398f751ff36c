using System.Buffers;
using System.Globalization;
using LedgerPortal.Journal;
using Npgsql;

namespace LedgerPortal.Ledgers;

/// <summary>
/// A ledger as of a version, from the journal and nothing else: the same bytes today and in ten years.
/// <para>
/// The form is <see cref="Format"/>: one JSON object in the canonical form of RFC 8785 (UTF-8, no white space, fields in the
/// order of their names). Amounts are whole minor units of the currency, as text; days are <c>yyyy-mm-dd</c> of the
/// business; moments are UTC with six places and <c>Z</c>; hashes are lower-case hex; ids are 22 characters. What an entry
/// does not have is no field. <c>changes</c> has one object for each version from 1 on, in that order.
/// <c>docs/proof.md</c> names all fields. Why an operator did something, and who it was, is no part of it: the party reads
/// it too.
/// </para>
/// </summary>
public sealed class LedgerState
{
    public const string Format = "ledgerportal-ledger/1";

    /// <summary>Read at a time; nothing is open in the database while somebody takes the bytes slowly.</summary>
    private const int RowsAtATime = 500;

    private readonly NpgsqlDataSource _writerRole;
    private readonly LedgerKey _ledger;

    private LedgerState(NpgsqlDataSource writerRole, LedgerKey ledger, Row last)
    {
        (_writerRole, _ledger, Version, Hash, RecordedAt) = (writerRole, ledger, last.Version, last.Hash, last.RecordedAt);
        BalanceMinor = LedgerReadModel.Definition.ReadEvents(last.Data)[^1].BalanceMinor;
    }

    public long Version { get; }

    /// <summary>Of the version, which covers all before it: the head hash when this was the newest. Lower-case hex.</summary>
    public string Hash { get; }

    public DateTimeOffset RecordedAt { get; }

    public long BalanceMinor { get; }

    /// <summary>Null when the ledger never had that version. Who may ask for the ledger is the caller's to know.</summary>
    /// <param name="writerRole">The journal is read with the rights of those that write it; pages' roles cannot.</param>
    public static async Task<LedgerState?> Find(
        NpgsqlDataSource writerRole, LedgerKey ledger, long version, CancellationToken cancellation)
    {
        if (version < 1)
            return null;
        var rows = await Read(writerRole, ledger, version - 1, version, cancellation);
        return rows is [var last] ? new LedgerState(writerRole, ledger, last) : null;
    }

    public async Task WriteTo(Stream stream, CancellationToken cancellation)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var json = new CanonicalJson(buffer);
        json.BeginObject();
        json.Field("balanceMinor", Minor(BalanceMinor));
        json.Field("business", _ledger.Business.ToString());
        json.Name("changes");
        json.BeginArray();
        for (var version = 0L; version < Version;)
        {
            var rows = await Read(_writerRole, _ledger, version, Version, cancellation);
            foreach (var row in rows)
            {
                if (row.Version != ++version)
                    throw new InvalidOperationException($"Version {version} of {LedgerReadModel.StreamOf(_ledger)} is not in the journal.");
                Write(json, row);
            }

            if (rows.Count == 0)
                throw new InvalidOperationException($"{LedgerReadModel.StreamOf(_ledger)} ends at version {version}.");
            await stream.WriteAsync(buffer.WrittenMemory, cancellation);
            buffer.ResetWrittenCount();
        }

        json.EndArray();
        json.Field("currency", _ledger.Currency.Code);
        json.Field("format", Format);
        json.Field("headHash", Hash);
        json.Field("party", _ledger.Party.ToString());
        json.Field("recordedAt", Moment(RecordedAt));
        json.Field("version", Version);
        json.EndObject();
        await stream.WriteAsync(buffer.WrittenMemory, cancellation);
    }

    private static void Write(CanonicalJson json, Row row)
    {
        var events = LedgerReadModel.Definition.ReadEvents(row.Data);
        json.BeginObject();
        Each<CreditAllocated>(json, "allocations", events, allocated =>
        {
            json.Field("amountMinor", Minor(allocated.AmountMinor));
            json.Field("creditEntry", allocated.Credit);
            json.Field("creditOpenMinor", Minor(allocated.CreditOpenMinor));
            json.Field("debitDisputedMinor", allocated.DebitDisputedMinor is { } disputed ? Minor(disputed) : null);
            json.Field("debitEntry", allocated.Debit);
            json.Field("debitOpenMinor", Minor(allocated.DebitOpenMinor));
            json.Field("from", Day(allocated.EffectiveDate));
        });
        json.Field("balanceMinor", Minor(events[^1].BalanceMinor));
        Each<EntryDisputed>(json, "disputes", events, disputed =>
        {
            json.Field("amountMinor", Minor(disputed.DisputedMinor));
            json.Field("entry", disputed.Entry);
        });
        if (events.OfType<EntryPosted>().SingleOrDefault() is { } posted)
            WriteEntry(json, posted);
        Each<PaymentGivenBack>(json, "givenBack", events, back =>
        {
            json.Field("held", back.Held);
            json.Field("narration", back.Narration);
        });
        json.Field("hash", row.Hash);
        Each<PaymentHeld>(json, "held", events, held =>
        {
            json.Field("amountMinor", Minor(held.AmountMinor));
            json.Field("day", Day(held.Day));
            json.Field("method", held.Method);
            json.Field("narration", held.Narration);
            json.Field("number", held.Number);
            json.Field("reference", held.Reference);
        });
        json.Field("mergedInto", events[0] is LedgerMerged merged ? merged.Into.ToString() : null);
        Each<ReceiptNumbered>(json, "receipts", events, numbered =>
        {
            json.Field("entry", numbered.Entry);
            json.Field("number", numbered.Number);
        });
        json.Field("recordedAt", Moment(row.RecordedAt));
        Each<AllocationUndone>(json, "undone", events, undone =>
        {
            json.Field("amountMinor", Minor(undone.AmountMinor));
            json.Field("creditEntry", undone.Credit.Entry);
            json.Field("creditOpenMinor", Minor(undone.Credit.OpenMinor));
            json.Field("debitEntry", undone.Debit.Entry);
            json.Field("debitOpenMinor", Minor(undone.Debit.OpenMinor));
            json.Field("from", Day(undone.UndoneFrom));
            json.Field("ordinal", undone.Ordinal);
            json.Field("version", undone.Version);
        });
        json.Field("version", row.Version);
        json.EndObject();
    }

    private static void WriteEntry(CanonicalJson json, EntryPosted posted)
    {
        json.Name("entry");
        json.BeginObject();
        json.Field("amountMinor", Minor(posted.AmountMinor));
        json.Field("cause", posted.Cause?.ToString());
        json.Field("document", posted.Document?.ToString());
        json.Field("documentDate", Day(posted.DocumentDate));
        json.Field("dueDate", Day(posted.DueDate));
        json.Field("held", posted.Held);
        json.Field("kind", posted.Kind.ToString());
        json.Field("method", posted.Method);
        json.Field("narration", posted.Narration);
        json.Field("number", posted.Number);
        if (posted.Origin is { } origin)
        {
            json.Field("originDate", Day(origin.DocumentDate));
            json.Field("originDocument", origin.Document?.ToString());
            json.Field("originKind", origin.Kind.ToString());
        }

        json.Field("reference", posted.Reference);
        json.Field("reverses", posted.Reverses);
        json.Field("side", posted.Side.ToString());
        json.Field("transferredTo", posted.Transferred?.To.ToString());
        json.EndObject();
    }

    private static void Each<TEvent>(
        CanonicalJson json, string name, IReadOnlyList<LedgerEvent> events, Action<TEvent> write) where TEvent : LedgerEvent
    {
        var isFirst = true;
        foreach (var @event in events.OfType<TEvent>())
        {
            if (isFirst)
            {
                json.Name(name);
                json.BeginArray();
                isFirst = false;
            }

            json.BeginObject();
            write(@event);
            json.EndObject();
        }

        if (!isFirst)
            json.EndArray();
    }

    private static async Task<List<Row>> Read(
        NpgsqlDataSource writerRole, LedgerKey ledger, long after, long through, CancellationToken cancellation)
    {
        var stream = LedgerReadModel.StreamOf(ledger);
        await using var command = writerRole.CreateCommand(
            $"""
            select version, recorded_at, data, encode(hash, 'hex') from journal.journal
            where business = $1 and stream = $2 and version > $3 and version <= $4
            order by version limit {RowsAtATime}
            """);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = stream.Business.Value });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stream.Stream });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = through });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<Row>();
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add(new Row(
                reader.GetInt64(0), JournalColumns.Moment(reader, 1), reader.GetFieldValue<byte[]>(2), reader.GetString(3)));
        }

        return rows;
    }

    private static string Minor(long minor) => minor.ToString(CultureInfo.InvariantCulture);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Moment(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture) + "Z";

    private sealed record Row(long Version, DateTimeOffset RecordedAt, byte[] Data, string Hash);
}
