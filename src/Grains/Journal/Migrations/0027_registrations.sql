-- Works with programs since 0005.
-- What the Indian invoice registration portal answered for a document: IRN, acknowledgement, the text of the signed QR code.
alter table read.invoice add column registration jsonb;
alter table read.credit_note add column registration jsonb;
create unique index invoice_irn on read.invoice (business, (registration ->> 'irn')) where registration is not null;
create unique index credit_note_irn on read.credit_note (business, (registration ->> 'irn')) where registration is not null;
