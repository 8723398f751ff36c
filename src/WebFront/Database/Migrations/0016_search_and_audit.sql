-- Works with programs since 0005.
-- One box finds parties, documents, payments, references and amounts. Words are found at the beginning or at the end of
-- numbers and references (people read out the last digits), by the order of their bytes: so nothing that a person types is a
-- wildcard, and a range of the index is all that is read.
create index invoice_found_number on read.invoice (business, lower(number) text_pattern_ops) where number is not null;
create index invoice_found_ending on read.invoice (business, reverse(lower(number)) text_pattern_ops) where number is not null;
create index invoice_found_reference on read.invoice (business, lower(reference) text_pattern_ops) where reference is not null;
create index invoice_found_total on read.invoice (business, total_minor, document_date);
-- A page of the list of invoices begins where the one before ended: in each of its orders a range of an index.
create index invoice_by_date on read.invoice (business, document_date, (coalesce(number, '') || '/' || document::text));
create index invoice_by_due on read.invoice (business, due_date, (coalesce(number, '') || '/' || document::text));
create index invoice_by_amount on read.invoice (business, total_minor, (coalesce(number, '') || '/' || document::text));
create index credit_note_found_number on read.credit_note (business, lower(number) text_pattern_ops) where number is not null;
create index credit_note_found_ending on read.credit_note (business, reverse(lower(number)) text_pattern_ops)
  where number is not null;
create index credit_note_found_total on read.credit_note (business, total_minor, document_date);
create index entry_found_number on read.entry (business, lower(number) text_pattern_ops)
  where kind in ('Payment', 'Refund') and number is not null;
create index entry_found_ending on read.entry (business, reverse(lower(number)) text_pattern_ops)
  where kind in ('Payment', 'Refund') and number is not null;
create index entry_found_reference on read.entry (business, lower(reference) text_pattern_ops)
  where kind in ('Payment', 'Refund') and reference is not null;
create index entry_found_amount on read.entry (business, amount_minor, document_date) where kind in ('Payment', 'Refund');

