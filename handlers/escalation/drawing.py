"""A district's figures as a picture: what `handlers.pictures` draws, from what is counted here."""

from dataclasses import dataclass

from handlers import figures as shown
from handlers import pictures
from handlers.policy import ServiceLevels

from .figures import Figures, Week


@dataclass(frozen=True, slots=True)
class Picture:
    """`alt` says all that it shows."""

    png: bytes
    alt: str


def draw(figures: Figures, levels: ServiceLevels) -> Picture:
    """Takes its time, so it is called beside the loop."""
    told = shown.WeeklyFigures(
        district=figures.district,
        weeks=tuple(map(_week, figures.weeks)),
        acknowledge_within=levels.acknowledge_hours,
        decide_within=levels.decide_hours,
    )
    return Picture(pictures.of_weeks(told), told.alt)


def _week(week: Week) -> shown.Week:
    """Its medians, and of those decided the escalations alone: an exception is never upheld."""
    return shown.Week(
        week=week.first.strftime("%G-W%V"),
        opened=week.opened,
        open=week.open,
        oldest_days=round(week.oldest or 0),
        acknowledge_hours=week.acknowledge.median,
        decide_hours=week.decide.median,
        upheld=week.upheld,
        decided=week.judged,
    )
