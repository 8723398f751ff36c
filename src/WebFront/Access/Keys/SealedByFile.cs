using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace LedgerPortal.Access;

/// <summary>
/// Encrypts the framework's keys under a key outside the database: who copies the database cannot forge cookies.
/// </summary>
internal sealed class SealedByFile(AccessSettings settings) : IXmlEncryptor
{
    private const string ElementName = "sealed";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var box = new SealedBox(Key(settings));
        var text = Convert.ToBase64String(box.Seal(Encoding.UTF8.GetBytes(plaintextElement.ToString()), Label));
        return new EncryptedXmlInfo(new XElement(ElementName, text), typeof(OpenedByFile));
    }

    internal static byte[] Label => "data-protection"u8.ToArray();

    internal static byte[] Key(AccessSettings settings) =>
        SecretFile.ReadOrCreate(settings.DataFolder, "data-protection");
}

/// <summary>The other way. The framework makes it by name, from what stands in the stored key.</summary>
internal sealed class OpenedByFile(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        var box = new SealedBox(SealedByFile.Key(services.GetRequiredService<AccessSettings>()));
        var plain = box.Open(Convert.FromBase64String(encryptedElement.Value), SealedByFile.Label)
            ?? throw new CryptographicException(
                "secrets/data-protection.key is not the one that these keys were sealed with.");
        return XElement.Parse(Encoding.UTF8.GetString(plain));
    }
}
