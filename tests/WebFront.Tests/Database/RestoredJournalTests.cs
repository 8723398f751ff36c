using LedgerPortal.Testing;

namespace LedgerPortal.Database;

public sealed class RestoredJournalTests(PortalFixture fixture) : IClassFixture<PortalFixture>
{
    [Fact]
    public async Task Rows_that_seem_to_be_of_the_future_after_a_restore_count_again()
    {
        var owner = fixture.Database.Databases.Owner;
        var books = await new Books(fixture.Portal).Create();
        var party = await books.AddParty("Meera Stores");
        await books.Post(party, 100);
        Assert.Equal(0, await RestoredJournal.SettleAsync(owner, CancellationToken.None));
        var position = await Newest();
        // Nothing counts that a transaction still open on the server, of another test perhaps, can come before.
        for (var tries = 0; await Position() < position; tries++)
        {
            Assert.True(tries < 1_000, "The business's position stays behind its journal.");
            await Task.Delay(20);
        }

        // As another server, which had counted further, left them.
        await using (var restored = owner.CreateCommand(
            "update journal.journal set xid = ((pg_snapshot_xmax(pg_current_snapshot())::text)::bigint + 1000000)::text::xid8"))
            await restored.ExecuteNonQueryAsync();
        Assert.Equal(0, await Position());

        Assert.True(await RestoredJournal.SettleAsync(owner, CancellationToken.None) > 0);
        Assert.Equal(position, await Position());
        Assert.Equal(0, await RestoredJournal.SettleAsync(owner, CancellationToken.None));

        Task<long> Position() => Ask("select access.business_position($1)");

        Task<long> Newest() => Ask("select max(position) from journal.journal where business = $1");

        async Task<long> Ask(string question)
        {
            await using var query = owner.CreateCommand(question);
            query.Parameters.Add(new() { Value = books.Business.Value });
            return (long)(await query.ExecuteScalarAsync())!;
        }
    }
}
