"""A form as Slack accepts it, whatever it holds."""

import json

import pytest

from bot.edge import busy
from bot.playground.slack.limits import view_problems
from bot.slack.blocks import nobody
from bot.slack.forms import Origin, card_view, offered, origin, view
from bot.slack.limits import Json
from bot.slack.submitted import answer, filled, refused
from handlers.cards import Button, Buttons, Card, Facts, Search, Text
from handlers.forms import ANYWHERE, Choice, Day, Field, Form, Line, Lookup, Pick, Several, Words
from handlers.request import How, Kind, Place, Settled, Show

from .test_blocks import EVERY, EVIL

MANY = tuple(Choice(f"v{n}", f"Choice {n}", "more of it") for n in range(12))
FIELDS: tuple[Field, ...] = (
    Line("why", "Why", "They lead & bid", "In one line"),
    Words("what", "What happened", "First\nsecond", required=False),
    Pick("side", "Side", MANY[:3], "v1"),
    Pick("offering", "Offering", MANY, "v9", required=False),
    Several("tiers", "Tiers", MANY[:3], "v0\nv2"),
    Lookup("account", "Account", "case.accounts", MANY[0]),
    Day("until", "Until", "2027-01-18"),
)
WHERE = Origin("case.open", {"about": "a1"}, Place("slack:T/C", Kind.CHANNEL, "1.2"), "1.3")


def form(*fields: Field, **more: object) -> Form:
    given = {"data": WHERE.data, **more}
    return Form("Open escalation", "Open", "case.open", fields, **given)  # type: ignore[arg-type]


def drawn(made: Form) -> Json:
    shown = view(made, WHERE)
    assert view_problems(shown, surfaces=["modal"]) == []
    return shown


def element(shown: Json, name: str) -> Json:
    found: Json = next(one["element"] for one in shown["blocks"] if one.get("block_id") == name)
    return found


def test_every_field_is_drawn_with_what_it_holds() -> None:
    shown = drawn(form(*FIELDS))
    assert element(shown, "why")["initial_value"] == "They lead & bid"
    assert element(shown, "what")["multiline"] is True
    assert element(shown, "side")["initial_option"]["value"] == "v1"
    assert element(shown, "offering")["initial_option"]["value"] == "v9"
    several = element(shown, "tiers")["initial_options"]
    assert [one["value"] for one in several] == ["v0", "v2"]
    assert element(shown, "account")["initial_option"]["value"] == "v0"
    assert element(shown, "until")["initial_date"] == "2027-01-18"


def test_a_few_are_seen_at_once_and_many_or_optional_ones_are_a_menu() -> None:
    picks = (
        Pick("few", "Few", MANY[:5]),
        Pick("many", "Many", MANY),
        Pick("perhaps", "Perhaps", MANY[:2], required=False),
    )
    shown = drawn(form(*picks))
    kinds = [element(shown, pick.name)["type"] for pick in picks]
    assert kinds == ["radio_buttons", "static_select", "static_select"]


@pytest.mark.parametrize(
    "field",
    [
        Line("f", EVIL, EVIL, EVIL),
        Line("f", "", "x", most=9_000),
        Words("f", EVIL, EVIL, EVIL, most=9_000),
        Pick("f", EVIL, tuple(Choice(f"{n}", EVIL, EVIL) for n in range(300)), "none of them"),
        Pick("f", EVIL, (Choice("x" * 151, "no room"), Choice("", "nothing"))),
        Lookup("f", EVIL, "source", Choice("x" * 151, EVIL), EVIL),
        Lookup("f", EVIL, "s" * 400, Choice("v", EVIL), EVIL),
        Several("f", EVIL, tuple(Choice(f"{n}", EVIL, EVIL) for n in range(300)), EVIL, EVIL),
        Day("f", EVIL, "next Tuesday", EVIL),
    ],
)
def test_whatever_a_field_holds_slack_takes_it(field: Field) -> None:
    drawn(Form(EVIL, EVIL, "case.open", (field,), EVERY))


def test_a_long_introduction_gives_way_to_the_fields() -> None:
    intro = tuple(Text(f"Line {n}") for n in range(150))
    shown = drawn(form(*FIELDS, intro=intro, errors={ANYWHERE: "Too late.", "why": "Say why."}))
    assert len(shown["blocks"]) == 100
    assert [one["block_id"] for one in shown["blocks"] if one["type"] == "input"] == [
        field.name for field in FIELDS
    ]
    assert shown["blocks"][0]["text"]["text"] == ":warning: Too late."


def test_a_choice_without_room_for_its_value_is_left_out_never_cut() -> None:
    assert offered([Choice("x" * 151, "long"), Choice("ok", "Fine")]) == [
        {"text": {"type": "plain_text", "text": "Fine", "emoji": False}, "value": "ok"}
    ]


