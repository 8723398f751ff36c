using LedgerPortal.Resources;

namespace LedgerPortal.Formatting;

public sealed class DueTextTests
{
    private static readonly DateOnly Today = new(2026, 11, 21);

    [Theory]
    [InlineData(3, "due in 3 days")]
    [InlineData(1, "due tomorrow")]
    [InlineData(0, "due today")]
    [InlineData(-1, "1 day overdue")]
    [InlineData(-41, "41 days overdue")]
    public void A_due_date_is_told_from_today(int days, string expected) =>
        Assert.Equal(expected, DueText.Relative(Today.AddDays(days), Today, Texts.Shared));
}
