-- Works with programs since 0005.
-- What an entry takes, by three things that cost more than they gave.

-- Whatever settles an entry changes what its indexes hold, so that no update of it ever stays on its page: room that is
-- left for that is room lost. Pages that are there already keep theirs.
alter table read.entry set (fillfactor = 100);

-- The entries of one day stand together under one key, instead of 48 bytes each; within the day they are sorted when they
-- are asked for, of which a page of a statement read all before it anyway.
drop index read.entry_date;
create index entry_date on read.entry (business, party, currency, document_date);

-- Of the open invoices, which are few among all entries, the rows are looked up instead of carried along. Each invoice is
-- written into this index when it is posted, each that is paid leaves it.
drop index read.entry_counted;
create index entry_counted on read.entry (business, currency)
  where kind = 'Invoice' and open_minor <> 0 and document is not null;
