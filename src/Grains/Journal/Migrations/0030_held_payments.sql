-- Works with programs since 0005.
-- A promise that waits for a moment of its own, perhaps for months: it has no place in the order of its stream, and nothing
-- that the stream promises later waits for it. Programs from before keep such a stream's later promises waiting in their
-- sweep; one that knows the column keeps them.
alter table journal.outbox add column not_before timestamptz;

-- Post-dated payments: what is neither entered nor given back is in keeping, and counts nowhere.
create table read.held_payment (
  business uuid not null,
  party uuid not null,
  currency text not null,
  -- The ledger's version that took it.
  held bigint not null,
  amount_minor bigint not null,
  day date not null,
  held_at timestamptz not null,
  number text,
  method text,
  reference text,
  narration text,
  -- The entry that it became.
  entered_as bigint,
  -- The ledger's version that gave it back.
  given_back_by bigint,
  given_back_at timestamptz,
  given_back_note text,
  primary key (business, party, currency, held),
  check (entered_as is null or given_back_at is null)
);
create index held_payment_day on read.held_payment (business, day) where entered_as is null and given_back_at is null;

create function access.secure_read_models_7(schema_name text) returns void language plpgsql as $$
declare
  of_business constant text := 'business = (select access.business())';
begin
  execute format('alter table %I.held_payment enable row level security', schema_name);
  execute format('grant select, insert, update, delete on %I.held_payment to ledgerportal_writer', schema_name);
  execute format('grant select on %I.held_payment to ledgerportal_console, ledgerportal_portal', schema_name);
  execute format('create policy writer on %I.held_payment to ledgerportal_writer using (true) with check (true)', schema_name);
  execute format('create policy console on %I.held_payment for select to ledgerportal_console using (%s)',
    schema_name, of_business);
  -- What a party that was merged into another one had handed in is shown where its affairs go on. A document link sees none.
  execute format('create policy portal on %I.held_payment for select to ledgerportal_portal using (%s)', schema_name,
    of_business || ' and party = any ((select access.parties())::uuid[]) and (select access.document()) is null');
end $$;
create or replace function access.secure_read_models(schema_name text) returns void language plpgsql as $$
begin
  perform access.secure_read_models_1(schema_name);
  perform access.secure_read_models_2(schema_name);
  perform access.secure_read_models_3(schema_name);
  perform access.secure_read_models_4(schema_name);
  perform access.secure_read_models_5(schema_name);
  perform access.secure_read_models_6(schema_name);
  perform access.secure_read_models_7(schema_name);
end $$;
revoke execute on function access.secure_read_models_7(text) from public;

select access.secure_read_models_7('read');
