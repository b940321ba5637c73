"""Dialogs: opened, looked up in, refused, filled again, sent; and clients that have none."""

import json
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.playground.faults import Fault
from bot.playground.teams import Message
from bot.playground.teams.answers import Outcome
from bot.playground.wire import Delivery
from store import people
from store.db import Sql
from tests.bot.teams.cards import of_type, text

from .forms_feature_teams import WITH_FORMS
from .teams import DEALS, PAT, STAFF, Office, office

TYPED = {
    "f.company": "A7",
    "f.what": "They bid at our account.",
    "f.deal": "Renewal",
    "f.offering": "o3",
    "f.day": "2026-12-24",
}


@pytest.fixture
async def teams(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path / "hardline.db", features=WITH_FORMS) as made:
        yield made


async def offered(teams: Office, where: str = "") -> Message:
    return await teams.ask(teams.pat, "try it", where)


async def opened(teams: Office, where: str = "") -> Outcome:
    """The dialog, with company 7 looked up in it."""
    outcome = await teams.pat.press(await offered(teams, where), "Fill in")
    assert outcome.ok, outcome.error
    await teams.pat.suggest(outcome, "f.company", "company 7")
    return outcome


def fields(card: dict[str, Any]) -> dict[str, str]:
    inputs = [part for kind in KINDS for part in of_type(card, kind)]
    return {part["id"].removeprefix("f."): part.get("value", "") for part in inputs}


KINDS = ("Input.Text", "Input.ChoiceSet", "Input.Date")


def recorded(teams: Office) -> list[dict[str, str]]:
    rows = teams.query("select detail from audit where did = 'tried' order by seq")
    return [json.loads(str(row["detail"])) for row in rows]


@contextmanager
def held(teams: Office) -> Iterator[None]:
    """Another process writes, and does not end."""
    [row] = teams.query("select file from pragma_database_list where name = 'main'")
    other = sqlite3.connect(str(row["file"]), isolation_level=None)
    other.execute("begin immediate")
    try:
        yield
    finally:
        other.execute("rollback")
        other.close()


async def test_the_button_opens_a_dialog_with_every_field(teams: Office) -> None:
    form = await opened(teams)
    assert form.delivery
    assert form.delivery.request["name"] == "task/fetch"
    assert form.delivery.json["task"]["value"]["title"] == "Try it"
    assert fields(form.dialog) == {
        "what": "",
        "deal": "",
        "company": "",
        "urgency": "low",
        "offering": "",
        "day": "",
    }
    assert text(form.dialog).startswith("Both sides will see this.")


async def test_what_is_sent_is_recorded_where_the_form_was_opened(teams: Office) -> None:
    form = await opened(teams, DEALS)
    done = await teams.pat.send_dialog(form, TYPED)
    assert text(done.dialog) == "Recorded.\nA7: They bid at our account. (until 2026-12-24)"
    assert of_type(done.dialog, "Action.Submit") == []
    [row] = recorded(teams)
    card = next(m for m in teams.pat.seen(DEALS) if not m.sender)
    assert (row["deal"], row["urgency"], row["case"]) == ("Renewal", "low", "7")
    assert row["where"] == f"teams:{DEALS} channel {card.thread} {card.id}"


async def test_what_was_left_empty_comes_as_empty_text(teams: Office) -> None:
    form = await opened(teams)
    await teams.pat.send_dialog(form, {"f.company": "A7", "f.what": "They bid."})
    [row] = recorded(teams)
    assert (row["deal"], row["offering"], row["day"]) == ("", "", "")


async def test_a_form_that_ends_with_a_word_closes(teams: Office) -> None:
    done = await teams.pat.send_dialog(await opened(teams), TYPED | {"f.urgency": "high"})
    assert (done.dialog, done.text) == ({}, "Recorded.")


async def test_a_form_that_came_to_nothing_closes_without_a_word(teams: Office) -> None:
    done = await teams.pat.send_dialog(await opened(teams), TYPED | {"f.what": "nothing"})
    assert (done.dialog, done.text, done.error) == ({}, "", "")


