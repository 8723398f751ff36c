using LedgerPortal.Access;
using LedgerPortal.Formatting;

namespace LedgerPortal.Consoles;

/// <summary>What the one box of the console finds: parties, documents, payments, by name, number, reference or amount.</summary>
public static class Search
{
    public const int MaxWords = 100;

    /// <summary>Of each kind.</summary>
    private const int Rows = 8;

    /// <summary>The best first: what is called so, then what begins or ends so, then what has the amount.</summary>
    public static async Task<IReadOnlyList<Found>> Read(ScopedRead read, BusinessId business, Currency own, string? typed)
    {
        var words = typed?.Trim() ?? "";
        if (words.Length is 0 or > MaxWords)
            return [];
        var currencies = await read.Rows<Currency>(
            "select distinct currency from read.ledger where business = @business", new { business });
        var amounts = currencies.Append(own).Distinct()
            .Select(currency => MoneyText.TryRead(words, currency, out var money) ? money : default(Money?))
            .OfType<Money>().ToList();
        return await read.Rows<Found>(
            """
            select s.*, p.name as party_name
            from access.search(@words, @currencies, @minors, @rows) s
            join read.party p on p.business = @business and p.party = s.party
            order by s.rank, s.kind <> 'Party', s.document_date desc nulls first, s.number
            """,
            new
            {
                business,
                words,
                currencies = amounts.Select(amount => amount.Currency.Code).ToArray(),
                minors = amounts.Select(amount => amount.Minor).ToArray(),
                rows = Rows,
            });
    }
}

public sealed record Found
{
    /// <summary><c>Party</c>, <c>Invoice</c>, <c>CreditNote</c>, <c>Payment</c> or <c>Refund</c>.</summary>
    public string Kind { get; init; } = "";

    public PartyId Party { get; init; }

    public string PartyName { get; init; } = "";

    public DocumentId? Document { get; init; }

    public long? Entry { get; init; }

    public Currency Currency { get; init; }

    /// <summary>Of a party its code.</summary>
    public string? Number { get; init; }

    /// <summary>Of a party its city.</summary>
    public string? Reference { get; init; }

    public long? AmountMinor { get; init; }

    public DateOnly? DocumentDate { get; init; }

    public Money? Amount => AmountMinor is { } minor ? new Money(minor, Currency) : null;

    public string Address => (Kind, Document, Entry) switch
    {
        ("Invoice", { } invoice, _) => ConsolePlaces.Invoice(invoice),
        ("CreditNote", { } note, _) => ConsolePlaces.CreditNote(note),
        (_, _, { } entry) => ConsolePlaces.Entry(Party, Currency, entry),
        _ => ConsolePlaces.Party(Party),
    };
}
