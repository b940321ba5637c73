"""Figures as pictures: PNG bytes, the same for the same figures. Slow: call it beside the loop.

Drawn on white paper, so that it reads on light and dark screens alike. Nothing is told by colour
alone: every series has its own hatch or marker, and every figure stands beside its bar as well.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Any

from anyascii import anyascii

from .figures import ListFigures, Moved, Week, WeeklyFigures

if TYPE_CHECKING:  # importing it takes most of a second, and few ever need it
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_DRAWING = Lock()
DPI = 144
WIDTH_IN = 8.0
ROW_IN = 0.46  # of a district
MOST = 30  # districts that are drawn one by one; the others stand together in the last row
OTHERS = "all others"
LONGEST = 28  # characters of a name beside its bar
INK, PAPER, GRID = "#1b1f24", "#ffffff", "#c8ced6"
FILLS = ("#0b3d91", "#e69f00", "#56b4e9", "#009e73", "#cc79a7", "#f0e442")  # Okabe and Ito's
HATCHES = ("", "///", "...", "xxx", "\\\\\\", "ooo")
MARKERS = ("o", "s")
STYLE: dict[Any, Any] = {
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.facecolor": PAPER,
    "font.family": "DejaVu Sans",  # comes with the library, so that it is everywhere the same
    "font.size": 10,
    "hatch.linewidth": 0.6,
    "savefig.facecolor": PAPER,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}


def of_list(figures: ListFigures) -> bytes:
    """Named accounts by district and tier; beside it, if there is something, what moved."""
    rows, moved = _few(figures)
    with _drawing((WIDTH_IN, 1.9 + ROW_IN * max(len(rows), 2))) as figure:
        if figures.against:
            left, right = figure.subplots(1, 2, sharey=True, width_ratios=(3, 2))
            _moves(right, list(rows), moved, figures.against)
        else:
            left = figure.subplots()
        _tiers(left, rows, figures.tiers)
        total = sum(map(sum, figures.named.values()))
        figure.suptitle(f"Edition {_plain(figures.edition)}: {total:,} named accounts")
        return _png(figure)


def of_weeks(figures: WeeklyFigures) -> bytes:
    """Cases of a district by week: how many and how old, how quick, how many upheld."""
    with _drawing((WIDTH_IN, 8.4)) as figure:
        top, middle, bottom = figure.subplots(3, 1, sharex=True)
        names = [each.week for each in figures.weeks]
        _counts(top, figures.weeks)
        _hours(middle, figures)
        _shares(bottom, figures.weeks)
        bottom.set_xticks(range(len(names)), names, rotation=30, ha="right")
        figure.suptitle(f"Cases of {_plain(figures.district)} by week")
        return _png(figure)


def _few(figures: ListFigures) -> tuple[dict[str, tuple[int, ...]], dict[str, Moved]]:
    """At most so many rows as can be read."""
    named, moved = dict(figures.named), dict(figures.moved)
    if len(named) <= MOST:
        return named, moved
    rest = list(named)[MOST - 1 :]
    sums = [sum(column) for column in zip(*(named[each] for each in rest), strict=True)]
    moves = [moved[each] for each in rest if each in moved]
    return (
        {**{each: named[each] for each in named if each not in rest}, OTHERS: tuple(sums)},
        {
            **{each: moved[each] for each in moved if each not in rest},
            OTHERS: Moved(
                sum(each.joined for each in moves),
                sum(each.left for each in moves),
                sum(each.changed for each in moves),
            ),
        },
    )


def _tiers(axes: Axes, rows: dict[str, tuple[int, ...]], tiers: Sequence[str]) -> None:
    names, before = [_plain(each) for each in rows], [0] * len(rows)
    for place, tier in enumerate(tiers):
        counts = [each[place] for each in rows.values()]
        fill, hatch = FILLS[place % len(FILLS)], HATCHES[place % len(HATCHES)]
        axes.barh(
            range(len(rows)),
            counts,
            left=before,
            label=_plain(tier),
            color=fill,
            hatch=hatch,
            edgecolor=PAPER if place == 0 else INK,
            linewidth=0.6,
            height=0.7,
        )
        before = [sum(pair) for pair in zip(before, counts, strict=True)]
    longest = max(before, default=0) or 1
    for row, each in enumerate(rows.values()):
        parts = " + ".join(f"{count:,}" for count in each)
        axes.text(before[row] + longest * 0.02, row, parts, va="center", fontsize=8)
    axes.set_yticks(range(len(rows)), names)
    axes.set_xlim(0, longest * 1.6)
    axes.set_ylim(max(len(rows), 2) - 0.5, -0.5)
    axes.set_title("Named, by tier (figures in the same order)", fontsize=10, loc="left")
    _legend(axes, len(tiers))


def _moves(axes: Axes, names: list[str], moved: dict[str, Moved], against: str) -> None:
    """To the right what came, to the left what went, a mark for what changed otherwise."""
    each = [moved.get(name, Moved()) for name in names]
    rows = range(len(names))
    most = max((max(one.joined, one.left) for one in each), default=0) or 1
    axes.barh(
        rows,
        [one.joined for one in each],
        color=FILLS[3],
        hatch="+++",
        edgecolor=INK,
        linewidth=0.6,
        height=0.7,
        label="joined",
    )
    axes.barh(
        rows,
        [-one.left for one in each],
        color=FILLS[1],
        hatch="---",
        edgecolor=INK,
        linewidth=0.6,
        height=0.7,
        label="left",
    )
    for row, one in enumerate(each):
        said = f"+{one.joined:,}  −{one.left:,}  ~{one.changed:,}"
        axes.text(most * 1.1, row, said, va="center", fontsize=8)
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.set_xlim(-most * 1.15, most * 2.9)
    axes.set_xticks([])  # the figures stand beside the bars
    axes.set_title(f"Against {_plain(against)} (~ changed)", fontsize=10, loc="left")
    _legend(axes, 2)


def _counts(axes: Axes, weeks: Sequence[Week]) -> None:
    bars = (
        ("opened", [each.opened for each in weeks], -0.2),
        ("open at its end", [each.open for each in weeks], 0.2),
    )
    for place, (label, counts, shift) in enumerate(bars):
        drawn = axes.bar(
            [week + shift for week in range(len(weeks))],
            counts,
            width=0.38,
            label=label,
            color=FILLS[place],
            hatch=HATCHES[place],
            edgecolor=INK,
            linewidth=0.6,
        )
        axes.bar_label(drawn, fontsize=8, padding=1)
    for week, each in enumerate(weeks):
        if each.open:
            _above(axes, f"{each.oldest_days:,} d", (week + 0.2, each.open), by=12)
    axes.margins(y=0.3)
    axes.set_title("Cases (“d”: days that the oldest has been open)", fontsize=10, loc="left")
    _legend(axes, 2)


def _hours(axes: Axes, figures: WeeklyFigures) -> None:
    lines = (
        (
            "to acknowledge",
            [each.acknowledge_hours for each in figures.weeks],
            figures.acknowledge_within,
        ),
        ("to decide", [each.decide_hours for each in figures.weeks], figures.decide_within),
    )
    for place, (label, values, limit) in enumerate(lines):
        there = [(week, value) for week, value in enumerate(values) if value is not None]
        axes.plot(
            [week for week, _ in there],
            [value for _, value in there],
            label=label,
            color=FILLS[place * 3],
            marker=MARKERS[place],
            linestyle=("-", "--")[place],
        )
        for week, value in there:
            _above(axes, f"{value:.1f}", (week, value), by=6)
        axes.axhline(limit, color=FILLS[place * 3], linewidth=0.8, linestyle=":")
        axes.annotate(
            f"limit {limit}",
            (1, limit),
            (2, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            va="center",
            fontsize=8,
        )
    axes.margins(y=0.25)
    axes.set_ylim(bottom=0)
    axes.set_title("Business hours", fontsize=10, loc="left")
    _legend(axes, 2)


def _shares(axes: Axes, weeks: Sequence[Week]) -> None:
    shares = [100 * (each.upheld_share or 0.0) for each in weeks]
    axes.bar(
        range(len(weeks)),
        shares,
        width=0.6,
        color=FILLS[2],
        hatch=HATCHES[2],
        edgecolor=INK,
        linewidth=0.6,
    )
    for week, (each, share) in enumerate(zip(weeks, shares, strict=True)):
        said = f"{share:.0f} %\n{each.upheld} of {each.decided}" if each.decided else "none"
        _above(axes, said, (week, share), by=3)
    axes.set_ylim(0, 135)
    axes.set_yticks([0, 50, 100])
    axes.set_title("Upheld, per cent of those decided", fontsize=10, loc="left")
    axes.grid(axis="y", color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)


def _above(axes: Axes, said: str, at: tuple[float, float], *, by: int) -> None:
    """A figure so many points above what it belongs to."""
    axes.annotate(said, at, (0, by), textcoords="offset points", ha="center", fontsize=8)


def _legend(axes: Axes, columns: int) -> None:
    axes.legend(
        loc="upper left",
        bbox_to_anchor=(0, -0.02),
        ncols=columns,
        frameon=False,
        fontsize=8,
        handlelength=2.2,
        columnspacing=1.0,
        borderaxespad=1.6,
    )


@contextmanager
def _drawing(size: tuple[float, float]) -> Iterator[Figure]:
    """One at a time: the library's style is global."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with _DRAWING, mpl.rc_context(STYLE):
        yield Figure(figsize=size, dpi=DPI, layout="constrained")


def _png(figure: Figure) -> bytes:
    out = io.BytesIO()
    figure.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()


def _plain(text: str) -> str:
    """Short, in letters that the font has; and a name is no formula, as which the library would
    read what stands between dollar signs.
    """
    known = "".join(each if _drawable(each) else anyascii(each) for each in text)
    short = f"{known[: LONGEST - 1]}…" if len(known) > LONGEST else known
    return short.replace("$", r"\$")


def _drawable(sign: str) -> bool:
    """Latin, Greek and Cyrillic letters, and general punctuation."""
    return ord(sign) < 0x590 or 0x2000 <= ord(sign) < 0x2100
