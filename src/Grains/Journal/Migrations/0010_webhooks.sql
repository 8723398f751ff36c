-- Works with programs since 0005.
-- Whom a business wants to be told of what happens, and what each is still to be told. A delivery is written in the SQL
-- transaction of the event it tells of. No secret is here: each is derived from webhook and generation under a key outside
-- the database.
create table journal.webhook (
  business uuid not null,
  webhook uuid not null,
  url text not null check (length(url) between 1 and 500),
  kinds text[] not null,
  -- Raised when the secret is changed; until then the secret before is good, too.
  generation int not null default 1,
  previous_until timestamptz,
  created_at timestamptz not null,
  created_by text not null,
  -- Since when every delivery failed; null when the last one succeeded.
  failing_since timestamptz,
  disabled_at timestamptz,
  primary key (business, webhook)
);

-- Without a foreign key: a webhook that is removed at this moment must never make a posting fail. Rows without their webhook are
-- swept away.
create table journal.webhook_delivery (
  delivery bigint generated always as identity primary key,
  business uuid not null,
  webhook uuid not null,
  kind text not null,
  stream text not null,
  version bigint not null,
  recorded_at timestamptz not null,
  -- The exact bytes that are sent, at every try the same: made at the first.
  body bytea,
  due_at timestamptz not null,
  attempts int not null default 0,
  last_attempt_at timestamptz,
  last_answer text,
  delivered_at timestamptz,
  given_up_at timestamptz
);
create index webhook_delivery_waiting on journal.webhook_delivery (webhook, stream, delivery)
  where delivered_at is null and given_up_at is null;
create index webhook_delivery_due on journal.webhook_delivery (due_at) where delivered_at is null and given_up_at is null;
create index webhook_delivery_log on journal.webhook_delivery (business, webhook, delivery);

grant select on journal.webhook to ledgerportal_writer;
grant insert on journal.webhook_delivery to ledgerportal_writer;
grant usage on schema journal to ledgerportal_access;
grant select, insert, update, delete on journal.webhook, journal.webhook_delivery to ledgerportal_access;
grant select on journal.webhook, journal.webhook_delivery to ledgerportal_console;

alter table journal.webhook enable row level security;
create policy writer on journal.webhook for select to ledgerportal_writer using (true);
create policy access on journal.webhook to ledgerportal_access using (true) with check (true);
create policy console on journal.webhook for select to ledgerportal_console using (business = (select access.business()));
alter table journal.webhook_delivery enable row level security;
create policy writer on journal.webhook_delivery for insert to ledgerportal_writer with check (true);
create policy access on journal.webhook_delivery to ledgerportal_access using (true) with check (true);
create policy console on journal.webhook_delivery for select to ledgerportal_console
  using (business = (select access.business()));
