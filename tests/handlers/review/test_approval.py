"""Publishing without every sign-off: a reason, and somebody else's word."""

from datetime import UTC, datetime, timedelta

import pytest

from handlers.cards import plain
from handlers.forms import Form
from handlers.identify import operator
from handlers.publishing import Published
from handlers.request import Via
from handlers.review import approval
from store import people, plans
from store.db import Sql
from store.rows import Person, Plan
from tests.desk import Bench, buttons, text

from . import stage
from .stage import DORA, EDDA, IDENT, LENA, PAT, WALT, edition, imported, signs, told

AT = datetime(2027, 1, 18, 17, tzinfo=UTC)


async def board(bench: Bench, label: str, *, by: Person = LENA) -> Form:
    shown = await bench.ask("edition 2027-H1", by=by.email)
    form = (await bench.press(label, shown.card, by=by.email)).form
    assert form is not None
    return form


async def ask(bench: Bench, *, by: Person = LENA) -> str:
    form = await board(bench, "Publish", by=by)
    return text(await bench.fill(form, by=by.email, reason="East is on holiday."))


async def answered(bench: Bench, label: str, by: Person, *, number: int = 1) -> str:
    card = bench.standing(f"approval:{number}", f"person:{by.id}")
    settled = await bench.press(label, card, by=by.email)
    return settled.card.verdict


async def without(bench: Bench, *gone: Person) -> None:
    """They have left; appeals go to the policy's officer from now on."""
    officer = bench.ctx.policy.vendor.model_copy(update={"appeal_officer": "sam@vendor.example"})
    policy = bench.ctx.policy.model_copy(update={"vendor": officer})
    object.__setattr__(bench.ctx, "policy", policy)

    def leave(db: Sql) -> None:
        for person in gone:
            people.remove(db, person.id, now=bench.time)

    await bench.db.write(leave)


async def test_another_list_owner_approves_and_it_is_in_force_at_once(reviewing: Bench) -> None:
    assert "waits for a second person: Walt Rey." in await ask(reviewing)
    assert edition(reviewing).state == "in_review"
    card = reviewing.standing("approval:1", f"person:{WALT.id}")
    assert card.verdict == "Lena Ott asks you to approve publishing 2027-H1 at once."
    assert "Not signed off: East, West." in plain(card)
    assert "East is on holiday." in plain(card)
    assert (await answered(reviewing, "Approve", WALT)).startswith("Edition 2027-H1 is in force")
    assert edition(reviewing).published_by == LENA.id
    shown = await reviewing.ask("edition 2027-H1", by=LENA.email)
    assert "West: not signed off." in plain(shown.card)
    assert "Walt Rey has approved publishing 2027-H1 at once." in told(reviewing, LENA)
    assert buttons(reviewing.standing("approval:1", f"person:{WALT.id}")) == []


async def test_a_reason_that_is_missing_is_told_at_its_field(reviewing: Bench) -> None:
    form = await board(reviewing, "Publish")
    assert [(each.name, each.required) for each in form.fields] == [("reason", True)]
    refused = await reviewing.fill(form, by=LENA.email)
    assert list(refused.form.errors if refused.form else ()) == ["reason"]


async def test_it_can_be_declined_with_a_reason_and_the_asker_is_told(reviewing: Bench) -> None:
    await ask(reviewing)
    card = reviewing.standing("approval:1", f"person:{WALT.id}")
    form = (await reviewing.press("Decline", card, by=WALT.email)).form
    empty = await reviewing.fill(form, by=WALT.email)
    assert list(empty.form.errors if empty.form else ()) == ["reason"]
    await reviewing.fill(form, by=WALT.email, reason="Wait for East.")
    assert "Walt Rey has declined publishing 2027-H1 at once: “Wait for East.”" in told(
        reviewing, LENA
    )
    late = await reviewing.press("Approve", card, by=WALT.email)
    assert text(late).startswith("Nothing waits for a second person")
    assert edition(reviewing).state == "in_review"


async def test_nobody_is_their_own_second_person(reviewing: Bench) -> None:
    await ask(reviewing)
    card = reviewing.standing("approval:1", f"person:{WALT.id}")
    for nobody in (LENA, DORA, PAT):  # who asked; a manager while there is a list owner; a partner
        refused = await reviewing.press("Approve", card, by=nobody.email)
        assert text(refused).startswith("Another list owner approves it")
    assert edition(reviewing).state == "in_review"


async def test_without_another_list_owner_a_district_manager_is_the_second(
    reviewing: Bench,
) -> None:
    await without(reviewing, WALT)
    assert "Dora Weiss or Edda Lund." in await ask(reviewing)
    assert (await answered(reviewing, "Approve", EDDA)).startswith("Edition 2027-H1 is in force")
    decided = reviewing.standing("approval:1", f"person:{DORA.id}")
    assert decided.verdict == "Edda Lund has approved publishing 2027-H1 at once."


async def test_with_nobody_else_it_is_refused_in_words(reviewing: Bench) -> None:
    await without(reviewing, WALT, DORA, EDDA)
    form = await board(reviewing, "Publish")
    refused = await reviewing.fill(form, by=LENA.email, reason="Now.")
    assert "There is nobody else who could approve it" in str(
        refused.form.errors if refused.form else ""
    )


async def test_who_works_at_the_command_line_is_nobodys_second_person(reviewing: Bench) -> None:
    await ask(reviewing)
    with pytest.raises(approval.NotSecond):
        await reviewing.db.write(
            lambda db: approval.approve(
                db, IDENT, by=operator("root"), policy=reviewing.ctx.policy, now=reviewing.time
            )
        )


