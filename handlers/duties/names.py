"""Who could decide cases, and who of them was meant: a name, an e-mail, a platform's mention."""

from handlers.escalation.offices import officer
from handlers.permissions import DECIDERS, Bond, Doing, allowed
from handlers.policy import Policy
from store import people
from store.db import Sql
from store.rows import Identity, Person


def deciders(db: Sql, policy: Policy) -> list[Person]:
    """By name: the managers, the list owners, and the policy's appeal officer."""
    found = {person.id: person for role in DECIDERS for person in people.by_role(db, role)}
    last = people.get(db, officer(db, policy))
    if last is not None:
        found[last.id] = last
    gone = people.deactivated(db)
    active = (person for person in found.values() if person.id not in gone)
    return sorted(active, key=lambda person: (person.name, person.email))


def decides(db: Sql, person: Person, policy: Policy) -> bool:
    """Whether they have a duty that could be delegated."""
    last = person.id == officer(db, policy)
    return allowed(Doing.DELEGATE, person, frozenset({Bond.DUTY}) if last else frozenset())


def meant(db: Sql, typed: str, by: Identity, policy: Policy) -> list[Person]:
    """The deciders whom this could mean: one if it is sure. Nobody else is ever found, so that
    nobody learns who is in the directory.
    """
    known = deciders(db, policy)
    word = " ".join(typed.casefold().split()).strip("@ ,.<>")
    mentioned = people.linked(db, Identity(by.platform, by.tenant, typed.strip().lstrip("@")))
    for sure in (
        [person for person in known if mentioned and person.id == mentioned[0].id],
        [person for person in known if person.email == word],
        [person for person in known if person.name.casefold() == word],
    ):
        if sure:
            return sure
    return [person for person in known if word and _begins(person, word.split())]


def _begins(person: Person, typed: list[str]) -> bool:
    """Each typed word begins one of the name's, or is how their e-mail begins."""
    words = [*person.name.casefold().split(), person.email.partition("@")[0]]
    return all(any(word.startswith(part) for word in words) for part in typed)
