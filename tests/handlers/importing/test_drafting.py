"""Lists into a real store: piece by piece, seen in one step, and what is left when one fails."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

import pytest

from bot.due import Due
from handlers.errors import NotAllowed, PersonError
from handlers.features import FEATURES
from handlers.identify import operator
from handlers.importing import drafting
from handlers.importing.checked import Watch, unwatched
from handlers.importing.drafting import Coming
from store import audit, batches, editions, entries, people
from store.batches import PIECE
from store.rows import Entry, Person
from tests.desk import ADATUM, CONTOSO, LIST, PEOPLE, Bench

T = TypeVar("T")

ROOT = operator("root")
LENA, PAT = PEOPLE[2], PEOPLE[4]
EFFECTIVE = date(2027, 1, 18)
TWO = (replace(CONTOSO, tier="global"), ADATUM)
LONG = tuple(replace(CONTOSO, account_id=f"L{n:04}") for n in range(2 * PIECE + 1))


async def draft(
    bench: Bench,
    ident: str = "2027-H1",
    *,
    rows: Sequence[Entry] = TWO,
    by: Person = ROOT,
    watch: Watch = unwatched,
    dry_run: bool = False,
) -> drafting.Draft:
    return await drafting.draft(
        bench.db,
        rows,
        edition=ident,
        effective=EFFECTIVE,
        by=by,
        policy=bench.ctx.policy,
        now=bench.time,
        watch=watch,
        dry_run=dry_run,
    )


def did(bench: Bench) -> list[str]:
    return [row["did"] for row in bench.db.look(lambda db: list(audit.export(db)))]


def inside(bench: Bench) -> int:
    """How many rows the file holds beside those of the edition in force."""
    found = bench.db.look(lambda db: list(db.query("select count(*) as n from batch_rows")))
    return int(found[0]["n"]) - len(LIST)


async def take(bench: Bench, coming: Coming) -> str:
    return await bench.db.write(
        lambda db: drafting.take(
            db,
            coming,
            edition="2027-H1",
            effective=EFFECTIVE,
            by=LENA,
            policy=bench.ctx.policy,
            now=bench.time,
        )
    )


async def test_a_list_becomes_a_draft_and_is_compared_with_the_one_in_force(bench: Bench) -> None:
    done = await draft(bench)
    changes = done.changes
    assert (done.against, done.named, len(changes.left)) == ("2026-H2", 2, len(LIST) - 2)
    assert [change.columns for change in changes.changed] == [("tier",)]
    edition = bench.db.look(lambda db: editions.get(db, "2027-H1"))
    assert edition is not None
    assert (edition.state, edition.next_update) == ("draft", date(2027, 7, 18))


async def test_a_draft_may_be_imported_again_and_a_published_edition_not(bench: Bench) -> None:
    await draft(bench)
    await draft(bench, by=LENA)
    assert did(bench) == ["list.imported", "list.imported"]
    with pytest.raises(PersonError, match=r"like 2026-H2\.1"):
        await draft(bench, "2026-H2")


async def test_an_edition_in_review_may_still_be_corrected(bench: Bench) -> None:
    await draft(bench)
    await bench.db.write(lambda db: editions.move(db, "2027-H1", to="in_review"))
    await draft(bench)
    assert did(bench) == ["list.imported", "list.imported"]


@pytest.mark.parametrize("ident", ["", "2027 H1", "x" * 41, "a\x1b", " a"])
async def test_an_edition_has_an_id_of_one_word(bench: Bench, ident: str) -> None:
    with pytest.raises(PersonError, match="one word"):
        await draft(bench, ident)


async def test_only_a_list_owner_imports_a_list(bench: Bench) -> None:
    with pytest.raises(NotAllowed, match="Only a list owner"):
        await draft(bench, by=PAT)


async def test_a_directory_that_changed_since_the_checks_is_told(bench: Bench) -> None:
    await bench.db.write(lambda db: people.remove(db, "p_ana", now=bench.time))
    with pytest.raises(PersonError, match=r"ana@vendor.example” has just been taken out"):
        await draft(bench)
    assert (inside(bench), did(bench)) == (0, [])


async def test_a_long_list_leaves_the_file_to_others_between_its_pieces(bench: Bench) -> None:
    """Each piece is in the file before the next is read; until the last, nobody sees any."""
    found: list[tuple[int, int]] = []

    def watch(rows: Sequence[T], doing: str) -> Iterable[T]:
        for number, row in enumerate(rows):
            if number % PIECE == 0:
                seen = bench.db.look(lambda db: entries.size(db, "2027-H1"))
                found.append((inside(bench), seen))
            yield row

    await draft(bench, rows=LONG, watch=watch)
    assert found == [(0, 0), (PIECE, 0), (2 * PIECE, 0)]
    assert bench.db.look(lambda db: entries.every(db, "2027-H1")) == list(LONG)


async def test_a_list_that_may_not_come_in_is_refused_before_it_is_written(bench: Bench) -> None:
    def watch(rows: Sequence[T], doing: str) -> Iterable[T]:
        raise AssertionError("no row is written")

    with pytest.raises(PersonError, match="published"):
        await draft(bench, "2026-H2", rows=LONG, watch=watch)


async def test_a_corrected_list_leaves_nothing_of_the_former_one(bench: Bench) -> None:
    await draft(bench, rows=LONG)
    await draft(bench)
    assert inside(bench) == len(TWO)


async def test_a_dry_run_tells_the_same_and_leaves_nothing(bench: Bench) -> None:
    rehearsed = await draft(bench, dry_run=True)
    assert (inside(bench), did(bench)) == (0, [])
    assert bench.db.look(lambda db: editions.get(db, "2027-H1")) is None
    assert await draft(bench) == rehearsed


async def test_a_list_that_is_not_whole_is_not_taken(bench: Bench) -> None:
    async with drafting.brought(bench.db, LONG, now=bench.time) as coming:
        await bench.db.write(
            lambda db: db.execute("delete from batch_rows where account_id > 'L01'")
        )
        with pytest.raises(PersonError, match="Import again"):
            await take(bench, coming)
    assert inside(bench) == 0


async def test_a_stop_does_not_wait_until_what_came_in_is_cleared(bench: Bench) -> None:
    with pytest.raises(asyncio.CancelledError):
        async with drafting.brought(bench.db, LONG, now=bench.time):
            raise asyncio.CancelledError
    assert inside(bench) == len(LONG)


async def test_the_rows_of_a_list_that_was_left_behind_go_by_the_clock(bench: Bench) -> None:
    """Its process was killed: nobody else takes them."""
    left = await bench.db.write(lambda db: batches.begin(db, now=bench.time))
    await bench.db.write(lambda db: batches.add(db, left, LONG))
    clock = Due(bench.ctx, FEATURES)
    await clock.plan()
    await clock.tick()
    assert inside(bench) == len(LONG)
    bench.time += drafting.COMING * 2
    for _ in range(5):
        bench.time += timedelta(seconds=1)
        await clock.tick()
    assert inside(bench) == 0
