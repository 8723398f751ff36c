using System.CommandLine;
using LedgerPortal.Commands;
using LedgerPortal.Hosting;

var root = new RootCommand("LedgerPortal, cluster edition: a shared ledger between a business and its customers.");
root.Subcommands.Add(ServeCommand.Create(root, SiloOptions.AddTo));
root.Subcommands.Add(ClusterCommand.Create());
root.Subcommands.Add(StatusCommand.Create());
return await CommandLine.RunAsync(root, args);
