-- Works with programs since 0005.
-- Second steps of operators' sign-in, and what happened around sign-ins.
alter table access.session drop constraint session_way_check;
alter table access.session add constraint session_way_of_side check (case side
  when 'Portal' then way in ('Token', 'DocumentLink', 'Password', 'Code', 'Delegation')
  else way in ('Password', 'Authenticator', 'RecoveryCode', 'Passkey', 'SetUp') end);

-- Codes of authenticator apps that were used: each is good once.
create table access.used_code (
  operator_user uuid not null references access.operator_user on delete cascade,
  code text not null check (length(code) = 6),
  used_at timestamptz not null,
  primary key (operator_user, code)
);
create index used_code_used_at on access.used_code (used_at);
grant select, insert, update, delete on access.used_code to ledgerportal_access;

-- Who, what, when, from where, around sign-ins and rights. Rows are added and read, never changed. Persons are named by the id
-- of their account.
create table access.security_event (
  event bigint generated always as identity primary key,
  at timestamptz not null,
  kind text not null,
  by_user uuid,
  about_user uuid,
  -- Null where it concerns an account and not one business.
  business uuid,
  detail text,
  from_address text,
  device text
);
create index security_event_business on access.security_event (business, event);
create index security_event_by on access.security_event (by_user, event);
create index security_event_about on access.security_event (about_user, event) where about_user is not null;
grant select, insert on access.security_event to ledgerportal_access;

-- Of the business in scope, and of its operators since they work for it. The highest number first, below a number.
create function access.security_events(before bigint, max_rows int)
returns table (event bigint, at timestamptz, kind text, by_email text, about_email text, detail text, from_address text,
  device text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select e.event, e.at, e.kind, b.email::text, a.email::text, e.detail, e.from_address, e.device
  from access.security_event e
  left join access.operator_user b on b.id = e.by_user
  left join access.operator_user a on a.id = e.about_user
  where access.business() is not null and access.party() is null and e.event < before
    and (e.business = access.business() or (e.business is null and exists (
      select from access.operator o where o.business = access.business() and o.created_at <= e.at
        and o.operator_user in (e.by_user, e.about_user))))
  order by e.event desc limit max_rows
$$;

-- An operator's sessions that are good now.
create function access.operator_sessions(of_user uuid, moment timestamptz)
returns table (session uuid, way text, business uuid, business_name text, device text, created_at timestamptz,
  last_seen_at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select x.session, x.way, x.business, b.name, x.device, x.created_at, x.last_seen_at
  from access.session x
  join access.session_states(array(select y.session from access.session y
    where y.operator_user = of_user and y.ended_at is null), moment) s on s.session = x.session
  left join read.business b on b.business = x.business
  where s.refusal is null
  order by x.last_seen_at desc, x.session
$$;
revoke execute on function access.security_events(bigint, int), access.operator_sessions(uuid, timestamptz) from public;
grant execute on function access.security_events(bigint, int) to ledgerportal_console;
grant execute on function access.operator_sessions(uuid, timestamptz) to ledgerportal_access;
