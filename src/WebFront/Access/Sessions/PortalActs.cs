namespace LedgerPortal.Access;

/// <summary>What somebody may do in the portal. Reading the internal side of anything is none of them.</summary>
public enum PortalAct
{
    SeeDocument,
    SeePayments,
    SavePdf,
    SeeLedger,
    SeeStatement,
    SeeProfile,
    Pay,
    Comment,
    Dispute,
    DeclarePayment,
    AcceptEstimate,
    ConfirmBalance,
    Promise,
    Order,
    Forward,
    Delegate,
    ChangeProfile,
    ChangeNotices,
    ChangePassword,
    ChangePaymentMethods,
}

/// <summary>
/// What each way in may do: the one place that says so. A handler of the portal asks
/// <see cref="PortalSession.May"/> before it acts, whatever its page has offered.
/// </summary>
public static class PortalActs
{
    /// <summary>A proof of who one is counts this long for what asks for a fresh one.</summary>
    public static readonly TimeSpan ProofLimit = TimeSpan.FromMinutes(10);

    private static readonly PortalAct[] OfDocument =
        [PortalAct.SeeDocument, PortalAct.SeePayments, PortalAct.SavePdf, PortalAct.Pay];

    private static readonly PortalAct[] Reading =
    [
        PortalAct.SeeDocument, PortalAct.SeePayments, PortalAct.SavePdf, PortalAct.SeeLedger, PortalAct.SeeStatement,
        PortalAct.SeeProfile,
    ];

    private static readonly PortalAct[] OfToken =
        [.. Reading, PortalAct.Pay, PortalAct.Comment, PortalAct.Dispute, PortalAct.DeclarePayment];

    private static readonly PortalAct[] OfPerson =
    [
        .. OfToken, PortalAct.AcceptEstimate, PortalAct.ConfirmBalance, PortalAct.Promise, PortalAct.Order,
        PortalAct.Forward, PortalAct.Delegate, PortalAct.ChangeProfile, PortalAct.ChangeNotices,
        PortalAct.ChangePassword, PortalAct.ChangePaymentMethods,
    ];

    private static readonly Dictionary<WayIn, PortalAct[]> OfWays = new()
    {
        // Of that one document, which the session names and row level security holds it to.
        [WayIn.DocumentLink] = OfDocument,
        [WayIn.Token] = OfToken,
        [WayIn.Code] = OfPerson,
        [WayIn.Password] = OfPerson,
        [WayIn.Delegation] = Reading,
    };

    /// <summary>A way that is not in the table may do nothing.</summary>
    public static bool May(this WayIn way, PortalAct act) => OfWays.TryGetValue(way, out var acts) && acts.Contains(act);

    /// <summary>Whether it needs a proof of who one is that is younger than <see cref="ProofLimit"/>.</summary>
    public static bool NeedsFreshProof(this PortalAct act) => act is PortalAct.ChangeProfile or PortalAct.ChangePassword
        or PortalAct.ChangePaymentMethods or PortalAct.Delegate;
}
