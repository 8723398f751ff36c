using LedgerPortal.Businesses;
using LedgerPortal.Commands;
using LedgerPortal.Documents;
using LedgerPortal.Hosting;
using Npgsql;

namespace LedgerPortal.Imports;

/// <summary>The business that an import is for: the one of that id or name, or a new one of that name.</summary>
internal static class ImportedBusiness
{
    /// <summary>What a new business has until someone sets it: by currency, country, time zone and start of the financial year.</summary>
    private static readonly Dictionary<string, (string Country, string TimeZone, int YearStart)> Usual = new()
    {
        ["INR"] = ("IN", "Asia/Kolkata", 4),
        ["GBP"] = ("GB", "Europe/London", 4),
        ["EUR"] = ("DE", "Europe/Berlin", 1),
        ["USD"] = ("US", "America/New_York", 1),
        ["CAD"] = ("CA", "America/Toronto", 1),
        ["AUD"] = ("AU", "Australia/Sydney", 7),
        ["NZD"] = ("NZ", "Pacific/Auckland", 4),
        ["SGD"] = ("SG", "Asia/Singapore", 4),
        ["AED"] = ("AE", "Asia/Dubai", 1),
        ["CHF"] = ("CH", "Europe/Zurich", 1),
        ["JPY"] = ("JP", "Asia/Tokyo", 4),
    };

    /// <param name="currency">Of a new business; null takes no new one.</param>
    public static async Task<BusinessView> FindOrMake(
        NpgsqlDataSource owner, IGrains grains, string named, Currency? currency, CancellationToken cancellation)
    {
        var found = await BusinessByName.FindAsync(owner, named, cancellation);
        if (found is null && currency is null)
            throw new CommandFailedException($"There is no business \"{named}\"; with --currency one is made.");

        // The same id for the same name, so that two runs at once make one business.
        var id = found?.Id ?? new BusinessId(Id.Derive(default, "import business " + named.Trim()));
        var grain = grains.Get<IBusiness>(id.ToString());
        if (found is null)
        {
            var made = await grain.Execute(new CreateBusiness
            {
                Id = new CommandId(Id.Derive(id.Value, "import")),
                By = ImportRun.Actor,
                Details = Details(named.Trim(), currency!.Value),
            });
            if (made.Refusal is { Code: not RefusalCode.AlreadyExists } refusal)
                throw new CommandFailedException($"The business \"{named}\" cannot be made: {RefusalText.Of(refusal)}.");
        }

        return await grain.View() ?? throw new CommandFailedException($"There is no business \"{named}\".");
    }

    private static BusinessDetails Details(string name, Currency currency)
    {
        var (country, timeZone, yearStart) = Usual.GetValueOrDefault(currency.Code, ("GB", "Etc/UTC", 1));
        return new BusinessDetails
        {
            Name = name,
            LegalName = name,
            Address = new Address(null, null, null, null, null, country),
            TaxScheme = TaxScheme.None,
            Currency = currency,
            TimeZone = timeZone,
            FinancialYearStartMonth = yearStart,
        };
    }
}
