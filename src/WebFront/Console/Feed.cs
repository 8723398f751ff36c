using LedgerPortal.Access;

namespace LedgerPortal.Consoles;

/// <summary>
/// What is happening now: the newest of what customers did and of what was posted, taken from the read models by the moment
/// it was recorded.
/// </summary>
public static class Feed
{
    private const int Items = 6;

    public static async Task<IReadOnlyList<FeedItem>> Read(
        ScopedRead read, ContactVault vault, BusinessId business, CancellationToken cancellation)
    {
        var items = await read.Rows<FeedItem>(Sql, new { business, items = Items });
        var passed = items.Where(item => item.IsForward).Select(item => item.Document!.Value).Distinct().ToList();
        if (passed.Count == 0)
            return items;
        var people = (await Forwarded.Read(read, vault, business, passed, cancellation))
            .ToDictionary(forward => (forward.Document, forward.Version));
        return
        [
            .. items.Select(item => item.IsForward && people.TryGetValue((item.Document!.Value, item.Entry!.Value), out var forward)
                ? item with { From = forward.From?.Name, To = forward.To?.Name }
                : item),
        ];
    }

    private const string Sql =
        """
        select f.what, f.at, f.party, p.name as party_name, f.document, f.entry, f.number, f.currency, f.amount_minor, f.detail
        from (
          (select 'Viewed' as what, v.viewed_at as at, v.party, v.document, null::bigint as entry, i.number, i.currency,
              i.total_minor as amount_minor, v.device as detail
            from read.viewing v join read.invoice i on i.business = v.business and i.document = v.document
            where v.business = @business order by v.viewed_at desc limit @items)
          union all
          (select 'Issued', i.issued_at, i.party, i.document, null, i.number, i.currency, i.total_minor, null
            from read.invoice i
            where i.business = @business and i.issued_at is not null order by i.issued_at desc limit @items)
          union all
          (select 'Credited', c.issued_at, c.party, c.document, null, c.number, c.currency, c.total_minor, c.reason
            from read.credit_note c
            where c.business = @business and c.issued_at is not null order by c.issued_at desc limit @items)
          union all
          (select case when e.reverses is not null then 'Reversed' when e.kind = 'Refund' then 'Refunded' else 'Paid' end,
              e.recorded_at, e.party, e.document, e.entry, e.number, e.currency, e.amount_minor, e.method
            from read.entry e
            where e.business = @business and (e.kind = 'Payment' or e.kind = 'Refund' or e.reverses is not null)
            order by e.recorded_at desc limit @items)
          union all
          (select 'Opened', t.last_used_at, t.party, null, null, null, null, null, t.last_used_device
            from read.portal_token t
            where t.business = @business and t.last_used_at is not null order by t.last_used_at desc limit @items)
          union all
          (select case when i.document is null then 'CreditNoteForwarded' else 'InvoiceForwarded' end, w.forwarded_at, w.party,
              w.document, w.version, coalesce(i.number, c.number), null, null, null
            from read.forward w
            left join read.invoice i on i.business = w.business and i.document = w.document
            left join read.credit_note c on c.business = w.business and c.document = w.document
            where w.business = @business order by w.forwarded_at desc limit @items)
        ) f
        join read.party p on p.business = @business and p.party = f.party
        order by f.at desc, f.what
        limit @items
        """;
}

public sealed record FeedItem
{
    /// <summary>
    /// <c>Viewed</c>, <c>Issued</c>, <c>Credited</c>, <c>Paid</c>, <c>Refunded</c>, <c>Reversed</c>, <c>Opened</c>,
    /// <c>InvoiceForwarded</c>, <c>CreditNoteForwarded</c>.
    /// </summary>
    public string What { get; init; } = "";

    public DateTimeOffset At { get; init; }

    public PartyId Party { get; init; }

    public string PartyName { get; init; } = "";

    public DocumentId? Document { get; init; }

    /// <summary>Of a forward the version of the document's link.</summary>
    public long? Entry { get; init; }

    public string? Number { get; init; }

    public Currency? Currency { get; init; }

    public long? AmountMinor { get; init; }

    /// <summary>The device that opened it, or how it was paid.</summary>
    public string? Detail { get; init; }

    /// <summary>Of a forward: who passed it on to whom; null when the person was removed or erased.</summary>
    public string? From { get; init; }

    public string? To { get; init; }

    public bool IsForward => What is "InvoiceForwarded" or "CreditNoteForwarded";

    public Money? Amount => Currency is { } currency && AmountMinor is { } minor ? new Money(minor, currency) : null;

    /// <summary>Where it leads.</summary>
    public string Address => (What, Document, Entry) switch
    {
        ("Viewed" or "Issued" or "InvoiceForwarded", { } invoice, _) => ConsolePlaces.Invoice(invoice),
        ("Credited" or "CreditNoteForwarded", { } note, _) => ConsolePlaces.CreditNote(note),
        (_, _, { } entry) => ConsolePlaces.Entry(Party, Currency!.Value, entry),
        _ => ConsolePlaces.Party(Party),
    };
}
