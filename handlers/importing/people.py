"""The people file: what must be true of it before anyone enters the directory."""

from collections.abc import Collection, Mapping

from store.rows import Role
from store.sheets import Sheet

from . import fields
from .checked import Checked, Watch, and_list, unwatched
from .columns import PEOPLE
from .lines import Line, Once, Table
from .rows import PersonRow

ROLES = {role.value: role.value.replace("_", " ") for role in Role}


def check(
    sheet: Sheet,
    *,
    districts: Mapping[str, str],
    people: Collection[str],
    watch: Watch = unwatched,
) -> Checked[PersonRow]:
    """`districts` are names by id, `people` the e-mails that the directory has already."""
    table = Table(sheet, PEOPLE, watch)
    once = [Once("email"), Once("slack_id"), Once("teams_id")]
    read: list[tuple[Line, PersonRow]] = []
    for line in table.lines():
        row = _person(line, districts)
        for seen, value in zip(once, (row.email, row.slack_id, row.teams_id), strict=True):
            seen.check(line, value)
        read.append((line, row))
    known = {*people, *(row.email for _, row in read)}
    for line, row in read:
        if row.manager_email and row.manager_email not in known:
            text = f"{row.manager_email} is neither in this file nor in the directory."
            table.warn(text, row=line.number, column="manager_email")
    if firms := [line.number for line, row in read if line.has("firm") and not row.firm]:
        text = f"Only partner reps have a firm; left out in row {and_list(firms)}."
        table.warn(text, column="firm")
    return table.checked([row for _, row in read])


def _person(line: Line, districts: Mapping[str, str]) -> PersonRow:
    role = line.read("role", fields.choice(ROLES, "role"), "", needed=True)
    partner = role == Role.PARTNER_REP
    row = PersonRow(
        email=line.read("email", fields.email, "", needed=True),
        name=line.text("name", needed=True),
        role=Role(role or Role.PARTNER_REP),
        firm=line.text("firm", needed=partner) if partner else "",
        districts=line.parts("districts", ";,|", fields.choice(districts, "district")),
        manager_email=line.read("manager_email", fields.email, ""),
        time_zone=line.read("time_zone", fields.time_zone, ""),
        slack_id=line.read("slack_id", fields.pair, ""),
        teams_id=line.read("teams_id", fields.pair, ""),
    )
    if row.email and row.email == row.manager_email:
        line.wrong("manager_email", "is the person's own.")
    return row
