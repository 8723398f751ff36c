-- Works with programs since 0005.
-- Sign-in by mobile number and one-time code.

-- By which addresses a person is known, so that a typed number is found without being stored: HMAC-SHA-256 under a key
-- outside the database. Erasing the person's key erases the rows.
create table access.person_address (
  business uuid not null,
  person uuid not null,
  medium text not null check (medium in ('Mobile', 'Email')),
  address_hash bytea not null check (length(address_hash) = 32),
  primary key (business, person, medium, address_hash),
  foreign key (business, person) references access.person_key on delete cascade
);
create index person_address_hash on access.person_address (address_hash);
-- When the rows are to be made anew from what the books say: at once for persons from before, and a while after a person
-- was sealed, because the books may have refused what was sealed.
alter table access.person_key add column reindex_at timestamptz default now();
create index person_key_reindex on access.person_key (reindex_at) where reindex_at is not null;
grant select, insert, delete on access.person_address to ledgerportal_access;
grant update (reindex_at) on access.person_key to ledgerportal_access;
create index contact_person on read.contact (business, contact);

-- A code that was asked for. The code is not here: it is computed from the row's id under a key outside the database. The row
-- is the same whether anybody knows the number or not.
create table access.sign_in_code (
  code uuid primary key,
  -- SHA-256 of the secret in the cookie of the browser that asked.
  browser_hash bytea not null check (length(browser_hash) = 32),
  number_hash bytea not null check (length(number_hash) = 32),
  sealed_number bytea not null,
  -- Through whose link the person came, if through one.
  hint_business uuid,
  hint_party uuid,
  -- Of a session whose person proves again who they are.
  session uuid,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  tries int not null default 0,
  proved_at timestamptz,
  ended_at timestamptz,
  help_asked_at timestamptz
);
create index sign_in_code_browser on access.sign_in_code (browser_hash, created_at desc);
create index sign_in_code_number on access.sign_in_code (number_hash, created_at);
create index sign_in_code_age on access.sign_in_code (created_at);
grant select, insert, update, delete on access.sign_in_code to ledgerportal_access;

-- Persons who said that no code came: for the business to call them.
create table access.sign_in_help (
  business uuid not null,
  party uuid not null,
  person uuid not null,
  asked_at timestamptz not null,
  primary key (business, party, person),
  foreign key (business, person) references access.person_key on delete cascade
);
alter table access.sign_in_help enable row level security;
create policy access on access.sign_in_help to ledgerportal_access using (true) with check (true);
create policy console on access.sign_in_help for select to ledgerportal_console
  using (business = (select access.business()));
grant select, insert, update, delete on access.sign_in_help to ledgerportal_access;
grant select on access.sign_in_help to ledgerportal_console;

-- How the person of a session is known, so that the same person's other businesses and sessions are found.
alter table access.session add column address_hash bytea check (length(address_hash) = 32);
-- When the person last proved who they are.
alter table access.session add column proved_at timestamptz;
alter table access.session add check (side = 'Console' or way <> 'Code' or (person is not null and address_hash is not null));
create index session_person on access.session (address_hash) where address_hash is not null;

