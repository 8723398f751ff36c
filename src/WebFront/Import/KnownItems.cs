using LedgerPortal.Parties;
using Npgsql;

namespace LedgerPortal.Imports;

/// <summary>What of a batch was imported before, and whether it says the same still.</summary>
internal static class KnownItems
{
    /// <returns>For each known item, by its place: null when it is the same, else what is different.</returns>
    public static async Task<IReadOnlyDictionary<int, string?>> Find(
        NpgsqlDataSource source, IReadOnlyList<(ImportedItem Item, PartyView Party)> items,
        ImportSettings settings, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(
            """
            select k.ordinal, d.party, d.day, d.minor
            from unnest($2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[]) with ordinality
              k(stream, command, document, party, currency, ordinal)
            join journal.journal j on j.business = $1 and j.stream = k.stream and j.command_id = k.command
              and hashtextextended(j.stream, uuid_hash_extended(j.business, 0))
                = hashtextextended(k.stream, uuid_hash_extended($1, 0))
            left join lateral (
              select i.party, i.document_date as day, i.total_minor as minor from read.invoice i
              where i.business = $1 and i.document = k.document
              union all
              select c.party, c.document_date, c.total_minor from read.credit_note c
              where c.business = $1 and c.document = k.document
              union all
              select e.party, e.document_date, e.amount_minor from read.entry e
              where k.document is null and e.business = $1 and e.party = k.party and e.currency = k.currency
                and e.entry = j.version
              union all
              select a.party, null, sum(a.amount_minor)::bigint from read.allocation a
              where k.document is null and a.business = $1 and a.party = k.party and a.currency = k.currency
                and a.version = j.version and not exists (
                  select from read.entry e where e.business = $1 and e.party = k.party and e.currency = k.currency
                    and e.entry = j.version)
              group by a.party
            ) d on true
            """);
        var business = settings.Business;
        var recorded = items.Select(item => item.Item.RecordedBy(business, item.Party.Id)).ToList();
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = business.Value });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. recorded.Select(item => item.Stream)] });
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. recorded.Select(item => item.Command.Value)] });
        command.Parameters.Add(new NpgsqlParameter<Guid?[]>
        {
            TypedValue = [.. items.Select(item => item.Item.Document(business)?.Value)],
        });
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. items.Select(item => item.Party.Id.Value)] });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. items.Select(item => item.Item.Currency.Code)] });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var known = new Dictionary<int, string?>();
        while (await reader.ReadAsync(cancellation))
        {
            var place = (int)reader.GetInt64(0) - 1;
            var (item, party) = items[place];
            known[place] = reader.IsDBNull(1) || reader.GetGuid(1) != party.Id.Value ? "of another party"
                // An allocation counts from the day that follows from what it joins.
                : !reader.IsDBNull(2) && reader.GetFieldValue<DateOnly>(2) != item.Date ? "with another date"
                : reader.GetInt64(3) != item.AmountMinor(settings, party.Details) ? "with another amount"
                : null;
        }

        return known;
    }
}
