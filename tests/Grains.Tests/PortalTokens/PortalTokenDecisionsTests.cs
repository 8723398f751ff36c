using LedgerPortal.PortalTokens;

namespace LedgerPortal.Grains.Tests.PortalTokens;

public class PortalTokenDecisionsTests
{
    private static GenerateToken Generate => new() { Id = Examples.NewId(), By = Examples.Operator, ExpiryDays = 30 };

    private static RevokeToken Revoke => new() { Id = Examples.NewId(), By = Examples.Operator };

    [Fact]
    public void Generating_makes_the_active_link_and_ends_the_one_before()
    {
        var token = New().Given(Generate);
        var link = token.State.Link;
        Assert.Equal((1, token.Now.AddDays(30)), (token.State.Generation, token.State.ExpiresAt));
        Assert.Equal(Examples.Operator.Who, token.State.CreatedBy);
        token.Given(Use(1), Generate);
        Assert.Equal((link, 2, null), (token.State.Link, token.State.Generation, token.State.LastUsedAt));
        token.ThenRefused(RefusalCode.LinkRevoked, Use(1));
        token.Then(Use(2));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(366)]
    public void It_lives_one_to_365_days(int days) =>
        New().ThenRefused(RefusalCode.FieldInvalid, "expiryDays", Generate with { ExpiryDays = days });

    [Fact]
    public void A_revoked_link_opens_nothing_whatever_generation_is_claimed()
    {
        var token = New().Given(Generate, Revoke);
        Assert.Equal((2, true), (token.State.Generation, token.State.IsRevoked));
        for (var generation = 0; generation < 4; generation++)
            token.ThenRefused(RefusalCode.LinkRevoked, Use(generation));
        token.ThenAlreadyDone(Revoke);
        token.Given(Generate).Then(Use(3));
        Assert.False(token.State.IsRevoked);
    }

    [Fact]
    public void An_expired_link_opens_nothing()
    {
        var token = New().Given(Generate).After(TimeSpan.FromDays(30) - TimeSpan.FromSeconds(1)).Given(Use(1));
        token.After(TimeSpan.FromSeconds(1)).ThenRefused(RefusalCode.LinkExpired, Use(1));
    }

    [Fact]
    public void A_use_is_remembered_with_its_device()
    {
        var token = New().Given(Generate).After(TimeSpan.FromHours(1));
        Assert.IsType<TokenUsed>(Assert.Single(token.Then(Use(1))));
        Assert.Equal((token.Now, "phone"), (token.State.LastUsedAt, token.State.LastUsedDevice));
        token.ThenRefused(RefusalCode.FieldRequired, "device", Use(1) with { Device = "" });
    }

    [Fact]
    public void What_was_never_made_is_not_there()
    {
        New().ThenRefused(RefusalCode.NotFound, Revoke);
        New().ThenRefused(RefusalCode.NotFound, Use(0));
    }

    [Fact]
    public void Events_are_stored_as_they_always_were()
    {
        var expiresAt = new DateTimeOffset(2025, 5, 10, 6, 30, 0, TimeSpan.Zero);
        Golden.CheckEvents(
            PortalTokenReadModel.Definition,
            [
                new TokenGenerated { Generation = 1, ExpiresAt = expiresAt },
                new TokenRevoked { Generation = 2, ExpiresAt = expiresAt },
                new TokenUsed("phone") { Generation = 1, ExpiresAt = expiresAt },
            ]);
    }

    private static RecordTokenUse Use(int generation) => new()
    {
        Id = Examples.NewId(),
        By = Actor.Party(Examples.Party, null),
        Generation = generation,
        Device = "phone",
    };

    private static StreamInMemory<PortalToken, PortalTokenCommand, PortalTokenEvent> New() => new(
        PortalTokenReadModel.Definition,
        new(Examples.Business, $"portal-token/{Examples.Party}"),
        PortalTokenDecisions.Decide,
        command => command is GenerateToken or RecordTokenUse);
}