-- Contacts who may be known by an address and whose business lets customers in. Still sealed: whoever asks opens them and
-- compares.
create function access.persons_at(hash bytea)
returns table (business uuid, party uuid, person uuid, sealed bytea, business_name text, party_name text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select c.business, c.party, c.contact, c.sealed, b.name, p.name
  from access.person_address a
  join read.contact c on c.business = a.business and c.contact = a.person and not c.is_removed
  join read.party p on p.business = c.business and p.party = c.party and p.is_shared
  join read.business b on b.business = c.business and b.portal_enabled
  where a.address_hash = hash
  order by b.name, p.name, c.contact
  limit 100
$$;

-- Persons whose rows of access.person_address are to be made anew, with what the books say of them now: nothing when they were
-- removed.
create function access.persons_to_index(moment timestamptz)
returns table (business uuid, person uuid, sealed bytea, taken_until timestamptz)
language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
  with due as (
    select k.business, k.person from access.person_key k where k.reindex_at <= moment
    order by k.reindex_at limit 200 for update skip locked
  )
  update access.person_key k set reindex_at = moment + interval '1 minute' from due d
  where k.business = d.business and k.person = d.person
  returning k.business, k.person,
    (select c.sealed from read.contact c
      where c.business = k.business and c.contact = k.person and not c.is_removed limit 1),
    k.reindex_at
$$;

revoke execute on function access.persons_at(bytea), access.persons_to_index(timestamptz) from public;
grant execute on function access.persons_at(bytea), access.persons_to_index(timestamptz) to ledgerportal_access;

-- Asks for a code. Null when it was granted; else the seconds until one may be asked for again. What it does and counts
-- depends on nothing but what this and other browsers have asked: it never looks whether anybody knows the number.
create function access.ask_code(new_code uuid, browser bytea, number bytea, sealed bytea, of_business uuid, of_party uuid,
  of_session uuid, moment timestamptz, good_seconds int, resend_seconds int, codes_a_day int) returns int
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  asked_here timestamptz;
  of_day bigint;
  first_of_day timestamptz;
begin
  -- One after the other for a number, so that none slips past its limits.
  perform pg_advisory_xact_lock(hashtextextended(encode(number, 'hex'), 20));
  select max(c.created_at) filter (where c.browser_hash = browser), count(*), min(c.created_at)
    into asked_here, of_day, first_of_day
    from access.sign_in_code c where c.number_hash = number and c.created_at > moment - interval '1 day';
  if asked_here > moment - make_interval(secs => resend_seconds) then
    return ceil(extract(epoch from asked_here + make_interval(secs => resend_seconds) - moment));
  end if;
  if of_day >= codes_a_day then
    return ceil(extract(epoch from first_of_day + interval '1 day' - moment));
  end if;
  update access.sign_in_code c set ended_at = moment where c.browser_hash = browser and c.ended_at is null;
  insert into access.sign_in_code (code, browser_hash, number_hash, sealed_number, hint_business, hint_party, session,
    created_at, expires_at)
  values (new_code, browser, number, sealed, of_business, of_party, of_session, moment,
    moment + make_interval(secs => good_seconds));
  return null;
end $$;

-- Counts a try of the browser's latest code before anybody looks whether it is right. The code is null when no try was
-- allowed: wait_seconds then says for how long the number has none left; null there means that the code itself is spent.
create function access.try_code(browser bytea, of_session uuid, moment timestamptz, tries_a_code int, tries_a_day int)
returns table (code uuid, number_hash bytea, hint_business uuid, hint_party uuid, tries int, wait_seconds int)
language plpgsql volatile set search_path = pg_catalog, pg_temp as $$
declare
  c access.sign_in_code;
  of_day bigint;
  first_of_day timestamptz;
begin
  select * into c from access.sign_in_code x where x.browser_hash = browser order by x.created_at desc, x.code limit 1;
  if c.code is null or c.session is distinct from of_session then
    return;
  end if;
  perform pg_advisory_xact_lock(hashtextextended(encode(c.number_hash, 'hex'), 20));
  select coalesce(sum(x.tries), 0), min(x.created_at) filter (where x.tries > 0) into of_day, first_of_day
    from access.sign_in_code x where x.number_hash = c.number_hash and x.created_at > moment - interval '1 day';
  if of_day >= tries_a_day then
    return query select null::uuid, null::bytea, null::uuid, null::uuid, null::int,
      ceil(extract(epoch from first_of_day + interval '1 day' - moment))::int;
    return;
  end if;
  return query update access.sign_in_code x set tries = x.tries + 1
    where x.code = c.code and x.ended_at is null and x.proved_at is null and x.expires_at > moment and x.tries < tries_a_code
    returning x.code, x.number_hash, x.hint_business, x.hint_party, x.tries, null::int;
end $$;

revoke execute on function access.ask_code(uuid, bytea, bytea, bytea, uuid, uuid, uuid, timestamptz, int, int, int),
  access.try_code(bytea, uuid, timestamptz, int, int) from public;
grant execute on function access.ask_code(uuid, bytea, bytea, bytea, uuid, uuid, uuid, timestamptz, int, int, int),
  access.try_code(bytea, uuid, timestamptz, int, int) to ledgerportal_access;
