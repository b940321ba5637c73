"""What messages of ours are about: the names under which they are edited, and answered below."""


def topic(case_id: str) -> str:
    """A case's card; the notice of one of its events has the event's number behind it."""
    return f"case:{case_id}"


def word(case_id: str, number: int) -> str:
    """Something that one side shared with the other."""
    return f"words:{case_id}#{number:04d}"


def receipt(under: str) -> str:
    """That what was written below a message of ours has arrived."""
    return f"sent:{under}"


def case_of(about: str) -> str:
    """The case that a topic belongs to."""
    return about.partition(":")[2].partition("#")[0]
