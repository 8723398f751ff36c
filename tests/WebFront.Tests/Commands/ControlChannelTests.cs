using System.Net;
using System.Net.Sockets;
using System.Text;
using LedgerPortal.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LedgerPortal.Commands;

public sealed class ControlChannelTests : IDisposable
{
    private readonly TemporaryFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Status_says_what_runs_on_a_data_folder()
    {
        await using var program = await ProgramUnderTest.ServeAsync(_data.Path);
        var (exitCode, output, errors) = await ProgramUnderTest.RunAsync(_data.Path, "status");
        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Contains($"address     {program.Address.ToString().TrimEnd('/')}", output, StringComparison.Ordinal);
        Assert.Contains("PostgreSQL  18", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_of_a_data_folder_where_nothing_runs_is_a_sentence_and_exit_code_1()
    {
        var (exitCode, output, errors) = await ProgramUnderTest.RunAsync(_data.Path, "status");
        Assert.Equal((1, "", $"No LedgerPortal runs on {_data.Path}.\n"), (exitCode, output, errors));
    }

    [Fact]
    public async Task Status_after_a_kill_does_not_take_the_socket_for_an_instance()
    {
        await using (var program = await ProgramUnderTest.ServeAsync(_data.Path))
        {
            await program.SignalAsync("KILL");
            await program.EndAsync();
        }
        Assert.True(File.Exists(_data.Below("control.sock")));
        Assert.Equal(1, (await ProgramUnderTest.RunAsync(_data.Path, "status")).ExitCode);
    }

    [Fact]
    public async Task Control_requests_do_not_exist_on_the_addresses_of_pages()
    {
        await using var program = await ProgramUnderTest.ServeAsync(_data.Path);
        using var http = new HttpClient { BaseAddress = program.Address };
        using var instance = await http.GetAsync(new Uri("instance", UriKind.Relative));
        Assert.NotEqual(HttpStatusCode.OK, instance.StatusCode);
        using var command = await http.PostAsync(new Uri($"commands/StatusReport/{Guid.NewGuid()}", UriKind.Relative), null);
        Assert.False(command.IsSuccessStatusCode);
    }

    [Fact]
    public async Task The_control_socket_is_its_owners_alone()
    {
        await using var program = await ProgramUnderTest.ServeAsync(_data.Path);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_data.Below("control.sock")));
    }

    [Fact]
    public async Task Lines_arrive_while_the_command_still_runs_and_the_exit_code_at_its_end()
    {
        await using var instance = await TestInstance.StartAsync(_data.Path);
        var output = new Listener();
        var run = instance.Client.RunAsync(new Gated(ExitCode: 7), output, CancellationToken.None);

        await output.HeardAsync("begun");
        Assert.False(run.IsCompleted);
        instance.Gate.SetResult();

        Assert.Equal(7, await run);
        Assert.Equal(["begun", "remark", "ended"], output.Lines);
    }

    [Fact]
    public async Task A_cancelled_command_says_its_last_words()
    {
        await using var instance = await TestInstance.StartAsync(_data.Path);
        using var ctrlC = new CancellationTokenSource();
        var output = new Listener();
        var run = instance.Client.RunAsync(new Gated(ExitCode: 0), output, ctrlC.Token);
        await output.HeardAsync("begun");

        await ctrlC.CancelAsync();

        Assert.Equal(ExitCodes.Cancelled, await run);
        Assert.Equal(["begun", "stopped"], output.Lines);
    }

    [Fact]
    public async Task A_caller_who_goes_away_cancels_the_command()
    {
        await using var instance = await TestInstance.StartAsync(_data.Path);
        var caller = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await caller.ConnectAsync(new UnixDomainSocketEndPoint(_data.Below("control.sock")));
        var connection = new NetworkStream(caller, ownsSocket: true);
        const string command = "{\"ExitCode\":0}";
        await connection.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /commands/Gated/{Guid.NewGuid()} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" +
            $"Content-Length: {command.Length}\r\n\r\n{command}"));
        using var answer = new StreamReader(connection);
        while (await answer.ReadLineAsync() is { } line && !line.Contains("begun", StringComparison.Ordinal))
            Assert.DoesNotContain("404", line, StringComparison.Ordinal);

        caller.Dispose();

        await instance.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_refusal_inside_the_instance_is_passed_on_as_a_sentence()
    {
        await using var instance = await TestInstance.StartAsync(_data.Path);
        var output = new Listener();
        Assert.Equal(1, await instance.Client.RunAsync(new Refusing(), output, CancellationToken.None));
        Assert.Equal(["There is no such business."], output.Lines);
    }

    /// <summary>Runs until the test lets it go on.</summary>
    internal sealed record Gated(int ExitCode) : IHostedCommand
    {
        public async Task<int> RunAsync(IServiceProvider services, CommandOutput output, CancellationToken cancellation)
        {
            var instance = services.GetRequiredService<TestInstance>();
            await output.LineAsync("begun");
            try
            {
                await instance.Gate.Task.WaitAsync(cancellation);
            }
            catch (OperationCanceledException)
            {
                await output.RemarkAsync("stopped");
                instance.Cancelled.SetResult();
                throw;
            }
            await output.RemarkAsync("remark");
            await output.LineAsync("ended");
            return ExitCode;
        }
    }

    internal sealed record Refusing : IHostedCommand
    {
        public Task<int> RunAsync(IServiceProvider services, CommandOutput output, CancellationToken cancellation) =>
            throw new CommandFailedException("There is no such business.");
    }

    /// <summary>A server with nothing but the control channel.</summary>
    internal sealed class TestInstance : IAsyncDisposable
    {
        private WebApplication _app = null!;

        public TaskCompletionSource Gate { get; } = new();

        public TaskCompletionSource Cancelled { get; } = new();

        public RunningInstance Client { get; private set; } = null!;

        public static async Task<TestInstance> StartAsync(string dataFolder)
        {
            var instance = new TestInstance();
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenForControl(dataFolder));
            builder.Services.AddSingleton(instance);
            builder.Services.AddHostedCommand<Gated>();
            builder.Services.AddHostedCommand<Refusing>();
            instance._app = builder.Build();
            instance._app.MapControl(() => new InstanceDescription(
                "test", [], DateTimeOffset.UnixEpoch, "18", IsEmbedded: false, dataFolder, ConnectionString: ""));
            await instance._app.StartAsync();
            instance.Client = (await RunningInstance.TryFindAsync(dataFolder, CancellationToken.None))!;
            return instance;
        }

        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            await _app.StopAsync();
            await _app.DisposeAsync();
        }
    }

    private sealed class Listener : CommandOutput
    {
        private readonly List<string> _lines = [];
        private readonly SemaphoreSlim _heard = new(0);

        public IReadOnlyList<string> Lines => _lines;

        public override ValueTask LineAsync(string line) => Hear(line);

        public override ValueTask RemarkAsync(string line) => Hear(line);

        public async Task HeardAsync(string line)
        {
            while (!_lines.Contains(line))
                Assert.True(await _heard.WaitAsync(TimeSpan.FromSeconds(20)));
        }

        private ValueTask Hear(string line)
        {
            _lines.Add(line);
            _heard.Release();
            return ValueTask.CompletedTask;
        }
    }
}
