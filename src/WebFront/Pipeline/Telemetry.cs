using System.Diagnostics;
using LedgerPortal.Commands;
using LedgerPortal.Journal;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace LedgerPortal.Pipeline;

/// <summary>
/// Sends metrics, traces and logs by OTLP to whom <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names; without it, nothing is
/// collected. The other variables of OpenTelemetry's specification are obeyed too.
/// </summary>
internal static class Telemetry
{
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        if (string.IsNullOrEmpty(builder.Configuration[Endpoint]))
            return;
        builder.Services.AddHostedService<OutboxGauges>();
        builder.Services.AddHostedService<Sending>();
        builder.Logging.AddOpenTelemetry(logs =>
        {
            logs.SetResourceBuilder(Resource());
            logs.AddOtlpExporter();
        });
    }

    private static ResourceBuilder Resource() =>
        // What the environment says of the service wins.
        ResourceBuilder.CreateEmpty().AddService("ledgerportal", serviceVersion: Instance.Version)
            .AddTelemetrySdk().AddEnvironmentVariableDetector();

    private sealed class Sending : IHostedService
    {
        private MeterProvider? _metrics;
        private TracerProvider? _traces;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            _metrics = Sdk.CreateMeterProviderBuilder()
                .SetResourceBuilder(Resource())
                .AddMeter(
                    Instruments.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime",
                    "Npgsql", "Microsoft.Orleans")
                .AddOtlpExporter()
                .Build();
            _traces = Sdk.CreateTracerProviderBuilder()
                .SetResourceBuilder(Resource())
                .AddSource(Instruments.Name, "Microsoft.AspNetCore", "Npgsql", "Microsoft.Orleans.Application")
                .AddProcessor(new AddressesLeftOut())
                .AddOtlpExporter()
                .Build();
            return Task.CompletedTask;
        }

        /// <summary>What was collected last is sent, for some seconds at most.</summary>
        public Task StopAsync(CancellationToken cancellationToken)
        {
            _traces?.Dispose();
            _metrics?.Dispose();
            return Task.CompletedTask;
        }
    }

    /// <summary>Addresses of pages name parties and documents. The route, which says what kind of page it was, stays.</summary>
    private sealed class AddressesLeftOut : BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data)
        {
            data.SetTag("url.path", null);
            data.SetTag("url.query", null);
            data.SetTag("client.address", null);
        }
    }
}
