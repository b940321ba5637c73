"""Words that travel between the sides of a case, as those who write and read them see it."""

from dataclasses import replace

import pytest

from handlers.cards import Contact, Facts, plain
from handlers.request import How, Show, Via
from store import people
from store.relayed import VENDOR
from tests.desk import WEST, Bench, buttons, text

from .relaying import (
    ADA,
    ANA,
    CASE,
    CHANNEL,
    DORA,
    LENA,
    OLGA,
    PAT,
    PAT_AT,
    PIA,
    QUIN,
    SAM,
    SAM_AT,
    SUE,
    labels,
    menu,
    opened,
    reply,
    rows,
    sent_to,
    share,
    who,
    withdrawn,
    word,
)

pytestmark = pytest.mark.usefixtures("case")


async def test_words_go_on_changing_only_in_the_channel_that_is_the_districts(
    bench: Bench,
) -> None:
    await bench.say("Any news?", by=PAT, message="9.1")
    await bench.deliver()
    await bench.db.write(lambda db: people.put_district(db, replace(WEST, channel="slack:T1/C2")))
    await bench.say("No news?", by=PAT, message="9.1", via=Via.EDITED)
    assert "Any news?" in plain(word(bench, CHANNEL))


# The vendor's side


async def test_what_begins_with_share_reaches_the_rep_with_name_role_and_reply(
    bench: Bench,
) -> None:
    settled = await share(bench, "Can we meet on Monday?")
    told = word(bench, PAT_AT)
    assert plain(told).startswith(
        "ESC-0001 at Contoso Corporation: Ana Silva, account manager, wrote."
        "\nCan we meet on Monday?"
    )
    assert labels(told) == ["Reply"]
    assert sent_to(bench) == {PAT_AT}  # the team sees it where it was written
    assert settled.how is How.PRIVATE
    assert text(settled) == "Shared with Fabrikam.\nCan we meet on Monday?"


@pytest.mark.parametrize(
    "how", ["SHARE:x", "share : x", " Share:\nx", "\u200bshare: x", "share：x"]
)
async def test_the_mark_is_read_as_people_type_it(bench: Bench, how: str) -> None:
    await bench.say(how, by=ANA, channel=CHANNEL)
    assert [each.text for each in await rows(bench)] == ["x"]


async def test_a_mention_with_the_mark_shares_and_one_without_is_a_question(bench: Bench) -> None:
    bench.platforms.rosters[CHANNEL] = (bench.platforms.profiles[who(ANA)],)
    settled = await share(bench, "We can.", via=Via.MESSAGE)
    assert text(settled) == "Shared with Fabrikam.\nWe can."
    assert settled.how is How.PRIVATE
    await bench.say("is Contoso named?", by=ANA, channel=CHANNEL, via=Via.MESSAGE)
    assert "Contoso Corporation" in bench.outbox()[-1][1].verdict
    assert len(await rows(bench)) == 1


async def test_shared_from_the_own_chat_the_team_sees_what_went_out(bench: Bench) -> None:
    await bench.say("share: We can.", by=ANA)
    assert sent_to(bench) == {PAT_AT, CHANNEL}
    told = word(bench, CHANNEL)
    assert told.verdict == (
        "ESC-0001 at Contoso Corporation: Ana Silva, account manager, shared with Fabrikam."
    )
    assert labels(told) == []


async def test_the_menu_shares_a_colleagues_message_as_theirs_and_the_team_sees_by_whom(
    bench: Bench,
) -> None:
    settled = await menu(bench, "We can.", by=SAM, author="ana")
    assert text(settled) == "Shared with Fabrikam.\nWe can."
    assert "Ana Silva, account manager, wrote." in word(bench, PAT_AT).verdict
    assert "Sam" not in plain(word(bench, PAT_AT))
    assert "Sam Reed shared with Fabrikam what Ana Silva, account manager, wrote." in plain(
        word(bench, CHANNEL)
    )
    (kept,) = await rows(bench)
    assert (kept.author_id, kept.shared_by) == ("p_ana", "p_sam")


async def test_a_message_is_shared_once_however_it_is_asked_for(bench: Bench) -> None:
    await share(bench, "We can.", message="17.5")
    again = await menu(bench, "share: We can.", by=SAM, author="ana")
    assert again.card.verdict == "This is shared already."
    await share(bench, "We can.", message="17.5", via=Via.MESSAGE)  # also told as a mention
    assert len(await rows(bench)) == 1


@pytest.mark.parametrize(
    ("author", "thread", "said"),
    [
        ("ana", "9.9", "That message stands below no card of a case"),
        ("nobody", "", "I can't tell that someone of your own side wrote that message"),
        ("pat", "", "I can't tell that someone of your own side wrote that message"),
    ],
)
async def test_the_menu_shares_nothing_but_words_of_the_own_side_in_a_cases_thread(
    bench: Bench, author: str, thread: str, said: str
) -> None:
    settled = await menu(bench, "We can.", by=ANA, author=author, thread=thread)
    assert settled.refused
    assert settled.card.verdict.startswith(said)
    assert await rows(bench) == ()


