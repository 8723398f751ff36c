using LedgerPortal.Hosting;
using LedgerPortal.Parties;
using Npgsql;

namespace LedgerPortal.Imports;

/// <summary>Finds the parties that a file names, and makes those that are not there.</summary>
internal sealed class ImportedParties(NpgsqlDataSource source, IGrains grains, BusinessId business)
{
    /// <summary>By code, and those named by name under their name.</summary>
    private readonly Dictionary<string, PartyView> _parties = new(StringComparer.OrdinalIgnoreCase);

    private readonly HashSet<PartyId> _made = [];

    /// <summary>Looks up or makes the parties of a batch. A party of the same code that somebody made by hand is that party.</summary>
    /// <returns>Why a party could be neither found nor made, by the name that the file gives it.</returns>
    public async Task<IReadOnlyDictionary<string, string>> Prepare(
        IReadOnlyList<ImportedItem> items, Actor by, CancellationToken cancellation)
    {
        var named = items.Select(item => item.Party).DistinctBy(party => party.Code, StringComparer.OrdinalIgnoreCase)
            .Where(party => !_parties.ContainsKey(party.Code)).ToList();
        if (named.Count > 0)
            await Find([.. named.Select(party => party.Code)], cancellation);

        var missing = named.Where(party => !_parties.ContainsKey(party.Code)).ToList();
        var made = await Task.WhenAll(missing.Select(async party => (party.Code, Reason: await Make(party, by))));
        return made.Where(party => party.Reason is not null)
            .ToDictionary(party => party.Code, party => party.Reason!, StringComparer.OrdinalIgnoreCase);
    }

    public PartyView Of(ImportedParty party) => _parties[party.Code];

    /// <summary>Whether this run made the party; true once.</summary>
    public bool TakeMade(PartyId party) => _made.Remove(party);

    /// <summary>The party's id, the same for the same code at each run.</summary>
    public static PartyId IdOf(BusinessId business, string code) => new(Id.Derive(business.Value, "import party " + code));

    private async Task<string?> Make(ImportedParty party, Actor by)
    {
        if (party.Details is null)
            return "no such party";
        var id = IdOf(business, party.Code);
        var grain = grains.Get<IParty>($"{business}/{id}");
        var answer = await grain.Execute(new CreateParty
        {
            Id = new CommandId(Id.Derive(id.Value, "import")),
            By = by,
            Details = party.Details,
        });
        // Whoever changed it since, it is there.
        if (await grain.View() is not { } view)
            return RefusalText.Of(answer.Refusal!);
        lock (_made)
        {
            _parties[party.Code] = view;
            if (answer.IsAccepted)
                _made.Add(id);
        }

        return null;
    }

    private async Task Find(string[] codes, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand(
            """
            select k.code, p.party
            from unnest($2::text[]) k(code)
            cross join lateral (
              select party from read.party where business = $1 and code = k.code
              union all
              select min(party::text)::uuid from read.party
              where business = $1 and lower(name) = lower(k.code) and not exists (
                select from read.party c where c.business = $1 and c.code = k.code)
              having count(*) = 1
            ) p
            """);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = business.Value });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = codes });
        var found = new List<(string Code, PartyId Party)>();
        await using (var reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
                found.Add((reader.GetString(0), new PartyId(reader.GetGuid(1))));
        }

        foreach (var (code, party) in found)
        {
            if (await grains.Get<IParty>($"{business}/{party}").View() is { } view)
                _parties[code] = view;
        }
    }
}
