"""Whatever people do, in whatever order: what holds of a review holds after each step."""

import asyncio
import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.cards import plain
from handlers.review import shares
from store import reviews
from store.db import Sql
from store.rows import Person
from tests.desk import Bench

from . import stage
from .stage import DORA, EDDA, IDENT, PAT, QUIN, WALT, decides, disputes, imported, sheet, signs

STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("dispute"),
            st.sampled_from([PAT, QUIN, DORA]),
            st.sampled_from(
                [("A1", "tier"), ("A7", "extra"), ("A7", "district"), ("A1", "details")]
            ),
        ),
        st.tuples(
            st.just("decide"),
            st.sampled_from([DORA, WALT, EDDA, PAT]),
            st.tuples(st.integers(1, 4), st.sampled_from(["accepted", "declined"])),
        ),
        st.tuples(st.just("sign"), st.sampled_from([DORA, WALT, PAT]), st.just("west")),
        st.tuples(st.just("sign"), st.sampled_from([EDDA, WALT, DORA]), st.just("east")),
        st.tuples(st.just("correct"), st.none(), st.integers(1, 3)),
    ),
    min_size=4,
    max_size=14,
)


@given(STEPS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_sign_off_is_of_the_rows_as_they_are_with_nothing_open(steps: list[tuple]) -> None:  # type: ignore[type-arg]
    asyncio.run(walk(steps))


async def walk(steps: list[tuple]) -> None:  # type: ignore[type-arg]
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder) / "hardline.db")
        await bench.furnish()
        await stage.furnish(bench)
        await stage.begun(bench)
        for step in steps:
            bench.later(minutes=1)
            await take(bench, *step)
            holds(bench)
        bench.db.close()


async def take(bench: Bench, did: str, by: Person, what: object) -> None:
    match did, what:
        case "dispute", (str(account), str(wrong)):
            await disputes(bench, account, wrong, by=by, place="east")
        case "decide", (int(number), str(verdict)):
            await decides(bench, verdict, by=by, number=number)
        case "sign", str(district):
            if any(each.label == "Sign off" for each in stage.offered(bench, district)):
                await signs(bench, district, by=by)
        case "correct", int(pcs):
            await imported(bench, replace(stage.DRAFT[0], pcs=pcs), *stage.DRAFT[1:])


def current(district: str, db: Sql) -> shares.Rows:
    review = reviews.get(db, IDENT)
    assert review is not None
    return shares.read(db, review, district)


def holds(bench: Bench) -> None:
    for district in ("west", "east"):
        seen = sheet(bench, district)
        assert seen.share.print == bench.db.look(partial(current, district)).print
        assert not (seen.share.signed_by and seen.open)
        assert all(each.decided_by != each.by_id for each in seen.disputes)
    signed = all(sheet(bench, each).share.signed_by for each in ("west", "east"))
    assert bench.db.look(lambda db: reviews.signed_off(db, IDENT)) == signed
    for rep, other in ((PAT, QUIN), (QUIN, PAT)):
        words = plain(stage.rep_card(bench, rep))
        assert f"{other.name} ({other.firm}): “" not in words
        assert "12,345" not in words
