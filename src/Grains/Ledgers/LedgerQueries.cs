namespace LedgerPortal.Ledgers;

/// <summary>
/// What pages ask of ledgers, as SQL over the read models. Every query names its business; row level security stands
/// behind that. Columns are mapped to the records of <c>LedgerRows.cs</c> by name. Amounts are minor units of the
/// currency.
/// <para>
/// <c>@business</c>, <c>@party</c>: ids; <c>@currency</c>: a currency; <c>@asOf</c>, <c>@today</c>: a day in the
/// business's time zone. <i>As of a day</i> means documents and allocations dated up to that day, as known now. Lists
/// have a <c>@limit</c>, and go on after the last row of the page before (null for the first page).
/// </para>
/// </summary>
public static class LedgerQueries
{
    private const string OfLedger = "business = @business and party = @party and currency = @currency";

    /// <summary>One <see cref="LedgerRow"/> a currency of <c>@party</c>: what stands in its ledgers now.</summary>
    public const string Ledgers =
        """
        select party, currency, version, encode(head_hash, 'hex') as head_hash, balance_minor, updated_at
        from read.ledger where business = @business and party = @party
        order by currency
        """;

    /// <summary>
    /// The balance of a ledger as of <c>@asOf</c>: one <see cref="long"/>, 0 for a ledger without entries.
    /// </summary>
    public const string Balance =
        $"""
        select coalesce(sum(debit_minor - credit_minor), 0)::bigint
        from read.ledger_day where {OfLedger} and day <= @asOf
        """;

    /// <summary>One <see cref="StatementTotals"/> of the period <c>@from</c> to <c>@to</c>, both included.</summary>
    public const string StatementTotals =
        $"""
        select coalesce(sum(debit_minor - credit_minor) filter (where day < @from), 0)::bigint as opening_minor,
          coalesce(sum(debit_minor) filter (where day >= @from), 0)::bigint as debit_minor,
          coalesce(sum(credit_minor) filter (where day >= @from), 0)::bigint as credit_minor,
          coalesce(sum(debit_minor - credit_minor), 0)::bigint as closing_minor,
          coalesce(sum(entries) filter (where day >= @from), 0)::bigint as entries
        from read.ledger_day where {OfLedger} and day <= @to
        """;

    /// <summary>
    /// <see cref="StatementRow"/>s of the period <c>@from</c> to <c>@to</c>, by document date and then in the order of
    /// recording, each with the balance after it in that order. Goes on after <c>@afterDate</c>, <c>@afterEntry</c>.
    /// </summary>
    public const string Statement =
        $"""
        with page as (
          select * from read.entry
          where {OfLedger} and document_date between @from and @to
            and (@afterDate::date is null or (document_date, entry) > (@afterDate::date, @afterEntry::bigint))
          order by document_date, entry
          limit @limit
        ), before as (
          select coalesce((select sum(debit_minor - credit_minor) from read.ledger_day
              where {OfLedger} and day < coalesce(@afterDate::date, @from)), 0)
            + coalesce((select sum(case when is_debit then amount_minor else -amount_minor end) from read.entry
              where {OfLedger} and document_date = @afterDate::date and entry <= @afterEntry::bigint), 0) as balance
        )
        select {EntryColumns},
          ((select balance from before) + sum(case when is_debit then amount_minor else -amount_minor end)
            over (order by document_date, entry))::bigint as balance_minor
        from page
        order by document_date, entry
        """;

    /// <summary>
    /// The newest <see cref="StatementRow"/>s first: the reverse of <see cref="Statement"/> from the latest document
    /// date back, with the same balances. Goes on before <c>@beforeDate</c>, <c>@beforeEntry</c>.
    /// </summary>
    public const string LatestEntries =
        $"""
        with page as (
          select * from read.entry
          where {OfLedger}
            and (@beforeDate::date is null or (document_date, entry) < (@beforeDate::date, @beforeEntry::bigint))
          order by document_date desc, entry desc
          limit @limit
        ), through as (
          select case when @beforeDate::date is null
            then (select balance_minor from read.ledger where {OfLedger})
            else coalesce((select sum(debit_minor - credit_minor) from read.ledger_day
                where {OfLedger} and day < @beforeDate::date), 0)
              + coalesce((select sum(case when is_debit then amount_minor else -amount_minor end) from read.entry
                where {OfLedger} and document_date = @beforeDate::date and entry < @beforeEntry::bigint), 0)
            end as balance
        )
        select {EntryColumns},
          ((select balance from through) - coalesce(sum(case when is_debit then amount_minor else -amount_minor end)
            over (order by document_date desc, entry desc rows between unbounded preceding and 1 preceding), 0)
          )::bigint as balance_minor
        from page
        order by document_date desc, entry desc
        """;

