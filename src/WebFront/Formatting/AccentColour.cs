using System.Globalization;

namespace LedgerPortal.Formatting;

/// <summary>
/// A business's own colour, adjusted until it can be read: its hue and as much of its strength as possible stay, its
/// lightness moves until text in it has a contrast of at least 4.5:1 (WCAG 2.2 AA) on every ground it is used on. Works in
/// OKLCH, where a step of lightness looks the same in every hue.
/// </summary>
public sealed record AccentColour
{
    private const double Readable = 4.5;

    private static readonly Rgb LightPaper = Rgb.Parse("ffffff");
    private static readonly Rgb LightGround = Rgb.Parse("f6f7f5");
    private static readonly Rgb DarkPaper = Rgb.Parse("18201c");
    private static readonly Rgb DarkGround = Rgb.Parse("0f1512");
    private static readonly Rgb White = Rgb.Parse("ffffff");

    private AccentColour(Shades light, Shades dark)
    {
        Light = light;
        Dark = dark;
    }

    public Shades Light { get; }

    public Shades Dark { get; }

    /// <summary>The shades for a colour written as <c>#rrggbb</c> or <c>rrggbb</c>.</summary>
    /// <exception cref="FormatException">It is not such a colour.</exception>
    public static AccentColour From(string colour)
    {
        var wanted = Oklch.From(Rgb.Parse(colour.TrimStart('#')));

        var lightTint = (wanted with { Lightness = 0.955, Chroma = Math.Min(wanted.Chroma, 0.028) }).ToRgb();
        var light = Move(wanted, -0.005, shade => IsReadable(shade, LightPaper, LightGround, lightTint));

        var darkTint = (wanted with { Lightness = 0.30, Chroma = Math.Min(wanted.Chroma, 0.045) }).ToRgb();
        var onDark = (wanted with { Lightness = 0.20, Chroma = Math.Min(wanted.Chroma, 0.04) }).ToRgb();
        var dark = Move(wanted with { Lightness = Math.Max(wanted.Lightness, 0.70), Chroma = Math.Min(wanted.Chroma, 0.16) }, 0.005,
            shade => IsReadable(shade, DarkPaper, DarkGround, darkTint, onDark));

        return new AccentColour(new Shades(light, lightTint, White), new Shades(dark, darkTint, onDark));
    }

    public static bool IsColour(string? text) =>
        text is { Length: 7 } && text[0] == '#' && text.AsSpan(1).ToString().All(char.IsAsciiHexDigit);

    private static bool IsReadable(Rgb shade, params ReadOnlySpan<Rgb> grounds)
    {
        foreach (var ground in grounds)
        {
            if (Rgb.Contrast(shade, ground) < Readable)
                return false;
        }

        return true;
    }

    /// <summary>Black and white pass on every ground of their theme, so the walk ends before lightness leaves 0 to 1.</summary>
    private static Rgb Move(Oklch colour, double step, Func<Rgb, bool> isReadable)
    {
        var shade = colour.ToRgb();
        while (!isReadable(shade))
        {
            colour = colour with { Lightness = Math.Clamp(colour.Lightness + step, 0, 1) };
            shade = colour.ToRgb();
        }

        return shade;
    }

    /// <param name="Accent">For links, marks and the main button's ground.</param>
    /// <param name="Ground">A faint tint behind text in the accent.</param>
    /// <param name="On">For text on the main button.</param>
    public sealed record Shades(Rgb Accent, Rgb Ground, Rgb On);
}

/// <summary>A colour of sRGB, eight bits a channel.</summary>
public readonly record struct Rgb(byte Red, byte Green, byte Blue)
{
    public static Rgb Parse(string hex)
    {
        if (hex.Length != 6 || !int.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            throw new FormatException($"'{hex}' is not a colour.");
        return new Rgb((byte)(value >> 16), (byte)(value >> 8), (byte)value);
    }

    /// <summary>The ratio of WCAG 2: 1 for the same colour, 21 for black on white.</summary>
    public static double Contrast(Rgb first, Rgb second)
    {
        var (a, b) = (first.Luminance, second.Luminance);
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    internal static double ToLinear(byte channel)
    {
        var value = channel / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }

    private double Luminance => 0.2126 * ToLinear(Red) + 0.7152 * ToLinear(Green) + 0.0722 * ToLinear(Blue);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"#{Red:x2}{Green:x2}{Blue:x2}");
}

/// <summary>Lightness 0 to 1, chroma from 0, hue in radians. The matrices are those of Björn Ottosson's OKLab.</summary>
internal readonly record struct Oklch(double Lightness, double Chroma, double Hue)
{
    public static Oklch From(Rgb colour)
    {
        var (r, g, b) = (Rgb.ToLinear(colour.Red), Rgb.ToLinear(colour.Green), Rgb.ToLinear(colour.Blue));
        var l = Math.Cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
        var m = Math.Cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
        var s = Math.Cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
        var lightness = 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s;
        var a = 1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s;
        var bb = 0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s;
        return new Oklch(lightness, Math.Sqrt(a * a + bb * bb), Math.Atan2(bb, a));
    }

    /// <summary>The colour, with as much chroma as sRGB can show at this lightness and hue.</summary>
    public Rgb ToRgb()
    {
        var (low, high) = (0.0, Chroma);
        if (TryRgb(Chroma, out var colour))
            return colour;
        TryRgb(0, out colour);
        for (var step = 0; step < 20; step++)
        {
            var middle = (low + high) / 2;
            if (TryRgb(middle, out var candidate))
                (low, colour) = (middle, candidate);
            else
                high = middle;
        }

        return colour;
    }

    private bool TryRgb(double chroma, out Rgb colour)
    {
        var (a, b) = (chroma * Math.Cos(Hue), chroma * Math.Sin(Hue));
        var l = Math.Pow(Lightness + 0.3963377774 * a + 0.2158037573 * b, 3);
        var m = Math.Pow(Lightness - 0.1055613458 * a - 0.0638541728 * b, 3);
        var s = Math.Pow(Lightness - 0.0894841775 * a - 1.2914855480 * b, 3);
        var red = 4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s;
        var green = -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s;
        var blue = -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s;
        colour = new Rgb(ToByte(red), ToByte(green), ToByte(blue));
        return IsShown(red) && IsShown(green) && IsShown(blue);
    }

    /// <summary>Half a step of eight bits beyond the ends still rounds to the end.</summary>
    private static bool IsShown(double linear) => linear is > -0.0002 and < 1.0002;

    private static byte ToByte(double linear)
    {
        var clamped = Math.Clamp(linear, 0, 1);
        var value = clamped <= 0.0031308 ? clamped * 12.92 : 1.055 * Math.Pow(clamped, 1 / 2.4) - 0.055;
        return (byte)Math.Round(value * 255);
    }
}
