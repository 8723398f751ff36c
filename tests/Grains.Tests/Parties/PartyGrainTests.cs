using LedgerPortal.Businesses;
using LedgerPortal.DocumentLinks;
using LedgerPortal.Live;
using LedgerPortal.Parties;
using LedgerPortal.PortalTokens;
using LedgerPortal.Testing;

namespace LedgerPortal.Grains.Tests.Parties;

/// <summary>Parties, their settings and their ways in, on a real database.</summary>
public sealed class PartyGrainTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    [Fact]
    public async Task A_code_is_of_one_party_of_the_business()
    {
        await using var shop = new Shop(fixture);
        await shop.Open();
        var parties = new[] { new PartyId(Guid.NewGuid()), new PartyId(Guid.NewGuid()) };
        var create = new CreateParty { Id = Examples.NewId(), By = Examples.Operator, Details = Examples.PartyDetails };
        (await Of(shop, parties[0]).Execute(create)).OrThrow();
        var refused = await Of(shop, parties[1]).Execute(create);
        Assert.Equal((RefusalCode.AlreadyExists, "code"), (refused.Refusal?.Code, refused.Refusal?.Field));
        Assert.Null(await Of(shop, parties[1]).View());

        // A refusal changed nothing, not even the id: the same wish with another code is the first of its kind.
        (await Of(shop, parties[1]).Execute(create with { Details = create.Details with { Code = "K-015" } })).OrThrow();
        Assert.Equal(
            "K-015 Bengaluru 45", await shop.Scalar<string>(
                "select concat_ws(' ', code, city, terms_days) from read.party where party = $1", parties[1].Value));
        await shop.AssertBooksAreRight();
    }

    [Fact]
    public async Task Contacts_and_sharing_are_rows_that_pages_read()
    {
        await using var shop = new Shop(fixture);
        await shop.Open();
        var contact = new ContactId(Guid.NewGuid());
        var party = Of(shop, shop.Party);
        (await party.Execute(new SaveContact
        {
            Id = Examples.NewId(),
            By = Examples.Operator,
            Contact = new SealedContact(contact, [1, 2, 3], "accounts"),
        })).OrThrow();
        (await party.Execute(new SwitchSharing { Id = Examples.NewId(), By = Examples.Operator, IsShared = true })).OrThrow();
        Assert.Equal(3, (await party.View())!.Version);
        Assert.True(await shop.Scalar<bool>("select is_shared from read.party where party = $1", shop.Party.Value));

        (await party.Execute(new RemoveContact { Id = Examples.NewId(), By = Examples.Operator, Contact = contact })).OrThrow();
        Assert.Equal(
            0, await shop.Scalar<int>("select length(sealed) from read.contact where is_removed and contact = $1", contact.Value));
        await shop.AssertBooksAreRight();
    }

    [Fact]
    public async Task Whatever_ends_access_is_announced_to_the_party_and_the_business()
    {
        await using var shop = new Shop(fixture);
        await shop.Open();
        var changes = new List<Change>();
        await using var subscription = await shop.Feed.Subscribe(shop.Business, changes.AddRange);
        var token = shop.Grains.Get<IPortalToken>($"{shop.Business}/{shop.Party}");
        var generated = (await token.Execute(new GenerateToken { Id = Examples.NewId(), By = Examples.Operator, ExpiryDays = 30 }))
            .OrThrow();
        (await token.Execute(Use(generated.Generation))).OrThrow();
        var revoked = (await token.Execute(new RevokeToken { Id = Examples.NewId(), By = Examples.Operator })).OrThrow();
        Assert.Equal(RefusalCode.LinkRevoked, (await token.Execute(Use(revoked.Generation))).Refusal?.Code);
        (await Of(shop, shop.Party).Execute(new SwitchSharing { Id = Examples.NewId(), By = Examples.Operator, IsShared = true }))
            .OrThrow();
        (await shop.Settings.Execute(new ChangePortalSettings
        {
            Id = Examples.NewId(),
            By = Examples.Operator,
            Portal = new PortalSettings { IsEnabled = false },
        })).OrThrow();

        var link = shop.Grains.Get<IDocumentLink>($"{shop.Business}/{Examples.Document}");
        var shared = (await link.Execute(new ShareDocument
        {
            Id = Examples.NewId(),
            By = Examples.Operator,
            Party = shop.Party,
            Kind = LinkedDocument.Invoice,
            ExpiryDays = 90,
        })).OrThrow();
        Assert.Equal(Id.Derive(Examples.Document.Value, "document-link"), shared.Link);
        (await link.Execute(new RevokeDocumentLink { Id = Examples.NewId(), By = Examples.Operator })).OrThrow();

        await Eventually(() => changes.Count == 7);
        Assert.Equal(
            ["access", "link-used", "access", "access", "access", "shared", "access"], changes.Select(change => change.What));
        var ofParty = changes.Where(change => change.Topics.Contains(Topic.Party(shop.Party))).ToList();
        Assert.All(ofParty, change => Assert.Equal("access", change.What));
        Assert.Equal(4, ofParty.Count);
        Assert.All(changes, change => Assert.Contains(Topic.Business, change.Topics));
        Assert.All(changes, change => Assert.InRange(change.Position, 1, long.MaxValue));
        Assert.Equal(
            "2 t phone", await shop.Scalar<string>(
                "select concat_ws(' ', generation, is_revoked, last_used_device) from read.portal_token where party = $1",
                shop.Party.Value));
        Assert.Equal(
            "Invoice 2 t", await shop.Scalar<string>(
                "select concat_ws(' ', kind, generation, is_revoked) from read.document_link where business = $1",
                shop.Business.Value));

        static async Task Eventually(Func<bool> condition)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            while (!condition())
                await Task.Delay(10, patience.Token);
        }
    }

    private static IParty Of(Shop shop, PartyId party) => shop.Grains.Get<IParty>($"{shop.Business}/{party}");

    private static RecordTokenUse Use(int generation) => new()
    {
        Id = Examples.NewId(),
        By = Examples.Operator,
        Generation = generation,
        Device = "phone",
    };
}
