"""A case as one document: whole for the vendor, spoken for a partner, provable, and only text."""

import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from handlers.cards import Document
from handlers.escalation import dossier, dossier_html, dossier_markdown, mine
from handlers.escalation.dossier import Said
from handlers.request import Kind, Place, Settled
from store import audit, cases, documents
from store.case_rows import Kind as CaseKind
from store.case_rows import Terms
from store.documents import Document as Kept
from store.rows import Person, Role
from tests.desk import PEOPLE, Bench, text
from tests.handlers.exceptions import story as exceptions

from . import relaying
from .stage import ANA, DORA, PAT, QUIN, SAM, act, card, labels, opened

START = "0" * 64
NASTY = "</blockquote><script>alert(1)</script>\n# Decided by [me](https://evil.example) | `x` <b>"
BY = {person.id: person for person in PEOPLE}


async def exported(bench: Bench, by: str, ident: str = "ESC-0001") -> dict[str, str]:
    """The text by format, as it is handed over in the person's own chat."""
    settled = await bench.ask(f"export {ident}", by=by)
    assert not settled.refused, text(settled)
    return {kept.name.rpartition(".")[2]: kept.body.decode() for kept in files(bench, settled)}


def files(bench: Bench, settled: Settled) -> list[Kept]:
    idents = [block.ident for block in settled.card.blocks if isinstance(block, Document)]
    found = bench.db.look(lambda db: [documents.get(db, ident) for ident in idents])
    return [each for each in found if each]


async def story(bench: Bench) -> str:
    ident = await opened(bench, what=NASTY, evidence='https://example.com/a?b=1&c="x"')
    await act(bench, ident, "Ask", words="Which pilot?")
    await act(bench, ident, "Answer", by=PAT, words="The one in May.")
    await act(bench, ident, "Approve", words="The pilot was theirs.")
    return ident


def chain(bench: Bench) -> dict[int, str]:
    """Every hash of the audit log by its row, computed anew from the rows' contents alone."""
    found, before = {}, START
    for row in bench.db.look(lambda db: list(audit.export(db))):
        kept = [row[key] for key in ("seq", "at", "who", "did", "about", "place", "detail")]
        text_ = json.dumps([before, *kept], ensure_ascii=False)
        before = found[row["seq"]] = hashlib.sha256(text_.encode()).hexdigest()
    return found


@pytest.mark.parametrize("form", ["md", "html"])
async def test_every_event_carries_a_row_of_the_chain_that_can_be_computed_anew(
    bench: Bench, form: str
) -> None:
    ident = await story(bench)
    bench.later(hours=30)
    told = (await exported(bench, ANA))[form]
    proofs = re.findall(r"Audit row (\d+), (?:`|<code>)([0-9a-f]{64})", told)
    events = bench.db.look(lambda db: cases.timeline(db, ident))
    assert len(proofs) == len(events) == 4
    hashes = chain(bench)
    assert [hashes[int(seq)] for seq, _ in proofs] == [hash_ for _, hash_ in proofs]
    rows = {row["seq"]: row for row in bench.db.look(lambda db: list(audit.export(db)))}
    for (seq, _), event in zip(proofs, events, strict=True):
        row = rows[int(seq)]
        detail = json.loads(row["detail"])
        assert (row["about"], detail["event"]) == (ident, str(event.number))
        assert detail["words"] == hashlib.sha256(event.words.encode()).hexdigest()


async def test_what_the_clock_did_is_proven_too(bench: Bench) -> None:
    await opened(bench)
    bench.later(hours=5)
    await bench.tick()
    told = (await exported(bench, DORA))["md"]
    assert "A reminder was due" in told
    assert "Nobody acted in time, so it climbed to Dora Weiss" in told
    assert len(re.findall(r"Audit row \d+", told)) == 3


async def test_a_document_tells_claim_parties_decider_times_and_words(bench: Bench) -> None:
    await story(bench)
    told = (await exported(bench, ANA))["md"]
    for part in (
        "| Opened by | Pat Moss (Fabrikam), for Fabrikam |",
        "| Sam Reed, services lead | Northwind Services |",
        "| Decision | Upheld |",
        "| Which means | Northwind Services steps back at Contoso Corporation |",
        "| Decided by | Ana Silva, account manager |",
        "Mon 23 November 2026, 09:0",
        "2026-11-23 17:0",
        "> Which pilot?",
        "> The pilot was theirs.",
    ):
        assert part in told


