using System.Text.Json;
using System.Text.Json.Serialization;
using LedgerPortal.CreditNotes;

namespace LedgerPortal.Documents;

/// <summary>How parts of documents stand in the <c>jsonb</c> columns of the read models; pages read them with the same types.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DocumentContent))]
[JsonSerializable(typeof(DocumentTotals))]
[JsonSerializable(typeof(DocumentPartyDetails))]
[JsonSerializable(typeof(InvoiceReference))]
[JsonSerializable(typeof(Registration))]
public sealed partial class DocumentJson : JsonSerializerContext
{
    internal static string? OrNull(DocumentPartyDetails? details) =>
        details is null ? null : JsonSerializer.Serialize(details, Default.DocumentPartyDetails);

    internal static string? OrNull(InvoiceReference? invoice) =>
        invoice is null ? null : JsonSerializer.Serialize(invoice, Default.InvoiceReference);

    internal static string? OrNull(Registration? registration) =>
        registration is null ? null : JsonSerializer.Serialize(registration, Default.Registration);

    /// <summary>What a read model has of it; null for nothing.</summary>
    public static Registration? ReadRegistration(string? stored) =>
        stored is null ? null : JsonSerializer.Deserialize(stored, Default.Registration);

    /// <summary>Lists in records are compared by reference, so contents are compared as they are stored.</summary>
    public static bool AreSame(DocumentContent? one, DocumentContent? other) =>
        JsonSerializer.SerializeToUtf8Bytes(one, Default.DocumentContent).AsSpan()
            .SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(other, Default.DocumentContent));
}
