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

-- Sessions and links as before, and none of them good in a business that is suspended; operators by their standing.
do $$
declare
  before text := pg_get_functiondef('access.session_states(uuid[], timestamptz)'::regprocedure);
  after text := replace(replace(before,
    'when s.side = ''Portal'' and b.portal_enabled is not true',
    'when access.is_suspended(s.business) then ''Suspended''
      when s.side = ''Portal'' and b.portal_enabled is not true'),
    'left join access.operator o on o.operator_user = s.operator_user and o.business = s.business',
    'left join lateral access.standing_of(s.operator_user, s.business, moment) o on s.side = ''Console''');
  link_before text := pg_get_functiondef('access.look_up_link(uuid, timestamptz)'::regprocedure);
  link_after text := replace(link_before,
    'when not coalesce((select b.portal_enabled', 'when access.is_suspended(x.business) then ''Suspended''
      when not coalesce((select b.portal_enabled');
begin
  if after not like '%is_suspended%standing_of%' or link_after = link_before then
    raise exception 'The functions of sessions and links are not those that this step was written for.';
  end if;
  execute after;
  execute link_after;
end $$;

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
