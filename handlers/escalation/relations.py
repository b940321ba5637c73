"""What someone is to a case now: decider, opener, on the losing side, or nothing to do with it."""

from handlers.permissions import Bond, Doing, allowed
from store.case_rows import Case, Rung, State
from store.rows import Person

from . import ladder
from .ladder import Directory, Seat
from .steps import Relation


def relations(case: Case, by: Person | None, directory: Directory) -> frozenset[Relation]:
    """What someone is to this case now; nobody at all is the clock."""
    if by is None:
        return frozenset({Relation.CLOCK})
    found = _duties(case, by.id, directory)
    if by.id == case.claim.opener_id:
        found.add(Relation.OPENER)
    sides = sides_of(case, by)
    if sides:
        found.add(Relation.SIDE)
    if case.claim.opener_side in sides:
        found.add(Relation.OPENING_SIDE)
    if _losing(case) in sides:
        found.add(Relation.LOSING_SIDE)
    return frozenset(found)


def bonds(case: Case, by: Person, directory: Directory) -> frozenset[Bond]:
    """What someone is to a case for the table of permissions."""
    found = {Bond.DUTY} if _duties(case, by.id, directory) else set()
    if by.id in {case.owner_id, case.decided_by, *case.former}:
        found.add(Bond.DUTY)
    if by.firm_id and sides_of(case, by):
        found.add(Bond.OWN_FIRM)
    if any(party.person_id == by.id for party in case.parties):
        found.add(Bond.PARTY)
    if by.id == directory.account_manager:
        found.add(Bond.OWN_ACCOUNT)
    if by.id == directory.district_manager or case.claim.district_id in by.districts:
        found.add(Bond.OWN_DISTRICT)
    return frozenset(found)


def may(doing: Doing, case: Case, by: Person, directory: Directory) -> bool:
    return allowed(doing, by, bonds(case, by, directory))


def sides_of(case: Case, by: Person) -> frozenset[str]:
    """Of a case: where someone is a party, and for a partner's people their firm's."""
    named = {party.side for party in case.parties if party.person_id == by.id}
    firm = f"firm:{by.firm_id}" if by.firm_id else ""
    return frozenset(named | ({firm} & {case.claim.opener_side, case.claim.other_side}) - {""})


def _duties(case: Case, person_id: str, directory: Directory) -> set[Relation]:
    seat = Seat(case.rung, case.owner_id)
    found = set()
    if person_id in ladder.acting(directory, seat, case.barred):
        found.add(Relation.DECIDER)
    if case.state is State.GRANTED and person_id in ladder.acting(
        directory, _held(directory), case.barred
    ):
        found.add(Relation.DECIDER)
    if person_id in ladder.higher(directory, seat, case.barred):
        found.add(Relation.ABOVE)
    return found


def _held(directory: Directory) -> Seat:
    """An exception in force is the district manager's, also where someone above has granted it."""
    return Seat(Rung.DISTRICT_MANAGER, directory.district_manager)


def _losing(case: Case) -> str:
    sides = {
        State.UPHELD: case.claim.other_side,
        State.DECLINED: case.claim.opener_side,
    }
    return sides.get(case.state, "nobody")
