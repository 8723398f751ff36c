using LedgerPortal.Journal;
using LedgerPortal.NumberSeries;
using Npgsql;
using NpgsqlTypes;

namespace LedgerPortal.Verifications;

/// <summary>Numbers given here: none left out, none given twice, and each one where it was given to.</summary>
internal static class NumberVerification
{
    public static async Task<IReadOnlyList<Check>> Run(
        NpgsqlConnection connection, BusinessId? business, CancellationToken cancellation)
    {
        var gaps = new Check(9, "the numbers of a series and financial year have no gap and no repetition");
        var taken = await Read(connection, business, gaps, cancellation);
        await Copy(connection, taken, cancellation);
        var checks = new List<Check> { gaps };
        foreach (var check in Compared)
            checks.Add(await check.Run(connection, business, cancellation));
        return checks;
    }

    private static IReadOnlyList<BookCheck> Compared { get; } =
    [
        new(9, "each number that was given stands on its document, payment or refund, or is on its way there",
            "select count(*) from taken where $1::uuid is null or business = $1",
            $"""
            select 'number ' || number || ' of business ' || {BookCheck.IdText("business")} || ' was given to ' || given_to
              || ', which does not have it'
            from taken t
            where ($1::uuid is null or business = $1) and series in ('invoice', 'credit-note', 'receipt', 'refund') and not exists (
              select from read.invoice i where i.business = t.business and i.number = t.number and t.series = 'invoice'
              union all
              select from read.credit_note c where c.business = t.business and c.number = t.number and t.series = 'credit-note'
              union all
              select from read.entry e
              where e.business = t.business and e.party = access.id(split_part(t.given_to, '/', 2))
                and e.currency = split_part(t.given_to, '/', 3)
                -- Of the column's own type, so that the entry is found by its key.
                and e.entry = case when t.series in ('receipt', 'refund') and t.given_to ~ '/[0-9]+$'
                  then split_part(t.given_to, '/', 4)::bigint end
                and e.number = t.number and t.series in ('receipt', 'refund')
                and e.kind = case t.series when 'receipt' then 'Payment' else 'Refund' end
              union all
              select from journal.outbox o where o.business = t.business and o.not_before is null
                and (position(t.given_to in o.stream) > 0 or t.given_to like o.stream || '/%'))
            """),
        new(9, "a number is of the financial year of its document's date",
            "select count(*) from taken where financial_year <> 0 and ($1::uuid is null or business = $1)",
            $"""
            select 'number ' || t.number || ' of business ' || {BookCheck.IdText("t.business")} || ' is of the financial year '
              || t.financial_year || ', its document is dated ' || d.document_date
            from taken t
            join (
              select business, 'invoice' as series, number, document_date from read.invoice where number is not null
              union all
              select business, 'credit-note', number, document_date from read.credit_note where number is not null
            ) d using (business, series, number)
            join read.business b using (business)
            where ($1::uuid is null or business = $1) and t.financial_year <> 0 and t.financial_year <> extract(year from
              d.document_date - make_interval(months => (b.details ->> 'financialYearStartMonth')::int - 1))::int
            """),
    ];

    private static async Task<List<Taken>> Read(
        NpgsqlConnection connection, BusinessId? business, Check gaps, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select {JournalColumns.Names} from journal.journal
            where stream like 'number-series/%' and ($1::uuid is null or business = $1)
            order by business, stream, version
            """, connection)
        { CommandTimeout = 0 };
        command.Parameters.Add(new NpgsqlParameter<Guid?> { TypedValue = business?.Value });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var taken = new List<Taken>();
        Taken? before = null;
        while (await reader.ReadAsync(cancellation))
        {
            var row = JournalColumns.Read(reader);
            foreach (var number in JournalEvents.Of(NumberSeriesReadModel.Definition, row).OfType<NumberTaken>())
            {
                var parts = row.Stream.Stream.Split('/');
                var next = new Taken(
                    row.Stream, parts[1], int.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture), number);
                if (before?.Stream == next.Stream && number.Sequence != before.Number.Sequence + 1)
                {
                    gaps.Break(
                        $"{row.Stream.Stream} of business {row.Stream.Business} gives {number.Number} after " +
                        before.Number.Number);
                }

                taken.Add(next);
                before = next;
            }
        }

        gaps.Count(taken.Count);
        return taken;
    }

    private static async Task Copy(NpgsqlConnection connection, List<Taken> taken, CancellationToken cancellation)
    {
        await using (var create = new NpgsqlCommand(
            """
            create temporary table taken
              (business uuid, series text, financial_year int, number text, given_to text) on commit drop
            """, connection))
            await create.ExecuteNonQueryAsync(cancellation);
        await using (var copy = await connection.BeginBinaryImportAsync("copy taken from stdin (format binary)", cancellation))
        {
            foreach (var one in taken)
            {
                await copy.StartRowAsync(cancellation);
                await copy.WriteAsync(one.Stream.Business.Value, NpgsqlDbType.Uuid, cancellation);
                await copy.WriteAsync(one.Series, NpgsqlDbType.Text, cancellation);
                await copy.WriteAsync(one.FinancialYear, NpgsqlDbType.Integer, cancellation);
                await copy.WriteAsync(one.Number.Number, NpgsqlDbType.Text, cancellation);
                await copy.WriteAsync(one.Number.For, NpgsqlDbType.Text, cancellation);
            }

            await copy.CompleteAsync(cancellation);
        }

        await using var analyze = new NpgsqlCommand("analyze taken", connection);
        await analyze.ExecuteNonQueryAsync(cancellation);
    }

    private sealed record Taken(StreamId Stream, string Series, int FinancialYear, NumberTaken Number);
}
