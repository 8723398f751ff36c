using LedgerPortal.Access;
using LedgerPortal.Consoles;
using LedgerPortal.Files;
using LedgerPortal.Formatting;
using LedgerPortal.Ledgers;
using LedgerPortal.Live;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Pages.Console.CreditNotes;

/// <summary><c>/console/credit-notes</c>: every credit note.</summary>
public sealed class CreditNotesPage(Desk desk) : ConsolePage(desk)
{
    private const string Lines =
        $"""
        with line as (
          select 'CreditNote' as kind, c.document, c.party, p.name as party_name, c.number,
            c.invoice_reference ->> 'number' as reference, c.status, c.document_date, c.document_date as due_date, c.currency,
            c.total_minor, e.open_minor + coalesce(m.open_minor, 0) as open_minor, 0::bigint as disputed_minor, c.created_at,
            coalesce(c.number, '') || '/' || c.document as row_key
          from read.credit_note c
          join read.party p on p.business = c.business and p.party = c.party
          left join read.entry e on e.business = c.business and e.document = c.document
          left join ({LedgerQueries.MovedOfDocuments}) m on m.document = c.document
          where c.business = @business and c.status <> 'Discarded'
            and (@search::text is null or lower(c.number) like @search or lower(p.name) like @search
              or lower(c.invoice_reference ->> 'number') like @search or c.total_minor = @amount)
        )
        """;

    private static readonly ListOrder[] Orders =
    [
        new("date", "document_date", "date", IsDescending: true),
        new("amount", "total_minor", "bigint", IsDescending: true),
    ];

    private static readonly FileColumn<DocumentRow>[] Columns =
    [
        new("id", row => row.Document), new("number", row => row.Number), new("party", row => row.PartyName),
        new("partyId", row => row.Party), new("documentDate", row => row.DocumentDate), new("invoice", row => row.Reference),
        new("status", row => row.Status), new("currency", row => row.Currency), new("total", row => row.Total),
        new("unapplied", row => row.Open),
    ];

    [BindProperty(Name = "q", SupportsGet = true)]
    public string? Search { get; set; }

    [BindProperty(Name = "show", SupportsGet = true)]
    public string? Chip { get; set; }

    [BindProperty(Name = "sort", SupportsGet = true)]
    public string? Sort { get; set; }

    public Listing<DocumentRow> List { get; private set; } = null!;

    public IReadOnlyList<CreditNoteCountsRow> Counts { get; private set; } = [];

    public long Position { get; private set; }

    public ListOrder Order => Orders.FirstOrDefault(order => order.Name == Sort) ?? Orders[0];

    private string Where => Chip switch
    {
        "unapplied" => "open_minor > 0",
        "free" => "reference is null",
        _ => "true",
    };

    /// <summary>All that the filter shows, as a file.</summary>
    [Needs(Right.Read)]
    public Task<IActionResult> OnGetFile([FromQuery(Name = "as")] string? form) => ListFile.Of(form, Open, (read, wanted) =>
        Task.FromResult<RowsFile<DocumentRow>?>(new RowsFile<DocumentRow>(
            "credit-notes", wanted, Columns, read.All<DocumentRow>(Lines, Where, Order, Parameters()), read)));

    private object Parameters() => new
    {
        business = BusinessId,
        search = PartyLines.Pattern(Search),
        amount = MoneyText.TryRead(Search, Business.Details.Currency, out var money) ? money.Minor : (long?)null,
    };

    [Needs(Right.Read)]
    public async Task<IActionResult> OnGet()
    {
        await using var read = await Open();
        var parameters = Parameters();
        Counts = await read.Rows<CreditNoteCountsRow>(
            $"""
            {Lines}
            select currency, count(*) as lines, count(*) filter (where open_minor > 0) as unapplied,
              count(*) filter (where reference is null) as free, count(*) filter (where {Where}) as chosen,
              coalesce(sum(total_minor) filter (where {Where}), 0)::bigint as total_minor
            from line group by currency order by currency
            """, parameters);
        List = await read.Page<DocumentRow>(Lines, Where, Order, Request, parameters);
        Position = await read.Position(Topic.Business) ?? 0;
        return Shown("_CreditNoteList");
    }
}

public sealed record CreditNoteCountsRow(Currency Currency, long Lines, long Unapplied, long Free, long Chosen, long TotalMinor);
