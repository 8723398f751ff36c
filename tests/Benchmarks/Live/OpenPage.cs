using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace LedgerPortal.Benchmarks.Live;

/// <summary>
/// A customer's page as the hub sees it: one WebSocket that speaks SignalR's protocol and watches one ledger. It knows
/// what it was told, and for each acknowledged posting how long after the acknowledgement it was told.
/// </summary>
/// <param name="topic">The ledger's.</param>
/// <param name="cookie">Of the customer's session.</param>
/// <param name="catchesUp">False for one that does not ask what it missed.</param>
internal sealed class OpenPage(string topic, string cookie, bool catchesUp = true)
{
    private const byte RecordEnd = 0x1e;
    private static readonly byte[] Ping = Encoding.UTF8.GetBytes("{\"type\":6}\u001e");

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly List<(long Version, long AcknowledgedAt)> _awaited = [];
    private readonly List<(long Version, long ArrivedAt)> _early = [];
    private ClientWebSocket? _socket;
    private Task _reading = Task.CompletedTask;
    private TaskCompletionSource<long> _watching = new();
    private TaskCompletionSource<long> _ended = new();
    private long _position;

    /// <summary>Of the customer's session, for other requests of the same browser.</summary>
    public string Cookie => cookie;

    /// <summary>The newest version that it was told.</summary>
    public long Position => Interlocked.Read(ref _position);

    /// <summary>When the connection was lost or closed, by the stopwatch; that of the next one once it is opened again.</summary>
    public Task<long> Ended => _ended.Task;

    /// <summary>Its connection stands, and it knows where its ledger does.</summary>
    public bool IsWatching => _watching.Task.IsCompletedSuccessfully && !_ended.Task.IsCompleted;

    /// <summary>From each acknowledgement to the arrival; 0 when it was told before.</summary>
    public List<TimeSpan> Delays { get; } = [];

    /// <summary>The same customer's page in another window.</summary>
    public OpenPage Another(bool catchesUp = true) => new(topic, cookie, catchesUp);

    /// <summary>On return it watches, and knows where its ledger stands.</summary>
    public async Task Open(Uri portal, HttpMessageInvoker connections)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Cookie", cookie);
        socket.Options.SetRequestHeader("Origin", portal.GetLeftPart(UriPartial.Authority));
        // The page's own pings are those of the protocol.
        socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
        socket.Options.SetBuffer(1_024, 256);
        await socket.ConnectAsync(new UriBuilder(portal) { Scheme = "ws", Path = "/live" }.Uri, connections, CancellationToken.None);
        _socket = socket;
        _watching = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        await Send(Encoding.UTF8.GetBytes("{\"protocol\":\"json\",\"version\":1}\u001e"));
        _ended = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        _reading = Read(socket, _ended);
        await Send(Encoding.UTF8.GetBytes(
            $"{{\"type\":1,\"invocationId\":\"1\",\"target\":\"Watch\",\"arguments\":[\"{topic}\",{Position}]}}\u001e"));
        var position = await _watching.Task.WaitAsync(TimeSpan.FromSeconds(60));
        if (catchesUp)
            Arrived(position, Stopwatch.GetTimestamp());
    }

    /// <summary>Without a farewell, as when a phone loses its network.</summary>
    public async Task Cut()
    {
        _socket?.Abort();
        await _reading;
        _socket?.Dispose();
        _socket = null;
    }

    /// <summary>The same, without waiting until it is noticed.</summary>
    public void Abort() => _socket?.Abort();

    public Task SayAlive() => _socket is null ? Task.CompletedTask : Send(Ping);

    /// <summary>A posting to its ledger was acknowledged as this version.</summary>
    public void Acknowledged(long version, long at)
    {
        lock (_lock)
        {
            if (version <= _position)
                Delays.Add(Delay(at, ArrivalOf(version)));
            else
                _awaited.Add((version, at));
        }
    }

    /// <summary>What came so far does not count.</summary>
    public void ForgetDelays()
    {
        lock (_lock)
        {
            Delays.Clear();
            _early.Clear();
        }
    }

    private long ArrivalOf(long version)
    {
        foreach (var (told, at) in _early)
        {
            if (told >= version)
                return at;
        }

        return 0;
    }

    private static TimeSpan Delay(long acknowledgedAt, long arrivedAt) =>
        arrivedAt <= acknowledgedAt ? TimeSpan.Zero : Stopwatch.GetElapsedTime(acknowledgedAt, arrivedAt);

    private void Arrived(long position, long at)
    {
        lock (_lock)
        {
            if (position <= _position)
                return;
            _position = position;
            _early.Add((position, at));
            for (var i = _awaited.Count - 1; i >= 0; i--)
            {
                var (version, acknowledgedAt) = _awaited[i];
                if (version > position)
                    continue;
                Delays.Add(Delay(acknowledgedAt, at));
                _awaited.RemoveAt(i);
            }
        }
    }

    private async Task Send(byte[] record)
    {
        await _sending.WaitAsync();
        try
        {
            if (_socket is { } socket)
                await socket.SendAsync(record, WebSocketMessageType.Text, true, CancellationToken.None);
        }
        catch (WebSocketException)
        {
            // Cut: the reader ends too, and the page is opened again.
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task Read(ClientWebSocket socket, TaskCompletionSource<long> ended)
    {
        var buffer = new byte[1_024];
        var length = 0;
        try
        {
            while (true)
            {
                if (length == buffer.Length)
                    Array.Resize(ref buffer, buffer.Length * 2);
                var received = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                var at = Stopwatch.GetTimestamp();
                if (received.MessageType == WebSocketMessageType.Close)
                    return;
                length += received.Count;
                var begin = 0;
                for (var end = buffer.AsSpan(0, length).IndexOf(RecordEnd); end >= 0;)
                {
                    Take(buffer.AsSpan(begin, end), at);
                    begin += end + 1;
                    end = buffer.AsSpan(begin, length - begin).IndexOf(RecordEnd);
                }

                buffer.AsSpan(begin, length - begin).CopyTo(buffer);
                length -= begin;
            }
        }
        catch (Exception cut) when (cut is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            _watching.TrySetException(cut);
        }
        finally
        {
            _watching.TrySetException(new WebSocketException("The connection was closed."));
            ended.TrySetResult(Stopwatch.GetTimestamp());
        }
    }

    private void Take(ReadOnlySpan<byte> record, long at)
    {
        var reader = new Utf8JsonReader(record);
        var message = JsonElement.ParseValue(ref reader);
        switch (message.TryGetProperty("type", out var type) ? type.GetInt32() : 0)
        {
            case 1 when message.GetProperty("target").ValueEquals("Changed"):
                Arrived(message.GetProperty("arguments")[0].GetProperty("position").GetInt64(), at);
                break;
            case 3 when message.TryGetProperty("result", out var position):
                _watching.TrySetResult(position.GetInt64());
                break;
            case 3:
                _watching.TrySetException(new InvalidOperationException(message.ToString()));
                break;
        }
    }
}
