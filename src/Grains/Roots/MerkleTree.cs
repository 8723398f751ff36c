using System.Security.Cryptography;

namespace LedgerPortal.Roots;

/// <summary>
/// A Merkle tree as RFC 6962 makes it: a leaf is hashed behind a zero byte, two nodes behind a one, and a node without a
/// neighbour rises as it is. A leaf keeps its place for ever, so that changing one, or adding one at the end, costs as many
/// hashes as the tree is high.
/// </summary>
internal sealed class MerkleTree
{
    private readonly List<List<byte[]>> _levels = [[]];

    public int Leaves => _levels[0].Count;

    /// <summary>Of no leaves the hash of nothing.</summary>
    public byte[] Root => Leaves == 0 ? SHA256.HashData([]) : _levels[^1][0];

    /// <param name="place">Of a leaf that is there, or one behind the last.</param>
    /// <param name="content">Of the leaf, not hashed yet.</param>
    public void Set(int place, ReadOnlySpan<byte> content)
    {
        Put(0, place, Hash(0, content, []));
        for (var level = 0; _levels[level].Count > 1; level++)
        {
            place /= 2;
            var below = _levels[level];
            if (_levels.Count == level + 1)
                _levels.Add([]);
            var left = below[place * 2];
            Put(level + 1, place, place * 2 + 1 < below.Count ? Hash(1, left, below[place * 2 + 1]) : left);
        }
    }

    private void Put(int level, int place, byte[] hash)
    {
        var nodes = _levels[level];
        if (place == nodes.Count)
            nodes.Add(hash);
        else
            nodes[place] = hash;
    }

    private static byte[] Hash(byte kind, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        Span<byte> all = stackalloc byte[1 + first.Length + second.Length];
        all[0] = kind;
        first.CopyTo(all[1..]);
        second.CopyTo(all[(1 + first.Length)..]);
        return SHA256.HashData(all);
    }
}
