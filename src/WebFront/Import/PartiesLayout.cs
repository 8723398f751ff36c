using LedgerPortal.Documents;
using LedgerPortal.Parties;

namespace LedgerPortal.Imports;

/// <summary>Customers, one a row. One whose code, or name when there is no code, is there already stays as it is.</summary>
internal sealed class PartiesLayout : ILayout
{
    public string Name => "parties";

    public IReadOnlyList<ImportColumn> Columns { get; } =
    [
        new("name", true, "party name", "customer name"), new("code", false, "party", "customer", "customer code"),
        new("tax_id", false, "gstin", "vat number"), new("line1", false, "address"), new("line2", false),
        new("city", false), new("postal_code", false, "pin", "pin code", "postcode", "zip"), new("state", false, "state code"),
        new("country", false), new("currency", false), new("terms_days", false, "terms"),
    ];

    public string? DateColumn => null;

    public DateOrder UsualDateOrder => DateOrder.DayFirst;

    public bool IsMissing(string text) => false;

    public string? KeyOf(ImportRow row) => null;

    public ImportedItem? Read(IReadOnlyList<ImportRow> rows, ImportSettings settings, RefusedRows refused)
    {
        var row = rows[0];
        try
        {
            var name = RowValues.Required(row, "name");
            var code = row.Text("code");
            var details = new PartyDetails
            {
                Name = name,
                Code = code,
                TaxId = row.Text("tax_id"),
                Address = AddressOf(row, settings),
                Currency = RowValues.Currency(row, settings.Currency),
                TermsDays = RowValues.AmountOrNone(row, "terms_days") is { } days
                    ? days is >= 0 and <= 365 && days == decimal.Truncate(days)
                        ? (int)days
                        : throw new RowRefusedException("terms days are not a number from 0 to 365")
                    : settings.TermsDays,
            };
            return new ImportedPartyRow(new ImportedParty(code ?? name, details), rows) { Currency = details.Currency, Date = default };
        }
        catch (RowRefusedException refusal)
        {
            refused.Add(row.Raw, refusal.Message);
            return null;
        }
    }

    private static Address? AddressOf(ImportRow row, ImportSettings settings)
    {
        string?[] parts = [row.Text("line1"), row.Text("line2"), row.Text("city"), row.Text("postal_code"), row.Text("state")];
        var country = row.Text("country");
        if (country is null && parts.All(part => part is null))
            return null;
        var code = country is null ? settings.Details.Address.CountryCode
            : Countries.CodeOf(country) ?? throw new RowRefusedException($"\"{country}\" is not a country");
        var state = code == "IN" && parts[4] is { } named
            ? StateCodeOf(named) ?? throw new RowRefusedException($"\"{named}\" is not a state")
            : parts[4];
        return new Address(parts[0], parts[1], parts[2], parts[3], state, code);
    }

    private static string? StateCodeOf(string state) => IndianStates.IsCode(state) ? state
        : IndianStates.ByCode.FirstOrDefault(known => known.Value.Equals(state, StringComparison.OrdinalIgnoreCase)).Key;
}

/// <summary>A customer and nothing else: the party is made before any item is looked at.</summary>
internal sealed record ImportedPartyRow(ImportedParty Party, IReadOnlyList<ImportRow> Rows) : ImportedItem(Party, Rows)
{
    public override string Called => $"party {Party.Code}";

    public override long? AmountMinor(ImportSettings settings, PartyDetails details) => null;

    public override DocumentId? Document(BusinessId business) => null;

    public override (string Stream, CommandId Command) RecordedBy(BusinessId business, PartyId party) => ("", default);

    public override Task<Refusal?> Post(ImportTarget target, PartyId party, PartyDetails details) =>
        Task.FromResult<Refusal?>(null);
}
