-- Works with programs since 0005.
-- The picture that stands for a business on its pages and papers: as the event has it, so that a rebuild gives it again.
create table read.logo (
  business uuid primary key,
  -- All null: it was taken away.
  sha256 text,
  media_type text,
  width_pixels int,
  height_pixels int,
  content bytea,
  check (num_nulls(sha256, media_type, width_pixels, height_pixels, content) in (0, 5))
);
-- PNG and JPEG are compressed already.
alter table read.logo alter column content set storage external;

create function access.secure_read_models_6(schema_name text) returns void language plpgsql as $$
declare
  of_business constant text := 'business = (select access.business())';
  role_name text;
begin
  execute format('alter table %I.logo enable row level security', schema_name);
  execute format('grant select, insert, update, delete on %I.logo to ledgerportal_writer', schema_name);
  execute format('create policy writer on %I.logo to ledgerportal_writer using (true) with check (true)', schema_name);
  foreach role_name in array array['console', 'portal', 'document'] loop
    execute format('grant select on %I.logo to %I', schema_name, 'ledgerportal_' || role_name);
    execute format('create policy %I on %I.logo for select to %I using (%s)',
      role_name, schema_name, 'ledgerportal_' || role_name, of_business);
  end loop;
end $$;
create or replace function access.secure_read_models(schema_name text) returns void language plpgsql as $$
begin
  perform access.secure_read_models_1(schema_name);
  perform access.secure_read_models_2(schema_name);
  perform access.secure_read_models_3(schema_name);
  perform access.secure_read_models_4(schema_name);
  perform access.secure_read_models_5(schema_name);
  perform access.secure_read_models_6(schema_name);
end $$;
revoke execute on function access.secure_read_models_6(text) from public;

select access.secure_read_models_6('read');
