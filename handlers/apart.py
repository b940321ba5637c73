"""A long list, built in a process of its own and taken over piece by piece.

Building one takes seconds of pure Python, in which a thread would hold up every answer; so would
unpickling it as a whole. All pieces come from one pickler: what they share stays shared.
"""

import contextlib
import gc
import io
import multiprocessing
import pickle
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

from store.db import Handle, connect
from store.names import pieces
from store.rows import Edition

from . import process
from .listing import Listing, gather
from .listing import build as build_here
from .policy import Policy

LONG = 10_000  # rows: building fewer takes less time than starting a process


def build(path: str, edition: Edition) -> Listing:
    """Blocks its thread, and hardly any other. Should the process die, it is built here."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    worker = context.Process(target=_work, args=(path, edition, there), daemon=True)
    process.start(worker)
    there.close()
    try:
        with here, _uncollected():
            return _taken_over(here, edition)
    except (EOFError, OSError):
        db = connect(path, readonly=True)
        with contextlib.closing(db.conn):
            return build_here(edition, *gather(Handle(db.conn), edition.id))
    finally:
        worker.join()


def _work(path: str, edition: Edition, pipe: Connection) -> None:
    """The process: reads the rows by itself, builds, and sends."""
    gc.disable()
    db = connect(path, readonly=True)
    with contextlib.closing(db.conn):
        listing = build_here(edition, *gather(Handle(db.conn), edition.id))
    buffer = io.BytesIO()
    pickler = pickle.Pickler(buffer, pickle.HIGHEST_PROTOCOL)
    with contextlib.suppress(BrokenPipeError):  # nobody wants it any more
        for piece in _pieces(listing):
            buffer.seek(0)
            buffer.truncate()
            pickler.dump(piece)
            pipe.send_bytes(buffer.getbuffer())
        pipe.send_bytes(b"")


def _pieces(listing: Listing) -> Iterator[pieces.Piece]:
    yield from pieces.split(listing.index)
    yield from pieces.sliced("entries", listing.entries)
    yield from pieces.sliced("learned", listing.learned)
    yield from pieces.sliced("districts", listing.districts)
    yield from pieces.sliced("sorted_names", listing.sorted_names)
    yield from pieces.sliced("counts", {"named": listing.named})


def _taken_over(pipe: Connection, edition: Edition) -> Listing:
    parts = pieces.Parts()
    buffer = io.BytesIO()
    unpickler = pickle.Unpickler(buffer)  # noqa: S301 - from our own process
    while received := pipe.recv_bytes():
        began = time.perf_counter()
        buffer.seek(0)
        buffer.truncate()
        buffer.write(received)
        buffer.seek(0)
        parts.add(unpickler.load())
        time.sleep(time.perf_counter() - began)  # every other moment is left to the answers
    return Listing(
        edition=edition,
        policy=Policy.parse(edition.policy),
        entries=parts.mapping("entries"),
        index=pieces.joined(parts),
        learned=parts.mapping("learned"),
        districts=parts.mapping("districts"),
        sorted_names=parts.sequence("sorted_names"),
        named=parts.mapping("counts")["named"],
    )


@contextmanager
def _uncollected() -> Iterator[None]:
    """A collection that finds a million new objects would take a quarter of a second."""
    collects, frozen = gc.isenabled(), bool(gc.get_freeze_count())
    gc.disable()
    try:
        yield
    finally:
        if frozen:  # a process that only serves: the list is here to stay
            gc.freeze()
        if collects:
            gc.enable()
