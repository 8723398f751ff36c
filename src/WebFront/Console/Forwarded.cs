using LedgerPortal.Access;
using LedgerPortal.Parties;

namespace LedgerPortal.Consoles;

/// <summary>A document that somebody of the party passed on to somebody else.</summary>
/// <param name="Version">Of the document's link; with the document its name.</param>
/// <param name="From">Null when the person was removed or erased.</param>
/// <param name="To">As <paramref name="From"/>.</param>
public sealed record Forwarded(DocumentId Document, long Version, DateTimeOffset At, ContactDetails? From, ContactDetails? To)
{
    private const int MaxShown = 20;

    private sealed record Row(
        DocumentId Document, long Version, DateTimeOffset ForwardedAt, ContactId Sender, byte[]? SenderSealed, ContactId Receiver,
        byte[]? ReceiverSealed);

    /// <summary>The newest first.</summary>
    public static Task<IReadOnlyList<Forwarded>> Read(
        ScopedRead read, ContactVault vault, BusinessId business, DocumentId document, CancellationToken cancellation) =>
        Read(read, vault, business, [document], cancellation);

    /// <summary>The newest of these documents, the newest first.</summary>
    public static async Task<IReadOnlyList<Forwarded>> Read(
        ScopedRead read, ContactVault vault, BusinessId business, IReadOnlyList<DocumentId> documents, CancellationToken cancellation)
    {
        var rows = await read.Rows<Row>(
            """
            with recursive passed as (
              select f.* from read.forward f where f.business = @business and f.document = any(@documents)
              order by f.forwarded_at desc, f.version desc limit @limit
            ), kept(party) as (
              -- The people of a party that was merged go on as those of who took it.
              select party from passed
              union
              select p.merged_into from kept k join read.party p on p.business = @business and p.party = k.party
              where p.merged_into is not null
            ), person as (
              select distinct on (c.contact) c.contact, c.sealed
              from kept k join read.contact c on c.business = @business and c.party = k.party
              where c.contact in (select sender from passed union all select receiver from passed)
              order by c.contact, c.is_removed
            )
            select f.document, f.version, f.forwarded_at, f.sender, s.sealed as sender_sealed, f.receiver,
              r.sealed as receiver_sealed
            from passed f
            left join person s on s.contact = f.sender
            left join person r on r.contact = f.receiver
            order by f.forwarded_at desc, f.version desc
            """, new { business, documents = documents.Select(document => document.Value).ToArray(), limit = MaxShown });
        var people = await vault.Unseal(
            business,
            [
                .. rows.Select(row => new SealedContact(row.Sender, row.SenderSealed ?? [], null)),
                .. rows.Select(row => new SealedContact(row.Receiver, row.ReceiverSealed ?? [], null)),
            ],
            cancellation);
        return
        [
            .. rows.Select((row, i) => new Forwarded(
                row.Document, row.Version, row.ForwardedAt, people[i], people[rows.Count + i])),
        ];
    }
}
