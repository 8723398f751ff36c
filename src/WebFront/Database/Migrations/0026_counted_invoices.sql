-- Works with programs since 0005.
-- The counts above the list of all invoices: how many there are by status, and what is open of which.
create index invoice_counted on read.invoice (business, currency, status) include (total_minor);
create index entry_counted on read.entry (business, currency)
  include (document, due_date, amount_minor, open_minor, disputed_minor)
  where kind = 'Invoice' and open_minor <> 0 and document is not null;
