"""Who asks: from the platform's ids, linked once to a row of the directory; never from words."""

from store import audit, people
from store.db import Sql
from store.rows import Identity, Person, Platform, Role

from .context import Context
from .duties.leaving import deactivated
from .request import Profile


async def identify(ctx: Context, who: Identity, *, fetch: bool) -> Person | None:
    """The person behind an identity, or None for someone unknown, removed or deactivated.

    With `fetch` False only what is kept is used: an invoke must be answered in its own response,
    and no identity is fetched before an acknowledgement.
    """
    if who.platform is Platform.CLI:  # whoever holds the database is believed, `--as` included
        if "@" not in who.member:
            return operator(who.member)
        return ctx.directory.by_email(who.member)
    linked = ctx.directory.linked(who)
    profile = ctx.platforms.fresh(who)
    if profile is None and fetch:
        profile = await ctx.platforms.profile(who)
    if profile is None:
        return linked[0] if linked else None
    if not (profile.active and profile.human):
        if linked and not profile.active:
            await ctx.db.write(lambda db: deactivated(db, who, ctx))
        return None
    if linked is None:
        return await _first_meeting(ctx, profile)
    person, email = linked
    if not profile.email or profile.email.casefold() == email:
        return person
    return await _email_seen(ctx, person, email, profile)


def operator(user: str) -> Person:
    """Who works at the command line without `--as`: they hold the database file itself."""
    return Person(f"cli:{user}", "", user, Role.LIST_OWNER)


async def _first_meeting(ctx: Context, profile: Profile) -> Person | None:
    """Link by e-mail where it can be trusted: the bot's own place, or one listed for the firm."""
    if not profile.email:
        return None

    def link(db: Sql) -> Person | None:
        if linked := people.linked(db, profile.who):  # by another request, a moment ago
            return linked[0]
        if people.known(db, profile.who):  # suspended or removed: an admin links anew
            return None
        person = people.by_email(db, profile.email)
        place = f"{profile.who.platform}:{profile.home}"
        if person is None or not (profile.own or ctx.policy.trusts(person.firm, place)):
            return None
        people.link(db, profile.who, person.id, email=profile.email, now=ctx.now())
        audit.append(db, who=person.id, did="person.linked", about=str(profile.who), now=ctx.now())
        return person

    known = ctx.directory.by_email(profile.email)
    return await ctx.db.write(link) if known else None


async def _email_seen(ctx: Context, person: Person, email: str, profile: Profile) -> Person | None:
    """Note the first e-mail of an identity linked by its ids; suspend the link if it changes."""

    def change(db: Sql) -> Person | None:
        if not email:
            people.link(db, profile.who, person.id, email=profile.email, now=ctx.now())
            return person
        people.suspend(db, profile.who, now=ctx.now())
        audit.append(
            db, who=person.id, did="person.suspended", about=str(profile.who), now=ctx.now()
        )
        return None

    return await ctx.db.write(change)


async def internal(ctx: Context, address: str) -> bool:
    """Whether every human member of a conversation is known to be the vendor's own.

    Unknown, unreadable or empty rosters count as mixed: what is shown there is what all may see.
    """
    roster = await ctx.platforms.roster(address)
    humans = [member for member in roster or () if member.human]
    return bool(humans) and ctx.db.look(lambda db: all(_vendors(db, member) for member in humans))


async def outsiders(ctx: Context, address: str) -> tuple[str, ...] | None:
    """The names of all human members not known to be the vendor's own; None where it can't be
    known who is there.
    """
    roster = await ctx.platforms.roster(address)
    humans = [member for member in roster or () if member.human]
    if not humans:
        return None
    return ctx.db.look(
        lambda db: tuple(_named(member) for member in humans if not _vendors(db, member))
    )


def _named(member: Profile) -> str:
    name = member.name or str(member.who)
    return f"{name} ({member.email})" if member.email else name


def _vendors(db: Sql, member: Profile) -> bool:
    linked = people.linked(db, member.who)
    if linked is not None:
        return linked[0].staff
    if not member.own or not member.email or people.known(db, member.who):
        return False
    person = people.by_email(db, member.email)
    return person is not None and person.staff
