"""Forms in Slack: opened in time, never losing what was typed, with one effect."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.playground.faults import Fault
from bot.playground.slack import Client, Message, View
from bot.playground.slack.forms import Typed
from bot.playground.slack.replies import Outcome
from bot.playground.wire import Json
from handlers.cards import Button, Buttons, Card, to_json
from handlers.features import FEATURES
from store import outbox, people
from store.rows import Identity, Platform
from tests.clock import START

from .slack import (
    ANA,
    AWAY,
    BO,
    GUESTS,
    HOME,
    NOBODY,
    QUIET,
    REP,
    SHARED,
    STAFF,
    Workspace,
    button,
    shown,
    verdict,
)
from .slack import workspace as workspace_at
from .slack_feature import FEATURE, FILLED, card

FORM_KEPT = "nothing was recorded"


@pytest.fixture(name="workspace")
async def a_workspace(tmp_path: Path) -> AsyncIterator[Workspace]:
    async with workspace_at(tmp_path / "hardline.db", features=(FEATURE, *FEATURES)) as made:
        yield made


async def said(workspace: Workspace, about: Card, channel: str = STAFF) -> Message:
    """A message of the bot's, with a card to be pressed."""
    await workspace.bot.ctx.db.write(
        lambda db: outbox.put(
            db, to=f"slack:{HOME}/{channel}", card=to_json(about), now=workspace.clock()
        )
    )
    workspace.bot.delivery.wake()
    seen = len(workspace.answers(ANA, channel))
    return (await workspace.slack.wait_for(lambda: workspace.answers(ANA, channel)[seen:]))[0]


async def known(workspace: Workspace, user: str) -> Client:
    """Somebody whom the bot has met, and whose profile it keeps."""
    client = workspace.client(user)
    await client.command(QUIET, "/named", "Contoso")
    await workspace.calm()
    return client


def modal(workspace: Workspace, user: str) -> View | None:
    stack = workspace.slack.world.modals.get(user)
    return stack[-1] if stack else None


async def opened(workspace: Workspace, user: str, *, title: str = "Open escalation") -> View:
    def look() -> View | None:
        found = modal(workspace, user)
        return found if found and found.body["title"]["text"] == title else None

    view = await workspace.slack.wait_for(look)
    assert view is not None
    return view


async def form(workspace: Workspace, user: str = ANA, about: Card | None = None) -> View:
    """The form, opened by its button."""
    client = workspace.client(user)
    message = await said(workspace, about or card("Who leads at Contoso?"))
    await client.press(message, button(message, "Decide"))
    return await opened(workspace, user)


async def sent(workspace: Workspace, view: View, *, user: str = ANA, **changed: str) -> Outcome:
    client = workspace.client(user)
    await client.options(view, "trial.accounts#4", "con")
    filled: Typed = {**FILLED, **changed}
    return await client.submit(view, typed(view, filled))


def typed(view: View, filled: Typed) -> Typed:
    names = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    return {key: value for key, value in filled.items() if key in names}


def texts(workspace: Workspace, user: str) -> list[str]:
    found = modal(workspace, user)
    return shown(found.blocks) if found else []


async def test_a_button_opens_its_form_with_what_it_holds(workspace: Workspace) -> None:
    await known(workspace, ANA)
    view = await form(workspace)
    inputs = {one["block_id"]: one["element"] for one in view.blocks if one["type"] == "input"}
    assert [element["type"] for element in inputs.values()] == [
        "plain_text_input", "plain_text_input", "radio_buttons", "static_select",
        "external_select", "datepicker",
    ]  # fmt: skip
    assert inputs["side"]["initial_option"]["value"] == "services"
    assert "form.opened" in await workspace.recorded()


async def test_all_that_was_filled_in_arrives_and_the_result_takes_the_forms_place(
    workspace: Workspace,
) -> None:
    await known(workspace, ANA)
    outcome = await sent(workspace, await form(workspace))
    assert outcome.ok
    assert outcome.view is not None
    assert shown(outcome.view.blocks)[:2] == [
        "*ESC-0001 is open.*",
        "about=card, account=a1, offering=o3, side=partner, until=2027-02-01,"
        " what=At the ∗same∗ desk &amp; more, why=They bid.",
    ]
    assert "submit" not in outcome.view.body
    assert (await workspace.recorded()).count("trial.filed") == 1


