using LedgerPortal.Access;
using LedgerPortal.Api;
using LedgerPortal.Documents;
using LedgerPortal.Ledgers;
using LedgerPortal.Parties;
using LedgerPortal.Testing;
using LedgerPortal.Webhooks;
using Microsoft.Extensions.DependencyInjection;

namespace LedgerPortal.Isolation;

/// <summary>Things of one owner whose words and amounts occur nowhere else, and the ids that lead to them.</summary>
/// <param name="Marks">Texts that give them away: their word, their amount as pages and API write it.</param>
/// <param name="Ids">By the place in a route that they fit.</param>
public sealed record Property(string Whose, IReadOnlyList<string> Marks, IReadOnlyDictionary<string, IReadOnlyList<string>> Ids);

/// <summary>
/// One installation, two businesses that know nothing of each other, two customers of one of them. Everything that the
/// other has carries marks.
/// </summary>
public sealed class Neighbourhood
{
    private static readonly Currency Rupee = Books.Rupee;

    private Neighbourhood(RunningPortal portal, Books own, Books other) => (Portal, Own, Other) = (portal, own, other);

    public RunningPortal Portal { get; }

    /// <summary>The business whose people are curious.</summary>
    public Books Own { get; }

    /// <summary>The business that is none of theirs.</summary>
    public Books Other { get; }

    public Property OfOtherBusiness { get; private set; } = null!;

    /// <summary>Of another customer of the own business.</summary>
    public Property OfOtherParty { get; private set; } = null!;

    /// <summary>The curious customer's own second document: none of its first document's link.</summary>
    public Property OfOtherDocument { get; private set; } = null!;

    /// <summary>What operators noted about the curious customer.</summary>
    public Property OfOperators { get; private set; } = null!;

    public PartyId Party { get; private set; }

    public DocumentId Document { get; private set; }

    public string Key { get; private set; } = "";

    public static async Task<Neighbourhood> Make(RunningPortal portal)
    {
        var place = new Neighbourhood(portal, await new Books(portal).Create(), await new Books(portal).Create());
        place.OfOtherBusiness = await place.Furnish(place.Other, "Zqxvbrontal", 7_771_337_31, isWhole: true);
        place.OfOtherParty = await place.Furnish(place.Own, "Wkjymoltrax", 3_331_447_29, isWhole: false);
        place.Party = await place.Own.AddParty("Curious customer");
        place.Document = await Issue(portal, place.Own, place.Party, "Seen", 12_500_00);
        var second = await Issue(portal, place.Own, place.Party, "Qjzkfendrel", 5_551_559_17);
        place.OfOtherDocument = new Property(
            "the party's other document", Marks("Qjzkfendrel", 5_551_559_17),
            new Dictionary<string, IReadOnlyList<string>> { ["document"] = [second.ToString()], ["party"] = [$"{place.Party}"] });
        (await Ledger(portal, place.Own, place.Party).Execute(new PostEntry
        {
            Id = Books.NewId(),
            By = Actor.System("test"),
            Kind = EntryKind.Adjustment,
            Side = Side.Debit,
            Amount = new Money(100, Rupee),
            DocumentDate = new DateOnly(2026, 11, 7),
            Narration = "For you",
            InternalReason = "Xvqhdarnlop: pays late, be careful",
        })).OrThrow();
        place.OfOperators = new Property("the operators", ["Xvqhdarnlop"], new Dictionary<string, IReadOnlyList<string>>());
        place.Key = (await portal.Services.GetRequiredService<ApiKeys>().Make(
            place.Own.Business, Guid.NewGuid(), new NewApiKey("Curious", ApiScopes.All), Actor.System("test")))!;
        return place;
    }

