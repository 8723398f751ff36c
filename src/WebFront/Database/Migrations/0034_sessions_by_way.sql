-- Works with programs since 0005.
-- access.session_states answers as before, and is made of functions that know the rules of some ways in each and read no more tables
-- than those rules ask for. Of a cookie, only the one of its session's way is asked: for a secret link that takes less than half of
-- what all rules in one statement took.

-- Why a session that came through a link is not good any more: the link was taken away or made anew since, or its time is over.
create function access.link_refusal(came_through uuid, at_generation int, link uuid, generation int, is_revoked boolean,
  expires_at timestamptz, moment timestamptz) returns text
language sql stable
return case
  when link is distinct from came_through or generation <> at_generation or is_revoked then 'LinkRevoked'
  when expires_at <= moment then 'LinkExpired' end;

-- What sessions of customers depend on whatever way they came: the business, and the party with which it shares. A suspension is
-- looked for here and not by access.is_suspended, which would be called for each of thousands of sessions.
create function access.customer_standings(sessions uuid[], moment timestamptz)
returns table (session uuid, way text, business uuid, party uuid, document uuid, link uuid, generation int, person uuid,
  address_hash bytea, security_stamp text, expires_at timestamptz, refusal text)
language sql stable as $$
  select s.session, s.way, s.business, s.party, s.document, s.link, s.generation, s.person, s.address_hash, s.security_stamp,
    s.expires_at,
    case
      when s.ended_at is not null then 'SignedOut'
      when exists (select from access.suspension x where x.business = s.business and x.resumed_at is null) then 'Suspended'
      when b.portal_enabled is not true then 'PortalOff'
      when s.expires_at <= moment or s.last_seen_at + s.idle_limit <= moment then 'Expired'
      when s.way <> 'DocumentLink' and p.is_shared is not true then 'SharingOff'
    end
  from unnest(sessions) asked(session)
  join access.session s on s.session = asked.session
  left join read.business b on b.business = s.business
  left join read.party p on p.business = s.business and p.party = s.party
  where s.side = 'Portal'
$$;

create function access.token_standings(sessions uuid[], moment timestamptz)
returns table (session uuid, expires_at timestamptz, refusal text)
language sql stable as $$
  select c.session, least(c.expires_at, t.expires_at),
    coalesce(c.refusal, access.link_refusal(c.link, c.generation, t.link, t.generation, t.is_revoked, t.expires_at, moment))
  from access.customer_standings(sessions, moment) c
  left join read.portal_token t on t.business = c.business and t.party = c.party
  where c.way = 'Token'
$$;

create function access.document_link_standings(sessions uuid[], moment timestamptz)
returns table (session uuid, expires_at timestamptz, refusal text)
language sql stable as $$
  select c.session, least(c.expires_at, l.expires_at),
    coalesce(c.refusal, access.link_refusal(c.link, c.generation, l.link, l.generation, l.is_revoked, l.expires_at, moment))
  from access.customer_standings(sessions, moment) c
  left join read.document_link l on l.business = c.business and l.document = c.document
  where c.way = 'DocumentLink'
$$;

create function access.delegation_standings(sessions uuid[], moment timestamptz)
returns table (session uuid, expires_at timestamptz, refusal text, until date)
language sql stable as $$
  select c.session, least(c.expires_at, v.expires_at),
    coalesce(c.refusal, access.link_refusal(c.link, c.generation, v.link, v.generation, v.revoked_at is not null, v.expires_at, moment)),
    v.until
  from access.customer_standings(sessions, moment) c
  left join read.delegated_view v on v.link = c.link and v.business = c.business and v.party = c.party
  where c.way = 'Delegation'
$$;

-- By a code or a password, which ends with its invitation.
create function access.person_standings(sessions uuid[], moment timestamptz)
returns table (session uuid, expires_at timestamptz, refusal text)
language sql stable as $$
  select c.session, c.expires_at,
    coalesce(c.refusal,
      -- A person who was removed, erased or has another address now is not who signed in.
      case when c.address_hash is not null and not exists (
        select from read.contact k
        join access.person_address d on d.business = k.business and d.person = k.contact and d.address_hash = c.address_hash
        where k.business = c.business and k.party = c.party and k.contact = c.person and not k.is_removed) then 'SignedOut' end,
      case when c.way = 'Password' then case
        when i.accepted_at is null or i.withdrawn_at is not null then 'LinkRevoked'
        when a.security_stamp::text is distinct from c.security_stamp then 'SignedOut' end end)
  from access.customer_standings(sessions, moment) c
  left join read.invitation i on c.way = 'Password' and i.business = c.business and i.contact = c.person
  left join access.contact_membership m on c.way = 'Password' and m.business = c.business and m.person = c.person
  left join access.contact_account a on a.account = m.account
  where c.way not in ('Token', 'DocumentLink', 'Delegation')
