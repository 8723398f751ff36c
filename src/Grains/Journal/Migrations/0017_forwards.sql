-- Works with programs since 0005.
-- Who at a party passed a document on to whom.
create table read.forward (
  business uuid not null,
  document uuid not null,
  version bigint not null,
  party uuid not null,
  sender uuid not null,
  receiver uuid not null,
  forwarded_at timestamptz not null,
  primary key (business, document, version)
);

-- For operators only: a party's link may have been passed on, and names nobody to whoever has it.
create function access.secure_read_models_3(schema_name text) returns void language plpgsql as $$
begin
  execute format('alter table %I.forward enable row level security', schema_name);
  execute format('grant select, insert, update, delete on %I.forward to ledgerportal_writer', schema_name);
  execute format('grant select on %I.forward to ledgerportal_console', schema_name);
  execute format('create policy writer on %I.forward to ledgerportal_writer using (true) with check (true)', schema_name);
  execute format('create policy console on %I.forward for select to ledgerportal_console
    using (business = (select access.business()))', schema_name);
end $$;
create or replace function access.secure_read_models(schema_name text) returns void language plpgsql as $$
begin
  perform access.secure_read_models_1(schema_name);
  perform access.secure_read_models_2(schema_name);
  perform access.secure_read_models_3(schema_name);
end $$;
revoke execute on function access.secure_read_models_3(text) from public;

select access.secure_read_models_3('read');
