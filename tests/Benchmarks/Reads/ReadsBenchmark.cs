using System.Diagnostics;
using System.Globalization;
using LedgerPortal.Access;
using LedgerPortal.Benchmarks.Live;
using LedgerPortal.Ledgers;
using LedgerPortal.Testing;

namespace LedgerPortal.Benchmarks.Reads;

/// <summary>
/// How soon people see what they ask for, on a ledger of a million entries and a business of ten thousand open items: in
/// the database (a read of the program's own, row level security and the way there included), as pages over HTTP, and
/// while payments are posted.
/// </summary>
public static class ReadsBenchmark
{
    private const string Dashboard = "/portal";

    /// <summary>Of the payments that the program can take while nobody reads.</summary>
    private static readonly double[] Shares = [0.2, 0.7];

    public static async Task<bool> Run(ReadsSettings settings)
    {
        await using var database = await BenchmarkDatabase.Start("max_connections=300");
        var (business, customers) = await Customers.Make(database, settings.Customers);
        // Who pays meanwhile is looked at by nobody, so that the pages are the same from the first round to the last.
        var (paid, payers) = await Customers.Make(database, settings.Customers);
        var acknowledged = await LongLedger.Fill(database, business, customers, settings);
        await using var program = await ProgramUnderTest.ServeAsync(
            Programs.Embedded,
            Path.Combine(Path.GetTempPath(), $"ledgerportal-reads-{Environment.ProcessId}"),
            ["--postgres", database.Connection.ConnectionString]);
        using var visitors = new Visitors(program.Address);
        using var payments = new Payments(program.Address);
        List<Figure> figures =
        [
            .. await InTheDatabase(database, business, customers[0], settings),
            .. await AsPages(program.Address, visitors, payments, customers, payers, settings),
            new("first load of the portal, compressed", "KB", Math.Round(
                await FirstLoad.Bytes(program.Address, customers[1], Dashboard) / 1024.0, 1), 60),
        ];

        var audit = await Audit.Run(database, acknowledged, [business, paid], othersToo: true);
        List<string> problems = [.. audit.Problems, .. visitors.Wrong.Distinct().Take(20), .. payments.Wrong.Distinct().Take(20)];
        if (problems.Count > 0)
        {
            Console.WriteLine("AUDIT FAILED: no figure is given.");
            foreach (var problem in problems)
                Console.WriteLine("  " + problem);
            return false;
        }

        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{settings.Entries:N0} entries in one ledger, {settings.OpenItems:N0} open items in one business"));
        Figure.Print(figures);
        Console.WriteLine($"AUDIT OK n={audit.Acknowledged.ToString("N0", CultureInfo.InvariantCulture)}");
        await Rounds.Write(settings.Output, "reads", new
        {
            machine = Rounds.Machine(await database.Scalar<string>("select version()")),
            settings,
            figures,
            audit = $"AUDIT OK n={audit.Acknowledged}",
        });
        return true;
    }

