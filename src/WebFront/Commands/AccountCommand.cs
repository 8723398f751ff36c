using System.CommandLine;
using LedgerPortal.Database;
using Verb = System.CommandLine.Command;

namespace LedgerPortal.Commands;

/// <summary>A verb that concerns somebody who signs in: who it is, and the installation.</summary>
internal static class AccountCommand
{
    public static Verb Create(
        string name, string description, Func<InstallationPlace, string, CancellationToken, Task<int>> run)
    {
        var command = new Verb(name, description);
        var installation = new InstallationOptions(command);
        var email = new Option<string>("--email")
        {
            Description = "The address that this person signs in with.",
            HelpName = "ADDRESS",
            Required = true,
        };
        command.Options.Add(email);
        command.SetAction((parsed, cancellation) =>
            run(installation.Read(parsed), parsed.GetValue(email)!.Trim(), cancellation));
        return command;
    }
}
