using System.CommandLine;
using LedgerPortal.Api;
using Verb = System.CommandLine.Command;

namespace LedgerPortal.Commands;

/// <summary><c>key</c>: makes an API key for a billing program.</summary>
internal static class KeyCommand
{
    public static Verb Create()
    {
        var command = new Verb("key", "Makes an API key for a billing program, and shows it once.");
        var installation = new InstallationOptions(command);
        var business = new Option<string>("--business")
        {
            Description = "Whose books the program posts to, by id or name.",
            HelpName = "BUSINESS",
            Required = true,
        };
        var name = new Option<string>("--name")
        {
            Description = "What the key is for.",
            HelpName = "NAME",
            Required = true,
        };
        command.Options.Add(business);
        command.Options.Add(name);
        command.SetAction((parsed, cancellation) => RunAsync(
            installation.Read(parsed), parsed.GetValue(business)!, parsed.GetValue(name)!.Trim(), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        Database.InstallationPlace place, string named, string name, CancellationToken cancellation)
    {
        if (name.Length is 0 or > 100)
            throw new CommandFailedException("--name has 1 to 100 characters.");
        await using var books = await Books.OpenAsync(place, cancellation);
        var business = await books.FindBusinessAsync(named, cancellation);
        var secret = await new ApiKeys(books.Owner).Make(business!.Value, name, cancellation);
        await CommandOutput.Terminal.LineAsync(secret);
        return ExitCodes.Done;
    }
}