async def test_a_dialog_is_titled_by_what_was_chosen(teams: Office) -> None:
    await teams.ask(teams.pat, "hi")
    said = await teams.ana.say(DEALS, "Contoso", mention=False)
    told = await teams.pat.message_action(said, "checkAccount")
    assert told.delivery
    assert told.delivery.json["task"]["value"]["title"] == "Check account"


@pytest.mark.parametrize(
    ("what", "error"),
    [
        ("That is wrong.", "Please say it without that word."),
        ("That is late.", "That day is taken."),  # found out inside the change, which is undone
    ],
)
async def test_a_refused_form_comes_back_with_all_that_was_typed(
    teams: Office, what: str, error: str
) -> None:
    again = await teams.pat.send_dialog(await opened(teams), TYPED | {"f.what": what})
    typed = {name.removeprefix("f."): value for name, value in TYPED.items()}
    assert fields(again.dialog) == {**typed, "what": what, "urgency": "low"}
    assert error in text(again.dialog)
    assert "Please look again at: " in text(again.dialog)
    done = await teams.pat.send_dialog(again, {"f.what": "Right."})
    assert text(done.dialog).startswith("Recorded.")
    assert len(recorded(teams)) == 1


async def test_a_form_delivered_four_times_is_recorded_once(teams: Office) -> None:
    done = await teams.pat.send_dialog(await opened(teams), TYPED)
    assert done.delivery
    for _ in range(3):
        again = await teams.sim.redeliver(done.delivery)
        card = again.json["task"]["value"]["card"]["content"]
        assert text(card).startswith("Recorded.")
    assert len(recorded(teams)) == 1


async def test_while_the_store_is_busy_what_was_typed_stays(teams: Office) -> None:
    form = await opened(teams)
    with held(teams):
        again = await teams.pat.send_dialog(form, TYPED)
    assert "nothing was recorded" in text(again.dialog)
    assert fields(again.dialog)["what"] == TYPED["f.what"]
    assert fields(again.dialog)["company"] == "A7"
    assert recorded(teams) == []
    done = await teams.pat.send_dialog(again)
    assert text(done.dialog).startswith("Recorded.")


async def test_too_many_in_a_minute_keeps_what_was_typed(teams: Office) -> None:
    form = await opened(teams)
    for _ in range(29):
        await teams.pat.send_dialog(form, TYPED | {"f.what": "wrong"})
    again = await teams.pat.send_dialog(form, TYPED)
    assert "wait a moment" in text(again.dialog)
    assert fields(again.dialog)["what"] == TYPED["f.what"]


async def test_a_form_too_large_to_be_shown_again_stays_as_it_is(teams: Office) -> None:
    form = await opened(teams)
    [submit] = of_type(form.dialog, "Action.Submit")
    data = {**submit["data"], **TYPED, "f.what": "wrong " + "🏢" * 8_000}
    told = await forged(teams, form, name="task/submit", value={"data": data})
    assert told.status == 503  # Teams keeps the dialog open on an error


async def test_a_field_is_looked_up_while_one_types(teams: Office) -> None:
    form = await opened(teams)
    found = await teams.pat.suggest(form, "f.company", "Company")
    assert len(found.results) == 15
    one = await teams.pat.suggest(form, "f.company", "company 30")
    assert list(one.results) == [{"value": "A30", "title": "Company 30 · West"}]
    assert (await teams.pat.suggest(form, "f.company", "zzz")).ok


async def test_looking_up_leaves_no_trace(teams: Office) -> None:
    form = await opened(teams)
    before = teams.audit(), teams.query("select once from inbox")
    await teams.pat.suggest(form, "f.company", "Company")
    assert (teams.audit(), teams.query("select once from inbox")) == before


