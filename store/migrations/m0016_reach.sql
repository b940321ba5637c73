-- People are written to where they were last active.

alter table identities add column used_at text not null default '';
