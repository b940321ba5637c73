"""A dossier as Markdown: whatever people wrote is text in it, never markup."""

import re
from collections.abc import Iterable, Iterator

from .dossier import Dossier, Entry, Word

_MARKS = re.compile(r"([\\`*_\[\]<>|~&$])")  # wherever they stand
_FIRST = re.compile(r"^(?:(\d+)(?=[.)])|(?=[#+\-=:]))")  # at the beginning of a line only


def draw(dossier: Dossier) -> str:
    return "\n".join(_lines(dossier)) + "\n"


def escape(text: str) -> str:
    """On one line, with every mark escaped."""
    return _FIRST.sub(r"\1\\", _MARKS.sub(r"\\\1", " ".join(text.split())))


def _lines(dossier: Dossier) -> Iterator[str]:
    yield f"# {escape(dossier.title)}"
    yield from ("", f"**{escape(dossier.verdict)}**", "")
    yield f"Made {escape(dossier.made)}. {escape(dossier.scope)}"
    yield from _table("The case", dossier.facts)
    yield from ("", "## What happened", "", *_quote(dossier.what))
    if dossier.evidence:
        yield from ("", "Evidence:", "", *(f"- {escape(link)}" for link in dossier.evidence))
    yield from _table("Parties", dossier.parties)
    if dossier.terms:
        yield from _table("Terms of the exception", dossier.terms)
    yield from ("", "## Timeline")
    for entry in dossier.entries:
        yield from _entry(entry)
    if dossier.shared:
        yield from ("", "## Shared between the sides")
        for word in dossier.shared:
            yield from _word(word)
    yield from ("", "## How to check this", "", escape(dossier.check))


def _table(head: str, rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield from ("", f"## {head}", "", "| | |", "| --- | --- |")
    for label, value in rows:
        yield f"| {escape(label)} | {escape(value)} |"


def _entry(entry: Entry) -> Iterator[str]:
    yield from ("", f"### {entry.number}. {escape(entry.told)}", "")
    yield f"{escape(entry.local)}; {escape(entry.utc)}"
    if entry.words:
        yield from ("", *_quote(entry.words))
    if entry.proof:
        yield from ("", f"Audit row {entry.proof.seq}, `{entry.proof.hash}`")


def _word(word: Word) -> Iterator[str]:
    state = f" ({word.state})" if word.state else ""
    yield from ("", f"### {escape(word.by)}{state}", "")
    yield f"{escape(word.local)}; {escape(word.utc)}"
    if word.words:
        yield from ("", *_quote(word.words))
    for until, text in word.earlier:
        yield from ("", f"{escape(until)}:", "", *_quote(text))
    yield from [""] if word.files else []
    for name, address in word.files:
        yield f"- {escape(name)}: {escape(address)}"


def _quote(text: str) -> list[str]:
    """A line each, also where a paragraph is empty, so that nothing leaves the quotation."""
    return [f"> {escape(line)}".rstrip() + "  " for line in text.splitlines() or [""]]
