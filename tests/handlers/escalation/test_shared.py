"""What cards and exports show of the words that were shared."""

from dataclasses import replace

import pytest

from bot.slack import blocks
from bot.teams import adaptive
from handlers.cards import Facts, Link
from handlers.escalation.shared import seen
from handlers.request import File
from store import people
from tests.desk import Bench

from .relaying import CHANNEL, PAT, PAT_AT, SAM_AT, edit, rows, share, shared_fact, word

pytestmark = pytest.mark.usefixtures("case")


async def test_the_cards_show_how_many_were_shared_and_the_last_one(bench: Bench) -> None:
    await share(bench, "Can we meet?")
    await bench.say("On Monday.", by=PAT)
    told = "2 messages, the last by Pat Moss, Fabrikam, Mon 23 November, 09:00: “On Monday.”"
    for to in (CHANNEL, PAT_AT, SAM_AT):
        assert shared_fact(bench, to) == told


async def test_a_partner_sees_of_the_record_what_stands_and_nothing_else(bench: Bench) -> None:
    await share(bench, "We can.")
    await edit(bench, "share: We can on Monday.")
    await share(bench, "Never mind.", message="17.2")
    await edit(bench, "Never mind.", message="17.2")
    pat = await bench.db.read(lambda db: people.get(db, "p_pat"))
    assert pat
    shown = seen(await rows(bench), pat)
    assert [(each.text, each.earlier) for each in shown] == [("We can on Monday.", ()), ("", ())]
    assert CHANNEL not in str(shown)
    assert seen(await rows(bench), replace(pat, firm_id="tailspin"))[0].text == "We can on Monday."
    await bench.say("In May.", by=PAT)
    assert len(seen(await rows(bench), replace(pat, firm_id="tailspin"))) == 2
    assert len(seen(await rows(bench), None)) == 3


async def test_files_travel_as_name_and_https_link(bench: Bench) -> None:
    files = (
        File("plan.pdf", "https://files.example/plan.pdf"),
        File("trap", "javascript:alert(1)"),
        File("plain", "http://files.example/x"),
    )
    await bench.say("", by=PAT, files=files)
    facts = [v for b in word(bench, CHANNEL).blocks if isinstance(b, Facts) for _, v in b.rows]
    assert facts[0] == Link("plan.pdf", "https://files.example/plan.pdf")
    assert not any(isinstance(each, Link) for each in facts[1:])


async def test_markup_stays_text_on_both_platforms(bench: Bench) -> None:
    trap = "<!channel> <https://evil.example|click> *bold* <at>all</at> [a](https://evil.example)"
    await share(bench, trap)
    card = word(bench, PAT_AT)
    slack = str(blocks.message(card))
    assert "<!channel>" not in slack
    assert "<https://evil" not in slack
    drawn = adaptive.draw(card)
    runs = [run for block in drawn["body"] for run in block.get("inlines", ())]
    assert any(run["text"] == trap and run["type"] == "TextRun" for run in runs)
    assert "mention" not in str(drawn.get("msteams"))


async def test_the_longest_words_arrive_whole(bench: Bench) -> None:
    said = "&<>" * 1_000
    await share(bench, said)
    drawn = blocks.message(word(bench, PAT_AT))["blocks"]
    shown = "".join(each["text"]["text"] for each in drawn[1:] if each["type"] == "section")
    assert shown.count("&amp;") == 1_000


async def test_the_audit_log_ties_the_words_and_holds_none(bench: Bench) -> None:
    await share(bench, "A secret of two.")
    query = "select detail, about from audit where did = 'case.shared'"
    (row,) = bench.db.look(lambda db: list(db.query(query)))
    assert row["about"] == "ESC-0001"
    assert '"number": "1"' in row["detail"]
    assert "secret" not in row["detail"]
