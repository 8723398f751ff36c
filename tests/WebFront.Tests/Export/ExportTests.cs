using System.Diagnostics;
using System.Text.Json.Nodes;
using LedgerPortal.Access;
using LedgerPortal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace LedgerPortal.Export;

/// <summary>What leaves in an export is what stands in the books; hledger, which is not ours, agrees.</summary>
public sealed class ExportTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    [Fact]
    public async Task The_journal_for_hledger_balances_in_hledger_and_its_assertions_hold()
    {
        var books = await SomeBooks();
        using var text = new StringWriter();
        await using (var read = await ExportRead.Open(fixture.Database.Databases.Owner, books.Business, default))
            await HledgerExport.Write(read, text, default);

        Assert.Contains("= 70.00 INR", text.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Other", text.ToString(), StringComparison.Ordinal);
        if (Hledger() is not { } hledger)
        {
            // Without hledger the sums are still checked, by hand.
            Assert.Equal(0m, Sum(text.ToString()));
            return;
        }

        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, text.ToString());
        using var check = Process.Start(new ProcessStartInfo(hledger, ["-f", file, "check"])
        {
            RedirectStandardError = true,
            Environment = { ["LANG"] = "C.UTF-8" },
        })!;
        var errors = await check.StandardError.ReadToEndAsync();
        await check.WaitForExitAsync();
        File.Delete(file);
        Assert.True(check.ExitCode == 0, errors);
    }

    [Fact]
    public async Task Every_journal_row_is_among_the_json_lines_with_its_bytes()
    {
        var books = await SomeBooks();
        using var text = new StringWriter();
        await using (var read = await ExportRead.Open(fixture.Database.Databases.Owner, books.Business, default))
            await JsonLinesExport.Write(read, Contacts, text, default);

        var lines = text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonNode.Parse(line)!.AsObject()).ToList();
        Assert.All(lines, line => Assert.NotNull(line["type"]));
        await using var count = fixture.Database.Databases.Owner.CreateCommand(
            $"select count(*) from journal.journal where business = '{books.Business.Value}'");
        Assert.Equal((long)(await count.ExecuteScalarAsync())!, lines.Count(line => line["type"]!.GetValue<string>() == "journal"));
        Assert.Equal(2, lines.Count(line => line["type"]!.GetValue<string>() == "entry"));
    }

    [Fact]
    public async Task The_files_have_amounts_in_major_units_and_nothing_of_another_business()
    {
        var books = await SomeBooks();
        var folder = Directory.CreateTempSubdirectory("ledgerportal-export-").FullName;
        await using (var read = await ExportRead.Open(fixture.Database.Databases.Owner, books.Business, default))
            await CsvExport.Write(read, Contacts, folder, default);

        var entries = await File.ReadAllLinesAsync(Path.Combine(folder, "entries.csv"));
        Assert.Equal(3, entries.Length);
        Assert.Contains("Invoice,Debit,100.00,70.00,100.00", entries[1], StringComparison.Ordinal);
        Assert.Contains("Payment,Credit,30.00,0.00,70.00", entries[2], StringComparison.Ordinal);
        var parties = await File.ReadAllTextAsync(Path.Combine(folder, "parties.csv"));
        Assert.Contains("Meera: \"\"Stores\"\"; & Sons", parties, StringComparison.Ordinal);
        Assert.DoesNotContain("Other", parties, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    private ContactRows Contacts => new(fixture.Portal.Services.GetRequiredService<ContactVault>());

    private async Task<Books> SomeBooks()
    {
        var other = await new Books(fixture.Portal).Create();
        await other.Post(await other.AddParty("Other"), 5_00);
        var books = await new Books(fixture.Portal).Create();
        var party = await books.AddParty("Meera: \"Stores\"; & Sons  (old)");
        await books.Post(party, 100_00, number: "INV/1");
        await books.Pay(party, 30_00);
        return books;
    }

    private static decimal Sum(string journal) => journal.Split('\n')
        .Where(line => line.StartsWith("    ", StringComparison.Ordinal) && !line.Contains('=', StringComparison.Ordinal))
        .Sum(line => decimal.Parse(line[(line.LastIndexOf("  ", StringComparison.Ordinal) + 2)..].Split(' ')[0],
            System.Globalization.CultureInfo.InvariantCulture));

    private static string? Hledger() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(folder => Path.Combine(folder, "hledger")).FirstOrDefault(File.Exists);
}
