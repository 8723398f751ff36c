using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace LedgerPortal.Journal;

/// <summary>
/// The hash chain: SHA-256 over every column that the grain sets, the hash of the row before included. Position and SQL
/// transaction are the database's and not covered.
/// </summary>
public static class RowHash
{
    public const int Length = 32;

    /// <summary>What the first row of a stream stands on.</summary>
    public static byte[] Start { get; } = new byte[Length];

    public static byte[] Compute(
        StreamId stream, long version, CommandId command, ReadOnlySpan<byte> commandHash, PartyId? party, string actor,
        DateTimeOffset recordedAt, ReadOnlySpan<byte> data, ReadOnlySpan<byte> prevHash)
    {
        var length = 16 + 4 + Encoding.UTF8.GetByteCount(stream.Stream) + 8 + 16 + Length + 17
            + 4 + Encoding.UTF8.GetByteCount(actor) + 8 + 4 + data.Length + Length;
        var rented = length > 2048 ? System.Buffers.ArrayPool<byte>.Shared.Rent(length) : null;
        Span<byte> buffer = rented is null ? stackalloc byte[length] : rented.AsSpan(0, length);
        var at = 0;

        Guid(buffer, stream.Business.Value);
        Text(buffer, stream.Stream);
        Number(buffer, version);
        Guid(buffer, command.Value);
        Fixed(buffer, commandHash);
        buffer[at++] = party is null ? (byte)0 : (byte)1;
        Guid(buffer, party?.Value ?? default);
        Text(buffer, actor);
        Number(buffer, recordedAt.UtcTicks / TimeSpan.TicksPerMicrosecond);
        BinaryPrimitives.WriteInt32BigEndian(buffer[at..], data.Length);
        at += 4;
        Fixed(buffer, data);
        Fixed(buffer, prevHash);

        var hash = SHA256.HashData(buffer[..at]);
        if (rented is not null)
            System.Buffers.ArrayPool<byte>.Shared.Return(rented);
        return hash;

        void Guid(Span<byte> to, Guid value)
        {
            value.TryWriteBytes(to[at..], bigEndian: true, out _);
            at += 16;
        }

        void Number(Span<byte> to, long value)
        {
            BinaryPrimitives.WriteInt64BigEndian(to[at..], value);
            at += 8;
        }

        void Text(Span<byte> to, string value)
        {
            var written = Encoding.UTF8.GetBytes(value, to[(at + 4)..]);
            BinaryPrimitives.WriteInt32BigEndian(to[at..], written);
            at += 4 + written;
        }

        void Fixed(Span<byte> to, ReadOnlySpan<byte> value)
        {
            value.CopyTo(to[at..]);
            at += value.Length;
        }
    }

    /// <summary>Whether the row's hash is what its columns give.</summary>
    public static bool Holds(JournalRow row) => row.Hash.AsSpan().SequenceEqual(Compute(
        row.Stream, row.Version, row.Command, row.CommandHash, row.Party, row.Actor, row.RecordedAt, row.Data, row.PrevHash));
}
