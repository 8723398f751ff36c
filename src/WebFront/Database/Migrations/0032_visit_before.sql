-- Works with programs since 0005.
-- As before, with the end of the customer's visit before this one: most pages then know without asking that nothing is new.
drop function access.note_visit(uuid, uuid, uuid, timestamptz);
create function access.note_visit(of_business uuid, of_party uuid, of_visitor uuid, moment timestamptz) returns timestamptz
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  insert into access.visitor as v (business, party, visitor, last_seen_at)
  values (of_business, of_party, of_visitor, moment)
  on conflict (business, party, visitor) do update set
    visit_before = case when v.last_seen_at < moment - interval '30 minutes' then v.last_seen_at else v.visit_before end,
    last_seen_at = greatest(v.last_seen_at, moment)
  returning v.visit_before
$$;
revoke execute on function access.note_visit(uuid, uuid, uuid, timestamptz) from public;
grant execute on function access.note_visit(uuid, uuid, uuid, timestamptz) to ledgerportal_access;

drop function access.look_up_session(bytea, text, timestamptz, boolean);
create function access.look_up_session(hash bytea, on_side text, moment timestamptz, is_use boolean)
returns table (session uuid, way text, business uuid, party uuid, document uuid, operator_user uuid, email text,
  role text, expires_at timestamptz, refusal text, person uuid, address_hash bytea, proved_at timestamptz, until date,
  visit_before timestamptz)
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  s record;
begin
  select t.*, x.link, v.visit_before into s
  from access.session x
  cross join lateral access.session_states(array[x.session], moment) t
  left join access.visitor v on v.business = t.business and v.party = t.party and v.visitor = coalesce(t.person, x.link)
  where x.secret_hash = hash and x.side = on_side;
  if not found then
    return;
  end if;
  if s.refusal is null and is_use and s.last_seen_at < moment - interval '1 minute' then
    update access.session x set last_seen_at = moment where x.session = s.session;
    if s.party is not null and s.document is null then
      s.visit_before := access.note_visit(s.business, s.party, coalesce(s.person, s.link), moment);
    end if;
  end if;
  session := s.session; way := s.way; business := s.business; party := s.party; document := s.document;
  operator_user := s.operator_user; email := s.email; role := s.role; expires_at := s.expires_at; refusal := s.refusal;
  person := s.person; address_hash := s.address_hash; proved_at := s.proved_at; until := s.until;
  visit_before := s.visit_before;
  return next;
end $$;
revoke execute on function access.look_up_session(bytea, text, timestamptz, boolean) from public;
grant execute on function access.look_up_session(bytea, text, timestamptz, boolean) to ledgerportal_portal;
