namespace LedgerPortal.Access;

/// <summary>What each way in may do, written by hand here and not read from the rules.</summary>
public sealed class PortalActsTests
{
    [Theory]
    [InlineData(WayIn.DocumentLink, "SeeDocument SeePayments SavePdf Pay")]
    [InlineData(WayIn.Token, "SeeDocument SeePayments SavePdf Pay SeeLedger SeeStatement SeeProfile Comment Dispute DeclarePayment")]
    [InlineData(WayIn.Delegation, "SeeDocument SeePayments SavePdf SeeLedger SeeStatement SeeProfile")]
    public void A_way_in_may_do_what_was_promised_and_no_more(WayIn way, string acts) => Assert.Equal(
        acts.Split(' ').Select(Enum.Parse<PortalAct>).Order(), Enum.GetValues<PortalAct>().Where(act => way.May(act)).Order());

    [Theory]
    [InlineData(WayIn.Code)]
    [InlineData(WayIn.Password)]
    public void A_person_who_proved_who_they_are_may_do_everything(WayIn way) =>
        Assert.All(Enum.GetValues<PortalAct>(), act => Assert.True(way.May(act), act.ToString()));

    [Fact]
    public void A_way_that_nobody_thought_of_may_do_nothing() =>
        Assert.All(Enum.GetValues<PortalAct>(), act => Assert.False(((WayIn)99).May(act)));

    [Fact]
    public void Changes_of_profile_password_and_payment_need_a_fresh_proof_and_nothing_else_does()
    {
        var now = DateTimeOffset.UtcNow;
        var session = new PortalSession(
            Guid.NewGuid(), WayIn.Code, new BusinessId(Guid.NewGuid()), new PartyId(Guid.NewGuid()), null, now.AddDays(30))
        { ProvedAt = now.AddMinutes(-11) };
        Assert.Equal(
            [PortalAct.Delegate, PortalAct.ChangeProfile, PortalAct.ChangePassword, PortalAct.ChangePaymentMethods],
            Enum.GetValues<PortalAct>().Where(act => session.NeedsProof(act, now)));
        Assert.DoesNotContain(
            Enum.GetValues<PortalAct>(), act => (session with { ProvedAt = now.AddMinutes(-9) }).NeedsProof(act, now));
        Assert.True((session with { ProvedAt = null }).NeedsProof(PortalAct.ChangeProfile, now));
    }
}
