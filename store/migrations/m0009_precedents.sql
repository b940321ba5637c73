-- Past decisions are found by account and by offering, a case's audit rows by its number.

create index cases_opener on cases(opener_id) where closed_at is null;
create index cases_opener_side on cases(opener_side) where closed_at is null;
create index cases_other_side on cases(other_side) where closed_at is null;
create index cases_top on cases(rung) where closed_at is null;
create index cases_open on cases(opened_at, id) where closed_at is null;
create index cases_open_district on cases(district_id, opened_at, id)
    where closed_at is null;
create index cases_decided_account on cases(account_id, decided_at)
    where outcome is not null;
create index cases_decided_offering on cases(offering, decided_at)
    where outcome is not null;
create index audit_case on audit(about) where substr(about, 1, 4) in ('ESC-', 'EXC-');
