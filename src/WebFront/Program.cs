using System.CommandLine;
using LedgerPortal.Commands;

var root = new RootCommand("LedgerPortal: a shared ledger between a business and its customers.");
root.Subcommands.Add(ServeCommand.Create(root, _ => _ => new EmbeddedEdition()));
root.Subcommands.Add(StatusCommand.Create());
root.Subcommands.Add(ImportCommand.Create());
root.Subcommands.Add(DemoCommand.Create());
root.Subcommands.Add(VerifyCommand.Create());
root.Subcommands.Add(RebuildCommand.Create());
root.Subcommands.Add(ExportCommand.Create());
root.Subcommands.Add(KeyCommand.Create());
root.Subcommands.Add(PlatformOwnerCommand.Create());
root.Subcommands.Add(ForgetSecondFactorsCommand.Create());

return await CommandLine.RunAsync(root, args);
