using System.Buffers.Binary;

namespace LedgerPortal.Businesses;

/// <summary>
/// A JPEG of the kinds that every browser shows (baseline or progressive, grey or three colours of eight bits): its segments are
/// followed from the first to the end of the picture. The pixels are not decoded, so a picture whose data was spoilt is a
/// spoilt picture, and no more.
/// </summary>
internal static class JpegFile
{
    private const byte StartOfImage = 0xd8;
    private const byte EndOfImage = 0xd9;
    private const byte StartOfScan = 0xda;

    /// <summary>Null for what is none, or damaged.</summary>
    public static PictureFile? Read(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith((ReadOnlySpan<byte>)[0xff, StartOfImage, 0xff]))
            return null;
        var kept = new MemoryStream(file.Length);
        kept.Write(file[..2]);
        var (width, height, scans) = (0, 0, 0);
        for (var at = 2; at + 1 < file.Length && file[at] == 0xff;)
        {
            var marker = file[at + 1];
            if (marker == 0xff)
            {
                // A marker may have any number of these before it.
                at++;
                continue;
            }

            if (marker == EndOfImage)
            {
                kept.Write(file.Slice(at, 2));
                return scans > 0 ? new PictureFile("image/jpeg", width, height, kept.ToArray()) : null;
            }

            if (at + 4 > file.Length)
                return null;
            var end = at + 2 + BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            if (end < at + 4 || end > file.Length)
                return null;
            var segment = file[(at + 4)..end];
            if (marker is 0xc0 or 0xc1 or 0xc2)
            {
                if (width > 0 || segment.Length < 6 || segment[0] != 8 || segment[5] is not (1 or 3))
                    return null;
                (height, width) = (BinaryPrimitives.ReadUInt16BigEndian(segment[1..]), BinaryPrimitives.ReadUInt16BigEndian(segment[3..]));
                if (height == 0 || width == 0)
                    return null;
            }
            else if (marker == StartOfScan)
            {
                if (width == 0)
                    return null;
                scans++;
                end = EndOfScan(file, end);
            }
            else if (!IsOfThePicture(marker) && !IsRemark(marker))
            {
                return null;
            }

            if (!IsRemark(marker))
                kept.Write(file[at..end]);
            at = end;
        }

        return null;
    }

    /// <summary>Within the data of a scan an 0xff is followed by a zero, or by the mark of a restart.</summary>
    private static int EndOfScan(ReadOnlySpan<byte> file, int at)
    {
        for (; at + 1 < file.Length; at++)
        {
            if (file[at] == 0xff && file[at + 1] is not (0 or (>= 0xd0 and <= 0xd7)))
                return at;
        }

        return file.Length;
    }

    /// <summary>Tables, the restart interval, and which colours they are (JFIF, Adobe).</summary>
    private static bool IsOfThePicture(byte marker) => marker is 0xc4 or 0xdb or 0xdd or 0xe0 or 0xee;

    /// <summary>Where and with what it was taken, who holds rights, a smaller picture: nothing that it is drawn with.</summary>
    private static bool IsRemark(byte marker) => marker is (>= 0xe1 and <= 0xed) or 0xef or 0xfe;
}
