-- Keys of billing programs. A key has 256 bits and is shown once; what is kept is its SHA-256.
create table access.api_key (
  api_key uuid primary key,
  business uuid not null,
  name text not null check (length(name) between 1 and 100),
  secret_hash bytea not null unique,
  created_at timestamptz not null default now(),
  last_used_on date,
  revoked_at timestamptz
);
create index api_key_business on access.api_key (business);
grant select, insert, update on access.api_key to ledgerportal_access;
