"""From one edition of the list to the next and on until that one is overdue: one server between
Slack and Teams, stopped and started on the way. After each step all that the bot said is looked
at, wherever it was: nobody is told twice, too early, or of what is not for them.
"""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from .half_year import Town
from .half_year import town as a_town
from .hands import Hand, Seen

HEADER = "account_id,name,domain,tier,district,pcs,account_manager"
FIRST = f"""{HEADER}
A1,Contoso Corporation,contoso.com,major,west,12000,ana.castillo@northwind.example
A2,Adatum Holdings plc,adatum.com,strategic,west,40000,ben.hollis@northwind.example
A3,Litware Inc,litware.com,global,central,90000,frank.osei@northwind.example
A4,Woodgrove Bank,woodgrove.com,major,central,22000,dev.banerjee@northwind.example
A5,Proseware Studios,proseware.com,major,central,9000,emma.novak@northwind.example
"""
# Contoso and Proseware leave, Tailwind and Graphic Design join, two are changed; of Adatum only
# what no partner may know.
SECOND = f"""{HEADER}
A2,Adatum Holdings plc,adatum.com,strategic,west,55000,ben.hollis@northwind.example
A3,Litware Inc,litware.com,global,central,90000,frank.osei@northwind.example
A4,Woodgrove Bank,woodgrove.com,strategic,central,22000,dev.banerjee@northwind.example
A6,Tailwind Traders,tailwindtraders.com,major,west,15000,chloe.park@northwind.example
A7,Graphic Design Institute,gdi.example,major,central,8000,emma.novak@northwind.example
"""
FOR_STAFF, FOR_PARTNERS = "2027-01-18 09:00", "2027-01-20 09:00"
DUE, DUE_NEXT = "18 January 2027", "18 July 2027"
ENGAGEMENT, WEST_TEAM = "C0ENGAGEMENT", "19:west-team@thread.v2"
CENTRAL, CENTRAL_PARTNERS = "C0CENTRALESC", "19:central-partners@thread.tacv2"
WEST, WEST_PARTNERS = "19:west-escalations@thread.tacv2", "C0WESTPARTNERS"
OWNERS = ["Samira Haddad, Slack", "Walter Quinn, Slack"]
RESPONSIBLE = sorted(
    [
        *OWNERS,
        "Elena Marsh, Teams",
        *(f"{name}, Slack" for name in ("Grace Delgado", "Ingrid Solberg", "Luc Tremblay")),
        *(f"{name}, Slack" for name in ("Malik Foster", "Mei Tan", "Nora Whitfield", "Tom Okafor")),
    ]
)


class Story:
    """Who takes part, each where they mostly are, and the answers that they kept."""

    def __init__(self, town: Town) -> None:
        def vendor(name: str, platform: str) -> Hand:
            return town.hand(f"{name}@northwind.example", platform)

        self.town = town
        self.kept: dict[Hand, Seen] = {}
        self.samira = vendor("samira.haddad", "slack")  # owns the list, and so does
        self.walter = vendor("walter.quinn", "slack")
        self.elena = vendor("elena.marsh", "teams")  # manages the West
        self.ana = vendor("ana.castillo", "teams")
        self.tom = vendor("tom.okafor", "slack")  # manages Central
        self.dev = vendor("dev.banerjee", "teams")
        self.frank = vendor("frank.osei", "slack")
        self.carmen = vendor("carmen.ruiz", "slack")  # of the services arm
        self.jonas = vendor("jonas.weber", "teams")  # likewise, in Berlin
        self.priya = town.hand("priya.raman@fabrikam.example", "slack")  # partners in the West
        self.marcus = town.hand("marcus.bell@fabrikam.example", "slack")
        self.oliver = town.hand("oliver.grant@tailspin.example", "teams")  # one in Central

    @property
    def partners(self) -> tuple[Hand, ...]:
        return self.priya, self.marcus, self.oliver


@pytest.fixture
async def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Story]:
    async with a_town(tmp_path / "hardline.db", monkeypatch) as town:
        yield Story(town)


async def test_half_a_year_from_one_edition_to_the_next_and_on(story: Story) -> None:
    await a_first_list_is_published(story)
    await whoever_wants_to_hear_of_it_says_so(story)
    await thirty_business_days_before_it_is_due_they_are_reminded(story)
    await the_next_list_goes_to_the_districts(story)
    await a_partner_disputes_it_and_the_manager_accepts(story)
    await the_other_district_is_reminded_until_it_signs(story)
    await it_is_scheduled_for_staff_first(story)
    await it_comes_into_force_for_staff(story)
    await and_two_days_later_for_partners(story)
    await what_was_said_before_stays_as_it_was(story)
    await half_a_year_later_the_list_is_overdue(story)
    await nothing_is_lost_and_nothing_leaked(story)


