"""What a list owner may do with an edition, by its state."""

from handlers.cards import Button
from handlers.permissions import Doing, allowed
from store.rows import Edition, Person


def start(edition_id: str) -> Button:
    """*Start review* on a draft's card."""
    return Button("Start review", "review.start", {"edition": edition_id}, "primary", form=True)


def look(edition_id: str) -> Button:
    """Its board."""
    return Button("Open", "edition.board", {"edition": edition_id})


def row(edition: Edition, reader: Person) -> tuple[Button, ...]:
    if not allowed(Doing.PUBLISH, reader):
        return ()
    data = {"edition": edition.id}
    publish = Button("Publish", "edition.publish", data, form=True)
    schedule = Button("Schedule", "edition.schedule", data, form=True)
    discard = Button("Discard", "edition.discard", data, "danger", form=True)
    match edition.state:
        case "draft":
            return (start(edition.id), publish, schedule, discard)
        case "in_review":
            return (publish, schedule, discard)
        case "scheduled":
            return (schedule, Button("Take back", "edition.unschedule", data))
        case "published":
            return (Button("Roll back", "edition.rollback", data, "danger", form=True),)
        case _:
            return ()
