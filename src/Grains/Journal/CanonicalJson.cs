using System.Buffers;
using System.Globalization;
using System.Text;

namespace LedgerPortal.Journal;

/// <summary>
/// Writes JSON as RFC 8785 says (JSON Canonicalization Scheme): UTF-8 without a mark at the start, no white space, the fields
/// of an object in the order of their names, of text nothing escaped but <c>"</c>, <c>\</c> and control characters. Of
/// numbers it knows whole ones. The framework's writer escapes by tables that change from version to version.
/// </summary>
internal sealed class CanonicalJson(IBufferWriter<byte> to)
{
    private readonly Stack<string?> _lastNames = [];
    private bool _needsComma;

    public void BeginObject()
    {
        Separate();
        Raw("{");
        _lastNames.Push("");
        _needsComma = false;
    }

    public void EndObject()
    {
        Raw("}");
        _lastNames.Pop();
        _needsComma = true;
    }

    public void BeginArray()
    {
        Separate();
        Raw("[");
        _lastNames.Push(null);
        _needsComma = false;
    }

    public void EndArray()
    {
        Raw("]");
        _lastNames.Pop();
        _needsComma = true;
    }

    /// <summary>Begins a field; a value must follow. Names come in their order, or it is not this form any more.</summary>
    public void Name(string name)
    {
        if (_lastNames.Peek() is not { } last || string.CompareOrdinal(last, name) >= 0)
            throw new InvalidOperationException($"The field \"{name}\" does not come here.");
        _lastNames.Pop();
        _lastNames.Push(name);
        Separate();
        Quoted(name);
        Raw(":");
        _needsComma = false;
    }

    public void Text(string value)
    {
        Separate();
        Quoted(value);
        _needsComma = true;
    }

    public void Number(long value)
    {
        Separate();
        Raw(value.ToString(CultureInfo.InvariantCulture));
        _needsComma = true;
    }

    public void Field(string name, string? value)
    {
        // What is not there has no field: there is no second way to say it.
        if (value is null)
            return;
        Name(name);
        Text(value);
    }

    public void Field(string name, long? value)
    {
        if (value is not { } number)
            return;
        Name(name);
        Number(number);
    }

    private void Separate()
    {
        if (_needsComma)
            Raw(",");
    }

    private void Raw(string ascii) => Encoding.ASCII.GetBytes(ascii, to);

    private void Quoted(string text)
    {
        Raw("\"");
        var from = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (Escaped(text[at]) is not { } escaped)
                continue;
            Encoding.UTF8.GetBytes(text.AsSpan(from, at - from), to);
            Raw(escaped);
            from = at + 1;
        }

        Encoding.UTF8.GetBytes(text.AsSpan(from), to);
        Raw("\"");
    }

    private static string? Escaped(char character) => character switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\b' => "\\b",
        '\t' => "\\t",
        '\n' => "\\n",
        '\f' => "\\f",
        '\r' => "\\r",
        < ' ' => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
        _ => null,
    };
}
