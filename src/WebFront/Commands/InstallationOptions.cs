using System.CommandLine;
using Verb = System.CommandLine.Command;
using LedgerPortal.Database;

namespace LedgerPortal.Commands;

/// <summary>The options that say which installation a command is about. Every verb has them.</summary>
internal sealed class InstallationOptions
{
    private readonly Option<string> _data = new("--data")
    {
        Description = $"The folder that holds the installation's data. [default: {DataFolder.Default}]",
        HelpName = "DIR",
    };

    private readonly Option<string> _postgres = new("--postgres")
    {
        Description = "Connection string of a PostgreSQL to use in place of the program's own.",
        HelpName = "CONNECTION",
    };

    private readonly Option<string> _roots = new("--roots")
    {
        Description = "The folder of the hourly roots of all ledgers. [default: roots in the data folder]",
        HelpName = "DIR",
    };

    public InstallationOptions(Verb command)
    {
        command.Options.Add(_data);
        command.Options.Add(_postgres);
        command.Options.Add(_roots);
    }

    public InstallationPlace Read(ParseResult parsed)
    {
        var data = parsed.GetValue(_data);
        return new InstallationPlace(
            Path.GetFullPath(string.IsNullOrEmpty(data) ? DataFolder.Default : data), parsed.GetValue(_postgres),
            parsed.GetValue(_roots));
    }
}
