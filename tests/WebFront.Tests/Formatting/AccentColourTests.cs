namespace LedgerPortal.Formatting;

public sealed class AccentColourTests
{
    [Fact]
    public void Every_colour_becomes_readable_on_every_ground_of_both_themes()
    {
        foreach (var colour in Colours())
        {
            var accent = AccentColour.From(colour);
            AssertReadable(colour, accent.Light, "ffffff", "f6f7f5");
            AssertReadable(colour, accent.Dark, "18201c", "0f1512");
        }
    }

    [Theory]
    [InlineData("#0b6e4f")]
    [InlineData("#1d4ed8")]
    [InlineData("#7c2d12")]
    public void A_colour_that_is_readable_stays_as_it_is(string colour) =>
        Assert.Equal(colour, AccentColour.From(colour).Light.Accent.ToString());

    [Theory]
    [InlineData("#ffe600")]
    [InlineData("#7fffd4")]
    public void A_bright_colour_is_darkened_for_light_pages_only(string colour)
    {
        var accent = AccentColour.From(colour);
        Assert.True(Rgb.Contrast(accent.Light.Accent, Rgb.Parse("000000")) < Rgb.Contrast(Rgb.Parse(colour[1..]), Rgb.Parse("000000")));
        Assert.True(Rgb.Contrast(accent.Dark.Accent, Rgb.Parse("18201c")) > 7);
    }

    [Theory]
    [InlineData("#0B6E4F", true)]
    [InlineData("#0b6e4", false)]
    [InlineData("0b6e4f", false)]
    [InlineData("#0b6e4g", false)]
    [InlineData("red;}", false)]
    [InlineData(null, false)]
    public void Only_six_digits_after_a_hash_are_a_colour(string? text, bool expected) =>
        Assert.Equal(expected, AccentColour.IsColour(text));

    [Fact]
    public void Contrast_is_that_of_wcag()
    {
        Assert.Equal(21, Rgb.Contrast(Rgb.Parse("000000"), Rgb.Parse("ffffff")), 3);
        Assert.Equal(1, Rgb.Contrast(Rgb.Parse("777777"), Rgb.Parse("777777")), 3);
        Assert.Equal(4.48, Rgb.Contrast(Rgb.Parse("777777"), Rgb.Parse("ffffff")), 2);
    }

    private static void AssertReadable(string colour, AccentColour.Shades shades, params string[] grounds)
    {
        foreach (var ground in grounds.Select(Rgb.Parse).Append(shades.Ground).Append(shades.On))
            Assert.True(Rgb.Contrast(shades.Accent, ground) >= 4.5, $"{colour}: {shades.Accent} on {ground}");
    }

    /// <summary>A grid over all of sRGB, its corners included.</summary>
    private static IEnumerable<string> Colours() =>
        from red in Steps from green in Steps from blue in Steps select $"#{red:x2}{green:x2}{blue:x2}";

    private static int[] Steps => [0, 1, 32, 64, 96, 128, 160, 192, 224, 254, 255];
}
