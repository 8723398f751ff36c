namespace LedgerPortal.Consoles;

/// <summary>
/// Parties as lines of a list, a line a ledger: a party with two currencies has two, and nothing is added across them; a
/// party without entries has one, at nil, in its own currency. Parameters: <c>@business</c>, <c>@today</c>, <c>@weekEnd</c>,
/// <c>@search</c> (null, or a pattern in lower case).
/// </summary>
public static class PartyLines
{
    public const string Sql =
        """
        with line as (
          select p.party, p.name, p.code, p.tax_id, p.city, p.is_shared, coalesce(l.currency, p.currency) as currency,
            coalesce(l.balance_minor, 0) as balance_minor, coalesce(o.overdue_minor, 0)::bigint as overdue_minor,
            coalesce(o.due_soon_minor, 0)::bigint as due_soon_minor, o.overdue_since,
            coalesce(o.overdue_since, 'infinity'::date) as oldest, lower(p.name) as sort_name,
            t.last_used_at, t.party is not null and not t.is_revoked and t.expires_at > @now as has_link,
            p.party::text || '/' || coalesce(l.currency, p.currency) as row_key
          from read.party p
          left join read.ledger l on l.business = p.business and l.party = p.party
          -- A look into the index for each ledger: quick whatever the planner believes about how many there are.
          left join lateral (
            select sum(e.open_minor - e.disputed_minor) filter (where e.due_date < @today) as overdue_minor,
              min(e.due_date) filter (where e.due_date < @today and e.open_minor > e.disputed_minor) as overdue_since,
              sum(e.open_minor - e.disputed_minor) filter (where e.due_date between @today and @weekEnd) as due_soon_minor
            from read.entry e
            where e.business = l.business and e.party = l.party and e.currency = l.currency and e.open_minor <> 0
              and e.is_debit and e.document_date <= @today and e.due_date <= @weekEnd
          ) o on true
          left join read.portal_token t on t.business = p.business and t.party = p.party
          where p.business = @business and (p.merged_into is null or @search::text is not null)
            and (@search::text is null or lower(p.name) like @search or lower(p.code) like @search
              or lower(p.tax_id) like @search or lower(p.city) like @search)
        )
        """;

    public static IReadOnlyList<ListOrder> Orders { get; } =
    [
        new("name", "sort_name", "text"),
        new("overdue", "overdue_minor", "bigint", IsDescending: true),
        new("balance", "balance_minor", "bigint", IsDescending: true),
        new("oldest", "oldest", "date"),
    ];

    /// <summary>The condition of a chip; <c>all</c> when it is not one of ours.</summary>
    public static string Where(string? chip) => chip switch
    {
        "overdue" => "overdue_minor > 0",
        "due" => "due_soon_minor > 0",
        "credit" => "balance_minor < 0",
        "not-shared" => "not is_shared",
        "no-link" => "is_shared and not has_link",
        _ => "true",
    };

    /// <summary>
    /// A <see cref="PartyCountsRow"/> a currency; the sum is of what the chip is about.
    /// </summary>
    public static string Counts(string? chip)
    {
        var sum = chip switch
        {
            "overdue" => "overdue_minor",
            "due" => "due_soon_minor",
            _ => "balance_minor",
        };
        return $"""
            {Sql}
            select currency, count(*) as lines, count(*) filter (where overdue_minor > 0) as overdue,
              count(*) filter (where due_soon_minor > 0) as due_soon, count(*) filter (where balance_minor < 0) as in_credit,
              count(*) filter (where not is_shared) as not_shared,
              count(*) filter (where is_shared and not has_link) as no_link, count(*) filter (where {Where(chip)}) as chosen,
              coalesce(sum({sum}) filter (where {Where(chip)}), 0)::bigint as sum_minor
            from line group by currency order by currency
            """;
    }

    /// <summary>What a person types into a search as a pattern: found anywhere, its own wildcards taken as they are.</summary>
    public static string? Pattern(string? search) => string.IsNullOrWhiteSpace(search)
        ? null
        : "%" + search.Trim().ToLowerInvariant()
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("%", "\\%", StringComparison.Ordinal)
            .Replace("_", "\\_", StringComparison.Ordinal) + "%";
}

public sealed record PartyLine : IListRow
{
    public PartyId Party { get; init; }

    public string Name { get; init; } = "";

    public string? Code { get; init; }

    public string? TaxId { get; init; }

    public string? City { get; init; }

    public bool IsShared { get; init; }

    public Currency Currency { get; init; }

    public long BalanceMinor { get; init; }

    public long OverdueMinor { get; init; }

    public long DueSoonMinor { get; init; }

    /// <summary>The oldest due date among what is overdue.</summary>
    public DateOnly? OverdueSince { get; init; }

    /// <summary>When its portal link was last used.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>Its portal link works.</summary>
    public bool HasLink { get; init; }

    public string RowKey { get; init; } = "";

    public string SortKey { get; init; } = "";

    public Money Balance => new(BalanceMinor, Currency);

    public Money? Overdue => OverdueMinor > 0 ? new Money(OverdueMinor, Currency) : null;
}

/// <param name="Chosen">Lines of the chip that is chosen, and their sum.</param>
public sealed record PartyCountsRow(
    Currency Currency,
    long Lines,
    long Overdue,
    long DueSoon,
    long InCredit,
    long NotShared,
    long NoLink,
    long Chosen,
    long SumMinor)
{
    public Money Sum => new(SumMinor, Currency);
}
