"""What a form about an entry holds, checked: each problem at its field."""

import re
from collections.abc import Mapping

from handlers.context import Context
from handlers.errors import OldButton, Unfinished
from store import people
from store.db import Sql
from store.rows import Person, Role

from .entries import Found
from .words import CHOICES

LINKS = 10
_LINK = re.compile(r"https?://[^\s<>|]+", re.IGNORECASE)


def check(found: Found | None, typed: Mapping[str, str], *, disputes: bool) -> None:
    """Raises Unfinished, with each problem at its field."""
    errors = {}
    if not typed.get("words", "").strip():
        errors["words"] = "Please write a few words; they are kept with the review."
    if disputes:
        errors |= _wrong(found, typed)
        given, bad = links(typed.get("evidence", ""))
        if bad or len(given) > LINKS:
            errors["evidence"] = f"Up to {LINKS} links, one a line, each beginning with https://."
    elif typed.get("account") and found is None:
        errors["account"] = "Please pick an account of this district, or leave this empty."
    if errors:
        raise Unfinished(errors)


def _wrong(found: Found | None, typed: Mapping[str, str]) -> dict[str, str]:
    wrong = typed.get("wrong", "")
    if wrong not in {choice.value for choice in CHOICES}:
        return {"wrong": "Please pick what is wrong."}
    if found is None:
        return {"account": "Please pick the account; type a few letters of its name."}
    row = found.draft
    if wrong == "missing":
        named = row is not None and bool(row.tier)
        return {"wrong": "It is on this draft already."} if named else {}
    if row is None:
        return {"wrong": "It is not on this draft."}
    if wrong == "tier" and typed.get("tier", "") in ("", row.tier):
        return {"tier": "Please pick the tier that would be right."}
    if wrong == "district" and typed.get("place", "") in ("", row.district):
        return {"place": "Please pick the district that would be right."}
    return {}


def own(found: Found | None, by: Person) -> None:
    """Account managers speak for their own accounts. Raises Unfinished."""
    if found is None or by.role is not Role.ACCOUNT_MANAGER:
        return
    rows = (found.draft, found.before)
    if not any(row and row.manager_email == by.email for row in rows):
        raise Unfinished({"account": "Please pick one of the accounts that you manage."})


def wanted(db: Sql, typed: Mapping[str, str], ctx: Context) -> str:
    """The id, and the name as people read it."""
    match typed.get("wrong"):
        case "tier":
            ident = typed["tier"]
            if ident not in {tier.id for tier in ctx.policy.tiers}:
                raise OldButton
            return f"{ident}|{ctx.policy.tier_name(ident)}"
        case "district":
            district = people.district(db, typed["place"])
            if district is None:
                raise OldButton
            return f"{district.id}|{district.name}"
        case _:
            return ""


def links(text: str) -> tuple[tuple[str, ...], bool]:
    """The links, a line each, and whether something was no link."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return tuple(dict.fromkeys(lines)), not all(map(_LINK.fullmatch, lines))
