"""The policy: data from a TOML file, and the pure judgement of who leads by which rule."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

SHIPPED = Path(__file__).parent / "policies" / "services-partner-framework.toml"
RULES = (
    "no-bid-servers-middleware",
    "partners-lead-packaged-offerings",
    "named-is-shared",
    "covered-by-parent",
    "exception-in-force",
    "partners-lead-elsewhere",
    "corporate-threshold",
    "all-vendor-stack-priority",
)
ELSEWHERE, EXCEPTION = "partners-lead-elsewhere", "exception-in-force"
OFFERED = {  # the rules that go by an offering's class, at any account
    "servers-middleware": "no-bid-servers-middleware",
    "packaged": "partners-lead-packaged-offerings",
}
FORBIDDING = frozenset({ELSEWHERE, *OFFERED.values()})  # what an exception can be made to


class PolicyError(Exception):
    """The policy file can't be used; the text names every problem in it."""


class Standing(StrEnum):
    NAMED = "named"
    COVERED = "covered"
    EXCEPTED = "excepted"
    NOT_NAMED = "not named"


class Lead(StrEnum):
    PARTNER = "partner"
    SERVICES = "services"
    EITHER = "either"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Vendor(_Part):
    name: str
    services: str
    time_zone: str
    country: str
    working_hours: tuple[str, str]
    access_contact: str
    appeal_officer: str = ""  # e-mail of who decides where a list owner's decision is appealed


class ListRules(_Part):
    size: int
    cadence_months: Annotated[int, Field(ge=1)]
    corporate_band: tuple[int, int]
    corporate_pcs_over: int
    covered_counts_as_named: bool


class Tier(_Part):
    id: str
    name: str


class Offering(_Part):
    id: str
    name: str
    kind: Annotated[Literal["servers-middleware", "packaged", "other"], Field(alias="class")]
    words: tuple[str, ...]


class Limits(_Part):
    questions_a_minute: int
    names_in_one_question: int
    names_pasted: Annotated[int, Field(ge=1)] = 200  # policies of earlier editions have none
    bulk_rows: Annotated[int, Field(ge=1)] = 10_000
    bulk_rows_partners: Annotated[int, Field(ge=1)] = 2_000


class ServiceLevels(_Part):
    acknowledge_hours: int
    decide_hours: int
    appeal_business_days: int


class Exceptions(_Part):
    """Which rules an exception may be made to, and for how long. Without it: none."""

    allowed_for: tuple[str, ...] = ()
    max_days: Annotated[int, Field(ge=1)] = 365

    @field_validator("allowed_for")
    @classmethod
    def _forbidding(cls, rules: tuple[str, ...]) -> tuple[str, ...]:
        if wrong := [rule for rule in rules if rule not in FORBIDDING]:
            raise ValueError(
                f"{', '.join(wrong)} keeps nobody out; exceptions can be made to"
                f" {', '.join(sorted(FORBIDDING))}"
            )
        return rules


class Reviewing(_Part):
    business_days: Annotated[int, Field(ge=1)] = 10
    disputes_seen_by_all: bool = False  # by every firm of the district, not by its own alone


class Retention(_Part):
    questions_days: int
    cases_years: int


