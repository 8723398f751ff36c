using System.CommandLine;
using LedgerPortal.Imports;
using Verb = System.CommandLine.Command;

namespace LedgerPortal.Commands;

/// <summary><c>import</c>: takes documents and parties over from files of rows.</summary>
internal static class ImportCommand
{
    public static Verb Create()
    {
        var import = new Verb("import", "Takes documents and parties over from CSV files; run again it goes on where it stopped.");
        foreach (var layout in Layouts.All)
            import.Subcommands.Add(Create(layout.Key, layout.Value));
        return import;
    }

    private static Verb Create(string layout, string description)
    {
        var verb = new Verb(layout, description);
        var installation = new InstallationOptions(verb);
        var file = new Argument<string>("FILE") { Description = "CSV, plain or gzipped." };
        var business = new Option<string>("--business")
        {
            Description = "Into the books of this one, by id or name; made when it is not there and --currency is given.",
            HelpName = "BUSINESS",
            Required = true,
        };
        var currency = new Option<string>("--currency")
        {
            Description = "Of amounts without one. [default: the business's]",
            HelpName = "CODE",
        };
        var terms = new Option<int?>("--terms")
        {
            Description = "Days until a document without a due date is due. [default: the business's]",
            HelpName = "DAYS",
        };
        var cutOver = new Option<string>("--cut-over")
        {
            Description = "The day as of which open items are taken over.",
            HelpName = "DATE",
            Required = true,
        };
        var json = new Option<bool>("--json") { Description = "What it came to as one line of JSON." };
        verb.Arguments.Add(file);
        verb.Options.Add(business);
        verb.Options.Add(currency);
        verb.Options.Add(terms);
        if (layout == Layouts.OpenItems)
            verb.Options.Add(cutOver);
        verb.Options.Add(json);
        verb.SetAction((parsed, cancellation) => HostedCommands.RunAsync(
            installation.Read(parsed),
            new ImportFile(
                layout,
                Path.GetFullPath(parsed.GetValue(file)!),
                parsed.GetValue(business)!,
                parsed.GetValue(currency),
                parsed.GetValue(terms),
                layout == Layouts.OpenItems ? parsed.GetValue(cutOver) : null,
                parsed.GetValue(json)),
            cancellation));
        return verb;
    }
}
