"""Many names at once: pasted or as a file, answered in one message with the file back."""

import asyncio
import re
import time
from pathlib import Path

import pytest

from handlers.cards import plain
from handlers.intake import answering, bulk
from handlers.intake.kinds import Asked
from handlers.request import File, How, Kind, NotReadable, Place
from store import intakes, people, sheets
from store.db import Ticket
from store.rows import Audience
from store.sheets import Row
from tests.desk import Bench, text

from .posting import kept, last, post, table

NAMES = ["Contoso", "Litware, Inc.", "Proseware Studios", "Woodgrove", "Northwind Traders"]
CSV = "\n".join(["Company,Remark", *(f'"{name}",=1+1' for name in NAMES)]).encode()


@pytest.fixture(name="bench")
async def a_bench(tmp_path: Path) -> Bench:
    bench = Bench(tmp_path / "hardline.db")
    await bench.furnish()
    return bench


async def test_a_file_comes_back_with_an_answer_in_every_row(bench: Bench) -> None:
    card = await post(bench, CSV)
    assert card.verdict == "3 of 5 names are named or covered; 1 to check."
    rows = table(bench, card)
    assert [row["Standing"] for row in rows] == [
        "named",
        "named",
        "covered by Litware, Inc.",
        "to check",
        "not named",
    ]
    assert rows[0]["Matched name"] == "Contoso Corporation"
    assert rows[0]["Lead"] == "either"
    assert rows[0]["Rules"] == "named-is-shared"
    assert rows[0]["Tier"] == "Major"
    assert rows[0]["District"] == "West"
    assert rows[0]["Account manager"] == "Ana Silva (ana@vendor.example)"
    assert rows[0]["Edition"] == "2026-H2"
    assert "Woodgrove Bank" in rows[3]["Candidates"]
    assert "Woodgrove Park Hotels" in rows[3]["Candidates"]


async def test_no_cell_of_the_file_runs_as_a_formula(bench: Bench) -> None:
    rows = table(bench, await post(bench, CSV))
    assert {row["Remark"] for row in rows} == {"'=1+1"}


async def test_the_file_is_for_the_asker_alone_and_kept_under_one_reference(bench: Bench) -> None:
    card = await post(bench, CSV)
    assert kept(bench, card).readers == "person:p_pat"
    assert bench.audit().count("asked") == 1
    found = re.search(r"Answer (\w{4}-\w{4})", plain(card))
    assert found
    assert card.verdict in text(await bench.ask(f"verify {found[1]}"))


async def test_a_word_on_the_way_points_to_the_answer_below_it(bench: Bench) -> None:
    bench.platforms.files["names.csv"] = CSV
    await bench.ask("", files=(File("names.csv", "https://x", "names.csv"),))
    await bench.deliver()
    await bench.work_off()
    said = [card.verdict for _, card in bench.outbox()]
    assert said[:2] == ["Reading names.csv …", "Done with names.csv: see below."]
    assert said[2:] == [last(bench).verdict]


async def test_a_quick_answer_is_the_only_message(bench: Bench) -> None:
    await post(bench, CSV)
    assert [card.verdict for _, card in bench.outbox()] == [last(bench).verdict]


async def test_a_file_delivered_twice_is_answered_once(bench: Bench) -> None:
    bench.platforms.files["names.csv"] = CSV
    for _ in range(2):
        request = bench.request(
            "", by="pat@partner.example", once="ev-1", files=(File("names.csv", "u", "names.csv"),)
        )
        await bench.desk.answer(request, Ticket())
    await bench.work_off()
    assert bench.audit().count("asked") == 1


async def test_a_partner_is_answered_from_the_partners_edition_without_pcs(bench: Bench) -> None:
    await bench.publish("2027-H1", (), partners_at=bench.time.replace(year=2028))
    partner = table(bench, await post(bench, CSV))
    assert partner[0]["Edition"] == "2026-H2"
    staff = table(bench, await post(bench, CSV, by="sam@vendor.example"))
    assert staff[0]["Edition"] == "2027-H1"
    assert "12000" not in str(partner)


