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