async def a_first_list_is_published(story: Story) -> None:
    samira = story.samira
    asked = await samira.drop("list.csv", FIRST.encode())
    await samira.fill(asked, "Continue", edition="2026-H2", effective="2026-07-18")
    assert first(samira.read()[-1]).startswith("Edition 2026-H2 is a draft: 5 named accounts")
    done = await samira.fill(await samira.ask("edition 2026-H2"), "Publish")
    assert first(done) == "Edition 2026-H2 is in force: 5 named accounts."


async def whoever_wants_to_hear_of_it_says_so(story: Story) -> None:
    """The districts' own channels need not."""
    await story.elena.ask("test")  # who is in both is reached where they do something
    assert story.elena.find("news of the list arrives here")
    for who, place in ((story.carmen, ENGAGEMENT), (story.ana, WEST_TEAM)):
        await subscribe(who, await who.mention(place, "subscribe"), where="here")
    for who in (story.samira, story.walter):
        await subscribe(who, await who.ask("subscribe"))
    await subscribe(story.jonas, await story.jonas.ask("subscribe"), quiet="18:00-09:00")
    await subscribe(story.oliver, await story.oliver.ask("subscribe"), cadence="weekly")
    for who, account in (
        (story.priya, "Contoso"),
        (story.carmen, "Adatum"),
        (story.marcus, "Adatum"),
        (story.dev, "Woodgrove Bank"),
    ):
        story.kept[who] = await who.ask(f"is {account} named?")
        await who.press(story.kept[who], "Watch")
        assert "You will hear of changes" in who.read()[-1].text
    story.town.heard()


async def thirty_business_days_before_it_is_due_they_are_reminded(story: Story) -> None:
    town = story.town
    assert await town.until("2026-12-03 08:59") == {}
    await town.restart()
    said = f"3 Dec 09:00 The list's next update is due in 46 days, on {DUE}."
    assert await town.until("2026-12-03 17:00") == {said: RESPONSIBLE}
    assert "Import the next list as a draft" in story.walter.read()[-1].text
    await town.restart()
    assert await town.until("2026-12-14 10:00") == {}


async def the_next_list_goes_to_the_districts(story: Story) -> None:
    samira = story.samira
    asked = await samira.drop("next.csv", SECOND.encode())
    assert "Columns: account_id, name, domain, tier" in asked.text
    await samira.fill(asked, "Continue")
    draft = samira.read()[-1]
    assert "Against edition 2026-H2: 2 join, 2 leave, 2 change (PCs 1 and tier 1)." in draft.text
    assert "*Woodgrove Bank:* tier Major → Strategic" in draft.text
    story.town.heard()
    await samira.fill(draft, "Start review", until="2027-01-08")
    until = "until 8 January 2027."
    assert story.town.heard() == {
        "14 Dec 10:00 Edition 2027-H1 is in review: 2 of 2 districts have yet to sign.": OWNERS,
        "14 Dec 10:00 Review of 2027-H1 in Central: not signed off yet.": [
            "#central-escalations, Slack"
        ],
        "14 Dec 10:00 Review of 2027-H1 in West: not signed off yet.": ["West escalations, Teams"],
        f"14 Dec 10:00 The review of 2027-H1 in Central is open {until}": ["Tom Okafor, Slack"],
        f"14 Dec 10:00 The review of 2027-H1 in West is open {until}": ["Elena Marsh, Teams"],
        f"14 Dec 10:00 Please review what 2027-H1 proposes for Central, {until}": [
            "Central partners, Teams"
        ],
        f"14 Dec 10:00 Please review what 2027-H1 proposes for West, {until}": [
            "#west-partners, Slack"
        ],
    }
    assert "PCs 40,000 → 55,000" in story.elena.find("Review of", WEST).text
    assert "Leaves: Contoso" in story.priya.find("Please review", WEST_PARTNERS).text


