import pytest

from store import people
from tests.desk import Bench

from .story import SUE, SUE_ROW


@pytest.fixture(autouse=True)
async def colleague(bench: Bench) -> None:
    await bench.db.write(lambda db: people.put(db, SUE_ROW))
    bench.meet(SUE)
