-- Works with programs since 0005.
-- What a key may do and until when, who made it and who revoked it. Keys that were made before could read and post documents
-- and payments, and so can those that an older program makes while it is being replaced. The day of the last use becomes a
-- moment; the old column is no longer written, a later step drops it.
alter table access.api_key
  add column scopes text[] not null default '{read,documents,payments}',
  add column created_by text not null default 'system/key',
  add column expires_at timestamptz,
  add column last_used_at timestamptz,
  add column revoked_by text;
update access.api_key set last_used_at = last_used_on where last_used_on is not null;

-- Operators of a business see its keys, never their hashes.
alter table access.api_key enable row level security;
create policy access on access.api_key to ledgerportal_access using (true) with check (true);
create policy console on access.api_key for select to ledgerportal_console using (business = (select access.business()));
grant select (api_key, business, name, scopes, created_at, created_by, expires_at, last_used_at, revoked_at, revoked_by)
  on access.api_key to ledgerportal_console;

-- Which request came first under an Idempotency-Key: one command id, one content, also over different ledgers. The id is
-- derived from business and key.
create table access.idempotency_key (
  command_id uuid primary key,
  request_hash bytea not null,
  first_at timestamptz not null
);
create index idempotency_key_first on access.idempotency_key (first_at);
grant select, insert, delete on access.idempotency_key to ledgerportal_access;
