using LedgerPortal.DocumentLinks;

namespace LedgerPortal.Grains.Tests.DocumentLinks;

public class DocumentLinkDecisionsTests
{
    private static ShareDocument Share => new()
    {
        Id = Examples.NewId(),
        By = Examples.Operator,
        Party = Examples.Party,
        Kind = LinkedDocument.Invoice,
        ExpiryDays = 90,
    };

    private static readonly ContactId Sunita = new(new Guid("019bf3a0-0000-7000-8000-00000000000a"));

    private static readonly ContactId Joshi = new(new Guid("019bf3a0-0000-7000-8000-00000000000b"));

    private static ForwardDocument Forward => new()
    {
        Id = Examples.NewId(),
        By = Actor.Party(Examples.Party, null),
        Party = Examples.Party,
        Kind = LinkedDocument.Invoice,
        ExpiryDays = 90,
        From = Sunita,
        To = Joshi,
    };

    private static RevokeDocumentLink Revoke => new() { Id = Examples.NewId(), By = Examples.Operator };

    [Fact]
    public void Sharing_again_gives_the_link_that_is_active()
    {
        var link = New().Given(Share);
        Assert.Equal((1, link.Now.AddDays(90)), (link.State.Generation, link.State.ExpiresAt));
        link.After(TimeSpan.FromDays(89)).ThenAlreadyDone(Share);
    }

    [Fact]
    public void An_expired_or_revoked_link_is_followed_by_a_new_one()
    {
        var link = New().Given(Share).After(TimeSpan.FromDays(90));
        link.ThenRefused(RefusalCode.LinkExpired, Use(1));
        link.Given(Share);
        Assert.Equal(2, link.State.Generation);
        link.ThenRefused(RefusalCode.LinkRevoked, Use(1));
        link.Given(Revoke);
        for (var generation = 0; generation < 4; generation++)
            link.ThenRefused(RefusalCode.LinkRevoked, Use(generation));
        link.ThenAlreadyDone(Revoke);
        link.Given(Share, Use(4));
        Assert.Equal("tablet", link.State.LastUsedDevice);
    }

    [Fact]
    public void Refusals_have_an_order()
    {
        New().ThenRefused(RefusalCode.FieldRequired, "party", Share with { Party = default, ExpiryDays = 0 });
        New().ThenRefused(RefusalCode.FieldInvalid, "kind", Share with { Kind = (LinkedDocument)9, ExpiryDays = 0 });
        New().ThenRefused(RefusalCode.FieldInvalid, "expiryDays", Share with { ExpiryDays = 366 });
        New().ThenRefused(RefusalCode.NotFound, Revoke);
        New().ThenRefused(RefusalCode.NotFound, Use(0));
        New().ThenRefused(RefusalCode.FieldTooLong, "device", Use(0) with { Device = new string('x', 41) });
    }

    [Fact]
    public void A_document_does_not_change_hands()
    {
        var link = New().Given(Share);
        link.ThenRefused(RefusalCode.FieldInvalid, "party", Share with { Party = new PartyId(Guid.NewGuid()) });
        link.ThenRefused(RefusalCode.FieldInvalid, "kind", Share with { Kind = LinkedDocument.CreditNote });
    }

    [Fact]
    public void Forwarding_gives_the_active_link_or_makes_one_and_keeps_who_sent_it_to_whom()
    {
        var link = New();
        var first = link.Then(Forward);
        Assert.Equal([typeof(DocumentShared), typeof(DocumentForwarded)], first.Select(@event => @event.GetType()));
        var again = Assert.IsType<DocumentForwarded>(Assert.Single(link.Then(Forward)));
        Assert.Equal((Forward.From, Forward.To, 1), (again.From, again.To, again.Generation));
        link.ThenAlreadyDone(Share);
        link.Given(Revoke, Forward);
        Assert.Equal((3, false, 3), (link.State.Generation, link.State.IsRevoked, link.State.Forwards));
        link.After(TimeSpan.FromDays(90)).Given(Share);
        Assert.Equal((4, 3), (link.State.Generation, link.State.Forwards));
    }

    [Fact]
    public void Forwarding_is_refused_to_oneself_to_nobody_and_beyond_a_hundred()
    {
        var link = New().Given(Share);
        link.ThenRefused(RefusalCode.FieldInvalid, "party", Forward with { Party = new PartyId(Guid.NewGuid()), From = default });
        link.ThenRefused(RefusalCode.FieldInvalid, "kind", Forward with { Kind = LinkedDocument.CreditNote });
        link.ThenRefused(RefusalCode.FieldRequired, "from", Forward with { From = default, To = default });
        link.ThenRefused(RefusalCode.FieldRequired, "to", Forward with { To = default });
        link.ThenRefused(RefusalCode.FieldInvalid, "to", Forward with { To = Forward.From });
        for (var i = 0; i < DocumentLinkDecisions.MaxForwards; i++)
            link.Given(Forward);
        link.ThenRefused(RefusalCode.TooMany, "forward", Forward);
    }

    [Fact]
    public void Events_are_stored_as_they_always_were()
    {
        var expiresAt = new DateTimeOffset(2025, 5, 10, 6, 30, 0, TimeSpan.Zero);
        Golden.CheckEvents(
            DocumentLinkReadModel.Definition,
            [
                new DocumentShared(Examples.Party, LinkedDocument.CreditNote) { Generation = 1, ExpiresAt = expiresAt },
                new DocumentForwarded(Sunita, Joshi) { Generation = 1, ExpiresAt = expiresAt },
                new DocumentLinkRevoked { Generation = 2, ExpiresAt = expiresAt },
                new DocumentLinkUsed("tablet") { Generation = 1, ExpiresAt = expiresAt },
            ]);
    }

    private static RecordLinkUse Use(int generation) => new()
    {
        Id = Examples.NewId(),
        By = Actor.Party(Examples.Party, null),
        Generation = generation,
        Device = "tablet",
    };

    private static StreamInMemory<DocumentLink, DocumentLinkCommand, DocumentLinkEvent> New() => new(
        DocumentLinkReadModel.Definition,
        new(Examples.Business, $"document-link/{Examples.Document}"),
        DocumentLinkDecisions.Decide,
        command => command is RecordLinkUse or ForwardDocument);
}
