using LedgerPortal.Journal;
using LedgerPortal.Roots;
using Npgsql;
using NpgsqlTypes;

namespace LedgerPortal.Verifications;

/// <summary>
/// The journal against the roots that were written outside the database. What rewrote a ledger with right hashes is found by
/// this alone.
/// </summary>
/// <param name="files">With their lengths from before the books were looked at: what is newer may name what that look does not see.</param>
/// <param name="isAsked">Whether there is a folder of roots at all.</param>
internal sealed class RootVerification(
    IReadOnlyList<(string Path, long Length)> files, bool isAsked, BusinessId? business)
{
    private const int HeadsAtATime = 1_000;

    private readonly Check _roots = new(4, "each root outside the database is that of the heads beside it");
    private readonly Check _heads = new(4, "the journal still has each head that a root covers");
    private readonly HashSet<(Guid, string)> _named = [];
    private readonly List<(LedgerHead Head, DateTimeOffset At)> _waiting = [];

    /// <param name="folder">Null: there are none.</param>
    public static RootVerification Of(string? folder, BusinessId? business) => new(
        folder is null ? [] : [.. RootFile.In(folder).Select(path => (path, new FileInfo(path).Length))],
        folder is not null, business);

    public async Task<IReadOnlyList<Check>> Run(NpgsqlConnection connection, CancellationToken cancellation)
    {
        foreach (var (path, length) in files)
        {
            var name = Path.GetFileName(path);
            var before = "";
            try
            {
                RootFile.Read(path, length, (root, computed) =>
                {
                    _roots.Count(1);
                    if (root.Root != computed || root.Before != before)
                        _roots.Break($"{name}: the root of {root.At:yyyy-MM-ddTHH:mm:ssZ} is not that of its heads");
                    before = root.Root;
                    _waiting.AddRange(root.Moved
                        .Where(head => business is not { } only || head.Business == only.Value)
                        .Select(head => (head, root.At)));
                });
            }
            catch (InvalidDataException damage)
            {
                _roots.Break($"{name}: {damage.Message}");
            }

            await Compare(connection, cancellation);
        }

        return isAsked ? [_roots, _heads] : [];
    }

    private async Task Compare(NpgsqlConnection connection, CancellationToken cancellation)
    {
        foreach (var chunk in _waiting.Chunk(HeadsAtATime))
        {
            await using var command = new NpgsqlCommand(
                """
                select r.ord, j.hash from unnest($1::uuid[], $2::text[], $3::bigint[], $4::bytea[]) with ordinality
                  as r(business, stream, version, hash, ord)
                left join journal.journal j on j.business = r.business and j.stream = r.stream and j.version = r.version
                where j.hash is distinct from r.hash order by r.ord
                """, connection)
            { CommandTimeout = 0 };
            command.Parameters.Add(Array(chunk, head => head.Business, NpgsqlDbType.Uuid));
            command.Parameters.Add(Array(chunk, head => head.Stream, NpgsqlDbType.Text));
            command.Parameters.Add(Array(chunk, head => head.Version, NpgsqlDbType.Bigint));
            command.Parameters.Add(Array(chunk, head => head.Hash, NpgsqlDbType.Bytea));
            _heads.Count(chunk.Length);
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation))
            {
                var (head, at) = chunk[reader.GetInt64(0) - 1];
                // From its first difference on every later root of the ledger differs too.
                if (_named.Add((head.Business, head.Stream)))
                {
                    _heads.Break(
                        $"{head.Stream} of business {Id.Text(head.Business)} version {head.Version} "
                        + (reader.IsDBNull(1) ? "was there" : "was another") + $" when the root of {at:yyyy-MM-ddTHH:mm:ssZ} was made");
                }
            }
        }

        _waiting.Clear();
    }

    private static NpgsqlParameter<TValue[]> Array<TValue>(
        (LedgerHead Head, DateTimeOffset At)[] chunk, Func<LedgerHead, TValue> value, NpgsqlDbType type) =>
        new() { TypedValue = [.. chunk.Select(one => value(one.Head))], NpgsqlDbType = NpgsqlDbType.Array | type };
}
