-- Works with programs since 0005.
-- The newest forwards of a business, for its page of today.
create index forward_recent on read.forward (business, forwarded_at);
