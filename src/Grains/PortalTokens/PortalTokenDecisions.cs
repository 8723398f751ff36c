using LedgerPortal.Documents;
using LedgerPortal.Journal;

namespace LedgerPortal.PortalTokens;

/// <summary>
/// The rules of portal tokens. Whether the party is shared and the portal is on are other switches: the way in asks them too.
/// </summary>
public static class PortalTokenDecisions
{
    public const int MaxExpiryDays = 365;

    public static Decision<PortalTokenEvent> Decide(PortalToken state, PortalTokenCommand command, DateTimeOffset now) =>
        command switch
        {
            GenerateToken generate => Generate(state, generate, now),
            RevokeToken => Revoke(state),
            RecordTokenUse use => Use(state, use, now),
            _ => throw new InvalidOperationException($"{command.GetType().Name} is not for a portal token."),
        };

    private static Decision<PortalTokenEvent> Generate(PortalToken state, GenerateToken generate, DateTimeOffset now)
    {
        if (Fields.Between(generate.ExpiryDays, 1, MaxExpiryDays, "expiryDays") is { } refusal)
            return refusal;
        return Decision<PortalTokenEvent>.Of(new TokenGenerated
        {
            Generation = state.Generation + 1,
            ExpiresAt = now.AddDays(generate.ExpiryDays),
        });
    }

    private static Decision<PortalTokenEvent> Revoke(PortalToken state)
    {
        if (state.Generation == 0)
            return new Refusal(RefusalCode.NotFound);
        if (state.IsRevoked)
            return Decision<PortalTokenEvent>.AlreadyDone;
        // The secret of a generation that is over opens nothing, even where nobody looks at the switch.
        return Decision<PortalTokenEvent>.Of(new TokenRevoked
        {
            Generation = state.Generation + 1,
            ExpiresAt = state.ExpiresAt,
        });
    }

    private static Decision<PortalTokenEvent> Use(PortalToken state, RecordTokenUse use, DateTimeOffset now)
    {
        if (Fields.Required(use.Device, 40, "device") is { } refusal)
            return refusal;
        if (state.Generation == 0)
            return new Refusal(RefusalCode.NotFound);
        if (state.IsRevoked || use.Generation != state.Generation)
            return new Refusal(RefusalCode.LinkRevoked);
        if (now >= state.ExpiresAt)
            return new Refusal(RefusalCode.LinkExpired);
        return Decision<PortalTokenEvent>.Of(new TokenUsed(use.Device)
        {
            Generation = state.Generation,
            ExpiresAt = state.ExpiresAt,
        });
    }
}
