-- Works with programs since 0005.
-- Two parties that are the same customer: where a party's affairs go on, and for what was moved between two ledgers what it
-- was in the first. The document stays with the party that it was issued to; who takes its open item may read it.
alter table read.party add column merged_into uuid;
create index party_merged on read.party (business, merged_into) where merged_into is not null;

alter table read.entry
  -- In the giving ledger: whose ledger took it.
  add column transferred_to uuid,
  -- In the taking ledger: which entry of whose ledger gave it, and what was recorded first.
  add column origin_party uuid,
  add column origin_entry bigint,
  add column origin_kind text,
  add column origin_date date,
  add column origin_document uuid,
  -- Of a payment that the bank did not honour.
  add column bounced_on date;
create index entry_origin on read.entry (business, origin_document) where origin_document is not null;
-- That nothing has moved yet is worth knowing: lists of documents join what has.
analyze read.entry (origin_document);

-- The party of the session and those that were merged into it.
create function access.parties() returns uuid[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with recursive merged(party) as (
    select access.party() where access.party() is not null
    union
    select p.party from read.party p join merged m on p.merged_into = m.party where p.business = access.business()
  )
  select coalesce(array_agg(party), '{}') from merged
$$;

-- What is owed on the one document that a document link opens: the entry that posted it, and those that its open part was
-- moved to. Then the entries that settle it.
create function access.bearing_entries() returns table (party uuid, currency text, entry bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select e.party, e.currency, e.entry from read.entry e
  where e.business = access.business() and e.party = access.party() and e.document = access.document()
  union all
  select e.party, e.currency, e.entry from read.entry e
  where e.business = access.business() and e.origin_document = access.document() and exists (
    select from read.entry o where o.business = e.business and o.party = access.party() and o.document = access.document())
$$;
create function access.entries_that_settle() returns table (party uuid, currency text, entry bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select e.party, e.currency, case when a.debit_entry = e.entry then a.credit_entry else a.debit_entry end
  from access.bearing_entries() e
  join read.allocation a on a.business = access.business() and a.party = e.party and a.currency = e.currency
    and e.entry in (a.debit_entry, a.credit_entry) and a.undone_version is null
$$;
revoke execute on function access.parties(), access.bearing_entries(), access.entries_that_settle() from public;
grant execute on function access.parties() to ledgerportal_portal, ledgerportal_document;
grant execute on function access.bearing_entries(), access.entries_that_settle() to ledgerportal_document;

create function access.secure_read_models_5(schema_name text) returns void language plpgsql as $$
declare
  t text;
  of_business constant text := 'business = (select access.business())';
begin
  foreach t in array array['invoice', 'credit_note'] loop
    execute format('alter policy portal on %I.%I using (%s)', schema_name, t, of_business
      || ' and party = any ((select access.parties())::uuid[]) and (select access.document()) is null and '
      || case t when 'invoice' then 'status in (''Issued'', ''Void'')' else 'status = ''Issued''' end);
  end loop;
  execute format('alter policy document on %I.entry using (%s)', schema_name, of_business
    || ' and ((party, currency, entry) in (select b.party, b.currency, b.entry from access.bearing_entries() b)
      or (party, currency, entry) in (select s.party, s.currency, s.entry from access.entries_that_settle() s))');
  execute format('alter policy document on %I.allocation using (%s)', schema_name, of_business
    || ' and ((party, currency, credit_entry) in (select b.party, b.currency, b.entry from access.bearing_entries() b)
      or (party, currency, debit_entry) in (select b.party, b.currency, b.entry from access.bearing_entries() b))');
end $$;
create or replace function access.secure_read_models(schema_name text) returns void language plpgsql as $$
begin
  perform access.secure_read_models_1(schema_name);
  perform access.secure_read_models_2(schema_name);
  perform access.secure_read_models_3(schema_name);
  perform access.secure_read_models_4(schema_name);
  perform access.secure_read_models_5(schema_name);
end $$;
revoke execute on function access.secure_read_models_5(text) from public;

select access.secure_read_models_5('read');
