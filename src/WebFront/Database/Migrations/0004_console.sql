-- Who did it, for operators of the same business: the address of the operator that an actor of the journal names. Null for
-- everyone else, and for an operator who has left.
create function access.operator_email(actor text) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select u.email::text from access.operator o join access.operator_user u on u.id = o.operator_user
  where access.party() is null and o.business = access.business() and actor like 'operator/%'
    and o.operator_user = access.id(split_part(split_part(actor, '/', 2), ' ', 1))
$$;
revoke execute on function access.operator_email(text) from public;
grant execute on function access.operator_email(text) to ledgerportal_console;
