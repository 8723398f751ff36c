using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using LedgerPortal.Database;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LedgerPortal.Commands;

/// <summary>
/// How a command reaches the running instance: a Unix socket in its data folder, open to the instance's own user. The
/// requests below exist on connections of that socket only; on every other address the same paths are pages like any
/// other, that is to say not there.
/// <list type="bullet">
/// <item><c>GET /instance</c>: an <see cref="InstanceDescription"/>.</item>
/// <item><c>POST /commands/{name}/{id}</c> with the command as JSON: runs it and streams its <see cref="ControlLine"/>s,
/// one JSON text a line. It is cancelled when the caller goes away or the instance stops.</item>
/// <item><c>POST /cancellations/{id}</c>: cancels that command and lets it say its last words.</item>
/// </list>
/// </summary>
internal static class ControlChannel
{
    private const string SocketName = "control.sock";

    /// <summary>The socket of an instance, or null when its data folder never had one.</summary>
    public static string? FindSocket(string dataFolder) =>
        SocketFolder.Find(dataFolder) is { } folder && Path.Combine(folder, SocketName) is var socket && File.Exists(socket)
            ? socket
            : null;

    /// <summary>Listens on the socket. The caller holds the data folder's lock.</summary>
    public static void ListenForControl(this KestrelServerOptions kestrel, string dataFolder)
    {
        var socket = Path.Combine(SocketFolder.Prepare(dataFolder), SocketName);
        // One that a killed instance left; nobody listens on it, the lock says so.
        File.Delete(socket);
        kestrel.ListenUnixSocket(socket, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(next => connection =>
            {
                connection.Features.Set(new ControlConnection());
                return next(connection);
            });
        });
    }

    /// <summary>Answers requests of the control socket, before anything else sees them.</summary>
    public static void MapControl(this WebApplication app, Func<InstanceDescription> describe)
    {
        var running = new ConcurrentDictionary<Guid, CancellationTokenSource>();
        app.Use((context, next) => context.Features.Get<ControlConnection>() is null
            ? next(context)
            : AnswerAsync(context, describe, running));
    }

    /// <summary>Leaves the socket to the instance's own user. To be called when the server listens.</summary>
    public static void Protect(string dataFolder) => Permissions.MakePrivate(FindSocket(dataFolder)!);

    private static Task AnswerAsync(
        HttpContext context, Func<InstanceDescription> describe, ConcurrentDictionary<Guid, CancellationTokenSource> running)
    {
        var path = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries);
        switch (context.Request.Method, path)
        {
            case ("GET", ["instance"]):
                return context.Response.WriteAsJsonAsync(describe());
            case ("POST", ["commands", var name, var id]) when Guid.TryParse(id, out var commandId):
                return RunAsync(context, name, commandId, running);
            case ("POST", ["cancellations", var id]) when Guid.TryParse(id, out var commandId):
                return running.TryGetValue(commandId, out var command) ? command.CancelAsync() : Task.CompletedTask;
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
        }
    }

    private static async Task RunAsync(
        HttpContext context, string name, Guid id, ConcurrentDictionary<Guid, CancellationTokenSource> running)
    {
        var type = context.RequestServices.GetServices<HostedCommandType>().FirstOrDefault(known => known.Name == name)?.Type;
        if (type is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        var command = (IHostedCommand)(await context.Request.ReadFromJsonAsync(type, context.RequestAborted))!;
        var stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        running[id] = cancellation;
        try
        {
            context.Response.ContentType = "application/x-ndjson";
            // A command may be silent for long: the caller learns at once that it was accepted.
            await context.Response.Body.FlushAsync(context.RequestAborted);
            var output = new ControlOutput(context.Response);
            var exitCode = await RunAsync(context, command, output, cancellation.Token);
            await output.WriteAsync(new ControlLine { Exit = exitCode });
        }
        finally
        {
            running.TryRemove(id, out _);
        }
    }

    private static async Task<int> RunAsync(
        HttpContext context, IHostedCommand command, ControlOutput output, CancellationToken cancellation)
    {
        try
        {
            return await command.RunAsync(context.RequestServices, output, cancellation);
        }
        catch (CommandFailedException failure)
        {
            await output.RemarkAsync(failure.Message);
            return ExitCodes.Failed;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ExitCodes.Cancelled;
        }
        // A fault of the program: the instance goes on, its log has the details.
        catch (Exception failure)
        {
            context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ControlChannel))
                .LogError(failure, "The command {Command} failed", command.GetType().Name);
            await output.RemarkAsync("The command failed inside the running LedgerPortal; its log says why.");
            return ExitCodes.Failed;
        }
    }

    private sealed record ControlConnection;

    private sealed class ControlOutput(HttpResponse response) : CommandOutput
    {
        private readonly Lock _queue = new();
        private Task _last = Task.CompletedTask;

        public override ValueTask LineAsync(string line) => WriteAsync(new ControlLine { Out = line });

        public override ValueTask RemarkAsync(string line) => WriteAsync(new ControlLine { Remark = line });

        /// <summary>Lines may come from several threads; they leave one after the other.</summary>
        public async ValueTask WriteAsync(ControlLine line)
        {
            Task mine;
            lock (_queue)
                mine = _last = SendAsync(_last, line);
            await mine;
        }

        private async Task SendAsync(Task before, ControlLine line)
        {
            await before;
            await response.WriteAsync(JsonSerializer.Serialize(line, ControlLine.Json) + "\n");
            await response.Body.FlushAsync();
        }
    }
}

/// <summary>One line of what a command says over the control socket; exactly one of the three is set.</summary>
internal sealed record ControlLine
{
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    public string? Out { get; init; }

    public string? Remark { get; init; }

    /// <summary>The exit code; the last line.</summary>
    public int? Exit { get; init; }
}