    /// <summary>One <see cref="EntryRow"/>: <c>@entry</c> of a ledger.</summary>
    public const string Entry = $"select {EntryColumns} from read.entry where {OfLedger} and entry = @entry";

    /// <summary>
    /// <see cref="EntryRow"/>s that a ledger recorded after <c>@version</c>, in that order: "since your last visit".
    /// </summary>
    public const string EntriesSince =
        $"select {EntryColumns} from read.entry where {OfLedger} and entry > @version order by entry limit @limit";

    /// <summary>
    /// The <see cref="EntryRow"/> that posted <c>@document</c>, if it is posted, with what is open of the document wherever
    /// that has been moved. For whoever may not read that entry: the first that was moved to a ledger of theirs.
    /// </summary>
    public const string EntryOfDocument =
        $"""
        with bearing as (
          select * from read.entry where business = @business and (document = @document or origin_document = @document)
        )
        select {EntryColumnsBeforeOpen}, (select sum(open_minor)::bigint from bearing) as open_minor,
          (select sum(disputed_minor)::bigint from bearing) as disputed_minor, {EntryColumnsAfterOpen}
        from bearing order by document is null, recorded_at limit 1
        """;

    /// <summary>
    /// To join to a list of documents: <c>document</c>, and what is open of it in ledgers that it was moved to,
    /// <c>open_minor</c> and <c>disputed_minor</c>. Few documents have anything there.
    /// </summary>
    public const string MovedOfDocuments =
        """
        select x.origin_document as document, sum(x.open_minor)::bigint as open_minor,
          sum(x.disputed_minor)::bigint as disputed_minor
        from read.entry x where x.business = @business and x.origin_document is not null
        group by x.origin_document
        """;

    /// <summary>
    /// What is joined now to <c>@entry</c>: <see cref="SettlementRow"/>s, each with the entry on the other side. For an
    /// invoice its payments and credits, for a payment what it settles.
    /// </summary>
    public const string Settlements =
        $"""
        select {SettlementColumns}
        from read.allocation a
        join read.entry o on o.business = a.business and o.party = a.party and o.currency = a.currency
          and o.entry = case when a.credit_entry = @entry then a.debit_entry else a.credit_entry end
        where a.business = @business and a.party = @party and a.currency = @currency
          and @entry in (a.credit_entry, a.debit_entry) and a.undone_version is null
        order by a.effective_date, a.version, a.ordinal
        """;

    /// <summary>What the refund <c>@entry</c> was paid from when it was recorded: <see cref="RefundedRow"/>s.</summary>
    public const string Refunded =
        """
        select c.entry, coalesce(c.origin_kind, c.kind) as kind, c.number, coalesce(c.origin_date, c.document_date) as document_date,
          a.amount_minor, c.voucher::text as voucher
        from read.allocation a
        join read.entry c on c.business = a.business and c.party = a.party and c.currency = a.currency
          and c.entry = a.credit_entry
        where a.business = @business and a.party = @party and a.currency = @currency
          and a.debit_entry = @entry and a.version = @entry
        order by a.ordinal
        """;

    /// <summary>
    /// What refunds up to <c>@entry</c> were paid from the credits that this one was paid from, each when it was recorded:
    /// <see cref="RefundPart"/>s.
    /// </summary>
    public const string RefundParts =
        """
        select a.credit_entry, a.version, sum(a.amount_minor)::bigint as amount_minor, max(a.undone_version) as undone_version
        from read.allocation a
        join read.entry r on r.business = a.business and r.party = a.party and r.currency = a.currency and r.entry = a.version
          and r.kind = 'Refund'
        where a.business = @business and a.party = @party and a.currency = @currency
          and a.debit_entry = a.version and a.version <= @entry and a.credit_entry in (
            select o.credit_entry from read.allocation o
            where o.business = @business and o.party = @party and o.currency = @currency
              and o.debit_entry = @entry and o.version = @entry)
        group by a.credit_entry, a.version
        order by a.credit_entry, a.version
        """;

    /// <summary>What stands on the voucher of <c>@entry</c>; null without one.</summary>
    public const string Voucher = $"select voucher::text from read.entry where {OfLedger} and entry = @entry";

