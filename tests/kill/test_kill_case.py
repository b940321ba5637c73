"""A case whose process is killed at every commit and send: opened, decided, talked about.

The rep is in Slack, who decides and the district's channel are in Teams. Each process goes on from
where the last one was killed.
"""

import json
from collections import Counter
from hashlib import sha256
from typing import Any

from bot.playground import slack, teams
from bot.playground.slack.checks import walk
from tests.bot.teams.cards import of_type, text

from .town import ANA_IN_TEAMS, CARMEN_IN_SLACK, PRIYA_IN_SLACK, WEST, Town

TOLD = ("once_answered", "once_sent", "nowhere")  # what is committed, on its way
EVENTS = "select number, event, words from case_events order by number"


async def go_on(place: Town, *points: str) -> None:
    """From one kill to the next, and in the end to rest."""
    for point in points:
        await place.killed()
        await place.start(point)
    await place.calm()


async def form(place: Town) -> slack.View:
    """Priya has the form before her."""
    priya = place.slack.client(PRIYA_IN_SLACK)
    await priya.say(priya.dm().id, "is Contoso named?")
    [answer] = await place.slack.wait_for(lambda: said(place, PRIYA_IN_SLACK))
    buttons = [one for one in walk(list(answer.blocks)) if one.get("type") == "button"]
    press = next(one for one in buttons if one["text"]["text"] == "Open escalation")
    await priya.press(answer, press["action_id"])
    views = await place.slack.wait_for(lambda: place.slack.world.modals.get(PRIYA_IN_SLACK, ()))
    return views[-1]


async def opened(place: Town) -> None:
    await place.start()
    view = await form(place)
    await place.slack.client(PRIYA_IN_SLACK).submit(view, {"what": "Both promised a pilot."})
    await place.calm()


def said(place: Town, user: str) -> list[slack.Message]:
    """By the bot, in this person's direct conversation."""
    where = place.slack.client(user).dm().id
    me = place.slack.app.user
    return [m for m in place.slack.world.in_channel(where) if m.user == me]


def posted(place: Town) -> list[teams.Message]:
    """By the bot, in the district's channel."""
    return [m for m in place.teams.client(ANA_IN_TEAMS).seen(WEST) if not m.sender]


def standing(place: Town) -> teams.Message:
    """The case's card there: the one that is edited from now on."""
    where = "select message from posts where topic = 'case:ESC-0001' and destination like 'teams:%'"
    [(ident,)] = place.rows(where)
    return next(m for m in posted(place) if m.id == ident)


def twice(place: Town) -> list[str]:
    """What Slack has twice in one conversation."""
    both = [*said(place, PRIYA_IN_SLACK), *said(place, CARMEN_IN_SLACK)]
    found = Counter((m.channel, str(m.blocks)) for m in both)
    return [words for (_, words), times in found.items() if times > 1]


async def agree(place: Town) -> bool:
    """The case, its messages and its audit tell the same: each event has its one row in the log,
    with the proof of its words, and nothing waits or was given up.
    """
    known = {str(number): sha256(str(words).encode()).hexdigest()
             for number, _, words in place.rows(EVENTS)}  # fmt: skip
    rows = place.rows("select detail from audit where about = 'ESC-0001'")
    details = [json.loads(str(detail)) for (detail,) in rows]
    proofs = [(each["event"], each["words"]) for each in details if "event" in each]
    left = place.rows("select 1 from outbox where state <> 'sent'")
    return sorted(proofs) == sorted(known.items()) and not left and await place.sound()


def events(place: Town) -> list[object]:
    return [event for _, event, _ in place.rows(EVENTS)]


async def test_an_opening_is_lost_nowhere_and_opens_one_case(place: Town) -> None:
    await place.start("half_told")
    view, priya = await form(place), place.slack.client(PRIYA_IN_SLACK)
    lost = await priya.submit(view, {"what": "Both promised a pilot."})
    await place.killed()
    assert not lost.ok  # and the form is still there, with what was typed
    assert place.rows("select 1 from cases") == []
    await place.start("once_changed")
    await priya.submit(view, {"what": "Both promised a pilot."})
    await go_on(place, *TOLD)
    shown = await priya.submit(view, {"what": "Both promised a pilot."})
    assert shown.view
    assert "no second one was opened" in str(shown.view.body)
    assert (events(place), twice(place)) == (["open"], [])
    assert [len(said(place, user)) for user in (PRIYA_IN_SLACK, CARMEN_IN_SLACK)] == [2, 1]
    assert len(posted(place)) in (1, 2)  # what was in flight
    assert await agree(place)


async def test_a_decision_is_made_once_and_all_are_told(place: Town) -> None:
    await opened(place)
    await place.kill()
    await place.start("half_told")
    ana = place.teams.client(ANA_IN_TEAMS)
    dialog = await ana.press(standing(place), labelled(standing(place), "Approve"))
    lost = await ana.send_dialog(dialog, {"f.words": "The pilot was theirs."})
    await place.killed()
    assert (lost.ok, events(place)) == (False, ["open"])
    await place.start("once_changed")
    await ana.send_dialog(dialog, {"f.words": "The pilot was theirs."})
    await go_on(place, *TOLD)
    late = await ana.send_dialog(dialog, {"f.words": "The pilot was theirs."})
    assert "a moment ago, so nothing was changed" in text(late.dialog)
    assert (events(place), twice(place)) == (["open", "uphold"], [])
    for user in (PRIYA_IN_SLACK, CARMEN_IN_SLACK):
        shown = str([m.blocks for m in said(place, user)])
        found = [words in shown for words in ("is upheld", "upheld it", "waits to be acknowledged")]
        assert found == [True, True, False]
    assert "is upheld" in text(standing(place).card)
    assert await agree(place)


def labelled(message: teams.Message, begins: str) -> str:
    titles = [str(one["title"]) for one in of_type(message.card, "Action.Submit")]
    return next(title for title in titles if title.startswith(begins))


async def test_what_is_said_below_a_case_arrives_once(place: Town) -> None:
    await opened(place)
    await place.kill()
    await place.start("once_kept")
    priya = place.slack.client(PRIYA_IN_SLACK)
    root = next(m for m in said(place, PRIYA_IN_SLACK) if "ESC-0001" in str(m.blocks))
    await priya.say(root.channel, "We can meet on Monday.", thread_ts=root.ts)
    event: Any = place.slack.sent[-1]
    await go_on(place, "half_shared", "once_changed", *TOLD)
    await place.slack.redeliver(event)
    await place.calm()
    assert place.rows("select text from relayed") == [("We can meet on Monday.",)]
    assert len(place.rows("select 1 from audit where did = 'case.shared'")) == 1
    words = [m for m in posted(place) if "We can meet on Monday." in text(m.card) and m.is_reply]
    assert len(words) in (1, 2)  # what was in flight
    receipts = [m for m in said(place, PRIYA_IN_SLACK) if m.thread_ts == root.ts]
    assert (len(receipts), twice(place)) == (1, [])
    assert await agree(place)
