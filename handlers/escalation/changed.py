"""A message that was shared, or was not, is changed or deleted where it was written: what was
relayed follows. Only its author's doing counts.
"""

from dataclasses import replace

from handlers.context import Context
from handlers.feature import Ask
from handlers.request import SILENCE, Reply, Via
from store import cases, relayed
from store.db import Sql
from store.relayed import Relayed

from . import carry, enter, spoken, tell, topics
from . import file as files
from .file import CaseFile
from .spoken import Said


def change(db: Sql, *, said: Said, ask: Ask, ctx: Context) -> Reply:
    request = ask.request
    where = request.place.address, request.message
    word = relayed.at(db, *where)
    if word and word.author_id != ask.person.id:
        return SILENCE
    if request.via is Via.DELETED:
        relayed.overtake(db, *where, deleted=True, now=ctx.now())
        return _take_back(db, word, ask, ctx) if word else SILENCE
    if relayed.overtaken(db, *where, deleted=True):  # told before it was deleted, heard after it
        return SILENCE
    if word is None:
        return _for_the_first_time(db, said, ask, ctx)
    if not _stays(word, said, ask):
        return _take_back(db, word, ask, ctx)
    return _follow(db, word, said, ask, ctx)


def _for_the_first_time(db: Sql, said: Said, ask: Ask, ctx: Context) -> Reply:
    """An edit may share what stayed inside until now; one that does not says so to what is late."""
    request = ask.request
    if not spoken.meant(ask, said):
        where = request.place.address, request.message
        relayed.overtake(db, *where, deleted=False, now=ctx.now())
        return SILENCE
    told = enter.readable(db, topics.case_of(request.under), ask, ctx)
    new = enter.draft(told, spoken.checked(said), ask)
    return enter.share(db, told, new, ask, ctx)


def _stays(word: Relayed, said: Said, ask: Ask) -> bool:
    """What a colleague shared by the message's menu has no mark to lose."""
    if not said.text and not said.files:
        return False
    by_menu = ask.person.staff and not word.marked and word.removed_at is None
    return spoken.meant(ask, said) or by_menu


def _take_back(db: Sql, word: Relayed, ask: Ask, ctx: Context) -> Reply:
    """Also when the case is over: no word stays with the other side against its author's will."""
    if word.removed_at:
        return SILENCE
    relayed.remove(db, word, now=ctx.now())
    told = _read(db, word, ctx)
    carry.back(db, told, word)
    tell.refresh(db, told)
    return enter.confirmed(db, told, word, ask, did="unshared")


def _follow(db: Sql, word: Relayed, said: Said, ask: Ask, ctx: Context) -> Reply:
    new = replace(word, text=said.text, files=said.files, marked=said.marked)
    if new == word and not word.removed_at:  # a preview was added, or the same delivered again
        return SILENCE
    told = enter.readable(db, word.case_id, ask, ctx)
    spoken.checked(said)
    relayed.edit(db, new, now=ctx.now())
    told = _read(db, word, ctx)
    new = told.shared[word.number - 1]
    if word.removed_at:
        carry.out(db, told, new)
    else:
        carry.follow(db, told, new)
    tell.refresh(db, told)
    return enter.confirmed(db, told, new, ask, did="shared" if word.removed_at else "reshared")


def _read(db: Sql, word: Relayed, ctx: Context) -> CaseFile:
    case = cases.get(db, word.case_id)
    assert case is not None, "shared words keep their case"
    return files.read(db, case, ctx.policy, now=ctx.now())
