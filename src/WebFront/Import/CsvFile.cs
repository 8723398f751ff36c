using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using LedgerPortal.Commands;

namespace LedgerPortal.Imports;

/// <summary>
/// A file of rows as people have them: plain or gzipped; UTF-8 with or without a mark, UTF-16, or Windows-1252; separated by
/// commas, semicolons, tabs or bars. All of it is looked at before anything is read, so that what is no such file at all is
/// refused before anything is posted.
/// </summary>
internal sealed class CsvFile
{
    private const int MaxHeaderColumns = 200;
    private static readonly char[] Delimiters = [',', ';', '\t', '|'];
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly Encoding _encoding;

    private CsvFile(string path, long bytes, Encoding encoding, char delimiter, IReadOnlyList<string> header)
    {
        (Path, Bytes, _encoding, Delimiter, Header) = (path, bytes, encoding, delimiter, header);
    }

    public string Path { get; }

    /// <summary>Of the file as it lies there.</summary>
    public long Bytes { get; }

    public char Delimiter { get; }

    /// <summary>The names of the columns, as they stand there.</summary>
    public IReadOnlyList<string> Header { get; }

    public static CsvFile Open(string path)
    {
        try
        {
            var encoding = EncodingOf(path);
            using var reader = new StreamReader(Unpacked(path), encoding);
            string? first;
            do
                first = reader.ReadLine();
            while (first is not null && string.IsNullOrWhiteSpace(first));
            if (first is null)
                throw NotCsv(path, "it is empty");
            var delimiter = Delimiters.MaxBy(character => CsvRecord.Parse(first, character).Fields.Count);
            var header = CsvRecord.Parse(first, delimiter);
            if (header.Fault is not null || header.Fields.Count is < 2 or > MaxHeaderColumns)
                throw NotCsv(path, "its first line does not name columns");
            return new CsvFile(path, new FileInfo(path).Length, encoding, delimiter, [.. header.Fields.Select(name => name.Trim())]);
        }
        catch (InvalidDataException failure)
        {
            throw new CommandFailedException($"{path} cannot be unpacked; is it complete?", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"{path} cannot be read: {failure.Message.TrimEnd('.')}.", failure);
        }
    }

    /// <summary>All rows after the header, those that cannot be split into the header's columns included.</summary>
    public IEnumerable<CsvRow> Rows()
    {
        using var reader = new StreamReader(Unpacked(Path), _encoding, detectEncodingFromByteOrderMarks: true, 64 * 1024);
        foreach (var row in CsvRows.Read(reader, Delimiter, Header.Count))
            yield return row;
    }

    private static Encoding EncodingOf(string path)
    {
        using var stream = Unpacked(path);
        var buffer = new byte[64 * 1024];
        var read = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        if (Marked(buffer.AsSpan(0, read)) is { } marked)
            return marked;

        // UTF-8 is certain only when all of it is valid; Windows-1252 is what is left then.
        var decoder = StrictUtf8.GetDecoder();
        var characters = new char[StrictUtf8.GetMaxCharCount(buffer.Length)];
        var isUtf8 = true;
        long bytes = 0;
        for (; read > 0; read = stream.Read(buffer))
        {
            bytes += read;
            // No text in a one-byte or UTF-8 encoding has a NUL.
            if (buffer.AsSpan(0, read).Contains((byte)0))
                throw NotCsv(path, "it is not text");
            try
            {
                if (isUtf8)
                    decoder.GetChars(buffer, 0, read, characters, 0);
            }
            catch (DecoderFallbackException)
            {
                isUtf8 = false;
            }
        }

        if (stream is GZipStream)
            CheckIsComplete(path, bytes);
        return isUtf8 ? StrictUtf8 : CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
    }

    /// <summary>What a download left behind unpacks without a word, up to where it ends: the last four bytes say how much it was.</summary>
    private static void CheckIsComplete(string path, long bytes)
    {
        using var file = File.OpenRead(path);
        file.Seek(-4, SeekOrigin.End);
        Span<byte> length = stackalloc byte[4];
        file.ReadExactly(length);
        if (BinaryPrimitives.ReadUInt32LittleEndian(length) != (uint)bytes)
            throw new InvalidDataException("The length is not what the file says.");
    }

    private static UnicodeEncoding? Utf16(bool bigEndian) => new(bigEndian, byteOrderMark: true);

    private static Encoding? Marked(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith((ReadOnlySpan<byte>)[0xef, 0xbb, 0xbf]))
            return Encoding.UTF8;
        if (start.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe]))
            return Utf16(bigEndian: false);
        if (start.StartsWith((ReadOnlySpan<byte>)[0xfe, 0xff]))
            return Utf16(bigEndian: true);
        if (start.Length < 4)
            return null;

        // Without a mark: the first characters of a header are ASCII, one byte of each is zero.
        return (start[0], start[1], start[2], start[3]) switch
        {
            ( > 0, 0, > 0, 0) => Utf16(bigEndian: false),
            (0, > 0, 0, > 0) => Utf16(bigEndian: true),
            _ => null,
        };
    }

    private static Stream Unpacked(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 64 * 1024, FileOptions.SequentialScan);
        var isGzip = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
        file.Position = 0;
        return isGzip ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    private static CommandFailedException NotCsv(string path, string why) => new($"{path} is not a CSV file: {why}.");
}
