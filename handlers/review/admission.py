"""Who takes part in a district's review, and until when."""

from handlers.context import Context
from handlers.errors import PersonError
from handlers.feature import Ask
from store import entries
from store.db import Sql
from store.rows import Role

from . import bonds
from . import sheet as sheets
from .bonds import NotInReview, NotYours
from .sheet import Sheet


class Ended(PersonError):
    """This review has ended, so nothing was recorded. Your account manager can still be told."""


def look(db: Sql, ask: Ask, ctx: Context) -> Sheet:
    """The review of a button, for who takes part in it. Raises PersonError.

    The same refusal for a review of others as for one that does not exist.
    """
    data = ask.request.data
    sheet = sheets.read(db, data.get("edition", ""), data.get("district", ""), now=ctx.now())
    if sheet is None:
        raise NotYours
    manages = ask.person.role is Role.ACCOUNT_MANAGER and any(
        row.manager_email == ask.person.email
        for row in entries.in_district(db, sheet.edition.id, sheet.district.id)
    )
    email = ask.person.email if manages else ""
    if not bonds.takes_part(sheet.district, ask.person, manager_email=email):
        raise NotYours
    if not sheet.under_way:
        raise NotInReview
    if sheet.over and not ask.person.staff:
        raise Ended
    return sheet
