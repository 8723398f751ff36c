using LedgerPortal.Documents;
using LedgerPortal.Journal;

namespace LedgerPortal.DocumentLinks;

/// <summary>The rules of document links. Sharing of the party does not concern them; the portal's master switch is asked by the way in.</summary>
public static class DocumentLinkDecisions
{
    public const int MaxExpiryDays = 365;

    public const int MaxForwards = 100;

    public static Decision<DocumentLinkEvent> Decide(DocumentLink state, DocumentLinkCommand command, DateTimeOffset now) =>
        command switch
        {
            ShareDocument share => Share(state, share, now),
            ForwardDocument forward => Forward(state, forward, now),
            RevokeDocumentLink => Revoke(state),
            RecordLinkUse use => Use(state, use, now),
            _ => throw new InvalidOperationException($"{command.GetType().Name} is not for a document link."),
        };

    private static Decision<DocumentLinkEvent> Share(DocumentLink state, ShareDocument share, DateTimeOffset now)
    {
        if (Check(state, share.Party, share.Kind, share.ExpiryDays) is { } refusal)
            return refusal;
        return IsActive(state, now)
            ? Decision<DocumentLinkEvent>.AlreadyDone
            : Decision<DocumentLinkEvent>.Of(Next(state, share.Party, share.Kind, share.ExpiryDays, now));
    }

    private static Decision<DocumentLinkEvent> Forward(DocumentLink state, ForwardDocument forward, DateTimeOffset now)
    {
        var refusal = Check(state, forward.Party, forward.Kind, forward.ExpiryDays)
            ?? Fields.Given(forward.From.Value, "from")
            ?? Fields.Given(forward.To.Value, "to");
        if (refusal is not null)
            return refusal;
        if (forward.To == forward.From)
            return Fields.Invalid("to");
        if (state.Forwards >= MaxForwards)
            return new Refusal(RefusalCode.TooMany, "forward", [$"{MaxForwards}"]);
        var shared = IsActive(state, now) ? null : Next(state, forward.Party, forward.Kind, forward.ExpiryDays, now);
        var forwarded = new DocumentForwarded(forward.From, forward.To)
        {
            Generation = shared?.Generation ?? state.Generation,
            ExpiresAt = shared?.ExpiresAt ?? state.ExpiresAt,
        };
        return shared is null
            ? Decision<DocumentLinkEvent>.Of(forwarded)
            : Decision<DocumentLinkEvent>.Of(shared, forwarded);
    }

    private static Refusal? Check(DocumentLink state, PartyId party, LinkedDocument kind, int expiryDays)
    {
        var refusal = Fields.Given(party.Value, "party")
            ?? Fields.Known(kind, "kind")
            ?? Fields.Between(expiryDays, 1, MaxExpiryDays, "expiryDays");
        if (refusal is not null || state.Generation == 0)
            return refusal;
        // A document does not change hands: whoever says so is mistaken about one of the two.
        if (party != state.Party)
            return Fields.Invalid("party");
        return kind == state.Kind ? null : Fields.Invalid("kind");
    }

    private static bool IsActive(DocumentLink state, DateTimeOffset now) =>
        state.Generation > 0 && !state.IsRevoked && now < state.ExpiresAt;

    private static DocumentShared Next(
        DocumentLink state, PartyId party, LinkedDocument kind, int expiryDays, DateTimeOffset now) => new(party, kind)
        {
            Generation = state.Generation + 1,
            ExpiresAt = now.AddDays(expiryDays),
        };

    private static Decision<DocumentLinkEvent> Revoke(DocumentLink state)
    {
        if (state.Generation == 0)
            return new Refusal(RefusalCode.NotFound);
        if (state.IsRevoked)
            return Decision<DocumentLinkEvent>.AlreadyDone;
        return Decision<DocumentLinkEvent>.Of(new DocumentLinkRevoked
        {
            Generation = state.Generation + 1,
            ExpiresAt = state.ExpiresAt,
        });
    }

    private static Decision<DocumentLinkEvent> Use(DocumentLink state, RecordLinkUse use, DateTimeOffset now)
    {
        if (Fields.Required(use.Device, 40, "device") is { } refusal)
            return refusal;
        if (state.Generation == 0)
            return new Refusal(RefusalCode.NotFound);
        if (state.IsRevoked || use.Generation != state.Generation)
            return new Refusal(RefusalCode.LinkRevoked);
        if (now >= state.ExpiresAt)
            return new Refusal(RefusalCode.LinkExpired);
        return Decision<DocumentLinkEvent>.Of(new DocumentLinkUsed(use.Device)
        {
            Generation = state.Generation,
            ExpiresAt = state.ExpiresAt,
        });
    }
}
