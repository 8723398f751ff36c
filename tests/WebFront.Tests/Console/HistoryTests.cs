using System.Net;
using System.Text.Json.Nodes;
using LedgerPortal.Access;
using LedgerPortal.Testing;
using static LedgerPortal.Consoles.ConsoleFixture;

namespace LedgerPortal.Consoles;

/// <summary>Everything that ever happened, from the journal, for those who may read it.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class HistoryTests(ConsoleFixture console)
{
    [Fact]
    public async Task A_document_s_history_has_what_happened_to_it_and_to_its_entry_and_nothing_else()
    {
        var party = await console.AddParty("History Stores");
        var other = await console.Issue(party, "55");
        var invoice = await console.Issue(party, "1000");
        await console.Pay(party, "1055");
        var rows = await Rows($"/console/history?document={DocumentOf(invoice)}&handler=File&as=json");
        var events = rows.Select(row => row["event"]!.GetValue<string>()).ToList();
        foreach (var happened in new[] { "invoice-drafted", "invoice-issue-requested", "invoice-issued", "entry-posted", "document-shared", "invoice-shared" })
            Assert.Contains(happened, events);
        // The payment settled it: that row of the ledger belongs to both.
        Assert.Equal(2, events.Count(one => one == "entry-posted"));
        Assert.Contains("owner@sahyadri.example", rows.Select(row => row["actor"]?.GetValue<string>()));
        Assert.DoesNotContain(rows, row => row["stream"]!.GetValue<string>().Contains(DocumentOf(other).ToString(), StringComparison.Ordinal));
        var page = await console.Show($"/console/history?document={DocumentOf(invoice)}");
        Assert.Contains("An invoice was issued", Said(page));
        Assert.Contains("owner@sahyadri.example", Said(page));
    }

    [Fact]
    public async Task The_trail_is_filtered_and_goes_on_from_page_to_page_without_a_gap()
    {
        var party = await console.AddParty("Long History");
        for (var one = 0; one < 15; one++)
            await console.Issue(party, $"{one + 1}");
        var all = (await Rows($"/console/history?party={party}&handler=File&as=json"))
            .Select(row => row["position"]!.GetValue<long>()).ToList();
        Assert.True(all.Count > 60, $"{all.Count}");
        Assert.Equal(all.OrderDescending(), all);
        var paged = new List<long>();
        for (var next = $"/console/history?party={party}"; next is not null;)
        {
            var page = await console.Show(next);
            paged.AddRange(page.Page.QuerySelectorAll("tbody tr").Select(row => long.Parse(row.GetAttribute("data-key")!)));
            next = page.Page.QuerySelector("a[rel=next]")?.GetAttribute("href");
        }

        Assert.Equal(all, paged);
        Assert.All(
            await Rows($"/console/history?party={party}&show=ledger&handler=File&as=json"),
            row => Assert.Equal("ledger", row["noun"]!.GetValue<string>()));
        Assert.All(
            await Rows($"/console/history?party={party}&by=system&handler=File&as=json"),
            row => Assert.Equal("system", row["actorKind"]!.GetValue<string>()));
        Assert.Equal(all.Count, (await Rows($"/console/history?party={party}&from={console.Today}&to={console.Today}&handler=File&as=json")).Count);
        Assert.Empty(await Rows($"/console/history?party={party}&to=2020-01-01&handler=File&as=json"));
    }

    [Fact]
    public async Task The_history_of_the_business_is_for_owners_and_of_no_other_business()
    {
        await console.Issue(await console.AddParty("Ours Alone"), "10");
        Assert.Contains("Ours Alone", (await console.Owner.Get("/settings/history?handler=File&as=csv")).Body);
        using var viewer = await console.Books.SignedInOperator($"{Guid.NewGuid():N}@example.com", role: OperatorRole.Viewer);
        Assert.Equal(HttpStatusCode.Forbidden, (await viewer.Get("/settings/history")).Status);
        using var neighbour = await console.Neighbour.SignedInOperator($"{Guid.NewGuid():N}@example.com");
        Assert.DoesNotContain("Ours Alone", (await neighbour.Get("/settings/history?handler=File&as=csv")).Body);
    }

    [Fact]
    public async Task What_identifies_a_person_is_not_in_it()
    {
        var party = await console.AddParty("With People");
        var answer = await console.Send(
            $"/console/parties/{party}/contacts/new", null, ("Input.Name", "Asha Kulkarni"), ("Input.Email", "asha@example.com"));
        Assert.Equal(HttpStatusCode.Redirect, answer.Status);
        var file = (await console.Owner.Get($"/console/history?party={party}&handler=File&as=json")).Body;
        Assert.Contains("contact-saved", file);
        Assert.DoesNotContain("sealed", file);
        Assert.DoesNotContain("Asha", file);
    }

    private async Task<List<JsonNode>> Rows(string path)
    {
        var answer = await console.Owner.Get(path);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return [.. JsonNode.Parse(answer.Body)!.AsArray().Select(row => row!)];
    }
}
