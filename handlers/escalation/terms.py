"""The terms of an exception, as they are asked for and as they are granted: days and conditions."""

from collections.abc import Mapping
from dataclasses import replace

from handlers.cards import Button
from handlers.forms import Line, Words
from handlers.policy import Policy
from handlers.words import counted
from store.case_rows import UNLISTED, Case, Claim, Terms

ASK = "exception.ask"  # the action; its form is that of `handlers.exceptions`
CONDITIONS = 500  # characters: they stand in every answer about the account
DIGITS = 5


def button(account_id: str, *, offering: str = "") -> Button:
    """*Ask for an exception*, on an answer that one could change."""
    data = {"account": account_id, "offering": offering} if offering else {"account": account_id}
    return Button("Ask for an exception", ASK, data, form=True)


def another(claim: Claim) -> Button:
    """The same again, where one ends."""
    unlisted = claim.account_id.startswith(UNLISTED)
    account_id = f"{UNLISTED}{claim.account}" if unlisted else claim.account_id
    asked = button(account_id, offering=claim.offering)
    data = {**asked.data, "district": claim.district_id}
    return replace(asked, label="Ask for another exception", data=data)


def fields(typed: Mapping[str, str], terms: Terms | None, policy: Policy) -> tuple[Line, Words]:
    """What was asked for, or what was typed since."""
    days = typed.get("days", str(terms.days) if terms else "")
    conditions = typed.get("conditions", terms.conditions if terms else "")
    longest = policy.exceptions.max_days
    return (
        Line("days", "For how many days?", days, f"Up to {longest:,}, from the day it is granted."),
        Words(
            "conditions",
            "Conditions",
            conditions,
            "Partners of the district read these.",
            required=False,
            most=CONDITIONS,
        ),
    )


def read(typed: Mapping[str, str], *, project: str) -> Terms:
    """As typed, for what `problems` has nothing against."""
    return Terms(project, typed.get("conditions", "").strip(), _days(typed))


def problems(typed: Mapping[str, str], policy: Policy) -> dict[str, str]:
    """What is wrong, by field."""
    longest, found = policy.exceptions.max_days, {}
    if not 1 <= _days(typed) <= longest:
        found["days"] = f"Please give the number of days, from 1 to {longest:,}."
    if len(typed.get("conditions", "").strip()) > CONDITIONS:
        found["conditions"] = f"Please keep the conditions to {CONDITIONS} characters."
    return found


def changed(before: Case, after: Case) -> dict[str, str]:
    """What was asked for, where something else was granted: kept with the event."""
    asked, granted = before.terms, after.terms
    if asked is None or granted is None:
        return {}
    found = {}
    if asked.days != granted.days:
        found["asked_days"] = str(asked.days)
    if asked.conditions != granted.conditions:
        found["asked_conditions"] = asked.conditions
    return found


def asked(detail: Mapping[str, str]) -> str:
    """The same in words, for who wonders why the terms are others; '' where they are not."""
    parts = []
    if days := detail.get("asked_days"):
        parts.append(counted(int(days), "day"))
    if "asked_conditions" in detail:
        parts.append(f"conditions: {detail['asked_conditions'] or 'none'}")
    return "; ".join(parts)


def _days(typed: Mapping[str, str]) -> int:
    days = typed.get("days", "").strip()
    return int(days) if days.isascii() and days.isdecimal() and len(days) <= DIGITS else 0
