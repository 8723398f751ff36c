using static LedgerPortal.Verifications.BookCheck;

namespace LedgerPortal.Verifications;

/// <summary>The arithmetic of ledgers: balances, what is open, what is joined.</summary>
internal static class LedgerChecks
{
    private const string Ledgers = "select count(*) from read.ledger where $1::uuid is null or business = $1";
    private const string Entries = "select count(*) from read.entry where $1::uuid is null or business = $1";
    private const string Allocations = "select count(*) from read.allocation where $1::uuid is null or business = $1";
    private const string Signed = "case when is_debit then amount_minor else -amount_minor end";

    public static IReadOnlyList<BookCheck> All { get; } =
    [
        new(1, "the balance of each ledger is its debits less its credits", Ledgers,
            $"""
            with total as (
              select business, party, currency, sum({Signed}) as minor
              from read.entry where $1::uuid is null or business = $1
              group by business, party, currency
            )
            select {LedgerOf("l")} || ' has balance ' || coalesce(balance_minor, 0) || ', its entries add up to '
              || coalesce(minor, 0)
            from (select * from read.ledger where $1::uuid is null or business = $1) l
            full join total t using (business, party, currency)
            where balance_minor is null or balance_minor <> coalesce(minor, 0)
            """),
        new(1, "the balance after each entry is the balance before it and the entry", Entries,
            $"""
            select {LedgerOf("e")} || ' entry ' || entry || ' stands at ' || balance_after_minor || ' instead of ' || running
            from (
              select *, sum({Signed}) over (partition by business, party, currency order by entry) as running
              from read.entry where $1::uuid is null or business = $1
            ) e
            where balance_after_minor <> running
            """),
        new(1, "the sums of each day are those of the day's entries",
            "select count(*) from read.ledger_day where $1::uuid is null or business = $1",
            $"""
            with day as (
              select business, party, currency, document_date as day, count(*) as entries,
                coalesce(sum(amount_minor) filter (where is_debit), 0) as debit_minor,
                coalesce(sum(amount_minor) filter (where not is_debit), 0) as credit_minor
              from read.entry where $1::uuid is null or business = $1
              group by business, party, currency, document_date
            )
            select {LedgerOf("d")} || ' has other sums on ' || d.day || ' than its entries'
            from (select * from read.ledger_day where $1::uuid is null or business = $1) d
            full join day e using (business, party, currency, day)
            where (d.debit_minor, d.credit_minor, d.entries) is distinct from (e.debit_minor, e.credit_minor, e.entries)
            """),
        new(2, "open items less unapplied credits are the balance today", Ledgers,
            $"""
            select {LedgerOf("l")} || ' has balance ' || balance_minor || ', its open items less unapplied credits are '
              || coalesce(minor, 0)
            from read.ledger l
            left join (
              select business, party, currency, sum(case when is_debit then open_minor else -open_minor end) as minor
              from read.entry where open_minor <> 0 and ($1::uuid is null or business = $1)
              group by business, party, currency
            ) o using (business, party, currency)
            where ($1::uuid is null or business = $1) and balance_minor <> coalesce(minor, 0)
            """),
        new(2, "open items less unapplied credits are the balance on each date on which anything changes",
            """
            select count(*) from (
              select business, party, currency, document_date from read.entry where $1::uuid is null or business = $1
              union
              select business, party, currency, effective_date from read.allocation where $1::uuid is null or business = $1
              union
              select business, party, currency, undone_from from read.allocation
              where undone_from is not null and ($1::uuid is null or business = $1)) dates
            """,
            $"""
            -- Where both sides of an allocation are settled from the same day they cancel on every date: whoever has only
            -- such ones need not be added up.
            with uneven as (
              select distinct a.business, a.party, a.currency
              from read.allocation a
              left join read.entry c on c.business = a.business and c.party = a.party and c.currency = a.currency
                and c.entry = a.credit_entry and not c.is_debit
              left join read.entry d on d.business = a.business and d.party = a.party and d.currency = a.currency
                and d.entry = a.debit_entry and d.is_debit
              where ($1::uuid is null or a.business = $1) and (c.entry is null or d.entry is null
                or greatest(a.effective_date, c.document_date) <> greatest(a.effective_date, d.document_date))
            ), {SettledByDate("(e.business, e.party, e.currency) in (select business, party, currency from uneven)")}, change as (
              select business, party, currency, document_date as day, {Signed} as balance_minor, {Signed} as open_minor
              from read.entry where (business, party, currency) in (select business, party, currency from uneven)
              union all
              select business, party, currency, day, 0, case when is_debit then -settled_minor else settled_minor end
              from settled
            )
            select {LedgerOf("d")} || ' as of ' || day || ': the balance is ' || balance || ', open items less unapplied credits are '
              || open
            from (
              select business, party, currency, day,
                sum(sum(balance_minor)) over ledger as balance, sum(sum(open_minor)) over ledger as open
              from change
              group by business, party, currency, day
              window ledger as (partition by business, party, currency order by day)
            ) d
            where balance <> open
            """),
        new(10, "no entry is settled beyond its amount on any date", Entries,
            $"""
            -- What is joined is only ever more from day to day, and in the end the amount less what is open, unless something
            -- of it was undone.
            with undone as (
              select distinct business, party, currency, unnest(array[credit_entry, debit_entry]) as entry
              from read.allocation where undone_from is not null and ($1::uuid is null or business = $1)
            ), {SettledByDate("(e.business, e.party, e.currency, e.entry) in (select business, party, currency, entry from undone)")}
            select {LedgerOf("s")} || ' entry ' || entry || ' of ' || of_minor || ' is settled by ' || minor || ' as of ' || day
            from (
              select business, party, currency, entry, of_minor, day,
                sum(sum(settled_minor)) over (partition by business, party, currency, entry order by day) as minor
              from settled
              group by business, party, currency, entry, of_minor, day
            ) s
            where minor > of_minor or minor < 0
            """),
        new(10, "what is open of an entry is its amount less what is joined to it", Entries,
            $"""
            with wrong as (
              select business, party, currency, entry
              from (
                select business, party, currency, entry, amount_minor - open_minor as minor,
                  open_minor < 0 or amount_minor <= 0 as is_wrong
                from read.entry where $1::uuid is null or business = $1
                union all
                select business, party, currency, credit_entry, -amount_minor, false
                from read.allocation where undone_version is null and ($1::uuid is null or business = $1)
                union all
                select business, party, currency, debit_entry, -amount_minor, false
                from read.allocation where undone_version is null and ($1::uuid is null or business = $1)
              ) part
              group by business, party, currency, entry
              having sum(minor) <> 0 or bool_or(is_wrong)
            )
            select {LedgerOf("e")} || ' entry ' || entry || ' has ' || open_minor || ' open of ' || amount_minor || ', and '
              || coalesce(minor, 0) || ' joined'
            from wrong
            join read.entry e using (business, party, currency, entry)
            cross join lateral (
              select sum(a.amount_minor) as minor from read.allocation a
              where a.business = e.business and a.party = e.party and a.currency = e.currency
                and e.entry in (a.credit_entry, a.debit_entry) and a.undone_version is null
            ) joined
            """),
        new(10, "an allocation joins a credit and a debit of one ledger, from a date no earlier than either", Allocations,
            $"""
            select {LedgerOf("a")} || ' version ' || a.version || ' joins entry ' || credit_entry || ' and entry ' || debit_entry
              || case
                when c.entry is null or d.entry is null then ', of which one is not there'
                when c.is_debit or not d.is_debit then ', which are not a credit and a debit'
                when a.amount_minor <= 0 then ' with an amount that is not above zero'
                else ' from ' || a.effective_date || ', before one of them' end
            from read.allocation a
            left join read.entry c
              on c.business = a.business and c.party = a.party and c.currency = a.currency and c.entry = a.credit_entry
            left join read.entry d
              on d.business = a.business and d.party = a.party and d.currency = a.currency and d.entry = a.debit_entry
            where ($1::uuid is null or a.business = $1)
              and (c.entry is null or d.entry is null or c.is_debit or not d.is_debit or a.amount_minor <= 0
                or a.effective_date < greatest(c.document_date, d.document_date))
            """),
        new(1, "a reversal takes back the whole of one entry, on the other side, once",
            "select count(*) from read.entry where reverses is not null and ($1::uuid is null or business = $1)",
            $"""
            select {LedgerOf("e")} || ' entry ' || e.entry || ' and what it is said to reverse or be reversed by do not agree'
            from read.entry e
            left join read.entry o on o.business = e.business and o.party = e.party and o.currency = e.currency
              and o.entry = coalesce(e.reverses, e.reversed_by)
            where (e.reverses is not null or e.reversed_by is not null) and ($1::uuid is null or e.business = $1)
              and (o.entry is null or o.amount_minor <> e.amount_minor or o.is_debit = e.is_debit
                or (e.reverses is not null and o.reversed_by is distinct from e.entry)
                or (e.reversed_by is not null and e.reverses is null and o.reverses is distinct from e.entry))
            """),
        new(5, "each post-dated payment was entered as it was taken, was given back, or waits for its day",
            "select count(*) from read.held_payment where $1::uuid is null or business = $1",
            $"""
            select {LedgerOf("h")} || ' entered post-dated payment ' || h.held || ' as something else'
            from read.held_payment h
            left join read.entry e on e.business = h.business and e.party = h.party and e.currency = h.currency
              and e.entry = h.entered_as
            where h.entered_as is not null and ($1::uuid is null or h.business = $1)
              and (e.entry is null or e.kind <> 'Payment' or e.amount_minor <> h.amount_minor or e.document_date < h.day)
            union all
            select {LedgerOf("h")} || ' keeps post-dated payment ' || h.held || ' for a day on which nobody will enter it'
            from read.held_payment h
            where h.entered_as is null and h.given_back_at is null and ($1::uuid is null or h.business = $1)
              -- Where its day has come, its books may be locked: then it waits for an operator.
              and h.day > (now() at time zone 'utc')::date + 1
              and not exists (select from journal.outbox o where o.business = h.business and o.version = h.held
                and o.stream = 'ledger/' || {IdText("h.party")} || '/' || h.currency)
            """),
        new(5, "what leaves a ledger that was merged comes into the other once, on the same day, or is on its way",
            "select count(*) from read.entry where kind = 'Transfer' and ($1::uuid is null or business = $1)",
            $"""
            select {LedgerOf("e")} || ' entry ' || e.entry || ' moved ' || e.amount_minor || ' that did not arrive as such'
            from read.entry e
            left join read.entry t on t.business = e.business and t.origin_party = e.party and t.currency = e.currency
              and t.origin_entry = e.entry
            where e.transferred_to is not null and ($1::uuid is null or e.business = $1)
              and (t.entry is not null or not exists (
                select from journal.outbox o where o.business = e.business and o.version = e.entry
                  and o.stream = 'ledger/' || {IdText("e.party")} || '/' || e.currency))
              and (t.party, t.amount_minor, t.document_date, t.is_debit)
                is distinct from (e.transferred_to, e.amount_minor, e.document_date, not e.is_debit)
            union all
            select {LedgerOf("t")} || ' entry ' || t.entry || ' came from an entry that moved nothing here'
            from read.entry t
            left join read.entry e on e.business = t.business and e.party = t.origin_party and e.currency = t.currency
              and e.entry = t.origin_entry and e.transferred_to = t.party
            where t.origin_party is not null and ($1::uuid is null or t.business = $1) and e.entry is null
            """),
        new(2, "the ledgers of a party that was merged are empty, or on their way to be",
            """
            select count(*) from read.ledger l join read.party p using (business, party)
            where p.merged_into is not null and ($1::uuid is null or l.business = $1)
            """,
            $"""
            select {LedgerOf("l")} || ' of a party that was merged has entry ' || e.entry || ' open'
            from read.ledger l
            join read.party p on p.business = l.business and p.party = l.party and p.merged_into is not null
            join read.entry e on e.business = l.business and e.party = l.party and e.currency = l.currency and e.open_minor <> 0
            where ($1::uuid is null or l.business = $1) and not exists (
              select from journal.outbox o where o.business = l.business and o.not_before is null
                and o.stream in ('party/' || {IdText("l.party")}, 'ledger/' || {IdText("l.party")} || '/' || l.currency))
            """),
    ];

    /// <summary>
    /// What is settled of which entry from which day by each allocation on either of its sides, and what no longer. An
    /// allocation counts for an entry from the day on which both are there.
    /// </summary>
    /// <param name="which">SQL: of which entries <c>e</c>.</param>
    private static string SettledByDate(string which) =>
        $"""
        side as (
          select a.business, a.party, a.currency, e.entry, e.is_debit, e.amount_minor as of_minor, a.amount_minor,
            greatest(a.effective_date, e.document_date) as from_day, a.undone_from
          from read.allocation a
          join read.entry e on e.business = a.business and e.party = a.party and e.currency = a.currency
            and (e.entry = a.credit_entry and not e.is_debit or e.entry = a.debit_entry and e.is_debit)
          where {which} and (a.undone_from is null or a.undone_from > a.effective_date)
        ), settled as (
          select business, party, currency, entry, is_debit, of_minor, from_day as day, amount_minor as settled_minor from side
          union all
          select business, party, currency, entry, is_debit, of_minor, greatest(undone_from, from_day), -amount_minor
          from side where undone_from is not null
        )
        """;
}
