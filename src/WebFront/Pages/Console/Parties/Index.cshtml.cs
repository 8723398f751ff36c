using LedgerPortal.Access;
using LedgerPortal.Consoles;
using LedgerPortal.Live;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Pages.Console.Parties;

/// <summary><c>/console/parties</c>: everyone who buys on credit, with what they owe.</summary>
public sealed class PartiesPage(Desk desk) : ConsolePage(desk)
{
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

    [Needs(Right.Read)]
    public async Task<IActionResult> OnGet()
    {
        await using var read = await Open();
        var parameters = new
        {
            business = BusinessId,
            today = Today,
            weekEnd = Today.AddDays(6),
            now = Now,
            search = PartyLines.Pattern(Search),
        };
        Counts = await read.Rows<PartyCountsRow>(PartyLines.Counts(Chip), parameters);
        List = await read.Page<PartyLine>(PartyLines.Sql, PartyLines.Where(Chip), Order, Request, parameters);
        Position = await read.Position(Topic.Business) ?? 0;
        return Shown("_PartyList");
    }
}
