using System.Buffers.Binary;
using System.Security.Cryptography;

namespace LedgerPortal.Verifications;

/// <summary>
/// What the rows of a table add up to, in whatever order they come: a sum of SHA-256 hashes, cut to 128 bits, for each of
/// many buckets of keys. Two tables of the same digest have the same rows; where they differ, the bucket says which
/// rows to look at.
/// </summary>
internal sealed class TableDigest
{
    public const int Buckets = 4096;

    private readonly UInt128[] _sums = new UInt128[Buckets];
    private readonly long[] _counts = new long[Buckets];

    public long Rows => _counts.Sum();

    public void Add(int bucket, ReadOnlySpan<byte> row)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(row, hash);
        unchecked
        {
            _sums[bucket] += BinaryPrimitives.ReadUInt128BigEndian(hash);
        }

        _counts[bucket]++;
    }

    public void Add(TableDigest other)
    {
        for (var bucket = 0; bucket < Buckets; bucket++)
        {
            unchecked
            {
                _sums[bucket] += other._sums[bucket];
            }

            _counts[bucket] += other._counts[bucket];
        }
    }

    /// <summary>The buckets in which the two differ.</summary>
    public IEnumerable<int> DifferentFrom(TableDigest other) =>
        Enumerable.Range(0, Buckets).Where(i => _sums[i] != other._sums[i] || _counts[i] != other._counts[i]);

    /// <summary>The bucket of a key: FNV-1a over the bytes of its fields.</summary>
    public static int BucketOf(ReadOnlySpan<byte> row, IReadOnlyList<ReadModelColumn> columns)
    {
        var hash = 14695981039346656037UL;
        foreach (var column in columns)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(row);
            row = row[4..];
            if (length < 0)
                continue;
            if (column.IsKey)
            {
                foreach (var b in row[..length])
                    hash = unchecked((hash ^ b) * 1099511628211UL);
            }

            row = row[length..];
        }

        return (int)((hash ^ (hash >> 32)) & (Buckets - 1));
    }
}
