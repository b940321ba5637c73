-- Every change of who is who is counted, so that look-ups can be kept until the next one.

create table directory_changes (changes integer not null) strict;
insert into directory_changes values (0);
create trigger people_insert_counted after insert on people
begin update directory_changes set changes = changes + 1; end;
create trigger people_update_counted after update on people
begin update directory_changes set changes = changes + 1; end;
create trigger people_delete_counted after delete on people
begin update directory_changes set changes = changes + 1; end;
create trigger person_districts_insert_counted after insert on person_districts
begin update directory_changes set changes = changes + 1; end;
create trigger person_districts_update_counted after update on person_districts
begin update directory_changes set changes = changes + 1; end;
create trigger person_districts_delete_counted after delete on person_districts
begin update directory_changes set changes = changes + 1; end;
create trigger firms_insert_counted after insert on firms
begin update directory_changes set changes = changes + 1; end;
create trigger firms_update_counted after update on firms
begin update directory_changes set changes = changes + 1; end;
create trigger firms_delete_counted after delete on firms
begin update directory_changes set changes = changes + 1; end;
create trigger identities_insert_counted after insert on identities
begin update directory_changes set changes = changes + 1; end;
create trigger identities_update_counted after update on identities
begin update directory_changes set changes = changes + 1; end;
create trigger identities_delete_counted after delete on identities
begin update directory_changes set changes = changes + 1; end;
