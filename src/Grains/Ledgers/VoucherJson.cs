using System.Text.Json;
using System.Text.Json.Serialization;

namespace LedgerPortal.Ledgers;

/// <summary>How a voucher stands in the <c>jsonb</c> column of its entry; pages read it with the same type.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Voucher))]
public sealed partial class VoucherJson : JsonSerializerContext
{
    internal static string? OrNull(Voucher? voucher) =>
        voucher is null ? null : JsonSerializer.Serialize(voucher, Default.Voucher);

    /// <summary>What a read model has of it; null for nothing.</summary>
    public static Voucher? Read(string? stored) => stored is null ? null : JsonSerializer.Deserialize(stored, Default.Voucher);
}
