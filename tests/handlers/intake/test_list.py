"""A list posted in a chat: checked, entered as a draft, told with what it changes."""

from pathlib import Path

import pytest

from handlers.cards import Card, Document, plain
from handlers.importing import beside
from handlers.intake import drafted
from handlers.request import File, Show, Via
from store import editions, intakes, people, sheets
from store.rows import Entry, Person, Role
from tests.desk import CONTOSO, LIST, LITWARE, Bench, buttons, text

from .posting import kept, last, post, table

LENA, ADMIN = "lena@vendor.example", "adam@vendor.example"
HEADER = (
    "account_id",
    "name",
    "aliases",
    "domain",
    "ticker",
    "parent_id",
    "tier",
    "district",
    "pcs",
    "account_manager",
)
FORM = {"edition": "2027-H1", "effective": "2027-01-18"}


def sheet(*rows: Entry) -> bytes:
    return sheets.write_csv(
        HEADER,
        [
            (
                row.account_id,
                row.name,
                ";".join(row.aliases),
                ";".join(row.domains),
                row.ticker,
                row.parent_id,
                row.tier,
                row.district,
                row.pcs,
                row.manager_email,
            )
            for row in rows
        ],
    )


NEW = Entry("A9", "Northwind Traders", tier="global", district="east", pcs=5_000)
GOOD = sheet(*LIST[:5], NEW)  # one leaves, one joins
BAD = sheet(CONTOSO, Entry("A1", "", tier="giant", district="nowhere"))


@pytest.fixture(name="bench")
async def a_bench(tmp_path: Path) -> Bench:
    bench = Bench(tmp_path / "hardline.db")
    await bench.furnish()
    adam = Person("p_adam", ADMIN, "Adam", Role.ADMIN)
    await bench.db.write(lambda db: people.put(db, adam))
    bench.meet(ADMIN)
    return bench


async def entered(bench: Bench, body: bytes = GOOD, **typed: str) -> Card:
    """A list that its owner posted, and for which the form was filled in."""
    asked = await post(bench, body, by=LENA, name="next.csv")
    opened = await bench.press("Continue", asked, by=LENA, private=True, sync=True)
    sent = await bench.fill(opened.form, by=LENA, **typed)
    assert sent.show is Show.CLOSE
    await bench.work_off()
    return last(bench)


def drafts(bench: Bench) -> list[str]:
    every = bench.db.look(editions.every)
    return [each.id for each in every if each.state == "draft"]


async def test_a_list_asks_for_its_edition_with_the_next_one_filled_in(bench: Bench) -> None:
    asked = await post(bench, GOOD, by=LENA)
    assert asked.verdict == "names.csv can go in: 6 rows, no problem."
    assert "Columns: account_id, name, aliases" in plain(asked)
    opened = await bench.press("Continue", asked, by=LENA, private=True, sync=True)
    assert opened.form is not None
    assert [getattr(each, "value", "") for each in opened.form.fields] == ["2027-H1", "2027-01-18"]
    assert drafts(bench) == []


async def test_a_list_becomes_a_draft_and_tells_what_it_changes(bench: Bench) -> None:
    card = await entered(bench)
    assert card.verdict.startswith(
        "Edition 2027-H1 is a draft: 5 named accounts, in effect from 18"
    )
    said = plain(card)
    assert "Against edition 2026-H2: 1 join, 1 leave" in said
    assert "Joins: Northwind Traders (Global, East)" in said
    assert "Warning:" in said  # the policy says another size
    assert [each.label for each in buttons(card)] == ["Start review", "Discard"]
    review = next(each for each in buttons(card) if each.label == "Start review")
    assert (review.action, review.data) == ("review.start", {"edition": "2027-H1"})
    assert {row["Change"] for row in table(bench, card)} == {"joins", "leaves"}


async def test_who_imported_which_file_is_on_record(bench: Bench) -> None:
    await entered(bench)
    await entered(bench, sheet(*LIST))
    who = "select who, detail from audit where did = 'list.imported' order by seq"
    rows = bench.db.look(lambda db: list(db.query(who)))
    assert [row["who"] for row in rows] == ["p_lena", "p_lena"]
    assert '"file": "next.csv"' in rows[0]["detail"]
    assert "instead_of_rows" not in rows[0]["detail"]
    assert '"instead_of_rows": "6"' in rows[1]["detail"]