async def test_a_stranger_is_offered_nothing(teams: Office) -> None:
    form = await opened(teams, DEALS)
    assert list((await teams.stranger.suggest(form, "f.company", "Company")).results) == [
        {"value": f"A{n}", "title": f"Company {n} · West"} for n in range(1, 16)
    ]  # the dialog is Pat's own: it is asked under Pat's name
    asked = {**(form.delivery.request if form.delivery else {}), "name": "application/search"}
    asked["from"] = teams.stranger._activity("invoke", teams.sim.world.conversations[DEALS])["from"]
    asked["value"] = {"queryText": "Company", "dataset": "try.companies"}
    told = await teams.sim.forge(asked)
    assert told.json["value"] == {"results": []}


async def test_a_stranger_who_presses_gets_no_form(teams: Office) -> None:
    teams.sim.faults.add("members", Fault(status=403))
    card = await offered(teams, DEALS)
    first = await teams.stranger.press(card, "Fill in")
    await teams.settled()
    second = await teams.stranger.press(card, "Fill in")
    assert "press again" in text(first.dialog)
    assert text(second.dialog).startswith("I don't know you yet")
    assert of_type(second.dialog, "Input.Text") == []


async def test_someone_never_seen_before_gets_the_form_at_the_second_press(teams: Office) -> None:
    teams.sim.faults.add("members", Fault(status=403))
    card = await teams.ask(teams.ana, "try it", STAFF)
    first = await teams.sam.press(card, "Fill in")
    await teams.settled()
    second = await teams.sam.press(card, "Fill in")
    assert "press again" in text(first.dialog)
    assert "company" in fields(second.dialog)


async def test_a_person_removed_meanwhile_changes_nothing(teams: Office) -> None:
    form = await opened(teams)

    def remove(db: Sql) -> None:
        people.remove(db, "p_pat", now=teams.clock())

    await teams.bot.ctx.db.write(remove)
    told = await teams.pat.send_dialog(form, TYPED)
    assert "I don't know you yet" in text(told.dialog)
    assert recorded(teams) == []


async def test_what_a_form_was_about_may_be_gone(teams: Office) -> None:
    form = await opened(teams)
    data = {"v": 1, "action": "try", "data": {"case": "gone"}, "msteams": {"type": "task/fetch"}}
    told = await forged(teams, form, value={"data": data})
    assert "older message" in text(told.json["task"]["value"]["card"]["content"])


async def test_a_place_that_a_client_made_up_is_not_believed(teams: Office) -> None:
    form = await opened(teams)
    [submit] = of_type(form.dialog, "Action.Submit")
    data = {**submit["data"], **TYPED, "at": "eyJhbGciOiJub25lIn0.eyJmb3IiOiJmb3JtIn0."}
    await forged(teams, form, name="task/submit", value={"data": data})
    [row] = recorded(teams)
    assert row["where"].startswith(f"teams:{teams.pat.chat().id} personal")


async def test_data_of_any_shape_gets_an_answer(teams: Office) -> None:
    form = await opened(teams)
    sent = form.delivery.request if form.delivery else {}
    for name in ("task/fetch", "task/submit", "application/search", "composeExtension/fetchTask"):
        for number, value in enumerate(({}, [], "x", {"data": []}, {"data": {"fields": 7}})):
            body = {**sent, "id": f"{name}{number}", "name": name, "value": value}
            assert (await teams.sim.forge(body)).status == 200


async def forged(teams: Office, form: Outcome, **parts: Any) -> Delivery:
    """The request that opened the form, changed."""
    sent = form.delivery.request if form.delivery else {}
    return await teams.sim.forge({**sent, "id": "90", **parts})


async def test_a_look_up_that_fails_offers_nothing(teams: Office) -> None:
    value = {"queryText": "x", "dataset": "try.broken"}
    told = await forged(teams, await opened(teams), name="application/search", value=value)
    assert (told.status, told.json["value"]) == (200, {"results": []})


async def test_a_form_that_cannot_be_made_again_while_busy_stays_as_it_is(teams: Office) -> None:
    form = await opened(teams)
    [submit] = of_type(form.dialog, "Action.Submit")
    data = {**submit["data"], **TYPED, "data": {"case": "gone"}}
    with held(teams):
        told = await forged(teams, form, name="task/submit", value={"data": data})
    assert told.status == 503


# Clients without dialogs


