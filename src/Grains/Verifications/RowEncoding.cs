using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LedgerPortal.Verifications;

/// <summary>
/// A row of a read model as bytes: each field's length and value in PostgreSQL's binary form, so that rows which come out
/// of <c>copy … (format binary)</c> and rows which come out of a fold are compared without a detour. JSON alone is brought to
/// one form first, because <c>jsonb</c> has an order of its own.
/// </summary>
internal static class RowEncoding
{
    private static readonly DateOnly FirstDay = new(2000, 1, 1);
    private static readonly DateTime FirstMoment = new(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public static void Write(ArrayBufferWriter<byte> to, object? value, string sqlType)
    {
        switch (value)
        {
            case null:
                Length(to, -1);
                break;
            case Guid id:
                Length(to, 16);
                id.TryWriteBytes(to.GetSpan(16), bigEndian: true, out _);
                to.Advance(16);
                break;
            case string json when sqlType == "jsonb":
                Bytes(to, Canonical(Encoding.UTF8.GetBytes(json)));
                break;
            case string text:
                Text(to, text);
                break;
            case byte[] bytes:
                Bytes(to, bytes);
                break;
            case bool truth:
                Length(to, 1);
                to.GetSpan(1)[0] = truth ? (byte)1 : (byte)0;
                to.Advance(1);
                break;
            case int number:
                Length(to, 4);
                Int(to, number);
                break;
            case long number:
                Length(to, 8);
                Long(to, number);
                break;
            case DateOnly day:
                Length(to, 4);
                Int(to, day.DayNumber - FirstDay.DayNumber);
                break;
            case DateTime moment:
                Length(to, 8);
                Long(to, (moment - FirstMoment).Ticks / TimeSpan.TicksPerMicrosecond);
                break;
            default:
                throw new InvalidOperationException($"A read model has no column of {value.GetType().Name}.");
        }
    }

    /// <summary>A field as the database sent it.</summary>
    public static void WriteField(ArrayBufferWriter<byte> to, ReadOnlySpan<byte> field, string sqlType)
    {
        // The first byte of jsonb is the version of its binary form.
        if (sqlType == "jsonb")
            Bytes(to, Canonical(field[1..].ToArray()));
        else
            Bytes(to, field);
    }

    public static void WriteNull(ArrayBufferWriter<byte> to) => Length(to, -1);

    /// <summary>The fields of a row; null for null.</summary>
    public static byte[]?[] Fields(ReadOnlySpan<byte> row, int columns)
    {
        var fields = new byte[]?[columns];
        for (var i = 0; i < columns; i++)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(row);
            row = row[4..];
            if (length < 0)
                continue;
            fields[i] = row[..length].ToArray();
            row = row[length..];
        }

        return fields;
    }

    /// <summary>A field as a person reads it; ids in the form they have in addresses and streams.</summary>
    public static string Show(byte[]? field, string sqlType)
    {
        const int maxLength = 60;
        if (field is null)
            return "null";
        var text = sqlType switch
        {
            "uuid" => Id.Text(new Guid(field, bigEndian: true)),
            "boolean" => field[0] == 1 ? "true" : "false",
            "integer" => Text(BinaryPrimitives.ReadInt32BigEndian(field)),
            "bigint" => Text(BinaryPrimitives.ReadInt64BigEndian(field)),
            "date" => FirstDay.AddDays(BinaryPrimitives.ReadInt32BigEndian(field)).ToString("O", CultureInfo.InvariantCulture),
            "timestamp with time zone" => FirstMoment
                .AddTicks(BinaryPrimitives.ReadInt64BigEndian(field) * TimeSpan.TicksPerMicrosecond)
                .ToString("O", CultureInfo.InvariantCulture),
            "bytea" => Convert.ToHexStringLower(field),
            _ => Encoding.UTF8.GetString(field),
        };
        return text.Length <= maxLength ? text : text[..maxLength] + "…";
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Text(ArrayBufferWriter<byte> to, string text)
    {
        var bytes = Encoding.UTF8.GetByteCount(text);
        Length(to, bytes);
        Encoding.UTF8.GetBytes(text, to.GetSpan(bytes));
        to.Advance(bytes);
    }

    private static void Bytes(ArrayBufferWriter<byte> to, ReadOnlySpan<byte> bytes)
    {
        Length(to, bytes.Length);
        to.Write(bytes);
    }

    private static void Length(ArrayBufferWriter<byte> to, int length) => Int(to, length);

    private static void Int(ArrayBufferWriter<byte> to, int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(to.GetSpan(4), value);
        to.Advance(4);
    }

    private static void Long(ArrayBufferWriter<byte> to, long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(to.GetSpan(8), value);
        to.Advance(8);
    }

    private static ReadOnlySpan<byte> Canonical(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        var buffer = new ArrayBufferWriter<byte>(json.Length);
        using (var writer = new Utf8JsonWriter(buffer))
            Canonical(writer, document.RootElement);
        return buffer.WrittenSpan;
    }

    private static void Canonical(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in element.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(property.Name);
                    Canonical(writer, property.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                    Canonical(writer, item);
                writer.WriteEndArray();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }
}