-- Within the business of the scope, whoever asks; a customer's scope finds nothing. Amounts come as pairs of currency and
-- minor units: what was typed, read in each currency that it can be read in.
create function access.search(words text, currencies text[], minors bigint[], max_rows int)
returns table (kind text, rank int, party uuid, document uuid, entry bigint, currency text, number text, reference text,
  amount_minor bigint, document_date date, status text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  b constant uuid := access.business();
  first text := lower(words);
  -- Beyond everything that begins with it.
  past text := lower(words) || U&'\+10FFFF';
  ending text := reverse(lower(words));
  past_ending text := reverse(lower(words)) || U&'\+10FFFF';
begin
  if b is null or access.party() is not null or access.document() is not null or length(words) = 0 then
    return;
  end if;
  return query
    select 'Party'::text, case when lower(p.code) = first then 0 when starts_with(lower(p.name), first) then 1 else 4 end,
      p.party, null::uuid, null::bigint, p.currency, p.code, p.city, null::bigint, null::date, p.tax_id
    from read.party p
    where p.business = b and (strpos(lower(p.name), first) > 0 or starts_with(lower(p.code), first)
      or starts_with(lower(p.tax_id), first))
    order by 2, lower(p.name), p.party limit max_rows;
  return query
    with hit as (
      (select i.document, 2 as rank from read.invoice i
        where i.business = b and lower(i.number) ~>=~ first and lower(i.number) ~<~ past
        order by lower(i.number) using ~>~ limit max_rows)
      union all
      (select i.document, 2 from read.invoice i
        where i.business = b and reverse(lower(i.number)) ~>=~ ending and reverse(lower(i.number)) ~<~ past_ending
          and length(ending) > 1 limit 64)
      union all
      (select i.document, 2 from read.invoice i
        where i.business = b and lower(i.reference) ~>=~ first and lower(i.reference) ~<~ past limit 64)
      union all
      (select i.document, 3 from unnest(currencies, minors) a(currency, minor)
        cross join lateral (select i.document from read.invoice i
          where i.business = b and i.total_minor = a.minor and i.currency = a.currency
          order by i.document_date desc limit max_rows) i)
    )
    select 'Invoice'::text, min(case when lower(i.number) = first then 0 else h.rank end), i.party, i.document, null::bigint,
      i.currency, i.number, i.reference, i.total_minor, i.document_date, i.status
    from hit h join read.invoice i on i.business = b and i.document = h.document
    where i.status <> 'Discarded'
    group by i.business, i.document order by 2, i.document_date desc, i.document limit max_rows;
  return query
    with hit as (
      (select c.document, 2 as rank from read.credit_note c
        where c.business = b and lower(c.number) ~>=~ first and lower(c.number) ~<~ past
        order by lower(c.number) using ~>~ limit max_rows)
      union all
      (select c.document, 2 from read.credit_note c
        where c.business = b and reverse(lower(c.number)) ~>=~ ending and reverse(lower(c.number)) ~<~ past_ending
          and length(ending) > 1 limit 64)
      union all
      (select c.document, 3 from unnest(currencies, minors) a(currency, minor)
        cross join lateral (select c.document from read.credit_note c
          where c.business = b and c.total_minor = a.minor and c.currency = a.currency
          order by c.document_date desc limit max_rows) c)
    )
    select 'CreditNote'::text, min(case when lower(c.number) = first then 0 else h.rank end), c.party, c.document, null::bigint,
      c.currency, c.number, c.invoice_reference ->> 'number', c.total_minor, c.document_date, c.status
    from hit h join read.credit_note c on c.business = b and c.document = h.document
    where c.status <> 'Discarded'
    group by c.business, c.document order by 2, c.document_date desc, c.document limit max_rows;
  return query
    with hit as (
      (select e.party, e.currency, e.entry, 2 as rank from read.entry e
        where e.business = b and e.kind in ('Payment', 'Refund') and lower(e.number) ~>=~ first and lower(e.number) ~<~ past
        order by lower(e.number) using ~>~ limit max_rows)
      union all
      (select e.party, e.currency, e.entry, 2 from read.entry e
        where e.business = b and e.kind in ('Payment', 'Refund') and reverse(lower(e.number)) ~>=~ ending
          and reverse(lower(e.number)) ~<~ past_ending
          and length(ending) > 1 limit 64)
      union all
      (select e.party, e.currency, e.entry, 2 from read.entry e
        where e.business = b and e.kind in ('Payment', 'Refund') and lower(e.reference) ~>=~ first
          and lower(e.reference) ~<~ past limit 64)
      union all
      (select e.party, e.currency, e.entry, 3 from unnest(currencies, minors) a(currency, minor)
        cross join lateral (select e.party, e.currency, e.entry from read.entry e
          where e.business = b and e.kind in ('Payment', 'Refund') and e.amount_minor = a.minor and e.currency = a.currency
          order by e.document_date desc limit max_rows) e)
    )
    select e.kind, min(case when lower(e.number) = first then 0 else h.rank end), e.party, e.document, e.entry, e.currency,
      e.number, e.reference, e.amount_minor, e.document_date, e.method
    from hit h
    join read.entry e on e.business = b and e.party = h.party and e.currency = h.currency and e.entry = h.entry
    group by e.business, e.party, e.currency, e.entry order by 2, e.document_date desc, e.entry limit max_rows;
end $$;
revoke execute on function access.search(text, text[], bigint[], int) from public;
grant execute on function access.search(text, text[], bigint[], int) to ledgerportal_console;

-- What was done, from the journal: for operators of the business of the scope, and nobody else. The newest first, below a
-- position. Either of a document (its streams, and what of the ledger posted, settled or unsettled it), or of a party (what
-- is marked as its, and its ledgers), or of the whole business.
create function access.audit(of_document uuid, of_party uuid, of_streams text[], of_ledger text, of_nouns text[],
  since timestamptz, before_moment timestamptz, of_actor text, below bigint, max_rows int)
returns table ("position" bigint, stream text, version bigint, actor text, recorded_at timestamptz, events text, who text,
  about text, party uuid, party_name text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  b constant uuid := access.business();
  narrowing constant text := ' and j.position < $7 and ($4 is null or split_part(j.stream, ''/'', 1) = any($4))
    and ($5 is null or j.recorded_at >= $5) and ($6 is null or j.recorded_at < $6) and ($8 is null or starts_with(j.actor, $8))
    order by j.position desc limit $9';
  chosen text;
begin
  if b is null or access.party() is not null or access.document() is not null then
    return;
  end if;
  chosen := case
    when of_document is not null then '(j.stream = any($2) or j.stream = $10 and (
      j.recorded_at in (select e.recorded_at from read.entry e where e.business = $1 and e.document = $11)
      or j.version in (select unnest(array[a.version, a.undone_version])
        from read.entry e
        join read.allocation a on a.business = e.business and a.party = e.party and a.currency = e.currency
          and e.entry in (a.credit_entry, a.debit_entry)
        where e.business = $1 and e.document = $11)))'
    when of_party is not null then '(j.party = $3 or j.stream = any($2))'
    else 'true'
  end;
  return query execute '
    with found as materialized (
      select j.position, j.stream, j.version, j.actor, j.recorded_at, j.data, j.party,
        access.id(split_part(j.stream, ''/'', 2)) as subject, split_part(j.stream, ''/'', 1) as noun
      from journal.journal j where j.business = $1 and ' || chosen || narrowing || '
    )
    select f.position, f.stream, f.version, f.actor, f.recorded_at, convert_from(f.data, ''UTF8''),
      case split_part(f.actor, ''/'', 1)
        when ''operator'' then access.operator_email(f.actor)
        when ''party'' then (select p.name from read.party p where p.business = $1
          and p.party = access.id(split_part(split_part(f.actor, ''/'', 2), '' '', 1)))
      end,
      case f.noun
        when ''invoice'' then (select i.number from read.invoice i where i.business = $1 and i.document = f.subject)
        when ''credit-note'' then (select c.number from read.credit_note c where c.business = $1 and c.document = f.subject)
        when ''document-link'' then coalesce(
          (select i.number from read.invoice i where i.business = $1 and i.document = f.subject),
          (select c.number from read.credit_note c where c.business = $1 and c.document = f.subject))
      end,
      p.party, p.name
    from found f
    left join read.party p on p.business = $1
      and p.party = coalesce(f.party, case when f.noun in (''ledger'', ''party'', ''portal-token'') then f.subject end)
    order by f.position desc'
  using b, of_streams, of_party, of_nouns, since, before_moment, below, of_actor, max_rows, of_ledger, of_document;
end $$;
revoke execute on function access.audit(uuid, uuid, text[], text, text[], timestamptz, timestamptz, text, bigint, int) from public;
grant execute on function access.audit(uuid, uuid, text[], text, text[], timestamptz, timestamptz, text, bigint, int)
  to ledgerportal_console;
