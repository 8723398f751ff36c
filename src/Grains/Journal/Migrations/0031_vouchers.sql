-- Works with programs since 0005.
-- Of a payment that was partly an advance, and of a refund: what its voucher says, as it was when the entry was recorded.
alter table read.entry add column voucher jsonb;
