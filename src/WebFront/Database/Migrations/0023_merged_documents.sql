-- Works with programs since 0005.
-- What a document link may notice goes on where the open part of its document was moved to.
create or replace function access.document_position(of_business uuid, of_party uuid, of_document uuid) returns bigint
language sql stable as $$
  select coalesce(
      (select i.version from read.invoice i
        where i.business = of_business and i.document = of_document and i.party = of_party),
      (select c.version from read.credit_note c
        where c.business = of_business and c.document = of_document and c.party = of_party), 0)
    + coalesce((
      select count(distinct (e.party, e.entry)) + count(distinct (e.party, e.entry)) filter (where e.reversed_by is not null)
        + count(a.version) + count(a.undone_version) + count(o.number)
      from read.entry e
      left join read.allocation a on a.business = e.business and a.party = e.party and a.currency = e.currency
        and e.entry in (a.credit_entry, a.debit_entry)
      -- What settles it may get its receipt's number later.
      left join read.entry o on o.business = e.business and o.party = e.party and o.currency = e.currency
        and o.entry = case when a.credit_entry = e.entry then a.debit_entry else a.credit_entry end
      where e.business = of_business
        and (e.party = of_party and e.document = of_document or e.origin_document = of_document)), 0)
$$;
