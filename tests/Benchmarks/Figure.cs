using System.Globalization;

namespace LedgerPortal.Benchmarks;

/// <summary>A figure as it is published: a median, its goal, the rounds it comes from.</summary>
/// <param name="Unit"><c>ms</c>, <c>/s</c>, <c>×</c> for a ratio…</param>
/// <param name="IsAtLeast">The goal is a floor; otherwise it is a ceiling.</param>
public sealed record Figure(string Name, string Unit, double Value, double? Goal = null, bool IsAtLeast = false, string Spread = "")
{
    public bool IsMet => Goal is null || (IsAtLeast ? Value >= Goal : Value <= Goal);

    public static Figure Of(string name, string unit, IReadOnlyList<double> rounds, double? goal = null, bool isAtLeast = false) => new(
        name, unit, Math.Round(Rounds.Median(rounds), 2), goal, isAtLeast,
        string.Create(CultureInfo.InvariantCulture, $"{rounds.Min():N1}–{rounds.Max():N1}"));

    public static void Print(IEnumerable<Figure> figures)
    {
        foreach (var figure in figures)
        {
            var goal = figure.Goal is { } at ? string.Create(CultureInfo.InvariantCulture, $"{(figure.IsAtLeast ? "≥" : "≤")} {at:#,0.##}") : "";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{figure.Name,-66}{figure.Value,12:#,0.##} {figure.Unit,-4}{goal,-12}{figure.Spread,-22}{(figure.IsMet ? "" : "MISSED")}"));
        }
    }
}