async def test_a_button_in_the_result_opens_the_form_in_its_place(workspace: Workspace) -> None:
    ana = await known(workspace, ANA)
    outcome = await sent(workspace, await form(workspace))
    assert outcome.view is not None
    before = len(workspace.slack.world.messages)
    await ana.press(outcome.view, button(outcome.view, "Once more"))
    again = await opened(workspace, ANA)
    await workspace.slack.wait_for(lambda: "submit" in (modal(workspace, ANA) or again).body)
    done = await sent(workspace, await opened(workspace, ANA))
    assert "about=again" in " ".join(texts(workspace, ANA))
    assert done.ok
    assert len(workspace.slack.world.messages) == before


async def test_errors_stand_at_their_fields_and_the_form_stays(workspace: Workspace) -> None:
    await known(workspace, ANA)
    view = await form(workspace)
    outcome = await sent(workspace, view, why="bad")
    assert outcome.errors == {"why": "Say why they may.", "until": "That day is past."}
    assert modal(workspace, ANA) == view
    assert (await sent(workspace, view)).ok


async def test_an_error_of_no_field_is_told_at_the_first(workspace: Workspace) -> None:
    await known(workspace, ANA)
    outcome = await sent(workspace, await form(workspace), why="worse")
    assert outcome.errors == {"why": "Somebody was quicker."}


async def test_what_is_refused_for_good_is_said_in_the_forms_place(workspace: Workspace) -> None:
    await known(workspace, ANA)
    view = await form(workspace)
    payload = submission(workspace, view, about="gone")
    answer = await forged(workspace, payload)
    assert answer["response_action"] == "update"
    assert shown(answer["view"]["blocks"]) == ["*Somebody was quicker.*"]
    assert "submit" not in answer["view"]


def submission(workspace: Workspace, view: View, about: str) -> Json:
    """What Slack would send, had the form been opened about something else."""
    carried = json.loads(view.body["private_metadata"])
    packed = json.dumps({**carried, "d": {"about": about}})
    body = {**view.body, "id": view.id, "private_metadata": packed}
    values = {"why": {"why": {"type": "plain_text_input", "value": "worse"}}}
    return {
        "type": "view_submission",
        "trigger_id": "7.7",
        "user": {"id": ANA, "team_id": HOME},
        "team": {"id": HOME, "domain": "vendor"},
        "view": {**body, "state": {"values": values}},
    }


async def forged(workspace: Workspace, payload: Json) -> Any:
    body = urlencode({"payload": json.dumps(payload)}).encode()
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    delivery = await workspace.slack.forge("interactive", body, kind)
    assert delivery.status == 200
    return delivery.json


async def test_a_form_that_is_done_closes(workspace: Workspace) -> None:
    await known(workspace, ANA)
    outcome = await sent(workspace, await form(workspace), why="close")
    assert outcome.ok
    assert modal(workspace, ANA) is None


async def test_a_form_without_fields_says_what_is_wrong_above_and_once(
    workspace: Workspace,
) -> None:
    ana = await known(workspace, ANA)
    start = Button("Withdraw", "trial.withdraw", form=True)
    message = await said(workspace, Card("ESC-0001", (Buttons((start,)),)))
    await ana.press(message, button(message, "Withdraw"))
    view = await opened(workspace, ANA, title="Withdraw")
    for _ in range(2):
        outcome = await ana.submit(view)
        assert outcome.view is not None
        view = outcome.view
        assert shown(view.blocks) == [
            ":warning: It is decided already.",
            "Nobody decides it then.",
        ]
    assert view.body["submit"]["text"] == "Withdraw"


async def test_a_busy_database_leaves_what_was_typed_and_says_nothing_was_recorded(
    workspace: Workspace,
) -> None:
    await known(workspace, ANA)
    view = await form(workspace)
    workspace.edge.give_up_s = 0.2
    with workspace.locked():
        outcome = await sent(workspace, view)
    assert FORM_KEPT in outcome.errors["why"]
    assert modal(workspace, ANA) == view
    await workspace.calm()
    assert "trial.filed" not in await workspace.recorded()
    workspace.edge.give_up_s = 2.2
    assert (await sent(workspace, view)).ok


