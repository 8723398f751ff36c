using LedgerPortal.Access;
using LedgerPortal.Consoles;
using LedgerPortal.Files;
using LedgerPortal.Formatting;
using LedgerPortal.Live;
using Microsoft.AspNetCore.Mvc;

namespace LedgerPortal.Pages.Console.Payments;

/// <summary><c>/console/payments</c>: money received and refunded, the newest first.</summary>
public sealed class PaymentsPage(Desk desk) : ConsolePage(desk)
{
    private const string Lines =
        """
        with line as (
          select e.party, p.name as party_name, e.currency, e.entry, e.kind, e.number, e.method, e.reference, e.amount_minor,
            e.open_minor, e.document_date, e.reversed_by is not null as is_reversed, e.bounced_on,
            coalesce(e.number, '') || '/' || e.party || '/' || e.currency || '/' || lpad(e.entry::text, 20, '0') as row_key
          from read.entry e join read.party p on p.business = e.business and p.party = e.party
          where e.business = @business and e.kind in ('Payment', 'Refund') and (@party::uuid is null or e.party = @party)
            and (@search::text is null or lower(e.number) like @search or lower(e.reference) like @search
              or lower(e.method) like @search or lower(p.name) like @search or e.amount_minor = @amount)
        )
        """;

    private static readonly ListOrder[] Orders =
    [
        new("date", "document_date", "date", IsDescending: true),
        new("amount", "amount_minor", "bigint", IsDescending: true),
    ];

    private static readonly FileColumn<PaymentRow>[] Columns =
    [
        new("entry", row => row.Entry), new("number", row => row.Number), new("kind", row => row.Kind),
        new("party", row => row.PartyName), new("partyId", row => row.Party), new("documentDate", row => row.DocumentDate),
        new("method", row => row.Method), new("reference", row => row.Reference), new("currency", row => row.Currency),
        new("amount", row => new Money(row.AmountMinor, row.Currency)),
        new("unapplied", row => row.Kind == Ledgers.EntryKind.Payment ? new Money(row.OpenMinor, row.Currency) : null),
        new("isReversed", row => row.IsReversed),
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

    public Listing<PaymentRow> List { get; private set; } = null!;

    public IReadOnlyList<PaymentCountsRow> Counts { get; private set; } = [];

    public long Position { get; private set; }

    public ListOrder Order => Orders.FirstOrDefault(order => order.Name == Sort) ?? Orders[0];

    private string Where => Chip switch
    {
        "unapplied" => "kind = 'Payment' and open_minor > 0",
        "refunds" => "kind = 'Refund'",
        "reversed" => "is_reversed",
        _ => "true",
    };

    /// <summary>All that the filter shows, as a file.</summary>
    [Needs(Right.Read)]
    public Task<IActionResult> OnGetFile([FromQuery(Name = "as")] string? form) => ListFile.Of(form, Open, async (read, wanted) =>
        Party is { } party && await PartyFacts.Read(read, BusinessId, party) is null
            ? null
            : new RowsFile<PaymentRow>(
                "payments", wanted, Columns, read.All<PaymentRow>(Lines, Where, Order, Parameters()), read));

    private object Parameters() => new
    {
        business = BusinessId,
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
        Counts = await read.Rows<PaymentCountsRow>(
            $"""
            {Lines}
            select currency, count(*) as lines, count(*) filter (where kind = 'Payment' and open_minor > 0) as unapplied,
              count(*) filter (where kind = 'Refund') as refunds, count(*) filter (where is_reversed) as reversed,
              count(*) filter (where {Where}) as chosen,
              coalesce(sum(case when kind = 'Payment' then amount_minor else -amount_minor end)
                filter (where ({Where}) and not is_reversed), 0)::bigint as received_minor
            from line group by currency order by currency
            """, parameters);
        List = await read.Page<PaymentRow>(Lines, Where, Order, Request, parameters);
        Position = await read.Position(Topic.Business) ?? 0;
        return Shown("_PaymentList");
    }
}

public sealed record PaymentRow : IListRow
{
    public PartyId Party { get; init; }

    public string PartyName { get; init; } = "";

    public Currency Currency { get; init; }

    public long Entry { get; init; }

    public Ledgers.EntryKind Kind { get; init; }

    /// <summary>Of its receipt; null for a moment after it was recorded.</summary>
    public string? Number { get; init; }

    public string? Method { get; init; }

    public string? Reference { get; init; }

    public long AmountMinor { get; init; }

    public long OpenMinor { get; init; }

    public DateOnly DocumentDate { get; init; }

    public bool IsReversed { get; init; }

    public DateOnly? BouncedOn { get; init; }

    public string RowKey { get; init; } = "";

    public string SortKey { get; init; } = "";
}

/// <param name="ReceivedMinor">Payments less refunds of what is chosen; what was reversed counts nothing.</param>
public sealed record PaymentCountsRow(
    Currency Currency, long Lines, long Unapplied, long Refunds, long Reversed, long Chosen, long ReceivedMinor);
