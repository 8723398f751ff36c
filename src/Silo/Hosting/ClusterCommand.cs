using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using LedgerPortal.Commands;
using LedgerPortal.Database;
using Npgsql;
using Verb = System.CommandLine.Command;

namespace LedgerPortal.Hosting;

/// <summary>
/// <c>cluster</c>: a cluster on one machine, to try it. Starts PostgreSQL and so many silos, each a process that serves
/// everything on a port of its own, and ends with all of them.
/// </summary>
internal static class ClusterCommand
{
    private const int FirstPort = 5080;
    private const int ServerConnections = 450;
    private static readonly TimeSpan RestartPause = TimeSpan.FromSeconds(1);

    public static Verb Create()
    {
        var command = new Verb("cluster", "Starts PostgreSQL and several silos on this machine, each with its pages.");
        var count = new Argument<int>("SILOS") { Description = "How many, from 1 to 9.", HelpName = "COUNT" };
        var data = new Option<string>("--data")
        {
            Description = $"The folder that holds the installation's data. [default: {DataFolder.Default}]",
            HelpName = "DIR",
        };
        var port = new Option<int>("--port")
        {
            Description = "Of the first silo's pages; the others follow.",
            DefaultValueFactory = _ => FirstPort,
            HelpName = "PORT",
        };
        var noDemo = new Option<bool>("--no-demo") { Description = "Makes no demonstration, also on an empty data folder." };
        command.Arguments.Add(count);
        command.Options.Add(data);
        command.Options.Add(port);
        command.Options.Add(noDemo);
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(count) is var silos and >= 1 and <= 9
                ? silos
                : throw new CommandFailedException("A cluster on one machine has 1 to 9 silos."),
            Path.GetFullPath(parsed.GetValue(data) ?? DataFolder.Default),
            parsed.GetValue(port),
            parsed.GetValue(noDemo),
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        int count, string dataFolder, int firstPort, bool noDemo, CancellationToken stop)
    {
        using var folder = DataFolder.Open(dataFolder);
        await using var postgres = await EmbeddedPostgres.StartAsync(
            folder.Path,
            EmbeddedPostgresSettings.Default with { Parameters = [$"max_connections={ServerConnections}"] }, stop);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var silos = new List<Task>();
        try
        {
            for (var number = 1; number <= count; number++)
            {
                // The first makes the demonstration, if there is to be one; the others find it.
                var place = new SiloPlace(number, folder.Path, postgres.ConnectionString, firstPort);
                var silo = LocalSilo.Start(place, noDemo || number > 1);
                silos.Add(KeepAsync(place, silo, ending.Token));
                if (!await silo.ServesAsync(stop))
                    throw new CommandFailedException($"Silo {number} did not start.");
            }

            await CommandOutput.Terminal.LineAsync(
                $"A cluster of {count}; commands go to a silo: --data {Path.Combine(folder.Path, "silo-1")}. Ctrl-C ends all.");
            await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return ExitCodes.Done;
        }
        finally
        {
            await ending.CancelAsync();
            await Task.WhenAll(silos);
        }
    }

    /// <summary>Starts a silo again that ended by itself or was killed, as a service manager would; ends it when all end.</summary>
    private static async Task KeepAsync(SiloPlace place, LocalSilo silo, CancellationToken ending)
    {
        while (true)
        {
            await Task.WhenAny(silo.EndAsync(), Task.Delay(Timeout.Infinite, ending));
            await silo.StopAsync();
            if (!ending.IsCancellationRequested)
            {
                await CommandOutput.Terminal.RemarkAsync($"[{place.Number}] ended, and is started again.");
                await Task.Delay(RestartPause, ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            if (ending.IsCancellationRequested)
                return;
            silo = LocalSilo.Start(place, noDemo: true);
        }
    }

    private sealed record SiloPlace(int Number, string Folder, string Postgres, int FirstPort);

    /// <summary>One silo as a process of its own. Its output is this terminal's, with its number before each line.</summary>
    private sealed class LocalSilo : IDisposable
    {
        private readonly Process _process;
        private readonly TaskCompletionSource _serves = new(TaskCreationOptions.RunContinuationsAsynchronously);

        private LocalSilo(int number, Process process)
        {
            _process = process;
            process.OutputDataReceived += (_, line) =>
            {
                if (line.Data is null)
                    return;
                Console.WriteLine($"[{number}] {line.Data}");
                if (line.Data.Contains(" serves ", StringComparison.Ordinal))
                    _serves.TrySetResult();
            };
            process.ErrorDataReceived += (_, line) =>
            {
                if (line.Data is not null)
                    Console.Error.WriteLine($"[{number}] {line.Data}");
            };
        }

        public static LocalSilo Start(SiloPlace place, bool noDemo)
        {
            var (number, folder, postgres, firstPort) = place;
            // What stands in a command line can be read by everybody on the machine.
            var connection = new NpgsqlConnectionStringBuilder(postgres);
            var password = connection.Password;
            connection.Password = null;
            string[] arguments =
            [
                "serve",
                "--data", Path.Combine(folder, $"silo-{number}"),
                "--secrets", folder,
                "--postgres", connection.ConnectionString,
                "--urls", Url(firstPort + number - 1),
                "--silo-port", Text(SiloOptions.DefaultSiloPort + number - 1),
                .. noDemo ? ["--no-demo"] : Array.Empty<string>(),
            ];
            var start = new ProcessStartInfo(Environment.ProcessPath!)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.Environment["PGPASSWORD"] = password;
            // Run by "dotnet program.dll" or as a program of its own.
            if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
                start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "LedgerPortal.Silo.dll"));
            foreach (var argument in arguments)
                start.ArgumentList.Add(argument);
            var process = new Process { StartInfo = start };
            var silo = new LocalSilo(number, process);
            process.Start();
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            return silo;
        }

        public async Task<bool> ServesAsync(CancellationToken stop)
        {
            await Task.WhenAny(_serves.Task, EndAsync(), Task.Delay(Timeout.Infinite, stop));
            stop.ThrowIfCancellationRequested();
            return _serves.Task.IsCompleted;
        }

        public Task EndAsync() => _process.WaitForExitAsync();

        /// <summary>Asks it to end, as the terminal may have done already, and waits.</summary>
        public async Task StopAsync()
        {
            if (!_process.HasExited)
            {
                using var ask = Process.Start("kill", ["-s", "TERM", Text(_process.Id)]);
                await ask.WaitForExitAsync();
            }

            await EndAsync();
            Dispose();
        }

        public void Dispose() => _process.Dispose();

        private static string Url(int port) => $"http://localhost:{Text(port)}";

        private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
    }
}
