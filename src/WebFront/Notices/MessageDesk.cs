using LedgerPortal.Access;
using LedgerPortal.Hosting;

namespace LedgerPortal.Notices;

/// <summary>What a message is worded with at the moment of sending.</summary>
/// <param name="Business">Whose message it is.</param>
/// <param name="Message">The message's id: a secret that is made for it depends on nothing else.</param>
/// <param name="Grains">For the present state of what the message is about.</param>
/// <param name="Secrets">Makes links.</param>
/// <param name="Address">Of this installation, as people know it.</param>
/// <param name="Services">Of the host, for what a feature brings along itself.</param>
public sealed record MessageDesk(
    BusinessId Business, Guid Message, IGrains Grains, LinkSecrets Secrets, PublicAddress Address,
    IServiceProvider Services);
