-- Works with programs since 0005.
-- As before: the party and those that were merged into it. Few have any, and every query of a portal page asks.
create or replace function access.parties() returns uuid[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  own constant uuid := access.party();
  shop constant uuid := access.business();
begin
  if own is null then
    return '{}';
  end if;
  if not exists (select from read.party p where p.business = shop and p.merged_into = own) then
    return array[own];
  end if;
  return (
    with recursive merged(party) as (
      select own
      union
      select p.party from read.party p join merged m on p.merged_into = m.party where p.business = shop
    )
    select array_agg(party) from merged);
end $$;
