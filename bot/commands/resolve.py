"""`resolve`: which account of a list each name on standard input means."""

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from store.names import Found, Listed, NameIndex


@click.command()
@click.option(
    "--list",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="CSV of accounts; of its columns only `name` is needed.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON line for each name.")
def resolve(file: Path, as_json: bool) -> None:
    """Match names against a file, without a database.

    Names come on standard input, and each line in gives one line out.
    """
    try:
        index = NameIndex.build(listed(file))
    except (UnicodeDecodeError, csv.Error):
        raise click.UsageError(f"{file} is not a CSV file in UTF-8.") from None
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    for line in sys.stdin:
        query = line.rstrip("\r\n")
        found = index.search(query)
        click.echo(as_line(query, found) if as_json else in_words(found))
        sys.stdout.flush()


def listed(file: Path) -> Iterator[Listed]:
    """The accounts of a CSV file; one without an id is known by the number of its row."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines)
        if "name" not in (rows.fieldnames or ()):
            raise click.UsageError(f"{file} has no column “name”.")
        for number, row in enumerate(rows, start=1):
            yield Listed(
                account_id=(row.get("account_id") or "").strip() or str(number),
                name=row["name"] or "",
                aliases=_parts(row.get("aliases")),
                domains=_parts(row.get("domain")),
                ticker=(row.get("ticker") or "").strip(),
            )


def _parts(cell: str | None) -> tuple[str, ...]:
    return tuple(part for part in map(str.strip, (cell or "").split(";")) if part)


def as_line(query: str, found: Found) -> str:
    sure = found.hits[0] if found.status == "match" else None
    asked = () if found.status == "none" else found.hits
    return json.dumps(
        {
            "query": query,
            "status": found.status,
            "account_id": sure and sure.account_id,
            "name": sure and sure.name,
            "score": found.hits[0].score if found.hits else 0.0,
            "reason": found.hits[0].reason if found.hits else "",
            "candidates": [
                {"account_id": hit.account_id, "name": hit.name, "score": hit.score}
                for hit in asked
            ],
        },
        ensure_ascii=False,
    )


def in_words(found: Found) -> str:
    match found.status:
        case "match":
            hit = found.hits[0]
            return f"{hit.name}: {hit.reason}"
        case "candidates":
            return "one of: " + "; ".join(hit.name for hit in found.hits)
        case "none":
            return "not on the list"
