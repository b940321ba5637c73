"""Cards as Teams gets them."""

import json
from dataclasses import replace
from itertools import islice
from typing import Any

import pytest

from bot.playground.teams.rules import adaptive_problems
from bot.teams.adaptive import draw, packed, words
from bot.teams.around import EVERYWHERE, IN_DIALOG, INSERTED, Around, Paper
from bot.teams.limits import ACTIONS
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

from .cards import of_type, problems, text

PICK = Button("Contoso Ltd", "pick", {"account": "A1"}, "primary")
BLOCKS: dict[str, Block] = {
    "text": Text("Partners lead."),
    "note": Note("Edition 2026-H2."),
    "alert": Alert("The list is overdue."),
    "facts": Facts((("Tier", "Major"), ("District", "West"))),
    "contact": Facts((("Manager", Contact("Ana Silva", "ana@vendor.example", "p1")),)),
    "link": Facts((("File", Link("the list", "https://hardline.example/files/x")),)),
    "items": Items((Item("Contoso: named.", "major", PICK), Item("Fabrikam: not named."))),
    "buttons": Buttons((PICK, Button("None of these", "none", style="danger"))),
    "search": Search("Company", "search", "Contoso"),
    "form": Buttons((Button("Fill in", "try", {"case": "7"}, "primary", form=True),)),
    "document": Document("doc_1", "case.csv", "40 accounts."),
}
HOSTILE = (
    "<script>alert(1)</script>",
    "<at>everyone</at>",
    "[click](https://evil.example)",
    "**bold** _x_ `y` # z",
    "\u202egnp.exe\u2066",
    "nul\x00 bell\x07 half\ud800",
    "​",
    "",
    "🏢" * 50,
    "שלום עולם",
    '{"type":"AdaptiveCard"}',
    "${data} {{DATE(2026-11-23)}}",
    "x" * 10_000,
)


@pytest.mark.parametrize("name", BLOCKS)
@pytest.mark.parametrize("dialog", [False, True])
def test_every_element_is_a_valid_card(name: str, dialog: bool) -> None:
    assert problems(draw(Card("Contoso is named.", (BLOCKS[name],)), Around(dialog=dialog))) == []


@pytest.mark.parametrize("data", HOSTILE)
def test_hostile_data_stays_data(data: str) -> None:
    contact = Contact(data, f"{data}@vendor.example")
    card = Card(
        data,
        (
            Text(data),
            Note(data),
            Alert(data),
            Facts(((data, data), (data, contact), (data, Link(data, data)))),
            Items((Item(data, data, Button(data, "pick", {"asked": data})),)),
            Search(data, "search", data),
        ),
    )
    drawn = draw(card)
    assert problems(drawn) == []
    assert of_type(drawn, "TextBlock") == []  # a TextBlock reads Markdown


def test_the_verdict_is_first_bold_and_in_the_notification() -> None:
    sent = json.loads(packed(Card("Contoso is named.", (Text("Partners may engage."),))))
    first = sent["attachments"][0]["content"]["body"][0]["inlines"][0]
    assert (first["text"], first["weight"]) == ("Contoso is named.", "Bolder")
    assert sent["summary"] == "Contoso is named."


def test_a_card_is_of_full_width_and_readable_without_cards() -> None:
    drawn = draw(Card("Contoso is named.", (Note("Edition 2026-H2."),)))
    assert drawn["msteams"] == {"width": "Full"}
    assert drawn["fallbackText"] == "Contoso is named.\nEdition 2026-H2."


def test_a_button_executes_and_falls_back_to_submit() -> None:
    [action] = of_type(draw(Card("?", (Buttons((PICK,)),))), "Action.Execute")
    data = {"v": 1, "action": "pick", "data": {"account": "A1"}}
    assert (action["verb"], action["data"], action["style"]) == ("pick", data, "positive")
    assert action["fallback"] == {"type": "Action.Submit", "title": "Contoso Ltd", "data": data}


def test_a_dialog_knows_only_submit() -> None:
    drawn = draw(Card("?", (Buttons((PICK,)), BLOCKS["items"])), IN_DIALOG)
    assert of_type(drawn, "Action.Execute") == []
    assert len(of_type(drawn, "Action.Submit")) == 2


def test_what_is_inserted_has_nothing_to_press() -> None:
    drawn = draw(Card("?", tuple(BLOCKS.values())), INSERTED)
    assert [kind for kind in ("Action.Execute", "Input.Text") if of_type(drawn, kind)] == []
    assert problems(drawn) == []


def test_more_buttons_than_fit_in_a_row_make_rows() -> None:
    drawn = draw(Card("?", (Buttons((PICK,) * 8),)))
    rows = [len(row["actions"]) for row in of_type(drawn, "ActionSet")]
    assert rows == [ACTIONS, 2]


def test_a_person_is_reached_by_chat_or_mail_and_not_pinged() -> None:
    drawn = draw(Card("?", (BLOCKS["contact"],)))
    urls = [action["url"] for action in of_type(drawn, "Action.OpenUrl")]
    assert urls == [
        "https://teams.microsoft.com/l/chat/0/0?users=ana@vendor.example",
        "mailto:ana@vendor.example",
    ]
    assert b"entities" not in packed(Card("?", (BLOCKS["contact"],)))


