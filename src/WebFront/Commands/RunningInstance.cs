using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace LedgerPortal.Commands;

/// <summary>The instance that has a data folder open, as seen from a command beside it.</summary>
public sealed class RunningInstance : IDisposable
{
    // After Ctrl-C a command may finish what it holds and say where it stopped.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;

    private RunningInstance(HttpClient http, InstanceDescription description) =>
        (_http, Description) = (http, description);

    public InstanceDescription Description { get; }

    /// <summary>Finds the instance that has the data folder open; null when none answers there.</summary>
    public static async Task<RunningInstance?> TryFindAsync(string dataFolder, CancellationToken cancellation)
    {
        if (ControlChannel.FindSocket(Path.GetFullPath(dataFolder)) is not { } socket)
            return null;
        var http = Connect(socket);
        try
        {
            var description = await http.GetFromJsonAsync<InstanceDescription>("instance", cancellation);
            return new RunningInstance(http, description!);
        }
        catch (HttpRequestException failure) when (failure.InnerException is SocketException reason)
        {
            http.Dispose();
            if (reason.SocketErrorCode == SocketError.AccessDenied)
            {
                throw new CommandFailedException(
                    $"The LedgerPortal on {dataFolder} belongs to another user; run this as that user.", failure);
            }
            // A killed instance left its socket behind.
            return null;
        }
        catch
        {
            http.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Runs the command inside the instance and passes on what it says. Cancelling asks the command to stop and waits
    /// for its last words; when this program goes away without asking, the instance cancels the command too.
    /// </summary>
    /// <returns>The command's exit code.</returns>
    public async Task<int> RunAsync(IHostedCommand command, CommandOutput output, CancellationToken cancellation)
    {
        var id = Guid.NewGuid();
        using var gone = new CancellationTokenSource();
        await using var ask = cancellation.Register(() => _ = CancelAsync(id, gone));
        var content = new StringContent(
            JsonSerializer.Serialize(command, command.GetType()), Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"commands/{command.GetType().Name}/{id}")
        {
            Content = content,
        };
        try
        {
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, gone.Token);
            if (!answer.IsSuccessStatusCode)
            {
                throw new CommandFailedException(
                    $"The running LedgerPortal (version {Description.Version}) does not know this command; stop it first.");
            }
            using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(gone.Token));
            while (await lines.ReadLineAsync(gone.Token) is { } text)
            {
                var line = JsonSerializer.Deserialize<ControlLine>(text, ControlLine.Json)!;
                if (line.Out is not null)
                    await output.LineAsync(line.Out);
                if (line.Remark is not null)
                    await output.RemarkAsync(line.Remark);
                if (line.Exit is { } exitCode)
                    return exitCode;
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ExitCodes.Cancelled;
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw new CommandFailedException("The running LedgerPortal ended before the command did.", failure);
        }
        throw new CommandFailedException("The running LedgerPortal ended before the command did.");
    }

    public void Dispose() => _http.Dispose();

    private async Task CancelAsync(Guid id, CancellationTokenSource gone)
    {
        try
        {
            gone.CancelAfter(LastWords);
            using var answer = await _http.PostAsync($"cancellations/{id}", null, gone.Token);
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or ObjectDisposedException)
        {
            // The instance is gone, or the command ended at this moment: the reader of its lines notices either.
        }
    }

    private static HttpClient Connect(string socket) =>
        new(new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (_, cancellation) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellation);
                    return new NetworkStream(connection, ownsSocket: true);
                }
                catch
                {
                    connection.Dispose();
                    throw;
                }
            },
        })
        {
            BaseAddress = new Uri("http://localhost/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
}
