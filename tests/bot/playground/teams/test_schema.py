"""The small reader of the card schema agrees with a whole JSON Schema validator."""

import pytest
from jsonschema import Draft6Validator

from bot.playground.teams.rules import adaptive_problems
from bot.playground.teams.schema import card_problems, definitions
from tests.bot.teams.cards import known

from .cards import BAD_BY_SCHEMA, BAD_IN_TEAMS, GOOD, Card, card, text

WHOLE = Draft6Validator({"$ref": "#/definitions/AdaptiveCard", "definitions": definitions()})


def accepted(content: Card) -> bool:
    return WHOLE.is_valid(known({k: v for k, v in content.items() if k != "msteams"}))


@pytest.mark.parametrize("content", GOOD, ids=lambda c: str(c)[:80])
def test_a_good_card_passes(content: Card) -> None:
    assert accepted(content)
    assert adaptive_problems(content) == []


@pytest.mark.parametrize("content", BAD_BY_SCHEMA, ids=lambda c: str(c)[:80])
def test_a_card_against_the_schema_does_not(content: Card) -> None:
    assert not accepted(content)
    assert card_problems(content) != []


@pytest.mark.parametrize("content", BAD_IN_TEAMS, ids=lambda c: str(c)[:80])
def test_nor_one_that_teams_cannot_show(content: Card) -> None:
    assert adaptive_problems(content) != []


def test_a_problem_is_told_at_its_place() -> None:
    nested = card({"type": "Container", "items": [text(colour="red")]})
    assert card_problems(nested) == ["/body/0/items/0: unknown property colour"]
