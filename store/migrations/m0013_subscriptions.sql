-- Who wants to hear of the list's news: where, of what, and when.

create table subscriptions (
    id text primary key, owner_id text not null,
    destination text not null check (destination <> ''), thread text not null default '',
    audience text not null check (audience in ('staff', 'partners')),
    origin text not null check (origin in ('own', 'watch', 'district')),
    districts text not null default '[]', tiers text not null default '[]',
    accounts text not null default '[]',
    cadence text not null check (cadence in ('at once', 'daily', 'weekly')),
    time_zone text not null, quiet_from text not null default '',
    quiet_to text not null default '',
    made_at text not null, ended_at text,
    parked_at text, parked_why text not null default '',
    check ((quiet_from = '') = (quiet_to = ''))
) strict;
create unique index subscriptions_watch on subscriptions(destination, accounts)
where origin = 'watch' and ended_at is null;
create index subscriptions_destination on subscriptions(destination) where ended_at is null;
create index subscriptions_owner on subscriptions(owner_id) where ended_at is null;
create table digests (
    subscription_id text not null references subscriptions(id),
    edition_id text not null references editions(id),
    former_id text not null, sent_at text,
    primary key (subscription_id, edition_id)
) strict, without rowid;
create index digests_open on digests(subscription_id) where sent_at is null;
