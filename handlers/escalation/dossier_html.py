"""A dossier as one page of HTML: nothing is loaded, nothing runs, it prints, in light and dark."""

from collections.abc import Iterable, Iterator
from html import escape

from .dossier import Dossier, Entry, Word

_STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de;
  --page: #ffffff; --quote: #f6f8fa; --link: #0550ae; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9da7b1; --line: #3d444d;
  --page: #0d1117; --quote: #161b22; --link: #79c0ff; } }
body { margin: 2rem auto; max-width: 46rem; padding: 0 1rem; background: var(--page);
  color: var(--ink); font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; } h2 { font-size: 1.2rem; margin-top: 2rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 0; } a { color: var(--link); }
.verdict { font-size: 1.1rem; font-weight: 600; }
.soft, time, .proof { color: var(--soft); font-size: .875rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0;
  border-bottom: 1px solid var(--line); }
th { width: 11rem; font-weight: 600; }
blockquote { margin: .5rem 0; padding: .5rem .9rem; background: var(--quote);
  border-left: 3px solid var(--line); white-space: pre-wrap; }
code { font-family: ui-monospace, monospace; font-size: .8125rem; }
ol { list-style: none; padding: 0; } li { break-inside: avoid; }
@media print { :root { --ink: #000; --soft: #444; --line: #999; --page: #fff; --quote: #fff;
  --link: #000; } body { margin: 0; max-width: none; font-size: 11pt; } }
@page { margin: 2cm; }
"""


def draw(dossier: Dossier) -> str:
    return "\n".join(_lines(dossier)) + "\n"


def _lines(dossier: Dossier) -> Iterator[str]:
    title = escape(dossier.title)
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    yield f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>"
    yield f'<h1>{title}</h1>\n<p class="verdict">{escape(dossier.verdict)}</p>'
    yield f'<p class="soft">Made {escape(dossier.made)}. {escape(dossier.scope)}</p>'
    yield from _table("The case", dossier.facts)
    yield f"<h2>What happened</h2>\n<blockquote>{escape(dossier.what)}</blockquote>"
    if dossier.evidence:
        links = "".join(f"<li>{_link(link, link)}</li>" for link in dossier.evidence)
        yield f"<h3>Evidence</h3>\n<ul>{links}</ul>"
    yield from _table("Parties", dossier.parties)
    if dossier.terms:
        yield from _table("Terms of the exception", dossier.terms)
    yield "<h2>Timeline</h2>\n<ol>"
    yield from map(_entry, dossier.entries)
    yield "</ol>"
    if dossier.shared:
        yield "<h2>Shared between the sides</h2>\n<ol>"
        yield from map(_word, dossier.shared)
        yield "</ol>"
    yield f"<h2>How to check this</h2>\n<p>{escape(dossier.check)}</p>\n</main>\n</body>\n</html>"


def _table(head: str, rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield f"<h2>{escape(head)}</h2>\n<table>"
    for label, value in rows:
        yield f'<tr><th scope="row">{escape(label)}</th><td>{escape(value)}</td></tr>'
    yield "</table>"


def _entry(entry: Entry) -> str:
    proof = entry.proof
    return (
        f"<li><h3>{entry.number}. {escape(entry.told)}</h3>"
        f"<time>{escape(entry.local)}; {escape(entry.utc)}</time>"
        + _quote(entry.words)
        + (
            f'<p class="proof">Audit row {proof.seq}, <code>{escape(proof.hash)}</code></p>'
            if proof
            else ""
        )
        + "</li>"
    )


def _word(word: Word) -> str:
    state = f" ({escape(word.state)})" if word.state else ""
    files = "".join(f"<li>{_link(name, address)}</li>" for name, address in word.files)
    return (
        f"<li><h3>{escape(word.by)}{state}</h3>"
        f"<time>{escape(word.local)}; {escape(word.utc)}</time>"
        + _quote(word.words)
        + "".join(
            f'<p class="soft">{escape(until)}:</p>{_quote(text)}' for until, text in word.earlier
        )
        + (f"<ul>{files}</ul>" if files else "")
        + "</li>"
    )


def _quote(words: str) -> str:
    return f"<blockquote>{escape(words)}</blockquote>" if words else ""


def _link(text: str, address: str) -> str:
    """A link only where it leads to the web; all else stays text."""
    if not address.casefold().startswith(("https://", "http://")):
        return escape(f"{text} ({address})" if text != address else text)
    return f'<a href="{escape(address)}" rel="noreferrer noopener">{escape(text)}</a>'