async def test_the_reply_form_shares_and_closes(bench: Bench) -> None:
    settled = await reply(bench, CHANNEL, "We can.", by=ANA)
    assert settled.show is Show.CLOSE
    assert settled.card.verdict == "Shared with Fabrikam."
    assert sent_to(bench) == {PAT_AT, CHANNEL}


async def test_words_go_to_all_firms_that_are_sides(bench: Bench) -> None:
    await opened(bench, other="firm:tailspin")
    await bench.say("share: We can.", by=ANA, under="case:ESC-0002", channel=CHANNEL)
    assert sent_to(bench, case_id="ESC-0002") == {PAT_AT, "person:p_quin"}


async def test_nothing_is_shared_where_nobody_of_the_other_side_is_left(bench: Bench) -> None:
    await bench.db.write(lambda db: people.remove(db, "p_pat", now=bench.time))
    settled = await share(bench, "We can.")
    assert settled.card.verdict.startswith("There is nobody on the other side")
    assert await rows(bench) == ()


async def test_who_has_gone_to_another_firm_hears_no_more(bench: Bench) -> None:
    pat = await bench.db.read(lambda db: people.get(db, "p_pat"))
    assert pat
    gone = replace(pat, firm_id="tailspin", firm="Tailspin")
    await bench.db.write(lambda db: people.put(db, gone))
    settled = await share(bench, "We can.")
    assert settled.refused
    assert sent_to(bench) == set()


# The rep's side


@pytest.mark.parametrize("via", [Via.THREAD, Via.MESSAGE])
async def test_a_reps_reply_reaches_the_channel_and_the_parties_and_calls_who_decides(
    bench: Bench, via: Via
) -> None:
    settled = await bench.say("We were there in May.", by=PAT, via=via)
    told = word(bench, CHANNEL)
    assert plain(told).startswith(
        "ESC-0001 at Contoso Corporation: Pat Moss, Fabrikam, wrote.\nWe were there in May."
    )
    called = [v for b in told.blocks if isinstance(b, Facts) for _, v in b.rows]
    assert called == [Contact("Ana Silva", ANA, "p_ana", notify=True)]
    assert sent_to(bench) == {CHANNEL, SAM_AT}
    assert settled.how is How.SILENT
    assert bench.audit()[-1] == "case.shared"


async def test_the_rep_finds_one_receipt_in_the_thread_that_is_brought_up_to_date(
    bench: Bench,
) -> None:
    for said in ("In May.", "And in June."):
        await bench.say(said, by=PAT)
        await bench.deliver()
    receipts = [card for to, card in bench.outbox() if to == PAT_AT and "of yours" in card.verdict]
    assert [card.verdict for card in receipts] == [
        "Northwind has 1 message of yours on ESC-0001.",
        "Northwind has 2 messages of yours on ESC-0001.",
    ]
    where = "select count(*) as n from posts where topic like 'sent:%'"
    assert bench.db.look(lambda db: list(db.query(where)))[0]["n"] == 1


async def test_a_reply_to_a_question_says_that_the_case_still_waits_for_the_answer(
    bench: Bench,
) -> None:
    form = await bench.press("Ask for information", bench.standing(CASE, CHANNEL), by=ANA)
    await bench.fill(form.form, by=ANA, words="Which pilot?")
    await bench.deliver()
    await bench.say("The one in May.", by=PAT, under="case:ESC-0001#0002")
    receipt = bench.standing("sent:case:ESC-0001#0002", PAT_AT)
    assert "still waits for your answer" in plain(receipt)
    assert labels(receipt) == ["Answer"]


async def test_a_talk_goes_on_below_what_was_relayed_and_keeps_its_order(bench: Bench) -> None:
    await share(bench, "Can we meet?")
    await bench.deliver()
    await bench.say("On Monday.", by=PAT, under="words:ESC-0001#0001")
    await bench.say("share: Fine.", by=SAM, under="words:ESC-0001#0002")
    assert [(each.number, each.text, each.side) for each in await rows(bench)] == [
        (1, "Can we meet?", VENDOR),
        (2, "On Monday.", "firm:fabrikam"),
        (3, "Fine.", VENDOR),
    ]
    assert word(bench, PAT_AT, 3).verdict.endswith("Sam Reed, services lead, wrote.")


async def test_outside_a_cases_thread_a_rep_asks_as_ever(bench: Bench) -> None:
    settled = await bench.ask("is Contoso named?")
    assert settled.card.verdict.startswith("Contoso Corporation is")
    assert await rows(bench) == ()