    private static async Task<List<Figure>> InTheDatabase(
        BenchmarkDatabase database, BusinessId business, LiveCustomer customer, ReadsSettings settings)
    {
        var ofParty = new ReadScope("ledgerportal_portal", business, customer.Party);
        var ofBusiness = new ReadScope("ledgerportal_console", business);
        object Ledger(DateOnly from) => new
        {
            business,
            party = customer.Party,
            currency = BenchmarkBusiness.Rupee,
            from,
            to = from.AddDays(29),
            asOf = from,
            afterDate = (DateOnly?)null,
            afterEntry = (long?)null,
            limit = 51,
        };

        async Task<Figure> Measure(
            string name, double goal, ReadScope scope, string sql, Func<int, object> parameters, bool keepsPlans = false)
        {
            var rounds = new List<double>();
            for (var round = 0; round <= settings.Rounds; round++)
            {
                var took = new List<double>(settings.Looks);
                for (var look = 0; look < settings.Looks; look++)
                {
                    await using var read = await ScopedRead.Open(database.Databases.Reader, scope, CancellationToken.None, keepsPlans);
                    var started = Stopwatch.GetTimestamp();
                    await using (await read.Results(sql, parameters(round * settings.Looks + look)))
                        took.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                }

                // The first round warms up.
                if (round > 0)
                    rounds.Add(Rounds.At(took, 0.99));
            }

            return Figure.Of(name + ", p99", "ms", rounds, goal);
        }

        DateOnly Month(int number) => LongLedger.FirstDay.AddDays(number * 37 % (LongLedger.Days - 30));
        return
        [
            await Measure("statement of a month, first page, in the database", 10, ofParty,
                $"{LedgerQueries.Ledgers};\n{LedgerQueries.StatementTotals};\n{LedgerQueries.Statement}", number => Ledger(Month(number))),
            await Measure("balance as of a date, in the database", 2, ofParty, LedgerQueries.Balance, number => Ledger(Month(number))),
            await Measure("aging of the business, in the database", 20, ofBusiness, LedgerQueries.AgingTotals,
                _ => new { business, asOf = LongLedger.Today }, keepsPlans: true),
        ];
    }

    private static async Task<List<Figure>> AsPages(
        Uri program, Visitors visitors, Payments payments, IReadOnlyList<LiveCustomer> customers, IReadOnlyList<LiveCustomer> payers,
        ReadsSettings settings)
    {
        static string Statement(int number)
        {
            var from = LongLedger.FirstDay.AddDays(number * 37 % (LongLedger.Days - 30));
            return $"/portal/ledger?period=custom&from={from:yyyy-MM-dd}&to={from.AddDays(29):yyyy-MM-dd}";
        }

        var others = customers.Skip(1).ToList();
        Task<double> AsFastAsTheyCome(TimeSpan time) =>
            Wrk.Run(new Uri(program, Dashboard), others.Select(customer => customer.Page.Cookie), time);

        await Rounds.WarmUp(settings.WarmUp, settings.MostWarmUps, AsFastAsTheyCome);
        await visitors.InTurn(settings.Looks, number => (customers[0], Statement(number)));
        await Rounds.WarmUp(settings.WarmUp, settings.MostWarmUps, time => payments.PayFor(time, 100_000, payers));
        // What the program can post at all, beside nothing else: the rate of the last figure is taken from it.
        var peak = await payments.PayFor(settings.Duration, 100_000, payers);
        var (statements, fast, atRate) = (new List<double>(), new List<double>(), new List<double>());
        var beside = Shares.ToDictionary(share => share, _ => new List<double>());
        for (var round = 0; round < settings.Rounds; round++)
        {
            statements.Add(Rounds.At(await visitors.InTurn(settings.Looks, number => (customers[0], Statement(number))), 0.99));
            fast.Add(await AsFastAsTheyCome(settings.Duration));
            atRate.Add(Rounds.At(await visitors.AtRate(settings.Duration, settings.RequestsPerSecond, others, Dashboard), 0.99));
            foreach (var share in Shares)
            {
                var posting = payments.PayFor(settings.Duration, (int)(peak * share), payers);
                beside[share].Add(Rounds.At(await visitors.AtRate(settings.Duration, settings.RequestsPerSecond, others, Dashboard), 0.99));
                await posting;
            }

            await Console.Error.WriteLineAsync($"pages {round + 1}/{settings.Rounds}");
        }

        return
        [
            Figure.Of("statement of a month, first page, as HTML, p99", "ms", statements, 25),
            Figure.Of("portal dashboard, as fast as they come", "/s", fast, 1_000, isAtLeast: true),
            Figure.Of($"portal dashboard at {settings.RequestsPerSecond}/s, p99", "ms", atRate, 20),
            .. Shares.Select(share => Figure.Of(
                string.Create(CultureInfo.InvariantCulture, $"the same beside {peak * share:N0} payments/s over HTTP, {share:P0} of the peak, p99"), "ms",
                beside[share], Math.Round(2 * Rounds.Median(atRate), 1))),
        ];
    }
}
