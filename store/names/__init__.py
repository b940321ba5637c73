"""Which account is meant: an index that answers, asks, or says none, and why."""

from .model import Found, Hit, Listed
from .search import NameIndex

__all__ = ["Found", "Hit", "Listed", "NameIndex"]
