using Dapper;
using LedgerPortal.Live;
using LedgerPortal.Testing;
using Npgsql;

namespace LedgerPortal.Access;

public sealed class ScopedReadTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    private static readonly Currency Rupee = Currency.Parse("INR");
    private readonly BusinessId _business = new(Guid.NewGuid());
    private readonly PartyId _party = new(Guid.NewGuid());
    private readonly PartyId _otherParty = new(Guid.NewGuid());

    private sealed record PartyRow(PartyId Party, string Name, Currency Currency, DateTimeOffset CreatedAt);

    private sealed record LedgerRow(PartyId Party, long Version, long BalanceMinor);

    private sealed record DayRow(DateOnly Day, DateOnly? NoDay, DateTimeOffset? Moment, DocumentId? Document);

    [Fact]
    public async Task A_query_without_a_where_shows_the_console_its_own_business_only()
    {
        await SeedAsync();
        await using var read = await Open(new ReadScope("ledgerportal_console", _business));
        var parties = await read.Rows<PartyRow>("select party, name, currency, created_at from read.party");
        Assert.Equal(2, parties.Count);
        Assert.All(parties, party => Assert.Equal(Rupee, party.Currency));
        Assert.Contains(_party, parties.Select(party => party.Party));
    }

    [Fact]
    public async Task A_query_without_a_where_shows_the_portal_its_own_party_only()
    {
        await SeedAsync();
        await using var read = await Open(new ReadScope("ledgerportal_portal", _business, _party));
        var own = await read.Row<PartyRow>("select party, name, currency, created_at from read.party");
        Assert.Equal(_party, own.Party);
        Assert.Equal(7, (await read.Row<LedgerRow>("select party, version, balance_minor from read.ledger")).Version);
    }

    [Fact]
    public async Task A_document_link_sees_no_balance()
    {
        await SeedAsync();
        await using var read = await Open(
            new ReadScope("ledgerportal_document", _business, _party, new DocumentId(Guid.NewGuid())));
        Assert.Empty(await read.Rows<LedgerRow>("select party, version, balance_minor from read.ledger"));
    }

    [Fact]
    public async Task The_scope_ends_with_its_read_and_the_next_one_on_the_same_connection_has_its_own()
    {
        await SeedAsync();
        var settings = new NpgsqlConnectionStringBuilder(fixture.Database.ConnectionString)
        {
            MaxPoolSize = 1,
            Pooling = true,
            NoResetOnClose = true,
            Options = "-c role=ledgerportal_portal",
        };
        await using var oneConnection = NpgsqlDataSource.Create(settings.ConnectionString);
        await using (var read = await ScopedRead.Open(
            oneConnection, new ReadScope("ledgerportal_console", _business), CancellationToken.None))
        {
            var parties = await read.Rows<PartyRow>("select party, name, currency, created_at from read.party");
            Assert.Equal(2, parties.Count);
        }

        await using var connection = await oneConnection.OpenConnectionAsync();
        Assert.Equal("ledgerportal_portal", await connection.QuerySingleAsync<string>("select current_user"));
        Assert.Equal(0, await connection.QuerySingleAsync<int>("select count(*)::int from read.party"));
    }

    [Fact]
    public async Task A_read_cannot_write()
    {
        await using var read = await Open(new ReadScope("ledgerportal_console", _business));
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => read.Rows<int>("create temp table t (a int)"));
        Assert.Equal(PostgresErrorCodes.ReadOnlySqlTransaction, refusal.SqlState);
    }

    [Fact]
    public async Task A_topic_outside_the_scope_has_no_position()
    {
        await SeedAsync();
        var ledger = Topic.Ledger(_party, Rupee);
        var otherLedger = Topic.Ledger(_otherParty, Rupee);
        await using (var console = await Open(new ReadScope("ledgerportal_console", _business)))
        {
            Assert.Equal(7, await console.Position(ledger));
            Assert.Equal(9, await console.Position(otherLedger));
            Assert.Equal(0, await console.Position(Topic.Business));
            Assert.Null(await console.Position("party/nonsense"));
            Assert.Null(await console.Position("nonsense"));
        }

        await using (var portal = await Open(new ReadScope("ledgerportal_portal", _business, _party)))
        {
            Assert.Equal(7, await portal.Position(ledger));
            Assert.Equal(0, await portal.Position(Topic.Party(_party)));
            Assert.Null(await portal.Position(otherLedger));
            Assert.Null(await portal.Position(Topic.Party(_otherParty)));
            Assert.Null(await portal.Position(Topic.Business));
            Assert.Equal(0, await portal.Position(Topic.Document(new DocumentId(Guid.NewGuid()))));
            Assert.Null(await portal.Position("document/nonsense"));
        }

        var document = new DocumentId(Guid.NewGuid());
        await using (var link = await Open(new ReadScope("ledgerportal_document", _business, _party, document)))
        {
            Assert.Equal(0, await link.Position($"document/{document}"));
            Assert.Null(await link.Position($"document/{new DocumentId(Guid.NewGuid())}"));
            Assert.Null(await link.Position(ledger));
            Assert.Null(await link.Position(Topic.Party(_party)));
            Assert.Null(await link.Position(Topic.Business));
        }
    }

    [Fact]
    public async Task Days_moments_and_ids_go_in_and_come_back()
    {
        var day = new DateOnly(2026, 11, 5);
        var moment = new DateTimeOffset(2026, 11, 5, 14, 5, 0, TimeSpan.FromHours(5.5));
        var document = new DocumentId(Guid.NewGuid());
        await using var read = await Open(new ReadScope("ledgerportal_console", _business));
        var row = await read.Row<DayRow>(
            """
            select @day as day, null::date as no_day, @moment as moment, @document::uuid as document
            where @rupee = 'INR'
            """, new { day, moment, document, rupee = Rupee });
        Assert.Equal(new DayRow(day, null, moment, document), row);
        Assert.Equal(day, await read.Row<DateOnly>("select @day", new { day }));
        Assert.Null(await read.RowOrNone<DateOnly?>("select null::date"));
    }

    private Task<ScopedRead> Open(ReadScope scope) =>
        ScopedRead.Open(fixture.Databases.Reader, scope, CancellationToken.None);

    private async Task SeedAsync()
    {
        await using var connection = await fixture.Databases.Owner.OpenConnectionAsync();
        await connection.ExecuteAsync(
            """
            insert into read.party
              (business, party, version, name, currency, terms_days, is_shared, details, created_at)
            values (@business, @party, 1, 'One', 'INR', 30, true, '{}', now()),
              (@business, @otherParty, 1, 'Two', 'INR', 30, true, '{}', now()),
              (gen_random_uuid(), gen_random_uuid(), 1, 'Elsewhere', 'INR', 30, true, '{}', now());
            insert into read.ledger
              (business, party, currency, version, head_hash, balance_minor, latest_date, updated_at)
            values (@business, @party, 'INR', 7, ''::bytea, 700, now(), now()),
              (@business, @otherParty, 'INR', 9, ''::bytea, 900, now(), now());
            """,
            new { business = _business.Value, party = _party.Value, otherParty = _otherParty.Value });
    }
}
