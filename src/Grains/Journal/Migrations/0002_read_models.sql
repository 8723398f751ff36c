-- The read models: tables that pages query, written in the same SQL transaction as the events they come from. Every row
-- belongs to one stream. A rebuild makes the same tables in a shadow schema (`like … including all`), fills them from the
-- journal, and puts the schema in the place of this one.
set local search_path = read, public;

create table business (
  business uuid primary key,
  version bigint not null,
  name text not null,
  currency text not null,
  time_zone text not null,
  details jsonb not null,
  portal_enabled boolean not null,
  portal jsonb not null,
  locked_through date,
  created_at timestamptz not null
);

create table party (
  business uuid not null,
  party uuid not null,
  version bigint not null,
  name text not null,
  code text,
  tax_id text,
  city text,
  currency text not null,
  terms_days int not null,
  is_shared boolean not null,
  details jsonb not null,
  created_at timestamptz not null,
  primary key (business, party)
);
create unique index party_code on party (business, code) where code is not null;
create index party_name on party (business, lower(name), party);

create table contact (
  business uuid not null,
  party uuid not null,
  contact uuid not null,
  sealed bytea not null,
  role text,
  is_removed boolean not null,
  primary key (business, party, contact)
);

create table ledger (
  business uuid not null,
  party uuid not null,
  currency text not null,
  version bigint not null,
  head_hash bytea not null,
  balance_minor bigint not null,
  -- The latest document date, effective date or date of an undoing: as of this day or later, what was open is what is open.
  latest_date date not null,
  updated_at timestamptz not null,
  primary key (business, party, currency)
) with (fillfactor = 70);

create table entry (
  business uuid not null,
  party uuid not null,
  currency text not null,
  entry bigint not null,
  kind text not null,
  is_debit boolean not null,
  amount_minor bigint not null,
  -- In recorded order. By document date the running balance is computed when it is asked for.
  balance_after_minor bigint not null,
  -- The unsettled part: an open item of a debit, an unapplied credit of a credit.
  open_minor bigint not null,
  disputed_minor bigint not null,
  document_date date not null,
  due_date date not null,
  -- The first day from which it may be settled: its document date, later when what settled it before was undone later.
  settleable_from date not null,
  recorded_at timestamptz not null,
  document uuid,
  number text,
  method text,
  reference text,
  narration text,
  reverses bigint,
  reversed_by bigint,
  primary key (business, party, currency, entry)
) with (fillfactor = 85);
create index entry_date on entry (business, party, currency, document_date, entry);
create index entry_open on entry (business, party, currency, due_date) where open_minor <> 0;
-- One entry a document.
create unique index entry_document on entry (business, document) where document is not null;
create index entry_recent on entry (business, recorded_at) where kind = 'Payment' or kind = 'Refund' or reverses is not null;

-- Why an operator did it. No role of the portal can read this table.
create table entry_reason (
  business uuid not null,
  party uuid not null,
  currency text not null,
  entry bigint not null,
  reason text not null,
  actor text not null,
  primary key (business, party, currency, entry)
);

create table allocation (
  business uuid not null,
  party uuid not null,
  currency text not null,
  -- The ledger's version that made it, and its place within that version.
  version bigint not null,
  ordinal int not null,
  credit_entry bigint not null,
  debit_entry bigint not null,
  amount_minor bigint not null,
  -- It counts from the one day until before the other. A mistake that was undone counts on no day: both are the same.
  effective_date date not null,
  undone_from date,
  undone_version bigint,
  primary key (business, party, currency, version, ordinal),
  check ((undone_from is null) = (undone_version is null))
);
create index allocation_credit on allocation (business, party, currency, credit_entry);
create index allocation_debit on allocation (business, party, currency, debit_entry);
create index allocation_effective on allocation (business, party, currency, effective_date);
create index allocation_undone on allocation (business, party, currency, undone_from) where undone_from is not null;

-- Sums of a day by document date: the balance as of a date is a sum over days, however many entries a day has.
create table ledger_day (
  business uuid not null,
  party uuid not null,
  currency text not null,
  day date not null,
  debit_minor bigint not null,
  credit_minor bigint not null,
  -- Payments less those taken back on the day, less refunds.
  received_minor bigint not null,
  entries bigint not null,
  primary key (business, party, currency, day)
) with (fillfactor = 80);
create index ledger_day_received on ledger_day (business, day) where received_minor <> 0;

create table invoice (
  business uuid not null,
  document uuid not null,
  party uuid not null,
  version bigint not null,
  status text not null,
  number text,
  document_date date not null,
  due_date date not null,
  currency text not null,
  total_minor bigint not null,
  taxable_minor bigint not null,
  -- Of the total: what credit notes, posted or on their way, have taken back.
  credited_minor bigint not null,
  reference text,
  content jsonb not null,
  totals jsonb not null,
  supplier jsonb,
  customer jsonb,
  is_shared boolean not null,
  held_until timestamptz,
  issued_at timestamptz,
  first_viewed_at timestamptz,
  last_viewed_at timestamptz,
  views int not null,
  -- The ledger has yet to agree that it is void; or why it did not.
  is_voiding boolean not null,
  void_refused text,
  corrected_by uuid,
  copied_from uuid,
  created_at timestamptz not null,
  primary key (business, document)
);
create index invoice_party on invoice (business, party, document_date, document);
create index invoice_date on invoice (business, document_date, document);
create unique index invoice_number on invoice (business, number) where number is not null;

