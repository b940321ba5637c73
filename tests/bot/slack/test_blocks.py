import json

import pytest

from bot.playground.slack.limits import block_problems
from bot.slack.blocks import Uploaded, home, message
from bot.slack.limits import CUT, SECTION, Json
from bot.slack.values import pressed
from handlers.cards import (
    Alert,
    Block,
    Button,
    Buttons,
    Card,
    Contact,
    Document,
    Facts,
    Item,
    Items,
    Link,
    Note,
    Search,
    Text,
)

ANA = Contact("Ana Silva", "ana@vendor.example", "p-ana")
EVIL = "*x* <!channel> <@U1> `y`\n> z :smile: <https://evil.example|ok> \u202e" + "&" * 9_000
BUTTON = Button("History", "history", {"account": "a1"})
EVERY: tuple[Block, ...] = (
    Text("Because."),
    Note("Edition 2026-H2 · ref AB12"),
    Alert("The list is overdue."),
    Facts((("Tier", "Global"), ("Manager", ANA), ("Map", Link("Map", "https://maps.example")))),
    Items((Item("Fabrikam", "is not named"), Item("Contoso", "is named", BUTTON))),
    Buttons((BUTTON, Button("Watch", "watch", style="primary"))),
    Search("Company", "search", "Contoso, …"),
    Document("doc_1", "ESC-0001.html", "the whole case"),
)
CARD = Card("Contoso is named.", EVERY)


def evil(block: Block) -> Block:
    """The same element, full of what Slack would take for markup, and far too long."""
    match block:
        case Text() | Note() | Alert():
            return type(block)(EVIL)
        case Facts():
            contact = Contact(EVIL, EVIL, "p-evil")
            row: tuple[tuple[str, str | Contact | Link], ...]
            row = ((EVIL, EVIL), (EVIL, contact), (EVIL, Link(EVIL, "https://a.example")))
            return Facts(row * 9)
        case Items():
            return Items((Item(EVIL, EVIL, BUTTON), Item(EVIL, EVIL)) * 40)
        case Buttons():
            return Buttons((Button(EVIL, "act", {"asked": "x" * 1_500}),) * 60)
        case Search():
            return Search(EVIL, "search", EVIL)
        case Document():
            return Document("doc_1", EVIL, EVIL)


def texts(found: object) -> list[str]:
    if isinstance(found, dict):
        own = [found["text"]] if found.get("type") == "mrkdwn" else []
        return own + [text for value in found.values() for text in texts(value)]
    if isinstance(found, list):
        return [text for value in found for text in texts(value)]
    return []


def elements(blocks: list[Json]) -> list[Json]:
    return [one for block in blocks for one in block.get("elements", ()) if "action_id" in one]


def test_the_verdict_comes_first_and_bold_and_leads_the_plain_text() -> None:
    drawn = message(CARD)
    assert drawn["blocks"][0]["text"]["text"] == "*Contoso is named.*"
    assert drawn["text"].startswith("Contoso is named.\nBecause.\n")


def test_every_element_is_drawn_as_slack_accepts_it() -> None:
    assert block_problems(message(CARD)["blocks"], "message") == []
    assert block_problems(home(CARD)["blocks"], "home") == []


@pytest.mark.parametrize("block", EVERY, ids=lambda block: type(block).__name__)
def test_hostile_and_endless_text_is_refused_by_no_one_and_mentions_no_one(block: Block) -> None:
    drawn = message(Card(EVIL, (evil(block),) * 4))
    assert block_problems(drawn["blocks"], "message") == []
    assert not [text for text in texts(drawn["blocks"]) if "<!" in text or "<@" in text]
    assert len(drawn["text"]) <= 4_000
    assert "<" not in drawn["text"]


def test_buttons_at_the_end_survive_when_lines_have_to_go() -> None:
    many = Items(tuple(Item(f"Company {n}", "is named", BUTTON) for n in range(80)))
    blocks = message(Card("80 found.", (many, Buttons((BUTTON,)))))["blocks"]
    assert len(blocks) == 50
    assert [block["type"] for block in blocks[-2:]] == ["context", "actions"]
    assert blocks[-2]["elements"][0]["text"] == CUT


def test_a_button_comes_back_as_it_was_made() -> None:
    first = elements(message(CARD)["blocks"])[0]
    found = pressed(first["action_id"], first["value"])
    assert (found.action, dict(found.data)) == ("history", {"account": "a1"})


def test_the_same_action_twice_has_two_ids() -> None:
    buttons = Buttons((BUTTON, BUTTON))
    ids = [one["action_id"] for one in elements(message(Card("?", (buttons, buttons)))["blocks"])]
    assert len(set(ids)) == 4


def test_a_button_with_more_data_than_fits_is_left_out_whole() -> None:
    big = Button("Pick", "pick", {"asked": "x" * 5_000})
    blocks = message(Card("Did you mean?", (Buttons((big, BUTTON)),)))["blocks"]
    assert [one["text"]["text"] for one in elements(blocks)] == ["History"]


@pytest.mark.parametrize(
    "value",
    ["", "x", "[]", "1", "{}", json.dumps({"v": 0, "d": {}}), json.dumps({"v": 1, "d": []})],
)
def test_a_button_of_an_older_release_means_nothing(value: str) -> None:
    assert pressed("history#0", value).action == ""


def test_a_contact_is_mentioned_where_known_and_else_named_with_their_address() -> None:
    card = Card("Contoso is named.", (Facts((("Manager", ANA),)),))
    known = message(card, lambda contact: "U_ANA" if contact.person_id == "p-ana" else "")
    assert known["blocks"][1]["fields"][0]["text"] == "*Manager*\n<@U_ANA>"
    assert message(card)["blocks"][1]["fields"][0]["text"] == (
        "*Manager*\n<mailto:ana@vendor.example|Ana Silva>"
    )


def test_who_is_to_be_called_is_mentioned_in_the_text_too() -> None:
    ana = Contact("Ana Silva", "ana@vendor.example", "p-ana", notify=True)
    card = Card("x" * 5_000, (Facts((("Decides", ana),)),))
    text = message(card, lambda contact: "U_ANA")["text"]
    assert text.endswith("\n<@U_ANA>")
    assert len(text) <= 4_000
    assert "<@" not in message(card)["text"]


def test_an_uploaded_file_is_linked_in_the_text_and_a_picture_shown() -> None:
    uploads = {
        "doc_1": Uploaded("F00000001", "https://vendor.slack.com/files/U/F00000001/e.html"),
        "doc_2": Uploaded("F00000002", "https://vendor.slack.com/files/U/F00000002/w.png"),
    }
    files = (
        Document("doc_1", "E|1<x>.html", EVIL),
        Document("doc_2", EVIL, EVIL, picture=True),
    )
    drawn = message(Card("The week.", files), uploads=uploads)
    assert block_problems(drawn["blocks"], "message") == []
    assert drawn["text"].endswith("/F00000001/e.html|E¦1&lt;x&gt;.html>")
    assert [one["slack_file"]["id"] for one in drawn["blocks"] if "slack_file" in one] == [
        "F00000002"
    ]


@pytest.mark.parametrize("body", ["word " * 1_000, "x" * 7_000, "&" * 3_000, "a line\n" * 900])
def test_a_long_text_is_shown_whole_in_as_many_sections_as_it_takes(body: str) -> None:
    sections = message(Card("", (Text(body),)))["blocks"]
    shown = [section["text"]["text"] for section in sections]
    assert all(len(part) <= SECTION for part in shown)
    whole = "".join(shown).replace("&amp;", "&")
    assert "".join(whole.split()) == "".join(body.split())
