"""`make bench`: every section, or those named, as one table; fails if a target is missed."""

import asyncio
import sys
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from . import broadcast, case, lists, locked, names, slack, start, teams
from .table import Line, drawn

SECTIONS: Mapping[str, Callable[[], Coroutine[Any, Any, list[Line]]]] = {
    "names": names.section,
    "start": start.section,
    "slack": slack.section,
    "teams": teams.section,
    "locked": locked.section,
    "lists": lists.section,
    "case": case.section,
    "broadcast": broadcast.section,
}


def main(wanted: list[str]) -> int:
    if unknown := set(wanted) - set(SECTIONS):
        print(f"no such section: {', '.join(unknown)}; there are {', '.join(SECTIONS)}")
        return 2
    lines: list[Line] = []
    for name in wanted or SECTIONS:
        print(f"{name} …", file=sys.stderr, flush=True)
        lines += asyncio.run(SECTIONS[name]())
    print(drawn(lines))
    return 0 if all(line.ok for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
