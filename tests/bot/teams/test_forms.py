"""Forms as the cards of dialogs."""

import json
from typing import Any

import pytest

from bot.playground.teams.rules import adaptive_problems
from bot.teams import forms, queries
from bot.teams.forms import TooLarge, draw
from handlers.cards import Alert, Facts, Text
from handlers.forms import ANYWHERE, Choice, Day, Field, Form, Line, Lookup, Pick, Several, Words

from .cards import of_type, problems, text
from .test_adaptive import HOSTILE

CHOICES = tuple(Choice(f"c{n}", f"Choice {n}", "more") for n in range(8))
FIELDS: dict[str, Field] = {
    "line": Line("deal", "Opportunity", "Renewal", "Its name", most=40),
    "words": Words("what", "What happened", "They bid.\nTwice.", required=False),
    "few": Pick("urgency", "Urgency", CHOICES[:2], "c1"),
    "many": Pick("offering", "Offering", CHOICES, required=False),
    "several": Several("tell", "Tell", (Choice("a,b", "Both"), Choice("50%", "Half")), "a,b\n50%"),
    "lookup": Lookup("company", "Company", "accounts"),
    "chosen": Lookup("company", "Company", "accounts", CHOICES[3]),
    "day": Day("until", "Until", "2026-12-24"),
}


FIVE = ("line", "words", "few", "many", "lookup")


def made(*fields: Field, **more: Any) -> Form:
    return Form("Try it", "Send", "try", fields or tuple(FIELDS[name] for name in FIVE), **more)


def the_input(field: Field) -> dict[str, Any]:
    [found] = [part for part in draw(made(field))["body"] if part["type"].startswith("Input.")]
    return dict(found)


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_is_a_valid_card(name: str) -> None:
    drawn = draw(made(FIELDS[name]))
    assert problems(drawn) == []
    assert adaptive_problems(drawn) == []


def test_a_line_and_words_have_their_lengths_and_values() -> None:
    line, words = the_input(FIELDS["line"]), the_input(FIELDS["words"])
    assert (line["id"], line["maxLength"], line["value"]) == ("f.deal", 40, "Renewal")
    assert (words["isMultiline"], words["maxLength"]) == (True, 2_500)
    assert words["value"] == "They bid.\nTwice."


def test_what_must_be_filled_in_says_so_in_words() -> None:
    line, words = the_input(FIELDS["line"]), the_input(FIELDS["words"])
    assert (line["isRequired"], line["errorMessage"]) == (True, "Please fill in: Opportunity.")
    assert "isRequired" not in words
    why = the_input(Words("words", "Why?"))
    assert why["errorMessage"] == "Please fill in: Why?"


def test_a_few_choices_are_all_shown_and_many_unfold() -> None:
    few, many = the_input(FIELDS["few"]), the_input(FIELDS["many"])
    assert (few["style"], few["value"]) == ("expanded", "c1")
    assert (many["style"], "value" in many) == ("compact", False)
    assert many["choices"][0] == {"title": "Choice 0 · more", "value": "c0"}


def test_a_value_that_is_no_choice_any_more_is_not_chosen() -> None:
    assert "value" not in the_input(Pick("urgency", "Urgency", CHOICES[:2], "gone"))


def test_several_choices_come_and_go_as_they_are() -> None:
    drawn = draw(made(FIELDS["several"]))
    [field], [button] = of_type(drawn, "Input.ChoiceSet"), of_type(drawn, "Action.Submit")
    assert (field["isMultiSelect"], field["style"]) == (True, "expanded")
    assert field["value"] == "a%2Cb,50%25"
    assert forms.typed({**button["data"], "f.tell": field["value"]}) == {"tell": "a,b\n50%"}
    assert forms.typed(button["data"]) == {"tell": ""}


def test_what_is_looked_up_names_where_and_shows_what_was_chosen() -> None:
    field = the_input(FIELDS["chosen"])
    assert field["choices.data"] == {"type": "Data.Query", "dataset": "accounts"}
    assert field["style"] == "filtered"
    assert field["choices"] == [{"title": "Choice 3 · more", "value": "c3"}]
    assert field["value"] == "c3"


def test_a_query_brings_back_what_the_form_carries_along() -> None:
    drawn = draw(made(FIELDS["lookup"], data={"case": "7&8", "empty": ""}))
    [field] = of_type(drawn, "Input.ChoiceSet")
    sent = {"dataset": field["choices.data"]["dataset"], "queryText": "con"}
    assert queries.asked(sent) == ("accounts", {"case": "7&8", "empty": ""}, "con")


def test_no_more_is_found_than_teams_shows() -> None:
    results = queries.found([(choice, choice.label) for choice in CHOICES * 4])
    assert len(results["value"]["results"]) == 15


def test_an_error_stands_below_its_field_and_its_label_at_the_top() -> None:
    drawn = draw(made(errors={"deal": "That deal is closed.", "unknown": "x"}))
    body = drawn["body"]
    at = next(place for place, part in enumerate(body) if part.get("id") == "f.deal")
    error = body[at + 1]["inlines"][0]
    assert (error["text"], error["color"]) == ("That deal is closed.", "Attention")
    assert text(body[0]) == "Please look again at: \nOpportunity"


def test_an_error_of_no_field_stands_above_all() -> None:
    drawn = draw(made(errors={ANYWHERE: "Nothing was recorded.", "deal": "x"}))
    assert text(drawn["body"][0]) == "Nothing was recorded."


def test_what_is_above_the_fields_is_drawn_first() -> None:
    intro = (Text("Both sides see this."), Alert("Overdue."), Facts((("Case", "7"),)))
    assert text(draw(made(intro=intro))).startswith("Both sides see this.\nPlease note:")


def test_the_button_carries_action_data_and_the_fields_names() -> None:
    [button] = of_type(draw(made(data={"case": "7"}), "sealed"), "Action.Submit")
    assert button["data"] == {
        "v": 1,
        "action": "try",
        "data": {"case": "7"},
        "form": "sent",
        "fields": ["deal", "what", "urgency", "offering", "company"],
        "at": "sealed",
    }
    assert (button["title"], button["style"]) == ("Send", "positive")


def test_what_comes_back_has_a_text_for_every_field() -> None:
    sent = {
        "form": "sent",
        "fields": ["deal", "what", "data"],
        "f.deal": "R",
        "f.data": 7,
        "x": "y",
    }
    assert forms.sent(sent)
    assert forms.typed(sent) == {"deal": "R", "what": "", "data": ""}


@pytest.mark.parametrize("data", HOSTILE)
def test_hostile_data_stays_data(data: str) -> None:
    choice = Choice("c", data or "x", data)
    drawn = draw(
        made(
            Line("a", data, data, data),
            Pick("b", data, (choice,), hint=data),
            Lookup("c", data, "s", choice, hint=data),
            intro=(Text(data),),
            errors={"a": data, ANYWHERE: data},
        )
    )
    assert problems(drawn) == []
    assert of_type(drawn, "TextBlock") == []


def test_what_is_typed_stays_and_what_is_above_it_gives_way() -> None:
    drawn = draw(made(Words("what", "What", "é" * 2_500), intro=(Text("x" * 30_000),)))
    assert len(json.dumps(drawn, ensure_ascii=False).encode()) <= 28 * 1024
    assert of_type(drawn, "Input.Text")[0]["value"] == "é" * 2_500


def test_more_than_a_card_holds_is_never_cut() -> None:
    with pytest.raises(TooLarge):
        draw(made(*(Words(f"w{n}", "What", "🏢" * 2_500) for n in range(3))))