async def test_a_rep_in_the_vendors_channel_is_not_relayed(bench: Bench) -> None:
    settled = await bench.say("We were there.", by=PAT, channel=CHANNEL)
    assert settled.how is How.SILENT
    refused = await menu(bench, "We were there.", by=PAT, author="pat")
    assert refused.refused
    assert await rows(bench) == ()


async def test_the_reps_reply_form_reaches_the_channel(bench: Bench) -> None:
    settled = await reply(bench, PAT_AT, "In May.", by=PAT)
    assert settled.show is Show.CLOSE
    assert settled.card.verdict == "Shared with Northwind."
    assert sent_to(bench) == {CHANNEL, SAM_AT}


async def test_a_firms_words_never_go_to_another_firm(bench: Bench) -> None:
    await opened(bench, other="firm:tailspin")
    await bench.say("Our price is 12.", by=PAT, under="case:ESC-0002")
    await bench.deliver()
    assert sent_to(bench, case_id="ESC-0002") == {CHANNEL}
    quins = [plain(card) for to, card in bench.outbox() if to == "person:p_quin"]
    assert quins
    assert not any("12" in each.replace("2026", "") and "price" in each for each in quins)
    card = bench.standing("case:ESC-0002", "person:p_quin")
    assert "Shared" not in plain(card)
    assert "Our price" in plain(bench.standing("case:ESC-0002", PAT_AT))


# Who may


@pytest.mark.parametrize(
    ("by", "may"),
    [
        (ANA, True),
        (DORA, True),
        (LENA, True),
        (SAM, True),
        (SUE.email, False),  # a services lead who is no party
        (OLGA.email, False),
        (ADA.email, False),
    ],
)
@pytest.mark.parametrize("way", ["thread", "mention", "menu", "form"])
async def test_the_vendors_people_share_where_they_may_comment(
    bench: Bench, by: str, may: bool, way: str
) -> None:
    button = next(b for b in buttons(bench.standing(CASE, CHANNEL)) if b.label == "Reply")
    match way:
        case "thread":
            settled = await share(bench, "We can.", by=by)
        case "mention":
            settled = await share(bench, "We can.", by=by, via=Via.MESSAGE)
        case "menu":
            settled = await menu(bench, "We can.", by=by, author="ana")
        case _:
            data = {**button.data, "words": "We can."}
            settled = await bench.ask("", by=by, via=Via.FORM, action=button.action, data=data)
    assert settled.refused is not may
    assert bool(await rows(bench)) is may
    assert bool(sent_to(bench)) is may


@pytest.mark.parametrize(
    ("by", "may"), [(PAT, True), (PIA.email, True), (QUIN, False), ("mallory@else.example", False)]
)
@pytest.mark.parametrize("way", ["thread", "mention", "form"])
async def test_partners_are_relayed_in_their_own_firms_cases(
    bench: Bench, by: str, may: bool, way: str
) -> None:
    button = next(b for b in buttons(bench.standing(CASE, PAT_AT)) if b.label == "Reply")
    match way:
        case "thread":
            await bench.say("In May.", by=by)
        case "mention":
            await bench.say("In May.", by=by, via=Via.MESSAGE)
        case _:
            data = {**button.data, "words": "In May."}
            await bench.ask("", by=by, via=Via.FORM, action=button.action, data=data)
    assert bool(await rows(bench)) is may
    assert bool(sent_to(bench)) is may


async def test_a_case_of_others_is_refused_as_one_that_does_not_exist(bench: Bench) -> None:
    real = await bench.say("In May.", by=QUIN)
    none = await bench.say("In May.", by=QUIN, under="case:ESC-0777")
    assert real.card == none.card
    assert real.card.verdict.startswith("Only those whose case this is")


async def test_a_case_that_is_over_takes_no_more_words_and_what_was_typed_is_not_lost(
    bench: Bench,
) -> None:
    await share(bench, "Can we meet?")
    await bench.deliver()
    form = await bench.press("Reply", word(bench, PAT_AT), private=True, sync=True)
    await withdrawn(bench)
    settled = await bench.say("One more thing.", by=PAT)
    assert settled.card.verdict.startswith("This case is over")
    settled = await bench.fill(form.form, words="One more thing.")
    assert "You had typed: “One more thing.”" in text(settled)
    assert len(await rows(bench)) == 1
    assert labels(word(bench, PAT_AT)) == []
    assert "Reply" not in labels(bench.standing(CASE, PAT_AT))


@pytest.mark.parametrize(
    ("said", "why"), [("x" * 3_001, "Up to 3,000"), ("  ", "There is nothing")]
)
async def test_too_much_and_nothing_at_all_are_refused_kindly(
    bench: Bench, said: str, why: str
) -> None:
    settled = await share(bench, said)
    assert settled.refused
    assert settled.card.verdict.startswith(why)
    form = await reply(bench, CHANNEL, said, by=ANA)
    assert form.form
    assert form.form.errors.keys() == {"words"}
    assert await rows(bench) == ()
