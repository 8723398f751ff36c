using LedgerPortal.Documents;
using LedgerPortal.Journal;
using LedgerPortal.Parties;

namespace LedgerPortal.DelegatedViews;

/// <summary>
/// The rules of delegated views. Whether the party is shared and the portal is on are other switches: the way in asks them too.
/// </summary>
public static class DelegatedViewDecisions
{
    /// <summary>A year, and a day for those whose day ends later than ours.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(367);

    public static Decision<DelegatedViewEvent> Decide(
        DelegatedView state, DelegatedViewCommand command, DateTimeOffset now) => command switch
        {
            GrantView grant => Grant(state, grant, now),
            RevokeView => Revoke(state),
            RecordViewUse use => Use(state, use, now),
            _ => throw new InvalidOperationException($"{command.GetType().Name} is not for a delegated view."),
        };

    private static Decision<DelegatedViewEvent> Grant(DelegatedView state, GrantView grant, DateTimeOffset now)
    {
        if (Fields.Given(grant.Party.Value, "party") is { } refusal)
            return refusal;
        if (grant.Sealed is null or { Length: 0 })
            return new Refusal(RefusalCode.FieldRequired, "sealed");
        if (grant.Sealed.Length > PartyDecisions.MaxSealedBytes)
            return new Refusal(RefusalCode.FieldTooLong, "sealed", [$"{PartyDecisions.MaxSealedBytes}"]);
        if (grant.ExpiresAt <= now || grant.ExpiresAt > now + Longest)
            return new Refusal(RefusalCode.DateOutOfRange, "until");
        // The moment is the end of that very day, in whatever time zone: never a day that the person did not name.
        var end = grant.ExpiresAt.UtcDateTime - grant.Until.AddDays(1).ToDateTime(TimeOnly.MinValue);
        if (end.Duration() > TimeSpan.FromHours(14))
            return Fields.Invalid("expiresAt");
        if (state.Generation > 0)
            return new Refusal(RefusalCode.AlreadyExists);
        return Decision<DelegatedViewEvent>.Of(
            new ViewGranted(grant.Party, grant.Sealed, grant.Until, grant.ExpiresAt) { Generation = 1 });
    }

    private static Decision<DelegatedViewEvent> Revoke(DelegatedView state)
    {
        if (state.Generation == 0)
            return new Refusal(RefusalCode.NotFound);
        return state.RevokedAt is not null
            ? Decision<DelegatedViewEvent>.AlreadyDone
            : Decision<DelegatedViewEvent>.Of(new ViewRevoked { Generation = state.Generation + 1 });
    }

    private static Decision<DelegatedViewEvent> Use(DelegatedView state, RecordViewUse use, DateTimeOffset now)
    {
        if (Fields.Required(use.Device, 40, "device") is { } refusal)
            return refusal;
        if (state.Generation == 0)
            return new Refusal(RefusalCode.NotFound);
        if (state.RevokedAt is not null || use.Generation != state.Generation)
            return new Refusal(RefusalCode.LinkRevoked);
        if (now >= state.ExpiresAt)
            return new Refusal(RefusalCode.LinkExpired);
        return Decision<DelegatedViewEvent>.Of(new ViewUsed(use.Device) { Generation = state.Generation });
    }
}
