namespace LedgerPortal.Access;

/// <summary>How someone got in. What a session may do follows from it.</summary>
public enum WayIn
{
    /// <summary>The party's portal link: also ledger, statement, comments, disputes.</summary>
    Token,

    /// <summary>The link of one document: that document and its payments, nothing else.</summary>
    DocumentLink,

    /// <summary>An address and a password.</summary>
    Password,

    /// <summary>A one-time code.</summary>
    Code,

    /// <summary>An operator's password, and a code of the authenticator app.</summary>
    Authenticator,

    /// <summary>An operator's password, and one of the recovery codes.</summary>
    RecoveryCode,

    /// <summary>An operator's passkey, alone.</summary>
    Passkey,

    /// <summary>
    /// An operator's password without a second factor, which has to be set up before the session may do anything else.
    /// </summary>
    SetUp,

    /// <summary>A look that the party gave to somebody outside it: to read, until a date.</summary>
    Delegation,
}

/// <summary>A customer's session, as checked against the database in this request.</summary>
/// <param name="Document">Set when the session came from a document link: all that it may see.</param>
/// <param name="ExpiresAt">When it ends at the latest: its own end or its link's, whichever comes first.</param>
public sealed record PortalSession(
    Guid Id,
    WayIn Way,
    BusinessId Business,
    PartyId Party,
    DocumentId? Document,
    DateTimeOffset ExpiresAt)
{
    /// <summary>The contact who signed in by code or password; null behind a link, which is whoever has it.</summary>
    public ContactId? Person { get; init; }

    /// <summary>How the person is known: the same in all of the person's sessions, at whatever business.</summary>
    public byte[]? AddressHash { get; init; }

    /// <summary>When the person last proved who they are.</summary>
    public DateTimeOffset? ProvedAt { get; init; }

    /// <summary>The end of the visit before this one; null in a first visit.</summary>
    public DateTimeOffset? VisitBefore { get; init; }

    /// <summary>Whether this way in allows it. See <see cref="NeedsProof"/> for what is asked besides.</summary>
    public bool May(PortalAct act) => Way.May(act);

    /// <summary>
    /// Whether the person must first prove again who they are: the page then leads to
    /// <c>/portal/confirm?return=…</c>, which leads back.
    /// </summary>
    public bool NeedsProof(PortalAct act, DateTimeOffset now) =>
        act.NeedsFreshProof() && (ProvedAt is not { } at || now - at > PortalActs.ProofLimit);

    /// <summary>The last day of a delegated view.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>A delegated view shows, and changes nothing.</summary>
    public bool IsReadOnly => Way is WayIn.Delegation;

    /// <summary>Whose doing a command of this session is, for the journal.</summary>
    public Actor Actor(HttpContext context) => IsReadOnly
        ? throw new InvalidOperationException("Nothing is done by who may only read.")
        : LedgerPortal.Actor.Party(Party, context.Connection.RemoteIpAddress?.ToString());
}
