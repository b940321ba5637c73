from bot.slack.pace import BURST, Pace


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
