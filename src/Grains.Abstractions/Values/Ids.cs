using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LedgerPortal;

/// <summary>An id is a 128-bit value made by the caller; its text form is 22 characters that are safe in a URL.</summary>
public interface IId<TSelf> where TSelf : struct, IId<TSelf>
{
    Guid Value { get; }

    static abstract TSelf From(Guid value);
}

[JsonConverter(typeof(IdJsonConverter<BusinessId>))]
public readonly record struct BusinessId(Guid Value) : IId<BusinessId>
{
    public static BusinessId From(Guid value) => new(value);
    public override string ToString() => Id.Text(Value);
}

[JsonConverter(typeof(IdJsonConverter<PartyId>))]
public readonly record struct PartyId(Guid Value) : IId<PartyId>
{
    public static PartyId From(Guid value) => new(value);
    public override string ToString() => Id.Text(Value);
}

/// <summary>Names an invoice, a credit note, a debit note: whatever has a number and can be opened.</summary>
[JsonConverter(typeof(IdJsonConverter<DocumentId>))]
public readonly record struct DocumentId(Guid Value) : IId<DocumentId>
{
    public static DocumentId From(Guid value) => new(value);
    public override string ToString() => Id.Text(Value);
}

/// <summary>A person at a party.</summary>
[JsonConverter(typeof(IdJsonConverter<ContactId>))]
public readonly record struct ContactId(Guid Value) : IId<ContactId>
{
    public static ContactId From(Guid value) => new(value);
    public override string ToString() => Id.Text(Value);
}

/// <summary>A read-only look into a party's portal that was given to somebody outside it.</summary>
[JsonConverter(typeof(IdJsonConverter<DelegatedViewId>))]
public readonly record struct DelegatedViewId(Guid Value) : IId<DelegatedViewId>
{
    public static DelegatedViewId From(Guid value) => new(value);
    public override string ToString() => Id.Text(Value);
}

/// <summary>
/// Names one wish of a caller. Repeating a command with the same id and the same content gives the first answer
/// and changes nothing; the same id with other content is refused.
/// </summary>
[JsonConverter(typeof(IdJsonConverter<CommandId>))]
public readonly record struct CommandId(Guid Value) : IId<CommandId>
{
    public static CommandId From(Guid value) => new(value);
    public override string ToString() => Id.Text(Value);

    /// <summary>The id of a command that follows from this one, the same each time for the same purpose.</summary>
    public CommandId Derive(string purpose) => new(Id.Derive(Value, purpose));
}

public static class Id
{
    public const int TextLength = 22;

    public static string Text(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }

    public static bool TryParse<TId>([NotNullWhen(true)] string? text, out TId id) where TId : struct, IId<TId>
    {
        Span<byte> bytes = stackalloc byte[16];
        if (text is { Length: TextLength } && Base64Url.IsValid(text)
            && Base64Url.TryDecodeFromChars(text, bytes, out var written) && written == 16)
        {
            id = TId.From(new Guid(bytes, bigEndian: true));
            return true;
        }

        id = default;
        return false;
    }

    public static TId Parse<TId>(string text) where TId : struct, IId<TId> =>
        TryParse<TId>(text, out var id) ? id : throw new FormatException($"'{text}' is not an id.");

    /// <summary>A value that depends on nothing but its arguments (SHA-256, cut to 128 bits).</summary>
    public static Guid Derive(Guid from, string purpose)
    {
        var purposeBytes = System.Text.Encoding.UTF8.GetBytes(purpose);
        var input = new byte[16 + purposeBytes.Length];
        from.TryWriteBytes(input, bigEndian: true, out _);
        purposeBytes.CopyTo(input, 16);
        Span<byte> hash = stackalloc byte[32];
        System.Security.Cryptography.SHA256.HashData(input, hash);
        return new Guid(hash[..16], bigEndian: true);
    }
}

public sealed class IdJsonConverter<TId> : JsonConverter<TId> where TId : struct, IId<TId>
{
    public override TId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Id.TryParse<TId>(reader.GetString(), out var id) ? id : throw new JsonException($"Not a {typeof(TId).Name}.");

    public override void Write(Utf8JsonWriter writer, TId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Id.Text(value.Value));
}