async def test_a_busy_database_opens_no_form_and_says_so_alone(workspace: Workspace) -> None:
    ana = await known(workspace, ANA)
    message = await said(workspace, card("Who leads?"))
    workspace.edge.give_up_s = 0.2
    with workspace.locked():
        await ana.press(message, button(message, "Decide"))
        told = await workspace.answer(ANA, STAFF, after=1)
    assert told.only_for == ANA
    assert "nothing was recorded" in verdict(told)
    assert modal(workspace, ANA) is None


async def test_a_trigger_that_expired_is_told_alone_with_the_button_again(
    workspace: Workspace,
) -> None:
    ana = await known(workspace, ANA)
    message = await said(workspace, card("Who leads?"))
    workspace.slack.faults.add("views.open", Fault(error="expired_trigger_id"))
    await ana.press(message, button(message, "Decide"))
    told = await workspace.answer(ANA, STAFF, after=1)
    assert told.only_for == ANA
    assert "press again" in verdict(told)
    await ana.press(told, button(told, "Open escalation"))
    assert (await opened(workspace, ANA)).body["submit"]["text"] == "Open"


async def test_somebody_linked_is_shown_the_form_while_slack_says_nothing_of_them(
    workspace: Workspace,
) -> None:
    who = Identity(Platform.SLACK, HOME, BO)
    await workspace.bot.ctx.db.write(
        lambda db: people.link(db, who, "p-bo", email="bo@vendor.example", now=START)
    )
    workspace.slack.faults.add("users.info", Fault(drop=True), times=-1)
    view = await form(workspace, BO)
    assert view.body["submit"]["text"] == "Open"


async def test_somebody_never_met_sees_something_at_once_and_then_the_form(
    workspace: Workspace,
) -> None:
    message = await said(workspace, card("Who leads?"))
    await workspace.looked()
    workspace.clock.forward(minutes=11)  # what the look at the channel's members told is old
    workspace.slack.faults.add("users.info", Fault(delay_s=0.3))
    await workspace.client(BO).press(message, button(message, "Decide"))
    waiting = await workspace.slack.wait_for(lambda: modal(workspace, BO))
    assert waiting is not None
    assert "One moment" in texts(workspace, BO)[0]
    assert await workspace.kept() == 1  # acknowledged, and not lost should the process end
    view = await opened(workspace, BO)
    assert view.id == waiting.id
    assert (await sent(workspace, view, user=BO)).ok


async def test_the_form_comes_although_an_answer_of_slack_is_lost(workspace: Workspace) -> None:
    message = await said(workspace, card("Who leads?"))
    workspace.slack.faults.add("views.update", Fault(drop=True))
    await workspace.client(BO).press(message, button(message, "Decide"))
    assert (await opened(workspace, BO)).body["submit"]["text"] == "Open"


async def test_somebody_never_met_whose_trigger_is_gone_is_told_alone(workspace: Workspace) -> None:
    message = await said(workspace, card("Who leads?"))
    spent = Fault(error="exchanged_trigger_id")
    workspace.slack.faults.add("views.open", spent, times=2)
    await workspace.client(BO).press(message, button(message, "Decide"))
    told = await workspace.answer(BO, STAFF, after=1)
    assert told.only_for == BO
    assert "press again" in verdict(told)


async def test_a_stranger_is_told_in_the_forms_place_how_to_get_access(
    workspace: Workspace,
) -> None:
    await workspace.client(NOBODY).command(GUESTS, "/escalate")
    await workspace.slack.wait_for(lambda: "don't know you" in " ".join(texts(workspace, NOBODY)))
    view = modal(workspace, NOBODY)
    assert view is not None
    assert "submit" not in view.body
    assert await workspace.recorded() == ["stranger.refused"]


async def test_the_command_opens_the_form_and_typed_as_a_message_offers_a_button(
    workspace: Workspace,
) -> None:
    ana = await known(workspace, ANA)
    outcome = await ana.command(QUIET, "/escalate", "Contoso")
    assert outcome.shown is None
    assert (await opened(workspace, ANA)).body["submit"]["text"] == "Open"
    await ana.close(await opened(workspace, ANA))
    await ana.say(ana.dm().id, "escalate Contoso")
    offered = await workspace.answer(ANA, ana.dm().id)
    await ana.press(offered, button(offered, "Open escalation"))
    await opened(workspace, ANA)


