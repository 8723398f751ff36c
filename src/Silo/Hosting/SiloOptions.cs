using System.CommandLine;
using System.Net;
using LedgerPortal.Commands;
using Verb = System.CommandLine.Command;

namespace LedgerPortal.Hosting;

/// <summary>What a process of the cluster does.</summary>
internal enum SiloRole
{
    /// <summary>Hosts grains and serves pages.</summary>
    All,

    /// <summary>Hosts grains only.</summary>
    Silo,

    /// <summary>Serves pages only, of grains that silos host.</summary>
    Web,
}

/// <summary>How a process takes part in the cluster; all processes of one database are one cluster.</summary>
/// <param name="Role">What it does.</param>
/// <param name="Address">By which the other silos reach this one, and on which it listens.</param>
/// <param name="SiloPort">For the other members of the cluster.</param>
/// <param name="GatewayPort">For other programs that speak Orleans; 0 for none.</param>
/// <param name="Certificate">A PEM file with certificate and key: silos then speak TLS, and only with those who have one of its authority.</param>
/// <param name="Authority">A PEM file with the authority of all silos' certificates.</param>
/// <param name="Secrets">The folder whose <c>secrets</c> all processes share; null for the data folder.</param>
/// <param name="DrainTime">From saying that it leaves until it does.</param>
/// <param name="Connections">To PostgreSQL, at most.</param>
internal sealed record SiloOptions(
    SiloRole Role,
    IPAddress Address,
    int SiloPort,
    int GatewayPort,
    string? Certificate,
    string? Authority,
    string? Secrets,
    TimeSpan DrainTime,
    int Connections)
{
    public const int DefaultSiloPort = 11111;

    public static Func<ParseResult, Edition> AddTo(Verb verb)
    {
        var role = new Option<string>("--role")
        {
            Description = "all, silo (grains without pages) or web (pages without grains).",
            DefaultValueFactory = _ => "all",
            HelpName = "ROLE",
        };
        role.AcceptOnlyFromAmong("all", "silo", "web");
        var address = new Option<string>("--silo-address")
        {
            Description = "The IP address by which other silos reach this one.",
            DefaultValueFactory = _ => "127.0.0.1",
            HelpName = "IP",
        };
        var siloPort = Port("--silo-port", "For the other members of the cluster.", DefaultSiloPort);
        var gatewayPort = Port("--gateway-port", "For other programs that speak Orleans; 0 for none.", 0);
        var certificate = new Option<string>("--silo-certificate")
        {
            Description = "TLS between silos: a PEM file with this silo's certificate and key.",
            HelpName = "FILE",
        };
        var authority = new Option<string>("--silo-authority")
        {
            Description = "TLS between silos: a PEM file with the authority that signed the certificates of all.",
            HelpName = "FILE",
        };
        var secrets = new Option<string>("--secrets")
        {
            Description = "The folder whose \"secrets\" all processes of the cluster share. [default: the data folder]",
            HelpName = "DIR",
        };
        var drain = new Option<int>("--drain-seconds")
        {
            Description = "When stopped: says so at /health/ready for so long before it takes no more requests.",
            HelpName = "SECONDS",
        };
        var connections = new Option<int>("--connections")
        {
            Description = "To PostgreSQL, at most; all processes together need fewer than it allows.",
            DefaultValueFactory = _ => 36,
            HelpName = "COUNT",
        };
        foreach (var option in new Option[]
            { role, address, siloPort, gatewayPort, certificate, authority, secrets, drain, connections })
        {
            verb.Options.Add(option);
        }

        return parsed => new ClusterEdition(new SiloOptions(
            Enum.Parse<SiloRole>(parsed.GetValue(role)!, ignoreCase: true),
            IPAddress.TryParse(parsed.GetValue(address), out var ip)
                ? ip
                : throw new CommandFailedException($"--silo-address is an IP address, not \"{parsed.GetValue(address)}\"."),
            parsed.GetValue(siloPort),
            parsed.GetValue(gatewayPort),
            parsed.GetValue(certificate),
            parsed.GetValue(authority),
            parsed.GetValue(secrets) is { } folder ? Path.GetFullPath(folder) : null,
            TimeSpan.FromSeconds(Math.Max(0, parsed.GetValue(drain))),
            Math.Max(16, parsed.GetValue(connections))));
    }

    private static Option<int> Port(string name, string description, int port) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => port,
        HelpName = "PORT",
    };
}
