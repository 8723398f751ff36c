using LedgerPortal.Documents;
using LedgerPortal.Parties;

namespace LedgerPortal.Imports;

/// <summary>
/// The "Online Retail" data sets: one row a line item, prices in one currency, no taxes. A number that begins with C is a
/// credit note with negative quantities; with another letter it is an adjustment of the seller's own, which bills nobody.
/// A customer is a number and a country; the first country counts.
/// </summary>
internal sealed class OnlineRetailLayout : ILayout
{
    private const string Number = "InvoiceNo";
    private const string Item = "StockCode";
    private const string Description = "Description";
    private const string Quantity = "Quantity";
    private const string Date = "InvoiceDate";
    private const string Price = "UnitPrice";
    private const string Customer = "CustomerID";
    private const string Country = "Country";

    private readonly Dictionary<string, Address?> _countries = [];

    public string Name => "online-retail";

    public IReadOnlyList<ImportColumn> Columns { get; } =
    [
        new(Number, true, "Invoice"), new(Item, true), new(Description, true), new(Quantity, true), new(Date, true),
        new(Price, true, "Price"), new(Customer, true, "Customer"), new(Country, true),
    ];

    public string DateColumn => Date;

    /// <summary>The set as it was published writes <c>12/1/2010 8:26</c> for the first of December.</summary>
    public DateOrder UsualDateOrder => DateOrder.MonthFirst;

    public bool IsMissing(string text) => text is "NA" or "NaN" or "NULL";

    public string? KeyOf(ImportRow row) => row.Text(Number)?.ToUpperInvariant();

    public ImportedItem? Read(IReadOnlyList<ImportRow> rows, ImportSettings settings, RefusedRows refused)
    {
        var taken = new List<(ImportRow Row, DocumentLine Line)>();
        string? customer = null;
        DateOnly date = default;
        foreach (var row in rows)
        {
            try
            {
                var of = row.Text(Customer) ?? throw new RowRefusedException("no customer");
                var number = row.Text(Number) ?? throw new RowRefusedException("no invoice number");
                if (!char.IsAsciiDigit(number[0]) && !IsCredit(number))
                    throw new RowRefusedException("neither an invoice nor a credit note");
                if (customer is not null && of != customer)
                    throw new RowRefusedException("the document is of another customer");
                var day = RowValues.Date(row, Date, settings.Dates);
                var line = Line(row, IsCredit(number));
                // A document with two time stamps is of the first one's day.
                if (customer is null)
                    (customer, date) = (of, day);
                taken.Add((row, line));
            }
            catch (RowRefusedException refusal)
            {
                refused.Add(row.Raw, refusal.Message);
            }
        }

        if (customer is null)
            return null;
        var first = taken[0].Row;
        var name = first.Text(Number)!;
        return new ImportedDocument(
            new ImportedParty(customer, Details(first, customer, settings)), [.. taken.Select(row => row.Row)], name,
            IsCredit(name),
            new DocumentContent
            {
                Date = date,
                DueDate = IsCredit(name) ? null : date.AddDays(settings.TermsDays),
                Lines = [.. taken.Select(row => row.Line)],
            })
        {
            Currency = settings.Currency,
            Date = date,
        };
    }

    private static bool IsCredit(string number) => number[0] is 'C' or 'c';

    private static DocumentLine Line(ImportRow row, bool isCredit)
    {
        var quantity = RowValues.Amount(row, Quantity);
        var price = RowValues.Amount(row, Price);
        return RowValues.Checked(new DocumentLine
        {
            Description = row.Text(Description) ?? row.Text(Item) ?? throw new RowRefusedException("no item"),
            ItemCode = row.Text(Item),
            Quantity = isCredit ? -quantity : quantity,
            UnitPrice = price,
        });
    }

    private PartyDetails Details(ImportRow row, string customer, ImportSettings settings)
    {
        var country = row.Text(Country) ?? "";
        if (!_countries.TryGetValue(country, out var address))
            _countries.Add(country, address = Countries.CodeOf(country) is { } code
                ? new Address(null, null, null, null, null, code) : null);
        return new PartyDetails
        {
            Name = $"Customer {customer}",
            Code = customer,
            Address = address,
            Currency = settings.Currency,
            TermsDays = settings.TermsDays,
        };
    }
}
