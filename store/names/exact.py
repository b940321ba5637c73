"""What needs no judgement: codes, and names that are the same but for form, spaces and order."""

from . import codes, knowledge
from .index import Tables, in_any_order
from .model import Found, Hit, Name
from .normalise import Reading, family, read, without_noise, without_site
from .words import seen

_BORNE = 4  # a word borne by so many real companies isn't one company's alone
_ASKED = 0.5  # score of a name that a word merely begins
_OWN = ("own", "alias")


def exact(tables: Tables, text: str, limit: int) -> Found | None:
    """The answer to a clean text when codes or exact names settle it, else None."""
    marked = codes.ticker(text)
    if marked:
        return _coded(tables, text, tables.by_ticker.get(marked, ()), f"ticker {marked}", limit)
    host = codes.domain(text)
    if host:
        return _hosted(tables, text, host, limit)
    reading = read(without_noise(text))
    named = _named(tables, reading, text, limit)
    if named:
        return named
    bare = codes.bare_ticker(text)
    if bare in tables.by_ticker:
        return _coded(tables, text, tables.by_ticker[bare], f"ticker {bare}", limit)
    return _begun(tables, reading, text, limit)


def hit(tables: Tables, name: Name, score: float, reason: str) -> Hit:
    account = tables.accounts[name.account]
    via = "" if name.kind == "own" else name.text
    return Hit(account.account_id, account.name, round(score, 3), reason, via)


def _coded(tables: Tables, text: str, places: tuple[int, ...], why: str, limit: int) -> Found:
    accounts = [tables.accounts[place] for place in dict.fromkeys(places)]
    via = why.partition(" ")[2]
    hits = tuple([Hit(a.account_id, a.name, 1.0, why, via) for a in accounts[:limit]])
    return Found("match" if len(accounts) == 1 else "candidates" if hits else "none", hits, text)


def _hosted(tables: Tables, text: str, host: codes.Domain, limit: int) -> Found | None:
    for one in (host.host, host.name):
        if one in tables.by_domain:
            return _coded(tables, text, tables.by_domain[one], f"domain {one}", limit)
    if host.name in codes.ANYBODY:
        return Found("none", (), text)
    whole = _named(tables, read(text), text, limit)  # some names look like domains
    return whole or _named(tables, read(host.label), text, limit, label=True)


def _named(
    tables: Tables, reading: Reading, text: str, limit: int, *, label: bool = False
) -> Found | None:
    """By exactly its name, with its legal form, else without; own names first."""
    if not reading.key:
        return None
    full = _by_account(tables, tables.by_full.get(reading.full, ()))
    names, why = (full, "") if full else _alike(tables, reading)
    if not names or (names[0].kind not in _OWN and _begins(tables, reading.words)):
        return None
    sure = len(names) == 1 and (bool(full) or _certain(tables, reading, names[0], label=label))
    hits = [hit(tables, name, 1.0, why or _why(tables, name)) for name in names[:limit]]
    return Found("match" if sure else "candidates", tuple(hits), text)


def _alike(tables: Tables, reading: Reading) -> tuple[list[Name], str]:
    """The names that are the same without the form, in another order, or without places."""
    same = _by_account(tables, tables.by_key.get(reading.key, ()))
    if same:
        return same, ""
    if len(reading.words) > 1:
        mixed = _by_account(tables, tables.by_words.get(in_any_order(reading.words), ()))
        if mixed:
            return mixed, "the same words in another order"
    whole = without_site(reading)
    if len(whole.words) < 2 and len(reading.words) - len(whole.words) < 2:
        return [], ""  # of a name of one word, one place may well be part of another name
    return _by_account(tables, tables.by_key.get(whole.key, ())), "the same name and a place"


def _by_account(tables: Tables, places: tuple[int, ...]) -> list[Name]:
    """One name an account; its own names before what is otherwise known."""
    names: dict[int, Name] = {}
    for place in places:
        name = tables.names[place]
        names.setdefault(name.account, name)
    own = [name for name in names.values() if name.kind in _OWN]
    return own or list(names.values())


def _certain(tables: Tables, reading: Reading, name: Name, *, label: bool) -> bool:
    account = tables.accounts[name.account]
    if label and account.domains:
        return False  # it has another domain
    if len(name.stems) > 1:
        return True
    mine, theirs = family(reading.form), family(name.form)
    if mine and theirs and not mine & theirs:
        return False  # GmbH against Inc: maybe another company of that name
    if name.kind in (*_OWN, "domain"):
        return True
    return read(account.name).words[:1] == name.words or seen().get(name.stems[0], 0) < _BORNE


def _why(tables: Tables, name: Name) -> str:
    return knowledge.reason(name.kind, name.text, tables.accounts[name.account].name)


def _begun(tables: Tables, reading: Reading, text: str, limit: int) -> Found | None:
    """A word that begins the names of several accounts: which of them is to be asked."""
    if not _begins(tables, reading.words):
        return None
    names = [tables.names[place] for place in tables.by_first[reading.words[0]]]
    why = f"begins with “{reading.words[0]}”"
    shortest = sorted(names, key=lambda name: len(name.words))[:limit]
    return Found("candidates", tuple(hit(tables, name, _ASKED, why) for name in shortest), text)


def _begins(tables: Tables, words: tuple[str, ...]) -> bool:
    return len(words) == 1 and len(tables.by_first.get(words[0], ())) > 1
