using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using LedgerPortal.Journal;

namespace LedgerPortal.Roots;

/// <summary>Where a ledger stood when a root was made.</summary>
/// <param name="Stream">As in the journal: <c>ledger/{party}/{currency}</c>.</param>
/// <param name="Hash">Of the row of that version, which covers all rows before it.</param>
public sealed record LedgerHead(Guid Business, string Stream, long Version, byte[] Hash)
{
    /// <summary>What a leaf of the tree covers: business, version, hash, and the stream's name in UTF-8.</summary>
    internal byte[] Content()
    {
        var name = Encoding.UTF8.GetBytes(Stream);
        var content = new byte[16 + 8 + Hash.Length + name.Length];
        Business.TryWriteBytes(content, bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(content.AsSpan(16), Version);
        Hash.CopyTo(content.AsSpan(24));
        name.CopyTo(content.AsSpan(24 + Hash.Length));
        return content;
    }
}

/// <summary>A root of the heads of all ledgers at a moment.</summary>
/// <param name="Before">The root before it in the file, in hex; of the first an empty text.</param>
/// <param name="Moved">The ledgers that moved since the root before; with the first root all of them.</param>
public sealed record LedgerRoot(DateTimeOffset At, string Root, string Before, int Ledgers, IReadOnlyList<LedgerHead> Moved);

/// <summary>
/// <c>roots-{yyyy}-{mm}.jsonl</c>: lines of JSON, only ever added to. A root is a line for each ledger that moved since the
/// root before, and one line with the root of the Merkle tree over the heads of all ledgers; with what stands in one file all
/// roots in it can be computed again, each month's by itself. In the tree ledgers stand in the order in which the file first
/// names them.
/// </summary>
internal sealed class RootFile
{
    private const string Prefix = "roots-";
    private const string Ending = ".jsonl";

    private readonly MerkleTree _tree = new();
    private readonly Dictionary<(Guid Business, string Stream), (int Place, long Version, string Hash)> _places = [];

    public LedgerRoot? Last { get; private set; }

    /// <summary>Up to where it is whole: a crash may have left a beginning of what was to come next.</summary>
    public long WholeBytes { get; private set; }

    public static string NameOf(DateTimeOffset at) => Prefix + at.UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture) + Ending;

    /// <summary>All there are in a folder, the oldest first.</summary>
    public static IReadOnlyList<string> In(string folder) => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, Prefix + "*" + Ending).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Reads a file, root by root. What is damaged throws with the number of the line.</summary>
    /// <param name="path">Of a file that need not be there.</param>
    /// <param name="length">So much of it; what was added later is not looked at.</param>
    /// <param name="each">Told of each root, and of the one that its file gives when it is computed again.</param>
    public static RootFile Read(string path, long length, Action<LedgerRoot, string> each)
    {
        var file = new RootFile();
        if (!File.Exists(path))
            return file;
        var moved = new List<LedgerHead>();
        foreach (var (line, number, end) in Lines(path, length))
        {
            try
            {
                var read = JsonSerializer.Deserialize(line, RootJson.Default.RootLine)!;
                if (read.Root is null)
                {
                    moved.Add(new LedgerHead(
                        Id.Parse<BusinessId>(read.Business!).Value, read.Stream!, read.Version, Convert.FromHexString(read.Hash!)));
                    continue;
                }

                var computed = file.Take(moved);
                file.Last = new LedgerRoot(read.At, read.Root, read.Before!, read.Ledgers, moved);
                file.WholeBytes = end;
                each(file.Last, computed);
                moved = [];
            }
            catch (Exception damage) when (damage is JsonException or FormatException or ArgumentNullException)
            {
                throw new InvalidDataException($"line {number} cannot be read: {damage.Message}", damage);
            }
        }

        return file;
    }

    /// <summary>
    /// Adds a root and gives it back. On return it is on the disk, and whoever reads the file finds all of it or nothing.
    /// </summary>
    /// <param name="path">Where this file is.</param>
    /// <param name="heads">Of all ledgers, or of those that may have moved.</param>
    public LedgerRoot Add(string path, DateTimeOffset at, IEnumerable<LedgerHead> heads)
    {
        var moved = heads.Where(HasMoved).ToList();
        var root = new LedgerRoot(at, Take(moved), Last?.Root ?? "", _tree.Leaves, moved);
        using var lines = new MemoryStream();
        foreach (var head in moved)
            Write(lines, new RootLine
            {
                Business = new BusinessId(head.Business).ToString(),
                Stream = head.Stream,
                Version = head.Version,
                Hash = Convert.ToHexStringLower(head.Hash),
            });
        Write(lines, new RootLine { At = root.At, Root = root.Root, Before = root.Before, Ledgers = root.Ledgers });

        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        file.SetLength(WholeBytes);
        file.Position = WholeBytes;
        lines.Position = 0;
        lines.CopyTo(file);
        file.Flush(flushToDisk: true);
        WholeBytes = file.Position;
        Last = root;
        return root;
    }

    private bool HasMoved(LedgerHead head) =>
        !_places.TryGetValue((head.Business, head.Stream), out var known)
        || known.Version != head.Version || known.Hash != Convert.ToHexStringLower(head.Hash);

    private string Take(IReadOnlyList<LedgerHead> moved)
    {
        foreach (var head in moved)
        {
            var key = (head.Business, head.Stream);
            var place = _places.TryGetValue(key, out var known) ? known.Place : _tree.Leaves;
            _places[key] = (place, head.Version, Convert.ToHexStringLower(head.Hash));
            _tree.Set(place, head.Content());
        }

        return Convert.ToHexStringLower(_tree.Root);
    }

    private static void Write(Stream lines, RootLine line)
    {
        JsonSerializer.Serialize(lines, line, RootJson.Default.RootLine);
        lines.WriteByte((byte)'\n');
    }

    /// <summary>Whole lines only.</summary>
    private static IEnumerable<(string Line, int Number, long End)> Lines(string path, long length)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var buffered = new BufferedStream(file, 1 << 16);
        var line = new List<byte>(256);
        var number = 0;
        for (long at = 1; at <= length; at++)
        {
            var next = buffered.ReadByte();
            if (next < 0)
                yield break;
            if (next != '\n')
            {
                line.Add((byte)next);
                continue;
            }

            yield return (Encoding.UTF8.GetString([.. line]), ++number, at);
            line.Clear();
        }
    }
}

/// <summary>A line: of a ledger that moved, or of a root.</summary>
internal sealed record RootLine
{
    public string? Business { get; init; }

    public string? Stream { get; init; }

    public long Version { get; init; }

    public string? Hash { get; init; }

    public DateTimeOffset At { get; init; }

    public string? Root { get; init; }

    public string? Before { get; init; }

    public int Ledgers { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(RootLine))]
internal sealed partial class RootJson : JsonSerializerContext;
