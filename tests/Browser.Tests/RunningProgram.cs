using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace LedgerPortal.Browser.Tests;

/// <summary>The published program as people start it, with a data folder and a PostgreSQL of its own.</summary>
public sealed partial class RunningProgram : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _data;
    private readonly List<string> _output = [];
    private readonly List<(string Words, TaskCompletionSource<string> Said)> _awaited = [];
    private readonly TaskCompletionSource _serves = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RunningProgram(Process process, string data, Uri address)
    {
        (_process, _data, Address) = (process, data, address);
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.Exited += (_, _) => _serves.TrySetException(new InvalidOperationException("The program ended:\n" + Output));
    }

    public Uri Address { get; }

    public string Data => _data;

    public string Output
    {
        get
        {
            lock (_output)
                return string.Join('\n', _output);
        }
    }

    /// <summary>Starts <c>serve</c> with these options and returns when it says that it serves.</summary>
    public static async Task<RunningProgram> Start(params string[] options)
    {
        var data = Path.Combine(Path.GetTempPath(), $"ledgerportal-browser-{Guid.NewGuid():N}");
        var address = new Uri($"http://localhost:{FreePort()}");
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Program(), "serve", "--data", data, "--urls", address.ToString().TrimEnd('/') },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // A year of trade takes seconds to make: only for those who ask for it.
        if (!options.Contains("--demo"))
            start.ArgumentList.Add("--no-demo");
        foreach (var option in options)
            start.ArgumentList.Add(option);
        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        var program = new RunningProgram(process, data, address);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        // The demonstration is a year of trade, made anew.
        await program._serves.Task.WaitAsync(TimeSpan.FromMinutes(5));
        return program;
    }

    /// <summary>What stands after these words in a line that the program printed, or prints within the next minute.</summary>
    public async Task<string> Said(string words)
    {
        Task<string> said;
        lock (_output)
        {
            var line = _output.Find(line => line.Contains(words, StringComparison.Ordinal));
            if (line is not null)
                return After(words, line);
            var awaited = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((words, awaited));
            said = awaited.Task;
        }

        try
        {
            return await said.WaitAsync(TimeSpan.FromMinutes(1));
        }
        catch (TimeoutException)
        {
            throw new InvalidOperationException($"The program did not say \"{words}\":\n{Output}");
        }
    }

    /// <summary>Runs another command of the program on the same data folder; gives its exit code and what it printed.</summary>
    public async Task<(int ExitCode, string Output)> Command(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Program());
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.ArgumentList.Add("--data");
        start.ArgumentList.Add(_data);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            // As Ctrl-C does, which a test run in the background would ignore: the program ends, and its PostgreSQL with it.
            using var interrupt = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            await interrupt.WaitForExitAsync();
            await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        }

        _process.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private void Read(string? line)
    {
        if (line is null)
            return;
        lock (_output)
        {
            _output.Add(line);
            foreach (var (words, said) in _awaited.Where(awaited => line.Contains(awaited.Words, StringComparison.Ordinal)))
                said.TrySetResult(After(words, line));
        }

        if (GreetingEnds().IsMatch(line))
            _serves.TrySetResult();
    }

    private static string After(string words, string line) =>
        line[(line.IndexOf(words, StringComparison.Ordinal) + words.Length)..].Trim();

    private static string Program()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var program = Path.Combine(folder.FullName, "artifacts", "app", "LedgerPortal.WebFront.dll");
            if (File.Exists(program))
                return program;
        }

        throw new InvalidOperationException("The program is not built: ./test builds it into artifacts/app first.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex("Ctrl-C ends it")]
    private static partial Regex GreetingEnds();
}
