-- Works with programs since 0005.
-- Colleagues: who is asked to work for a business; new passwords for forgotten ones; and who runs the installation.

-- The link's secret is nowhere: it is derived from the invitation and its generation under a key outside the database.
create table access.operator_invitation (
  invitation uuid primary key,
  business uuid not null,
  email text not null check (length(email) between 3 and 256),
  role text not null check (role in ('Owner', 'Accountant', 'Collector', 'Viewer')),
  generation int not null default 1,
  invited_by uuid,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  withdrawn_at timestamptz,
  check (accepted_at is null or withdrawn_at is null)
);
create unique index operator_invitation_open on access.operator_invitation (business, lower(email))
  where accepted_at is null and withdrawn_at is null;
grant select, insert, update on access.operator_invitation to ledgerportal_access;

create table access.operator_reset (
  reset uuid primary key,
  operator_user uuid not null references access.operator_user on delete cascade,
  -- Of the account when it was asked: a password changed meanwhile ends the link.
  security_stamp text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index operator_reset_user on access.operator_reset (operator_user, created_at);
grant select, insert, update, delete on access.operator_reset to ledgerportal_access;

-- Who runs the installation: not a role of a business.
create table access.platform_owner (
  operator_user uuid primary key references access.operator_user on delete cascade,
  made_at timestamptz not null default now()
);
grant select, insert, delete on access.platform_owner to ledgerportal_access;
-- Installations that are there already: as it was until now, the owners of the first business.
insert into access.platform_owner (operator_user)
select o.operator_user from access.operator o
where o.role = 'Owner' and o.business = (select b.business from read.business b order by b.created_at, b.business limit 1);

create table access.suspension (
  business uuid not null,
  suspended_at timestamptz not null,
  suspended_by uuid,
  reason text not null check (length(reason) between 1 and 500),
  resumed_at timestamptz,
  resumed_by uuid,
  primary key (business, suspended_at)
);
create unique index suspension_now on access.suspension (business) where resumed_at is null;
grant select, insert, update on access.suspension to ledgerportal_access;

-- A business lets those who run the installation read its books, until a moment.
create table access.platform_grant (
  platform_grant uuid primary key,
  business uuid not null,
  granted_by uuid not null,
  granted_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz
);
create index platform_grant_business on access.platform_grant (business, granted_at);
grant select, insert, update on access.platform_grant to ledgerportal_access;

create function access.is_suspended(of_business uuid) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from access.suspension s where s.business = of_business and s.resumed_at is null)
$$;

