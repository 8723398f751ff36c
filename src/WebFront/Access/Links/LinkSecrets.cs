using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace LedgerPortal.Access;

/// <summary>What a secret link opens.</summary>
public enum LinkPurpose
{
    /// <summary>A party's portal: <c>/p#…</c>.</summary>
    Portal,

    /// <summary>One document: <c>/i#…</c>.</summary>
    Document,

    /// <summary>A contact's invitation to set a password: <c>/c#…</c>.</summary>
    Invitation,

    /// <summary>A new password for one that was forgotten: <c>/r#…</c>.</summary>
    Reset,

    /// <summary>A read-only look into a party's portal, for somebody outside it: <c>/v#…</c>.</summary>
    View,

    /// <summary>An invitation to work for a business: <c>/console/join#…</c>.</summary>
    OperatorInvitation,

    /// <summary>An operator's new password for one that was forgotten: <c>/console/reset#…</c>.</summary>
    OperatorReset,
}

/// <summary>
/// The secrets of links. They are not kept anywhere: each is computed from the link's id and generation under a key
/// outside the database, so a link can be shown or sent again, and a stolen database opens nothing. In a URL the secret
/// stands behind the <c>#</c>, which browsers send to no server, log or preview.
/// </summary>
public sealed class LinkSecrets(AccessSettings settings, PublicAddress address)
{
    private const int SecretLength = 43;

    private readonly byte[] _key = SecretFile.ReadOrCreate(settings.DataFolder, "link");

    /// <summary>The whole link, to be copied or sent.</summary>
    public Uri Url(LinkPurpose purpose, Guid link, int generation) =>
        new(address.Root, $"{Path(purpose)}#{Id.Text(link)}.{Secret(purpose, link, generation)}");

    /// <summary>In time that does not depend on how much of it is right.</summary>
    public bool IsRight(LinkPurpose purpose, Guid link, int generation, string secret) =>
        CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(Secret(purpose, link, generation)), Encoding.UTF8.GetBytes(secret));

    /// <summary>Takes a link apart: the whole of it, as pasted, or only what stands behind the <c>#</c>.</summary>
    public static bool TryRead(string? pasted, out Guid link, [NotNullWhen(true)] out string? secret)
    {
        (link, secret) = (default, null);
        var text = pasted?.Trim() ?? "";
        text = text[(text.IndexOf('#') + 1)..];
        if (text.Length != Id.TextLength + 1 + SecretLength || text[Id.TextLength] != '.'
            || !Id.TryParse<DocumentId>(text[..Id.TextLength], out var id))
            return false;
        (link, secret) = (id.Value, text[(Id.TextLength + 1)..]);
        return true;
    }

    internal static string Path(LinkPurpose purpose) => purpose switch
    {
        LinkPurpose.Portal => "/p",
        LinkPurpose.Document => "/i",
        LinkPurpose.Invitation => "/c",
        LinkPurpose.Reset => "/r",
        LinkPurpose.View => "/v",
        LinkPurpose.OperatorInvitation => "/console/join",
        LinkPurpose.OperatorReset => "/console/reset",
        _ => throw new ArgumentOutOfRangeException(nameof(purpose)),
    };

    private string Secret(LinkPurpose purpose, Guid link, int generation)
    {
        var what = purpose switch
        {
            LinkPurpose.Portal => "portal",
            LinkPurpose.Document => "document",
            LinkPurpose.Invitation => "invitation",
            LinkPurpose.Reset => "reset",
            LinkPurpose.View => "view",
            LinkPurpose.OperatorInvitation => "operator invitation",
            LinkPurpose.OperatorReset => "operator reset",
            _ => throw new ArgumentOutOfRangeException(nameof(purpose)),
        };
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes($"{what}|{Id.Text(link)}|{generation}"), hash);
        return Base64Url.EncodeToString(hash);
    }
}
