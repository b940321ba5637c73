"""Hardline learns: a pick proposes a name for an account, and who knows the account decides."""

import secrets

from store import aliases, audit, outbox, people
from store.db import Sql
from store.rows import Alias, Person, Role

from . import replies
from .cards import Button, Buttons, Card, Facts, Text, to_json
from .context import Context
from .errors import NotAllowed, OldButton, PersonError
from .feature import Action, Ask, Feature
from .findings import Finding, known
from .permissions import Bond, Doing, allowed
from .questions import clean
from .request import Note, Outcome, Reply, Show
from .words import full_stop


class DecidedAlready(PersonError):
    """Someone has decided about this name already, so nothing was changed."""


async def pick(ask: Ask, ctx: Context) -> Outcome:
    """The account that was meant: its answer, and a proposed alias for next time."""
    data = ask.request.data
    account_id, asked = data.get("account", ""), clean(data.get("asked", ""))
    chosen = await replies.choice(ask, ctx)
    if account_id not in chosen.listing.entries or not asked:
        raise OldButton
    finding = known(chosen.listing, account_id, asked=asked, offering=chosen.offering)
    answer = replies.again(ask, ctx, chosen, finding, show=Show.UPDATE)

    def change(db: Sql) -> Reply:
        _propose(db, ask.person, finding, ctx)
        return answer

    return change


async def confirm(ask: Ask, ctx: Context) -> Outcome:
    """From now on the name answers surely, for everyone, on record."""
    return _decision(ask, ctx, "confirmed")


async def decline(ask: Ask, ctx: Context) -> Outcome:
    """The name stays a question."""
    return _decision(ask, ctx, "declined")


def key(text: str) -> str:
    """The same name typed twice is proposed once."""
    return " ".join(clean(text).casefold().split())


def _propose(db: Sql, by: Person, finding: Finding, ctx: Context) -> None:
    entry = finding.entry
    if entry is None:
        return
    ident, asked = f"al_{secrets.token_hex(6)}", finding.asked
    new = aliases.propose(
        db,
        ident=ident,
        account_id=entry.account_id,
        text=asked,
        key=key(asked),
        by=by.id,
        now=ctx.now(),
    )
    if not new:
        return
    audit.append(db, who=by.id, did="alias.proposed", about=ident, now=ctx.now())
    card = to_json(_question(ident, asked, entry.name, by))
    for person in _deciders(db, entry.manager_email):
        outbox.put(
            db, to=f"person:{person.id}", once=f"{ident}:{person.id}", card=card, now=ctx.now()
        )


def _deciders(db: Sql, manager_email: str) -> list[Person]:
    """The account's manager; without one in the directory, the list owners."""
    manager = people.by_email(db, manager_email) if manager_email else None
    return [manager] if manager else people.by_role(db, Role.LIST_OWNER)


def _question(ident: str, asked: str, name: str, by: Person) -> Card:
    firm = f" ({by.firm})" if by.firm else ""
    return Card(
        f"Is “{asked}” another name for {name}?",
        (
            Facts((("Typed and picked by", f"{by.name}{firm}"), ("Account", name))),
            Text(
                f"Confirm: whoever asks for “{asked}” gets {name}'s answer at once."
                " Decline: I keep replies."
            ),
            Buttons(
                (
                    Button("Confirm", "alias.confirm", {"alias": ident}, "primary"),
                    Button("Decline", "alias.decline", {"alias": ident}),
                )
            ),
        ),
    )


def _decision(ask: Ask, ctx: Context, state: str) -> Outcome:
    ident = ask.request.data.get("alias", "")

    def change(db: Sql) -> Reply:
        alias = aliases.get(db, ident)
        if alias is None:
            raise OldButton
        _allow(ask.person, alias, ctx)
        if not aliases.decide(db, ident, state=state, by=ask.person.id, now=ctx.now()):
            raise DecidedAlready
        return _outcome(alias, state, ask, ctx)

    return change


def _allow(person: Person, alias: Alias, ctx: Context) -> None:
    entry = ctx.lists.now(person.audience).entries.get(alias.account_id)
    manages = entry is not None and entry.manager_email == person.email
    bonds = frozenset({Bond.OWN_ACCOUNT}) if manages else frozenset[Bond]()
    if not allowed(Doing.CONFIRM_ALIAS, person, bonds):
        raise NotAllowed(
            "Only the account's manager or a list owner decides this, so nothing was changed."
        )


def _outcome(alias: Alias, state: str, ask: Ask, ctx: Context) -> Reply:
    entry = ctx.lists.now(ask.audience).entries.get(alias.account_id)
    name = entry.name if entry else alias.account_id
    if state == "confirmed":
        verdict = full_stop(f"“{alias.text}” now answers as {name}")
    else:
        verdict = full_stop(f"“{alias.text}” stays a question; it doesn't answer as {name}")
    card = Card(verdict, (Text(f"Decided by {ask.person.name}."),))
    note = Note(f"alias.{state}", alias.id, {"account": alias.account_id})
    return Reply(card, note, Show.UPDATE, reload=state == "confirmed")


FEATURE = Feature(
    actions={
        "pick": Action(pick, changes=True),
        "alias.confirm": Action(confirm, changes=True),
        "alias.decline": Action(decline, changes=True),
    }
)