-- As what an account stands in a business: its role there; a visitor where the business let those who run the installation in;
-- an outsider in no business, which is where everybody chooses.
create function access.standing_of(of_user uuid, of_business uuid, moment timestamptz) returns table (role text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select x.role from (
    select o.role, 1 as rank from access.operator o where o.operator_user = of_user and o.business = of_business
    union all
    select 'Visitor', 2 from access.platform_owner p join access.platform_grant g on g.business = of_business
      where p.operator_user = of_user and g.revoked_at is null and g.expires_at > moment
    union all
    select 'Outsider', 3 from access.operator_user u
      where u.id = of_user and of_business = '00000000-0000-0000-0000-000000000000') x
  order by x.rank limit 1
$$;

-- Sessions as before, and now those of persons, of passwords, which end with it and with the invitation, and of delegated views; none
-- is good in a business that is suspended; operators by their standing.
drop function access.look_up_session(bytea, text, timestamptz, boolean);
drop function access.session_states(uuid[], timestamptz);
create function access.session_states(sessions uuid[], moment timestamptz)
returns table (session uuid, way text, business uuid, party uuid, document uuid, operator_user uuid, email text,
  role text, last_seen_at timestamptz, expires_at timestamptz, refusal text, person uuid, address_hash bytea,
  proved_at timestamptz, until date)
language sql stable as $$
  select s.session, s.way, s.business, s.party, s.document, s.operator_user, u.email::text, o.role, s.last_seen_at,
    least(s.expires_at, t.expires_at, l.expires_at, v.expires_at),
    case
      when s.ended_at is not null then 'SignedOut'
      when access.is_suspended(s.business) then 'Suspended'
      when s.side = 'Portal' and b.portal_enabled is not true then 'PortalOff'
      when s.expires_at <= moment or s.last_seen_at + s.idle_limit <= moment then 'Expired'
      when s.side = 'Console' then
        case when o.role is null or u.security_stamp is distinct from s.security_stamp then 'SignedOut' end
      when s.way <> 'DocumentLink' and p.is_shared is not true then 'SharingOff'
      -- A person who was removed, erased or has another address now is not who signed in.
      when s.address_hash is not null and not exists (
        select from read.contact c
        join access.person_address a on a.business = c.business and a.person = c.contact and a.address_hash = s.address_hash
        where c.business = s.business and c.party = s.party and c.contact = s.person and not c.is_removed) then 'SignedOut'
      when s.way = 'Token' then case
        when t.link is distinct from s.link or t.generation <> s.generation or t.is_revoked then 'LinkRevoked'
        when t.expires_at <= moment then 'LinkExpired' end
      when s.way = 'DocumentLink' then case
        when l.link is distinct from s.link or l.generation <> s.generation or l.is_revoked then 'LinkRevoked'
        when l.expires_at <= moment then 'LinkExpired' end
      when s.way = 'Delegation' then case
        when v.link is distinct from s.link or v.generation <> s.generation or v.revoked_at is not null then 'LinkRevoked'
        when v.expires_at <= moment then 'LinkExpired' end
      when s.way = 'Password' then case
        when i.accepted_at is null or i.withdrawn_at is not null then 'LinkRevoked'
        when a.security_stamp::text is distinct from s.security_stamp then 'SignedOut' end
    end, s.person, s.address_hash, s.proved_at, v.until
  from unnest(sessions) asked(session)
  join access.session s on s.session = asked.session
  left join read.business b on b.business = s.business
  left join read.party p on p.business = s.business and p.party = s.party
  left join read.portal_token t on s.way = 'Token' and t.business = s.business and t.party = s.party
  left join read.document_link l on s.way = 'DocumentLink' and l.business = s.business and l.document = s.document
  left join read.delegated_view v on s.way = 'Delegation' and v.link = s.link and v.business = s.business and v.party = s.party
  left join read.invitation i on s.way = 'Password' and i.business = s.business and i.contact = s.person
  left join access.contact_membership m on s.way = 'Password' and m.business = s.business and m.person = s.person
  left join access.contact_account a on a.account = m.account
  left join access.operator_user u on u.id = s.operator_user
  left join lateral access.standing_of(s.operator_user, s.business, moment) o on s.side = 'Console'
$$;

-- The session of a cookie, and whether it is still good: one call a request, before a business is known. Being used keeps
-- it from ending without use; once a minute is exact enough, and spares a write on every page.
create function access.look_up_session(hash bytea, on_side text, moment timestamptz, is_use boolean)
returns table (session uuid, way text, business uuid, party uuid, document uuid, operator_user uuid, email text,
  role text, expires_at timestamptz, refusal text, person uuid, address_hash bytea, proved_at timestamptz, until date)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  found_session uuid;
  s record;
begin
  select x.session into found_session from access.session x where x.secret_hash = hash and x.side = on_side;
  if not found then
    return;
  end if;
  select * into s from access.session_states(array[found_session], moment);
  if s.refusal is null and is_use and s.last_seen_at < moment - interval '1 minute' then
    update access.session x set last_seen_at = moment where x.session = found_session;
  end if;
  return query select s.session, s.way, s.business, s.party, s.document, s.operator_user, s.email, s.role, s.expires_at,
    s.refusal, s.person, s.address_hash, s.proved_at, s.until;
end $$;

revoke execute on function access.session_states(uuid[], timestamptz),
  access.look_up_session(bytea, text, timestamptz, boolean) from public;
grant execute on function access.look_up_session(bytea, text, timestamptz, boolean) to ledgerportal_portal;

-- Links as before, and none good in a business that is suspended.
create or replace function access.look_up_link(of_link uuid, moment timestamptz)
returns table (kind text, business uuid, party uuid, document uuid, generation int, expires_at timestamptz, refusal text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select x.kind, x.business, x.party, x.document, x.generation, x.expires_at,
    case
      when access.is_suspended(x.business) then 'Suspended'
      when not coalesce((select b.portal_enabled from read.business b where b.business = x.business), false) then 'PortalOff'
      when x.kind = 'Portal' and not coalesce(
        (select p.is_shared from read.party p where p.business = x.business and p.party = x.party), false) then 'SharingOff'
      when x.is_revoked then 'LinkRevoked'
      when x.expires_at <= moment then 'LinkExpired'
    end
  from (
    select 'Portal' as kind, t.business, t.party, null::uuid as document, t.generation, t.expires_at, t.is_revoked
    from read.portal_token t where t.link = of_link
    union all
    select l.kind, l.business, l.party, l.document, l.generation, l.expires_at, l.is_revoked
    from read.document_link l where l.link = of_link) x
$$;

create function access.look_up_operator_invitation(of_invitation uuid, moment timestamptz)
returns table (invitation uuid, business uuid, business_name text, email text, role text, generation int, account uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select i.invitation, i.business, b.name, i.email, i.role, i.generation, u.id
  from access.operator_invitation i
  join read.business b on b.business = i.business
  left join access.operator_user u on u.normalized_email = upper(i.email)
  where i.invitation = of_invitation and i.accepted_at is null and i.withdrawn_at is null and i.expires_at > moment
    and not access.is_suspended(i.business)
$$;

create function access.places_of(of_user uuid)
returns table (business uuid, name text, role text, is_suspended boolean)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select o.business, coalesce(b.name, '–'), o.role, access.is_suspended(o.business)
  from access.operator o left join read.business b on b.business = o.business
  where o.operator_user = of_user order by lower(b.name), o.business
$$;

-- What those who run the installation see of its businesses: figures, and nothing of their ledgers. Storage is the business's
-- share of the journal by its number of rows.
create function access.platform_businesses(moment timestamptz)
returns table (business uuid, name text, created_at timestamptz, parties bigint, documents bigint, storage_bytes bigint,
  last_activity_at timestamptz, suspended_at timestamptz, reason text, granted_until timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select b.business, b.name, b.created_at,
    (select count(*) from read.party p where p.business = b.business),
    (select count(*) from read.invoice i where i.business = b.business)
      + (select count(*) from read.credit_note c where c.business = b.business),
    (pg_total_relation_size('journal.journal') * r.rows / greatest(1, sum(r.rows) over ()))::bigint,
    (select j.recorded_at from journal.journal j where j.business = b.business order by j.position desc limit 1),
    s.suspended_at, s.reason,
    (select max(g.expires_at) from access.platform_grant g
      where g.business = b.business and g.revoked_at is null and g.expires_at > moment)
  from read.business b
  cross join lateral (select coalesce(sum(h.version), 0) as rows from journal.head h where h.business = b.business) r
  left join access.suspension s on s.business = b.business and s.resumed_at is null
  order by lower(b.name), b.business
$$;

-- What concerns the installation and no business.
create function access.platform_events(before bigint, max_rows int)
returns table (event bigint, at timestamptz, kind text, by_email text, about_email text, business_name text, detail text,
  from_address text, device text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select e.event, e.at, e.kind, b.email::text, a.email::text, n.name, e.detail, e.from_address, e.device
  from access.security_event e
  left join access.operator_user b on b.id = e.by_user
  left join access.operator_user a on a.id = e.about_user
  left join read.business n on n.business = e.business
  where e.event < before and (e.kind in ('PlatformOwnerMade', 'BusinessCreated', 'BusinessSuspended', 'BusinessResumed',
      'BooksOpenedToPlatform', 'BooksClosedToPlatform', 'BooksVisited')
    or (e.business is null and e.by_user in (select p.operator_user from access.platform_owner p)))
  order by e.event desc limit max_rows
$$;

revoke execute on function access.is_suspended(uuid), access.standing_of(uuid, uuid, timestamptz),
  access.look_up_operator_invitation(uuid, timestamptz), access.places_of(uuid), access.platform_businesses(timestamptz),
  access.platform_events(bigint, int) from public;
grant execute on function access.is_suspended(uuid), access.look_up_operator_invitation(uuid, timestamptz), access.places_of(uuid),
  access.platform_businesses(timestamptz), access.platform_events(bigint, int) to ledgerportal_access;