async def test_the_shortcut_brings_the_message_along(workspace: Workspace) -> None:
    ana, rep = await known(workspace, ANA), workspace.client(REP)
    root = await rep.say(SHARED, "Contoso wants a quote")
    reply = await rep.say(
        SHARED, "see <https://a.example|this>", thread_ts=root.ts, files={"quote.pdf": b"x"}
    )
    await ana.shortcut("open_escalation", reply)
    view = await opened(workspace, ANA)
    link = f"https://vendor.slack.com/archives/{SHARED}/p{reply.ts.replace('.', '')}"
    there = f"{link}?thread_ts={root.ts}&amp;cid={SHARED}"
    assert shown(view.blocks)[0] == f"Evidence: {there} quote.pdf by {REP}"
    what = next(one["element"] for one in view.blocks if one.get("block_id") == "what")
    assert what["initial_value"] == "see this"


async def test_a_person_of_another_workspace_sends_the_form_as_themselves(
    workspace: Workspace,
) -> None:
    rep = workspace.client(REP)
    message = await said(workspace, card("Who leads?"), SHARED)
    await rep.press(message, button(message, "Decide"))
    view = await opened(workspace, REP)
    assert (await sent(workspace, view, user=REP)).ok
    payload = workspace.slack.sent[-1].body.decode()
    assert AWAY in payload
    filed = "select who from audit where did = 'trial.filed'"
    rows = await workspace.bot.ctx.db.read(lambda db: list(db.query(filed)))
    assert [row["who"] for row in rows] == ["p-rep"]


async def test_everything_delivered_four_times_has_one_effect(workspace: Workspace) -> None:
    await known(workspace, ANA)
    view = await form(workspace)
    await sent(workspace, view)
    message = await said(workspace, card("And here?"))
    await workspace.client(BO).press(message, button(message, "Decide"))  # never met
    await opened(workspace, BO)
    await workspace.calm()
    before = await workspace.recorded(), len(workspace.slack.world.messages)
    again = [one for one in workspace.slack.sent if one.kind == "interactive"] * 3
    await asyncio.gather(*map(workspace.slack.redeliver, again))
    await workspace.calm()
    assert (await workspace.recorded(), len(workspace.slack.world.messages)) == before


async def test_a_look_up_suggests_what_fits_slack(workspace: Workspace) -> None:
    ana = await known(workspace, ANA)
    view = await form(workspace)
    some = await ana.options(view, "trial.accounts#4", "con")
    assert [(one["text"]["text"], one["value"]) for one in some] == [("Contoso Ltd", "a1")]
    assert len(await ana.options(view, "trial.accounts#4", "many")) == 100
    assert await ana.options(view, "trial.accounts#4", "boom") == []
    assert await ana.options(view, "trial.accounts#4", "never") == []


async def test_a_stranger_is_suggested_nothing(workspace: Workspace) -> None:
    view = await form(workspace) if await known(workspace, ANA) else None
    assert view is not None
    payload = submission(workspace, view, about="x") | {
        "type": "block_suggestion",
        "user": {"id": NOBODY, "team_id": HOME},
        "action_id": "trial.accounts#4",
        "block_id": "account",
        "value": "con",
    }
    assert await forged(workspace, payload) == {"options": []}


async def test_a_form_that_would_carry_too_much_is_not_opened_and_says_so(
    workspace: Workspace,
) -> None:
    ana = await known(workspace, ANA)
    value = json.dumps({"v": 1, "d": {"pad": "x" * 3_000}})
    payload = {
        "type": "block_actions",
        "trigger_id": workspace.slack.state.triggers.issue(ANA),
        "user": {"id": ANA, "team_id": HOME},
        "team": {"id": HOME},
        "container": {"type": "message", "channel_id": STAFF, "message_ts": "1.2"},
        "actions": [{"type": "button", "action_id": "trial#0", "value": value}],
    }
    await forged(workspace, payload)
    await opened(workspace, ANA)
    assert "more along than Slack allows" in texts(workspace, ANA)[0]
    assert ana.modal().body.get("submit") is None


@pytest.mark.parametrize("carried", ["", "x", '{"v":0}', "[]"])
async def test_a_form_of_another_release_says_so_and_gives_back_what_was_typed(
    workspace: Workspace, carried: str
) -> None:
    await known(workspace, ANA)
    payload = submission(workspace, await form(workspace), about="x")
    payload["view"]["private_metadata"] = carried
    answer = await forged(workspace, payload)
    told = shown(answer["view"]["blocks"])
    assert "older release" in told[0]
    assert told[-1] == "worse"
