"""What an operator watches: how much is asked, how fast it is answered, what waits to go out."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from handlers.context import Clock
from handlers.request import Request, Settled
from store import outbox
from store.db import Db

STATES = ("queued", "sending", "parked")


class Metrics:
    """One per process. Labels are closed sets: no name, place or person is ever one."""

    def __init__(self, registry: CollectorRegistry, db: Db, now: Clock) -> None:
        self._settled = Counter(
            "hardline_requests",
            "Requests settled, by platform, way in and what was done.",
            ["platform", "via", "did"],
            registry=registry,
        )
        self._failed = Counter(
            "hardline_request_failures", "Requests that ended in our own error.", registry=registry
        )
        self._took = Histogram(
            "hardline_answer_seconds",
            "From a request's arrival to its committed answer.",
            ["platform"],
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2.5, 5, 10),
            registry=registry,
        )
        registry.register(_Outbox(db, now))

    def settled(self, request: Request, settled: Settled, took_s: float) -> None:
        did = settled.note.did if settled.note else "repeated"
        self._settled.labels(request.who.platform, request.via, did).inc()
        self._took.labels(request.who.platform).observe(took_s)

    def failed(self) -> None:
        self._failed.inc()


class _Outbox(Collector):
    """Read at each scrape, so that it is true after a restart, too."""

    def __init__(self, db: Db, now: Clock) -> None:
        self._db = db
        self._now = now

    def collect(self) -> Iterator[GaugeMetricFamily]:
        depth = self._db.look(outbox.depth)
        gauge = GaugeMetricFamily(
            "hardline_outbox_messages", "Messages that are not sent yet.", labels=["state"]
        )
        for state in STATES:
            gauge.add_metric([state], depth.get(state, 0))
        yield gauge
        oldest = self._db.look(outbox.oldest)
        age = GaugeMetricFamily(
            "hardline_outbox_age_seconds",
            "How long the oldest message that can still leave has waited.",
        )
        age.add_metric([], (self._now() - oldest).total_seconds() if oldest else 0)
        yield age
