using LedgerPortal.Access;
using LedgerPortal.Consoles;
using LedgerPortal.Files;
using LedgerPortal.Live;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Pages.Console.Parties;

/// <summary><c>/console/parties</c>: everyone who buys on credit, with what they owe.</summary>
public sealed class PartiesPage(Desk desk) : ConsolePage(desk)
{
    private static readonly FileColumn<PartyLine>[] Columns =
    [
        new("id", row => row.Party), new("name", row => row.Name), new("code", row => row.Code), new("taxId", row => row.TaxId),
        new("city", row => row.City), new("currency", row => row.Currency),
        new("balance", row => new Money(row.BalanceMinor, row.Currency)),
        new("overdue", row => new Money(row.OverdueMinor, row.Currency)), new("overdueSince", row => row.OverdueSince),
        new("isShared", row => row.IsShared), new("hasLink", row => row.HasLink), new("lastUsedAt", row => row.LastUsedAt),
    ];

    [BindProperty(Name = "q", SupportsGet = true)]
    public string? Search { get; set; }

    [BindProperty(Name = "show", SupportsGet = true)]
    public string? Chip { get; set; }

    [BindProperty(Name = "sort", SupportsGet = true)]
    public string? Sort { get; set; }

    public Listing<PartyLine> List { get; private set; } = null!;

    public IReadOnlyList<PartyCountsRow> Counts { get; private set; } = [];

    public long Position { get; private set; }

    public ListOrder Order => PartyLines.Orders.FirstOrDefault(order => order.Name == Sort) ?? PartyLines.Orders[0];

    /// <summary>All that the filter shows, as a file.</summary>
    [Needs(Right.Read)]
    public Task<IActionResult> OnGetFile([FromQuery(Name = "as")] string? form) => ListFile.Of(form, Open, (read, wanted) =>
        Task.FromResult<RowsFile<PartyLine>?>(new RowsFile<PartyLine>(
            "parties", wanted, Columns, read.All<PartyLine>(PartyLines.Sql, PartyLines.Where(Chip), Order, Parameters()), read)));

    private object Parameters() => new
    {
        business = BusinessId,
        today = Today,
        weekEnd = Today.AddDays(6),
        now = Now,
        search = PartyLines.Pattern(Search),
    };

    [Needs(Right.Read)]
    public async Task<IActionResult> OnGet()
    {
        await using var read = await Open();
        var parameters = Parameters();
        Counts = await read.Rows<PartyCountsRow>(PartyLines.Counts(Chip), parameters);
        List = await read.Page<PartyLine>(PartyLines.Sql, PartyLines.Where(Chip), Order, Request, parameters);
        Position = await read.Position(Topic.Business) ?? 0;
        return Shown("_PartyList");
    }
}