async def test_what_the_command_line_asks_for_a_person_of_the_directory_approves(
    reviewing: Bench,
) -> None:
    policy = reviewing.ctx.policy

    def both(db: Sql) -> Published | Plan:
        approval.publish(
            db, IDENT, by=operator("root"), policy=policy, reason="x", now=reviewing.time
        )
        return approval.approve(db, IDENT, by=LENA, policy=policy, now=reviewing.time)

    assert isinstance(await reviewing.db.write(both), Published)


async def test_rows_that_change_meanwhile_are_not_what_was_asked_about(reviewing: Bench) -> None:
    await ask(reviewing)
    card = reviewing.standing("approval:1", f"person:{WALT.id}")
    await imported(reviewing, *stage.DRAFT[:1], *stage.DRAFT[2:])
    assert "waits for nobody's word any more" in str(told(reviewing, LENA))
    late = await reviewing.press("Approve", card, by=WALT.email)
    assert text(late).startswith("Nothing waits for a second person")


async def test_asking_anew_takes_the_place_of_what_was_asked_before(reviewing: Bench) -> None:
    await ask(reviewing)
    old = reviewing.standing("approval:1", f"person:{WALT.id}")
    await ask(reviewing)
    late = await reviewing.press("Approve", old, by=WALT.email)
    assert text(late).startswith("Nothing waits for a second person")
    assert (await answered(reviewing, "Approve", WALT, number=2)).startswith("Edition 2027-H1")


async def test_a_moment_to_come_is_scheduled_once_it_is_approved(reviewing: Bench) -> None:
    form = await board(reviewing, "Schedule")
    typed = {"at": "2027-01-18 09:00", "partners_at": "2027-01-25"}
    await reviewing.fill(form, by=LENA.email, reason="As planned.", **typed)
    assert edition(reviewing).state == "in_review"
    shown = await reviewing.ask("edition 2027-H1", by=LENA.email)
    assert "Lena Ott asked to schedule it without every sign-off: “As planned.”" in text(shown)
    await answered(reviewing, "Approve", WALT)
    plan = reviewing.db.look(lambda db: plans.get(db, IDENT))
    assert plan is not None
    assert (plan.at, plan.partners_at) == (AT, AT + timedelta(days=7, hours=-9))
    reviewing.time = AT
    await reviewing.tick()
    assert edition(reviewing).state == "published"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"at": "soon"}, "at"),
        ({"at": "2001-01-01"}, "at"),
        ({"at": ""}, "at"),
        ({"at": "2027-01-18", "partners_at": "2027-01-17"}, "partners_at"),
        ({"at": "2027-01-18", "partners_at": "later"}, "partners_at"),
    ],
)
async def test_a_moment_that_makes_no_sense_is_told_at_its_field(
    reviewing: Bench, typed: dict[str, str], field: str
) -> None:
    form = await board(reviewing, "Schedule")
    refused = await reviewing.fill(form, by=LENA.email, **typed)
    assert list(refused.form.errors if refused.form else ()) == [field]


async def test_a_scheduled_edition_is_taken_back_to_its_review(reviewing: Bench) -> None:
    await signs(reviewing)
    await signs(reviewing, "east", by=EDDA)
    form = await board(reviewing, "Schedule")
    assert [each.name for each in form.fields] == ["at", "partners_at"]  # no reason is needed
    await reviewing.fill(form, by=LENA.email, at="2027-01-18 09:00")
    shown = await reviewing.ask("edition 2027-H1", by=LENA.email)
    assert "In force for staff: Mon 18 January 2027, 09:00 (Los Angeles time)" in text(shown)
    back = await reviewing.press("Take back", shown.card, by=LENA.email)
    assert back.card.verdict == "Edition 2027-H1 is signed off by every district."
    assert edition(reviewing).state == "in_review"


async def test_an_edition_is_rolled_back_from_its_board(reviewing: Bench) -> None:
    reviewing.later(minutes=1)
    await ask(reviewing)
    await answered(reviewing, "Approve", WALT)
    reviewing.later(days=1)
    form = await board(reviewing, "Roll back")
    empty = await reviewing.fill(form, by=LENA.email)
    assert list(empty.form.errors if empty.form else ()) == ["reason"]
    done = await reviewing.fill(form, by=LENA.email, reason="The wrong file.")
    assert done.card.verdict == "Edition 2026-H2 is in force again, as 2026-H2.r1."
    assert "Tier: Major" in text(await reviewing.ask("contoso", by=LENA.email))


async def test_editions_are_for_list_owners(reviewing: Bench) -> None:
    listed = await reviewing.ask("editions", by=LENA.email)
    assert "2027-H1: in review." in text(listed)
    shown = await reviewing.press("Open", listed.card, by=LENA.email)
    assert shown.card.verdict == "Edition 2026-H2 is in force."
    shown = await reviewing.ask("edition 2027-H1", by=LENA.email)
    assert "2 of 2 districts have yet to sign" in shown.card.verdict
    for other in (PAT, DORA):
        for words in ("editions", "edition 2027-H1"):
            assert "looked after by list owners" in text(await reviewing.ask(words, by=other.email))


@pytest.mark.parametrize(
    "action",
    ["review.start", "edition.publish", "edition.schedule", "edition.discard", "edition.rollback"],
)
async def test_only_a_list_owner_gets_the_forms_or_sends_them(
    reviewing: Bench, action: str
) -> None:
    before = edition(reviewing)
    data = {"edition": IDENT, "reason": "x", "at": "2027-01-18 09:00", "until": "2026-12-24"}
    for by in (PAT, DORA, stage.QUIN):
        for via in (Via.BUTTON, Via.FORM):
            settled = await reviewing.ask("", by=by.email, via=via, action=action, data=data)
            assert "Only a list owner" in text(settled)
    assert edition(reviewing) == before
