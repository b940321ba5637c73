"""Faults strike the method they wait for, as often as they were told to."""

from bot.playground.faults import ALWAYS, EVERY, Fault, Faults


def test_a_fault_is_spent_after_its_times() -> None:
    faults = Faults()
    faults.add("send", Fault(status=500), times=2)
    assert [faults.take(on) is not None for on in ("read", "send", "send", "send")] == [
        False,
        True,
        True,
        False,
    ]


def test_a_lasting_fault_ends_when_cleared() -> None:
    faults = Faults()
    faults.add(EVERY, Fault(status=500), times=ALWAYS)
    assert all(faults.take("any") for _ in range(5))
    faults.clear()
    assert faults.take("any") is None


def test_down_is_down_for_everything() -> None:
    faults = Faults()
    faults.down = True
    assert faults.take("any") == Fault(drop=True)
