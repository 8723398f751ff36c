using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using LedgerPortal.Papers;
using LedgerPortal.Verifications;
using Verb = System.CommandLine.Command;

namespace LedgerPortal.Commands;

/// <summary><c>verify</c>: proves the books, or names what is wrong with them.</summary>
internal static class VerifyCommand
{
    public static Verb Create()
    {
        var command = new Verb(
            "verify", "Checks every invariant over everything; exit code 1 and the first broken ones named if any.");
        var installation = new InstallationOptions(command);
        var business = new Option<string>("--business") { Description = "Only this one, by id or name.", HelpName = "BUSINESS" };
        var json = new Option<bool>("--json") { Description = "The report as one line of JSON." };
        command.Options.Add(business);
        command.Options.Add(json);
        command.SetAction((parsed, cancellation) =>
            RunAsync(installation.Read(parsed), parsed.GetValue(business), parsed.GetValue(json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        Database.InstallationPlace place, string? named, bool isJson, CancellationToken cancellation)
    {
        await using var books = await Books.OpenAsync(place, cancellation);
        var business = await books.FindBusinessAsync(named, cancellation);
        var report = await Verification.Run(
            books.Owner, business, TimeProvider.System, cancellation, place.RootsFolder, KeptPapers.Check);
        if (isJson)
            await CommandOutput.Terminal.LineAsync(JsonSerializer.Serialize(ReportJson.Of(report), ReportJson.Options));
        else
            await WriteAsync(report, CommandOutput.Terminal);
        return report.IsClean ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static async Task WriteAsync(VerificationReport report, CommandOutput output)
    {
        foreach (var check in report.Checks)
        {
            var number = check.Invariant?.ToString(CultureInfo.InvariantCulture) ?? "";
            var counted = check.Counted.ToString("N0", CultureInfo.InvariantCulture);
            await output.LineAsync(check.Broken == 0
                ? $"{number,2}  ok      {counted,13}  {check.Claim}"
                : $"{number,2}  BROKEN  {counted,13}  {check.Claim}: not {check.Broken} times");
            foreach (var example in check.Examples)
                await output.LineAsync($"                           {example}");
        }

        var broken = report.Checks.Count(check => check.Broken > 0);
        var seconds = report.Took.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture);
        await output.LineAsync(broken == 0
            ? $"All {report.Checks.Count} checks hold ({seconds} s)."
            : $"{broken} of {report.Checks.Count} checks do not hold ({seconds} s).");
    }

    private sealed record ReportJson(bool Ok, IReadOnlyList<CheckJson> Checks, double Seconds)
    {
        public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };

        public static ReportJson Of(VerificationReport report) => new(
            report.IsClean,
            [.. report.Checks.Select(check => new CheckJson(
                check.Invariant, check.Claim, check.Counted, check.Broken, check.Examples))],
            Math.Round(report.Took.TotalSeconds, 3));
    }

    private sealed record CheckJson(
        int? Invariant, string Claim, long Counted, long Broken, IReadOnlyList<string> Examples);
}
