using Microsoft.AspNetCore.SignalR;

namespace LedgerPortal.Live;

/// <summary>The live hub and what feeds it.</summary>
internal static class LiveServices
{
    public const string Path = "/live";

    /// <summary>A message to the hub names a topic and a position; nothing in it is longer.</summary>
    private const int MaxMessageBytes = 1_024;

    /// <summary>To a page that does not read: then it is cut off, and catches up when it comes back.</summary>
    private const int MaxWaitingBytes = 16 * 1_024;

    public static IServiceCollection AddLive(this IServiceCollection services)
    {
        services.AddSignalR(options =>
        {
            options.MaximumReceiveMessageSize = MaxMessageBytes;
            options.EnableDetailedErrors = false;
            options.KeepAliveInterval = TimeSpan.FromSeconds(15);
            options.ClientTimeoutInterval = TimeSpan.FromSeconds(45);
        });
        services.AddSingleton<ITopicPositions, TopicPositions>();
        services.AddSingleton<LiveConnections>();
        services.AddSingleton<LiveRelay>();
        services.AddSingleton<PageComparison>();
        services.AddHostedService(provider => provider.GetRequiredService<PageComparison>());
        services.AddHostedService<RevocationWatch>();
        return services;
    }

    public static HubEndpointConventionBuilder MapLive(this IEndpointRouteBuilder routes) =>
        routes.MapHub<LiveHub>(Path, options =>
        {
            options.CloseOnAuthenticationExpiration = true;
            options.ApplicationMaxBufferSize = MaxMessageBytes * 4;
            options.TransportMaxBufferSize = MaxWaitingBytes;
            options.TransportSendTimeout = TimeSpan.FromSeconds(10);
        });
}