async def a_partner_disputes_it_and_the_manager_accepts(story: Story) -> None:
    """One in Teams, the other in Slack."""
    town, tom, oliver = story.town, story.tom, story.oliver
    form = await oliver.open(oliver.find("Please review", CENTRAL_PARTNERS), "Dispute")
    woodgrove = await oliver.choose(form, "account", "wood")
    done = await oliver.send(
        form, account=woodgrove, wrong="tier", tier="global", words="They run it all from here."
    )
    assert first(done).startswith("Your dispute is recorded. Woodgrove Bank: its tier is wrong")
    await town.calm()
    disputes = "Oliver Grant (Tailspin Consulting) disputes an entry of 2027-H1 in Central."
    assert town.heard() == {f"14 Dec 10:00 {disputes}": ["Tom Okafor, Slack"]}
    card = tom.find("Review of", CENTRAL)
    assert first(card) == "Review of 2027-H1 in Central: 1 dispute is open."
    await tom.fill(card, "Decide", verdict="accepted", words="So it is.")
    accepted = "14 Dec 10:00 Tom Okafor has accepted the dispute of Woodgrove Bank."
    assert town.heard() == {accepted: ["Oliver Grant, Teams"]}
    card = tom.find("Review of", CENTRAL)
    assert "*Changes: Woodgrove Bank.* tier Major → Global" in card.text
    await tom.press(card, "Sign off")
    signed = "14 Dec 10:00 Tom Okafor has signed off 2027-H1 in Central."
    assert town.heard() == {signed: ["#central-escalations, Slack"]}
    card = tom.find("Review of", CENTRAL)
    assert first(card) == "Review of 2027-H1 in Central: signed off by Tom Okafor."
    assert "|2027-H1-central.csv>" in card.text


async def the_other_district_is_reminded_until_it_signs(story: Story) -> None:
    town, elena = story.town, story.elena
    ends = "on 8 January 2027."
    assert await town.until("2027-01-11 12:00") == {
        f"5 Jan 09:00 The review of 2027-H1 in West ends {ends}": ["Elena Marsh, Teams"],
        f"7 Jan 09:00 The list's next update is due in 11 days, on {DUE}.": RESPONSIBLE,
        "8 Jan 09:00 The review of 2027-H1 in West ends today.": ["Elena Marsh, Teams"],
        f"11 Jan 09:00 The review of 2027-H1 in West is late: it ended {ends}": [
            "Elena Marsh, Teams",
            *OWNERS,
        ],
    }
    assert "waits for the districts to sign off" in story.walter.find("next update").text
    await elena.press(elena.find("Review of", WEST), "Sign off")
    assert town.heard() == {
        "11 Jan 12:00 Elena Marsh has signed off 2027-H1 in West.": ["West escalations, Teams"],
        "11 Jan 12:00 Every district has signed off 2027-H1.": OWNERS,
    }


async def it_is_scheduled_for_staff_first(story: Story) -> None:
    """The server is down when the last reminder is due."""
    town, samira = story.town, story.samira
    signed = samira.find("Every district has signed off")
    done = await samira.fill(signed, "Schedule", at=FOR_STAFF, partners_at=FOR_PARTNERS)
    assert first(done).startswith(
        f"Edition 2027-H1 is scheduled for Mon {DUE}, 09:00 (Los Angeles time)"
    )
    assert "Edition 2027-H1 is scheduled." in samira.find("In effect from").text
    assert await town.until("2027-01-15 08:00") == {}
    await town.stop()
    town.clock.forward(hours=3)
    await town.start()
    said = f"15 Jan 11:00 The list's next update is due in 3 days, on {DUE}."
    assert town.heard() == {said: RESPONSIBLE}
    assert f"Edition 2027-H1 is scheduled for Mon {DUE}" in story.walter.read()[-1].text
    said = "17 Jan 09:00 Edition 2027-H1 comes into force tomorrow."
    assert await town.until("2027-01-18 08:59") == {said: OWNERS}
    for who in (story.frank, story.ana, story.priya, story.oliver):
        assert await verdict(who, "is Contoso named?") == "Contoso Corporation is named."
    town.heard()


async def it_comes_into_force_for_staff(story: Story) -> None:
    town = story.town
    all_of_it = "2 accounts joined the list, 2 left, 2 changed."
    assert await town.until(FOR_STAFF) == {
        "18 Jan 09:00 1 account joined the list in Central, 1 left, 1 changed.": [
            "#central-escalations, Slack"
        ],
        "18 Jan 09:00 1 account joined the list in West, 1 left, 1 changed.": [
            "West escalations, Teams"
        ],
        f"18 Jan 09:00 {all_of_it}": [  # Samira, who has published it, knows
            "#rules-of-engagement, Slack",
            "Walter Quinn, Slack",
            "West team, Teams",
        ],
        "18 Jan 09:00 Adatum Holdings plc has changed on the list: PCs 40,000 → 55,000.": [
            "Carmen Ruiz, Slack"
        ],
        "18 Jan 09:00 Woodgrove Bank has changed on the list: tier Major → Global.": [
            "Dev Banerjee, Teams"
        ],
    }
    for who in (story.frank, story.ana):
        assert await verdict(who, "is Contoso named?") == "“Contoso” is not named."
        assert "Global" in (await who.ask("is Woodgrove Bank named?")).text
    for who in (story.priya, story.oliver):
        assert await verdict(who, "is Contoso named?") == "Contoso Corporation is named."
        assert "Major" in (await who.ask("is Woodgrove Bank named?")).text
    town.heard()
    await town.restart()
    in_berlin = f"19 Jan 00:00 {all_of_it}"  # nine in the morning there, after the quiet hours
    assert await town.until("2027-01-20 08:59") == {in_berlin: ["Jonas Weber, Teams"]}