async def test_a_web_domain_settles_what_a_name_leaves_open(bench: Bench) -> None:
    body = b"Customer,Website\nContso,https://www.contoso.com/home\nNorthwind,contoso.com\n,contoso.com\n"
    rows = table(bench, await post(bench, body))
    assert rows[0]["Matched name"] == "Contoso Corporation"
    assert (rows[1]["Standing"], "Contoso" in rows[1]["Candidates"]) == ("to check", True)
    assert rows[2]["Standing"] == "named"


async def test_a_lone_column_without_a_header_is_the_names(bench: Bench) -> None:
    rows = table(bench, await post(bench, b"Contoso\nLitware\n"))
    assert [row["Asked"] for row in rows] == ["Contoso", "Litware"]


async def test_an_unclear_column_is_asked_with_buttons(bench: Bench) -> None:
    card = await post(bench, b"A,B\nContoso,1\nLitware,2\n")
    assert card.verdict == "Which column of names.csv holds the companies?"
    pressed = await bench.press("A", card, private=True, sync=True)
    assert pressed.how is How.RETURN
    await bench.work_off()
    assert last(bench).verdict == "2 of 2 names are named or covered."


async def test_nobody_else_decides_about_someones_file(bench: Bench) -> None:
    card = await post(bench, b"A,B\nContoso,1\nLitware,2\n")
    refused = await bench.press("A", card, by="quin@other.example", private=True, sync=True)
    assert refused.refused
    await bench.work_off()
    assert last(bench) == card


async def test_pasted_names_are_answered_as_a_file_in_ones_own_chat(bench: Bench) -> None:
    names = [f"Firm {number}" for number in range(29)]
    await bench.ask("\n".join(["Are these named?", "Contoso", *names]))
    await bench.work_off()
    assert last(bench).verdict == "1 of 30 names is named or covered."
    assert len(table(bench, last(bench))) == 30


async def test_pasted_names_are_limited(bench: Bench) -> None:
    refused = await bench.ask("\n".join(f"Firm {number}" for number in range(201)))
    assert "201 names" in text(refused)
    assert "CSV or XLSX" in text(refused)


async def test_in_a_channel_the_limit_of_one_answer_stays(bench: Bench) -> None:
    channel = Place("slack:T1/C9", Kind.CHANNEL)
    refused = await bench.ask("\n".join(f"Firm {number}" for number in range(30)), place=channel)
    assert "up to 20" in text(refused)


async def test_files_in_a_channel_are_sent_to_ones_own_chat(bench: Bench) -> None:
    channel = Place("slack:T1/C9", Kind.CHANNEL)
    refused = await bench.ask("", place=channel, files=(File("a.csv", "u", "a.csv"),))
    assert "our own chat" in text(refused)


async def test_a_picture_beside_a_question_does_not_stop_the_answer(bench: Bench) -> None:
    settled = await bench.ask("is Contoso named?", files=(File("a.png", "u", "a.png"),))
    assert settled.card.verdict == "Contoso Corporation is named."


async def test_partners_ask_about_fewer_rows_and_the_list_owner_hears_of_it_once(
    bench: Bench,
) -> None:
    many = ("Company\n" + "\n".join(f"Firm {number}" for number in range(2_001))).encode()
    for _ in range(2):
        card = await post(bench, many)
        assert card.verdict == "That is 2,001 rows; I answer up to 2,000 at once."
    told = [card.verdict for to, card in bench.outbox() if to == "person:p_lena"]
    assert told == ["Pat Moss asked about 2,001 names at once."]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "The file is empty"),
        (b"Company,Website\n", "only headers"),
        (b"PK\x03\x04 cut off", "damaged or incomplete"),
        (b"%PDF-1.7", "is a PDF"),
        (NotReadable(), "not allowed to read"),
    ],
)
async def test_what_cannot_be_read_is_told_with_what_to_do(
    bench: Bench, body: bytes | Exception, said: str
) -> None:
    card = await post(bench, body)
    assert card.verdict == "I couldn't use names.csv."
    assert said in plain(card)


async def test_a_file_of_more_than_can_be_read_is_not_even_fetched(bench: Bench) -> None:
    file = File("names.csv", "u", "no such file", 100 * 2**20)
    await bench.ask("", files=(file,))
    await bench.work_off()
    assert "100 MB" in plain(last(bench))


async def test_a_file_that_cannot_be_had_just_now_is_asked_for_again(bench: Bench) -> None:
    assert (await post(bench, None)).verdict == "Reading names.csv …"
    bench.platforms.files["names.csv"] = CSV
    bench.later(minutes=1)
    await bench.work_off()
    assert "3 of 5" in last(bench).verdict


