"""What is wrong with an entry, in words."""

from collections.abc import Mapping

from handlers.forms import Choice
from store.reviews import Remark

WRONG: Mapping[str, str] = {
    "missing": "should be on the list",
    "extra": "should not be on the list",
    "tier": "its tier is wrong",
    "district": "its district is wrong",
    "details": "its details are wrong",
}
CHOICES = (
    Choice("missing", "It should be on the list"),
    Choice("extra", "It should not be on the list"),
    Choice("tier", "Its tier is wrong"),
    Choice("district", "Its district is wrong"),
    Choice("details", "Its details are wrong"),
)


def wrong(remark: Remark) -> str:
    """`its tier is wrong, Global would be right`."""
    label = remark.wanted.partition("|")[2]
    return f"{WRONG[remark.wrong]}, {label} would be right" if label else WRONG[remark.wrong]


def wanted(remark: Remark) -> str:
    """The id of the right tier or district."""
    return remark.wanted.partition("|")[0]