    /// <summary>A party with everything that a party can have, each thing marked.</summary>
    private async Task<Property> Furnish(Books books, string word, long amountMinor, bool isWhole)
    {
        var party = await books.AddParty($"{word} Stores");
        await books.Rename(party, $"{word} Stores and Sons");
        var vault = Portal.Services.GetRequiredService<ContactVault>();
        var contact = new ContactId(Guid.NewGuid());
        var sealedPerson = await vault.Seal(
            books.Business, contact, new ContactDetails($"{word} Kulkarni", "+919876500001", $"{word}@example.com"));
        (await Portal.Grains.Get<IParty>($"{books.Business}/{party}").Execute(new SaveContact
        {
            Id = Books.NewId(),
            By = Actor.System("test"),
            Contact = new SealedContact(contact, sealedPerson, $"{word} clerk"),
        })).OrThrow();
        var document = await Issue(Portal, books, party, word, amountMinor);
        (await Ledger(Portal, books, party).Execute(new PostEntry
        {
            Id = Books.NewId(),
            By = Actor.System("test"),
            Kind = EntryKind.Payment,
            Amount = new Money(amountMinor / 3, Rupee),
            DocumentDate = new DateOnly(2026, 11, 6),
            Method = $"{word} transfer",
            Reference = $"{word}-ref",
            Narration = $"{word} says thanks",
            InternalReason = $"{word} reason",
            Settlement = new SettleOldestDueFirst(),
        })).OrThrow();
        var day = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(40);
        (await Ledger(Portal, books, party).Execute(new PostEntry
        {
            Id = Books.NewId(),
            By = Actor.System("test"),
            Kind = EntryKind.Payment,
            Amount = new Money(amountMinor, Rupee),
            DocumentDate = day,
            DayBeginsAt = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero),
            Method = $"{word} cheque",
            Reference = $"{word}-123",
            Narration = $"{word} pays later",
            InternalReason = $"{word} reason",
        })).OrThrow();
        var note = await CreditNote(books, party, word);
        await books.GenerateToken(party);
        await books.Share(party, document);
        var ids = new Dictionary<string, IReadOnlyList<string>>
        {
            ["party"] = [party.ToString()],
            ["document"] = [document.ToString(), note.ToString()],
            ["contact"] = [contact.ToString()],
            ["entry"] = ["1", "2", "3", "4"],
        };
        if (isWhole)
        {
            var webhook = Guid.NewGuid();
            await Portal.Services.GetRequiredService<WebhookList>().Add(
                books.Business, webhook, $"https://{word}.example/told", Journal.EventKinds.All.ToList(), Actor.System("test"));
            var key = Guid.NewGuid();
            await Portal.Services.GetRequiredService<ApiKeys>().Make(
                books.Business, key, new NewApiKey($"{word} billing", ApiScopes.All), Actor.System("test"));
            ids["webhook"] = [Id.Text(webhook)];
            ids["key"] = [Id.Text(key)];
            ids["business"] = [books.Business.ToString()];
        }

        return new Property(isWhole ? "another business" : "another party", Marks(word, amountMinor), ids);
    }

    private async Task<DocumentId> CreditNote(Books books, PartyId party, string word)
    {
        using var http = new HttpClient { BaseAddress = Portal.Address };
        using var client = await ApiClient.Of(Portal, books);
        var made = await client.Made("credit-notes", new
        {
            party = party.ToString(),
            date = "2026-11-06",
            reason = $"{word} came back",
            lines = new[] { new { description = $"{word} rice", quantity = "1", unitPrice = "11.00" } },
        });
        return Id.Parse<DocumentId>(made["id"]!.GetValue<string>());
    }

    private static async Task<DocumentId> Issue(RunningPortal portal, Books books, PartyId party, string word, long amountMinor)
    {
        using var client = await ApiClient.Of(portal, books);
        var made = await client.Made("invoices", new
        {
            party = party.ToString(),
            date = "2026-11-05",
            reference = $"{word}-order",
            notes = $"{word} notes",
            lines = new[]
            {
                new
                {
                    description = $"{word} rice",
                    quantity = "1",
                    unitPrice = new Money(amountMinor, Rupee).ToInvariantString(),
                    @event = new { kind = "delivery", id = $"{word}-1", note = $"{word} gate" },
                },
            },
        });
        return Id.Parse<DocumentId>(made["id"]!.GetValue<string>());
    }

    private static IPartyLedger Ledger(RunningPortal portal, Books books, PartyId party) =>
        portal.Grains.Get<IPartyLedger>(new LedgerKey(books.Business, party, Rupee).ToString());

    private static string[] Marks(string word, long amountMinor)
    {
        var money = new Money(amountMinor, Rupee);
        // 7771337.31 and 77,71,337.31, without what stands behind the point.
        return [word, money.ToInvariantString().Split('.')[0], Formatting.MoneyText.Figures(money).Split('.')[0]];
    }
}
