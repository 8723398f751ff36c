using System.IO.Compression;
using System.Text;
using LedgerPortal.Commands;

namespace LedgerPortal.Imports;

public sealed class CsvFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ledgerportal-csv-").FullName;

    public static TheoryData<string> Encodings => ["utf-8", "utf-8-mark", "utf-16", "utf-16-bare", "utf-16-big", "windows-1252"];

    [Theory]
    [MemberData(nameof(Encodings))]
    public void The_encodings_that_programs_write_are_told_apart(string name)
    {
        Encoding encoding = name switch
        {
            "utf-8" => new UTF8Encoding(false),
            "utf-8-mark" => new UTF8Encoding(true),
            "utf-16" => new UnicodeEncoding(false, true),
            "utf-16-bare" => new UnicodeEncoding(false, false),
            "utf-16-big" => new UnicodeEncoding(true, true),
            _ => CodePagesEncodingProvider.Instance.GetEncoding(1252)!,
        };
        var file = CsvFile.Open(Write(encoding.GetPreamble().Concat(encoding.GetBytes("name,price\nCafé Zoë,£5\n")).ToArray()));
        Assert.Equal(["name", "price"], file.Header);
        Assert.Equal(["Café Zoë", "£5"], Assert.Single(file.Rows()).Fields);
    }

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    [InlineData('|')]
    public void Columns_may_be_separated_in_several_ways(char delimiter)
    {
        var file = CsvFile.Open(Write($"a{delimiter}b{delimiter}c\r\n1{delimiter}\"x{delimiter}\"\"y\"\"\"{delimiter}3\r\n"));
        Assert.Equal(["1", $"x{delimiter}\"y\"", "3"], Assert.Single(file.Rows()).Fields);
    }

    [Fact]
    public void A_gzipped_file_is_read_as_it_is()
    {
        var path = Path.Combine(_folder, "rows.csv.gz");
        using (var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest))
            gzip.Write("a,b\n1,2\n"u8);
        Assert.Equal(["1", "2"], Assert.Single(CsvFile.Open(path).Rows()).Fields);
    }

    [Fact]
    public void A_field_may_have_lines()
    {
        var rows = CsvFile.Open(Write("a,b\n1,\"first\nsecond\"\n2,x\n")).Rows().ToList();
        Assert.Equal(["1", "first\nsecond"], rows[0].Fields);
        Assert.Equal(["2", "x"], rows[1].Fields);
    }

    [Fact]
    public void A_quotation_mark_that_is_never_closed_costs_its_own_row()
    {
        var rows = CsvFile.Open(Write("a,b\n1,\"open\n2,x\n3,\"y\"\n4,z\n")).Rows().ToList();
        Assert.Equal([2, 3, 4, 5], rows.Select(row => row.Number));
        Assert.Equal("a quotation mark is not closed", rows[0].Fault);
        Assert.All(rows.Skip(1), row => Assert.Null(row.Fault));
        Assert.Equal(["y", "z"], rows.Skip(2).Select(row => row.Fields[1]));
    }

    [Fact]
    public void A_row_of_other_length_is_a_fault_and_the_rest_goes_on()
    {
        var rows = CsvFile.Open(Write("a,b\n1\n1,2,3\n\n1,\"2\"x\n5,6\n")).Rows().ToList();
        Assert.Equal(
            ["1 columns instead of 2", "3 columns instead of 2", "text after a closing quotation mark", null],
            rows.Select(row => row.Fault));
        Assert.Equal([2, 3, 5, 6], rows.Select(row => row.Number));
    }

    [Fact]
    public void An_inch_inside_a_field_is_an_inch() =>
        Assert.Equal(["FRAME 7\" SINGLE", "2"], Assert.Single(CsvFile.Open(Write("a,b\nFRAME 7\" SINGLE,2\n")).Rows()).Fields);

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("just a line of text\nanother\n")]
    [InlineData("\"never closed,b\n1,2\n")]
    public void What_has_no_header_is_not_CSV(string text) =>
        Assert.Contains("is not a CSV file", Assert.Throws<CommandFailedException>(() => CsvFile.Open(Write(text))).Message);

    [Fact]
    public void What_is_not_text_is_not_CSV() =>
        Assert.Contains("it is not text", Assert.Throws<CommandFailedException>(
            () => CsvFile.Open(Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 0, 0, 13]))).Message);

    [Fact]
    public void A_file_that_is_not_there_is_said_in_one_sentence() =>
        Assert.Contains("cannot be read", Assert.Throws<CommandFailedException>(
            () => CsvFile.Open(Path.Combine(_folder, "nothing.csv"))).Message);

    [Fact]
    public void A_gzip_that_is_cut_off_is_said_in_one_sentence()
    {
        var path = Path.Combine(_folder, "cut.csv.gz");
        using (var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest))
            gzip.Write(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 9_999).Select(i => $"{i},{i * 7919}\n"))));
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..1000]);
        Assert.Contains("cannot be unpacked", Assert.Throws<CommandFailedException>(() => CsvFile.Open(path)).Message);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string text) => Write(Encoding.UTF8.GetBytes(text));

    private string Write(byte[] bytes)
    {
        var path = Path.Combine(_folder, $"{Guid.NewGuid():N}.csv");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
