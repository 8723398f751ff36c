using LedgerPortal.Journal;
using Npgsql;

namespace LedgerPortal.Verifications;

/// <summary>
/// The journal from its first row to its last, and the read models against what it gives. The first look compares sums;
/// only where they differ a second one looks at rows.
/// </summary>
internal sealed class JournalVerification(
    SnapshotConnections connections, IReadOnlyDictionary<string, IEventStream> streams, BusinessId? business)
{
    /// <summary>Enough to name what is wrong, few enough to keep in memory.</summary>
    private const int MaxBucketsLookedAt = 16;

    private static readonly int Workers = Math.Clamp(Environment.ProcessorCount, 1, 8);

    private readonly JournalChecks _checks = new();
    private readonly Check _readModels = new(7, "read models equal a fold of the journal, row for row");

    public async Task<IReadOnlyList<Check>> Run(CancellationToken cancellation)
    {
        await using var journal = await connections.Open(cancellation);
        await using var tables = await connections.Open(cancellation);
        var shapes = await ReadModelShape.Load(journal, "read");

        var expected = Enumerable.Range(0, Workers).Select(_ => new TableDigests()).ToList();
        var there = new TableDigests();
        await Task.WhenAll(
            new JournalReading(_checks, streams, shapes).Run(journal, business, expected, cancellation),
            ReadTables(tables, shapes.Values, (shape, row) => there.Add(shape, TableDigest.BucketOf(row, shape.Columns), row),
                cancellation));

        var shall = TableDigests.Sum(expected);
        _readModels.Count(shapes.Keys.Sum(table => there.Of(table).Rows));
        var different = shapes.Keys
            .Select(table => (table, buckets: shall.Of(table).DifferentFrom(there.Of(table)).ToList()))
            .Where(table => table.buckets.Count > 0)
            .ToList();
        if (different.Count > 0)
        {
            var buckets = different.ToDictionary(
                table => table.table, table => table.buckets.Take(MaxBucketsLookedAt).ToHashSet());
            await NameDifferences(journal, shapes, buckets, cancellation);
            // Each bucket that was not looked at holds at least one more.
            _readModels.Break(different.Sum(table => Math.Max(0, table.buckets.Count - MaxBucketsLookedAt)), []);
        }

        await CountLoose(journal, cancellation);
        return [.. _checks.All, _readModels];
    }

    private async Task NameDifferences(
        NpgsqlConnection connection,
        IReadOnlyDictionary<string, ReadModelShape> shapes,
        Dictionary<string, HashSet<int>> buckets,
        CancellationToken cancellation)
    {
        var rows = new DifferingRows(buckets);
        // The checks of the rows themselves were made; this reading only wants what they give.
        await new JournalReading(new JournalChecks(), streams, shapes).Run(
            connection, business, [.. Enumerable.Repeat(rows, Workers)], cancellation);
        await ReadTables(
            connection, shapes.Values.Where(shape => buckets.ContainsKey(shape.Table)),
            (shape, row) => rows.Compare(shape, row, _readModels), cancellation);
        rows.ReportMissing(shapes, _readModels);
    }

    private async Task ReadTables(
        NpgsqlConnection connection, IEnumerable<ReadModelShape> shapes, Action<ReadModelShape, ReadOnlySpan<byte>> row,
        CancellationToken cancellation)
    {
        foreach (var shape in shapes)
            await ReadModelReading.Read(connection, shape, business, bytes => row(shape, bytes), cancellation);
    }

    /// <summary>Heads and snapshots whose rows are gone: no row of the journal leads to them.</summary>
    private async Task CountLoose(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            select 'head', h.business, h.stream, h.version from journal.head h
            where ($1::uuid is null or h.business = $1) and not exists (
              select from journal.journal j where j.business = h.business and j.stream = h.stream and j.version = h.version)
            union all
            select 'snapshot', s.business, s.stream, s.version from journal.snapshot s
            where ($1::uuid is null or s.business = $1) and not exists (
              select from journal.journal j where j.business = s.business and j.stream = s.stream and j.version = s.version)
            """, connection)
        { CommandTimeout = 0 };
        command.Parameters.Add(new NpgsqlParameter<Guid?> { TypedValue = business?.Value });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            var check = reader.GetString(0) == "head" ? _checks.Heads : _checks.Snapshots;
            check.Break(
                $"the {reader.GetString(0)} of {reader.GetString(2)} of business {Id.Text(reader.GetGuid(1))} stands on version " +
                $"{reader.GetInt64(3)}, which is not in the journal");
        }
    }
}
