using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace LedgerPortal.Testing;

/// <summary>Picture files of every kind that a business may have for a logo, and of kinds that it may not.</summary>
internal static class Pictures
{
    /// <summary>Baseline, 64 by 32.</summary>
    public static byte[] Jpeg => Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNS" +
        "Mj5aYVpQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09P" +
        "T0//wAARCAAgAEADASIAAhEBAxEB/8QAFwABAQEBAAAAAAAAAAAAAAAAAAQDBv/EABUQAQEAAAAAAAAAAAAAAAAAAAAS/8QAFgEBAQEA" +
        "AAAAAAAAAAAAAAAAAAYB/8QAFhEBAQEAAAAAAAAAAAAAAAAAABRh/9oADAMBAAIRAxEAPwDnLLT2WyHFpYostPZZDhYostPZZDhYostP" +
        "ZZDhYwstPZayhxKWKLLT2WQ4WKLLT2WQ4WKLLT2WQ4WP/9k=");

    /// <summary>Progressive, 64 by 32.</summary>
    public static byte[] ProgressiveJpeg => Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAA0JCgsKCA0LCgsODg0PEyAVExISEyccHhcgLikxMC4pLSwzOko+MzZGNywtQFdBRkxOUlNS" +
        "Mj5aYVpQYEpRUk//2wBDAQ4ODhMREyYVFSZPNS01T09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09PT09P" +
        "T0//wgARCAAgAEADASIAAhEBAxEB/8QAFwABAQEBAAAAAAAAAAAAAAAAAAMCBf/EABYBAQEBAAAAAAAAAAAAAAAAAAAFAf/aAAwDAQAC" +
        "EAMQAAAB5qbLVExRMUTGE1mTRMUTFEx//8QAFBABAAAAAAAAAAAAAAAAAAAAUP/aAAgBAQABBQID/8QAFREBAQAAAAAAAAAAAAAAAAAA" +
        "ABP/2gAIAQMBAT8Bssssssss/8QAFREBAQAAAAAAAAAAAAAAAAAAABP/2gAIAQIBAT8Bgggggggg/8QAFBABAAAAAAAAAAAAAAAAAAAA" +
        "UP/aAAgBAQAGPwID/8QAFRABAQAAAAAAAAAAAAAAAAAAABH/2gAIAQEAAT8hqqqqqqqqqqqqqqqqqqqqqv/aAAwDAQACAAMAAAAQ++++" +
        "DDDD/8QAFBEBAAAAAAAAAAAAAAAAAAAAMP/aAAgBAwEBPxAAD//EABURAQEAAAAAAAAAAAAAAAAAAABx/9oACAECAQE/EIQhCEIQ/8QA" +
        "FBABAAAAAAAAAAAAAAAAAAAAUP/aAAgBAQABPxAD/wD/AP8A/wD/2Q==");

    /// <summary>Of four colours, for printers.</summary>
    public static byte[] CmykJpeg => Convert.FromBase64String(
        "/9j/7gAOQWRvYmUAZAAAAAAC/9sAQwAUDg8SDw0UEhASFxUUGB4yIR4cHB49LC4kMklATEtHQEZFUFpzYlBVbVZFRmSIZW13e4GCgU5g" +
        "jZeMfZZzfoF8/9sAQwEVFxceGh47ISE7fFNGU3x8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8" +
        "/8AAFAgAIABABAEiAAIRAQMRAQQiAP/EABgAAQEBAQEAAAAAAAAAAAAAAAAFBAMG/8QAGhAAAwEAAwAAAAAAAAAAAAAAABRhEgETUf/E" +
        "ABYBAQEBAAAAAAAAAAAAAAAAAAAGAv/EABoRAAICAwAAAAAAAAAAAAAAAAACFFEBEhP/2gAOBAEAAhEDEQQAAD8Ap6GjjsbMzFskdT07" +
        "VDVIrVDVO2ho47GxMWxqWmqGqRWqGqdtDRx2NiYtjUtNUNUitUNU7aGjjsbExbGpaaoapFaoapoX48C/Hhu6x1kv0yUkNaCsCsLSsCsM" +
        "K/HgX48N3WOsdMiGtEVWBWFpWBWGFfjwL8eG7rHWOmRDWiKrArC0rArDCvx4F+PDd1jrHTIhrRFVgVhaVgVh/9k=");

    /// <summary>Colour type and depth of every kind of PNG.</summary>
    public static IEnumerable<(int ColourType, int Depth)> PngKinds =>
    [
        (0, 1), (0, 2), (0, 4), (0, 8), (0, 16), (2, 8), (2, 16), (3, 1), (3, 2), (3, 4), (3, 8), (4, 8), (4, 16), (6, 8), (6, 16),
    ];

    /// <summary>A whole PNG; every row is filtered in another way.</summary>
    public static byte[] Png(
        int width = 120, int height = 40, int colourType = 6, int depth = 8, bool isInterlaced = false, bool isTransparent = false,
        params (string Name, byte[] Content)[] others)
    {
        var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = ((byte)depth, (byte)colourType, (byte)(isInterlaced ? 1 : 0));
        Write(file, "IHDR", header);
        foreach (var (name, content) in others)
            Write(file, name, content);
        var colours = 1 << Math.Min(depth, 8);
        if (colourType == 3)
            Write(file, "PLTE", [.. Enumerable.Range(0, colours * 3).Select(at => (byte)(at * 37))]);
        if (isTransparent && colourType is 0 or 2 or 3)
            Write(file, "tRNS", new byte[colourType switch { 0 => 2, 2 => 6, _ => colours }]);
        var data = Compressed(Rows(width, height, colourType, depth, isInterlaced));
        // In two parts, as programs write it.
        Write(file, "IDAT", data[..(data.Length / 2)]);
        Write(file, "IDAT", data[(data.Length / 2)..]);
        Write(file, "IEND", []);
        return file.ToArray();
    }

    public static void Write(Stream file, string name, byte[] content)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        file.Write(length);
        byte[] summed = [.. Encoding.ASCII.GetBytes(name), .. content];
        file.Write(summed);
        var sum = uint.MaxValue;
        foreach (var bit in summed.SelectMany(one => Enumerable.Range(0, 8).Select(at => (uint)one >> at & 1)))
            sum = ((sum ^ bit) & 1) != 0 ? sum >> 1 ^ 0xedb88320 : sum >> 1;
        BinaryPrimitives.WriteUInt32BigEndian(length, ~sum);
        file.Write(length);
    }

    private static byte[] Compressed(byte[] rows)
    {
        var compressed = new MemoryStream();
        using (var writer = new ZLibStream(compressed, CompressionLevel.SmallestSize))
            writer.Write(rows);
        return compressed.ToArray();
    }

    private static byte[] Rows(int width, int height, int colourType, int depth, bool isInterlaced)
    {
        var channels = colourType switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        var rows = new MemoryStream();
        foreach (var (x, y, byX, byY) in isInterlaced
            ? [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
            : new[] { (0, 0, 1, 1) })
        {
            var across = (width - x + byX - 1) / byX;
            for (var row = y; row < height && across > 0; row += byY)
            {
                rows.WriteByte((byte)(row % 5));
                for (var at = 0; at < (across * depth * channels + 7) / 8; at++)
                    rows.WriteByte((byte)(at * 3 + row));
            }
        }

        return rows.ToArray();
    }
}
