"""Which column of a file is which: by its usual names, whatever their case and punctuation."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from store.sheets import Row, Sheet

from .checked import Problem, and_list, nearest, quoted, shown

TITLES = 5  # rows at the top in which the header is looked for: sheets often begin with a title


@dataclass(frozen=True)
class Column:
    """`usual` are further names that people give it, as `key` reads them."""

    name: str
    usual: str = ""
    needed: bool = False

    @property
    def keys(self) -> frozenset[str]:
        return frozenset({key(self.name), *self.usual.split()})


_DISTRICT = "region territory area geo salesregion salesdistrict salesterritory gebiet bezirk"
_MANAGER = "manager managermail reportsto supervisor vorgesetzter vorgesetzte leiter"
_ZONE = "tz zone zeitzone fuseauhoraire zonahoraria"

DISTRICTS = (
    Column("district", f"districtid districtcode id code {_DISTRICT}", needed=True),
    Column("name", "districtname regionname label bezeichnung nom nombre"),
    Column("manager_email", f"{_MANAGER} districtmanager owner email", needed=True),
    Column("time_zone", _ZONE, needed=True),
    Column("country", "countrycode land pays pais", needed=True),
    Column("channel", "escalationchannel internalchannel kanal canal", needed=True),
    Column("partner_channel", "partnerschannel channelforpartners partnerkanal"),
)
PEOPLE = (
    Column(
        "email",
        "mail emailaddress mailaddress emailadresse upn userprincipalname login correo courriel",
        needed=True,
    ),
    Column("name", "fullname displayname person nom nombre", needed=True),
    Column("role", "function rolle funktion rol", needed=True),
    Column("firm", "company companyname partner partnerfirm partnername employer firma societe"),
    Column("districts", f"district regions territories areas gebiete bezirke {_DISTRICT}"),
    Column("manager_email", _MANAGER),
    Column("time_zone", _ZONE),
    Column("slack_id", "slack slackuser slackuserid slackmemberid"),
    Column("teams_id", "teams teamsuser teamsuserid entraid aadobjectid entraobjectid objectid"),
)
ACCOUNTS = (
    Column(
        "account_id",
        "id accountno accountnr accountnumber accountcode customerid customerno customernumber "
        "companyid crmid kundennummer kundennr kontonummer",
        needed=True,
    ),
    Column(
        "name",
        "account accountname company companyname customer customername client clientname legalname "
        "organisation organization firma firmenname unternehmen kunde entreprise societe nom "
        "empresa nombre",
        needed=True,
    ),
    Column(
        "aliases",
        "alias aka alsoknownas othernames tradename tradenames formername formernames "
        "formerlyknownas shortname shortnames dba",
    ),
    Column("domain", "domains website web url homepage webseite webdomain emaildomain site"),
    Column("ticker", "tickersymbol symbol stocksymbol stockticker"),
    Column(
        "parent_id",
        "parent parentaccount parentaccountid parentaccountnumber parentcompany parentcompanyid "
        "muttergesellschaft mutter",
    ),
    Column(
        "tier", "accounttier segment class classification category level kategorie", needed=True
    ),
    Column("district", _DISTRICT, needed=True),
    Column(
        "pcs",
        "pc pccount numberofpcs noofpcs nopcs pcnumber totalpcs installedpcs seats desktops "
        "devices workstations computers anzahlpcs arbeitsplatze",
    ),
    Column(
        "account_manager",
        "manager manageremail owner accountowner owneremail accountowneremail accountmanageremail "
        "accountexecutive ae am salesrep betreuer kundenbetreuer",
    ),
    Column("exception", "exceptionreason reason justification ausnahme grund begrundung"),
)


@dataclass(frozen=True)
class Header:
    """Where each recognised column is; `theirs` is its name in the file."""

    places: dict[str, int]
    theirs: dict[str, str]
    ignored: tuple[str, ...]
    width: int
    body: tuple[Row, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def key(text: str) -> str:
    """A header without case, accents, spaces and punctuation."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in letters if c.isalnum())


def recognise(sheet: Sheet, columns: Sequence[Column]) -> Header:
    """The header is the row near the top in which most columns are recognised."""
    wanted = {name: column.name for column in columns for name in column.keys}
    known = [sum(key(cell) in wanted for cell in row.cells) for row in sheet.rows[:TITLES]]
    at = known.index(max(known))
    row, body = sheet.rows[at], sheet.rows[at + 1 :]
    places, ignored, problems = _placed(row, wanted)
    problems += _missing(columns, places, ignored)
    if not body:
        problems.append(Problem(0, "", "There are only headers, and no row below them."))
    return Header(
        places=places,
        theirs={name: shown(row.cells[place]) for name, place in places.items()},
        ignored=tuple(ignored),
        width=len(row.cells),
        body=body,
        problems=tuple(problems),
        warnings=tuple(_warnings(sheet, at)),
    )


def _placed(row: Row, wanted: dict[str, str]) -> tuple[dict[str, int], list[str], list[Problem]]:
    """Where each column is, what was left out, and what two headers claim."""
    places: dict[str, int] = {}
    ignored: list[str] = []
    problems: list[Problem] = []
    for place, cell in enumerate(row.cells):
        name = wanted.get(key(cell), "")
        if name in places:
            text = f"is taken for {name}, and so is {quoted(row.cells[places[name]])}: rename one."
            problems.append(Problem(row.number, shown(cell), text))
        elif name:
            places[name] = place
        elif cell:
            ignored.append(shown(cell))
    return places, ignored, problems


def _missing(
    columns: Sequence[Column], places: dict[str, int], ignored: list[str]
) -> list[Problem]:
    return [
        Problem(
            0,
            column.name,
            f"This column is missing.{nearest(column.name, ignored)}",
        )
        for column in columns
        if column.needed and column.name not in places
    ]


def _warnings(sheet: Sheet, at: int) -> list[Problem]:
    if at:
        rows = and_list(row.number for row in sheet.rows[:at])
        return [Problem(0, "", f"Left out as a title above the header: row {rows}.")]
    if sheet.short:
        rows = and_list(sheet.short)
        text = f"Fewer fields than the header in row {rows}; what is missing counts as empty."
        return [Problem(0, "", text)]
    return []