async def old_form(teams: Office, where: str = "") -> Message:
    """What someone in an old client gets for the press of the button."""
    old = teams.sim.client(PAT, legacy=True)
    card = await offered(teams, where)
    await old.press(card, "Fill in")
    chat = teams.pat.chat().id
    return (await teams.sim.wait_for(lambda: [m for m in old.seen(chat) if with_inputs(m)]))[-1]


def with_inputs(message: Message) -> bool:
    return bool(of_type(message.card, "Input.Date"))


@pytest.mark.parametrize("where", ["", DEALS])
async def test_without_dialogs_the_form_comes_to_ones_own_chat(teams: Office, where: str) -> None:
    form = await old_form(teams, where)
    old = teams.sim.client(PAT, legacy=True)
    await old.suggest(form, "f.company", "company 7")
    await old.press(form, "Send it", TYPED)
    chat = teams.pat.chat().id
    last = await teams.sim.wait_for(
        lambda: next((m for m in old.seen(chat) if text(m.card).startswith("Recorded.")), None)
    )
    assert last is not None
    [row] = recorded(teams)
    assert row["where"].split()[0] == f"teams:{where or chat}"
    await teams.settled()
    assert not any(map(with_inputs, old.seen(chat)))  # nobody sends it twice


async def test_without_dialogs_a_refused_form_comes_anew_with_what_was_typed(
    teams: Office,
) -> None:
    form = await old_form(teams)
    old = teams.sim.client(PAT, legacy=True)
    await old.suggest(form, "f.company", "company 7")
    await old.press(form, "Send it", TYPED | {"f.what": "That is wrong."})
    chat = teams.pat.chat().id
    again = await teams.sim.wait_for(
        lambda: next((m for m in old.seen(chat) if m.id != form.id and with_inputs(m)), None)
    )
    assert again is not None
    assert fields(again.card)["what"] == "That is wrong."
    assert fields(again.card)["company"] == "A7"
    assert recorded(teams) == []


async def test_without_dialogs_a_form_delivered_four_times_is_recorded_once(
    teams: Office,
) -> None:
    form = await old_form(teams)
    old = teams.sim.client(PAT, legacy=True)
    await old.suggest(form, "f.company", "company 7")
    done = await old.press(form, "Send it", TYPED)
    assert done.delivery
    for _ in range(3):
        await teams.sim.redeliver(done.delivery)
    await teams.settled()
    assert len(recorded(teams)) == 1
    answers = [m for m in old.seen(form.conversation) if text(m.card).startswith("Recorded.")]
    assert len(answers) == 1


# Message actions


async def test_a_message_opens_a_form_with_its_words_in_it(teams: Office) -> None:
    await teams.ask(teams.pat, "hi")
    said = await teams.ana.say(DEALS, "They bid & won", mention=False)
    form = await teams.pat.message_action(said, "openEscalation")
    assert fields(form.dialog)["what"] == "They bid & won"
    await teams.pat.suggest(form, "f.company", "company 7")
    done = await teams.pat.send_dialog(form, TYPED)
    assert text(done.dialog).startswith("Recorded.")
    [row] = recorded(teams)
    assert (
        row["link"] == f"https://teams.microsoft.com/l/message/19%3Adeals%40thread.tacv2/{said.id}"
    )
    assert row["where"] == f"teams:{DEALS} channel {said.id} {said.id}"


async def test_a_message_is_handed_in_with_author_thread_link_and_files(teams: Office) -> None:
    await teams.ask(teams.pat, "hi")
    root = await teams.ana.say(DEALS, "root", mention=False)
    said = await teams.sam.say(
        DEALS, "see this", mention=False, thread=root.id, files={"offer.pdf": b"x"}
    )
    told = await teams.pat.message_action(said, "shareOtherSide")
    assert text(told.dialog).splitlines()[1:6] == [
        "see this",
        f"https://teams.microsoft.com/l/message/19%3Adeals%40thread.tacv2/{said.id}",
        "teams:tenant-vendor/aad-sam",
        said.id,
        root.id,
    ]
    assert "offer.pdf http://127.0.0.1" in text(told.dialog)
