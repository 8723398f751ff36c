-- Roles belong to the server, not to one database: several installations on one server share them.
do $$
declare
  role_name text;
begin
  foreach role_name in array array['ledgerportal_writer', 'ledgerportal_console', 'ledgerportal_portal',
      'ledgerportal_document'] loop
    begin
      execute format('create role %I nologin', role_name);
    exception when duplicate_object or unique_violation then
      null; -- made by another installation on this server, perhaps at this moment
    end;
    -- An owner who is no superuser may have been given the roles beforehand by whoever made them.
    if not pg_has_role(current_user, role_name, 'member') then
      execute format('grant %I to current_user', role_name);
    end if;
  end loop;
end $$;

create schema journal;
create schema read;
create schema access;
grant usage on schema journal to ledgerportal_writer, ledgerportal_console;
grant usage on schema read to ledgerportal_writer, ledgerportal_console, ledgerportal_portal, ledgerportal_document;
grant usage on schema access to ledgerportal_writer, ledgerportal_console, ledgerportal_portal, ledgerportal_document;

-- One row = one accepted command = one version of one stream. The only place that is true.
create table journal.journal (
  business uuid not null,
  stream text not null,
  version bigint not null check (version > 0),
  command_id uuid not null,
  command_hash bytea not null,
  -- Set on rows of a party's documents, links and profile; the party's ledgers have versions of their own.
  party uuid,
  actor text not null,
  recorded_at timestamptz not null,
  data bytea not null,
  prev_hash bytea not null,
  hash bytea not null,
  position bigint generated always as identity,
  xid xid8 not null default pg_current_xact_id(),
  constraint journal_version primary key (business, stream, version),
  constraint journal_command unique (business, stream, command_id)
);
create index journal_position on journal.journal (business, position);
create index journal_party on journal.journal (business, party, position) where party is not null;
grant select, insert on journal.journal to ledgerportal_writer;

-- The fence: an append is accepted only on the version and hash that stand here.
create table journal.head (
  business uuid not null,
  stream text not null,
  version bigint not null,
  hash bytea not null,
  primary key (business, stream)
) with (fillfactor = 70);
grant select, insert, update on journal.head to ledgerportal_writer;

create table journal.snapshot (
  business uuid not null,
  stream text not null,
  version bigint not null,
  format int not null,
  hash bytea not null,
  recorded_at timestamptz not null,
  data bytea not null,
  primary key (business, stream)
);
grant select, insert, update, delete on journal.snapshot to ledgerportal_writer;

-- What events oblige someone to do. Rows leave when done; what keeps failing is set aside and shown to operators.
create table journal.outbox (
  business uuid not null,
  stream text not null,
  version bigint not null,
  ordinal int not null,
  due_at timestamptz not null,
  command_id uuid not null,
  obligation bytea not null,
  -- The document date of a posting on its way to a ledger: a lock of the period waits for it.
  posting_date date,
  attempts int not null default 0,
  last_error text,
  set_aside_at timestamptz,
  primary key (business, stream, version, ordinal)
);
create index outbox_due on journal.outbox (due_at) where set_aside_at is null;
grant select, insert, update, delete on journal.outbox to ledgerportal_writer;
grant select on journal.outbox to ledgerportal_console;

-- The day through which a business's books are closed: read under a shared advisory lock by each dated append, written
-- under the exclusive one.
create table journal.period_lock (
  business uuid primary key,
  locked_through date
);
grant select, insert, update on journal.period_lock to ledgerportal_writer;

-- The scope of the SQL transaction, set by the page that opened it. Nothing set shows nothing.
create function access.business() returns uuid language sql stable parallel safe
  return nullif(current_setting('ledgerportal.business', true), '')::uuid;
create function access.party() returns uuid language sql stable parallel safe
  return nullif(current_setting('ledgerportal.party', true), '')::uuid;
-- A document link sees one document, under a role of its own; other sessions of the portal see all of their party.
create function access.document() returns uuid language sql stable parallel safe
  return nullif(current_setting('ledgerportal.document', true), '')::uuid;
grant execute on function access.business(), access.party(), access.document()
  to ledgerportal_writer, ledgerportal_console, ledgerportal_portal, ledgerportal_document;

alter table journal.outbox enable row level security;
create policy outbox_writer on journal.outbox to ledgerportal_writer using (true) with check (true);
create policy outbox_console on journal.outbox for select to ledgerportal_console using (business = (select access.business()));

-- What identifies a person can be read only with the key in this table, itself wrapped by a key outside the database.
create table access.person_key (
  business uuid not null,
  person uuid not null,
  wrapped_key bytea not null,
  primary key (business, person)
);
grant select, insert, delete on access.person_key to ledgerportal_writer;
