import pytest

from handlers.words import counted, full_stop


@pytest.mark.parametrize(
    ("said", "ended"),
    [
        ("Contoso is named", "Contoso is named."),
        ("covered by Litware, Inc.", "covered by Litware, Inc."),
        ("“wood”: which one?", "“wood”: which one?"),
    ],
)
def test_a_sentence_ends_once(said: str, ended: str) -> None:
    assert full_stop(said) == ended


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows"), (1_076, "1,076 rows")]
)
def test_one_is_singular(number: int, said: str) -> None:
    assert counted(number, "row") == said


def test_a_plural_without_an_s_is_given() -> None:
    assert counted(2, "entry", "entries") == "2 entries"
