"""Blocks at the limit pass; one step beyond, Slack refuses them."""

from typing import Any

import pytest

from bot.playground.slack.limits import Surface, block_problems, view_problems


def plain(size: int) -> dict[str, Any]:
    return {"type": "plain_text", "text": "x" * size}


def words(size: int) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": "x" * size}


def option(value: str = "v", text: int = 1) -> dict[str, Any]:
    return {"text": plain(text), "value": value}


def section(**more: Any) -> dict[str, Any]:
    return {"type": "section", "text": words(1), **more}


def button(**more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain(1), **more}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def select(**more: Any) -> dict[str, Any]:
    return {"type": "static_select", "options": [option()], **more}


def field(element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "input", "label": plain(1), "element": element, **more}


TYPED = {"type": "plain_text_input", "action_id": "a"}
AT_THE_LIMIT: list[dict[str, Any]] = [
    {"type": "section", "text": words(3_000)},
    {"type": "section", "fields": [words(2_000)] * 10},
    {"type": "header", "text": plain(150)},
    {"type": "divider"},
    {"type": "context", "elements": [words(10)] * 10},
    {"type": "image", "alt_text": "x" * 2_000, "image_url": "https://example.com/x.png"},
    {"type": "markdown", "text": "x" * 12_000},
    actions(*[button(action_id=str(n)) for n in range(25)]),
    actions(button(text=plain(75), value="x" * 2_000, url="https://example.com")),
    actions(select(options=[option(str(n)) for n in range(100)])),
    actions(select(options=[option("x" * 150, 75)])),
    actions({"type": "overflow", "options": [option(str(n)) for n in range(5)]}),
    actions({"type": "datepicker", "initial_date": "2026-11-23"}),
    section(accessory=button(confirm={k: plain(9) for k in ("title", "text", "confirm", "deny")})),
    section(accessory={"type": "multi_users_select", "placeholder": plain(150)}),
    field(TYPED, hint=plain(2_000), optional=True),
    field({"type": "number_input", "is_decimal_allowed": False}),
    field({"type": "radio_buttons", "options": [option(str(n)) for n in range(10)]}),
]
BEYOND: list[dict[str, Any]] = [
    {},
    {"type": "sect"},
    {"type": "section"},
    {"type": "section", "text": "hello"},
    {"type": "section", "text": words(0)},
    {"type": "section", "text": words(3_001)},
    {"type": "section", "fields": [words(1)] * 11},
    {"type": "section", "fields": [words(2_001)]},
    {"type": "section", "text": {"type": "mrkdwn", "text": "x", "emoji": True}},
    section(color="red"),
    section(block_id="x" * 256),
    section(accessory=TYPED),
    {"type": "header", "text": words(10)},
    {"type": "header", "text": plain(151)},
    {"type": "context", "elements": []},
    {"type": "context", "elements": [words(1)] * 11},
    {"type": "context", "elements": [button()]},
    {"type": "image", "image_url": "https://example.com/x.png"},
    {"type": "image", "alt_text": "x"},
    {"type": "image", "alt_text": "x", "slack_file": {}},
    {"type": "image", "alt_text": "x", "slack_file": {"id": "f1"}},
    {"type": "image", "alt_text": "x", "slack_file": {"id": "F00000001", "url": "https://a.b"}},
    {"type": "image", "alt_text": "x", "slack_file": {"id": "F00000001"}, "image_url": "x"},
    {"type": "markdown", "text": "x" * 12_001},
    actions(),
    actions(*[button(action_id=str(n)) for n in range(26)]),
    actions(button(action_id="a"), button(action_id="a")),
    actions(button(text=plain(76))),
    actions(button(value="x" * 2_001)),
    actions(button(value=7)),
    actions(button(style="green")),
    actions(button(action_id="x" * 256)),
    actions(button(confirm={"title": plain(101)})),
    actions(TYPED),
    actions({"type": "static_select"}),
    actions(select(options=[])),
    actions(select(options=[option(str(n)) for n in range(101)])),
    actions(select(options=[option("x" * 151)])),
    actions(select(options=[option(text=76)])),
    actions(select(initial_option=option("other"))),
    actions(select(placeholder=plain(151))),
    actions({"type": "overflow", "options": [option(str(n)) for n in range(6)]}),
    actions({"type": "datepicker", "initial_date": "23.11.2026"}),
    field(button()),
    field(TYPED, label=words(5)),
    field({"type": "number_input"}),
    field({"type": "plain_text_input", "max_length": 3, "initial_value": "four"}),
    field({"type": "checkboxes", "options": [option(str(n)) for n in range(11)]}),
    field({"type": "file_input"}),
]


@pytest.mark.parametrize("block", AT_THE_LIMIT, ids=lambda b: b["type"])
def test_at_the_limit_a_block_passes(block: dict[str, Any]) -> None:
    assert block_problems([block], "message") == []


@pytest.mark.parametrize("block", BEYOND, ids=lambda b: str(b)[:60])
def test_beyond_it_does_not(block: dict[str, Any]) -> None:
    assert block_problems([block], "message") != []


@pytest.mark.parametrize(("surface", "most"), [("message", 50), ("modal", 100), ("home", 100)])
def test_the_number_of_blocks_is_limited(surface: Surface, most: int) -> None:
    assert block_problems([section()] * most, surface) == []
    assert block_problems([section()] * (most + 1), surface) != []


def test_markdown_counts_in_all_and_only_in_messages() -> None:
    half = {"type": "markdown", "text": "x" * 6_001}
    assert block_problems([half, half], "message") != []
    assert block_problems([half], "modal") != []


def test_block_ids_stand_once() -> None:
    assert block_problems([section(block_id="b"), section(block_id="b")], "message") != []


def modal(**more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain(24), "blocks": [section()], **more}


@pytest.mark.parametrize(
    "view",
    [
        modal(title=plain(25)),
        modal(title=words(5)),
        modal(submit=plain(25)),
        modal(close=plain(25)),
        modal(private_metadata="x" * 3_001),
        modal(callback_id="x" * 256),
        modal(blocks=[field(TYPED)]),
        modal(id="V1"),
        {"type": "modal", "blocks": []},
        modal(blocks=None),
        modal(blocks=["section"]),
        {"type": "home", "blocks": [], "title": plain(5)},
        {"type": "workflow_step", "blocks": []},
    ],
)
def test_views_beyond_the_limit_are_refused(view: dict[str, Any]) -> None:
    assert view_problems(view, surfaces=["modal", "home"]) != []


def test_a_form_with_submit_may_ask() -> None:
    view = modal(blocks=[field(TYPED)], submit=plain(24), private_metadata="x" * 3_000)
    assert view_problems(view, surfaces=["modal"]) == []
