using LedgerPortal.Documents;
using LedgerPortal.Journal;

namespace LedgerPortal.DocumentLinks;

/// <summary>The rules of document links. Sharing of the party does not concern them; the portal's master switch is asked by the way in.</summary>
public static class DocumentLinkDecisions
{
    public const int MaxExpiryDays = 365;

    public static Decision<DocumentLinkEvent> Decide(DocumentLink state, DocumentLinkCommand command, DateTimeOffset now) =>
        command switch
        {
            ShareDocument share => Share(state, share, now),
            RevokeDocumentLink => Revoke(state),
            RecordLinkUse use => Use(state, use, now),
            _ => throw new InvalidOperationException($"{command.GetType().Name} is not for a document link."),
        };

    private static Decision<DocumentLinkEvent> Share(DocumentLink state, ShareDocument share, DateTimeOffset now)
    {
        var refusal = Fields.Given(share.Party.Value, "party")
            ?? Fields.Known(share.Kind, "kind")
            ?? Fields.Between(share.ExpiryDays, 1, MaxExpiryDays, "expiryDays");
        if (refusal is not null)
            return refusal;
        if (state.Generation > 0)
        {
            // A document does not change hands: whoever says so is mistaken about one of the two.
            if (share.Party != state.Party)
                return Fields.Invalid("party");
            if (share.Kind != state.Kind)
                return Fields.Invalid("kind");
            if (!state.IsRevoked && now < state.ExpiresAt)
                return Decision<DocumentLinkEvent>.AlreadyDone;
        }

        return Decision<DocumentLinkEvent>.Of(new DocumentShared(share.Party, share.Kind)
        {
            Generation = state.Generation + 1,
            ExpiresAt = now.AddDays(share.ExpiryDays),
        });
    }

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
