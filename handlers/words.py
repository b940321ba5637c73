"""Small things of grammar that every sentence with a name or a number in it needs."""


def full_stop(text: str) -> str:
    """Exactly one, also after a name like Litware, Inc. and a question like “which one?”."""
    return text if text.endswith((".", "?")) else f"{text}."


def counted(number: int, one: str, many: str = "") -> str:
    """`1 row`, `2,000 rows`; `many` where an s does not make it."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def capital(text: str) -> str:
    """A capital first letter, the others as they are."""
    return text[:1].upper() + text[1:]


def uncapital(text: str) -> str:
    """A small first letter, for what goes on in the middle of a sentence."""
    return text[:1].lower() + text[1:]
