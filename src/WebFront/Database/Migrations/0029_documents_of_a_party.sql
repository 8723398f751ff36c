-- Works with programs since 0005.
-- Who is signed in for a whole party may watch one document of it, too: its registration is no entry of a ledger. Of a
-- document that is not the party's own nothing is said, as of one that is not there.
create or replace function access.topic_position(topic text) returns bigint
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select case
    when access.business() is null then null
    when access.document() is not null then
      case when split_part(topic, '/', 1) = 'document' and access.id(split_part(topic, '/', 2)) = access.document()
        then access.document_position(access.business(), access.party(), access.document()) end
    when topic = 'business' then case when access.party() is null then access.business_position(access.business()) end
    when split_part(topic, '/', 1) = 'document' then
      case when access.party() is not null and access.id(split_part(topic, '/', 2)) is not null
        then access.document_position(access.business(), access.party(), access.id(split_part(topic, '/', 2))) end
    when access.party() is not null and access.id(split_part(topic, '/', 2)) is distinct from access.party() then null
    when split_part(topic, '/', 1) = 'party' and access.id(split_part(topic, '/', 2)) is not null
      then access.party_position(access.business(), access.id(split_part(topic, '/', 2)))
    when split_part(topic, '/', 1) = 'ledger' and access.id(split_part(topic, '/', 2)) is not null then coalesce(
      (select l.version from read.ledger l where l.business = access.business()
        and l.party = access.id(split_part(topic, '/', 2)) and l.currency = split_part(topic, '/', 3)), 0)
  end
$$;