async def and_two_days_later_for_partners(story: Story) -> None:
    """Of Adatum there is nothing that Marcus may know."""
    town = story.town
    assert await town.until(FOR_PARTNERS) == {
        "20 Jan 09:00 1 account joined the list in Central, 1 left, 1 changed.": [
            "Central partners, Teams"
        ],
        "20 Jan 09:00 1 account joined the list in West, 1 left.": ["#west-partners, Slack"],
        "20 Jan 09:00 Contoso Corporation is no longer named.": ["Priya Raman, Slack"],
    }
    for who in (story.priya, story.oliver):
        assert await verdict(who, "is Contoso named?") == "“Contoso” is not named."
        assert "Global" in (await who.ask("is Woodgrove Bank named?")).text
    town.heard()
    await town.restart()
    on_monday = "25 Jan 07:00 2 accounts joined the list, 2 left, 1 changed."  # nine in Chicago
    assert await town.until("2027-02-01 09:00") == {on_monday: ["Oliver Grant, Teams"]}
    board = await story.samira.ask("edition 2027-H1")
    assert "12 delivered, 0 waiting, 0 late, 0 parked" in board.text


async def what_was_said_before_stays_as_it_was(story: Story) -> None:
    named = "Contoso Corporation was named on 17 January 2027 (2027-01-17)."
    for who in (story.frank, story.ana, story.priya, story.oliver):
        answer = await who.ask("was Contoso named on 2027-01-17?")
        assert first(answer) == named
        assert "Edition 2026-H2" in answer.text
    for who in (story.priya, story.dev):
        before = story.kept[who]
        again = await who.ask(f"verify {ref(before)}")
        given = "exactly as it was given on 20 July 2026."
        assert again.text == f"{before.text}\nThis is answer {ref(before)}, {given}"
        assert again.labels == before.labels
    refused = await verdict(story.oliver, f"verify {ref(story.kept[story.priya])}")
    assert refused == "No answer that you may see has this reference."
    story.town.heard()


async def half_a_year_later_the_list_is_overdue(story: Story) -> None:
    town = story.town
    late = f"its update was due on {DUE_NEXT}."
    assert await town.until("2027-08-03 12:00") == {
        f"3 Jun 09:00 The list's next update is due in 45 days, on {DUE_NEXT}.": RESPONSIBLE,
        f"8 Jul 09:00 The list's next update is due in 10 days, on {DUE_NEXT}.": RESPONSIBLE,
        f"16 Jul 09:00 The list's next update is due in 2 days, on {DUE_NEXT}.": RESPONSIBLE,
        f"19 Jul 09:00 The list is overdue by 1 day: {late}": RESPONSIBLE,
        f"26 Jul 09:00 The list is overdue by 8 days: {late}": RESPONSIBLE,
        f"2 Aug 09:00 The list is overdue by 15 days: {late}": RESPONSIBLE,
    }
    for who in (story.frank, story.ana, story.priya, story.oliver):
        answer = await who.ask("is Woodgrove Bank named?")
        assert f"The list is overdue: {late}" in answer.text


async def nothing_is_lost_and_nothing_leaked(story: Story) -> None:
    assert story.town.query("select * from outbox where state <> 'sent'") == []
    assert await story.town.sound()
    for who in story.partners:
        received = who.received()
        assert any("named" in each for each in received)
        assert [each for each in received if "55,000" in each or "55000" in each] == []


async def subscribe(who: Hand, offered: Seen, **wishes: str) -> None:
    done = await who.fill(offered, "Subscribe", **{"where": "mine", **wishes})
    assert first(done).startswith("You will hear of all news of the list, ")


async def verdict(who: Hand, question: str) -> str:
    return first(await who.ask(question))


def first(seen: Seen) -> str:
    return seen.text.partition("\n")[0].strip("*")


def ref(answer: Seen) -> str:
    found = re.search(r"Answer (\w{4}-\w{4})", answer.text)
    assert found
    return found[1]
