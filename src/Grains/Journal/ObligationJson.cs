using System.Text.Json;
using System.Text.Json.Serialization;

namespace LedgerPortal.Journal;

/// <summary>Obligations are stored as JSON; their discriminators are storage names.</summary>
public static class ObligationJson
{
    public static byte[] Write(Obligation obligation) =>
        JsonSerializer.SerializeToUtf8Bytes(obligation, ObligationJsonContext.Default.Obligation);

    public static Obligation Read(byte[] json) =>
        JsonSerializer.Deserialize(json, ObligationJsonContext.Default.Obligation)
        ?? throw new JsonException("An outbox row without an obligation.");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Obligation))]
internal sealed partial class ObligationJsonContext : JsonSerializerContext;
