using LedgerPortal.Access;

namespace LedgerPortal.Portal;

/// <summary>What the journal calls a way in: stored names, for ever the same.</summary>
public static class WaysIn
{
    public static string InWords(this WayIn way) => way switch
    {
        WayIn.Token => "portal token",
        WayIn.DocumentLink => "invoice link",
        WayIn.Password => "password",
        WayIn.Code => "one-time code",
        WayIn.Delegation => "delegated view",
        _ => throw new ArgumentOutOfRangeException(nameof(way)),
    };
}
