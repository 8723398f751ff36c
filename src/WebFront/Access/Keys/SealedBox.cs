using System.Security.Cryptography;

namespace LedgerPortal.Access;

/// <summary>
/// AES-256-GCM: nonce (12 bytes), tag (16), ciphertext. The label says what the content is for; under another label it
/// does not open, so that sealed bytes cannot be moved elsewhere.
/// </summary>
internal sealed class SealedBox(byte[] key)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    public byte[] Seal(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> label)
    {
        var box = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(
            box.AsSpan(0, NonceBytes), plain, box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes),
            label);
        return box;
    }

    /// <summary>Null when it was sealed with another key or label, or is damaged.</summary>
    public byte[]? Open(ReadOnlySpan<byte> box, ReadOnlySpan<byte> label)
    {
        if (box.Length < NonceBytes + TagBytes)
            return null;
        var plain = new byte[box.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        try
        {
            aes.Decrypt(
                box[..NonceBytes], box[(NonceBytes + TagBytes)..], box.Slice(NonceBytes, TagBytes), plain, label);
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
