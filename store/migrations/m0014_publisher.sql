-- Who put an edition in force, as nobody is told of their own acts.

drop trigger editions_frozen_update;
alter table editions add column published_by text not null default '';
create trigger editions_frozen_update before update on editions
when old.state in ('published', 'superseded') and not (
    new.state = 'superseded' and new.id = old.id
    and new.effective_from = old.effective_from and new.next_update = old.next_update
    and new.imported_at = old.imported_at and new.published_at = old.published_at
    and new.partners_at = old.partners_at and new.reason = old.reason
    and new.policy = old.policy and new.restores = old.restores
    and new.published_by = old.published_by)
begin select raise(abort, 'a published edition is never edited'); end;
