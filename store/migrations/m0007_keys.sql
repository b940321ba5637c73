-- Links to documents are signed with a key of this database's own.

create table keys (name text primary key, secret text not null) strict, without rowid;
insert into keys (name, secret) values ('links', lower(hex(randomblob(32))));
