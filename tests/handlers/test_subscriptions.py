"""Subscribing: by command or form, to a place or in person; changed, ended, tested."""

from handlers.request import Kind, Place, Profile, Via
from store import subscriptions
from store.rows import Audience
from tests.desk import Bench, buttons, text

CHANNEL = Place("slack:T1/C9", Kind.CHANNEL)
PAT, QUIN, ANA = "pat@partner.example", "quin@other.example", "ana@vendor.example"


def gathered(bench: Bench, *emails: str) -> None:
    """These people, and the bot, are in the channel."""
    found = [bench.platforms.profiles[bench.meet(email)] for email in emails]
    bot = Profile(found[0].who, human=False)
    bench.platforms.rosters[CHANNEL.address] = (*found, bot)


async def kept(bench: Bench, destination: str) -> list[subscriptions.Subscription]:
    return await bench.db.read(lambda db: subscriptions.at(db, destination))


async def test_a_person_subscribes_with_one_form_and_sees_it_in_their_list(bench: Bench) -> None:
    offered = await bench.ask("subscribe")
    form = (await bench.press("Subscribe", offered.card)).form
    saved = await bench.fill(form, districts="west", tiers="global\nmajor", cadence="weekly")
    assert saved.card.verdict == (
        "You will hear of Global and Major accounts in West, every Monday."
    )
    (row,) = await kept(bench, "person:p_pat")
    assert (row.audience, row.districts, row.time_zone) == (
        Audience.PARTNERS, ("west",), "America/Los_Angeles"
    )  # fmt: skip
    listed = await bench.ask("subscriptions")
    assert "Global and Major accounts in West." in text(listed)


async def test_a_subscription_is_changed_in_the_same_form_and_ended(bench: Bench) -> None:
    form = (await bench.ask("subscribe")).form
    await bench.fill(form, quiet="20:00-08:00")
    listed = await bench.ask("my subscriptions")
    change = (await bench.press("Change", listed.card)).form
    assert change is not None
    assert {getattr(each, "value", "") for each in change.fields} >= {"20:00-08:00", "at once"}
    await bench.fill(change, cadence="daily")
    (row,) = await kept(bench, "person:p_pat")
    assert (row.cadence, row.quiet) == ("daily", ("20:00", "08:00"))
    ended = await bench.press("End", listed.card)
    assert ended.card.verdict == "Ended: you no longer hear of all news of the list."
    assert await kept(bench, "person:p_pat") == []
    again = await bench.press("End", listed.card)
    assert again.refused


async def test_an_empty_list_says_how_to_begin(bench: Bench) -> None:
    listed = await bench.ask("subscriptions")
    assert listed.card.verdict == "You have no subscription yet."
    assert [button.label for button in buttons(listed.card)] == ["Subscribe"]


async def test_a_place_gets_what_everyone_in_it_may_know(bench: Bench) -> None:
    for people in ((ANA,), (ANA, PAT)):
        bench.later(minutes=1)
        gathered(bench, *people)
        saved = await bench.ask(
            "", by=ANA, via=Via.FORM, action="news.subscribe", place=CHANNEL, private=True,
            sync=True, data={"where": "here"},
        )  # fmt: skip
        assert not saved.refused
    found = [row.audience for row in await kept(bench, CHANNEL.address)]
    assert found == [Audience.STAFF, Audience.PARTNERS]


async def test_a_partner_subscribes_a_place_only_among_their_own(bench: Bench) -> None:
    for people, refused in (((PAT, QUIN), True), ((PAT, ANA), True), ((PAT,), False)):
        await bench.ask("hi", by=QUIN)
        await bench.ask("hi", by=ANA)
        await bench.ask("hi", by=PAT)
        gathered(bench, *people)
        saved = await bench.ask(
            "", via=Via.FORM, action="news.subscribe", place=CHANNEL, private=True, sync=True,
            data={"where": "here"},
        )  # fmt: skip
        assert saved.refused is refused
    assert [row.audience for row in await kept(bench, CHANNEL.address)] == [Audience.PARTNERS]


async def test_nobody_ends_what_is_anothers(bench: Bench) -> None:
    await bench.fill((await bench.ask("subscribe")).form)
    listed = await bench.ask("subscriptions")
    ended = await bench.press("End", listed.card, by=QUIN)
    assert ended.refused
    assert len(await kept(bench, "person:p_pat")) == 1


async def test_watching_an_account_twice_is_watching_it_once(bench: Bench) -> None:
    answer = await bench.ask("is Contoso named?")
    for refused in (False, True):
        watched = await bench.press("Watch", answer.card)
        assert watched.refused is refused
    (row,) = await kept(bench, "person:p_pat")
    assert (row.accounts, row.origin) == (("A1",), "watch")


async def test_a_test_sends_a_sample_and_shows_the_last_delivery(bench: Bench) -> None:
    first = await bench.ask("test")
    assert "Nothing was sent to you before." in text(first)
    await bench.deliver()
    again = await bench.ask("test")
    assert "The last one was sent Mon 23 November 2026, 09:00" in text(again)
    assert [card.verdict for to, card in bench.notices() if to == "person:p_pat"][-1].startswith(
        "This is a test"
    )
