-- What was asked and done: answers by reference, and the append-only audit chain.

create table answers (
    ref text primary key, at text not null, person_id text not null,
    firm_id text not null default '', edition_id text not null default '',
    asked text not null, card text not null
) strict;
create index answers_at on answers(at);
create table audit (
    seq integer primary key, at text not null, who text not null, did text not null,
    about text not null default '', place text not null default '',
    detail text not null default '{}', hash text not null
) strict;
create trigger audit_append_only_update before update on audit
begin select raise(abort, 'the audit log is append-only'); end;
create trigger audit_append_only_delete before delete on audit
begin select raise(abort, 'the audit log is append-only'); end;
