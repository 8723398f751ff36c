using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace LedgerPortal.Benchmarks;

/// <summary>Runs PostgreSQL's own load generator on a script of ours.</summary>
public static partial class PgBench
{
    /// <summary>SQL transactions per second and their mean latency.</summary>
    public sealed record Result(double PerSecond, double MeanMilliseconds);

    public static bool IsThere => Candidates().Any(File.Exists);

    public static string Find() => Candidates().FirstOrDefault(File.Exists) ?? throw new InvalidOperationException(
        "pgbench is missing. It comes with PostgreSQL's server package (Debian: postgresql-contrib).");

    private static IEnumerable<string> Candidates()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Concat(Directory.Exists("/usr/lib/postgresql")
                ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(version => version + "/bin")
                : []);
        return folders.Select(folder => Path.Combine(folder, "pgbench"));
    }

    public static async Task<Result> Run(
        NpgsqlConnectionStringBuilder connection, string script, int clients, TimeSpan duration)
    {
        var file = Path.Combine(Path.GetTempPath(), $"ledgerportal-{Guid.NewGuid():N}.pgbench");
        await File.WriteAllTextAsync(file, script);
        try
        {
            var start = new ProcessStartInfo(Find())
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                ArgumentList =
                {
                    "--no-vacuum", "--protocol=prepared", "--file=" + file,
                    "--client=" + clients.ToString(CultureInfo.InvariantCulture),
                    "--jobs=" + Math.Min(2, clients).ToString(CultureInfo.InvariantCulture),
                    "--time=" + ((int)duration.TotalSeconds).ToString(CultureInfo.InvariantCulture),
                    "--host=" + connection.Host, "--port=" + connection.Port.ToString(CultureInfo.InvariantCulture),
                    "--username=" + connection.Username, connection.Database!,
                },
            };
            start.Environment["PGPASSWORD"] = connection.Password;
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            var tps = Tps().Match(output);
            var latency = Latency().Match(output);
            if (process.ExitCode != 0 || !tps.Success || !latency.Success)
                throw new InvalidOperationException($"pgbench failed: {await errors}{output}");
            return new Result(Number(tps), Number(latency));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static double Number(Match match) => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"tps = ([\d.]+)")]
    private static partial Regex Tps();

    [GeneratedRegex(@"latency average = ([\d.]+) ms")]
    private static partial Regex Latency();
}
