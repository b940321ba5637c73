-- Districts, firms, people, and the platform identities that are linked to them.

create table districts (
    id text primary key, name text not null, manager_email text not null,
    time_zone text not null, country text not null,
    channel text not null, partner_channel text not null default ''
) strict;
create table firms (id text primary key, name text not null) strict;
create table people (
    id text primary key, email text not null, name text not null,
    role text not null check (role in ('partner_rep', 'services_lead', 'account_manager',
        'district_manager', 'list_owner', 'auditor', 'admin')),
    firm_id text references firms(id),
    manager_email text not null default '', time_zone text not null default '',
    removed_at text,
    check ((role = 'partner_rep') = (firm_id is not null))
) strict;
create unique index people_email on people(email) where removed_at is null;
create table person_districts (
    person_id text not null references people(id),
    district_id text not null references districts(id),
    primary key (person_id, district_id)
) strict, without rowid;
create table identities (
    platform text not null, tenant text not null, member text not null,
    person_id text not null references people(id),
    email text not null default '', linked_at text not null, suspended_at text,
    primary key (platform, tenant, member)
) strict, without rowid;
create index identities_person on identities(person_id);
create table places (
    address text primary key, platform text not null, tenant text not null,
    kind text not null, service_url text not null default '',
    bot_id text not null default '', member text not null default '',
    name text not null default '', seen_at text not null
) strict, without rowid;
create index places_member on places(platform, tenant, member) where member <> '';