    /// <summary>
    /// What is joined now to <c>@document</c>, wherever its open part was moved: <see cref="SettlementRow"/>s. Moving is no
    /// settling.
    /// </summary>
    public const string SettlementsOfDocument =
        $"""
        with bearing as (
          select party, currency, entry from read.entry
          where business = @business and (document = @document or origin_document = @document)
        )
        select {SettlementColumns}
        from bearing b
        join read.allocation a on a.business = @business and a.party = b.party and a.currency = b.currency
          and b.entry in (a.credit_entry, a.debit_entry) and a.undone_version is null
        join read.entry o on o.business = a.business and o.party = a.party and o.currency = a.currency
          and o.entry = case when a.credit_entry = b.entry then a.debit_entry else a.credit_entry end
        where o.transferred_to is null
        order by a.effective_date, o.recorded_at, a.version, a.ordinal
        """;

    /// <summary>
    /// <see cref="OpenItemRow"/>s of a ledger as of <c>@asOf</c>, debits and credits, oldest due first. Goes on after
    /// <c>@afterDue</c>, <c>@afterEntry</c>.
    /// </summary>
    public const string OpenItems =
        $"""
        {OpenItemsOfLedger}
          and (@afterDue::date is null or (due_date, entry) > (@afterDue::date, @afterEntry::bigint))
        order by due_date, entry
        limit @limit
        """;

    /// <summary>
    /// The same of one side (<c>@isDebit</c>, null for both) that age from <c>@dueFrom</c> to <c>@dueTo</c>, both included,
    /// null for no end: what stands in a column of the aging.
    /// </summary>
    public const string OpenItemsDue =
        $"""
        {OpenItemsOfLedger}
          and (@isDebit::boolean is null or is_debit = @isDebit)
          and {AgedFrom} between coalesce(@dueFrom::date, '-infinity') and coalesce(@dueTo::date, 'infinity')
        order by due_date, entry
        limit @limit
        """;

    /// <summary>One <see cref="AgingRow"/> of a ledger as of <c>@asOf</c>; none for a ledger without entries.</summary>
    public const string Aging = $"{AgedOfLedger}\n{AgingOfLedger}";

    /// <summary>
    /// The <see cref="FiguresRow"/> of a ledger: its aging as of <c>@asOf</c>, and what <see cref="Cards"/> says of it as of
    /// <c>@today</c>, the same day.
    /// </summary>
    public const string Figures =
        $"""
        {AgedOfLedger}
        select g.*, o.overdue_minor, o.overdue_items, o.overdue_since, o.disputed_minor, {ReceivedOfLedger} as received_minor
        from read.ledger l
        {OpenTotals}
        cross join (select {OpenByAge} from aged a) g
        where l.business = @business {LedgerL}
        """;

    /// <summary>
    /// The same on a day that no document or allocation of the ledger is dated after (<c>read.ledger.latest_date</c>), as
    /// today nearly always is: what is open then is what is open now, and is gone through once.
    /// </summary>
    public const string FiguresOfLatest =
        $"""
        with part as (
        {OpenNow} {LedgerE}
        )
        {Basis}
        select {OpenByAge},
          {OverdueSums}, coalesce(sum(a.disputed_minor), 0)::bigint as disputed_minor, {ReceivedOfLedger} as received_minor
        from (select i.*, {Age} as age from part i) a
        """;

    /// <summary>
    /// An <see cref="AgingRow"/> for each ledger of the business that has open items as of <c>@asOf</c>.
    /// </summary>
    public const string AgingByParty =
        $"""
        {AgedOfBusiness}
        select a.party, a.currency, {AgingColumns}
        from aged a
        group by a.party, a.currency
        order by a.party, a.currency
        """;

    /// <summary>
    /// One <see cref="AgingTotalsRow"/> a currency of the business as of <c>@asOf</c>: never added across currencies.
    /// </summary>
    public const string AgingTotals =
        $"""
        {AgedTogether}
        select a.currency, {AgingColumns}
        from aged a
        group by a.currency
        order by a.currency
        """;

    /// <summary>
    /// A <see cref="CardsRow"/> for each ledger of <c>@party</c>, as of <c>@today</c>; what was received counts from
    /// <c>@yearStart</c>, the first day of the financial year. Overdue is past the due date and not disputed.
    /// </summary>
    public const string Cards =
        $"""
        select l.party, l.currency, l.version, l.balance_minor, l.updated_at, o.*, r.received_minor
        from read.ledger l
        {OpenTotals}
        cross join lateral (
          select coalesce(sum(d.received_minor), 0)::bigint as received_minor from read.ledger_day d
          where d.business = l.business and d.party = l.party and d.currency = l.currency
            and d.day between @yearStart and @today
        ) r
        where l.business = @business and l.party = @party
        order by l.currency
        """;

