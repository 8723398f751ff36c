using LedgerPortal.Access;

namespace LedgerPortal.Consoles;

/// <summary>A post-dated payment as operators see it.</summary>
/// <param name="Held">The version of the ledger that took it: its number there.</param>
/// <param name="EnteredAs">The entry that it became.</param>
/// <param name="GivenBackBy">The version of the ledger that gave it back.</param>
public sealed record HeldPaymentRow(
    PartyId Party, string PartyName, Currency Currency, long Held, long AmountMinor, DateOnly Day, DateTimeOffset HeldAt,
    string? Method, string? Reference, string? Narration, long? EnteredAs, DateTimeOffset? GivenBackAt, long? GivenBackBy,
    string? GivenBackNote)
{
    private const string Columns =
        """
        select h.party, p.name as party_name, h.currency, h.held, h.amount_minor, h.day, h.held_at, h.method, h.reference,
          h.narration, h.entered_as, h.given_back_at, h.given_back_by, h.given_back_note
        from read.held_payment h join read.party p on p.business = h.business and p.party = h.party
        where h.business = @business
        """;

    public Money Amount => new(AmountMinor, Currency);

    public bool IsHeld => EnteredAs is null && GivenBackAt is null;

    public string Address => ConsolePlaces.HeldPayment(Party, Currency, Held);

    /// <summary>Of a party and of those that were merged into it, in the order of their days.</summary>
    public static Task<IReadOnlyList<HeldPaymentRow>> OfParty(
        ScopedRead read, BusinessId business, PartyId party, Currency currency) => read.Rows<HeldPaymentRow>(
        $"""
        with recursive one(party) as (
          select @party::uuid
          union
          select m.party from read.party m join one on m.merged_into = one.party where m.business = @business
        )
        {Columns} and h.currency = @currency and h.party in (select party from one)
          and h.entered_as is null and h.given_back_at is null
        order by h.day, h.held limit 100
        """, new { business, party, currency });

    /// <summary>What counts within the next days, and what should count already.</summary>
    public static Task<IReadOnlyList<HeldPaymentRow>> Until(ScopedRead read, BusinessId business, DateOnly day, int limit) =>
        read.Rows<HeldPaymentRow>(
            $"""
            {Columns} and h.day <= @day and h.entered_as is null and h.given_back_at is null
            order by h.day, h.held_at limit @limit
            """, new { business, day, limit });

    /// <summary>The one that a version of the ledger took, entered or gave back.</summary>
    public static Task<HeldPaymentRow?> OfVersion(
        ScopedRead read, BusinessId business, PartyId party, Currency currency, long version) =>
        read.RowOrNone<HeldPaymentRow>(
            $"""
            {Columns} and h.party = @party and h.currency = @currency
              and (h.held = @version or h.entered_as = @version or h.given_back_by = @version)
            """, new { business, party, currency, version });

    public static Task<HeldPaymentRow?> Find(
        ScopedRead read, BusinessId business, PartyId party, Currency currency, long held) =>
        read.RowOrNone<HeldPaymentRow>(
            $"{Columns} and h.party = @party and h.currency = @currency and h.held = @held",
            new { business, party, currency, held });
}