async def test_a_correction_under_the_same_id_replaces_the_draft(bench: Bench) -> None:
    await entered(bench)
    card = await entered(bench, sheet(*LIST))
    assert "0 join, 0 leave" in plain(card)
    assert drafts(bench) == ["2027-H1"]


async def test_problems_are_told_by_row_and_column_and_nothing_enters(bench: Bench) -> None:
    card = await post(bench, BAD, by=LENA)
    assert card.verdict == "Nothing was taken in: 4 problems in names.csv."
    assert "Row 3, tier:" in plain(card)
    assert drafts(bench) == []
    assert [block for block in card.blocks if isinstance(block, Document)] == []


async def test_many_problems_come_as_a_file(bench: Bench) -> None:
    rows = [Entry(f"B{n}", f"Firm {n}", tier="giant", district="west") for n in range(30)]
    card = await post(bench, sheet(*rows), by=LENA, name="next.csv")
    assert "30 problems" in card.verdict
    assert kept(bench, card).name == "next-problems.csv"
    told = table(bench, card)
    assert [row["Row"] for row in told if row["Kind"] == "problem"] == [
        str(n) for n in range(2, 32)
    ]


async def test_a_published_id_is_refused_at_its_field(bench: Bench) -> None:
    asked = await post(bench, GOOD, by=LENA)
    opened = await bench.press("Continue", asked, by=LENA, private=True, sync=True)
    sent = await bench.fill(opened.form, by=LENA, edition="2026-H2", effective="soon")
    assert sent.form is not None
    assert sent.form.errors.keys() == {"edition", "effective"}
    assert "is published" in sent.form.errors["edition"]


async def test_what_was_said_before_the_file_came_is_not_asked_again(bench: Bench) -> None:
    opened = await bench.ask("import list", by=LENA)
    sent = await bench.fill(opened.form, by=LENA)
    assert "Now post the CSV or XLSX" in text(sent)
    card = await post(bench, GOOD, by=LENA)
    assert card.verdict.startswith("Edition 2027-H1 is a draft")


async def test_a_plan_long_past_is_forgotten(bench: Bench) -> None:
    opened = await bench.ask("import list", by=LENA)
    await bench.fill(opened.form, by=LENA)
    bench.later(hours=3)
    assert "can go in" in (await post(bench, GOOD, by=LENA)).verdict


async def test_partners_import_nothing(bench: Bench) -> None:
    refused = await bench.ask("import list")
    assert "imported by list owners" in text(refused)
    card = await post(bench, GOOD)
    assert card.verdict == "5 of 6 names are named or covered."
    assert drafts(bench) == []


async def test_a_list_owner_may_have_a_list_only_answered(bench: Bench) -> None:
    asked = await post(bench, GOOD, by=LENA)
    await bench.press("Only answer it", asked, by=LENA, private=True, sync=True)
    await bench.work_off()
    assert last(bench).verdict == "5 of 6 names are named or covered."
    assert drafts(bench) == []


async def test_a_file_that_is_discarded_is_gone(bench: Bench) -> None:
    asked = await post(bench, GOOD, by=LENA)
    dropped = await bench.press("Discard", asked, by=LENA, private=True, sync=True)
    assert dropped.card.verdict == "Discarded: names.csv. Nothing was taken in."
    again = await bench.press("Continue", asked, by=LENA, private=True, sync=True)
    assert "dealt with already" in text(again)
    assert (
        bench.db.look(lambda db: list(db.query("select 1 from intakes where body is not null")))
        == []
    )


async def test_a_draft_is_discarded_by_its_button(bench: Bench) -> None:
    card = await entered(bench)
    await bench.press("Discard", card, by=LENA, private=True, sync=True)
    assert drafts(bench) == []


async def test_likely_renames_are_decided_one_by_one(bench: Bench) -> None:
    renamed = Entry("B1", "Contoso Corp.", domains=("contoso.com",), tier="major", district="west")
    card = await entered(bench, sheet(renamed, *LIST[1:]))
    assert "1 of 1 to decide: Contoso Corporation (A1) → Contoso Corp. (B1)" in plain(card)
    decided = await bench.press("Same company", card, by=LENA, private=True, sync=True)
    assert decided.show is Show.UPDATE
    assert "0 join, 0 leave, 1 change" in plain(decided.card)
    assert "to decide" not in plain(decided.card)


