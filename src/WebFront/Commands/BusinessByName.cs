using Npgsql;

namespace LedgerPortal.Commands;

/// <summary>A business as a person names it on the command line.</summary>
internal sealed record BusinessByName(BusinessId Id, string Name, Currency Currency)
{
    /// <summary>By id, else by name in any case; two of one name are refused, with their ids.</summary>
    public static async Task<BusinessByName?> FindAsync(
        NpgsqlDataSource source, string named, CancellationToken cancellation)
    {
        var id = LedgerPortal.Id.TryParse<BusinessId>(named, out var parsed) ? parsed : default;
        await using var command = source.CreateCommand(
            "select business, name, currency from read.business where business = $1 or lower(name) = lower($2) limit 10");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id.Value });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = named.Trim() });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var found = new List<BusinessByName>();
        while (await reader.ReadAsync(cancellation))
        {
            found.Add(new BusinessByName(
                new BusinessId(reader.GetGuid(0)), reader.GetString(1), LedgerPortal.Currency.Parse(reader.GetString(2))));
        }

        var exact = found.Find(business => business.Id == id);
        return exact ?? found switch
        {
            [] => null,
            [var one] => one,
            _ => throw new CommandFailedException(
                $"There are {found.Count} businesses \"{named}\"; name one by its id: " +
                $"{string.Join(", ", found.Select(business => business.Id))}."),
        };
    }
}
