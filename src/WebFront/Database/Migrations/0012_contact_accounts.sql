-- Works with programs since 0005.
-- Contacts who sign in with e-mail address and password. Of the address there is only an HMAC under a key outside the
-- database; neither are invitations' and resets' secrets here.
create table access.contact_account (
  account uuid primary key,
  email_hash bytea not null unique check (length(email_hash) = 32),
  -- Null until the first invitation is accepted.
  password_hash text,
  -- Another password, another stamp: sessions of the old one end.
  security_stamp uuid not null,
  failures int not null default 0,
  locked_until timestamptz,
  -- A link to a new password is good for one generation, until then.
  reset_generation int not null default 0,
  reset_until timestamptz,
  resets_on date,
  resets int not null default 0
);
-- Nobody: a try with an unknown address counts here, so that it costs what a known one costs.
insert into access.contact_account (account, email_hash, security_stamp)
values ('00000000-0000-0000-0000-000000000000', decode(repeat('00', 32), 'hex'), gen_random_uuid());

-- The persons whom an account lets in. Erasing a person takes its row along, and with the last one the account.
create table access.contact_membership (
  business uuid not null,
  person uuid not null,
  party uuid not null,
  account uuid not null references access.contact_account on delete cascade,
  primary key (business, person),
  foreign key (business, person) references access.person_key on delete cascade
);
create index contact_membership_account on access.contact_membership (account);

create function access.forget_account() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from access.contact_account a where a.account = old.account
    and not exists (select from access.contact_membership m where m.account = old.account);
  return null;
end $$;
create trigger forget_account after delete or update of account on access.contact_membership
  for each row execute function access.forget_account();

grant select, insert, update, delete on access.contact_account, access.contact_membership to ledgerportal_access;

-- Where an account leads now: invitation accepted, contact there, party shared, portal on.
create function access.contact_parties(of_account uuid)
returns table (business uuid, party uuid, person uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select m.business, m.party, m.person
  from access.contact_membership m
  join read.business b on b.business = m.business and b.portal_enabled
  join read.party p on p.business = m.business and p.party = m.party and p.is_shared
  join read.contact c on c.business = m.business and c.party = m.party and c.contact = m.person and not c.is_removed
  join read.invitation i on i.business = m.business and i.contact = m.person
    and i.accepted_at is not null and i.withdrawn_at is null
  where m.account = of_account
  order by b.name, p.name, m.business, m.party, m.person
$$;

-- What the link of an invitation or a view leads to and why it does not open now, as access.look_up_link. Of an invitation
-- the subject is the contact, of a view the view itself.
create function access.look_up_grant(of_link uuid, moment timestamptz)
returns table (kind text, business uuid, party uuid, subject uuid, generation int, sealed bytea, until date,
  expires_at timestamptz, refusal text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select x.kind, x.business, x.party, x.subject, x.generation, x.sealed, x.until, x.expires_at,
    case
      when not coalesce((select b.portal_enabled from read.business b where b.business = x.business), false) then 'PortalOff'
      when not coalesce(
        (select p.is_shared from read.party p where p.business = x.business and p.party = x.party), false) then 'SharingOff'
      when x.is_over then 'LinkRevoked'
      when x.expires_at <= moment then 'LinkExpired'
    end
  from (
    select 'Invitation' as kind, i.business, i.party, i.contact as subject, i.generation, c.sealed, null::date as until,
      i.expires_at, i.accepted_at is not null or i.withdrawn_at is not null or c.contact is null as is_over
    from read.invitation i
    left join read.contact c on c.business = i.business and c.party = i.party and c.contact = i.contact and not c.is_removed
    where i.link = of_link
    union all
    select 'View', v.business, v.party, v.delegated_view, v.generation, v.sealed, v.until, v.expires_at,
      v.revoked_at is not null
    from read.delegated_view v where v.link = of_link) x
$$;
revoke execute on function access.contact_parties(uuid), access.look_up_grant(uuid, timestamptz), access.forget_account()
  from public;
grant execute on function access.contact_parties(uuid), access.look_up_grant(uuid, timestamptz) to ledgerportal_access;

-- A delegated view came through a link, as a token did.
alter table access.session drop constraint session_check3;
alter table access.session add constraint session_link
  check ((way in ('Token', 'DocumentLink', 'Delegation')) = (link is not null and generation is not null));

-- Sessions as before, and now those that began with a password, which end with it and with the invitation, and delegated views.
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
  left join access.operator o on o.operator_user = s.operator_user and o.business = s.business
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

-- Codes that confirm an address before a delegated view opens. The code itself is nowhere: it is derived from the challenge
-- under a key outside the database. Bound to the browser that asked, by a secret of which only the SHA-256 is here.
create table access.view_challenge (
  challenge uuid primary key,
  business uuid not null,
  delegated_view uuid not null,
  browser_hash bytea not null check (length(browser_hash) = 32),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  tries int not null default 0,
  spent_at timestamptz
);
create index view_challenge_view on access.view_challenge (business, delegated_view, created_at);
create index view_challenge_created on access.view_challenge (created_at);
grant select, insert, update, delete on access.view_challenge to ledgerportal_access;
