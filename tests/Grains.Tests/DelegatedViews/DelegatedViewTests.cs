using LedgerPortal.DelegatedViews;
using LedgerPortal.Testing;

namespace LedgerPortal.Grains.Tests.DelegatedViews;

public sealed class DelegatedViewTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    private static readonly DelegatedViewId View = new(new Guid("0195f3a0-0000-7000-8000-000000000012"));

    /// <summary>Given on 10 April 2025, until the end of 30 June in Pune.</summary>
    private static GrantView Grant => new()
    {
        Id = Examples.NewId(),
        By = Actor.Party(Examples.Party, null),
        Party = Examples.Party,
        Sealed = [1, 2, 3],
        Until = new DateOnly(2025, 6, 30),
        ExpiresAt = EndOf(new DateOnly(2025, 6, 30)),
    };

    private static RevokeView Revoke => new() { Id = Examples.NewId(), By = Examples.Operator };

    [Fact]
    public void It_can_be_used_until_its_day_is_over()
    {
        var view = New().Given(Grant, Use(1));
        Assert.Equal((view.Now, "computer"), (view.State.LastUsedAt, view.State.LastUsedDevice));
        Assert.Equal("party/" + Examples.Party, view.State.GrantedBy);
        view.Now = Grant.ExpiresAt.AddSeconds(-1);
        view.Given(Use(1));
        view.After(TimeSpan.FromSeconds(1)).ThenRefused(RefusalCode.LinkExpired, Use(1));
    }

    [Fact]
    public void Taken_back_it_shows_nothing_whatever_generation_is_claimed()
    {
        var view = New().Given(Grant, Revoke);
        Assert.Equal((view.Now, Examples.Operator.Who), (view.State.RevokedAt, view.State.RevokedBy));
        for (var generation = 0; generation < 4; generation++)
            view.ThenRefused(RefusalCode.LinkRevoked, Use(generation));
        view.ThenAlreadyDone(Revoke);
        view.ThenRefused(RefusalCode.AlreadyExists, Grant);
    }

    [Theory]
    [InlineData("2025-04-09")]
    [InlineData("2026-04-13")]
    public void It_ends_within_a_year_from_today(string day)
    {
        var until = DateOnly.Parse(day);
        New().ThenRefused(RefusalCode.DateOutOfRange, "until", Grant with { Until = until, ExpiresAt = EndOf(until) });
    }

    [Fact]
    public void It_may_end_today_or_after_exactly_a_year()
    {
        foreach (var until in new[] { new DateOnly(2025, 4, 10), new DateOnly(2026, 4, 10) })
            New().Then(Grant with { Until = until, ExpiresAt = EndOf(until) });
    }

    [Fact]
    public void The_day_it_names_is_the_day_it_ends() => New().ThenRefused(
        RefusalCode.FieldInvalid, "expiresAt", Grant with { ExpiresAt = Grant.ExpiresAt.AddDays(1) });

    [Fact]
    public void It_names_a_party_and_somebody()
    {
        New().ThenRefused(RefusalCode.FieldRequired, "party", Grant with { Party = default });
        New().ThenRefused(RefusalCode.FieldRequired, "sealed", Grant with { Sealed = [] });
        New().ThenRefused(RefusalCode.FieldTooLong, "sealed", Grant with { Sealed = new byte[4_097] });
    }

    [Fact]
    public void What_was_never_given_is_not_there()
    {
        New().ThenRefused(RefusalCode.NotFound, Revoke);
        New().ThenRefused(RefusalCode.NotFound, Use(0));
    }

    [Fact]
    public void Events_are_stored_as_they_always_were() => Golden.CheckEvents(
        DelegatedViewReadModel.Definition,
        [
            new ViewGranted(Examples.Party, [1, 2, 3], Grant.Until, Grant.ExpiresAt) { Generation = 1 },
            new ViewRevoked { Generation = 2 },
            new ViewUsed("computer") { Generation = 1 },
        ]);

    [Fact]
    public async Task Its_row_is_what_both_sides_read_and_a_rebuild_gives()
    {
        await using var shop = new Shop(fixture);
        await shop.Open();
        var grain = shop.Grains.Get<IDelegatedView>($"{shop.Business}/{View}");
        var until = DateOnly.FromDateTime(shop.Time.GetUtcNow().UtcDateTime).AddDays(30);
        (await grain.Execute(Grant with { Party = shop.Party, Until = until, ExpiresAt = EndOf(until) })).OrThrow();
        (await grain.Execute(Use(1))).OrThrow();
        (await grain.Execute(Revoke)).OrThrow();
        Assert.Equal(
            "2 t computer", await shop.Scalar<string>(
                "select concat_ws(' ', generation, revoked_at is not null, last_used_device) from read.delegated_view where business = $1",
                shop.Business.Value));
        await shop.AssertBooksAreRight();
    }

    private static DateTimeOffset EndOf(DateOnly day) =>
        new(day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.FromHours(5.5));

    private static RecordViewUse Use(int generation) =>
        new() { Id = Examples.NewId(), By = Actor.Party(Examples.Party, null), Generation = generation, Device = "computer" };

    private static StreamInMemory<DelegatedView, DelegatedViewCommand, DelegatedViewEvent> New() => new(
        DelegatedViewReadModel.Definition,
        new(Examples.Business, $"delegated-view/{View}"),
        DelegatedViewDecisions.Decide,
        command => command is RecordViewUse);
}
