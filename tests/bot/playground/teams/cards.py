"""Cards for the tests, good and bad."""

from typing import Any

Card = dict[str, Any]


def card(*body: Any, **more: Any) -> Card:
    return {"type": "AdaptiveCard", "version": "1.5", "body": list(body), **more}


def text(**more: Any) -> Card:
    return {"type": "TextBlock", "text": "hello", **more}


def field(kind: str = "Text", **more: Any) -> Card:
    return {"type": f"Input.{kind}", "id": "reason", **more}


def act(kind: str = "Execute", **more: Any) -> Card:
    return {"type": f"Action.{kind}", "title": "Go", **more}


def attached(content: Card) -> Card:
    return {"contentType": "application/vnd.microsoft.card.adaptive", "content": content}


def message(content: Card | None = None, **more: Any) -> Card:
    found: Card = {"type": "message", **more}
    return found if content is None else found | {"attachments": [attached(content)]}


def mention(tag: str, ident: str) -> Card:
    return {"type": "mention", "text": tag, "mentioned": {"id": ident, "name": tag[4:-5]}}


QUERY = {"type": "Data.Query", "dataset": "accounts"}
GOOD: list[Card] = [
    card(),
    card(text(wrap=True, weight="bolder", size="Large", color="ATTENTION", spacing="none")),
    card({"type": "RichTextBlock", "inlines": ["plain", {"type": "TextRun", "text": "run"}]}),
    card({"type": "FactSet", "facts": [{"title": "Tier", "value": "global"}]}),
    card({"type": "Container", "items": [text()], "style": "emphasis", "bleed": True}),
    card(
        {"type": "ColumnSet", "columns": [{"type": "Column", "width": "auto", "items": [text()]}]}
    ),
    card({"type": "ActionSet", "actions": [act(verb="go", data={"case": "ESC-1"})]}),
    card(field(isMultiline=True, maxLength=500, label="Why", isRequired=True)),
    card(field("ChoiceSet", choices=[{"title": "A", "value": "a"}], style="expanded")),
    card(field("Toggle", title="Sure")),
    card(
        {
            "type": "Table",
            "columns": [{"width": 1}],
            "rows": [{"type": "TableRow", "cells": [{"type": "TableCell", "items": [text()]}]}],
        }
    ),
    card(actions=[act(fallback=act("Submit", data={"x": 1}))]),
    card(actions=[act("Submit", data={"msteams": {"type": "task/fetch"}})]),
    card(actions=[act("OpenUrl", url="https://example.com")]),
    card(actions=[act("ShowCard", card={"type": "AdaptiveCard", "body": [text()]})]),
    card(actions=[act("ToggleVisibility", targetElements=["x"])]),
    card(refresh={"action": act(verb="look"), "userIds": ["29:1"]}),
    card(text(), msteams={"width": "Full"}, fallbackText="hello"),
    card(
        text(text="ask <at>Bo</at>"),
        msteams={"entities": [mention("<at>Bo</at>", "aad-bo")]},
    ),
    card({"type": "Image", "url": "https://example.com/x.png", "altText": "x"}),
    card({"type": "Image", "url": "data:image/png;base64,AAAA", "altText": "x"}),
    card(field("ChoiceSet", style="filtered", choices=[], **{"choices.data": QUERY})),
]
BAD_BY_SCHEMA: list[Card] = [
    {"type": "Card", "version": "1.5"},
    card(actions="go"),
    card({"type": "TextBlok", "text": "x"}),
    card({"type": "TextBlock"}),
    card(text(colour="red")),
    card(text(color="red")),
    card(text(wrap="true")),
    card(text(text=5)),
    card(text(), title="x"),
    card({"type": "Container"}),
    card({"type": "FactSet", "facts": [{"title": "Tier"}]}),
    card({"type": "FactSet", "facts": [{"title": "Tier", "value": 4}]}),
    card({"type": "Input.Text"}),
    card(field(maxLength="500")),
    card(field("ChoiceSet", choices=[{"title": "A"}])),
    card(field("Number", value="4")),
    card({"type": "ActionSet", "actions": [text()]}),
    card({"type": "Container", "items": [{"type": "Container", "items": [text(bold=True)]}]}),
    card(act()),
    card(actions=[text()]),
    card(actions=[act("Http", url="https://example.com")]),
    card(actions=[act("OpenUrl")]),
    card(actions=[act(verb=4)]),
    card(refresh={"action": act("Submit")}),
    card(refresh={"userIds": "29:1"}),
    card({"type": "RichTextBlock", "inlines": [{"type": "TextRun"}]}),
]
BAD_IN_TEAMS: list[Card] = [
    {},
    # The schema's `pattern` for "drop" lets any object pass as a fallback; Teams does not.
    card(actions=[act(fallback=act("Submit", colour="x"))]),
    {"type": "AdaptiveCard", "body": []},
    card(version="1.6"),
    card(version="2.0"),
    card(actions=[act()] * 7),
    card({"type": "ActionSet", "actions": [act()] * 7}),
    card(field(), field()),
    card(field("ChoiceSet", choices=[])),
    card(actions=[act("Submit", data={"msteams": {"type": "dialog"}})]),
    card(actions=[act("OpenUrl", url="javascript:alert(1)")]),
    card({"type": "Image", "url": "http://example.com/x.png"}),
    card(text(), msteams={"entities": [mention("<at>Bo</at>", "aad-bo")]}),
    card(
        {"type": "RichTextBlock", "inlines": ["<at>Bo</at>"]},
        msteams={"entities": [mention("<at>Bo</at>", "aad-bo")]},
    ),
    card(
        text(text="<at>Bo</at>"),
        msteams={"entities": [{"type": "mention", "text": "<at>Bo</at>"}]},
    ),
    card(text(text="<at>everyone</at>")),
    card(field("ChoiceSet", choices=[], **{"choices.data": QUERY})),
    card(field("ChoiceSet", style="filtered", choices=[], **{"choices.data": {"dataset": "x"}})),
    card(field("ChoiceSet", style="filtered", value="A1", choices=[], **{"choices.data": QUERY})),
    card(refresh={"action": act(), "userIds": ["29:1"] * 61}),
]
