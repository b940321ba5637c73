"""Files that the bot made: a signed link, an offered file, or the first lines."""

import asyncio
import base64
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.playground.faults import Fault
from bot.playground.teams import Message
from bot.teams.handing import CONSENT
from handlers.cards import Card, Document, to_json
from store import documents, outbox, people
from store.db import Sql
from tests.bot.teams.cards import of_type

from .forms_feature_teams import CSV, WITH_FORMS
from .teams import STAFF, Office, office, read

PUBLIC = "https://hardline.vendor.example"


@pytest.fixture
async def teams(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path / "hardline.db", features=WITH_FORMS, url=PUBLIC) as made:
        yield made


@pytest.fixture
async def hidden(tmp_path: Path) -> AsyncIterator[Office]:
    """Without a public address."""
    async with office(tmp_path / "hardline.db", features=WITH_FORMS) as made:
        yield made


@dataclass
class Got:
    status: int
    body: bytes
    headers: dict[str, str]


async def get(teams: Office, path: str) -> Got:
    async with aiohttp.ClientSession() as session, session.get(f"{teams.url}{path}") as response:
        return Got(response.status, await response.read(), dict(response.headers))


async def link(teams: Office, readers: str = "person:p_pat") -> str:
    """The path of the link that Pat is sent."""
    answer = await teams.ask(teams.pat, f"paper for {readers}")
    [url] = [a["url"] for a in of_type(answer.card, "Action.OpenUrl")]
    assert url.startswith(f"{PUBLIC}/files/")
    return str(urlsplit(url).path)


async def change(teams: Office, run: Any) -> None:
    await teams.bot.ctx.db.write(run)


async def test_a_link_brings_the_file_as_an_attachment(teams: Office) -> None:
    got = await get(teams, await link(teams))
    assert (got.status, got.body) == (200, CSV.encode())
    assert got.headers["Content-Disposition"] == "attachment; filename*=UTF-8''case%207.csv"
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Cache-Control"] == "no-store"
    assert got.headers["Content-Security-Policy"].startswith("sandbox")


async def test_a_link_ends_after_a_quarter_of_an_hour(teams: Office) -> None:
    path = await link(teams)
    teams.clock.forward(minutes=14, seconds=59)
    assert (await get(teams, path)).status == 200
    teams.clock.forward(seconds=1)
    assert (await get(teams, path)).status == 404


async def test_every_refusal_is_the_same(teams: Office) -> None:
    path = await link(teams)
    head, _, signature = path.rpartition(".")
    ended = await link(teams)
    refused = [
        await get(teams, "/files/x"),
        await get(teams, f"{head}.{signature[::-1]}"),
        await get(teams, f"{head}."),
        await get(teams, "/files/eyJhbGciOiJub25lIn0.eyJmb3IiOiJmaWxlIn0."),
    ]
    teams.clock.forward(minutes=16)
    refused.append(await get(teams, ended))
    assert {(got.status, got.body) for got in refused} == {(404, refused[0].body)}


async def test_a_seal_for_another_purpose_opens_nothing(teams: Office) -> None:
    form = await teams.pat.press(await teams.ask(teams.pat, "try it"), "Fill in")
    [submit] = of_type(form.dialog, "Action.Submit")
    assert (await get(teams, f"/files/{submit['data']['at']}")).status == 404


async def test_a_person_removed_since_gets_nothing(teams: Office) -> None:
    path = await link(teams)
    await change(teams, lambda db: people.remove(db, "p_pat", now=teams.clock()))
    assert (await get(teams, path)).status == 404


async def test_whoever_may_not_read_it_any_more_gets_nothing(teams: Office) -> None:
    path = await link(teams, "firm:fabrikam")
    assert (await get(teams, path)).status == 200

    def moves(db: Sql) -> None:
        db.execute("insert into firms (id, name) values ('other', 'Other')", {})
        db.execute("update people set firm_id = 'other' where id = 'p_pat'", {})

    await change(teams, moves)
    assert (await get(teams, path)).status == 404