async def test_only_a_list_owner_decides_and_discards(bench: Bench) -> None:
    card = await entered(bench)
    refused = await bench.press("Discard", card, by="sam@vendor.example", private=True, sync=True)
    assert "Only a list owner" in text(refused)
    assert drafts(bench) == ["2027-H1"]


async def test_no_lists_are_compared_for_who_may_not_decide(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    await entered(bench)
    monkeypatch.delattr(beside, "difference")
    data = {"edition": "2027-H1", "before": "A1", "after": "B1"}
    refused = await bench.ask("", via=Via.BUTTON, action="intake.same", data=data)
    assert "Only a list owner" in text(refused)


async def test_a_restart_after_entering_only_tells(bench: Bench) -> None:
    asked = await post(bench, GOOD, by=LENA)
    opened = await bench.press("Continue", asked, by=LENA, private=True, sync=True)
    await bench.fill(opened.form, by=LENA)
    [ident] = bench.db.look(lambda db: intakes.ready(db, limit=9, now=bench.time))
    said = {"entered": "yes"}
    await bench.db.write(lambda db: intakes.move(db, ident, of="ready", to="ready", given=said))
    await bench.work_off()
    assert "list.imported" not in bench.audit()
    assert (
        "discarded meanwhile" in last(bench).verdict
    )  # nothing of it is there: it was not entered


async def test_people_come_in_at_an_admins_word(bench: Bench) -> None:
    body = b"email,name,role,firm\nnew@partner.example,New Rep,partner_rep,Fabrikam\n"
    card = await post(bench, body, by=ADMIN, name="people.csv")
    assert (
        card.verdict
        == "people.csv can go in: 1 person would be added, 0 would be changed, 0 as before."
    )
    assert bench.db.look(lambda db: people.by_email(db, "new@partner.example")) is None
    await bench.press("Take them in", card, by=ADMIN, private=True, sync=True)
    await bench.work_off()
    assert last(bench).verdict == "Taken in: 1 person added, 0 changed, 0 as before."
    assert bench.db.look(lambda db: people.by_email(db, "new@partner.example")) is not None
    assert bench.audit().count("people.imported") == 1


@pytest.mark.parametrize("by", [LENA, "pat@partner.example", "sam@vendor.example"])
async def test_people_are_imported_by_admins_alone(bench: Bench, by: str) -> None:
    body = b"email,name,role,firm\npat@partner.example,Pat,admin,\n"
    card = await post(bench, body, by=by, name="people.csv")
    assert "Only an admin may import people" in plain(card)


async def test_a_correction_may_stand_in_the_thread_of_what_was_wrong(bench: Bench) -> None:
    await post(bench, BAD, by=LENA)
    bench.platforms.files["better.csv"] = GOOD
    settled = await bench.say(
        "", by=LENA, under="intake:in_1", files=(File("better.csv", "u", "better.csv"),)
    )
    assert not settled.refused
    await bench.work_off()
    assert last(bench).verdict == "better.csv can go in: 6 rows, no problem."


async def test_a_list_too_long_for_the_bots_own_process_goes_in_as_well(bench: Bench) -> None:
    rows = [
        Entry(f"C{n}", f"{LITWARE.name} {n}", tier="global", district="east", pcs=n)
        for n in range(4_000)
    ]
    body = sheet(*rows)
    assert len(body) > 128 * 1024
    card = await entered(bench, body)
    assert "4,000 named accounts" in card.verdict


async def test_what_a_long_list_changes_is_the_same_wherever_it_is_compared(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    await entered(bench)
    here = await drafted.difference_of(bench.db, "2027-H1", now=bench.time)
    monkeypatch.setattr(beside, "LONG", 1)
    monkeypatch.setattr(drafted, "read", None)  # not in this process
    there = await drafted.difference_of(bench.db, "2027-H1", now=bench.time)
    assert here == there


async def test_a_company_called_import_is_a_question(bench: Bench) -> None:
    assert "not named" in text(await bench.ask("Import Export Partners GmbH"))
