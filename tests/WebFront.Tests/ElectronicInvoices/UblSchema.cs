using System.IO.Compression;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using LedgerPortal.Pages;

namespace LedgerPortal.ElectronicInvoices;

/// <summary>The published schemas of UBL 2.1, as a judge of what was written.</summary>
internal static class UblSchema
{
    private static readonly Lazy<XmlSchemaSet> Schemas = new(Load);

    /// <summary>What the schema says against it; nothing when it is valid.</summary>
    public static IReadOnlyList<string> Wrong(byte[] document)
    {
        var wrong = new List<string>();
        using var from = new MemoryStream(document);
        XDocument.Load(from).Validate(Schemas.Value, (_, found) => wrong.Add(found.Message));
        return wrong;
    }

    private static XmlSchemaSet Load()
    {
        var schemas = new XmlSchemaSet { XmlResolver = new Zipped() };
        // Imported by its namespace alone.
        schemas.Add(null, "zip:///common/CCTS_CCT_SchemaModule-2.1.xsd");
        schemas.Add(null, "zip:///maindoc/UBL-Invoice-2.1.xsd");
        schemas.Add(null, "zip:///maindoc/UBL-CreditNote-2.1.xsd");
        schemas.Compile();
        Assert.True(schemas.GlobalElements.Count > 1_000, "The schemas are not whole.");
        return schemas;
    }

    private sealed class Zipped : XmlResolver
    {
        private readonly ZipArchive _zip = ZipFile.OpenRead(
            Path.Combine(Sources.Root, "tests/WebFront.Tests/ElectronicInvoices/ubl-2.1.zip"));

        public override object? GetEntity(Uri absoluteUri, string? role, Type? ofObjectToReturn)
        {
            // Signatures stand in extensions, which our documents have none of.
            if (absoluteUri.AbsolutePath.EndsWith("UBL-CommonSignatureComponents-2.1.xsd", StringComparison.Ordinal))
            {
                return new MemoryStream(
                    """
                    <xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema"
                      targetNamespace="urn:oasis:names:specification:ubl:schema:xsd:CommonSignatureComponents-2"/>
                    """u8.ToArray());
            }

            using var entry = _zip.GetEntry(absoluteUri.AbsolutePath[1..])!.Open();
            var copy = new MemoryStream();
            entry.CopyTo(copy);
            copy.Position = 0;
            return copy;
        }
    }
}