async def test_a_file_that_never_comes_is_given_up(bench: Bench) -> None:
    await post(bench, None)
    for _ in range(3):
        bench.later(minutes=1)
        await bench.work_off()
    assert "couldn't fetch" in plain(last(bench))


async def test_what_was_begun_before_a_stop_is_ended_after_it(bench: Bench) -> None:
    bench.platforms.files["names.csv"] = CSV
    await bench.ask("", files=(File("names.csv", "u", "names.csv"),))
    [ident] = bench.db.look(lambda db: intakes.ready(db, limit=9, now=bench.time))
    await bench.db.write(lambda db: intakes.begin(db, ident))
    await bench.work_off()
    assert "3 of 5" in last(bench).verdict


async def test_what_takes_the_process_down_again_and_again_is_given_up(bench: Bench) -> None:
    bench.platforms.files["names.csv"] = CSV
    await bench.ask("", files=(File("names.csv", "u", "names.csv"),))
    [ident] = bench.db.look(lambda db: intakes.ready(db, limit=9, now=bench.time))
    for _ in range(3):
        await bench.db.write(lambda db: intakes.begin(db, ident))
    await bench.work_off()
    assert "went wrong on our side" in last(bench).verdict


async def test_someone_removed_meanwhile_gets_nothing(bench: Bench) -> None:
    bench.platforms.files["names.csv"] = CSV
    await bench.ask("", files=(File("names.csv", "u", "names.csv"),))
    await bench.db.write(lambda db: people.remove(db, "p_pat", now=bench.time))
    await bench.work_off()
    assert last(bench).verdict == "Reading names.csv …"


async def test_a_stranger_hands_in_nothing(bench: Bench) -> None:
    bench.platforms.files["names.csv"] = CSV
    bench.meet("eve@nowhere.example")
    told = await bench.ask(
        "", by="eve@nowhere.example", files=(File("names.csv", "u", "names.csv"),)
    )
    assert "don't know you" in told.card.verdict
    assert bench.db.look(lambda db: list(db.query("select id from intakes"))) == []


async def test_nobody_fills_the_queue_alone(bench: Bench) -> None:
    file = File("names.csv", "u", "names.csv")
    for _ in range(3):
        await bench.ask("", files=(file,))
    assert "still at what you sent" in text(await bench.ask("", files=(file,)))


async def test_a_large_file_is_read_in_a_process_of_its_own(bench: Bench) -> None:
    rows = [("Contoso", "x" * 300)] + [(f"Firm {n}", "x" * 300) for n in range(500)]
    card = await post(bench, sheets.write_csv(("Company", "Remark"), rows))
    assert card.verdict == "1 of 501 names is named or covered."


async def test_a_workbook_comes_back_as_a_workbook(bench: Bench) -> None:
    body = sheets.write_xlsx(("Company",), [("Contoso",)])
    card = await post(bench, body, name="names.xlsx")
    file = kept(bench, card)
    assert file.name == "names-answered.xlsx"
    back = sheets.read(file.body, filename=file.name)
    assert back.body[0].cells[:2] == ("Contoso", "named")


async def test_how_far_it_is_is_told_in_the_message_that_stands_there(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "TELL_S", 0.0)
    bench.platforms.files["names.csv"] = b"Company\n" + b"Contoso\n" * 50
    await bench.ask("", files=(File("names.csv", "u", "names.csv"),))
    await bench.deliver()
    said: list[str] = []
    worker = asyncio.create_task(bench.work_off())
    while not worker.done():
        said += [card.verdict for _, card in bench.outbox() if "of 50" in card.verdict]
        await bench.deliver()
        await asyncio.sleep(0)
    assert said[0] == "Looking up names.csv: 20 of 50 …"


async def test_a_long_file_leaves_room_for_other_answers(bench: Bench) -> None:
    listing = bench.ctx.lists.now(Audience.STAFF)
    rows = tuple(Row(number, ("Contoso",)) for number in range(60))
    began = time.monotonic()

    async def tell(done: int) -> None: ...

    lines = await bulk.work_off(listing, Asked((), rows, 0), lambda f: f, tell, per_s=200)
    assert len(lines) == 60
    assert time.monotonic() - began >= 0.3
