using LedgerPortal.Access;
using LedgerPortal.Consoles;
using LedgerPortal.Files;
using LedgerPortal.Formatting;
using LedgerPortal.Live;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Pages.Console.Invoices;

/// <summary><c>/console/invoices</c>: every invoice, past and present.</summary>
public sealed class InvoicesPage(Desk desk) : ConsolePage(desk)
{
    private static readonly FileColumn<DocumentRow>[] Columns =
    [
        new("id", row => row.Document), new("number", row => row.Number), new("party", row => row.PartyName),
        new("partyId", row => row.Party), new("documentDate", row => row.DocumentDate), new("dueDate", row => row.DueDate),
        new("reference", row => row.Reference), new("status", row => row.Status), new("currency", row => row.Currency),
        new("total", row => row.Total), new("open", row => row.Open), new("lastViewedAt", row => row.LastViewedAt),
    ];

    [BindProperty(Name = "q", SupportsGet = true)]
    public string? Search { get; set; }

    [BindProperty(Name = "show", SupportsGet = true)]
    public string? Chip { get; set; }

    [BindProperty(Name = "sort", SupportsGet = true)]
    public string? Sort { get; set; }

    /// <summary>Only of this party.</summary>
    [BindProperty(Name = "party", SupportsGet = true)]
    public PartyId? Party { get; set; }

    public PartyFacts? Customer { get; private set; }

    public Listing<DocumentRow> List { get; private set; } = null!;

    public IReadOnlyList<InvoiceCountsRow> Counts { get; private set; } = [];

    public long Position { get; private set; }

    public ListOrder Order => InvoiceLines.Orders.FirstOrDefault(order => order.Name == Sort) ?? InvoiceLines.Orders[0];

    /// <summary>All that the filter shows, as a file.</summary>
    [Needs(Right.Read)]
    public Task<IActionResult> OnGetFile([FromQuery(Name = "as")] string? form) => ListFile.Of(form, Open, async (read, wanted) =>
        Party is { } party && await PartyFacts.Read(read, BusinessId, party) is null
            ? null
            : new RowsFile<DocumentRow>(
                "invoices", wanted, Columns, read.All<DocumentRow>(InvoiceLines.Sql, InvoiceLines.Where(Chip), Order, Parameters()), read));

    private object Parameters() => new
    {
        business = BusinessId,
        today = Today,
        party = Party,
        search = PartyLines.Pattern(Search),
        amount = MoneyText.TryRead(Search, Business.Details.Currency, out var money) ? money.Minor : (long?)null,
    };

    [Needs(Right.Read)]
    public async Task<IActionResult> OnGet()
    {
        await using var read = await Open();
        if (Party is { } party && (Customer = await PartyFacts.Read(read, BusinessId, party)) is null)
            return NotFound();
        var parameters = Parameters();
        var isWhole = Party is null && PartyLines.Pattern(Search) is null;
        Counts = await read.Rows<InvoiceCountsRow>(InvoiceLines.Counts(Chip, isWhole), parameters);
        List = await read.Page<DocumentRow>(InvoiceLines.Sql, InvoiceLines.Where(Chip), Order, Request, parameters);
        Position = await read.Position(Topic.Business) ?? 0;
        return Shown("_InvoiceList");
    }
}
