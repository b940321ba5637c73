"""Who may have a document, and what of it is shown where it can't be handed over."""

import pytest

from handlers.documents import LINES, beginning, may_have
from store.documents import Document
from store.rows import Person, Role

STAFF = Person("p_ana", "ana@vendor.example", "Ana", Role.ACCOUNT_MANAGER)
REP = Person("p_pat", "pat@partner.example", "Pat", Role.PARTNER_REP, "fabrikam", "Fabrikam")


def kept(readers: str = "", *, mime: str = "text/csv", body: bytes = b"") -> Document:
    return Document("doc_1", "x.csv", mime, body, readers)


@pytest.mark.parametrize(
    ("readers", "staff", "rep"),
    [
        ("staff", True, False),
        ("firm:fabrikam", False, True),
        ("firm:fabrikam2 firm:fab", False, False),
        ("firm:", False, False),
        ("person:p_ana", True, False),
        ("person:p_ana person:p_pat", True, True),
        ("staff firm:tailspin", True, False),
        ("partners", True, True),
        ("", False, False),
        ("everyone", False, False),
    ],
)
def test_only_its_readers_may_have_it(readers: str, staff: bool, rep: bool) -> None:
    assert (may_have(STAFF, kept(readers)), may_have(REP, kept(readers))) == (staff, rep)


def test_the_beginning_of_a_long_text_says_how_much_is_left() -> None:
    lines = beginning(kept(body="\n".join(map(str, range(20))).encode()))
    assert (lines[0], lines[-1]) == ("0", "… and 12 more lines")
    assert len(lines) == LINES + 1


def test_a_short_text_is_shown_whole_and_what_is_no_text_not_at_all() -> None:
    assert beginning(kept(body=b"a\nb")) == ("a", "b")
    assert beginning(kept(mime="application/pdf", body=b"%PDF")) == ()
