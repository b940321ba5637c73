"""Files that people post to the bot in Teams: fetched from Microsoft's stores alone."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.playground.teams import Client, Message
from bot.playground.wire import served
from bot.teams.downloads import Downloads
from handlers.request import File, NotReadable, TooLarge
from store import people
from store.rows import Person, Role
from tests.desk import LIST

from . import elsewhere
from .teams import DEALS, Office, office, read

CSV = b"Company\nContoso\nLitware\nNorthwind\n"
STORE = "https://contoso-my.sharepoint.com/names.csv"


@pytest.fixture
async def teams(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path / "hardline.db") as made:
        yield made


async def posted(teams: Office, who: Client, body: bytes, name: str = "names.csv") -> Message:
    await who.say(who.chat().id, "", files={name: body})
    return await answered(teams, who)


async def answered(teams: Office, who: Client) -> Message:
    """The bot's last word, once nothing is left to be worked off or sent."""
    await teams.settled()
    while teams.query("select 1 from intakes where state = 'ready'"):
        await asyncio.sleep(0.01)
    await teams.settled()
    return [m for m in who.seen(who.chat().id) if not m.sender][-1]


async def test_a_file_in_ones_own_chat_is_answered(teams: Office) -> None:
    message = await posted(teams, teams.pat, CSV)
    assert "2 of 3 names are named or covered." in read(message)
    assert teams.audit().count("asked") == 1


async def test_a_delivery_that_comes_twice_has_one_effect(teams: Office) -> None:
    await posted(teams, teams.pat, CSV)
    await asyncio.gather(*map(teams.sim.redeliver, teams.sim.sent))
    await answered(teams, teams.pat)
    assert teams.audit().count("asked") == 1


async def test_a_stranger_hands_in_nothing(teams: Office) -> None:
    stranger = teams.stranger
    await stranger.say(stranger.chat().id, "", files={"names.csv": CSV})
    await teams.settled()
    assert teams.query("select 1 from intakes") == []


async def test_a_file_in_a_channel_is_asked_for_in_ones_own_chat(teams: Office) -> None:
    said = await teams.ana.say(DEALS, "", files={"names.csv": CSV}, mention=True)
    assert "our own chat" in read(await teams.answer_to(teams.ana, said))


async def test_a_strangers_address_is_never_asked(
    teams: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = Client._file

    def elsewhere(client: Client, where: Any, name: str, content: bytes) -> Any:
        made = before(client, where, name, content)
        made["content"]["downloadUrl"] = "https://sharepoint.com.evil.example/names.csv"
        return made

    monkeypatch.setattr(Client, "_file", elsewhere)
    message = await posted(teams, teams.pat, CSV)
    assert "not allowed to read that file" in read(message)


async def test_a_list_owner_takes_a_list_to_a_draft_from_the_chat(teams: Office) -> None:
    owner = Person("p_ana", "ana@vendor.example", "Ana Silva", Role.LIST_OWNER)
    await teams.bot.ctx.db.write(lambda db: people.put(db, owner))
    rows = [f"{r.account_id},{r.name.replace(',', '')},{r.tier},west" for r in LIST if r.tier]
    body = "\n".join(["account_id,name,tier,district", *rows]).encode()
    asked = await posted(teams, teams.ana, body, "next.csv")
    assert "next.csv can go in: 5 rows, no problem." in read(asked)
    outcome = await teams.ana.press(asked, "Continue")
    await teams.ana.send_dialog(outcome, name="Take it in")
    message = await answered(teams, teams.ana)
    assert "Edition 2027-H1 is a draft: 5 named accounts" in read(message)


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/names.csv",
        "https://sharepoint.com.evil.example/x",
        "http://contoso.sharepoint.com/names.csv",
        "http://127.0.0.1:1/names.csv",
        "file:///etc/passwd",
        "",
    ],
)
async def test_only_microsofts_stores_are_asked(address: str) -> None:
    def never() -> Any:
        raise AssertionError("it was asked")

    with pytest.raises(NotReadable):
        await Downloads(never).get(
            File("names.csv", "", address), service_url="https://smba.example/", most=10
        )
    with pytest.raises(AssertionError):
        await Downloads(never).get(
            File("names.csv", "", STORE), service_url="https://smba.example/", most=10
        )


async def test_no_more_of_a_file_is_read_than_was_asked_for_and_no_redirect_followed() -> None:
    async with served(elsewhere.app()) as url, aiohttp.ClientSession() as session:
        here = Downloads(lambda: session)

        async def get(path: str) -> bytes | None:
            file = File("names.csv", "", f"{url}{path}")
            return await here.get(file, service_url=url, most=10_000)

        with pytest.raises(TooLarge):
            await get("/endless")
        with pytest.raises(NotReadable):
            await get("/away")
        assert await get("/down") is None
