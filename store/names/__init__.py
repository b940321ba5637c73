"""Which account is meant: an index that answers, asks, or says none, and why."""

from store.names.model import Found, Hit, Listed
from store.names.search import NameIndex

__all__ = ["Found", "Hit", "Listed", "NameIndex"]
