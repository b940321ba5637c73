"""What is known around a card where it is drawn: who reads it, and what they can be handed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Paper:
    """How the reader gets one document. Where there is no link and no `card` of its own, its
    beginning stands in `lines`, and `command` prints the rest.
    """

    link: str = ""
    picture: str = ""  # a data URI
    card: bool = False  # a file consent card goes along
    lines: tuple[str, ...] = ()
    command: str = ""


@dataclass(frozen=True, slots=True)
class Around:
    """In a dialog only Action.Submit works. What a person inserts into a conversation has no
    buttons: the bot may be no member there, so they would do nothing.
    """

    dialog: bool = False
    buttons: bool = True
    calls: Mapping[str, str] = field(default_factory=dict)  # object ids by person id: mentioned
    papers: Mapping[str, Paper] = field(default_factory=dict)  # by document id

    @property
    def pictures(self) -> bool:
        return any(paper.picture for paper in self.papers.values())

    def without_pictures(self) -> "Around":
        bare = {ident: replace(paper, picture="") for ident, paper in self.papers.items()}
        return replace(self, papers=bare)


EVERYWHERE = Around()
IN_DIALOG = Around(dialog=True)
INSERTED = Around(buttons=False)