$$;

create function access.operator_standings(sessions uuid[], moment timestamptz)
returns table (session uuid, expires_at timestamptz, refusal text, email text, role text)
language sql stable as $$
  select s.session, s.expires_at,
    case
      when s.ended_at is not null then 'SignedOut'
      when access.is_suspended(s.business) then 'Suspended'
      when s.expires_at <= moment or s.last_seen_at + s.idle_limit <= moment then 'Expired'
      when o.role is null or u.security_stamp is distinct from s.security_stamp then 'SignedOut'
    end, u.email::text, o.role
  from unnest(sessions) asked(session)
  join access.session s on s.session = asked.session
  left join access.operator_user u on u.id = s.operator_user
  left join lateral access.standing_of(s.operator_user, s.business, moment) o on true
  where s.side = 'Console'
$$;

create or replace function access.session_states(sessions uuid[], moment timestamptz)
returns table (session uuid, way text, business uuid, party uuid, document uuid, operator_user uuid, email text,
  role text, last_seen_at timestamptz, expires_at timestamptz, refusal text, person uuid, address_hash bytea,
  proved_at timestamptz, until date)
language sql stable as $$
  select s.session, s.way, s.business, s.party, s.document, s.operator_user, x.email, x.role, s.last_seen_at, x.expires_at,
    x.refusal, s.person, s.address_hash, s.proved_at, x.until
  from (
    select t.session, t.expires_at, t.refusal, null::text as email, null::text as role, null::date as until
    from access.token_standings(sessions, moment) t
    union all
    select l.session, l.expires_at, l.refusal, null, null, null from access.document_link_standings(sessions, moment) l
    union all
    select v.session, v.expires_at, v.refusal, null, null, v.until from access.delegation_standings(sessions, moment) v
    union all
    select p.session, p.expires_at, p.refusal, null, null, null from access.person_standings(sessions, moment) p
    union all
    select o.session, o.expires_at, o.refusal, o.email, o.role, null from access.operator_standings(sessions, moment) o) x
  join access.session s on s.session = x.session
$$;

create or replace function access.look_up_session(hash bytea, on_side text, moment timestamptz, is_use boolean)
returns table (session uuid, way text, business uuid, party uuid, document uuid, operator_user uuid, email text,
  role text, expires_at timestamptz, refusal text, person uuid, address_hash bytea, proved_at timestamptz, until date,
  visit_before timestamptz)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  s record;
  asked uuid[];
begin
  select x.*, v.visit_before into s
  from access.session x
  left join access.visitor v on v.business = x.business and v.party = x.party and v.visitor = coalesce(x.person, x.link)
  where x.secret_hash = hash and x.side = on_side;
  if not found then
    return;
  end if;
  asked := array[s.session];
  if s.side = 'Console' then
    select o.expires_at, o.refusal, o.email, o.role into expires_at, refusal, email, role
    from access.operator_standings(asked, moment) o;
  elsif s.way = 'Token' then
    select t.expires_at, t.refusal into expires_at, refusal from access.token_standings(asked, moment) t;
  elsif s.way = 'DocumentLink' then
    select l.expires_at, l.refusal into expires_at, refusal from access.document_link_standings(asked, moment) l;
  elsif s.way = 'Delegation' then
    select v.expires_at, v.refusal, v.until into expires_at, refusal, until from access.delegation_standings(asked, moment) v;
  else
    select p.expires_at, p.refusal into expires_at, refusal from access.person_standings(asked, moment) p;
  end if;
  visit_before := s.visit_before;
  if refusal is null and is_use and s.last_seen_at < moment - interval '1 minute' then
    update access.session x set last_seen_at = moment where x.session = s.session;
    if s.party is not null and s.document is null then
      visit_before := access.note_visit(s.business, s.party, coalesce(s.person, s.link), moment);
    end if;
  end if;
  session := s.session; way := s.way; business := s.business; party := s.party; document := s.document;
  operator_user := s.operator_user; person := s.person; address_hash := s.address_hash; proved_at := s.proved_at;
  return next;
end $$;

revoke execute on function access.link_refusal(uuid, int, uuid, int, boolean, timestamptz, timestamptz),
  access.customer_standings(uuid[], timestamptz), access.token_standings(uuid[], timestamptz),
  access.document_link_standings(uuid[], timestamptz), access.delegation_standings(uuid[], timestamptz),
  access.person_standings(uuid[], timestamptz), access.operator_standings(uuid[], timestamptz) from public;
