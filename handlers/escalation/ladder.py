"""Who decides a case: the account's manager, else the district's, else a list owner.

Pure: a `Directory` says who there is. Four eyes everywhere: `barred` are the people who opened
the case, are a party to it, or have decided what is now appealed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NoReturn

from handlers.errors import PersonError
from store.case_rows import Rung

Barred = frozenset[str]

ORDER = tuple(Rung)
CLIMBED = (Rung.ACCOUNT_MANAGER, Rung.DISTRICT_MANAGER, Rung.LIST_OWNER)  # by silence


class NoOneDecides(PersonError):
    """Nobody is left who could decide this case, so nothing was changed."""


class CannotTake(PersonError):
    """This person can't take the case, so nothing was changed."""


@dataclass(frozen=True, slots=True)
class Directory:
    """Who could decide at one account, by id; empty for a place that nobody holds."""

    account: str  # its name, for a refusal
    account_manager: str = ""
    district_manager: str = ""
    list_owners: tuple[str, ...] = ()
    appeal_officer: str = ""
    others: frozenset[str] = frozenset()  # other managers, to whom a case can be handed over
    absences: Mapping[str, str] = field(default_factory=dict)  # delegates of those away today

    def at(self, rung: Rung) -> tuple[str, ...]:
        held = {
            Rung.ACCOUNT_MANAGER: (self.account_manager,),
            Rung.DISTRICT_MANAGER: (self.district_manager,),
            Rung.LIST_OWNER: self.list_owners,
            Rung.APPEAL_OFFICER: (self.appeal_officer,),
        }
        return tuple(filter(None, held[rung]))


@dataclass(frozen=True, slots=True)
class Seat:
    rung: Rung
    holder: str


def first(directory: Directory, barred: Barred, *, lowest: Rung = Rung.ACCOUNT_MANAGER) -> Seat:
    """Who gets a new case. Raises NoOneDecides."""
    rungs = CLIMBED[CLIMBED.index(lowest) :]
    return _seat(directory, rungs, barred) or _refuse(directory)


def above(directory: Directory, rung: Rung, barred: Barred) -> Seat | None:
    """Where a case climbs when nobody acts; None at the top."""
    if rung not in CLIMBED:
        return None
    return _seat(directory, CLIMBED[CLIMBED.index(rung) + 1 :], barred)


def successor(directory: Directory, rung: Rung, barred: Barred) -> Seat:
    """Who takes over from someone who is gone: up the ladder, at its top beside them.

    Raises NoOneDecides.
    """
    found = above(directory, rung, barred) or _seat(directory, ORDER[ORDER.index(rung) :], barred)
    return found or _seat(directory, (Rung.LIST_OWNER,), barred) or _refuse(directory)


def appeal(directory: Directory, rung: Rung, barred: Barred) -> Seat:
    """One step up from `rung`, where it was decided; beside a list owner another one, else the
    appeal officer. Raises NoOneDecides.
    """
    rungs = ORDER[min(ORDER.index(rung) + 1, ORDER.index(Rung.LIST_OWNER)) :]
    return _seat(directory, rungs, barred) or _refuse(directory)


def hand_over(
    directory: Directory, to: str, rung: Rung, barred: Barred, *, lowest: Rung | None
) -> Seat:
    """The seat of someone whom the case is handed to. Raises CannotTake.

    `lowest` is given for what may not sink below a rung: an appeal, an exception.
    """
    if to in barred:
        raise CannotTake(
            "Whoever opened a case, is a party to it or has decided it before can't take it,"
            " so nothing was changed."
        )
    on_ladder = [each for each in ORDER if to in directory.at(each)]
    if lowest is not None:
        on_ladder = [each for each in on_ladder if ORDER.index(each) >= ORDER.index(lowest)]
    if on_ladder:
        return Seat(on_ladder[0], to)
    if lowest is None and to in directory.others:
        return Seat(rung, to)
    raise CannotTake


def acting(directory: Directory, seat: Seat, barred: Barred) -> frozenset[str]:
    """Everyone who may act in a seat today: its holder and their delegate; at the top every
    list owner, as all of them are reminded.
    """
    holders = {seat.holder}
    if seat.rung is Rung.LIST_OWNER:
        holders.update(directory.list_owners)
    delegates = {_delegate(directory, holder) for holder in holders - barred}
    return frozenset((holders | delegates) - barred - {""})


def standin(directory: Directory, holder: str, barred: Barred) -> str:
    """Who acts for someone who is away today; '' for nobody, also where they may not decide."""
    found = _delegate(directory, holder)
    return "" if found == holder or found in barred else found


def leaning(directory: Directory, person_id: str) -> frozenset[str]:
    """Everyone whose duty is in this person's hands today, and the person."""
    away = {holder for holder in directory.absences if person_id in _chain(directory, holder)}
    return frozenset(away | {person_id})


def higher(directory: Directory, seat: Seat, barred: Barred) -> frozenset[str]:
    """Everyone who may act on the rungs above a seat."""
    if seat.rung not in CLIMBED:
        return acting(directory, Seat(Rung.LIST_OWNER, ""), barred)
    rungs = CLIMBED[CLIMBED.index(seat.rung) + 1 :]
    seats = [Seat(rung, holder) for rung in rungs for holder in directory.at(rung)]
    return frozenset().union(*(acting(directory, each, barred) for each in seats))


def covered(directory: Directory) -> bool:
    """Whether a case at this account finds someone on any rung."""
    return any(directory.at(rung) for rung in CLIMBED)


def topless(directory: Directory) -> str:
    """Why the ladder ends in nobody, or '': its top is the same at every account."""
    if not directory.list_owners:
        return "no list owner, so the ladder has no top."
    if len({*directory.list_owners, directory.appeal_officer} - {""}) < 2:
        return (
            "a list owner's decision could not be appealed."
            " Name a second list owner, or an appeal officer in the policy."
        )
    return ""


def _seat(directory: Directory, rungs: tuple[Rung, ...], barred: Barred) -> Seat | None:
    seats = (Seat(rung, holder) for rung in rungs for holder in directory.at(rung))
    return next((seat for seat in seats if seat.holder not in barred), None)


def _delegate(directory: Directory, holder: str) -> str:
    """At the end of the chain: a delegate may be away as well."""
    return [*_chain(directory, holder)][-1]


def _chain(directory: Directory, holder: str) -> Mapping[str, None]:
    """Someone, who stands in for them, who stands in for those, and so on; never in a circle."""
    seen = {holder: None}
    while (to := directory.absences.get(holder)) and to not in seen:
        seen[to] = None
        holder = to
    return seen


def _refuse(directory: Directory) -> NoReturn:
    raise NoOneDecides(
        f"Nobody is left who could decide a case at {directory.account} without having opened it,"
        " being a party to it or having decided it before, so nothing was changed. Please ask a"
        " list owner to name someone."
    )
