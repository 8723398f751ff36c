using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace LedgerPortal.Businesses;

/// <summary>
/// A PNG as W3C's specification has it: each chunk with its check sum, and as many decompressed bytes as its pixels need, to the
/// byte. So nobody who shows it later can be surprised by it.
/// </summary>
internal static class PngFile
{
    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>Where the seven passes of an interlaced picture begin, and how far apart their pixels are.</summary>
    private static readonly (int X, int Y, int ByX, int ByY)[] Passes =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <summary>Null for what is none, or damaged.</summary>
    public static PictureFile? Read(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith(Signature))
            return null;
        var kept = new MemoryStream(file.Length);
        kept.Write(Signature);
        using var data = new MemoryStream(file.Length);
        Header? header = null;
        var (hasPalette, isPastData) = (false, false);
        for (var rest = file[Signature.Length..]; Chunk(rest) is { } length; rest = rest[(12 + length)..])
        {
            var name = Encoding.Latin1.GetString(rest.Slice(4, 4));
            var content = rest.Slice(8, length);
            switch (name)
            {
                case "IHDR" when header is null:
                    header = Header.Of(content);
                    if (header is null || header.Width > Logo.MaxPixels || header.Height > Logo.MaxPixels)
                        return header is null ? null : new PictureFile("image/png", header.Width, header.Height, []);
                    break;
                case "PLTE" when header is not null && !hasPalette && data.Length == 0 && length is > 0 and <= 768 && length % 3 == 0:
                    hasPalette = true;
                    break;
                case "tRNS" when header is not null && data.Length == 0 && header.TakesTransparency(length, hasPalette):
                    break;
                case "IDAT" when header is not null && !isPastData:
                    data.Write(content);
                    break;
                case "IEND" when header is not null && length == 0 && (hasPalette || header.ColourType != 3):
                    kept.Write(rest[..12]);
                    return IsWhole(data, header) ? new PictureFile("image/png", header.Width, header.Height, kept.ToArray()) : null;
                // What a reader may leave out is left out here; what it may not, it must know.
                case var other when char.IsAsciiLetterLower(other[0]) && other is not "tRNS":
                    isPastData |= data.Length > 0;
                    continue;
                default:
                    return null;
            }

            kept.Write(rest[..(12 + length)]);
        }

        return null;
    }

    /// <summary>The length of the chunk that begins here; null when it does not stand there whole.</summary>
    private static int? Chunk(ReadOnlySpan<byte> rest)
    {
        if (rest.Length < 12)
            return null;
        var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
        if (length > rest.Length - 12)
            return null;
        var checkSum = BinaryPrimitives.ReadUInt32BigEndian(rest[(8 + (int)length)..]);
        return CheckSum(rest.Slice(4, 4 + (int)length)) == checkSum ? (int)length : null;
    }

    /// <summary>CRC-32, bit by bit: a logo is small and rarely changed.</summary>
    private static uint CheckSum(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var one in bytes)
        {
            sum ^= one;
            for (var bit = 0; bit < 8; bit++)
                sum = (sum & 1) != 0 ? sum >> 1 ^ 0xedb88320 : sum >> 1;
        }

        return ~sum;
    }

    private static bool IsWhole(MemoryStream data, Header header)
    {
        data.Position = 0;
        try
        {
            using var pixels = new ZLibStream(data, CompressionMode.Decompress);
            var row = new byte[header.RowBytes(header.Width)];
            foreach (var (width, height) in header.Parts())
            {
                var bytes = header.RowBytes(width);
                for (var y = 0; y < height; y++)
                {
                    pixels.ReadExactly(row, 0, bytes);
                    // The first byte of a row says how it is filtered.
                    if (row[0] > 4)
                        return false;
                }
            }

            return pixels.ReadByte() < 0;
        }
        catch (Exception damage) when (damage is InvalidDataException or EndOfStreamException)
        {
            return false;
        }
    }

    private sealed record Header(int Width, int Height, int Depth, int ColourType, bool IsInterlaced)
    {
        public static Header? Of(ReadOnlySpan<byte> content)
        {
            if (content.Length != 13)
                return null;
            var (width, height) = (BinaryPrimitives.ReadInt32BigEndian(content), BinaryPrimitives.ReadInt32BigEndian(content[4..]));
            var (depth, type) = (content[8], content[9]);
            var isKnown = (type, depth) is (0, 1 or 2 or 4 or 8 or 16) or (3, 1 or 2 or 4 or 8) or (2 or 4 or 6, 8 or 16);
            return width > 0 && height > 0 && isKnown && content[10] == 0 && content[11] == 0 && content[12] <= 1
                ? new Header(width, height, depth, type, content[12] == 1)
                : null;
        }

        public bool TakesTransparency(int bytes, bool hasPalette) => ColourType switch
        {
            0 => bytes == 2,
            2 => bytes == 6,
            3 => hasPalette && bytes is > 0 and <= 256,
            _ => false,
        };

        public int RowBytes(int width) => 1 + (width * Depth * Channels + 7) / 8;

        /// <summary>Sizes of what is stored one after the other: the picture, or its passes that have pixels.</summary>
        public IEnumerable<(int Width, int Height)> Parts() => !IsInterlaced
            ? [(Width, Height)]
            : Passes.Select(pass => (
                    Width: (Width - pass.X + pass.ByX - 1) / pass.ByX, Height: (Height - pass.Y + pass.ByY - 1) / pass.ByY))
                .Where(part => part is { Width: > 0, Height: > 0 });

        private int Channels => ColourType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
    }
}
