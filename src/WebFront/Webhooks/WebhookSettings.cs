using System.Net;

namespace LedgerPortal.Webhooks;

/// <summary>How an installation tells others.</summary>
public sealed record WebhookSettings
{
    /// <summary>
    /// Whether a webhook may lead into the installation's own network, and over plain http. Else it would be a way for a
    /// business to reach what only this machine can reach.
    /// </summary>
    public bool AllowPrivateAddresses { get; init; }

    /// <summary>From connecting to the answer's status.</summary>
    public TimeSpan AnswerLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Waits between the tries of one delivery, about three days in all; then it is given up.</summary>
    public IReadOnlyList<TimeSpan> Waits { get; init; } =
    [
        TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10),
        TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(2), TimeSpan.FromHours(4), TimeSpan.FromHours(8),
        TimeSpan.FromHours(12), TimeSpan.FromHours(12), TimeSpan.FromHours(12), TimeSpan.FromHours(12), TimeSpan.FromHours(12),
    ];

    /// <summary>A webhook that took nothing for so long is told nothing more until an owner switches it on again.</summary>
    public TimeSpan DisabledAfter { get; init; } = TimeSpan.FromDays(3);

    /// <summary>Who looks names up; the system's resolver.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } =
        (host, cancellation) => Dns.GetHostAddressesAsync(host, cancellation);
}
