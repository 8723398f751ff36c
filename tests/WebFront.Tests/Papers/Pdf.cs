using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace LedgerPortal.Papers;

/// <summary>
/// Reads back what stands in a PDF of ours: glyphs by their font's own table of what they mean, and what is said beside
/// those that are not letters one by one. It knows no more of the format than our PDFs use.
/// </summary>
internal sealed partial class Pdf
{
    private readonly Dictionary<int, (string Head, byte[]? Stream)> _objects = [];
    private readonly Dictionary<string, Dictionary<int, string>> _meanings = [];

    public Pdf(byte[] file)
    {
        Assert.Equal("%PDF-1.7"u8, file.AsSpan(0, 8));
        Assert.EndsWith("%%EOF\n", Encoding.Latin1.GetString(file), StringComparison.Ordinal);
        ReadObjects(file);
        foreach (Match font in _objects.Values.SelectMany(one => FontName().Matches(one.Head)))
            _meanings[font.Groups[1].Value] = MeaningsOf(int.Parse(font.Groups[2].Value, CultureInfo.InvariantCulture));
        foreach (var (id, (head, _)) in _objects.OrderBy(one => one.Key))
        {
            if (head.Contains("/Type /Page\n", StringComparison.Ordinal))
            {
                var content = int.Parse(Contents().Match(head).Groups[1].Value, CultureInfo.InvariantCulture);
                Pages.Add(RunsOf(Text(content)).ToList());
            }
            else if (head.Contains("/Subtype /Form", StringComparison.Ordinal))
            {
                Count = string.Concat(RunsOf(Text(id)).Select(run => run.Text));
            }
        }
    }

    /// <summary>What stands on each page, in the order in which it was set.</summary>
    public List<List<Run>> Pages { get; } = [];

    /// <summary>How many pages it says that it has.</summary>
    public string? Count { get; }

    /// <summary>A line of text each: what has the same height on a page, from left to right.</summary>
    public IEnumerable<string> Lines => Pages.SelectMany(page => page
        .GroupBy(run => run.Y)
        .OrderBy(line => line.Key)
        .Select(line => string.Join(' ', line.OrderBy(run => run.X).Select(run => run.Text.Trim()))));

    public string AllText => string.Join('\n', Lines);

    /// <param name="Glyphs">Their numbers in the font as it was embedded.</param>
    public sealed record Run(double X, double Y, string Text, IReadOnlyList<int> Glyphs);

    private void ReadObjects(byte[] file)
    {
        var text = Encoding.Latin1.GetString(file);
        for (var match = Start().Match(text); match.Success; match = Start().Match(text, match.Index + match.Length))
        {
            var from = match.Index + match.Length;
            var end = text.IndexOf("endobj", from, StringComparison.Ordinal);
            var stream = text.IndexOf("\nstream\n", from, StringComparison.Ordinal);
            var id = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
            if (stream < 0 || stream > end)
            {
                _objects[id] = (text[from..end], null);
                continue;
            }

            var head = text[from..stream];
            var length = int.Parse(Length().Match(head).Groups[1].Value, CultureInfo.InvariantCulture);
            var content = file.AsSpan(stream + "\nstream\n".Length, length).ToArray();
            _objects[id] = (head, head.Contains("/FlateDecode", StringComparison.Ordinal) ? Inflated(content) : content);
        }
    }

    private Dictionary<int, string> MeaningsOf(int font)
    {
        var map = int.Parse(ToUnicode().Match(_objects[font].Head).Groups[1].Value, CultureInfo.InvariantCulture);
        var meanings = new Dictionary<int, string>();
        foreach (Match range in Range().Matches(Text(map)))
        {
            var glyph = Convert.ToInt32(range.Groups[1].Value, 16);
            foreach (Match meaning in Meaning().Matches(range.Groups[2].Value))
                meanings[glyph++] = Utf16(meaning.Groups[1].Value.Replace(" ", "", StringComparison.Ordinal));
        }

        return meanings;
    }

    private IEnumerable<Run> RunsOf(string content)
    {
        string? said = null;
        foreach (Match match in Shown().Matches(content))
        {
            if (match.Groups["said"].Success)
            {
                said = Utf16(match.Groups["said"].Value);
                continue;
            }

            var meanings = _meanings[match.Groups["font"].Value];
            var glyphs = Glyph().Matches(match.Groups["show"].Value)
                .Select(glyph => Convert.ToInt32(glyph.Groups[1].Value, 16)).ToList();
            yield return new Run(
                double.Parse(match.Groups["x"].Value, CultureInfo.InvariantCulture),
                double.Parse(match.Groups["y"].Value, CultureInfo.InvariantCulture),
                said ?? string.Concat(glyphs.Select(glyph => meanings[glyph])),
                glyphs);
            said = null;
        }
    }

    private string Text(int id) => Encoding.Latin1.GetString(_objects[id].Stream!);

    private static byte[] Inflated(byte[] content)
    {
        using var inflate = new ZLibStream(new MemoryStream(content), CompressionMode.Decompress);
        using var whole = new MemoryStream();
        inflate.CopyTo(whole);
        return whole.ToArray();
    }

    private static string Utf16(string hex) => Encoding.BigEndianUnicode.GetString(Convert.FromHexString(hex));

    [GeneratedRegex(@"(?<=^|\n)(\d+) 0 obj\n")]
    private static partial Regex Start();

    [GeneratedRegex(@"/Length (\d+)")]
    private static partial Regex Length();

    [GeneratedRegex(@"/Contents (\d+) 0 R")]
    private static partial Regex Contents();

    [GeneratedRegex(@"/(F\d+) (\d+) 0 R")]
    private static partial Regex FontName();

    [GeneratedRegex(@"/ToUnicode (\d+) 0 R")]
    private static partial Regex ToUnicode();

    [GeneratedRegex(@"<([0-9a-f]+)> <[0-9a-f]+> \[(.*?)\]")]
    private static partial Regex Range();

    [GeneratedRegex("<([0-9a-f ]*)>")]
    private static partial Regex Meaning();

    [GeneratedRegex(@"/ActualText <feff(?<said>[0-9a-f]*)>>> BDC|BT [\d. ]+ rg /(?<font>F\d+) [\d.]+ Tf 1 0 0 -?1 (?<x>-?[\d.]+) (?<y>-?[\d.]+) Tm (?<show>.*?)ET")]
    private static partial Regex Shown();

    [GeneratedRegex("<([0-9a-f]{4})>")]
    private static partial Regex Glyph();
}
