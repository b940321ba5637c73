-- A district's share whose rows have changed, until it is made of them: nobody signs that, and what
-- was signed before doesn't count.

alter table review_districts add column outdated integer not null default 0
    check (outdated in (0, 1));
