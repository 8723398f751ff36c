-- Works with programs since 0005.
-- Whether a ledger had a state is asked by nothing but the hash of its head then: it says of which ledger, to nobody who has
-- not seen it. By hash values of four bytes, which is the least that each posting can cost.
create index journal_ledger_hash on journal.journal using hash (hash) where stream like 'ledger/%';

-- For who is not signed in: one bit, and the same look-up for every question.
create function access.had_state(of_hash bytea, of_version bigint) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select count(*) filter (where j.version = of_version) > 0
  from journal.journal j where j.hash = of_hash and j.stream like 'ledger/%'
$$;
revoke execute on function access.had_state(bytea, bigint) from public;
grant execute on function access.had_state(bytea, bigint) to ledgerportal_access;
