from bot.slack.pace import BURST, CHANGES_BURST, CHANGES_PER_S, Pace


def test_a_short_burst_goes_at_once_and_then_one_a_second() -> None:
    now = 100.0
    pace = Pace(lambda: now)
    assert [pace.wait_s("C1") for _ in range(int(BURST))] == [0.0] * int(BURST)
    assert [pace.wait_s("C1"), pace.wait_s("C1")] == [1.0, 2.0]
    assert pace.wait_s("C2") == 0.0


def test_silence_earns_the_burst_back_and_no_more() -> None:
    now = 100.0
    pace = Pace(lambda: now)
    for _ in range(int(BURST)):
        pace.wait_s("C1")
    now += 3600.0
    assert [pace.wait_s("C1") for _ in range(int(BURST) + 1)] == [0.0] * int(BURST) + [1.0]


def test_changes_stay_within_fifty_a_minute() -> None:
    pace = Pace(lambda: 100.0, per_s=CHANGES_PER_S, burst=CHANGES_BURST)
    waits = [pace.wait_s("update") for _ in range(100)]
    assert waits[int(CHANGES_BURST) - 1] == 0.0
    assert sum(wait < 60.0 for wait in waits) <= 50 + CHANGES_BURST
