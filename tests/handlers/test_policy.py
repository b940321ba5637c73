"""Who leads: every row of the framework's table."""

import re
from datetime import date
from pathlib import Path

import pytest

from handlers.policy import RULES, SHIPPED, Lead, Policy, PolicyError, Standing, judge, next_update

POLICY = Policy.load()
OTHER = "partners-lead-packaged-offerings"


@pytest.mark.parametrize(
    ("standing", "offering", "lead", "rules"),
    [
        # servers and middleware come first, even at a named account
        (Standing.NAMED, "middleware", Lead.PARTNER, ("no-bid-servers-middleware",)),
        (Standing.NOT_NAMED, "servers", Lead.PARTNER, ("no-bid-servers-middleware",)),
        (Standing.EXCEPTED, "servers", Lead.PARTNER, ("no-bid-servers-middleware",)),
        (Standing.NAMED, "packaged", Lead.PARTNER, ("partners-lead-packaged-offerings",)),
        # named never means “partners out”
        (Standing.NAMED, "consulting", Lead.EITHER, ("named-is-shared",)),
        (Standing.NAMED, "", Lead.EITHER, ("named-is-shared",)),
        (Standing.COVERED, "", Lead.EITHER, ("covered-by-parent", "named-is-shared")),
        (Standing.EXCEPTED, "custom", Lead.EITHER, ("exception-in-force",)),
        (Standing.NOT_NAMED, "custom", Lead.PARTNER, ("partners-lead-elsewhere",)),
    ],
)
def test_the_first_rule_that_applies_decides(
    standing: Standing, offering: str, lead: Lead, rules: tuple[str, ...]
) -> None:
    verdict = judge(POLICY, standing, account="Contoso", offering=POLICY.offering(offering))
    assert (verdict.lead, verdict.rules) == (lead, rules)


def test_covered_counts_as_named_only_if_the_policy_says_so() -> None:
    text = POLICY.text.replace("covered_counts_as_named = true", "covered_counts_as_named = false")
    verdict = judge(Policy.parse(text), Standing.COVERED, account="Contoso")
    assert verdict.rules == ("partners-lead-elsewhere",)


@pytest.mark.parametrize(
    ("standing", "offering", "lifted", "rule"),
    [
        (Standing.NAMED, "middleware", "no-bid-servers-middleware", "exception-in-force"),
        (Standing.NAMED, "packaged", "partners-lead-elsewhere", OTHER),
        (Standing.EXCEPTED, "servers", "partners-lead-elsewhere", "no-bid-servers-middleware"),
        (Standing.NOT_NAMED, "custom", "no-bid-servers-middleware", "partners-lead-elsewhere"),
    ],
)
def test_an_exception_lifts_the_one_rule_that_it_was_made_to(
    standing: Standing, offering: str, lifted: str, rule: str
) -> None:
    verdict = judge(
        POLICY, standing, account="Contoso", offering=POLICY.offering(offering), lifted={lifted}
    )
    assert verdict.rules == (rule,)


def test_a_policy_older_than_the_table_allows_no_exception() -> None:
    older = Policy.parse(re.sub(r"(?ms)^\[exceptions\].*?(?=^\[retention\])", "", POLICY.text))
    assert older.exceptions.allowed_for == ()


def test_every_rule_of_the_framework_has_its_sentence() -> None:
    assert set(RULES) == set(POLICY.rules)
    assert all("{" not in POLICY.sentence(rule, account="A", parent="B") for rule in RULES)


@pytest.mark.parametrize("words", ["middleware", "BizTalk", "  sql   server ", "mso", "servers"])
def test_offerings_are_known_by_the_words_people_use(words: str) -> None:
    assert POLICY.offering_named(words) is not None


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("size = 1000", 'size = "many"'), "list.size"),
        (("cadence_months = 6", "cadence_months = 0"), "list.cadence_months"),
        (("[limits]", "[limitz]"), "limitz"),
        (
            ('["partners-lead-elsewhere"]', '["named-is-shared"]'),
            "named-is-shared keeps",
        ),
        (("max_days = 365", "max_days = 0"), "exceptions.max_days"),
        (("named-is-shared =", "named-was-shared ="), "named-is-shared"),
        (('name = "Services', "name = Services"), "not TOML"),
    ],
)
def test_a_policy_that_cannot_be_used_is_refused_by_name(
    change: tuple[str, str], told: str
) -> None:
    with pytest.raises(PolicyError, match=told):
        Policy.parse(POLICY.text.replace(*change))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"missing\.toml: No such file"):
        Policy.load(tmp_path / "missing.toml")
    (tmp_path / "latin.toml").write_bytes("name = 'Zürich'".encode("latin-1"))
    with pytest.raises(PolicyError, match=r"latin\.toml: not UTF-8"):
        Policy.load(tmp_path / "latin.toml")


@pytest.mark.parametrize(
    ("since", "due"),
    [
        (date(2026, 1, 18), date(2026, 7, 18)),
        (date(2026, 7, 18), date(2027, 1, 18)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 31), date(2028, 2, 29)),
    ],
)
def test_the_next_update_is_due_after_the_cadence(since: date, due: date) -> None:
    assert next_update(POLICY, since) == due


def test_the_policy_of_an_edition_from_before_reviews_still_answers() -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    before = re.sub(r"\[review\]\n(.+\n)+", "", text)
    assert "[review]" not in before
    assert Policy.parse(before).review.business_days == 10
