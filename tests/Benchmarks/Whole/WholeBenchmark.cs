using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LedgerPortal.Benchmarks.Live;
using LedgerPortal.Benchmarks.Reads;
using LedgerPortal.Testing;

namespace LedgerPortal.Benchmarks.Whole;

/// <summary>
/// The published program as people use it: imports a year of trade into a data folder of its own, again, is started on what
/// it imported, and verifies a long ledger.
/// </summary>
public static class WholeBenchmark
{
    private const string Business = "Giftware";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    public static async Task<bool> Run(WholeSettings settings)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"ledgerportal-whole-{Environment.ProcessId}")).FullName;
        try
        {
            var trade = await TradeFile.Make(settings.File, settings.Rows, Path.Combine(folder, "trade.csv"));
            var rounds = new List<Round>();
            for (var round = 0; round < settings.Rounds; round++)
            {
                rounds.Add(await Round.Run(Path.Combine(folder, $"data-{round}"), trade, settings.Rest));
                await Console.Error.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture, $"whole {round + 1}/{settings.Rounds}  import {rounds[^1].Import:F1} s"));
            }

            var verifications = await Verify(settings);
            List<string> problems = [.. rounds.SelectMany(round => round.Problems).Concat(verifications.Problems).Distinct()];
            if (problems.Count > 0)
            {
                Console.WriteLine("AUDIT FAILED: no figure is given.");
                foreach (var problem in problems)
                    Console.WriteLine("  " + problem);
                return false;
            }

            List<Figure> figures =
            [
                Figure.Of($"import of {trade.Rows:N0} rows, {trade.Documents:N0} documents", "s", [.. rounds.Select(round => round.Import)], 30),
                Figure.Of("the same again, which posts nothing", "s", [.. rounds.Select(round => round.Again)]),
                Figure.Of("start to first page, data folder present", "s", [.. rounds.Select(round => round.Start)], 4),
                Figure.Of("resident memory at rest, without PostgreSQL", "MB", [.. rounds.Select(round => round.Memory)], 200),
                Figure.Of($"verify of {settings.Entries:N0} entries", "s", verifications.Seconds, 10),
            ];
            Console.WriteLine();
            Figure.Print(figures);
            var audit = string.Create(CultureInfo.InvariantCulture, $"AUDIT OK n={rounds.Count * trade.Documents + verifications.Acknowledged}");
            Console.WriteLine(audit);
            await Rounds.Write(settings.Output, "whole", new
            {
                machine = Rounds.Machine(verifications.Postgres),
                settings = new { settings.Rounds, settings.Rows, settings.Entries, file = Path.GetFileName(settings.File) },
                figures,
                audit,
            });
            return true;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Of a ledger that was posted entry by entry: what the command takes, from its start to its end.</summary>
    private static async Task<(List<double> Seconds, int Acknowledged, List<string> Problems, string Postgres)> Verify(WholeSettings settings)
    {
        await using var database = await BenchmarkDatabase.Start();
        var (business, customers) = await Customers.Make(database, 2);
        var acknowledged = await LongLedger.Fill(
            database, business, customers, new ReadsSettings { Entries = settings.Entries, OpenItems = 0 });
        var audit = await Audit.Run(database, acknowledged, [business], othersToo: true);
        var (seconds, problems) = (new List<double>(), audit.Problems.ToList());
        for (var round = 0; round < settings.Rounds; round++)
        {
            var started = Stopwatch.GetTimestamp();
            var (exitCode, output, errors) = await ProgramUnderTest.RunAsync(
                Programs.Embedded, Path.Combine(Path.GetTempPath(), $"ledgerportal-verify-{Environment.ProcessId}"), Limit,
                "verify", "--postgres", database.Connection.ConnectionString);
            seconds.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
            if (exitCode != 0)
                problems.Add("verify: " + output + errors);
        }

        return (seconds, audit.Acknowledged, problems, await database.Scalar<string>("select version()"));
    }

    /// <param name="Import">Seconds.</param>
    /// <param name="Again">Seconds.</param>
    /// <param name="Start">Seconds from the start of the process to the last byte of its first page.</param>
    /// <param name="Memory">Megabytes of the program's own process.</param>
    private sealed record Round(double Import, double Again, double Start, double Memory, IReadOnlyList<string> Problems)
    {
        public static async Task<Round> Run(string data, TradeFile trade, TimeSpan rest)
        {
            var problems = new List<string>();
            // What a new data folder takes once is no part of an import.
            await using (await ProgramUnderTest.ServeAsync(Programs.Embedded, data, []))
            {
            }

            var import = await Posts(data, trade, trade.Documents, problems);
            var again = await Posts(data, trade, 0, problems);
            var (start, memory) = await Serve(data, rest);
            var (exitCode, output, errors) = await ProgramUnderTest.RunAsync(Programs.Embedded, data, Limit, "verify");
            if (exitCode != 0)
                problems.Add("verify: " + output + errors);
            Directory.Delete(data, recursive: true);
            return new Round(import, again, start, memory, problems);
        }

        private static async Task<double> Posts(string data, TradeFile trade, int documents, List<string> problems)
        {
            var started = Stopwatch.GetTimestamp();
            var (exitCode, output, errors) = await ProgramUnderTest.RunAsync(
                Programs.Embedded, data, Limit, "import", "online-retail", trade.Path, "--business", Business, "--currency", "GBP", "--json");
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            var last = output.TrimEnd().Split('\n')[^1];
            if (exitCode != 0 || !last.StartsWith('{'))
            {
                problems.Add("import: " + output + errors);
                return seconds;
            }

            var (said, expected) = (JsonSerializer.Deserialize<Imported>(last, JsonSerializerOptions.Web),
                new Imported(trade.Rows, trade.Documents, documents, trade.Balance.ToString("F2", CultureInfo.InvariantCulture)));
            if (said != expected)
                problems.Add($"The import says {said} and not {expected}.");
            return seconds;
        }

        private static async Task<(double Start, double Memory)> Serve(string data, TimeSpan rest)
        {
            using var browser = new HttpClient();
            var started = Stopwatch.GetTimestamp();
            await using var program = await ProgramUnderTest.ServeAsync(Programs.Embedded, data, []);
            await browser.GetStringAsync(new Uri(program.Address, "/console/sign-in"));
            var start = Stopwatch.GetElapsedTime(started).TotalSeconds;
            await Task.Delay(rest);
            using var process = Process.GetProcessById(program.ProcessId);
            return (start, process.WorkingSet64 / 1e6);
        }

        private sealed record Imported(int RowsRead, int Documents, int Posted, string Balance);
    }
}
