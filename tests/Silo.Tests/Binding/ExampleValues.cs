using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Serialization;

namespace LedgerPortal.Binding;

/// <summary>Values of any contract type with something in every part of them, and their text to compare them by.</summary>
internal static class ExampleValues
{
    /// <summary>The concrete types that a declared one stands for.</summary>
    public static IEnumerable<Type> Concrete(Type declared) => declared.IsAbstract && !declared.IsInterface
        ? declared.GetCustomAttributes<JsonDerivedTypeAttribute>(false).Select(derived => derived.DerivedType)
        : [declared];

    public static object Of(Type type, int variant = 0)
    {
        var number = 7 + variant;
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Of(underlying, variant);
        if (type.IsEnum)
            return Enum.GetValues(type).Cast<object>().Last();
        if (type == typeof(string))
            return $"“₹ {number}” <é> \\ \u0001 \u200b";
        if (type == typeof(bool))
            return true;
        if (type == typeof(int))
            return int.MaxValue - number;
        if (type == typeof(long))
            return long.MaxValue - number;
        if (type == typeof(decimal))
            return 12345678901234.000100m + number;
        if (type == typeof(Guid))
            return new Guid(number, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        if (type == typeof(DateOnly))
            return new DateOnly(2026, 2, 20 + variant % 8);
        if (type == typeof(DateTimeOffset))
            return new DateTimeOffset(2026, 11, 22, 2, 40, 11, TimeSpan.Zero).AddTicks(1_234_567 + number);
        if (type == typeof(TimeSpan))
            return TimeSpan.FromTicks(123_456_789 + number);
        if (type == typeof(byte[]))
            return new byte[] { 0, 255, (byte)number };
        if (type == typeof(Currency))
            return Currency.Parse("KWD");
        if (ElementOf(type) is { } element)
            return ListOf(element);
        if (type.IsAbstract)
            return Of(Concrete(type).ElementAt(variant % Concrete(type).Count()), variant);
        return Record(type, variant);
    }

    /// <summary>Everything that can be read of a value, in the order of its names.</summary>
    public static string Text(object? value)
    {
        var text = new StringBuilder();
        Write(text, value);
        return text.ToString();
    }

    private static Type? ElementOf(Type type) => type.IsArray
        ? type.GetElementType()
        : type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type) ? type.GetGenericArguments().Single() : null;

    private static Array ListOf(Type element)
    {
        // Of a closed family, one of each.
        var count = Math.Max(2, element.IsAbstract ? Concrete(element).Count() : 0);
        var list = Array.CreateInstance(element, count);
        for (var i = 0; i < count; i++)
            list.SetValue(Of(element, i), i);
        return list;
    }

    private static object Record(Type type, int variant)
    {
        var constructor = type.GetConstructors()
            .Where(made => made.GetParameters() is not [var only] || only.ParameterType != type)
            .OrderByDescending(made => made.GetParameters().Length).FirstOrDefault();
        var made = constructor is null
            ? RuntimeHelpers.GetUninitializedObject(type)
            : constructor.Invoke([.. constructor.GetParameters().Select(parameter => Of(parameter.ParameterType, variant))]);
        foreach (var property in type.GetProperties().Where(property => property.SetMethod is { IsPublic: true }))
            property.SetValue(made, Of(property.PropertyType, variant));
        return made;
    }

    private static void Write(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case string or bool or Guid or Enum or Currency:
                text.Append('"').Append(value).Append('"');
                break;
            case DateTimeOffset moment:
                text.Append(moment.ToString("O", CultureInfo.InvariantCulture));
                break;
            case IFormattable formattable when value.GetType().Namespace == "System":
                text.Append(formattable.ToString(null, CultureInfo.InvariantCulture));
                break;
            case IEnumerable items:
                text.Append('[');
                foreach (var item in items)
                {
                    Write(text, item);
                    text.Append(", ");
                }

                text.Append(']');
                break;
            default:
                text.Append(value.GetType().Name).Append(" {");
                foreach (var property in value.GetType().GetProperties().OrderBy(property => property.Name))
                {
                    text.Append(property.Name).Append(" = ");
                    Write(text, property.GetIndexParameters().Length == 0 ? property.GetValue(value) : null);
                    text.Append("; ");
                }

                text.Append('}');
                break;
        }
    }
}
