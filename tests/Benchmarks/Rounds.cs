using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using LedgerPortal.Journal;

namespace LedgerPortal.Benchmarks;

/// <summary>Runs arms in turn, forward and back again, so that a slow spell of the machine falls on all of them.</summary>
public static class Rounds
{
    public static async Task<Dictionary<string, List<double>>> Run(
        int rounds, IReadOnlyList<(string Name, Func<Task<double>> Measure)> arms)
    {
        var results = arms.ToDictionary(arm => arm.Name, _ => new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (name, measure) in round % 2 == 0 ? arms : arms.Reverse())
            {
                var value = await measure();
                results[name].Add(value);
                await Console.Error.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture, $"round {round + 1}/{rounds}  {name,-34} {value,12:N0}"));
            }
        }

        return results;
    }

    /// <summary>
    /// Runs an arm again and again until it gets no faster: a program that was just started compiles what is called often, for
    /// half a minute and more where it shares two cores with its load.
    /// </summary>
    public static async Task WarmUp(TimeSpan time, int mostTimes, Func<TimeSpan, Task<double>> measure)
    {
        const int noFasterTimes = 3;
        const double faster = 1.03;
        var best = 0.0;
        for (int times = 0, noFaster = 0; times < mostTimes && noFaster < noFasterTimes; times++)
        {
            var value = await measure(time);
            await Console.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"warming up {value,12:N0}"));
            noFaster = value > best * faster ? 0 : noFaster + 1;
            best = Math.Max(best, value);
        }
    }

    public static double Median(IReadOnlyList<double> values)
    {
        var sorted = values.Order().ToList();
        var middle = sorted.Count / 2;
        return sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>In whole ranks: the value that this share of all does not exceed; no number without any.</summary>
    public static double At(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? double.NaN : sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Count) - 1)];
    }

    public static string Spread(IReadOnlyList<double> values) =>
        string.Create(CultureInfo.InvariantCulture, $"{values.Min():N0}–{values.Max():N0}");

    /// <summary>What the figures were measured on.</summary>
    public static object Machine(string postgres) => new
    {
        program = typeof(PostgresJournal).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
        processor = Processor(),
        cores = Environment.ProcessorCount,
        memoryGiB = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024.0 * 1024 * 1024),
        os = RuntimeInformation.OSDescription,
        dotnet = RuntimeInformation.FrameworkDescription,
        postgres,
        shares = "The load generator, the program and PostgreSQL share all cores.",
    };

    public static async Task Write(string folder, string name, object result)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, name + ".json");
        await File.WriteAllTextAsync(path, JsonSerializer.Serialize(result, JsonOptions));
        Console.WriteLine($"Written to {path}");
    }

    private static readonly JsonSerializerOptions JsonOptions = new() { WriteIndented = true };

    private static string Processor()
    {
        const string info = "/proc/cpuinfo";
        return File.Exists(info)
            ? File.ReadLines(info).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
                ?? "unknown"
            : RuntimeInformation.ProcessArchitecture.ToString();
    }
}
