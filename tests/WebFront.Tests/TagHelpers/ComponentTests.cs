using LedgerPortal.Resources;

namespace LedgerPortal.TagHelpers;

public sealed class ComponentTests
{
    private static readonly Currency Inr = Currency.Parse("INR");

    [Fact]
    public async Task Money_is_one_word_that_a_push_can_find()
    {
        var money = await Rendered.Element(
            new MoneyTagHelper { Amount = new Money(1_84_250_00, Inr), Form = MoneyForm.Magnitude, LiveOf = "ledger/1/INR" });
        Assert.Equal("₹1,84,250.00", money.TextContent);
        Assert.Equal("money", money.ClassName);
        Assert.Equal("ledger/1/INR", money.GetAttribute("data-balance-of"));
        Assert.Equal("—", (await Rendered.Element(new MoneyTagHelper())).TextContent);
    }

    [Theory]
    [InlineData(1, "Balance.YouOwe")]
    [InlineData(-1, "Balance.InYourFavour")]
    [InlineData(0, "Balance.Settled")]
    public async Task The_side_of_a_balance_is_said_in_words_and_carries_the_others(long minor, string expected)
    {
        var side = await Rendered.Element(
            new BalanceSideTagHelper(Texts.Shared) { Of = new Money(minor, Inr), InWords = true, Topic = "t" });
        Assert.Equal(Texts.Shared[expected], side.TextContent);
        Assert.Equal(Texts.Shared["Balance.YouOwe"], side.GetAttribute("data-dr"));
        Assert.Equal(Texts.Shared["Balance.InYourFavour"], side.GetAttribute("data-cr"));
        Assert.Equal(Texts.Shared["Balance.Settled"], side.GetAttribute("data-nil"));
    }

    [Fact]
    public async Task A_status_is_word_and_icon()
    {
        foreach (var status in Enum.GetValues<PillStatus>())
        {
            var pill = await Rendered.Element(new StatusPillTagHelper(Texts.Shared) { Status = status });
            Assert.NotEmpty(pill.TextContent.Trim());
            Assert.NotNull(pill.QuerySelector("svg[aria-hidden=true]"));
        }
    }

    [Fact]
    public async Task An_overdue_status_counts_its_days()
    {
        Assert.Equal("Overdue 1 day", await Word(1));
        Assert.Equal("Overdue 21 days", await Word(21));
        Assert.Equal("Overdue", await Word(null));

        static async Task<string> Word(int? days) =>
            (await Rendered.Element(new StatusPillTagHelper(Texts.Shared) { Status = PillStatus.Overdue, Days = days })).TextContent;
    }

    [Fact]
    public async Task An_aging_strip_fills_its_width_and_says_its_figures()
    {
        var strip = await Rendered.Element(new AgingStripTagHelper(Texts.Shared)
        {
            Columns = [1_21_950_00, 40_300_00, 22_000_00, 0, 0, 0],
            Currency = Inr,
        });
        var widths = strip.QuerySelectorAll("svg.strip rect").Select(part => decimal.Parse(part.GetAttribute("width")!.TrimEnd('%')));
        Assert.Equal(100m, widths.Sum(), 1);
        Assert.Equal(
            "Open amounts by days past the due date: Not due: ₹1,21,950, 66 %, 1–30: ₹40,300, 22 %, 31–60: ₹22,000, 12 %",
            strip.QuerySelector("svg.strip")!.GetAttribute("aria-label"));
        Assert.Equal(3, strip.QuerySelectorAll(".legend li").Length);
        Assert.Null(strip.QuerySelector("[style]"));
    }

    [Fact]
    public async Task An_aging_strip_with_one_fraction_shows_them_all()
    {
        var strip = await Rendered.Element(new AgingStripTagHelper(Texts.Shared) { Columns = [10_00, 20_50, 0, 0, 0, 0], Currency = Inr });
        Assert.Equal(["₹10.00", "₹20.50"], strip.QuerySelectorAll(".legend b").Select(amount => amount.TextContent));
    }

    [Fact]
    public async Task Nothing_open_is_said_in_words()
    {
        var strip = await Rendered.Element(new AgingStripTagHelper(Texts.Shared) { Columns = [0, 0, 0, 0, 0, 0], Currency = Inr });
        Assert.Equal("Nothing is open.", strip.TextContent);
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Rendered.Html(new AgingStripTagHelper(Texts.Shared) { Columns = [1], Currency = Inr }));
    }

    [Fact]
    public async Task A_chart_says_every_month_and_draws_the_highest_in_full()
    {
        var chart = await Rendered.Element(new MonthChartTagHelper(Texts.Shared)
        {
            Title = "Collected",
            Currency = Inr,
            Months = [new(new DateOnly(2026, 9, 1), 50_00), new(new DateOnly(2026, 10, 1), 100_00), new(new DateOnly(2026, 11, 1), -5_00)],
        });
        Assert.Equal("Collected: Sep 2026 ₹50.00, Oct 2026 ₹100.00, Nov 2026 −₹5.00", chart.GetAttribute("aria-label"));
        Assert.Equal(["53", "106", "0"], chart.QuerySelectorAll("rect").Select(bar => bar.GetAttribute("height")!));
        Assert.Equal("Nov", chart.QuerySelector("g.now text")!.TextContent);
    }

    [Fact]
    public async Task A_stamp_is_live_only_in_words_that_the_page_may_show()
    {
        var stamp = await Rendered.Element(new LiveStampTagHelper(Texts.Shared)
        {
            At = new DateTimeOffset(2026, 11, 5, 14, 5, 0, TimeSpan.FromHours(5.5)),
            Version = 128,
        });
        Assert.Equal("live · offline · as of 14:05 · v128", stamp.TextContent);
        Assert.Equal("2026-11-05T08:35:00Z", stamp.QuerySelector("time")!.GetAttribute("datetime"));
        Assert.NotNull(stamp.QuerySelector(".on"));
        Assert.NotNull(stamp.QuerySelector(".lost"));
    }

    [Fact]
    public async Task A_moment_in_universal_time_says_so()
    {
        var moment = await Rendered.Element(new MomentTagHelper(Texts.Shared) { At = new DateTimeOffset(2026, 11, 5, 8, 35, 0, TimeSpan.Zero) });
        Assert.Equal("05 Nov 2026, 08:35 UTC", moment.TextContent);
        Assert.Equal("moment", moment.GetAttribute("data-local"));
    }

    [Fact]
    public async Task Whatever_a_person_wrote_is_encoded()
    {
        const string attack = "\"><script>alert(1)</script>";
        Assert.DoesNotContain("<script", await Rendered.Html(new CopyLineTagHelper(Texts.Shared) { Id = "x", Value = attack, Label = attack }));
        Assert.DoesNotContain("<script", await Rendered.Html(new EmptyStateTagHelper { Title = attack }));
        Assert.DoesNotContain("<script", await Rendered.Html(new PagerTagHelper(Texts.Shared) { Next = attack }));
        Assert.DoesNotContain("<script", await Rendered.Html(new MonthChartTagHelper(Texts.Shared) { Title = attack, Months = [], Currency = Inr }));
    }

    [Fact]
    public async Task A_pager_of_one_page_is_nothing() =>
        Assert.Empty(await Rendered.Html(new PagerTagHelper(Texts.Shared) { First = 1, Last = 3, Total = 3 }));

    [Fact]
    public async Task An_unknown_icon_is_a_mistake_of_the_page() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Rendered.Html(new IconTagHelper { Name = "unicorn" }));
}
