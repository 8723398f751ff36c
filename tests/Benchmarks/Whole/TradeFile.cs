using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;

namespace LedgerPortal.Benchmarks.Whole;

/// <summary>
/// A long file in the layout <c>online-retail</c>: a short one again and again, each time under other numbers and a month
/// later. What a right import of it comes to is counted here without the program's reader and arithmetic.
/// </summary>
/// <param name="Rows">Without the header.</param>
/// <param name="Documents">Those of customers who are known.</param>
/// <param name="Balance">What all customers owe, in pounds.</param>
internal sealed partial record TradeFile(string Path, int Rows, int Documents, decimal Balance)
{
    public static async Task<TradeFile> Make(string from, int atLeast, string to)
    {
        var header = "";
        var lines = new List<string>();
        await using (var file = File.OpenRead(from))
        await using (var unpacked = new GZipStream(file, CompressionMode.Decompress))
        using (var reader = new StreamReader(unpacked))
        {
            header = await reader.ReadLineAsync() ?? "";
            while (await reader.ReadLineAsync() is { } line)
                lines.Add(line);
        }

        var copies = (atLeast + lines.Count - 1) / lines.Count;
        await using (var writer = new StreamWriter(to))
        {
            await writer.WriteLineAsync(header);
            for (var copy = 0; copy < copies; copy++)
            {
                foreach (var line in lines)
                    await writer.WriteLineAsync(In(line, copy));
            }
        }

        var known = lines.Select(Row.Of).Where(row => row.IsPosted).ToList();
        return new TradeFile(
            to, copies * lines.Count, copies * known.Select(row => row.Number).Distinct().Count(), copies * known.Sum(row => row.Amount));
    }

    private static string In(string line, int copy) => Moment().Replace(
        Number().Replace(line, number => string.Create(CultureInfo.InvariantCulture, $"{number.Value}{copy:000}"), 1),
        moment => $",{DateOnly.Parse(moment.Groups[1].Value, CultureInfo.InvariantCulture).AddMonths(copy):yyyy-MM-dd} ", 1);

    private sealed record Row(string Number, string Customer, decimal Price, decimal Amount)
    {
        /// <summary>Rows of nobody, of the seller's own adjustments and below zero are refused.</summary>
        public bool IsPosted => Customer != "NA" && Price >= 0 && (Number[0] == 'C' || char.IsAsciiDigit(Number[0]));

        public static Row Of(string line)
        {
            // The description may have commas of its own; what stands before and behind it has none.
            var fields = line.Split(',');
            var (quantity, price) = (Decimal(fields[^5]), Decimal(fields[^3]));
            return new Row(fields[0], fields[^2], price, Math.Round(quantity * price, 2, MidpointRounding.AwayFromZero));
        }

        private static decimal Decimal(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("^[A-Z]?[0-9]+")]
    private static partial Regex Number();

    [GeneratedRegex(",([0-9]{4}-[0-9]{2}-[0-9]{2}) ")]
    private static partial Regex Moment();
}
