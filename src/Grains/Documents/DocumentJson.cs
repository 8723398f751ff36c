using System.Text.Json.Serialization;

namespace LedgerPortal.Documents;

/// <summary>How parts of documents stand in the <c>jsonb</c> columns of the read models; pages read them with the same types.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DocumentContent))]
[JsonSerializable(typeof(DocumentTotals))]
[JsonSerializable(typeof(DocumentPartyDetails))]
[JsonSerializable(typeof(CreditNotes.InvoiceReference))]
public sealed partial class DocumentJson : JsonSerializerContext;
