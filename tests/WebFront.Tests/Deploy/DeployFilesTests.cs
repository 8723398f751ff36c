using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace LedgerPortal.Deploy;

/// <summary>Files for deployment name things of the program; nothing compiles them, so that this does.</summary>
public sealed partial class DeployFilesTests
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Here(), "../../.."));

    /// <summary>What starts the program: every option that they name is one of its own.</summary>
    public static TheoryData<string> Starters => new(
        "deploy/Containerfile", "deploy/compose.yaml", "deploy/kubernetes/deployment.yaml",
        "deploy/systemd/ledgerportal.service");

    [Theory]
    [MemberData(nameof(Starters))]
    public void Every_option_of_a_deployment_exists(string file)
    {
        var known = Sources("src/WebFront/Commands").Concat(Sources("src/Silo/Hosting"))
            .SelectMany(source => NamedOption().Matches(source)).Select(match => match.Groups[1].Value).ToHashSet();
        var used = OptionsOf(file);
        Assert.NotEmpty(used);
        Assert.Empty(used.Except(known));
    }

    [Theory]
    [MemberData(nameof(Starters))]
    public void Every_health_address_of_a_deployment_exists(string file)
    {
        var known = Sources("src/WebFront/Pipeline").SelectMany(HealthPaths).ToHashSet();
        Assert.Empty(HealthPaths(Read(file)).Except(known));
    }

    [Fact]
    public void Probes_ask_for_start_life_and_readiness()
    {
        Assert.Equal(
            ["/health/live", "/health/ready", "/health/startup"],
            HealthPaths(Read("deploy/kubernetes/deployment.yaml")).Order());
    }

    [Fact]
    public void The_images_start_programs_that_are_built()
    {
        var started = Assembly().Matches(Read("deploy/Containerfile") + Read("deploy/systemd/ledgerportal.service"))
            .Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.Equal(["Silo", "WebFront"], started.Order());
        Assert.All(started, project => Assert.Contains(
            "<OutputType>Exe</OutputType>", Read($"src/{project}/{project}.csproj"), StringComparison.Ordinal));
    }

    /// <summary>A pod cannot write its secrets: what the program would make for itself must have been brought.</summary>
    [Theory]
    [InlineData("deploy/kubernetes/secret.example.yaml")]
    [InlineData("deploy/make-secrets")]
    public void Every_key_file_of_the_program_is_provided(string file)
    {
        var keys = Sources("src/WebFront").SelectMany(source => KeyFile().Matches(source))
            .Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.NotEmpty(keys);
        var text = Read(file);
        Assert.All(keys, key => Assert.Matches($@"(?m)(^|\s){Regex.Escape(key)}(\.key:|\s|;)", text));
    }

    /// <summary>A dashboard that asks for a name that nobody sends shows nothing, which looks like peace.</summary>
    [Theory]
    [InlineData("deploy/grafana/ledgerportal.json")]
    [InlineData("deploy/otel/alerts.yaml")]
    public void Every_metric_that_is_asked_for_is_measured(string file)
    {
        var measured = Sources("src").SelectMany(source => Instrument().Matches(source)).SelectMany(PrometheusNames).ToHashSet();
        var asked = Metric().Matches(Read(file)).Select(match => match.Value).ToHashSet();
        Assert.NotEmpty(asked);
        Assert.Empty(asked.Except(measured));
    }

    /// <summary>As Prometheus calls what an instrument sends by OTLP, with the translation that our settings choose.</summary>
    private static IEnumerable<string> PrometheusNames(Match instrument)
    {
        var unit = instrument.Groups["unit"].Value == "s" ? "_seconds" : "";
        var name = instrument.Groups["name"].Value.Replace('.', '_') + unit;
        return instrument.Groups["kind"].Value switch
        {
            "Counter" => [name + "_total"],
            "Histogram" => [name + "_bucket", name + "_count", name + "_sum"],
            _ => [name],
        };
    }

    private static HashSet<string> OptionsOf(string file)
    {
        // A line of a list of arguments, or what stands behind the program's name. Other tools' options are elsewhere.
        var arguments = file.EndsWith(".yaml", StringComparison.Ordinal)
            ? Read(file).Split('\n').Where(line => line.TrimStart().StartsWith("- --", StringComparison.Ordinal))
            : Read(file).Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')
                .Where(line => line.StartsWith("ENTRYPOINT", StringComparison.Ordinal)
                    || line.StartsWith("ExecStart", StringComparison.Ordinal));
        return arguments.SelectMany(line => UsedOption().Matches(line)).Select(match => match.Value).ToHashSet();
    }

    private static IEnumerable<string> HealthPaths(string text) => HealthPath().Matches(text).Select(match => match.Value);

    private static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal)).Select(File.ReadAllText);

    private static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    [GeneratedRegex("\"(--[a-z-]+)\"")]
    private static partial Regex NamedOption();

    [GeneratedRegex(@"Create(?<kind>[A-Za-z]+)(<\w+>)?\(\s*""(?<name>ledgerportal\.[a-z.]+)"",[^;]*?""(?<unit>s|\{[a-z]+\})""")]
    private static partial Regex Instrument();

    [GeneratedRegex("ledgerportal_[a-z_]+")]
    private static partial Regex Metric();

    [GeneratedRegex("--[a-z][a-z-]*")]
    private static partial Regex UsedOption();

    [GeneratedRegex("/health/[a-z]+")]
    private static partial Regex HealthPath();

    [GeneratedRegex(@"LedgerPortal\.(\w+)\.dll")]
    private static partial Regex Assembly();

    [GeneratedRegex("SecretFile\\.ReadOrCreate\\([^,]+, \"([a-z-]+)\"")]
    private static partial Regex KeyFile();
}
