"""What someone is to a district's review, and so what they may do there."""

from handlers.errors import NotAllowed, PersonError
from handlers.permissions import Bond, Doing, allowed
from store.rows import District, Person


class NotYours(NotAllowed):
    """This review is not open to you, so nothing was changed."""


class NotInReview(PersonError):
    """This edition is not in review any more, so nothing was changed."""


def bonds(district: District, person: Person, *, manager_email: str = "") -> frozenset[Bond]:
    """`manager_email` is that of the account in question."""
    found = set()
    own = district.manager_email == person.email or district.id in person.districts
    if own:
        found.add(Bond.OWN_DISTRICT)
    if manager_email and manager_email == person.email:
        found.add(Bond.OWN_ACCOUNT)
    return frozenset(found)


def takes_part(district: District, person: Person, *, manager_email: str = "") -> bool:
    return allowed(
        Doing.COMMENT_DRAFT, person, bonds(district, person, manager_email=manager_email)
    )


def signs(district: District, person: Person) -> bool:
    """Its manager, or a list owner."""
    return allowed(Doing.SIGN_OFF, person, bonds(district, person))
