-- Works with programs since 0005.
-- A command is accepted once in a stream. Of the stream's name, which stands in the primary key as well, a hash is enough here:
-- two streams of one hash would have to be sent one and the same command id before either refused it wrongly.
-- 132 bytes a row with the name, 49 with its hash.
create unique index journal_command_hash on journal.journal
  (command_id, hashtextextended(stream, uuid_hash_extended(business, 0)));
alter table journal.journal drop constraint journal_command;
alter index journal.journal_command_hash rename to journal_command;
