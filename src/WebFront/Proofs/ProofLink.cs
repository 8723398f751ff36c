using System.Globalization;
using LedgerPortal.Access;
using LedgerPortal.Formatting;

namespace LedgerPortal.Proofs;

/// <summary>
/// Where anyone who holds a statement checks it: an address that carries its version and head hash, and nothing of the
/// ledger, the party or the business.
/// </summary>
public static class ProofLink
{
    public const string Path = "/check";

    public static Uri Of(PublicAddress address, long version, string headHash) =>
        new(address.Root, string.Create(CultureInfo.InvariantCulture, $"{Path}?v={version}&h={headHash}"));

    /// <summary>An address as a picture for a phone's camera, to stand in a page as it is.</summary>
    public static string Picture(Uri address) => QrPicture.DataUri(address.AbsoluteUri, dots: 4);
}
