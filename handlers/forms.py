"""What people are asked to fill in: neutral, built once, drawn by each platform's renderer.

A form belongs to an action: the press of its button shows the form, and what was filled in comes
back as a request of the same action, with a text for every field's name ('' where nothing was).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from .cards import Block

LINE = 200  # characters of one line
WORDS = 2_500  # of several
ANYWHERE = ""  # the key of an error that belongs to no field


@dataclass(frozen=True, slots=True)
class Choice:
    """`value` comes back; people see `label`, with `detail` where there is room for it."""

    value: str
    label: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line to type."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    required: bool = True
    most: int = LINE


@dataclass(frozen=True, slots=True)
class Words:
    """Several lines to type."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    required: bool = True
    most: int = WORDS


@dataclass(frozen=True, slots=True)
class Pick:
    """One of a few."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    value: str = ""
    hint: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True)
class Several:
    """Any number of a few; the values come back one a line."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    value: str = ""
    hint: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Lookup:
    """One of many, found by typing: `source` names the feature's look-up that suggests them."""

    name: str
    label: str
    source: str
    chosen: Choice | None = None
    hint: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True)
class Day:
    """A date, as `2027-01-18`."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    required: bool = True


Field = Line | Words | Pick | Several | Lookup | Day


@dataclass(frozen=True, slots=True)
class Form:
    """`data` goes along unseen and comes back with the fields; `title` has 24 characters at most.

    `errors` are shown at their fields, one of `ANYWHERE` above them all.
    """

    title: str
    submit: str
    action: str
    fields: tuple[Field, ...]
    intro: tuple[Block, ...] = ()
    data: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def refilled(self, typed: Mapping[str, str], errors: Mapping[str, str]) -> "Form":
        """As it came back, with what is wrong with it: nothing that was typed is lost.

        What a `Lookup` holds is for the form's maker to say, who knows its label.
        """
        fields = tuple(_with(each, typed) for each in self.fields)
        return replace(self, fields=fields, errors=errors)


def _with(field_: Field, typed: Mapping[str, str]) -> Field:
    if isinstance(field_, Lookup) or field_.name not in typed:
        return field_
    return replace(field_, value=typed[field_.name])
