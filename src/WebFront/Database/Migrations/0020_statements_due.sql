-- Works with programs since 0005.
-- When the next statement of a party is due, and what became of the last one. Each process of a cluster takes what is due.
create table access.statement_due (
  business uuid not null,
  party uuid not null,
  -- Of the schedule that due_at follows from.
  version bigint not null,
  -- Null while none is scheduled.
  due_at timestamptz,
  last_at timestamptz,
  last_outcome text,
  last_from date,
  last_to date,
  primary key (business, party)
);
create index statement_due_at on access.statement_due (due_at) where due_at is not null;
grant select, insert, update on access.statement_due to ledgerportal_access;
grant select on access.statement_due to ledgerportal_console;
alter table access.statement_due enable row level security;
create policy access on access.statement_due to ledgerportal_access using (true) with check (true);
create policy console on access.statement_due for select to ledgerportal_console
  using (business = (select access.business()));

-- Schedules that were set or changed since their row was made, in all businesses.
create function access.unplanned_statements()
returns table (business uuid, party uuid, version bigint, rhythm text, time_zone text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select s.business, s.party, s.version, s.rhythm, b.details ->> 'timeZone'
  from read.statement_schedule s
  join read.business b on b.business = s.business
  left join access.statement_due d on d.business = s.business and d.party = s.party
  where d.version is null or d.version < s.version
  limit 500
$$;
revoke execute on function access.unplanned_statements() from public;
grant execute on function access.unplanned_statements() to ledgerportal_access;
