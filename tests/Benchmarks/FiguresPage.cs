using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LedgerPortal.Benchmarks;

/// <summary>
/// Writes <c>docs/figures.md</c> from what the benchmarks wrote here: never by hand, never without an audit. What was not
/// measured here stays as it stands, with the program that it was measured of.
/// </summary>
public static class FiguresPage
{
    private static readonly (string Name, string Title, string About)[] Benchmarks =
    [
        ("postings", "Postings", "Durable postings: the grain calls of both editions beside one SQL transaction a posting in pgbench (A) and beside what an ordinary program writes (N)."),
        ("live", "Live", "From the acknowledgement of a payment over HTTP to the new balance in a connection of an open page."),
        ("reads", "Reads", "A ledger of a million entries, and a business of ten thousand open items."),
        ("whole", "Whole", "The published program on a data folder of its own: a year of real trade imported, and imported again."),
        ("lighthouse", "Lighthouse", "The portal's pages on Lighthouse's phone: a slow line, a slow processor."),
        ("torture", "Torture", "The embedded edition's bad days under load: killed, cut off, standing still, its disk full; each kind followed by a whole audit."),
        ("faults", "Faults", "A cluster's bad days under load, each followed by a whole audit."),
        ("simulation", "Simulation", "Grains, journal, outbox and delivery on a simulated clock, database and network; and bugs that were planted to be found."),
    ];

    public static async Task<bool> Write(string folder, string file = "docs/figures.md")
    {
        var earlier = File.Exists(file) ? Sections(await File.ReadAllTextAsync(file)) : [];
        var page = new StringBuilder(
            """
            # Figures

            Written by `./bench figures` from what `./bench postings`, `live`, `reads`, `whole`, `lighthouse`, `faults` and `simulation`
            measured: medians of the rounds, the spread beside them. A benchmark gives no figure unless its audit passed. Ratios are what
            counts: another machine has other absolute figures. The load generator, the program and PostgreSQL share all cores. A section
            stays until its benchmark is run again, and tells of the program that it names; one that names none is of a program before
            those.

            """);
        var written = 0;
        foreach (var (name, title, about) in Benchmarks)
        {
            var path = Path.Combine(folder, name + ".json");
            if (!File.Exists(path))
            {
                page.Append(earlier.GetValueOrDefault(title));
                continue;
            }

            using var result = JsonDocument.Parse(await File.ReadAllTextAsync(path));
            var figures = result.RootElement.GetProperty("figures").Deserialize<Figure[]>()!;
            Append(page, name, title, about, result.RootElement, figures);
            written++;
        }

        if (written == 0)
        {
            await Console.Error.WriteLineAsync(
                $"There is nothing in {folder}: run ./bench postings, live, reads, whole, lighthouse, faults or simulation first.");
            return false;
        }

        await File.WriteAllTextAsync(file, page.ToString());
        Console.WriteLine($"Written to {file}");
        return true;
    }

    /// <summary>What a page has under each of its titles, the titles and the empty lines before them included.</summary>
    private static Dictionary<string, string> Sections(string page) => page.Split("\n## ").Skip(1)
        .ToDictionary(section => section[..section.IndexOf('\n', StringComparison.Ordinal)], section => $"\n## {section.TrimEnd('\n')}\n");

    private static void Append(
        StringBuilder page, string name, string title, string about, JsonElement result, IReadOnlyList<Figure> figures)
    {
        page.AppendLine(CultureInfo.InvariantCulture, $"\n## {title}\n\n{about}\n");
        page.AppendLine("| figure | | goal | spread | |\n| --- | ---: | ---: | ---: | --- |");
        foreach (var figure in figures)
        {
            var goal = figure.Goal is { } at ? $"{(figure.IsAtLeast ? "≥" : "≤")} {Shown(at)}" : "";
            page.AppendLine(CultureInfo.InvariantCulture,
                $"| {figure.Name} | {Shown(figure.Value)} {figure.Unit} | {goal} | {figure.Spread} | {(figure.IsMet ? "" : "**missed**")} |");
        }

        if (result.TryGetProperty("curve", out var curve))
            AppendCurve(page, [.. curve.Deserialize<CurvePoint[]>()!]);
        if (result.TryGetProperty("bugs", out var bugs))
            AppendBugs(page, bugs);
        page.AppendLine(CultureInfo.InvariantCulture, $"\n`{result.GetProperty("audit").GetString()}` · `./bench {(name == "torture" ? "faults" : name)}`\n");
        page.AppendLine("| measured on | |\n| --- | --- |");
        foreach (var fact in result.GetProperty("machine").EnumerateObject().Concat(result.GetProperty("settings").EnumerateObject()))
            page.AppendLine(CultureInfo.InvariantCulture, $"| {fact.Name} | {Fact(fact.Value)} |");
    }

    private static void AppendBugs(StringBuilder page, JsonElement bugs)
    {
        page.AppendLine("\n| planted bug | what it breaks | seeds until it is found, mean |\n| --- | --- | ---: |");
        foreach (var bug in bugs.EnumerateArray())
        {
            page.AppendLine(CultureInfo.InvariantCulture,
                $"| `{bug.GetProperty("name")}` | {bug.GetProperty("breaks")} | {Shown(bug.GetProperty("meanSeeds").GetDouble())} |");
        }
    }

    private static void AppendCurve(StringBuilder page, IReadOnlyList<CurvePoint> curve)
    {
        string Line(Func<CurvePoint, double> of) => string.Join(", ", curve.Select(point => Math.Round(of(point), 2).ToString(CultureInfo.InvariantCulture)));
        var callers = string.Join(", ", curve.Select(point => point.Callers));
        page.AppendLine(CultureInfo.InvariantCulture,
            $"""

            ```mermaid
            xychart-beta
                title "Postings a second by callers that wait for their answer"
                x-axis [{callers}]
                y-axis "postings/s"
                line [{Line(point => point.PerSecond)}]
            ```

            ```mermaid
            xychart-beta
                title "Milliseconds to the answer: p50 and p99"
                x-axis [{callers}]
                y-axis "ms"
                line [{Line(point => point.P50Milliseconds)}]
                line [{Line(point => point.P99Milliseconds)}]
            ```
            """);
    }

    private static string Fact(JsonElement value) => value.ValueKind == JsonValueKind.Number
        ? Shown(value.GetDouble())
        : value.ToString().ReplaceLineEndings(" ");

    private static string Shown(double value) => value.ToString(Math.Abs(value) >= 100 ? "N0" : "0.##", CultureInfo.InvariantCulture);
}

/// <summary>What so many callers got who each wait for their answer before the next posting.</summary>
public sealed record CurvePoint(int Callers, double PerSecond, double P50Milliseconds, double P99Milliseconds);
