using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LedgerPortal.Access;

namespace LedgerPortal.Webhooks;

/// <summary>
/// The secrets that deliveries are signed with. As those of links they are kept nowhere: each is computed from webhook and
/// generation under a key outside the database.
/// </summary>
public sealed class WebhookSecrets(AccessSettings settings)
{
    public const string Prefix = "whsec_";
    public const string SignatureHeader = "LedgerPortal-Signature";

    /// <summary>A receiver takes no delivery whose time stamp is further off than this.</summary>
    public const int WindowSeconds = 300;

    private readonly byte[] _key = SecretFile.ReadOrCreate(settings.DataFolder, "webhook");

    public string Of(Guid webhook, int generation)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, Encoding.ASCII.GetBytes($"webhook|{Id.Text(webhook)}|{generation}"), hash);
        return Prefix + Base64Url.EncodeToString(hash);
    }

    /// <summary>
    /// <c>t=1763791200,v1=…</c>: HMAC-SHA-256 over time stamp, a point and the raw body, in hex; one <c>v1</c> a secret that
    /// is good, the newest first.
    /// </summary>
    public static string Sign(IEnumerable<string> secrets, DateTimeOffset moment, byte[] body)
    {
        var stamp = moment.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.ASCII.GetBytes(stamp + "."), .. body];
        return string.Join(',', secrets.Select(secret =>
            "v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed))).Prepend("t=" + stamp));
    }
}