    /// <summary>
    /// The <see cref="PartyBalanceRow"/>s of the parties in <c>@parties</c> (an array of <see cref="Guid"/>), a row a
    /// ledger: for lists of parties.
    /// </summary>
    public const string BalancesOfParties =
        $"""
        select l.party, l.currency, l.version, l.balance_minor, l.updated_at, o.*
        from read.ledger l
        {OpenTotals}
        where l.business = @business and l.party = any(@parties)
        order by l.party, l.currency
        """;

    /// <summary>
    /// A <see cref="BusinessCardsRow"/> for each currency of the business, as of <c>@today</c>, for its dashboard.
    /// </summary>
    public const string BusinessCards =
        """
        with total as (
          select currency, count(*)::int as ledgers,
            sum(balance_minor) filter (where balance_minor > 0) as receivable_minor,
            sum(-balance_minor) filter (where balance_minor < 0) as payable_minor
          from read.ledger where business = @business
          group by currency
        ), due as (
          select currency, sum(open_minor - disputed_minor) filter (where due_date < @today) as overdue_minor,
            count(*) filter (where due_date < @today and open_minor > disputed_minor)::int as overdue_items,
            sum(disputed_minor) as disputed_minor, count(*) filter (where disputed_minor > 0)::int as disputed_items
          from read.entry
          where business = @business and open_minor <> 0 and is_debit and document_date <= @today
          group by currency
        ), received as (
          select currency, sum(received_minor) as received_minor
          from read.ledger_day where business = @business and received_minor <> 0 and day between @yearStart and @today
          group by currency
        )
        select t.currency, t.ledgers, coalesce(t.receivable_minor, 0)::bigint as receivable_minor,
          coalesce(t.payable_minor, 0)::bigint as payable_minor, coalesce(d.overdue_minor, 0)::bigint as overdue_minor,
          coalesce(d.overdue_items, 0) as overdue_items, coalesce(d.disputed_minor, 0)::bigint as disputed_minor,
          coalesce(d.disputed_items, 0) as disputed_items, coalesce(r.received_minor, 0)::bigint as received_minor
        from total t left join due d using (currency) left join received r using (currency)
        order by t.currency
        """;

    /// <summary>
    /// <see cref="OverdueRow"/>s of the whole business as of <c>@today</c>, the oldest due first. Goes on after
    /// <c>@afterDue</c>, <c>@afterParty</c>, <c>@afterEntry</c>.
    /// </summary>
    public const string OverdueItems =
        """
        select party, currency, entry, kind, document, number, document_date, due_date, amount_minor, open_minor,
          disputed_minor
        from read.entry
        where business = @business and open_minor > disputed_minor and open_minor <> 0 and is_debit
          and due_date < @today and document_date <= @today
          and (@afterDue::date is null
            or (due_date, party, entry) > (@afterDue::date, @afterParty::uuid, @afterEntry::bigint))
        order by due_date, party, entry
        limit @limit
        """;

    private const string EntryColumns = $"{EntryColumnsBeforeOpen}, open_minor, disputed_minor, {EntryColumnsAfterOpen}";

    private const string EntryColumnsBeforeOpen = "entry, kind, is_debit, amount_minor";

    private const string EntryColumnsAfterOpen =
        """
        document_date, due_date, recorded_at, document, number, method, reference, narration, reverses, reversed_by,
          transferred_to, origin_party, origin_kind, origin_date, origin_document, bounced_on
        """;

    private const string SettlementColumns =
        """
        a.version, a.ordinal, a.amount_minor, a.effective_date, o.entry, o.kind, o.is_debit, o.document_date, o.recorded_at,
          o.document, o.number, o.method, o.reference, o.narration, o.party, o.transferred_to, o.origin_kind, o.origin_document
        """;

    /// <summary>Of the ledger <c>l</c>: what is open and dated up to <c>@today</c>.</summary>
    private const string OpenTotals =
        $"""
        cross join lateral (
          select {OverdueSums}, coalesce(sum(a.disputed_minor), 0)::bigint as disputed_minor,
            count(*) filter (where a.disputed_minor > 0)::int as disputed_items,
            coalesce(sum(a.open_minor) filter (where not a.is_debit), 0)::bigint as unapplied_minor
          from read.entry a
          where a.business = l.business and a.party = l.party and a.currency = l.currency and a.open_minor <> 0
            and a.document_date <= @today
        ) o
        """;

