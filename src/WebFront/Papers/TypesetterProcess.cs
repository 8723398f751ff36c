using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace LedgerPortal.Papers;

/// <summary>
/// One process of Node that makes papers, one after the other. It is started without an environment, may read the
/// typesetter's own folder and nothing else, starts nothing and writes nothing; what it needs comes over its stdin. Its
/// program has no part that could open a connection.
/// </summary>
internal sealed class TypesetterProcess : IDisposable
{
    private const byte Ready = 0;
    private const byte Part = 1;
    private const byte Done = 2;

    /// <summary>The largest part of a PDF that it may send at once: far above what it does send.</summary>
    private const int MaxFrameBytes = 16 * 1024 * 1024;

    private static readonly byte[] NewLine = "\n"u8.ToArray();

    private readonly Process _process;
    private readonly StringBuilder _said = new();

    private TypesetterProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginErrorReadLine();
    }

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "typesetter");

    public int ProcessId => _process.Id;

    public bool IsAlive => !_process.HasExited;

    /// <summary>The last that it wrote to its terminal, for the log.</summary>
    public string Said
    {
        get
        {
            lock (_said)
                return _said.ToString().Trim();
        }
    }

    /// <summary>Returns once it can take a paper.</summary>
    /// <exception cref="TypesettingException">There is no Node here that could run it.</exception>
    public static async Task<TypesetterProcess> Start(
        string node, IReadOnlyList<string> rights, CancellationToken cancellation)
    {
        var started = new TypesetterProcess(Launch(
            node, [.. rights, $"--max-old-space-size={MaxMegabytes}", "--no-warnings", Path.Combine(Folder, "typesetter.mjs")]));
        try
        {
            var (kind, _) = await started.Frame(cancellation);
            if (kind != Ready)
                throw new TypesettingException(TypesettingProblem.Failed, $"It began with a frame of kind {kind}.");
            return started;
        }
        catch
        {
            started.Dispose();
            throw;
        }
    }

    /// <summary>Of objects; fonts and the shaping engine come on top of it.</summary>
    public const int MaxMegabytes = 192;

    /// <summary>Starts Node with no environment but what it needs to run at all.</summary>
    public static Process Launch(string node, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(node, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = Folder,
        };
        var kept = start.Environment.Where(one => one.Key is "PATH" or "SystemRoot").ToList();
        start.Environment.Clear();
        foreach (var (name, value) in kept)
            start.Environment[name] = value;
        try
        {
            return Process.Start(start)!;
        }
        catch (Exception failure) when (failure is Win32Exception or DirectoryNotFoundException)
        {
            throw new TypesettingException(TypesettingProblem.Missing, $"Cannot run {node}: {failure.Message}", failure);
        }
    }

    /// <summary>
    /// Makes one paper. After any failure the process is of no more use: dispose it.
    /// </summary>
    /// <param name="take">Called with each part of the PDF as it comes; the process waits while it is busy.</param>
    public async Task Make(
        IAsyncEnumerable<PaperPart> paper, Func<ReadOnlyMemory<byte>, Task> take, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var writing = Write(paper, stop.Token);
        try
        {
            await Read(take, stop.Token);
            await writing;
        }
        catch
        {
            await stop.CancelAsync();
            // Its failure is the consequence of the one that is thrown, or the reason for it: then that is told.
            await ((Task)writing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (writing.IsFaulted && writing.Exception!.InnerException is { } reason and not IOException)
                throw new InvalidOperationException("A paper could not be read to its end.", reason);
            throw;
        }
    }

    public void Dispose()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }

        _process.Dispose();
    }

    private async Task Write(IAsyncEnumerable<PaperPart> paper, CancellationToken cancellation)
    {
        var input = _process.StandardInput.BaseStream;
        await foreach (var part in paper.WithCancellation(cancellation))
        {
            await JsonSerializer.SerializeAsync(input, part, PaperJson.Default.PaperPart, cancellation);
            await input.WriteAsync(NewLine, cancellation);
            await input.FlushAsync(cancellation);
        }
    }

    private async Task Read(Func<ReadOnlyMemory<byte>, Task> take, CancellationToken cancellation)
    {
        while (true)
        {
            var (kind, content) = await Frame(cancellation);
            switch (kind)
            {
                case Part:
                    await take(content);
                    break;
                case Done:
                    return;
                default:
                    throw new TypesettingException(TypesettingProblem.Failed, Encoding.UTF8.GetString(content));
            }
        }
    }

    private async Task<(byte Kind, byte[] Content)> Frame(CancellationToken cancellation)
    {
        var output = _process.StandardOutput.BaseStream;
        var head = new byte[5];
        try
        {
            await output.ReadExactlyAsync(head, cancellation);
            var length = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1));
            if (length is < 0 or > MaxFrameBytes)
                throw new TypesettingException(TypesettingProblem.Failed, $"It sent a frame of {length} bytes.");
            var content = new byte[length];
            await output.ReadExactlyAsync(content, cancellation);
            return (head[0], content);
        }
        catch (EndOfStreamException end)
        {
            throw new TypesettingException(TypesettingProblem.Failed, $"It ended in the middle. {Said}", end);
        }
    }

    private void Hear(string? line)
    {
        lock (_said)
        {
            if (line is not null && _said.Length < 4_000)
                _said.AppendLine(line);
        }
    }
}
