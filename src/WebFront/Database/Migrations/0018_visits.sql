-- Works with programs since 0005.
-- When who comes to a party's portal was there before: a contact who signed in, or whoever has a link. Requests less than half an
-- hour apart are one visit.
create table access.visitor (
  business uuid not null,
  party uuid not null,
  -- The contact, else the link.
  visitor uuid not null,
  last_seen_at timestamptz not null,
  -- The end of the visit before this one; null in the first.
  visit_before timestamptz,
  primary key (business, party, visitor)
);
create index visitor_last_seen on access.visitor (last_seen_at);
grant select, insert, update, delete on access.visitor to ledgerportal_access;

create function access.note_visit(of_business uuid, of_party uuid, of_visitor uuid, moment timestamptz) returns void
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  insert into access.visitor as v (business, party, visitor, last_seen_at)
  values (of_business, of_party, of_visitor, moment)
  on conflict (business, party, visitor) do update set
    visit_before = case when v.last_seen_at < moment - interval '30 minutes' then v.last_seen_at else v.visit_before end,
    last_seen_at = greatest(v.last_seen_at, moment)
$$;

-- As before, and a use of a customer's session is part of a visit.
create or replace function access.look_up_session(hash bytea, on_side text, moment timestamptz, is_use boolean)
returns table (session uuid, way text, business uuid, party uuid, document uuid, operator_user uuid, email text,
  role text, expires_at timestamptz, refusal text, person uuid, address_hash bytea, proved_at timestamptz, until date)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  found_session uuid;
  found_link uuid;
  s record;
begin
  select x.session, x.link into found_session, found_link
  from access.session x where x.secret_hash = hash and x.side = on_side;
  if not found then
    return;
  end if;
  select * into s from access.session_states(array[found_session], moment);
  if s.refusal is null and is_use and s.last_seen_at < moment - interval '1 minute' then
    update access.session x set last_seen_at = moment where x.session = found_session;
    if s.party is not null and s.document is null then
      perform access.note_visit(s.business, s.party, coalesce(s.person, found_link), moment);
    end if;
  end if;
  return query select s.session, s.way, s.business, s.party, s.document, s.operator_user, s.email, s.role, s.expires_at,
    s.refusal, s.person, s.address_hash, s.proved_at, s.until;
end $$;

-- The end of the visit before this one, of a session of the party that asks and of no other.
create function access.visit_before(of_session uuid) returns timestamptz
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select v.visit_before
  from access.session s
  join access.visitor v on v.business = s.business and v.party = s.party and v.visitor = coalesce(s.person, s.link)
  where s.session = of_session and s.business = access.business() and s.party = access.party()
$$;
revoke execute on function access.note_visit(uuid, uuid, uuid, timestamptz), access.visit_before(uuid) from public;
grant execute on function access.note_visit(uuid, uuid, uuid, timestamptz) to ledgerportal_access;
grant execute on function access.visit_before(uuid) to ledgerportal_portal;