class Policy(_Part):
    """The whole file, checked: unknown keys and missing rules are refused."""

    name: str
    version: str
    vendor: Vendor
    list: ListRules
    tiers: tuple[Tier, ...]
    rules: Mapping[str, str]
    offerings: tuple[Offering, ...]
    places: Mapping[str, tuple[str, ...]]
    limits: Limits
    service_levels: ServiceLevels
    exceptions: Exceptions = Exceptions()  # editions are kept with policies older than it
    retention: Retention
    review: Reviewing = Reviewing()  # not in the policy of editions that were published before it
    text: str = ""  # the file itself, kept with every edition published under it

    @classmethod
    def load(cls, path: Path | None = None) -> "Policy":
        """Raises PolicyError, which names the file."""
        file = path or SHIPPED
        try:
            return cls.parse(file.read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            raise PolicyError(f"{file}: not UTF-8 text") from None
        except OSError as error:
            raise PolicyError(f"{file}: {error.strerror}") from None
        except PolicyError as error:
            raise PolicyError(f"{file}: {error}") from None

    @classmethod
    def parse(cls, text: str) -> "Policy":
        """Raises PolicyError."""
        try:
            policy = cls.model_validate({**tomllib.loads(text), "text": text})
        except tomllib.TOMLDecodeError as error:
            raise PolicyError(f"not TOML: {error}") from None
        except ValidationError as error:
            told = (f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
            raise PolicyError("; ".join(told)) from None
        if missing := [rule for rule in RULES if rule not in policy.rules]:
            raise PolicyError(f"rules without a sentence: {', '.join(missing)}")
        return policy

    def tier_name(self, ident: str) -> str:
        return next((tier.name for tier in self.tiers if tier.id == ident), ident)

    def offering(self, ident: str) -> Offering | None:
        return next((item for item in self.offerings if item.id == ident), None)

    def offering_named(self, words: str) -> Offering | None:
        """The offering that people mean by `words`; None if the policy has no such word."""
        said = " ".join(words.casefold().split())
        return next((item for item in self.offerings if said in (item.id, *item.words)), None)

    def rule_against(self, offering: str) -> str:
        """The rule that an exception for an offering is one to; '' is for any engagement."""
        found = self.offering(offering)
        return OFFERED.get(found.kind, ELSEWHERE) if found else ELSEWHERE

    def counts(self, standing: "Standing") -> bool:
        """Whether an account is as good as named."""
        covered = self.list.covered_counts_as_named
        return standing is Standing.NAMED or (standing is Standing.COVERED and covered)

    def trusts(self, firm: str, place: str) -> bool:
        """Whether a firm's people are recognised by the e-mails of this workspace or tenant."""
        return place in self.places.get(firm, ())

    def sentence(self, rule: str, *, account: str = "", parent: str = "") -> str:
        filled = self.rules[rule]
        for key, value in {
            "vendor": self.vendor.name,
            "services": self.vendor.services,
            "account": account,
            "parent": parent,
        }.items():
            filled = filled.replace("{" + key + "}", value)
        return filled.replace("..", ".")  # a name may end in a full stop: Alphabet Inc.


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who leads, the ids of the rules that say so, and the sentences for people."""

    lead: Lead
    rules: tuple[str, ...]
    why: str


def judge(
    policy: Policy,
    standing: Standing,
    *,
    account: str,
    parent: str = "",
    offering: Offering | None = None,
    lifted: Collection[str] = (),
) -> Verdict:
    """Who leads at an account: the first rule that applies, in the order of the framework.

    `lifted` are the rules to which an exception is in force there.
    """
    lead, rules = _rule(policy, standing, offering, lifted)
    why = " ".join(policy.sentence(rule, account=account, parent=parent) for rule in rules)
    return Verdict(lead, rules, why)


def _rule(
    policy: Policy, standing: Standing, offering: Offering | None, lifted: Collection[str]
) -> tuple[Lead, tuple[str, ...]]:
    if offering and (rule := OFFERED.get(offering.kind)):
        return (Lead.EITHER, (EXCEPTION,)) if rule in lifted else (Lead.PARTNER, (rule,))
    if standing is Standing.NAMED:
        return Lead.EITHER, ("named-is-shared",)
    if policy.counts(standing):
        return Lead.EITHER, ("covered-by-parent", "named-is-shared")
    if standing is Standing.EXCEPTED:
        return Lead.EITHER, (EXCEPTION,)
    return Lead.PARTNER, (ELSEWHERE,)


def next_update(policy: Policy, effective_from: date) -> date:
    """When the list is due to be replaced: its cadence after it took effect."""
    months = effective_from.month - 1 + policy.list.cadence_months
    year, month = effective_from.year + months // 12, months % 12 + 1
    for day in range(effective_from.day, 27, -1):
        try:
            return date(year, month, day)
        except ValueError:  # the month is shorter: its last day
            continue
    return date(year, month, min(effective_from.day, 28))