create table credit_note (
  business uuid not null,
  document uuid not null,
  party uuid not null,
  version bigint not null,
  status text not null,
  number text,
  document_date date not null,
  currency text not null,
  total_minor bigint not null,
  taxable_minor bigint not null,
  invoice uuid,
  content jsonb not null,
  totals jsonb not null,
  supplier jsonb not null,
  customer jsonb not null,
  invoice_reference jsonb,
  reason text,
  -- Why its invoice had no room for it.
  refused_because text,
  issued_at timestamptz,
  created_at timestamptz not null,
  primary key (business, document)
);
create index credit_note_party on credit_note (business, party, document_date, document);
create index credit_note_date on credit_note (business, document_date, document);
create index credit_note_invoice on credit_note (business, invoice) where invoice is not null;
create unique index credit_note_number on credit_note (business, number) where number is not null;

create table viewing (
  business uuid not null,
  document uuid not null,
  version bigint not null,
  party uuid not null,
  viewed_at timestamptz not null,
  through text not null,
  device text not null,
  primary key (business, document, version)
);

create table number_series (
  business uuid not null,
  series text not null,
  financial_year int not null,
  first_number bigint not null,
  next_number bigint not null,
  pattern text not null,
  primary key (business, series, financial_year)
);

create table portal_token (
  business uuid not null,
  party uuid not null,
  link uuid not null,
  generation int not null,
  created_at timestamptz not null,
  created_by text not null,
  expires_at timestamptz not null,
  is_revoked boolean not null,
  last_used_at timestamptz,
  last_used_device text,
  primary key (business, party)
);
create unique index portal_token_link on portal_token (link);

create table document_link (
  business uuid not null,
  document uuid not null,
  party uuid not null,
  kind text not null,
  link uuid not null,
  generation int not null,
  created_at timestamptz not null,
  created_by text not null,
  expires_at timestamptz not null,
  is_revoked boolean not null,
  last_used_at timestamptz,
  last_used_device text,
  primary key (business, document)
);
create unique index document_link_link on document_link (link);

-- The ledger entry of the one document that a document link opens, and the entries that settle it.
create function access.document_entry(out currency text, out entry bigint) language sql stable security definer as $$
  select e.currency, e.entry from read.entry e
  where e.business = access.business() and e.party = access.party() and e.document = access.document()
$$;
create function access.settling_entries() returns table (currency text, entry bigint)
language sql stable security definer as $$
  select e.currency, case when a.debit_entry = e.entry then a.credit_entry else a.debit_entry end
  from read.entry e
  join read.allocation a on a.business = e.business and a.party = e.party and a.currency = e.currency
    and e.entry in (a.debit_entry, a.credit_entry) and a.undone_version is null
  where e.business = access.business() and e.party = access.party() and e.document = access.document()
$$;
revoke execute on function access.document_entry(), access.settling_entries() from public;
grant execute on function access.document_entry(), access.settling_entries() to ledgerportal_document;

-- Row level security: the console sees its business, the portal its party, a document link its document. A query that
-- forgets its WHERE shows nothing of anyone else. The sub-selects make PostgreSQL look at the scope once a query. The
-- document link has a role of its own, so that the policies of a whole party have no "or", whose rows the planner
-- cannot estimate.
create function access.secure_read_models(schema_name text) returns void language plpgsql as $$
declare
  t text;
  of_business constant text := 'business = (select access.business())';
  of_party constant text := of_business || ' and party = (select access.party())';
  no_document constant text := ' and (select access.document()) is null';
begin
  execute format('grant usage on schema %I to ledgerportal_writer, ledgerportal_console, ledgerportal_portal,
    ledgerportal_document', schema_name);
  foreach t in array array['business', 'party', 'contact', 'ledger', 'entry', 'entry_reason', 'allocation',
      'ledger_day', 'invoice', 'credit_note', 'viewing', 'number_series', 'portal_token', 'document_link'] loop
    execute format('alter table %I.%I enable row level security', schema_name, t);
    execute format('grant select, insert, update, delete on %I.%I to ledgerportal_writer', schema_name, t);
    execute format('grant select on %I.%I to ledgerportal_console', schema_name, t);
    execute format('create policy writer on %I.%I to ledgerportal_writer using (true) with check (true)', schema_name, t);
    execute format('create policy console on %I.%I for select to ledgerportal_console using (%s)',
      schema_name, t, of_business);
  end loop;

  -- The portal cannot read operators' reasons, number series, links, or who viewed what.
  foreach t in array array['business', 'party', 'contact', 'ledger', 'entry', 'allocation', 'ledger_day', 'invoice',
      'credit_note'] loop
    execute format('grant select on %I.%I to ledgerportal_portal, ledgerportal_document', schema_name, t);
    execute format('create policy portal on %I.%I for select to ledgerportal_portal using (%s)', schema_name, t,
      case t
        when 'business' then of_business
        when 'invoice' then of_party || no_document || ' and status in (''Issued'', ''Void'')'
        when 'credit_note' then of_party || no_document || ' and status = ''Issued'''
        else of_party || no_document
      end);
    -- Where nothing is said a document link sees nothing.
    execute format('create policy document on %I.%I for select to ledgerportal_document using (%s)', schema_name, t,
      case t
        when 'business' then of_business
        when 'party' then of_party
        when 'invoice' then of_party || ' and status in (''Issued'', ''Void'') and document = (select access.document())'
        when 'credit_note' then of_party || ' and status = ''Issued'' and document = (select access.document())'
        when 'entry' then of_party || ' and (document = (select access.document())
          or (currency, entry) in (select s.currency, s.entry from access.settling_entries() s))'
        when 'allocation' then of_party || ' and (
          (currency, credit_entry) = (select d.currency, d.entry from access.document_entry() d)
          or (currency, debit_entry) = (select d.currency, d.entry from access.document_entry() d))'
        else 'false'
      end);
  end loop;
end $$;
revoke execute on function access.secure_read_models(text) from public;

select access.secure_read_models('read');
