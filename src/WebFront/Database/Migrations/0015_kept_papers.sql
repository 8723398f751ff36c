-- Works with programs since 0005.
-- PDFs as they were first made, which is how they are served ever after: of an issued document (and, marked, of one that was
-- taken back), and of the receipt of a payment. Nobody changes or removes one.
create table access.kept_paper (
  business uuid not null,
  -- document/…, receipt/…: what it is of, and in which state.
  name text not null check (length(name) <= 160),
  party uuid not null,
  -- Null for a receipt.
  document uuid,
  sha256 bytea not null check (length(sha256) = 32),
  pdf bytea not null,
  made_at timestamptz not null,
  primary key (business, name)
);
-- A PDF is compressed already.
alter table access.kept_paper alter column pdf set storage external;

grant select, insert on access.kept_paper to ledgerportal_access;
grant select on access.kept_paper to ledgerportal_console, ledgerportal_portal, ledgerportal_document;
alter table access.kept_paper enable row level security;
create policy access on access.kept_paper to ledgerportal_access using (true) with check (true);
create policy console on access.kept_paper for select to ledgerportal_console
  using (business = (select access.business()));
create policy portal on access.kept_paper for select to ledgerportal_portal
  using (business = (select access.business()) and party = (select access.party()) and (select access.document()) is null);
create policy document on access.kept_paper for select to ledgerportal_document
  using (business = (select access.business()) and party = (select access.party()) and document = (select access.document()));
