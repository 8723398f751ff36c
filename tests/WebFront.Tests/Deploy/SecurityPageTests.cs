using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace LedgerPortal.Deploy;

/// <summary><c>docs/security.md</c> promises by the names of tests: each of them is there.</summary>
public sealed partial class SecurityPageTests
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Here(), "../../.."));

    [Fact]
    public void Every_test_that_it_names_is_there()
    {
        var sources = Directory.GetFiles(Path.Combine(Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .ToLookup(file => Path.GetFileNameWithoutExtension(file), File.ReadAllText);
        var named = Named().Matches(File.ReadAllText(Path.Combine(Root, "docs/security.md"))).ToList();
        Assert.True(named.Count > 100);
        Assert.Empty(named.Where(name => !IsThere(sources, name.Groups["test"].Value, name.Groups["method"].Value))
            .Select(name => name.Value).Distinct());
    }

    private static bool IsThere(ILookup<string, string> sources, string test, string method) =>
        sources[test].Any(source => method.Length == 0 || source.Contains($" {method}(", StringComparison.Ordinal));

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    [GeneratedRegex(@"`(?<test>[A-Z]\w+Tests)(\.(?<method>\w+))?`")]
    private static partial Regex Named();
}
