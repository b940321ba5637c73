"""The districts file: what must be true of it before anything enters."""

from collections.abc import Collection

from store.rows import District
from store.sheets import Sheet

from . import fields
from .checked import Checked, Watch, unwatched
from .columns import DISTRICTS
from .lines import Line, Once, Table


def check(sheet: Sheet, *, people: Collection[str], watch: Watch = unwatched) -> Checked[District]:
    """`people` are the e-mails in the directory; a manager who is not there yet is a warning."""
    table = Table(sheet, DISTRICTS, watch)
    once = Once("district")
    rows = []
    for line in table.lines():
        row = _district(line)
        once.check(line, row.id)
        if row.manager_email and row.manager_email not in people:
            table.warn(
                f"{row.manager_email} is not in the directory yet. Import the people next.",
                row=line.number,
                column="manager_email",
            )
        if row.channel and row.channel == row.partner_channel:
            line.wrong(
                "partner_channel",
                "is the escalation channel too, which is for the vendor's own people only.",
            )
        rows.append(row)
    return table.checked(rows)


def _district(line: Line) -> District:
    ident = line.text("district", needed=True, longest=fields.MAX_ID)
    return District(
        id=ident,
        name=line.text("name") or ident,
        manager_email=line.read("manager_email", fields.email, "", needed=True),
        time_zone=line.read("time_zone", fields.time_zone, "", needed=True),
        country=line.read("country", fields.country, "", needed=True),
        channel=line.read("channel", fields.channel, "", needed=True),
        partner_channel=line.read("partner_channel", fields.channel, ""),
    )
