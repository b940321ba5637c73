"""How fast names are found, beside rapidfuzz in the same run: `python -m tests.bench_names`."""

import gc
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

from rapidfuzz.fuzz import WRatio
from rapidfuzz.process import extractOne

from store.names import Listed, NameIndex

from .names_data import accounts, joined, queries

SIZES = (1_000, 10_000, 100_000)
_REPEATS = 7
_BESIDE = 60  # queries rapidfuzz is asked: it is slow at 100,000


def run() -> list[str]:
    """Each size in a process of its own, so that memory is counted from nothing."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1, maxtasksperchild=1) as pool:
        return [line for size in SIZES for line in pool.apply(measure, (size,))]


def measure(size: int) -> list[str]:
    listed = accounts("list_1k.csv" if size == SIZES[0] else "list_10k.csv")
    listed += joined(listed[1_000:], size - len(listed))
    NameIndex.build([Listed("1", "Contoso AG")]).search("warm")
    gc.collect()
    before = resident_mb()
    start = time.process_time()
    index = NameIndex.build(listed)
    built_s = time.process_time() - start
    grown_mb = resident_mb() - before
    asked = [query.text for query in queries()]
    mine = [spent_ms(index.search, text, _REPEATS) for text in asked]
    names = [one.name for one in listed]
    beside = [
        spent_ms(lambda text: extractOne(text, names, scorer=WRatio), text, 1)
        for text in asked[:: len(asked) // _BESIDE]
    ]
    half, most = at(mine, 0.5), at(mine, 0.99)
    return [
        f"names {size:>7,}: p50 {half:.2f} ms, p99 {most:.2f} ms; WRatio {at(beside, 0.5):.1f} and "
        f"{at(beside, 0.99):.1f} ms; {at(beside, 0.5) / half:.0f} times as fast; "
        f"built in {built_s:.2f} s, {grown_mb:.0f} MB more"
    ]


def spent_ms(find: Callable[[str], object], text: str, repeats: int) -> float:
    """The least of several, in time of this process: others share the machine."""
    least = float("inf")
    for _ in range(repeats):
        start = time.process_time_ns()
        find(text)
        least = min(least, (time.process_time_ns() - start) / 1e6)
    return least


def at(spent: list[float], share: float) -> float:
    return sorted(spent)[int(len(spent) * share)]


def resident_mb() -> float:
    status = Path("/proc/self/status")
    if status.exists():
        line = next(one for one in status.read_text().splitlines() if one.startswith("VmRSS"))
        return int(line.split()[1]) / 1024
    unit = 1024**2 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


if __name__ == "__main__":
    for line in run():
        print(line)