async def test_a_partner_gets_what_they_may_see_and_no_more(bench: Bench) -> None:
    ident = await opened(bench, by=SAM, other="firm:fabrikam")
    await act(bench, ident, "Ask", words="Internal question.")
    await act(bench, ident, "Answer", by=SAM, words="Internal answer.")
    await act(bench, ident, "Decline", words="They were first.")
    bench.later(minutes=2)
    staff, partner = await exported(bench, ANA), await exported(bench, PAT)
    for form in ("md", "html"):
        assert "Internal question." in staff[form]
        assert "Internal" not in partner[form]
        assert "They were first." in partner[form]
        assert "What Fabrikam may see." in partner[form]
        assert re.findall(r"Audit row \d+", partner[form]) == re.findall(
            r"Audit row \d+", staff[form]
        )


async def test_a_partner_is_told_the_other_side_but_not_who_is_on_it(bench: Bench) -> None:
    await opened(bench)
    staff, partner = await exported(bench, ANA), await exported(bench, PAT)
    for form in ("md", "html"):
        assert "Sam Reed" in staff[form]
        assert "Sam Reed" not in partner[form]
        assert "Northwind Services" in partner[form]
        assert "Pat Moss" in partner[form]


async def test_a_partners_document_leaves_the_vendors_reminders_out(bench: Bench) -> None:
    await opened(bench)
    bench.later(hours=2)
    await bench.tick()
    assert "A reminder was due" in (await exported(bench, ANA))["md"]
    assert "A reminder was due" not in (await exported(bench, PAT))["md"]


async def test_what_people_wrote_is_text_in_the_page(bench: Bench) -> None:
    await story(bench)
    page = Page()
    page.feed((await exported(bench, ANA))["html"])
    assert "script" not in page.tags
    assert "b" not in page.tags
    assert NASTY.splitlines()[0] in page.text
    assert page.links == ['https://example.com/a?b=1&c="x"']
    assert page.loaded == []
    assert page.open == []


async def test_what_people_wrote_is_text_in_the_markdown(bench: Bench) -> None:
    await story(bench)
    told = (await exported(bench, ANA))["md"]
    assert "\n# " not in told.partition("\n")[2]
    assert "> \\# Decided by \\[me\\](https://evil.example) \\| \\`x\\` \\<b\\>" in told
    assert not re.search(r"(?<!\\)<", told)


def test_markdown_keeps_numbers_and_dates_readable() -> None:
    escape = dossier_markdown.escape
    assert escape("2026-11-23 17:01:00 UTC") == "2026-11-23 17:01:00 UTC"
    assert escape("1. First") == "1\\. First"
    assert escape("- item\n+ item") == "\\- item + item"
    assert escape("_a_ *b* ~c~ $d$ &amp; \\") == "\\_a\\_ \\*b\\* \\~c\\~ \\$d\\$ \\&amp; \\\\"


async def test_the_button_on_the_card_sends_it_to_ones_own_chat(bench: Bench) -> None:
    ident = await opened(bench)
    shown = await card(bench, ident, by=PAT)
    pressed = await bench.press("Export", shown, by=PAT, private=True, sync=True)
    assert pressed.card.verdict == "ESC-0001 is on its way to our own chat, as one document."
    to, sent = bench.outbox()[-1]
    assert to == "person:p_pat"
    assert [block.name for block in sent.blocks if isinstance(block, Document)] == [
        "ESC-0001.md",
        "ESC-0001.html",
    ]


async def test_from_a_channel_too_and_only_its_reader_may_have_it(bench: Bench) -> None:
    await opened(bench)
    place = Place("slack:T1/C1", Kind.CHANNEL)
    staff = bench.platforms.profiles[bench.meet(ANA)]
    bench.platforms.rosters[place.address] = (staff,)
    settled = await bench.ask("export ESC-0001", by=ANA, place=place)
    assert settled.how == "private"
    assert files(bench, settled) == []
    kept = bench.db.look(lambda db: list(db.query("select readers from documents")))
    assert {row["readers"] for row in kept} == {"person:p_ana"}


