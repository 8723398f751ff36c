using System.CommandLine;
using System.Globalization;
using System.Text;
using LedgerPortal.Access;
using LedgerPortal.Export;
using Verb = System.CommandLine.Command;

namespace LedgerPortal.Commands;

/// <summary><c>export</c>: everything of a business, as of one moment, in formats that outlive this program.</summary>
internal static class ExportCommand
{
    private static readonly string[] Formats = ["csv", "jsonl", "hledger"];

    public static Verb Create()
    {
        var command = new Verb("export", "Writes everything of a business: CSV files, JSON lines, or a journal for hledger.");
        var installation = new InstallationOptions(command);
        var business = new Option<string>("--business")
        {
            Description = "Which one, by id or name.",
            HelpName = "BUSINESS",
            Required = true,
        };
        var format = new Option<string>("--format") { Description = "csv, jsonl or hledger.", HelpName = "FORMAT", Required = true };
        format.AcceptOnlyFromAmong(Formats);
        var output = new Option<string>("--output")
        {
            Description = "The file to write, of csv the folder. [default: the terminal; of csv a folder beside the data]",
            HelpName = "PATH",
        };
        command.Options.Add(business);
        command.Options.Add(format);
        command.Options.Add(output);
        command.SetAction((parsed, cancellation) => RunAsync(
            installation.Read(parsed), parsed.GetValue(business)!, parsed.GetValue(format)!, parsed.GetValue(output), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        Database.InstallationPlace place, string named, string format, string? output, CancellationToken cancellation)
    {
        await using var books = await Books.OpenAsync(place, cancellation);
        var business = await books.FindBusinessAsync(named, cancellation);
        await using var read = await ExportRead.Open(books.Owner, business!.Value, cancellation);
        var settings = new AccessSettings { DataFolder = place.DataFolder };
        var contacts = new ContactRows(new ContactVault(
            books.Databases, settings));
        try
        {
            if (format == "csv")
            {
                var moment = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd-HHmmss", CultureInfo.InvariantCulture);
                var folder = output ?? Path.Combine(place.DataFolder, "exports", $"{business.Value}-{moment}");
                await CsvExport.Write(read, contacts, folder, cancellation);
                await CommandOutput.Terminal.LineAsync(Path.GetFullPath(folder));
                return ExitCodes.Done;
            }

            await using var to = output is null ? Console.Out : new StreamWriter(output, append: false, new UTF8Encoding(false));
            if (format == "jsonl")
                await JsonLinesExport.Write(read, contacts, to, cancellation);
            else
                await HledgerExport.Write(read, to, cancellation);
            await to.FlushAsync(cancellation);
            return ExitCodes.Done;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"The export could not be written: {failure.Message}");
        }
    }
}
