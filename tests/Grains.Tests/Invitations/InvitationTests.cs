using LedgerPortal.Invitations;
using LedgerPortal.Testing;

namespace LedgerPortal.Grains.Tests.Invitations;

public sealed class InvitationTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    private static readonly ContactId Contact = new(new Guid("0195f3a0-0000-7000-8000-000000000011"));

    private static InviteContact Invite => new()
    {
        Id = Examples.NewId(),
        By = Examples.Operator,
        Party = Examples.Party,
        ExpiryDays = 7,
    };

    private static WithdrawInvitation Withdraw => new() { Id = Examples.NewId(), By = Examples.Operator };

    private static RecordContactSignIn SignIn =>
        new() { Id = Examples.NewId(), By = Actor.Party(Examples.Party, null), Device = "phone" };

    [Fact]
    public void It_is_accepted_once_and_its_link_is_spent()
    {
        var invitation = New().Given(Invite);
        Assert.Equal((1, invitation.Now.AddDays(7)), (invitation.State.Generation, invitation.State.ExpiresAt));
        invitation.ThenRefused(RefusalCode.LinkRevoked, SignIn);
        Assert.IsType<InvitationAccepted>(Assert.Single(invitation.Then(Accept(1))));
        Assert.Equal((2, invitation.Now), (invitation.State.Generation, invitation.State.AcceptedAt));
        invitation.ThenRefused(RefusalCode.LinkRevoked, Accept(1));
        invitation.ThenRefused(RefusalCode.LinkRevoked, Accept(2));
        invitation.ThenRefused(RefusalCode.AlreadyExists, Invite);
        Assert.IsType<ContactSignedIn>(Assert.Single(invitation.Then(SignIn)));
        Assert.Equal((invitation.Now, "phone"), (invitation.State.LastSignInAt, invitation.State.LastSignInDevice));
    }

    [Fact]
    public void A_second_one_ends_the_first()
    {
        var invitation = New().Given(Invite, Invite);
        invitation.ThenRefused(RefusalCode.LinkRevoked, Accept(1));
        invitation.Then(Accept(2));
    }

    [Fact]
    public void After_seven_days_it_is_too_late()
    {
        var invitation = New().Given(Invite).After(TimeSpan.FromDays(7));
        invitation.ThenRefused(RefusalCode.LinkExpired, Accept(1));
        invitation.Given(Invite).Then(Accept(2));
    }

    [Fact]
    public void Withdrawn_it_lets_nobody_in_until_a_new_one_is_accepted()
    {
        var invitation = New().Given(Invite, Accept(1), Withdraw);
        invitation.ThenRefused(RefusalCode.LinkRevoked, SignIn);
        invitation.ThenRefused(RefusalCode.LinkRevoked, Accept(3));
        invitation.ThenAlreadyDone(Withdraw);
        invitation.Given(Invite).ThenRefused(RefusalCode.LinkRevoked, SignIn);
        invitation.Given(Accept(4)).Then(SignIn);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    public void It_waits_one_to_thirty_days(int days) =>
        New().ThenRefused(RefusalCode.FieldInvalid, "expiryDays", Invite with { ExpiryDays = days });

    [Fact]
    public void It_stays_with_its_party()
    {
        New().Given(Invite).ThenRefused(
            RefusalCode.FieldInvalid, "party", Invite with { Party = new PartyId(Guid.NewGuid()) });
        New().ThenRefused(RefusalCode.FieldRequired, "party", Invite with { Party = default });
    }

    [Fact]
    public void What_was_never_sent_is_not_there()
    {
        New().ThenRefused(RefusalCode.NotFound, Withdraw);
        New().ThenRefused(RefusalCode.NotFound, Accept(0));
        New().ThenRefused(RefusalCode.NotFound, SignIn);
        New().ThenRefused(RefusalCode.FieldRequired, "device", SignIn with { Device = " " });
    }

    [Fact]
    public void Events_are_stored_as_they_always_were() => Golden.CheckEvents(
        InvitationReadModel.Definition,
        [
            new ContactInvited(Examples.Party, new DateTimeOffset(2025, 5, 10, 6, 30, 0, TimeSpan.Zero)) { Generation = 1 },
            new InvitationAccepted { Generation = 2 },
            new InvitationWithdrawn { Generation = 3 },
            new ContactSignedIn("phone") { Generation = 2 },
        ]);

    [Fact]
    public async Task Its_row_is_what_operators_read_and_a_rebuild_gives()
    {
        await using var shop = new Shop(fixture);
        await shop.Open();
        var grain = shop.Grains.Get<IInvitation>($"{shop.Business}/{Contact}");
        Assert.Null(await grain.View());
        (await grain.Execute(Invite with { Party = shop.Party })).OrThrow();
        (await grain.Execute(Accept(1))).OrThrow();
        (await grain.Execute(SignIn)).OrThrow();
        Assert.Equal(
            "2 t f phone", await shop.Scalar<string>(
                """
                select concat_ws(' ', generation, accepted_at is not null, withdrawn_at is not null, last_sign_in_device)
                from read.invitation where business = $1
                """, shop.Business.Value));
        await shop.AssertBooksAreRight();
    }

    private static AcceptInvitation Accept(int generation) =>
        new() { Id = Examples.NewId(), By = Actor.Party(Examples.Party, null), Generation = generation };

    private static StreamInMemory<Invitation, InvitationCommand, InvitationEvent> New() => new(
        InvitationReadModel.Definition,
        new(Examples.Business, $"invitation/{Contact}"),
        InvitationDecisions.Decide,
        command => command is InviteContact or RecordContactSignIn);
}
