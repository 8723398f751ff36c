using System.Diagnostics;
using System.Text.RegularExpressions;
using LedgerPortal.Businesses;
using LedgerPortal.Pages;
using LedgerPortal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace LedgerPortal.Api;

/// <summary>The tour in docs/api.md, run as it is written.</summary>
public sealed partial class ApiTourTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    [Fact]
    public async Task Every_line_of_the_tour_does_what_it_says()
    {
        var tour = Tour().Match(await File.ReadAllTextAsync(Path.Combine(Sources.Root, "docs", "api.md"))).Groups["tour"].Value;
        var books = new Books(fixture.Portal);
        (await fixture.Portal.Grains.Get<IBusiness>(books.Business.ToString()).Execute(new CreateBusiness
        {
            Id = Books.NewId(),
            By = Actor.System("test"),
            Details = Consoles.ConsoleFixture.Details with { RoundTotals = false },
        })).OrThrow();
        var key = await fixture.Portal.Services.GetRequiredService<ApiKeys>().Make(
            books.Business, Guid.NewGuid(), new NewApiKey("Tour", ApiScopes.All), Actor.System("test"));
        var script = tour
            .Replace("key=lpk_…", $"set -e; key={key}", StringComparison.Ordinal)
            .Replace("http://localhost:5080/api/v1", $"{fixture.Portal.Address}api/v1", StringComparison.Ordinal);
        Assert.NotEqual(tour, script);

        using var shell = Process.Start(new ProcessStartInfo("bash", ["-c", script])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = shell.StandardError.ReadToEndAsync();
        var said = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        Assert.True(shell.ExitCode == 0, said + await errors);
        var answers = said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(tour.Split('\n').Count(line => line.StartsWith("ask ", StringComparison.Ordinal)), answers.Length);
        Assert.Contains("\"total\":\"18270.00\"", answers[1], StringComparison.Ordinal);
        Assert.Contains("\"entry\":2,\"currency\":\"INR\",\"amount\":\"10000.00\",\"balance\":\"8270.00\"", answers[2], StringComparison.Ordinal);
        Assert.Equal(answers[2], answers[3]);
        Assert.Contains("\"balance\":\"6747.50\"", answers[6], StringComparison.Ordinal);
        Assert.Contains("\"acknowledgementNumber\":\"112610000000412\"", answers[5], StringComparison.Ordinal);
        Assert.Contains("/p#", answers[^1], StringComparison.Ordinal);
    }

    [GeneratedRegex("```sh\n(?<tour>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Tour();
}
