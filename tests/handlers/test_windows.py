"""When a notice may leave, on the reader's own clocks."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.windows import MORNING, Cadence, Quiet, leaves

NIGHT = Quiet(time(20), time(8))
ZONES = (
    "UTC", "America/Los_Angeles", "America/New_York", "America/Sao_Paulo", "Europe/London",
    "Europe/Berlin", "Africa/Cairo", "Asia/Kolkata", "Asia/Singapore", "Asia/Tokyo",
    "Australia/Lord_Howe", "Pacific/Chatham",
)  # fmt: skip


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("cadence", "quiet", "now", "then"),
    [
        # in the day, and not in the night
        (Cadence.AT_ONCE, NIGHT, "2026-11-23T12:00+01:00", "2026-11-23T12:00+01:00"),
        (Cadence.AT_ONCE, NIGHT, "2026-11-23T20:00+01:00", "2026-11-24T08:00+01:00"),
        (Cadence.AT_ONCE, NIGHT, "2026-11-24T07:59+01:00", "2026-11-24T08:00+01:00"),
        (Cadence.AT_ONCE, None, "2026-11-24T03:00+01:00", "2026-11-24T03:00+01:00"),
        # quiet hours that begin and end at the same time are none
        (Cadence.AT_ONCE, Quiet(time(8), time(8)), "2026-11-24T08:00+01:00",
         "2026-11-24T08:00+01:00"),
        # the next morning, also when it is nine already
        (Cadence.DAILY, NIGHT, "2026-11-23T08:00+01:00", "2026-11-23T09:00+01:00"),
        (Cadence.DAILY, NIGHT, "2026-11-23T09:00+01:00", "2026-11-24T09:00+01:00"),
        (Cadence.DAILY, Quiet(time(8), time(10)), "2026-11-23T07:00+01:00",
         "2026-11-23T10:00+01:00"),
        # the next Monday
        (Cadence.WEEKLY, NIGHT, "2026-11-23T09:00+01:00", "2026-11-30T09:00+01:00"),
        (Cadence.WEEKLY, NIGHT, "2026-11-22T23:00+01:00", "2026-11-23T09:00+01:00"),
        # over the change of the clocks, in both directions
        (Cadence.DAILY, None, "2026-03-28T12:00+01:00", "2026-03-29T09:00+02:00"),
        (Cadence.DAILY, None, "2026-10-24T12:00+02:00", "2026-10-25T09:00+01:00"),
        # quiet until an hour that is left out on that day
        (Cadence.AT_ONCE, Quiet(time(0), time(2, 30)), "2026-03-29T01:00+01:00",
         "2026-03-29T03:30+02:00"),
    ],
)  # fmt: skip
def test_in_berlin(cadence: Cadence, quiet: Quiet | None, now: str, then: str) -> None:
    assert leaves(cadence, "Europe/Berlin", quiet, now=at(now)) == at(then)


@pytest.mark.parametrize("zone", ZONES)
@given(
    minutes=st.integers(0, 3 * 366 * 24 * 60),
    cadence=st.sampled_from(Cadence),
)
def test_never_in_quiet_hours_and_never_long_after(
    zone: str, minutes: int, cadence: Cadence
) -> None:
    now = at("2026-01-01T00:00+00:00") + timedelta(minutes=minutes)
    then = leaves(cadence, zone, NIGHT, now=now)
    local = then.astimezone(ZoneInfo(zone))
    assert not NIGHT.within(local.time())
    most = {Cadence.AT_ONCE: 14, Cadence.DAILY: 26, Cadence.WEEKLY: 7 * 24 + 2}[cadence]
    assert 0 <= (then - now).total_seconds() <= most * 3_600
    if cadence is not Cadence.AT_ONCE:
        assert local.time() >= MORNING
