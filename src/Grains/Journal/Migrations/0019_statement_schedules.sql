-- Works with programs since 0005.
-- To whom statements are sent by themselves, and how often; when the next one is due is not of the books.
create table read.statement_schedule (
  business uuid not null,
  party uuid not null,
  -- Of the party, when it was set.
  version bigint not null,
  -- Null: none any more.
  rhythm text,
  contact uuid,
  primary key (business, party)
);

create function access.secure_read_models_4(schema_name text) returns void language plpgsql as $$
begin
  execute format('alter table %I.statement_schedule enable row level security', schema_name);
  execute format('grant select, insert, update, delete on %I.statement_schedule to ledgerportal_writer', schema_name);
  execute format('grant select on %I.statement_schedule to ledgerportal_console', schema_name);
  execute format('create policy writer on %I.statement_schedule to ledgerportal_writer using (true) with check (true)', schema_name);
  execute format('create policy console on %I.statement_schedule for select to ledgerportal_console
    using (business = (select access.business()))', schema_name);
end $$;
create or replace function access.secure_read_models(schema_name text) returns void language plpgsql as $$
begin
  perform access.secure_read_models_1(schema_name);
  perform access.secure_read_models_2(schema_name);
  perform access.secure_read_models_3(schema_name);
  perform access.secure_read_models_4(schema_name);
end $$;
revoke execute on function access.secure_read_models_4(text) from public;

select access.secure_read_models_4('read');