    private const string OverdueSums =
        $"""
        coalesce(sum(a.open_minor - a.disputed_minor) filter (where {IsOverdue}), 0)::bigint as overdue_minor,
          count(*) filter (where {IsOverdue})::int as overdue_items, min(a.due_date) filter (where {IsOverdue}) as overdue_since
        """;

    private const string IsOverdue = "a.is_debit and a.due_date < @today and a.open_minor > a.disputed_minor";

    private const string ReceivedOfLedger =
        $"""
        (select coalesce(sum(received_minor), 0)::bigint from read.ledger_day where {OfLedger} and day between @yearStart and @today)
        """;

    private const string LedgerL = "and l.party = @party and l.currency = @currency";

    private const string LedgerE = "and e.party = @party and e.currency = @currency";

    private const string AgedOfLedger = $"{SinceHead} {LedgerL}\n{SinceTail}\n, part as (\n{OpenNow} {LedgerE}\n{OpenSince}\n)\n{Aged}";

    private const string AgedOfBusiness = $"{PartsOfBusiness}\n{Aged}";

    private const string PartsOfBusiness = $"{SinceHead}\n{SinceTail}\n, part as (\n{OpenNow}\n{OpenSince}\n)";

    /// <summary>The same for all parties in one: a few sums instead of some for each party, which takes half as long again.</summary>
    private const string AgedTogether =
        $"""
        {PartsOfBusiness}
        {Basis}
        , aged as (
          select i.currency, {Age} as age, {AgedSums}
          from part i
          group by 1, 2
        )
        """;

    /// <summary>
    /// What was open on the day: what is open now, and what has changed in dates after it. The latest date of a ledger says
    /// whether anything has, so that today's aging reads open items and nothing else. Entries behind the last one that is
    /// dated up to the day cannot have been open on it: of a long history since only what concerns those before it is looked
    /// up. That last one is sought from the nearer end.
    /// </summary>
    private const string SinceHead =
        """
        with dated as materialized (
          select l.business, l.party, l.currency, case when d.is_early
            then (select max(x.entry) from (
                select p.entry from read.entry p
                where p.business = l.business and p.party = l.party and p.currency = l.currency
                  and p.document_date <= @asOf offset 0) x)
            else (select x.entry from read.entry x
                where x.business = l.business and x.party = l.party and x.currency = l.currency
                  and x.document_date <= @asOf
                order by x.entry desc limit 1) end as last_entry
          from read.ledger l
          cross join lateral (
            select coalesce(sum(y.entries) filter (where y.day <= @asOf), 0)
              < coalesce(sum(y.entries) filter (where y.day > @asOf), 0) as is_early
            from read.ledger_day y
            where y.business = l.business and y.party = l.party and y.currency = l.currency
          ) d
          where l.business = @business and l.latest_date > @asOf
        """;

    private const string SinceTail =
        """
        ), since as materialized (
          select s.business, s.party, s.currency, s.entry, sum(s.minor) as minor
          from (
            -- Joined, but not yet on that day.
            select a.business, a.party, a.currency, n.entry, a.amount_minor as minor
            from dated d
            join read.allocation a on a.business = d.business and a.party = d.party and a.currency = d.currency
              and a.effective_date > @asOf
            cross join lateral (values (a.credit_entry), (a.debit_entry)) n(entry)
            where a.undone_version is null and n.entry <= d.last_entry
            union all
            -- Joined on that day, and undone since.
            select a.business, a.party, a.currency, n.entry, -a.amount_minor
            from dated d
            join read.allocation a on a.business = d.business and a.party = d.party and a.currency = d.currency
              and a.undone_from > @asOf
            cross join lateral (values (a.credit_entry), (a.debit_entry)) n(entry)
            where a.effective_date <= @asOf and n.entry <= d.last_entry
          ) s
          group by s.business, s.party, s.currency, s.entry
        )
        """;

    /// <summary>What is open now of what was dated up to the day.</summary>
    private const string OpenNow =
        """
        select e.party, e.currency, e.is_debit, e.document_date, e.origin_date, e.due_date, e.open_minor, e.disputed_minor
        from read.entry e
        where e.business = @business and e.open_minor <> 0 and e.document_date <= @asOf
        """;

