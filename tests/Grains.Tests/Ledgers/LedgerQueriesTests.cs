using System.Globalization;
using System.Reflection;
using LedgerPortal.Access;
using LedgerPortal.Testing;

namespace LedgerPortal.Ledgers;

public sealed class LedgerQueriesTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>
{
    private static readonly BusinessId Business = new(Guid.Parse("6b9c1c66-6bb0-4a55-9f6f-57bbd3b45ba5"));
    private static readonly PartyId Party = new(Guid.Parse("30cf6bbb-9ad0-4a53-9cfe-b2a1ba1a17d9"));

    public static TheoryData<string> Names() => new(typeof(LedgerQueries)
        .GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => field.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_query_is_one_that_the_console_and_the_portal_may_ask(string name)
    {
        var sql = (string)typeof(LedgerQueries).GetField(name)!.GetValue(null)!;
        foreach (var role in new[] { "ledgerportal_console", "ledgerportal_portal" })
        {
            await using var read = await ScopedRead.Open(
                fixture.Databases.Reader, new ReadScope(role, Business, Party), CancellationToken.None);
            var rows = await read.Rows<object>(sql, new
            {
                business = Business,
                party = Party,
                parties = new[] { Party.Value },
                currency = Currency.Parse("INR"),
                document = new DocumentId(Party.Value),
                asOf = Day("2026-03-31"),
                today = Day("2026-03-31"),
                yearStart = Day("2025-04-01"),
                from = Day("2026-03-01"),
                to = Day("2026-03-31"),
                entry = 1L,
                version = 0L,
                limit = 10,
                afterDate = (DateOnly?)null,
                beforeDate = (DateOnly?)null,
                afterDue = (DateOnly?)null,
                afterParty = (PartyId?)null,
                afterEntry = (long?)null,
                beforeEntry = (long?)null,
            });
            Assert.True(rows.Count <= 1);
        }
    }

    private static DateOnly Day(string day) => DateOnly.Parse(day, CultureInfo.InvariantCulture);
}