@pytest.mark.parametrize("readers", ["staff", "firm:tailspin", "person:p_ana", "nobody"])
async def test_who_may_not_have_it_gets_no_link(teams: Office, readers: str) -> None:
    answer = await teams.ask(teams.pat, f"paper for {readers}")
    assert read(answer) == "Here it is.\ncase 7.csv: \n40 accounts, all of them named."
    assert of_type(answer.card, "Action.OpenUrl") == []


# Without a public address


def offers(teams: Office) -> list[Message]:
    chat = teams.pat.chat().id
    return [m for m in teams.pat.seen(chat) if any(a["contentType"] == CONSENT for a in m.cards)]


async def offered(hidden: Office) -> Message:
    await hidden.ask(hidden.pat, "paper")
    await hidden.settled()
    [offer] = offers(hidden)
    return offer


async def test_a_file_is_offered_and_goes_where_teams_says(hidden: Office) -> None:
    offer = await offered(hidden)
    assert offer.cards[0]["content"]["sizeInBytes"] == len(CSV)
    outcome = await hidden.pat.consent(offer, accept=True)
    assert outcome.ok
    info = await hidden.sim.wait_for(lambda: hidden.pat.seen(offer.conversation)[-1:])
    await hidden.settled()
    info = hidden.pat.seen(offer.conversation)
    assert info[-1].cards[0]["contentType"] == "application/vnd.microsoft.teams.card.file.info"
    assert info[-1].cards[0]["name"] == "case 7.csv"
    assert [f.content for f in hidden.sim.state.files.values()] == [CSV.encode()]
    assert offers(hidden) == []


async def test_declined_it_stays_with_us(hidden: Office) -> None:
    offer = await offered(hidden)
    await hidden.pat.consent(offer, accept=False)
    await hidden.settled()
    assert read(hidden.pat.seen(offer.conversation)[-1]).startswith("All right")
    assert hidden.sim.state.files == {}
    assert offers(hidden) == []


async def test_consent_delivered_four_times_uploads_once(hidden: Office) -> None:
    offer = await offered(hidden)
    outcome = await hidden.pat.consent(offer)
    assert outcome.delivery
    for _ in range(3):
        await hidden.sim.redeliver(outcome.delivery)
    await hidden.settled()
    infos = [m for m in hidden.pat.seen(offer.conversation) if "file.info" in str(m.cards)]
    assert len(infos) == 1


async def test_what_a_client_makes_up_about_a_file_brings_nothing(hidden: Office) -> None:
    await hidden.ask(hidden.ana, "paper")
    await hidden.settled()
    [row] = hidden.query("select id from documents")
    offer = await offered(hidden)
    body = (await hidden.pat.consent(offer, accept=False)).delivery
    assert body
    value = {**body.request["value"], "action": "accept", "context": {"document": row["id"]}}
    value["uploadInfo"] = {"uploadUrl": f"{hidden.sim.url}/upload/9/x", "name": "x"}
    await hidden.sim.forge({**body.request, "id": "77", "value": value})
    await hidden.settled()
    assert read(hidden.pat.seen(offer.conversation)[-1]).startswith("This file is not here")
    assert hidden.sim.state.files == {}


async def test_an_upload_goes_to_nobody_else(hidden: Office) -> None:
    offer = await offered(hidden)
    body = (await hidden.pat.consent(offer, accept=False)).delivery
    assert body
    value = {**body.request["value"], "action": "accept"}
    value["uploadInfo"] = {"uploadUrl": "https://evil.example/upload", "name": "x"}
    with capture_logs() as logs:
        await hidden.sim.forge({**body.request, "id": "78", "value": value})
        await hidden.settled()
    assert read(hidden.pat.seen(offer.conversation)[-1]).startswith("I could not hand over")
    assert "no address of OneDrive or SharePoint" in [each.get("why") for each in logs]


