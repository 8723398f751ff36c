using System.Net;
using System.Threading.Channels;
using LedgerPortal.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LedgerPortal.Webhooks;

/// <param name="Path">Where it came in: a receiver has many.</param>
internal sealed record Received(string Path, byte[] Body, string Signature, string Event, string? RemoteAddress);

/// <summary>A billing program's server: takes deliveries, and behaves badly where its address says so.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly WebApplication _app;
    private readonly Channel<Received> _received = Channel.CreateUnbounded<Received>();
    private readonly CancellationTokenSource _closing = new();
    private int _failures;

    private Receiver(WebApplication app) => _app = app;

    public Uri Address { get; private set; } = null!;

    /// <summary>Every request, also one that got a bad answer.</summary>
    public List<Received> All { get; } = [];

    /// <summary>The next so many get 500.</summary>
    public void FailNext(int times) => Volatile.Write(ref _failures, times);

    public static async Task<Receiver> Start()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var receiver = new Receiver(builder.Build());
        receiver._app.Run(receiver.Answer);
        await receiver._app.StartAsync();
        receiver.Address = new Uri(receiver._app.Urls.First());
        return receiver;
    }

    /// <summary>The next delivery that was taken with 200.</summary>
    public async Task<Received> Next()
    {
        using var limit = new CancellationTokenSource(Patience);
        return await _received.Reader.ReadAsync(limit.Token);
    }

    public bool HasNone => !_received.Reader.TryPeek(out _);

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _closing.Dispose();
    }

    private async Task Answer(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var received = new Received(
            context.Request.Path, body.ToArray(), context.Request.Headers[WebhookSecrets.SignatureHeader].ToString(),
            context.Request.Headers["LedgerPortal-Event"].ToString(), context.Connection.LocalIpAddress?.ToString());
        lock (All)
            All.Add(received);
        switch (context.Request.Path.Value)
        {
            case "/hang":
                await Task.Delay(Timeout.Infinite, _closing.Token).ContinueWith(_ => { }, TaskScheduler.Default);
                return;
            case "/redirect":
                context.Response.Redirect("/taken");
                return;
            case "/broken":
                context.Response.StatusCode = 500;
                return;
        }

        if (Interlocked.Decrement(ref _failures) >= 0)
        {
            context.Response.StatusCode = 500;
            return;
        }

        await _received.Writer.WriteAsync(received);
    }
}

/// <summary>An installation that may send into its own network, and does not wait long.</summary>
public sealed class WebhookFixture : IAsyncLifetime
{
    public PortalFixture Installation { get; } = new()
    {
        Webhooks = new WebhookSettings
        {
            AllowPrivateAddresses = true,
            AnswerLimit = TimeSpan.FromSeconds(2),
            Waits = [TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(50)],
        },
    };

    public Task InitializeAsync() => Installation.InitializeAsync();

    public Task DisposeAsync() => Installation.DisposeAsync();
}
