-- Works with programs since 0005.
-- Invitations of contacts, and views that a party gave to somebody outside it.
create table read.invitation (
  business uuid not null,
  contact uuid not null,
  party uuid not null,
  link uuid not null,
  generation int not null,
  invited_at timestamptz not null,
  invited_by text not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  withdrawn_at timestamptz,
  last_sign_in_at timestamptz,
  last_sign_in_device text,
  primary key (business, contact)
);
create index invitation_party on read.invitation (business, party);
create unique index invitation_link on read.invitation (link);

create table read.delegated_view (
  business uuid not null,
  delegated_view uuid not null,
  party uuid not null,
  link uuid not null,
  generation int not null,
  sealed bytea not null,
  granted_at timestamptz not null,
  granted_by text not null,
  -- The last day, and the moment at which it ends at the business.
  until date not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  revoked_by text,
  last_used_at timestamptz,
  last_used_device text,
  primary key (business, delegated_view)
);
create index delegated_view_party on read.delegated_view (business, party, granted_at);
create unique index delegated_view_link on read.delegated_view (link);

-- As the other read models: the console sees its business, and a party the views that it has given. Who was invited is for
-- operators; a document link sees neither.
alter function access.secure_read_models(text) rename to secure_read_models_1;
create function access.secure_read_models_2(schema_name text) returns void language plpgsql as $$
declare
  t text;
  of_business constant text := 'business = (select access.business())';
begin
  foreach t in array array['invitation', 'delegated_view'] loop
    execute format('alter table %I.%I enable row level security', schema_name, t);
    execute format('grant select, insert, update, delete on %I.%I to ledgerportal_writer', schema_name, t);
    execute format('grant select on %I.%I to ledgerportal_console', schema_name, t);
    execute format('create policy writer on %I.%I to ledgerportal_writer using (true) with check (true)', schema_name, t);
    execute format('create policy console on %I.%I for select to ledgerportal_console using (%s)',
      schema_name, t, of_business);
  end loop;
  execute format('grant select on %I.delegated_view to ledgerportal_portal', schema_name);
  execute format('create policy portal on %I.delegated_view for select to ledgerportal_portal using (%s)', schema_name,
    of_business || ' and party = (select access.party()) and (select access.document()) is null');
end $$;
-- What a rebuild calls: the rights of all tables, those of every migration.
create function access.secure_read_models(schema_name text) returns void language plpgsql as $$
begin
  perform access.secure_read_models_1(schema_name);
  perform access.secure_read_models_2(schema_name);
end $$;
revoke execute on function access.secure_read_models(text), access.secure_read_models_2(text) from public;

select access.secure_read_models_2('read');
