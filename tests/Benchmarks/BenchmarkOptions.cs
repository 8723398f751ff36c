using System.Globalization;

namespace LedgerPortal.Benchmarks;

/// <summary>What a command line says of a benchmark: names and values in turn.</summary>
internal static class BenchmarkOptions
{
    /// <param name="options">As they were typed, without the benchmark's name.</param>
    /// <param name="settings">What holds where nothing was said.</param>
    /// <param name="set">Settings, name, and value as a number (0 for files and folders) and as text; null for a name that it does not know.</param>
    public static TSettings Read<TSettings>(
        string[] options, TSettings settings, Func<TSettings, string, double, string, TSettings?> set)
        where TSettings : class
    {
        if (options.Length % 2 != 0)
            throw new ArgumentException($"'{options[^1]}' has no value.");
        foreach (var pair in options.Chunk(2))
        {
            var number = pair[0] is "--output" or "--file" ? 0 : double.Parse(pair[1], CultureInfo.InvariantCulture);
            settings = set(settings, pair[0], number, pair[1])
                ?? throw new ArgumentException($"'{pair[0]}' is not an option of this benchmark.");
        }

        return settings;
    }
}
