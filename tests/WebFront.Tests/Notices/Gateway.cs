using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LedgerPortal.Testing;

/// <summary>A request as it arrived at the gateway.</summary>
public sealed record ArrivedRequest(
    string Method, string Path, string Query, string Body, string? ContentType, string? Authorization);

/// <summary>A real HTTP server on this machine, in the place of a service that sends SMS.</summary>
public sealed class Gateway : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<ArrivedRequest> _arrived = Channel.CreateUnbounded<ArrivedRequest>();

    private Gateway(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    /// <summary>What it answers from now on.</summary>
    public int Status { get; set; } = 202;

    public int Arrived => _arrived.Reader.Count;

    public static async Task<Gateway> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var gateway = new Gateway(app);
        app.Run(gateway.Take);
        await app.StartAsync();
        return gateway;
    }

    public async Task<ArrivedRequest> Next()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return await _arrived.Reader.ReadAsync(limit.Token);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task Take(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        _arrived.Writer.TryWrite(new ArrivedRequest(
            context.Request.Method, context.Request.Path, context.Request.QueryString.Value ?? "", body,
            context.Request.ContentType, context.Request.Headers.Authorization));
        context.Response.StatusCode = Status;
        if (Status == 302)
            context.Response.Headers.Location = "/elsewhere";
    }
}
