using System.Diagnostics;
using System.Globalization;
using System.Text;
using LedgerPortal.Commands;

namespace LedgerPortal.Testing;

/// <summary>The real program as a process of its own, as a person at a terminal has it.</summary>
public sealed class ProgramUnderTest : IAsyncDisposable
{
    private const string Serves = " serves ";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();
    private bool _isDisposed;
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ProgramUnderTest(string dataFolder, IEnumerable<string> arguments, string assembly = "LedgerPortal.WebFront",
        IReadOnlyDictionary<string, string>? environment = null)
    {
        DataFolder = dataFolder;
        var program = Path.Combine(AppContext.BaseDirectory, assembly + ".dll");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        if (OperatingSystem.IsLinux())
        {
            // A test run in the background ignores Ctrl-C, under nohup a lost terminal too, and its children would inherit that.
            start.FileName = "env";
            start.ArgumentList.Insert(0, "dotnet");
            start.ArgumentList.Insert(0, "--default-signal=INT,HUP");
        }
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Append(_errors, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string DataFolder { get; }

    public int ProcessId => _process.Id;

    public bool HasEnded => _process.HasExited;

    /// <summary>Where it serves, once it does.</summary>
    public Uri Address => _address.Task.Result;

    public string Output => Text(_output);

    public string Errors => Text(_errors);

    /// <summary>Serves on a port of the system's choice and waits until it does.</summary>
    public static Task<ProgramUnderTest> ServeAsync(string dataFolder, params string[] arguments) =>
        ServeAsync("LedgerPortal.WebFront", dataFolder, arguments);

    /// <summary>The same with the program of another edition.</summary>
    public static async Task<ProgramUnderTest> ServeAsync(
        string assembly, string dataFolder, IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var program = new ProgramUnderTest(
            dataFolder, ["serve", "--data", dataFolder, "--urls", "http://127.0.0.1:0", "--no-demo", .. arguments],
            assembly, environment);
        var ended = program._process.WaitForExitAsync();
        var first = await Task.WhenAny(program._address.Task, ended, Task.Delay(StartLimit));
        if (first == program._address.Task)
            return program;
        var errors = program.Errors;
        await program.DisposeAsync();
        throw new InvalidOperationException($"The program does not serve: {errors}");
    }

    /// <summary>Runs it to its end.</summary>
    public static Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string dataFolder, params string[] arguments) =>
        RunAsync("LedgerPortal.WebFront", dataFolder, EndLimit, arguments);

    /// <summary>The same with another program, or with one that has more to do.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string assembly, string dataFolder, TimeSpan limit, params string[] arguments)
    {
        await using var program = new ProgramUnderTest(dataFolder, [.. arguments, "--data", dataFolder], assembly);
        var exitCode = await program.EndAsync(limit);
        return (exitCode, program.Output, program.Errors);
    }

    /// <summary>Sends it a signal, for instance <c>INT</c>, which is Ctrl-C, or <c>KILL</c>.</summary>
    public Task SignalAsync(string signal) => SignalAsync(signal, ProcessId);

    public static async Task SignalAsync(string signal, int processId)
    {
        using var kill = Process.Start("kill", ["-s", signal, processId.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits for its end and everything it said.</summary>
    public async Task<int> EndAsync(TimeSpan? limit = null)
    {
        using var patience = new CancellationTokenSource(limit ?? EndLimit);
        await _process.WaitForExitAsync(patience.Token);
        // The overload without a limit also waits for the last lines.
        _process.WaitForExit();
        return _process.ExitCode;
    }

    public async Task<RunningInstance> ConnectAsync() =>
        await RunningInstance.TryFindAsync(DataFolder, CancellationToken.None)
        ?? throw new InvalidOperationException($"No instance answers on {DataFolder}.");

    /// <summary>Ends it, if it has not ended, without leaving its PostgreSQL behind.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
            return;
        try
        {
            if (!_process.HasExited)
            {
                await SignalAsync("TERM");
                // One that a failed test left frozen would not hear it.
                await SignalAsync("CONT");
                await EndAsync();
            }
        }
        finally
        {
            _process.Dispose();
        }
    }

    private void Read(string? line)
    {
        Append(_output, line);
        if (line is not null && line.IndexOf(Serves, StringComparison.Ordinal) is > 0 and var at)
            _address.TrySetResult(new Uri(line[(at + Serves.Length)..].Split(' ')[0]));
    }

    private static void Append(StringBuilder text, string? line)
    {
        if (line is null)
            return;
        lock (text)
            text.Append(line).Append('\n');
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }
}