    /// <summary>What was open on the day beyond that, or less; disputed no more than was open.</summary>
    private const string OpenSince =
        """
        union all
        select e.party, e.currency, e.is_debit, e.document_date, e.origin_date, e.due_date, since.minor::bigint,
          least(e.disputed_minor, e.open_minor + since.minor)::bigint - least(e.disputed_minor, e.open_minor)
        from since
        join read.entry e on e.business = since.business and e.party = since.party and e.currency = since.currency
          and e.entry = since.entry
        where e.document_date <= @asOf
        """;

    private const string Basis =
        """
        , basis as materialized (
          select coalesce((select (b.details ->> 'agesByDocumentDate')::boolean from read.business b where b.business = @business), false)
            as by_document
        )
        """;

    /// <summary>From which day an item ages: a setting of the business, the same wherever its aging is asked for.</summary>
    private const string AgedFrom = "case when (select by_document from basis) then coalesce(i.origin_date, i.document_date) else i.due_date end";

    private const string OpenItemsOfLedger =
        $"""
        {SinceHead} {LedgerL}
        {SinceTail}
        , item as (
          select e.*, (e.open_minor + coalesce(since.minor, 0))::bigint as open_then_minor
          from read.entry e
          left join since on since.business = e.business and since.party = e.party and since.currency = e.currency
            and since.entry = e.entry
          where e.business = @business and e.open_minor <> 0 and e.document_date <= @asOf {LedgerE}
          union all
          select e.*, since.minor::bigint
          from since
          join read.entry e on e.business = since.business and e.party = since.party and e.currency = since.currency
            and e.entry = since.entry
          where e.open_minor = 0 and e.document_date <= @asOf
        )
        {Basis}
        select {EntryColumns}, i.open_then_minor, least(i.disputed_minor, i.open_then_minor) as disputed_then_minor
        from item i
        where i.open_then_minor <> 0
        """;

    /// <summary>
    /// 0 not due, 1 up to 30 days, 2 up to 60, 3 up to 90, 4 up to 120, 5 over that; null for credits that are set against
    /// nothing yet.
    /// </summary>
    private const string Age = $"case when i.is_debit then least(greatest(@asOf - {AgedFrom} + 29, 0) / 30, 5) end";

    private const string AgedSums = "sum(i.open_minor) as open_minor, sum(i.disputed_minor) as disputed_minor";

    /// <summary>Items of a ledger that are of the same age, added up.</summary>
    private const string Aged =
        $"""
        {Basis}
        , aged as (
          select i.party, i.currency, {Age} as age, {AgedSums}
          from part i
          group by 1, 2, 3
        )
        """;

    private const string AgingOfLedger =
        $"""
        select l.party, l.currency, {AgingColumns}
        from read.ledger l left join aged a on a.party = l.party and a.currency = l.currency
        where l.business = @business and l.party = @party and l.currency = @currency
        group by l.party, l.currency
        """;

    private const string AgingColumns = $"{OpenByAge},\n{DisputedByAge}";

    private const string OpenByAge =
        """
        coalesce(sum(a.open_minor) filter (where a.age = 0), 0)::bigint as not_due_minor,
        coalesce(sum(a.open_minor) filter (where a.age = 1), 0)::bigint as days1_to30_minor,
        coalesce(sum(a.open_minor) filter (where a.age = 2), 0)::bigint as days31_to60_minor,
        coalesce(sum(a.open_minor) filter (where a.age = 3), 0)::bigint as days61_to90_minor,
        coalesce(sum(a.open_minor) filter (where a.age = 4), 0)::bigint as days91_to120_minor,
        coalesce(sum(a.open_minor) filter (where a.age = 5), 0)::bigint as over120_minor,
        coalesce(sum(a.open_minor) filter (where a.age is null), 0)::bigint as unapplied_minor
        """;

    private const string DisputedByAge =
        """
        coalesce(sum(a.disputed_minor) filter (where a.age = 0), 0)::bigint as not_due_disputed_minor,
        coalesce(sum(a.disputed_minor) filter (where a.age = 1), 0)::bigint as days1_to30_disputed_minor,
        coalesce(sum(a.disputed_minor) filter (where a.age = 2), 0)::bigint as days31_to60_disputed_minor,
        coalesce(sum(a.disputed_minor) filter (where a.age = 3), 0)::bigint as days61_to90_disputed_minor,
        coalesce(sum(a.disputed_minor) filter (where a.age = 4), 0)::bigint as days91_to120_disputed_minor,
        coalesce(sum(a.disputed_minor) filter (where a.age = 5), 0)::bigint as over120_disputed_minor
        """;
}
