using System.Net;
using System.Net.Sockets;
using System.Text;
using LedgerPortal.Testing;

namespace LedgerPortal.Pipeline;

/// <summary>The real program sends what it measures to a collector, and nothing that tells of anybody.</summary>
public sealed class TelemetryTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly string[] Expected =
    [
        "ledgerportal.postings", "ledgerportal.refusals", "ledgerportal.commit.batch", "ledgerportal.commit.duration",
        "ledgerportal.outbox.depth", "ledgerportal.outbox.age", "http.server.request.duration",
        // A trace goes from a request or command through the grain to the commit and its SQL.
        "ledgerportal.kind", "commit", "ledgerportal_writer",
    ];

    private readonly TemporaryFolder _data = new();
    private readonly HttpListener _collector = new();
    private readonly StringBuilder _received = new();
    private readonly int _port = FreePort();
    private Task _receiving = Task.CompletedTask;

    public Task InitializeAsync()
    {
        _collector.Prefixes.Add($"http://127.0.0.1:{_port}/");
        _collector.Start();
        _receiving = Task.Run(Receive);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        _collector.Stop();
        await _receiving;
        _collector.Close();
        _data.Dispose();
    }

    [Fact]
    public async Task Metrics_and_traces_reach_the_collector_and_name_nobody()
    {
        await using var program = await ProgramUnderTest.ServeAsync(
            "LedgerPortal.WebFront", _data.Path, [], new Dictionary<string, string>
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{_port}",
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "500",
            });
        var file = Path.Combine(_data.Path, "invoices.csv");
        await File.WriteAllTextAsync(file,
            """
            number,date,party,party name,description,unit price,tax rate
            TELLTALE-1,2026-01-01,C-TELLTALE,Telltale Stores,Rice,4711.00,
            TELLTALE-2,2026-01-01,C-TELLTALE,Telltale Stores,Rice,4711.00,77
            """);
        var import = await ProgramUnderTest.RunAsync(
            _data.Path, "import", "invoices", file, "--business", "Telltale Traders", "--currency", "INR");
        Assert.Equal(0, import.ExitCode);
        using var client = new HttpClient { BaseAddress = program.Address };
        using var answer = await client.GetAsync("/p/TELLTALEPATH?telltale=query");

        using var limit = new CancellationTokenSource(Limit);
        while (Missing() is { Length: > 0 } missing)
        {
            if (limit.IsCancellationRequested)
                Assert.Fail($"Did not arrive: {string.Join(", ", missing)}. {program.Errors}");
            await Task.Delay(200);
        }

        Assert.DoesNotContain("telltale", Received(), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("4711", Received(), StringComparison.Ordinal);
        Assert.Equal("", program.Errors);
    }

    private string[] Missing()
    {
        var received = Received();
        return [.. Expected.Where(name => !received.Contains(name, StringComparison.Ordinal))];
    }

    private string Received()
    {
        lock (_received)
            return _received.ToString();
    }

    private async Task Receive()
    {
        while (true)
        {
            try
            {
                var context = await _collector.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream, Encoding.Latin1);
                var body = await reader.ReadToEndAsync();
                lock (_received)
                    _received.Append(body);
                context.Response.ContentType = "application/x-protobuf";
                context.Response.Close();
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
