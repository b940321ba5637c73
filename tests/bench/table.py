"""One line a figure: what, measured, baseline in the same run, ratio, target, whether it is met."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Line:
    """`ratio` is measured : baseline, left out where there is nothing to compare with."""

    what: str
    measured: str
    target: str
    ok: bool
    baseline: str = "–"
    ratio: float | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        ratio = "–" if self.ratio is None else f"{self.ratio:.2g}"
        verdict = "ok" if self.ok else "SHORT"
        return (self.what, self.measured, self.baseline, ratio, self.target, verdict)


HEAD = ("what", "measured", "baseline, same run", "ratio", "target", "")


def drawn(lines: Sequence[Line]) -> str:
    rows = [HEAD, *(line.cells for line in lines)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEAD))]
    padded = (map(str.ljust, row, widths) for row in rows)
    return "\n".join("  ".join(row).rstrip() for row in padded)
