-- Works with programs since 0005.
-- How messages leave the program: a queue that every process which serves pages sweeps. What a message says and whom it is
-- for is sealed under a key outside the database.
create table access.message (
  message uuid primary key,
  business uuid not null,
  -- Stored name of the kind of message, such as sign-in-code.
  kind text not null,
  sealed bytea,
  created_at timestamptz not null,
  due_at timestamptz not null,
  -- After this moment it is of no use to anybody.
  expires_at timestamptz,
  attempts int not null default 0,
  last_error text,
  set_aside_at timestamptz,
  -- Of what has left, or was dropped where no sender is set up, the row stays for a few days.
  done_at timestamptz,
  outcome text check (outcome in ('Sent', 'Dropped', 'NotNeeded')),
  check ((done_at is null) = (outcome is null)),
  check (done_at is null or set_aside_at is null),
  check (sealed is not null or done_at is not null)
);
create index message_due on access.message (due_at) where done_at is null and set_aside_at is null;
create index message_business on access.message (business, created_at);
create index message_set_aside on access.message (business, set_aside_at) where set_aside_at is not null;

-- Messages cost money: how many left for a business on a day in UTC.
create table access.message_day (
  business uuid not null,
  day date not null,
  messages int not null,
  primary key (business, day)
);

grant select, insert, update, delete on access.message, access.message_day to ledgerportal_access;
grant select on access.message, access.message_day to ledgerportal_console;
alter table access.message enable row level security;
alter table access.message_day enable row level security;
create policy access on access.message to ledgerportal_access using (true) with check (true);
create policy access on access.message_day to ledgerportal_access using (true) with check (true);
create policy console on access.message for select to ledgerportal_console using (business = (select access.business()));
create policy console on access.message_day for select to ledgerportal_console
  using (business = (select access.business()));

-- Contacts may also come in through views that they were given.
alter table access.session drop constraint session_way_check;
alter table access.session add constraint session_way_check
  check (way in ('Token', 'DocumentLink', 'Password', 'Code', 'Delegation'));
-- The contact who signed in by code or password.
alter table access.session add column person uuid;

-- What identifies a person, still sealed, for a message to a contact who is there.
create function access.sealed_contact(of_business uuid, of_party uuid, of_contact uuid) returns bytea
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select c.sealed from read.contact c
  where c.business = of_business and c.party = of_party and c.contact = of_contact and not c.is_removed
$$;
revoke execute on function access.sealed_contact(uuid, uuid, uuid) from public;
grant execute on function access.sealed_contact(uuid, uuid, uuid) to ledgerportal_access;
