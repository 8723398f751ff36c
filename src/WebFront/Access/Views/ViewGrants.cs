using LedgerPortal.Businesses;
using LedgerPortal.DelegatedViews;
using LedgerPortal.Hosting;
using LedgerPortal.Notices;
using LedgerPortal.Parties;

namespace LedgerPortal.Access;

/// <summary>A view that was given, as both sides see it.</summary>
/// <param name="Email">Null when it was erased.</param>
/// <param name="IsByParty">Given by the party itself; else by the business.</param>
public sealed record GivenView(
    DelegatedViewId Id, string? Email, DateOnly Until, DateTimeOffset GrantedAt, bool IsByParty, DateTimeOffset ExpiresAt,
    DateTimeOffset? RevokedAt, DateTimeOffset? LastUsedAt, string? LastUsedDevice)
{
    private const int MaxShown = 50;

    private sealed record Row(
        DelegatedViewId DelegatedView, byte[] Sealed, DateOnly Until, DateTimeOffset GrantedAt, string GrantedBy,
        DateTimeOffset ExpiresAt, DateTimeOffset? RevokedAt, DateTimeOffset? LastUsedAt, string? LastUsedDevice);

    public bool IsOpen(DateTimeOffset now) => RevokedAt is null && ExpiresAt > now;

    /// <summary>The newest first.</summary>
    public static async Task<IReadOnlyList<GivenView>> Read(
        ScopedRead read, ContactVault vault, BusinessId business, PartyId party, CancellationToken cancellation)
    {
        var rows = await read.Rows<Row>(
            """
            select delegated_view, sealed, until, granted_at, granted_by, expires_at, revoked_at, last_used_at, last_used_device
            from read.delegated_view where business = @business and party = @party
            order by revoked_at is not null, granted_at desc limit @limit
            """, new { business, party, limit = MaxShown });
        var people = await vault.Unseal(
            business, [.. rows.Select(row => new SealedContact(new ContactId(row.DelegatedView.Value), row.Sealed, null))],
            cancellation);
        return [.. rows.Zip(people, (row, person) => new GivenView(
            row.DelegatedView, person?.Email, row.Until, row.GrantedAt,
            row.GrantedBy.StartsWith("party/", StringComparison.Ordinal), row.ExpiresAt, row.RevokedAt, row.LastUsedAt,
            row.LastUsedDevice))];
    }
}

/// <summary>Gives and takes back looks into a party's portal, for somebody outside it.</summary>
public sealed class ViewGrants(IGrains grains, ContactVault vault, Messages messages)
{
    /// <summary>That are open at a time, of one party.</summary>
    public const int MaxOpen = 20;

    /// <summary>
    /// Gives the view and sends its link to the address; durable on return. Sent twice with one command id it is one wish.
    /// </summary>
    /// <param name="until">Today at the earliest, a year from today at the latest, as it is at the business.</param>
    public async Task<Refusal?> Give(
        BusinessId business, BusinessDetails details, PartyId party, string email, DateOnly until, CommandId id, Actor by)
    {
        var view = new DelegatedViewId(Id.Derive(id.Value, "view"));
        var key = new ContactId(view.Value);
        var grain = grains.Get<IDelegatedView>($"{business}/{view}");
        var given = await grain.Execute(new GrantView
        {
            Id = id,
            By = by,
            Party = party,
            Sealed = await vault.Seal(business, key, new ContactDetails("", null, email)),
            Until = until,
            ExpiresAt = EndOf(until, details),
        });
        // Sealing gives other bytes each time: the same wish once more is known by its view.
        if (given.Refusal is { Code: not (RefusalCode.AlreadyExists or RefusalCode.CommandIdReused) } refusal)
        {
            await vault.Erase(business, key);
            return refusal;
        }

        // To whom it was given the first time, whatever stands in a form that is sent again.
        var known = (await grain.View())!;
        var person = (await vault.Unseal(business, [new SealedContact(key, known.Sealed, null)]))[0];
        if (person?.Email is { } address)
        {
            await messages.Send(
                business, new ToEmail(address), new ViewLinkMessage { View = view }, Id.Derive(id.Value, "view-link"),
                expiresAt: known.ExpiresAt);
        }

        return null;
    }

    /// <summary>Takes it back; its open pages close within a second. Another party's view is not there.</summary>
    public async Task<Refusal?> TakeBack(BusinessId business, PartyId party, DelegatedViewId view, CommandId id, Actor by)
    {
        var grain = grains.Get<IDelegatedView>($"{business}/{view}");
        if (await grain.View() is not { } given || given.Party != party)
            return new Refusal(RefusalCode.NotFound);
        return (await grain.Execute(new RevokeView { Id = id, By = by })).Refusal;
    }

    private static DateTimeOffset EndOf(DateOnly day, BusinessDetails business)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(business.TimeZone);
        var midnight = day.AddDays(1).ToDateTime(TimeOnly.MinValue);
        // Where clocks are put forward at midnight, the day begins an hour later.
        if (zone.IsInvalidTime(midnight))
            midnight = midnight.AddHours(1);
        return new DateTimeOffset(midnight, zone.GetUtcOffset(midnight)).ToUniversalTime();
    }
}
