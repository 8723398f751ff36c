using System.Reflection;
using LedgerPortal.Database;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace LedgerPortal.Commands;

/// <summary>This running instance, as it describes itself to commands.</summary>
internal sealed class Instance(IServer server, Installation installation, TimeProvider time)
{
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    public static string Version { get; } =
        typeof(Instance).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion.Split('+')[0];

    public InstanceDescription Describe() => new(
        Version, Addresses, _startedAt, installation.PostgresVersion, installation.IsEmbedded, installation.DataFolder,
        installation.Databases.ConnectionString);

    /// <summary>Where pages are served; empty until the server listens.</summary>
    private IReadOnlyList<string> Addresses =>
        [.. server.Features.Get<IServerAddressesFeature>()!.Addresses.Where(
            address => !address.StartsWith("http://unix:", StringComparison.Ordinal))];
}

/// <summary>What a running instance tells a command over the control socket, which only its own user can open.</summary>
/// <param name="Version">Of the program.</param>
/// <param name="Addresses">Where it serves pages.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="PostgresVersion">For instance <c>18.4</c>.</param>
/// <param name="IsEmbedded">Whether the PostgreSQL is the program's own.</param>
/// <param name="DataFolder">The absolute path of its data folder.</param>
/// <param name="ConnectionString">To its database as the owner, for commands that only read.</param>
public sealed record InstanceDescription(
    string Version,
    IReadOnlyList<string> Addresses,
    DateTimeOffset StartedAt,
    string PostgresVersion,
    bool IsEmbedded,
    string DataFolder,
    string ConnectionString);
