using System.Text.Json.Serialization;

namespace LedgerPortal.Businesses;

/// <summary>How a business stands in the <c>jsonb</c> columns of the read models; pages read it with the same types.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BusinessDetails))]
[JsonSerializable(typeof(PortalSettings))]
public sealed partial class BusinessJson : JsonSerializerContext;
