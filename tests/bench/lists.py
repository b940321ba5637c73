"""A long list through its whole life while questions are answered, and a million rows compared."""

from .hundred import section as hundred
from .million import section as million
from .table import Line


async def section() -> list[Line]:
    return [*await hundred(), *await million()]
