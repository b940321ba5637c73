-- Places that come and go as one, and those where nothing can be said just now.

alter table places add column team text not null default '';
alter table places add column team_name text not null default '';
alter table places add column lost_at text;
alter table places add column lost_why text not null default '';
create index places_team on places(team) where team <> '';
