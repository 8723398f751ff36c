using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace LedgerPortal.Testing;

/// <summary>A page's live connection: a plain WebSocket that speaks SignalR's JSON protocol.</summary>
public sealed class LiveClient : IAsyncDisposable
{
    private const char RecordEnd = '\u001e';

    /// <summary>Missing evidence, not a measure of speed.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ClientWebSocket _socket;
    private readonly Channel<JsonNode> _changes = Channel.CreateUnbounded<JsonNode>();
    private readonly Dictionary<string, TaskCompletionSource<JsonNode>> _calls = [];
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _reading = Task.CompletedTask;
    private int _lastCall;

    private LiveClient(ClientWebSocket socket) => _socket = socket;

    /// <summary>Completes when the server has ended the connection.</summary>
    public Task Closed => _closed.Task.WaitAsync(Patience);

    /// <summary>Whether the page was told to reload itself before that.</summary>
    public bool WasToldSo { get; private set; }

    public static async Task<LiveClient> Connect(Uri address, string cookies, string? origin)
    {
        var socket = new ClientWebSocket();
        if (cookies.Length > 0)
            socket.Options.SetRequestHeader("Cookie", cookies);
        if (origin is not null)
            socket.Options.SetRequestHeader("Origin", origin);
        socket.Options.CollectHttpResponseDetails = true;
        try
        {
            var hub = new UriBuilder(address) { Scheme = "ws", Path = "/live" }.Uri;
            await socket.ConnectAsync(hub, CancellationToken.None);
        }
        catch (WebSocketException)
        {
            var status = (int)socket.HttpStatusCode;
            socket.Dispose();
            throw new LiveRefusedException(status);
        }

        var client = new LiveClient(socket);
        await client.Send("""{"protocol":"json","version":1}""");
        client._reading = client.Read();
        return client;
    }

    public static Task<LiveClient> Connect(RunningPortal portal, Browser browser) =>
        Connect(portal.Address, browser.CookieHeader, portal.Address.GetLeftPart(UriPartial.Authority));

    /// <summary>The position the hub answers with.</summary>
    public async Task<long> Watch(string topic, long position = 0) =>
        (await Call("Watch", topic, position))["result"]!.GetValue<long>();

    public Task<JsonNode> Unwatch(string topic) => Call("Unwatch", topic);

    /// <summary>Calls a method of the hub; an error of the hub is an exception.</summary>
    public async Task<JsonNode> Call(string method, params object[] arguments)
    {
        var id = Interlocked.Increment(ref _lastCall).ToString();
        var answer = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_calls)
            _calls[id] = answer;
        await Send(JsonSerializer.Serialize(new { type = 1, invocationId = id, target = method, arguments }));
        var completion = await answer.Task.WaitAsync(Patience);
        return completion["error"] is { } error ? throw new LiveErrorException(error.GetValue<string>()) : completion;
    }

    /// <summary>The next <c>Changed</c> message.</summary>
    public async Task<JsonNode> NextChange()
    {
        using var limit = new CancellationTokenSource(Patience);
        return await _changes.Reader.ReadAsync(limit.Token);
    }

    /// <summary>
    /// Everything told so far. A call to the hub is answered on the same connection in order, so what was sent before
    /// it has arrived.
    /// </summary>
    public async Task<IReadOnlyList<JsonNode>> ToldUntilNow(string ownTopic)
    {
        await Watch(ownTopic);
        var told = new List<JsonNode>();
        while (_changes.Reader.TryRead(out var change))
            told.Add(change);
        return told;
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading;
        _socket.Dispose();
    }

    private Task Send(string message) => _socket.SendAsync(
        Encoding.UTF8.GetBytes(message + RecordEnd), WebSocketMessageType.Text, true, CancellationToken.None);

    private async Task Read()
    {
        var buffer = new byte[64 * 1024];
        var text = new StringBuilder();
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveAsync(buffer, CancellationToken.None);
                if (received.MessageType == WebSocketMessageType.Close)
                    break;
                text.Append(Encoding.UTF8.GetString(buffer, 0, received.Count));
                Take(text);
            }
        }
        catch (WebSocketException)
        {
            // Cut off: that is an end, too.
        }
        catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException)
        {
            // Disposed, perhaps before the first read.
        }

        _closed.TrySetResult();
        _changes.Writer.TryComplete();
        lock (_calls)
        {
            foreach (var call in _calls.Values)
                call.TrySetException(new LiveErrorException("The connection was closed."));
        }
    }

    private void Take(StringBuilder text)
    {
        var records = text.ToString().Split(RecordEnd);
        text.Clear().Append(records[^1]);
        foreach (var record in records[..^1])
        {
            var message = JsonNode.Parse(record)!;
            switch (message["type"]?.GetValue<int>())
            {
                case 1 when message["target"]!.GetValue<string>() == "Changed":
                    _changes.Writer.TryWrite(message["arguments"]![0]!);
                    break;
                case 1 when message["target"]!.GetValue<string>() == "Closed":
                    WasToldSo = true;
                    break;
                case 3:
                    lock (_calls)
                    {
                        if (_calls.Remove(message["invocationId"]!.GetValue<string>(), out var call))
                            call.TrySetResult(message);
                    }

                    break;
            }
        }
    }
}

public sealed class LiveRefusedException(int status) : Exception($"The hub answered {status}.")
{
    public int Status { get; } = status;
}

public sealed class LiveErrorException(string message) : Exception(message);
