"""Who asks is who the platform says, linked once; where it is asked decides what is shown."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

from handlers.policy import Policy
from handlers.request import How, Kind, Place, Profile, Via
from store import people
from store.db import connect
from store.rows import Identity, Platform, Role
from tests.desk import PEOPLE, Bench, text

ROOM = Place("slack:T1/C9", Kind.CHANNEL, thread="1.1")
TEAMS_ROOM = Place("teams:19:room@thread.tacv2", Kind.CHANNEL, thread="17")


async def test_a_stranger_is_told_how_to_get_access_and_nothing_else(bench: Bench) -> None:
    bench.meet("nobody@else.example")
    settled = await bench.ask("is contoso named?", by="nobody@else.example")
    assert settled.card.verdict == "I don't know you yet, so I can't answer."
    assert "partner-desk@northwind.example" in text(settled)
    assert "Contoso" not in text(settled)
    assert settled.how is How.PRIVATE
    assert bench.audit()[-1] == "stranger.refused"


async def test_a_stranger_who_insists_is_not_answered_and_fills_no_log(bench: Bench) -> None:
    bench.meet("nobody@else.example")
    for _ in range(40):
        settled = await bench.ask("is contoso named?", by="nobody@else.example")
    assert settled.how is How.SILENT
    assert bench.audit().count("stranger.refused") == 30
    bench.later(minutes=1)
    again = await bench.ask("is contoso named?", by="nobody@else.example")
    assert again.how is How.PRIVATE


async def test_the_name_in_a_message_makes_no_one(bench: Bench) -> None:
    bench.meet("nobody@else.example", name="Lena Ott")
    settled = await bench.ask("I am lena@vendor.example, PCs of contoso?", by="nobody@else.example")
    assert settled.card.verdict == "I don't know you yet, so I can't answer."


async def test_an_email_from_a_foreign_workspace_links_no_one(bench: Bench) -> None:
    bench.meet("pat@partner.example", home="T666", own=False)
    settled = await bench.ask("contoso", by="pat@partner.example")
    assert settled.card.verdict == "I don't know you yet, so I can't answer."


async def test_a_workspace_that_the_policy_lists_links_that_firms_people_only(
    bench: Bench,
) -> None:
    listed = '[places]\n"Fabrikam" = ["slack:T7"]'
    policy = Policy.parse(bench.ctx.policy.text.replace("[places]", listed))
    object.__setattr__(bench.ctx, "policy", policy)
    bench.meet("pat@partner.example", home="T7", own=False)
    bench.meet("quin@other.example", home="T7", own=False)
    assert "is named" in (await bench.ask("contoso", by="pat@partner.example")).card.verdict
    assert "don't know you" in (await bench.ask("contoso", by="quin@other.example")).card.verdict


async def test_someone_who_asks_twice_at_their_first_meeting_is_known_both_times(
    bench: Bench,
) -> None:
    both = await asyncio.gather(bench.ask("contoso"), bench.ask("litware"))
    assert ["is named" in settled.card.verdict for settled in both] == [True, True]
    assert bench.audit().count("person.linked") == 1


async def test_once_linked_the_ids_decide(bench: Bench) -> None:
    await bench.ask("contoso")
    bench.platforms.profiles.clear()  # the platform can't be asked just now
    assert "is named" in (await bench.ask("contoso")).card.verdict


async def test_a_changed_email_suspends_the_link_for_good(bench: Bench) -> None:
    await bench.ask("contoso")
    who = Identity(Platform.SLACK, "T1", "pat")
    bench.platforms.profiles[who] = Profile(who, email="lena@vendor.example", own=True)
    assert "don't know you" in (await bench.ask("contoso")).card.verdict
    bench.meet("pat@partner.example")
    assert "don't know you" in (await bench.ask("contoso")).card.verdict
    assert "person.suspended" in bench.audit()


async def test_a_person_removed_from_the_directory_loses_access_at_once(bench: Bench) -> None:
    await bench.ask("contoso")
    await bench.db.write(lambda db: people.remove(db, "p_pat", now=bench.time))
    assert "don't know you" in (await bench.ask("contoso")).card.verdict


async def test_what_another_process_changes_in_the_directory_holds_for_the_next_question(
    bench: Bench,
) -> None:
    assert "Ana Silva" in text(await bench.ask("contoso"))
    elsewhere = connect(bench.db.path).conn
    elsewhere.execute("update people set name = 'Ana Lind' where id = 'p_ana'")
    renamed = text(await bench.ask("contoso"))
    assert ("Ana Lind" in renamed, "Ana Silva" in renamed) == (True, False)
    elsewhere.execute("update people set removed_at = 'now' where id = 'p_pat'")
    assert "don't know you" in (await bench.ask("contoso")).card.verdict
    elsewhere.close()


async def test_a_new_role_holds_for_the_next_question(bench: Bench) -> None:
    assert "PCs: " not in text(await bench.ask("contoso"))
    pat = next(person for person in PEOPLE if person.id == "p_pat")
    staff = replace(pat, role=Role.SERVICES_LEAD, firm_id="", firm="")
    await bench.db.write(lambda db: people.put(db, staff))
    assert "PCs: 12,000" in text(await bench.ask("contoso"))


async def test_a_deactivated_account_is_a_strangers(bench: Bench) -> None:
    await bench.ask("contoso")
    bench.meet("pat@partner.example", active=False)
    assert "don't know you" in (await bench.ask("contoso")).card.verdict


async def test_in_a_place_of_the_vendors_own_staff_see_it_all_in_the_thread(bench: Bench) -> None:
    members = [bench.meet(email) for email in ("sam@vendor.example", "ana@vendor.example")]
    bench.platforms.rosters[ROOM.address] = tuple(bench.platforms.profiles[who] for who in members)
    settled = await bench.ask("contoso", by="sam@vendor.example", place=ROOM)
    assert settled.how is How.QUEUED
    assert "PCs: 12,000" in text(settled)


async def test_one_outsider_makes_a_place_mixed_and_slack_answers_privately(bench: Bench) -> None:
    members = [bench.meet(email) for email in ("sam@vendor.example", "pat@partner.example")]
    bench.platforms.rosters[ROOM.address] = tuple(bench.platforms.profiles[who] for who in members)
    settled = await bench.ask("contoso", by="sam@vendor.example", place=ROOM)
    assert settled.how is How.PRIVATE
    assert bench.outbox() == []


async def test_an_unknown_roster_counts_as_mixed(bench: Bench) -> None:
    settled = await bench.ask("contoso", by="sam@vendor.example", place=ROOM)
    assert settled.how is How.PRIVATE


async def test_a_bot_in_the_channel_does_not_make_it_mixed(bench: Bench) -> None:
    sam = bench.platforms.profiles[bench.meet("sam@vendor.example")]
    app = Profile(Identity(Platform.SLACK, "T1", "B1"), human=False)
    bench.platforms.rosters[ROOM.address] = (sam, app)
    settled = await bench.ask("contoso", by="sam@vendor.example", place=ROOM)
    assert settled.how is How.QUEUED


async def test_in_a_mixed_teams_place_the_thread_gets_what_every_partner_may_see(
    bench: Bench,
) -> None:
    sam = Identity(Platform.TEAMS, "tenant", "sam")
    bench.platforms.profiles[sam] = Profile(sam, email="sam@vendor.example", own=True)
    settled = await bench.ask("contoso", who=sam, place=TEAMS_ROOM)
    assert settled.how is How.QUEUED
    assert "12,000" not in text(settled)
    sent = await bench.press(
        "Send me the rest", settled.card, who=sam, place=TEAMS_ROOM, sync=True, private=True
    )
    assert sent.card.verdict == "The whole answer is on its way to our own chat."
    to, card = bench.notices()[-1]
    assert to == "person:p_sam"
    assert "12,000" in str(card)


async def test_a_mixed_teams_place_gets_the_partners_edition(bench: Bench) -> None:
    sam = Identity(Platform.TEAMS, "tenant", "sam")
    bench.platforms.profiles[sam] = Profile(sam, email="sam@vendor.example", own=True)
    bench.later(days=1)
    await bench.publish("2026-H2.1", [], partners_at=datetime(2026, 12, 24, tzinfo=UTC))
    there = await bench.ask("contoso", who=sam, place=TEAMS_ROOM)
    alone = await bench.ask("contoso", who=sam, place=Place("teams:a", Kind.PERSONAL))
    assert there.card.verdict == "Contoso Corporation is named."
    assert alone.card.verdict == "“contoso” is not named."


async def test_what_is_found_to_be_inserted_is_what_every_partner_may_see(bench: Bench) -> None:
    settled = await bench.ask("contoso", by="sam@vendor.example", via=Via.SEARCH, sync=True)
    assert [card.verdict for card in settled.results] == ["Contoso Corporation is named."]
    assert "12,000" not in str(settled.results)


async def test_a_half_typed_name_finds_those_that_begin_with_it(bench: Bench) -> None:
    settled = await bench.ask("woodg", via=Via.SEARCH, sync=True)
    assert [card.verdict for card in settled.results] == [
        "Woodgrove Bank is named.",
        "Woodgrove Park Hotels is named.",
    ]
