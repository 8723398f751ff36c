using LedgerPortal.Resources;

namespace LedgerPortal.Formatting;

public sealed class AmountInWordsTests
{
    [Theory]
    [InlineData(0, "Rupees zero only")]
    [InlineData(1_00, "Rupees one only")]
    [InlineData(50, "Rupees zero and fifty paise only")]
    [InlineData(21_05, "Rupees twenty-one and five paise only")]
    [InlineData(1_00_000_00, "Rupees one lakh only")]
    [InlineData(1_47_028_50, "Rupees one lakh forty-seven thousand twenty-eight and fifty paise only")]
    [InlineData(12_34_56_789_00, "Rupees twelve crore thirty-four lakh fifty-six thousand seven hundred eighty-nine only")]
    [InlineData(12_345_00_00_000_00, "Rupees twelve thousand three hundred forty-five crore only")]
    public void Rupees_are_counted_in_lakhs_and_crores(long minor, string words) =>
        Assert.Equal(words, AmountInWords.Of(new Money(minor, Currency.Parse("INR")), Texts.Of<PaperText>()));

    [Fact]
    public void Other_currencies_are_not_written_so() =>
        Assert.Null(AmountInWords.Of(new Money(100, Currency.Parse("EUR")), Texts.Of<PaperText>()));

    [Fact]
    public void The_largest_amount_has_words() =>
        Assert.EndsWith("paise only", AmountInWords.Of(new Money(long.MaxValue, Currency.Parse("INR")), Texts.Of<PaperText>()));
}
