namespace LedgerPortal.Benchmarks;

public sealed class FiguresPageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ledgerportal-figures-").FullName;
    private readonly string _page;

    public FiguresPageTests() => _page = Path.Combine(_folder, "figures.md");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task Measured(string name, double value) => Rounds.Write(_folder, name, new
    {
        machine = Rounds.Machine("PostgreSQL 18"),
        settings = new { rounds = 5 },
        figures = new[] { new Figure(name, "x", value) },
        audit = $"AUDIT OK n={value}",
    });

    [Fact]
    public async Task What_was_not_measured_here_stays_as_it_stands()
    {
        await Measured("live", 11);
        await Measured("whole", 22);
        Assert.True(await FiguresPage.Write(_folder, _page));
        var both = await File.ReadAllTextAsync(_page);
        Assert.True(await FiguresPage.Write(_folder, _page));
        Assert.Equal(both, await File.ReadAllTextAsync(_page));

        File.Delete(Path.Combine(_folder, "live.json"));
        await Measured("reads", 33);
        await Measured("whole", 44);
        Assert.True(await FiguresPage.Write(_folder, _page));

        var page = await File.ReadAllTextAsync(_page);
        var live = both[both.IndexOf("\n## Live", StringComparison.Ordinal)..both.IndexOf("\n## Whole", StringComparison.Ordinal)];
        Assert.Contains(live + "\n## Reads", page, StringComparison.Ordinal);
        Assert.Contains("AUDIT OK n=33", page, StringComparison.Ordinal);
        Assert.Contains("AUDIT OK n=44", page, StringComparison.Ordinal);
        Assert.DoesNotContain("AUDIT OK n=22", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_anything_measured_here_the_page_is_left_alone()
    {
        await File.WriteAllTextAsync(_page, "# Figures\n\n## Live\n\nas they were\n");
        Assert.False(await FiguresPage.Write(_folder, _page));
        Assert.Contains("as they were", await File.ReadAllTextAsync(_page), StringComparison.Ordinal);
    }
}
