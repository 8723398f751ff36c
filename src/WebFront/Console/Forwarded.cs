using LedgerPortal.Access;
using LedgerPortal.Parties;

namespace LedgerPortal.Consoles;

/// <summary>A document that somebody of the party passed on to somebody else.</summary>
/// <param name="From">Null when the person was removed or erased.</param>
/// <param name="To">As <paramref name="From"/>.</param>
public sealed record Forwarded(long Version, DateTimeOffset At, ContactDetails? From, ContactDetails? To)
{
    private const int MaxShown = 20;

    private sealed record Row(
        long Version, DateTimeOffset ForwardedAt, ContactId Sender, byte[]? SenderSealed, ContactId Receiver, byte[]? ReceiverSealed);

    /// <summary>The newest first.</summary>
    public static async Task<IReadOnlyList<Forwarded>> Read(
        ScopedRead read, ContactVault vault, BusinessId business, DocumentId document, CancellationToken cancellation)
    {
        var rows = await read.Rows<Row>(
            """
            select f.version, f.forwarded_at, f.sender, s.sealed as sender_sealed, f.receiver, r.sealed as receiver_sealed
            from read.forward f
            left join read.contact s on s.business = f.business and s.party = f.party and s.contact = f.sender
            left join read.contact r on r.business = f.business and r.party = f.party and r.contact = f.receiver
            where f.business = @business and f.document = @document
            order by f.version desc limit @limit
            """, new { business, document, limit = MaxShown });
        var people = await vault.Unseal(
            business,
            [
                .. rows.Select(row => new SealedContact(row.Sender, row.SenderSealed ?? [], null)),
                .. rows.Select(row => new SealedContact(row.Receiver, row.ReceiverSealed ?? [], null)),
            ],
            cancellation);
        return [.. rows.Select((row, i) => new Forwarded(row.Version, row.ForwardedAt, people[i], people[rows.Count + i]))];
    }
}