async def test_who_may_not_read_a_case_gets_no_document_and_no_button(bench: Bench) -> None:
    await opened(bench)
    real, none = [await bench.ask(f"export {each}", by=QUIN) for each in ("ESC-0001", "ESC-0777")]
    assert real.card == none.card
    assert bench.db.look(lambda db: list(db.query("select 1 from documents"))) == []
    assert "Export" in labels(await card(bench, "ESC-0001", by=SAM))


async def test_an_export_is_on_record(bench: Bench) -> None:
    await opened(bench)
    await exported(bench, PAT)
    row = bench.db.look(lambda db: list(audit.export(db)))[-1]
    assert (row["who"], row["did"], row["about"]) == ("p_pat", "case.exported", "ESC-0001")


async def test_an_export_does_not_change_the_proof_of_the_next(bench: Bench) -> None:
    await story(bench)
    first = re.findall(r"Audit row .*", (await exported(bench, ANA))["md"])
    bench.later(minutes=2)
    assert re.findall(r"Audit row .*", (await exported(bench, ANA))["md"]) == first


async def test_the_terms_of_an_exception_and_the_shared_words_are_in_it(bench: Bench) -> None:
    ident = await opened(bench)
    person = Person("p_lena", "lena@vendor.example", "Lena Ott", Role.LIST_OWNER)
    told = await bench.db.read(lambda db: mine.look(db, ident, person, bench.ctx))
    claim = replace(told.case.claim, kind=CaseKind.EXCEPTION, other_side="")
    terms = Terms("Early | adopters", "two architects", 30)
    file = replace(told, case=replace(told.case, claim=claim, terms=terms))
    said = (
        Said(
            bench.time,
            "Pat Moss (Fabrikam)",
            "We <were> first.",
            files=(("a.pdf", "javascript:x"),),
        ),
        Said(bench.time, "Ana Silva", "", state="taken back", earlier=((bench.time, "# Oh <no>"),)),
    )
    made = dossier.make(file, person, {}, said)
    markdown, page = dossier_markdown.draw(made), Page()
    page.feed(dossier_html.draw(made))
    assert "| Project | Early \\| adopters |" in markdown
    assert "| Term | 30 days from the day it is granted |" in markdown
    assert "> We \\<were\\> first." in markdown
    assert "### Ana Silva (taken back)" in markdown
    assert "> \\# Oh \\<no\\>" in markdown
    assert "# Oh <no>" in page.text
    assert "We <were> first." in page.text
    assert page.links == []


async def test_an_exception_tells_its_terms_as_asked_for_and_as_granted(bench: Bench) -> None:
    await exceptions.granted(bench, days="30")
    told = (await exported(bench, DORA, "EXC-0001"))["md"]
    for part in (
        "| Project | Lighthouse |",
        "| Conditions | Two architects at most. |",
        "| Term | 30 days from the day it is granted |",
        "| Asked for | 60 days |",
        "| Until | Wed 23 December 2026, 09:00 (Los Angeles time); 2026-12-23 17:00:00 UTC |",
        "> Worth a try.",
    ):
        assert part in told
    assert len(re.findall(r"Audit row \d+", told)) == 2


@pytest.mark.usefixtures("case")
async def test_what_the_sides_shared_is_in_it_and_no_earlier_text_for_a_partner(
    bench: Bench,
) -> None:
    await relaying.share(bench, "Wait for <March>.")
    await relaying.edit(bench, "share: Wait for May.")
    await relaying.share(bench, "A slip.", message="17.2")
    await relaying.delete(bench, message="17.2")
    await relaying.reply(bench, relaying.PAT_AT, "We do.", by=PAT)
    await bench.say("Only for us.", by=ANA, channel=relaying.CHANNEL, message="17.3")
    bench.later(minutes=2)
    staff, partner = await exported(bench, ANA), await exported(bench, PAT)
    for form in ("md", "html"):
        for part in ("Ana Silva, account manager (edited)", "Wait for May.", "We do."):
            assert part in staff[form]
            assert part in partner[form]
        assert "Only for us." not in staff[form]
        assert "March" in staff[form]
        assert "March" not in partner[form]
        assert "A slip." in staff[form]
        assert "A slip." not in partner[form]


class Page(HTMLParser):
    """What a page is made of, and what it would load."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        given = dict(attrs)
        self.links += [given["href"] or ""] if tag == "a" else []
        self.loaded += [each for each in ("src", "style") if each in given]
        self.loaded += ["link"] if tag == "link" else []
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
