using System.Globalization;
using LedgerPortal.Database;

namespace LedgerPortal.Benchmarks.Faults;

/// <summary>What is done to a program under load, and how often.</summary>
/// <param name="Make">Does it once; on return it is over, as far as the program can know.</param>
/// <param name="Goal">How soon every ledger answers again.</param>
internal sealed record Fault(string Name, int Count, Func<int, Task> Make, TimeSpan? Goal = null);

/// <summary>What came of one kind of fault.</summary>
internal sealed record FaultFigures(
    string Fault, int Asked, int Made, long Acknowledged, long Repeated, long LateSame, long LateFailed,
    double MedianSeconds, double P99Seconds, double LongestSeconds, double? GoalSeconds,
    IReadOnlyList<double> LongestOfRounds, IReadOnlyDictionary<string, long> Refusals, IReadOnlyList<string> Problems);

/// <summary>Makes faults under load through the HTTP API. After each kind the load ends and everything is audited.</summary>
/// <param name="databases">Of the books.</param>
/// <param name="business">Whose.</param>
/// <param name="callers">One a ledger.</param>
/// <param name="addresses">Where the API is served at the moment.</param>
/// <param name="stop">Ends it after the round under way; the table then counts what was done.</param>
internal sealed class FaultTrials(
    Databases databases, BusinessId business, IReadOnlyList<Caller> callers, Func<IReadOnlyList<Uri>> addresses, CancellationToken stop)
{
    private readonly List<FaultFigures> _table = [];
    private readonly List<Acknowledged> _acknowledged = [];

    public IReadOnlyList<FaultFigures> Table => _table;

    public int Acknowledged => _acknowledged.Count;

    public bool IsRight => _table.TrueForAll(row => row.Problems.Count == 0);

    public bool IsInTime => _table.TrueForAll(row => row.GoalSeconds is null || row.P99Seconds <= row.GoalSeconds);

    public IReadOnlyList<Figure> Figures =>
    [
        .. _table.SelectMany(row => new[]
        {
            new Figure($"{row.Fault}: times", "", row.Made),
            new Figure($"{row.Fault}: lost, doubled or wrong", "", row.Problems.Count, 0),
            new Figure($"{row.Fault}: a ledger answers again, p99", "s", row.P99Seconds, row.GoalSeconds),
        }),
    ];

    /// <param name="fault">What is done.</param>
    /// <param name="afterRound">What a service manager would do then.</param>
    public async Task Try(Fault fault, Func<Task>? afterRound = null)
    {
        if (fault.Count == 0 || stop.IsCancellationRequested)
            return;
        await using var load = new PaymentLoad(business, callers, addresses);
        await load.UntilEveryLedgerAnswers();
        var waits = new List<TimeSpan>();
        var longestOfRounds = new List<double>();
        for (var round = 0; round < fault.Count && !stop.IsCancellationRequested; round++)
        {
            load.BeginRound();
            await fault.Make(round);
            await load.UntilEveryLedgerAnswers();
            var longest = load.LongestWaits();
            waits.AddRange(longest);
            longestOfRounds.Add(Math.Round(longest.Max().TotalSeconds, 2));
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{fault.Name} {round + 1}/{fault.Count}: longest wait {longest.Max().TotalSeconds:N2} s"));
            if (afterRound is null)
                continue;
            await afterRound();
            await load.UntilEveryLedgerAnswers();
        }

        await load.End();
        _acknowledged.AddRange(load.Acknowledged);
        var found = await FaultAudit.Run(databases, business, _acknowledged);
        await Console.Error.WriteLineAsync($"{fault.Name}: {found.Count} problems, {_acknowledged.Count} acknowledged so far");
        _table.Add(new FaultFigures(
            fault.Name, fault.Count, longestOfRounds.Count,
            load.Acknowledged.Count, load.Repeated, load.LateSame, load.LateFailed,
            At(waits, 0.5), At(waits, 0.99), At(waits, 1), fault.Goal?.TotalSeconds, longestOfRounds, load.Refusals,
            [.. load.Wrong.Distinct().Take(20), .. found]));
    }

    /// <summary>Whether the audit can fail at all; it cannot when nothing was tried.</summary>
    public async Task<bool> CanFail() => _acknowledged.Count > 0 && await FaultAudit.FindsWhatIsPlanted(databases, business, _acknowledged);

    public void Print(bool canFail)
    {
        Console.WriteLine();
        Console.WriteLine($"{"fault",-42}{"times",6}{"acknowledged",14}{"repeated",10}{"late, same",12}" +
            $"{"late, failed",14}{"wait p50",10}{"p99",8}{"longest",9}");
        foreach (var row in _table)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{row.Fault,-42}{row.Made,6}{row.Acknowledged,14:N0}{row.Repeated,10:N0}{row.LateSame,12:N0}") +
                string.Create(CultureInfo.InvariantCulture,
                $"{row.LateFailed,14:N0}{row.MedianSeconds,9:N2}s{row.P99Seconds,7:N2}s{row.LongestSeconds,8:N2}s"));
            if (row.Made < row.Asked)
                Console.WriteLine($"  ended early: {row.Asked} were asked for.");
            if (row.P99Seconds > row.GoalSeconds)
                Console.WriteLine($"  MISSED: the goal is a p99 of {row.GoalSeconds:N0} s.");
            foreach (var (refusal, times) in row.Refusals)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  refused {times:N0} times: {refusal}"));
            foreach (var problem in row.Problems)
                Console.WriteLine("  WRONG: " + problem);
        }

        Console.WriteLine("Waits: each ledger's longest of each round, from the first try to the acknowledgement.");
        Console.WriteLine(canFail
            ? "The audit found a command that was never sent, an entry told wrongly, and an entry told to nobody."
            : "WRONG: the audit did not find what was planted.");
    }

    private static double At(IEnumerable<TimeSpan> waits, double share) =>
        Math.Round(Rounds.At(waits.Select(wait => wait.TotalSeconds), share), 2);
}