def test_what_a_view_carries_comes_back_as_it_was() -> None:
    assert origin(drawn(form(*FIELDS))) == WHERE


@pytest.mark.parametrize(
    "packed",
    ["", "x", "[]", "7", '{"v":0}', json.dumps({"v": 1, "a": 1, "d": {}, "p": [], "m": ""})],
)
def test_a_view_of_an_older_release_carries_nothing(packed: str) -> None:
    assert origin({"private_metadata": packed}) is None


def test_more_than_a_view_can_carry_is_an_apology_and_never_a_part_of_it() -> None:
    where = Origin("case.open", {"about": "x" * 3_000}, WHERE.place)
    shown = view(form(*FIELDS), where)
    assert view_problems(shown, surfaces=["modal"]) == []
    assert "submit" not in shown
    assert "more along than Slack allows" in shown["blocks"][0]["text"]["text"]


def test_every_card_can_stand_in_a_forms_place() -> None:
    shown = card_view(Card(EVIL, (*EVERY, Search("Company", "search"))), WHERE)
    assert view_problems(shown, surfaces=["modal"]) == []


def submitted(*fields: Field, **values: Json) -> Json:
    state = {"values": {name: {name: held} for name, held in values.items()}}
    return {**view(form(*fields), WHERE), "state": state}


def test_there_is_a_text_for_every_field_also_where_nothing_was_filled_in() -> None:
    sent = submitted(
        *FIELDS,
        why={"type": "plain_text_input", "value": " a & b "},
        what={"type": "plain_text_input", "value": None},
        side={"type": "radio_buttons", "selected_option": {"value": "v2"}},
        offering={"type": "static_select", "selected_option": None},
        until={"type": "datepicker", "selected_date": None},
    )
    assert filled(sent) == {
        "why": " a & b ", "what": "", "side": "v2", "offering": "", "tiers": "", "account": "",
        "until": "",
    }  # fmt: skip


def test_an_error_of_a_field_that_is_not_there_is_told_at_the_first() -> None:
    errors = {ANYWHERE: "Too late.", "gone": "And wrong.", "until": "Past."}
    told = refused(submitted(*FIELDS), errors)
    assert told["errors"] == {"why": "Too late. And wrong.", "until": "Past."}


@pytest.mark.parametrize("errors", [{ANYWHERE: EVIL}, {"why": EVIL}])
def test_a_form_without_fields_comes_back_with_what_is_wrong(errors: dict[str, str]) -> None:
    sent = submitted()
    for _ in range(3):
        told = refused(sent, errors)
        assert view_problems(told["view"], surfaces=["modal"]) == []
        assert len(told["view"]["blocks"]) == 1
        sent = told["view"]


CARD = Card("ESC-0001 is open.", (Facts((("Decides", "Ana"),)), Buttons((Button("Go", "go"),))))


@pytest.mark.parametrize(
    ("settled", "action"),
    [
        (None, "clear"),
        (Settled(CARD, How.SILENT), "clear"),
        (Settled(CARD, How.RETURN, Show.CLOSE), "clear"),
        (Settled(CARD, How.RETURN), "update"),
        (Settled(CARD, How.RETURN, Show.CLOSE, refused=True), "update"),
        (Settled(CARD, How.RETURN, refused=True, form=form(*FIELDS)), "errors"),
        (busy(), "errors"),
    ],
)
def test_what_becomes_of_a_form(settled: Settled | None, action: str) -> None:
    assert answer(submitted(*FIELDS), settled, WHERE, nobody)["response_action"] == action


def test_a_card_in_a_forms_place_has_only_a_close() -> None:
    shown = answer(submitted(*FIELDS), Settled(CARD, How.RETURN), WHERE, nobody)["view"]
    assert shown["title"]["text"] == "Open escalation"
    assert "submit" not in shown
    assert origin(shown) == Origin("case.open", {"about": "a1"}, WHERE.place, "1.3")


def test_several_choices_come_back_a_line_each() -> None:
    picked = [{"value": "v0"}, {"value": "v2"}]
    sent = submitted(FIELDS[4], tiers={"type": "multi_static_select", "selected_options": picked})
    assert filled(sent) == {"tiers": "v0\nv2"}


def test_a_form_whose_case_has_moved_comes_back_to_be_sent_knowingly() -> None:
    moved = form(FIELDS[0], data={"about": "a2"}, errors={ANYWHERE: "Someone was quicker."})
    settled = Settled(Card("No."), How.RETURN, form=moved, refused=True)
    said = answer(submitted(FIELDS[0]), settled, WHERE, nobody)
    assert said["response_action"] == "update"
    again = origin(said["view"])
    assert again is not None
    assert again.data == {"about": "a2"}
    assert said["view"]["blocks"][0]["text"]["text"] == ":warning: Someone was quicker."
