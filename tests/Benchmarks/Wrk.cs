using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace LedgerPortal.Benchmarks;

/// <summary>Runs wrk: as many pages as sixteen connections get, each signed in as another customer.</summary>
internal static partial class Wrk
{
    private const string Program = "wrk";

    /// <summary>Pages a second.</summary>
    public static async Task<double> Run(Uri page, IEnumerable<string> cookies, TimeSpan duration)
    {
        var script = Path.Combine(Path.GetTempPath(), $"ledgerportal-{Guid.NewGuid():N}.lua");
        await File.WriteAllTextAsync(script, string.Create(CultureInfo.InvariantCulture, $$"""
            local cookies = { {{string.Join(", ", cookies.Select(cookie => $"\"{cookie}\""))}} }
            local next = 0
            request = function()
              next = next % #cookies + 1
              return wrk.format("GET", nil, { ["Cookie"] = cookies[next] })
            end
            """));
        try
        {
            var start = new ProcessStartInfo(Program)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                ArgumentList =
                {
                    "--threads", "1", "--connections", "16", "--duration",
                    string.Create(CultureInfo.InvariantCulture, $"{(int)duration.TotalSeconds}s"), "--script", script, page.ToString(),
                },
            };
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            var rate = PerSecond().Match(output);
            // It speaks of answers other than 2xx and of broken connections only when there were any.
            if (process.ExitCode != 0 || !rate.Success || output.Contains("Non-2xx", StringComparison.Ordinal)
                || output.Contains("Socket errors", StringComparison.Ordinal))
                throw new InvalidOperationException($"wrk failed: {await errors}{output}");
            return double.Parse(rate.Groups[1].Value, CultureInfo.InvariantCulture);
        }
        finally
        {
            File.Delete(script);
        }
    }

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex PerSecond();
}
