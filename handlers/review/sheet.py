"""A district's review as it stands: all that its cards tell, read in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from handlers import days
from store import editions, people, reviews
from store.db import Sql
from store.reviews import Remark, Review, Share
from store.rows import District, Edition, Person

OPEN = "open"


@dataclass(frozen=True, slots=True)
class Sheet:
    edition: Edition
    review: Review
    district: District
    share: Share
    remarks: tuple[Remark, ...]
    people: Mapping[str, Person]
    manager: Person | None
    now: datetime

    @property
    def under_way(self) -> bool:
        return self.edition.state == "in_review"

    @property
    def disputes(self) -> list[Remark]:
        return [each for each in self.remarks if each.wrong]

    @property
    def comments(self) -> list[Remark]:
        return [each for each in self.remarks if not each.wrong]

    @property
    def open(self) -> list[Remark]:
        return [each for each in self.disputes if each.state == OPEN]

    @property
    def todo(self) -> list[Remark]:
        """Accepted, and not in the draft yet."""
        return [each for each in self.disputes if each.state == "accepted" and not each.settled]

    @property
    def today(self) -> date:
        return days.local(self.now, self.district.time_zone)

    @property
    def over(self) -> bool:
        """Its end has passed on the district's own calendar."""
        return self.today > self.review.ends_on

    def name(self, person_id: str) -> str:
        person = self.people.get(person_id)
        return person.name if person else "someone who has left"

    def who(self, person_id: str) -> str:
        """With the firm, for the vendor's people."""
        person = self.people.get(person_id)
        firm = f" ({person.firm})" if person and person.firm else ""
        return f"{self.name(person_id)}{firm}"

    def visible(self, reader: Person | None) -> list[Remark]:
        """What may be read there; nobody in particular is a channel of several partners."""
        if self.review.open_to_all or (reader and reader.staff):
            return list(self.remarks)
        firm = reader.firm_id if reader else ""
        return [each for each in self.remarks if firm and each.firm_id == firm]


def topic(edition_id: str, district_id: str) -> str:
    return f"review:{edition_id}:{district_id}"


def read(db: Sql, edition_id: str, district_id: str, *, now: datetime) -> Sheet | None:
    """None where there is no such review, or the district is no part of it."""
    edition, review = editions.get(db, edition_id), reviews.get(db, edition_id)
    share = reviews.share(db, edition_id, district_id)
    district = people.district(db, district_id)
    if edition is None or review is None or share is None or district is None:
        return None
    remarks = tuple(reviews.remarks(db, edition_id, district_id))
    ids = {review.opened_by, share.signed_by}
    ids |= {ident for each in remarks for ident in (each.by_id, each.decided_by)}
    return Sheet(
        edition=edition,
        review=review,
        district=district,
        share=share,
        remarks=remarks,
        people=people.named(db, ids - {""}),
        manager=people.by_email(db, district.manager_email),
        now=now,
    )


def every(db: Sql, edition_id: str, *, now: datetime) -> list[Sheet]:
    """All districts of a review, by id."""
    found = (read(db, edition_id, s.district_id, now=now) for s in reviews.shares(db, edition_id))
    return [sheet for sheet in found if sheet]
