"""The message extension: search from the compose box, and "Check account" on a message."""

from tests.bot.teams.cards import of_type, text

from .teams import DEALS, ELSEWHERE, Office, read

SEARCH, CHECK = "searchAccounts", "checkAccount"


async def test_someone_not_linked_yet_is_asked_to_say_hi_first(teams: Office) -> None:
    outcome = await teams.pat.query(ELSEWHERE, "Contoso", SEARCH)
    assert outcome.text.startswith("Please say hi to me in a personal chat first.")


async def test_after_saying_hi_the_search_works_where_the_bot_is_no_member(teams: Office) -> None:
    await teams.ask(teams.pat, "hi")
    outcome = await teams.pat.query(ELSEWHERE, "Contoso", SEARCH)
    [found] = outcome.results
    assert found["preview"]["content"]["title"] == "Contoso Corporation is named."


async def test_what_is_inserted_holds_only_what_every_partner_may_see(teams: Office) -> None:
    await teams.ask(teams.ana, "hi")
    outcome = await teams.ana.query(ELSEWHERE, "Contoso", SEARCH)
    inserted = teams.ana.insert(ELSEWHERE, dict(outcome.results[0]))
    assert "Contoso Corporation is named." in read(inserted)
    assert "12,000" not in str(inserted)
    assert of_type(inserted.card, "Action.Execute") == []


async def test_several_candidates_are_several_results(teams: Office) -> None:
    await teams.ask(teams.pat, "hi")
    outcome = await teams.pat.query(ELSEWHERE, "Woodgrove", SEARCH)
    titles = [result["preview"]["content"]["title"] for result in outcome.results]
    assert len(titles) == 2
    assert all(title.startswith("Woodgrove") for title in titles)


async def test_nothing_found_is_said(teams: Office) -> None:
    await teams.ask(teams.pat, "hi")
    outcome = await teams.pat.query(ELSEWHERE, "Zzyzx Quarry", SEARCH)
    assert "is not named" in outcome.text


async def test_an_empty_search_says_what_to_type(teams: Office) -> None:
    outcome = await teams.pat.query(ELSEWHERE, "", SEARCH)
    assert outcome.text.startswith("Type a company")


async def test_markup_in_a_search_stays_text(teams: Office) -> None:
    await teams.ask(teams.pat, "hi")
    outcome = await teams.pat.query(ELSEWHERE, "<b>Contoso</b> Labs", SEARCH)
    assert outcome.ok


async def test_check_account_opens_the_answer_for_the_asker_alone(teams: Office) -> None:
    await teams.ask(teams.ana, "hi")
    message = await teams.pat.say(ELSEWHERE, "Contoso", mention=False)
    outcome = await teams.ana.message_action(message, CHECK)
    assert text(outcome.dialog).startswith("Contoso Corporation is named.")
    assert "12,000" in text(outcome.dialog)
    assert of_type(outcome.dialog, "Action.Execute") == []


async def test_a_button_in_the_dialog_fills_it_anew(teams: Office) -> None:
    await teams.ask(teams.ana, "hi")
    message = await teams.pat.say(ELSEWHERE, "Contoso", mention=False)
    opened = await teams.ana.message_action(message, CHECK)
    outcome = await teams.ana.send_dialog(opened, name="History")
    assert "Contoso Corporation" in text(outcome.dialog)


async def test_check_account_by_someone_not_linked_asks_to_say_hi(teams: Office) -> None:
    message = await teams.pat.say(ELSEWHERE, "Contoso", mention=False)
    outcome = await teams.stranger.message_action(message, CHECK)
    assert text(outcome.dialog).startswith("Please say hi to me")


async def test_a_message_extension_makes_no_place_to_speak_in(teams: Office) -> None:
    await teams.ask(teams.ana, "hi")
    await teams.ana.query(ELSEWHERE, "Contoso", SEARCH)
    await teams.settled()
    places = [row["address"] for row in teams.query("select address from places")]
    assert f"teams:{ELSEWHERE}" not in places


async def test_the_same_search_in_a_channel_is_just_as_safe(teams: Office) -> None:
    await teams.ask(teams.ana, "hi")
    outcome = await teams.ana.query(DEALS, "Contoso", SEARCH)
    assert "12,000" not in str(outcome.results)
