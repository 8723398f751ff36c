using LedgerPortal.Binding;
using LedgerPortal.Commands;
using LedgerPortal.Consoles;
using LedgerPortal.Database;
using LedgerPortal.Journal;
using LedgerPortal.Ledgers;
using LedgerPortal.Live;
using LedgerPortal.Pipeline;
using Npgsql;
using Orleans.Configuration;
using Orleans.Runtime;

namespace LedgerPortal.Hosting;

/// <summary>One process of a cluster, on a PostgreSQL that all of them share.</summary>
internal sealed class ClusterEdition(SiloOptions options) : Edition
{
    public const string MigrationTable = "public.cluster_migration";

    private const string ClusterName = "ledgerportal";
    private const string Npgsql = "Npgsql";

    public override HostAdmission Admission => new(
        IsShared: true,
        [Migrations.OfThisProgram(), Migrations.Of(typeof(ClusterEdition).Assembly, MigrationTable)],
        options.Connections);

    public override string? SecretsFolder => options.Secrets;

    public override bool HasPages => options.Role is not SiloRole.Silo;

    public override TimeSpan DrainTime => options.DrainTime;

    // Activations are handed over after the last answer.
    public override TimeSpan ShutdownLimit => TimeSpan.FromSeconds(20);

    public override void AddGrains(IHostApplicationBuilder builder, Databases databases)
    {
        var services = builder.Services;
        Contracts.AddTo(services);
        services.AddSingleton(provider =>
        {
            var gone = new SilosGone(provider.GetRequiredService<TimeProvider>());
            provider.GetRequiredService<ISiloStatusOracle>().SubscribeToSiloStatusEvents(gone);
            return gone;
        });
        services.AddSingleton<IGrains, OrleansGrains>();
        services.AddSingleton<ILiveFeed, AudienceLiveFeed>();
        services.AddSingleton(provider => new Outbox(
            databases.Writer, provider.GetRequiredService<IGrains>, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<Outbox>>()));
        services.AddSingleton<IClusterState, ClusterState>();
        services.AddSingleton<IFatalErrorHandler, LastSentence>();
        // It takes the time before its first look for a time without one.
        builder.Logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
        // Before the silo, so that it is seen before it joins, and until after it left.
        services.AddHostedService<Witness>();
        builder.UseOrleans(silo => AddSilo(silo, ConnectionOf(databases)));
        services.AddHealthChecks().AddCheck<SiloIsActive>("silo", tags: [Health.Ready]);
        if (options.Role is SiloRole.Web)
        {
            services.PostConfigure<GrainTypeOptions>(HostNoGrains);
            return;
        }

        AddGrainServices(services, databases);
        // Starts after the silo and stops before it: obligations need grains.
        services.AddHostedService<OutboxSweeping>();
    }

    /// <summary>
    /// A process that only serves pages is a member of the cluster all the same: so it knows at once which silo is gone,
    /// and whom to ask in its place. Nothing is placed where its class is not known.
    /// </summary>
    private static void HostNoGrains(GrainTypeOptions grains) => grains.Classes.RemoveWhere(
        grain => typeof(IActivation).IsAssignableFrom(grain) || grain == typeof(AudienceGrain));

    private static void AddGrainServices(IServiceCollection services, Databases databases)
    {
        services.AddSingleton<IJournal>(provider => new PostgresJournal(
            databases.Writer, provider.GetRequiredService<ILiveFeed>()));
        services.AddSingleton<ILedgerFacts>(new SqlLedgerFacts(databases.Writer));
        services.AddSingleton(provider => new GrainServices(
            provider.GetRequiredService<IJournal>(), provider.GetRequiredService<Outbox>(),
            provider.GetRequiredService<IGrains>(), provider.GetRequiredService<TimeProvider>()));
    }

    private void AddSilo(ISiloBuilder silo, string database)
    {
        silo.Configure<ClusterOptions>(Name);
        silo.ConfigureEndpoints(options.Address, options.SiloPort, options.GatewayPort);
        silo.UseAdoNetClustering(clustering => (clustering.Invariant, clustering.ConnectionString) = (Npgsql, database));
        silo.Configure<ClusterMembershipOptions>(Membership.Tune);
        silo.Configure<SiloMessagingOptions>(messages => messages.ResponseTimeout = Membership.ResponseTimeout);
        // The journal has everything: what was not used for so long is loaded again by its next call.
        silo.Configure<GrainCollectionOptions>(collection => collection.CollectionAge = TimeSpan.FromMinutes(15));
        // By what silos say of their load, a burst of new grains would all go to one.
        silo.Services.AddSingleton<PlacementStrategy, RandomPlacement>();
        if (options.Certificate is not null)
            silo.UseTls(tls => SiloTls.Configure(tls, options.Certificate, options.Authority));
    }

    private static void Name(ClusterOptions cluster) => cluster.ClusterId = cluster.ServiceId = ClusterName;

    /// <summary>Orleans' own few connections, on which its tables are found without a schema before their names.</summary>
    private static string ConnectionOf(Databases databases) =>
        new NpgsqlConnectionStringBuilder(databases.ConnectionString)
        {
            ApplicationName = "ledgerportal cluster",
            SearchPath = "cluster",
            MaxPoolSize = 8,
        }.ConnectionString;

    private sealed class OutboxSweeping(Outbox outbox) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            outbox.StartSweeping();
            return Task.CompletedTask;
        }

        public async Task StopAsync(CancellationToken cancellationToken) => await outbox.DisposeAsync();
    }
}