@pytest.mark.parametrize("url", ["javascript:alert(1)", "http://x.example", "ms-word:ofe|u|x", ""])
def test_only_safe_addresses_become_links(url: str) -> None:
    drawn = draw(Card("?", (Facts((("File", Link("the list", url)),)),)))
    assert of_type(drawn, "Action.OpenUrl") == []
    assert "the list" in text(drawn)


def test_a_button_that_asks_for_a_form_opens_a_dialog() -> None:
    [action] = of_type(draw(Card("?", (BLOCKS["form"],))), "Action.Submit")
    assert action["data"] == {
        "v": 1,
        "action": "try",
        "data": {"case": "7"},
        "form": "open",
        "msteams": {"type": "task/fetch"},
    }
    assert action["style"] == "positive"


def test_within_a_dialog_it_stays_in_that_dialog() -> None:
    [action] = of_type(draw(Card("?", (BLOCKS["form"],)), IN_DIALOG), "Action.Submit")
    assert action["data"] == {"v": 1, "action": "try", "data": {"case": "7"}}


NOTIFIED = Contact("Ana Silva", "ana@vendor.example", "p_ana", notify=True)
CALLS = Around(calls={"p_ana": "aad-ana"})


def called(contact: Contact, around: Around = CALLS) -> dict[str, Any]:
    return draw(Card("?", (Facts((("Manager", contact),)),)), around)


def test_who_is_to_be_called_is_mentioned() -> None:
    drawn = called(NOTIFIED)
    assert [part["text"] for part in of_type(drawn, "TextBlock")] == ["<at>Ana Silva</at>"]
    assert drawn["msteams"]["entities"] == [
        {
            "type": "mention",
            "text": "<at>Ana Silva</at>",
            "mentioned": {"id": "aad-ana", "name": "Ana Silva"},
        }
    ]
    assert adaptive_problems(drawn) == []


@pytest.mark.parametrize(
    ("contact", "around"),
    [
        (replace(NOTIFIED, notify=False), CALLS),
        (NOTIFIED, EVERYWHERE),
        (replace(NOTIFIED, person_id="p_bo"), CALLS),
        (replace(NOTIFIED, name="<>"), CALLS),
    ],
    ids=["not to be called", "edited", "unknown in Teams", "nameless"],
)
def test_nobody_else_is_mentioned(contact: Contact, around: Around) -> None:
    drawn = called(contact, around)
    assert "entities" not in drawn["msteams"]
    assert of_type(drawn, "TextBlock") == []


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_can_neither_forge_a_mention_nor_markup(name: str) -> None:
    drawn = called(replace(NOTIFIED, name=f"Ana {name}", email=""))
    assert adaptive_problems(drawn) == []
    [block] = of_type(drawn, "TextBlock")
    inside = block["text"].removeprefix("<at>").removesuffix("</at>")
    assert not set(inside) & set("<>[]*_`#&{}|~")
    assert len(drawn["msteams"]["entities"]) == 1


def test_a_picture_is_drawn_where_it_fits_and_else_its_words() -> None:
    block = Document("doc_1", "week.png", "Three open.", picture=True)
    small = Around(papers={"doc_1": Paper(picture="data:image/png;base64,AAAA")})
    large = Around(papers={"doc_1": Paper(picture="data:image/png;base64," + "A" * 26_000)})
    images = [of_type(draw(Card("?", (block,)), near), "Image") for near in (small, large)]
    assert [[image["altText"] for image in each] for each in images] == [["Three open."], []]
    assert "Three open." in text(draw(Card("?", (block,)), large))


LARGE: dict[str, Card] = {
    "a long text": Card("v", (Text("é" * 60_000),)),
    "a long verdict": Card("v" * 90_000),
    "many facts": Card("v", (Facts((("label", "value" * 20),) * 900),)),
    "many items": Card("v", (Items((Item("t" * 150, "b" * 150, PICK),) * 500),)),
    "many blocks": Card("v", (Text("t" * 500),) * 900),
}


@pytest.mark.parametrize("name", LARGE)
def test_a_large_card_is_shrunk_and_never_fails(name: str) -> None:
    drawn = draw(LARGE[name])
    assert len(json.dumps(drawn, ensure_ascii=False).encode()) <= 28 * 1024
    assert problems(drawn) == []


def test_what_is_left_out_is_told() -> None:
    assert "and 475 more" in text(draw(LARGE["many items"]))


def test_words_alone_are_escaped() -> None:
    said = words(Card("a*b*<at>x</at> & [l](u)", (Text("next"),)))["text"]
    assert said == r"a\*b\*&lt;at&gt;x&lt;/at&gt; &amp; \[l\]\(u\)" + "\n\nnext"


def test_a_name_of_every_control_character_is_harmless() -> None:
    name = "".join(map(chr, islice(range(0x300), 0x20))) + "Contoso"
    assert text(draw(Card(name))) == "\t\nContoso"