async def test_a_topic_offers_its_file_when_it_is_new_and_not_with_each_edit(
    hidden: Office,
) -> None:
    await hidden.ask(hidden.pat, "hi")
    now = hidden.clock()

    def put(db: Sql, verdict: str) -> None:
        ident = documents.put(
            db, name="a.csv", mime="text/csv", body=b"a", readers="person:p_pat", now=now
        )
        card = to_json(Card(verdict, (Document(ident, "a.csv", "One line."),)))
        outbox.put(db, to="person:p_pat", topic="case:1", card=card, now=now)

    for verdict in ("First.", "Second."):
        await change(hidden, partial(put, verdict=verdict))
        hidden.bot.delivery.wake()
        await hidden.settled()
    cards = [read(m) for m in hidden.pat.seen(hidden.pat.chat().id) if m.card]
    assert len(offers(hidden)) == 1
    assert [card.splitlines()[0] for card in cards[1:]] == ["Second."]


async def test_in_a_channel_its_first_lines_stand_in_the_card(hidden: Office) -> None:
    answer = await hidden.ask(hidden.ana, "paper for staff", STAFF)
    lines = read(answer).splitlines()
    assert lines[1:5] == [
        "case 7.csv: ",
        "40 accounts, all of them named.",
        "account,standing",
        "Company 0,named",
    ]
    assert "… and 33 more lines" in lines
    [row] = hidden.query("select id from documents")
    assert lines[-1].endswith(f"hardline document {row['id']}")


# Pictures and people


async def send(teams: Office, body: bytes, to: str = "person:p_pat") -> Message:
    """A picture from the outbox to a person that the bot has met."""
    await teams.ask(teams.pat, "hi")
    now, before = teams.clock(), len(teams.pat.seen(teams.pat.chat().id))

    def put(db: Sql) -> None:
        ident = documents.put(
            db, name="week.png", mime="image/png", body=body, readers="person:p_pat", now=now
        )
        about = Document(ident, "week.png", "Three open, two decided.", picture=True)
        outbox.put(db, to=to, card=to_json(Card("Your week.", (about,))), now=now)

    await change(teams, put)
    teams.bot.delivery.wake()
    chat = teams.pat.chat().id
    return (await teams.sim.wait_for(lambda: teams.pat.seen(chat)[before:]))[0]


async def test_a_small_picture_is_in_the_card_with_its_words(hidden: Office) -> None:
    message = await send(hidden, b"\x89PNG small")
    [image] = of_type(message.card, "Image")
    assert image["url"].endswith(base64.b64encode(b"\x89PNG small").decode())
    assert image["altText"] == "Three open, two decided."
    assert "Three open, two decided." in read(message)


async def test_a_large_picture_is_a_link_where_there_is_one(teams: Office) -> None:
    message = await send(teams, bytes(24_000))
    assert of_type(message.card, "Image") == []
    [url] = [a["url"] for a in of_type(message.card, "Action.OpenUrl")]
    got = await get(teams, urlsplit(url).path)
    assert (got.status, len(got.body), got.headers["Content-Type"]) == (200, 24_000, "image/png")


async def test_a_large_picture_without_a_link_is_its_words(hidden: Office) -> None:
    message = await send(hidden, bytes(24_000))
    assert read(message) == "Your week.\nweek.png: \nThree open, two decided."


async def test_a_file_that_cannot_be_offered_now_is_offered_later(hidden: Office) -> None:
    hidden.sim.faults.add("send", Fault(status=500))
    await hidden.pat.say(hidden.pat.chat().id, "paper")
    async with asyncio.timeout(10):
        while not offers(hidden):
            hidden.clock.forward(seconds=1)
            hidden.bot.delivery.wake()
            await asyncio.sleep(0.02)
    await hidden.settled()
    answers = [m for m in hidden.pat.seen(hidden.pat.chat().id) if "Here it is." in read(m)]
    assert (len(offers(hidden)), len(answers)) == (1, 1)
