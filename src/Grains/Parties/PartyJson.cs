using System.Text.Json.Serialization;

namespace LedgerPortal.Parties;

/// <summary>How a party stands in the <c>jsonb</c> column of the read models; pages read it with the same type.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PartyDetails))]
public sealed partial class PartyJson : JsonSerializerContext;
