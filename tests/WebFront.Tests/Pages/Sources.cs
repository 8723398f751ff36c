using System.Runtime.CompilerServices;

namespace LedgerPortal.Pages;

/// <summary>The sources of pages and components, for rules that hold for each of them. Paths are relative to WebFront.</summary>
internal static class Sources
{
    private static readonly string WebFront = Path.GetFullPath(Path.Combine(Here(), "../../../src/WebFront"));

    public static string Root => Path.GetFullPath(Path.Combine(WebFront, "../.."));

    public static IEnumerable<(string File, string Content)> Pages => Read("Pages", "*.cshtml");

    public static IEnumerable<(string File, string Content)> Components =>
        Read("TagHelpers", "*.cs").Concat(Read("Formatting", "*.cs"));

    public static string PathOf(string file) => Path.Combine(WebFront, file);

    private static IEnumerable<(string File, string Content)> Read(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(WebFront, folder), pattern, SearchOption.AllDirectories)
            .Select(path => (Path.GetRelativePath(WebFront, path).Replace('\\', '/'), File.ReadAllText(path)));

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
