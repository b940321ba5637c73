"""Block Kit and Adaptive Cards, and what people do with them, in the page as a browser shows it."""

import pytest
from playwright.async_api import expect

from .conftest import Shown
from .gallery import FORM, THUMBNAIL, option, said

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

MRKDWN = [
    ("*bold* _italic_ ~gone~", "<strong>bold</strong> <em>italic</em> <s>gone</s>"),
    ("`co*d*e`", "<code>co*d*e</code>"),
    ("snake_case_name 2*3*4", "snake_case_name 2*3*4"),
    ("*_both_*", "<strong><em>both</em></strong>"),
    ("AT&amp;T &lt;b&gt; &amp;lt;", "AT&amp;T &lt;b&gt; &amp;lt;"),
    ("<script>alert(1)</script>", "<span>script</span>alert(1)<span>/script</span>"),
    ("&lt;img src=x onerror=alert(1)&gt;", "&lt;img src=x onerror=alert(1)&gt;"),
    ("<javascript:alert(1)|click>", "<span>click</span>"),
    ("<@U1>", '<span class="mention me">@Priya</span>'),
    ("<#C1>", '<span class="mention">#deals</span>'),
    ("<!here>", '<span class="mention all">@here</span>'),
    ("&gt; quoted\nnot", "<blockquote>quoted</blockquote>not"),
    ("one\ntwo", "one<br>two"),
    ("```a *b* &lt;```", '<pre class="code-block">a *b* &lt;</pre>'),
    (":eyes: :no_such: 10:30:00", "👀 :no_such: 10:30:00"),
]  # fmt: skip
MARKDOWN = [
    ("**bold** *it* _it_ ~~no~~", "<p><strong>bold</strong> <em>it</em> <em>it</em> <s>no</s></p>"),
    (r"\*not\* \[a\](b) \\ 2 * 3 * 4", r"<p>*not* [a](b) \ 2 * 3 * 4</p>"),
    (r"**Yahoo\!\*** is", "<p><strong>Yahoo!*</strong> is</p>"),
    ("&lt;b&gt; &amp; <b>", "<p>&lt;b&gt; &amp; &lt;b&gt;</p>"),
    ("a\nb\n\nc", "<p>a\nb</p><p>c</p>"),
    ("- one\n- two", "<ul><li>one</li><li>two</li></ul>"),
    ("3. three", '<ol start="3"><li>three</li></ol>'),
    ("[x](javascript:alert(1))", "<p><span>x</span></p>"),
    ("# no heading in a card", "<p># no heading in a card</p>"),
]
DRAW = """async ([module, name, text, extra]) => {
    const drawn = (await import(`/playground/static/${module}`))[name](text, extra);
    const box = document.createElement("div");
    box.append(...drawn);
    return box.innerHTML;
}"""
WORLD = {
    "me": "U1",
    "people": {"U1": {"name": "Priya"}},
    "channels": [{"id": "C1", "name": "deals"}],
}


async def drawn(shown: Shown, module: str, name: str, text: str, extra: object) -> str:
    return str(await shown.page.evaluate(DRAW, [module, name, text, extra]))


async def test_mrkdwn_is_drawn_as_slack_draws_it(shown: Shown) -> None:
    for text, wanted in MRKDWN:
        assert await drawn(shown, "slack/mrkdwn.js", "mrkdwn", text, WORLD) == wanted


async def test_markdown_is_drawn_as_a_card_draws_it(shown: Shown) -> None:
    for text, wanted in MARKDOWN:
        assert await drawn(shown, "markdown.js", "markdown", text, {"code": False}) == wanted


async def test_a_teams_message_reads_a_few_tags_and_loses_the_others(shown: Shown) -> None:
    text = "<b>named</b><br><user-id-0>x <a href='javascript:x'>a</a> <at>Tom</at>"
    wanted = (
        "<p><strong>named</strong><br>x <span>a</span> "
        '<span class="mention">Tom</span></p>'
    )  # fmt: skip
    assert await drawn(shown, "markdown.js", "markdown", text, {"html": True}) == wanted


async def test_a_link_is_made_of_web_addresses_only(shown: Shown) -> None:
    link = await drawn(
        shown, "slack/mrkdwn.js", "mrkdwn", "<https://example.com/a_b_c|list>", WORLD
    )
    assert 'href="https://example.com/a_b_c"' in link
    assert 'rel="noopener noreferrer"' in link


async def test_every_element_of_the_gallery_is_drawn(shown: Shown) -> None:
    await expect(shown.page.locator(".slack .message")).to_have_count(5)
    await expect(shown.page.locator(".teams .message")).to_have_count(5)
    await expect(shown.page.locator(".unsupported")).to_have_count(0)


async def test_a_press_carries_its_block_value_and_the_form(shown: Shown) -> None:
    await shown.page.locator(".slack").get_by_role("button", name="Watch").click()
    [(what, detail)] = await shown.slack.bell.wait_for(
        lambda: [done for done in shown.slack.done if done[0] == "press"]
    )
    assert (what, detail["channel"], detail["action"]["value"]) == ("press", "D1", "watch")
    assert detail["action"]["block_id"] == "do"


async def test_a_press_that_asks_first_is_sent_only_after_yes(shown: Shown) -> None:
    slack = shown.page.locator(".slack")
    await slack.get_by_role("button", name="Retract").click()
    await slack.get_by_role("dialog").get_by_role("button", name="Keep").click()
    assert [what for what, _ in shown.slack.done if what == "press"] == []
    await slack.get_by_role("button", name="Retract").click()
    await slack.get_by_role("dialog").get_by_role("button", name="Retract").click()
    await expect(slack.get_by_role("dialog")).to_have_count(0)
    assert [d["action"]["action_id"] for w, d in shown.slack.done if w == "press"] == ["retract"]


async def test_a_form_is_filled_and_sent_by_keyboard(shown: Shown) -> None:
    shown.slack.answers["suggest"] = {"options": [option("Adatum", "a"), option("Fabrikam", "f")]}
    shown.slack.show(modals=[FORM])
    dialog = shown.page.get_by_role("dialog", name="Open escalation")
    await expect(dialog.get_by_label("What happened")).to_be_focused()
    keys = shown.page.keyboard
    await keys.type("They bid.")
    await keys.press("Tab")
    await keys.type("a")
    await expect(dialog.get_by_role("option")).to_have_count(2)
    await keys.press("ArrowDown")
    await keys.press("Enter")
    await keys.press("Tab")
    await keys.press("Space")
    await dialog.get_by_role("button", name="Open", exact=True).focus()
    await keys.press("Enter")
    await expect(dialog.get_by_role("button", name="Open", exact=True)).to_be_enabled()
    state = next(detail["state"] for what, detail in shown.slack.done if what == "submit")
    assert state["what"]["what"]["value"] == "They bid."
    assert state["other"]["other"]["selected_option"]["value"] == "f"
    assert state["urgent"]["urgent"]["selected_option"]["value"] == "week"


async def test_errors_stand_at_their_fields_and_nothing_typed_is_lost(shown: Shown) -> None:
    shown.slack.show(modals=[FORM])
    dialog = shown.page.get_by_role("dialog", name="Open escalation")
    send = dialog.get_by_role("button", name="Open", exact=True)
    await send.click()
    await expect(dialog.get_by_text("Please complete this required field.")).to_have_count(2)
    await dialog.get_by_label("What happened").fill("They bid.")
    shown.slack.show(modals=[FORM | {"hash": "2"}])
    await expect(dialog.get_by_label("What happened")).to_have_value("They bid.")


async def test_what_the_bot_objects_to_is_shown_at_the_field(shown: Shown) -> None:
    only = FORM | {"blocks": FORM["blocks"][:2]}
    shown.slack.answers["submit"] = {"errors": {"what": "Say more."}}
    shown.slack.show(modals=[only])
    dialog = shown.page.get_by_role("dialog", name="Open escalation")
    await dialog.get_by_label("What happened").fill("x")
    await dialog.get_by_role("button", name="Open", exact=True).click()
    await expect(dialog.get_by_text("Say more.")).to_be_visible()
    await expect(dialog.get_by_label("What happened")).to_have_attribute("aria-invalid", "true")


async def test_escape_closes_a_form_and_tab_stays_inside_it(shown: Shown) -> None:
    shown.slack.show(modals=[FORM])
    dialog = shown.page.get_by_role("dialog", name="Open escalation")
    await dialog.get_by_role("button", name="Open", exact=True).focus()
    await shown.page.keyboard.press("Tab")
    await expect(dialog.locator(":focus")).to_have_count(1)
    await shown.page.keyboard.press("Escape")
    await shown.slack.bell.wait_for(lambda: ("close", {"view_id": "V1"}) in shown.slack.done)
    shown.slack.show(modals=[])
    await expect(dialog).to_have_count(0)


async def test_a_new_message_leaves_what_is_being_typed_alone(shown: Shown) -> None:
    box = shown.page.locator(".slack").get_by_role("combobox", name="Message Hardline")
    await box.fill("is Cont")
    reason = shown.page.locator(".teams").get_by_label("Reason")
    await reason.fill("half a sen")
    messages = shown.slack.shown["messages"]
    shown.slack.show(messages=messages | {"D1": [*messages["D1"], said(99, "U9", "A new one.")]})
    cards = shown.teams.shown["messages"]
    shown.teams.show(messages=cards | {"a:1": [*cards["a:1"], cards["a:1"][0] | {"id": "m99"}]})
    await expect(shown.page.get_by_text("A new one.")).to_be_visible()
    await expect(box).to_have_value("is Cont")
    await expect(reason).to_have_value("half a sen")


async def test_a_message_that_could_not_be_sent_comes_back_to_the_box(shown: Shown) -> None:
    shown.slack.refuses = "You are not in that channel."
    box = shown.page.locator(".slack").get_by_role("combobox", name="Message Hardline")
    await box.fill("is Contoso named?")
    await box.press("Enter")
    await expect(shown.page.get_by_text("You are not in that channel.")).to_be_visible()
    await expect(box).to_have_value("is Contoso named?")


async def test_a_slash_offers_the_commands_and_keeps_what_follows(shown: Shown) -> None:
    box = shown.page.locator(".slack").get_by_role("combobox", name="Message Hardline")
    await box.press_sequentially("/na")
    await expect(shown.page.get_by_role("option", name="/named")).to_be_visible()
    await box.press("Enter")
    await box.press_sequentially("3M & <Co>")
    await box.press("Enter")
    await expect(box).to_have_value("")
    sent = next(detail for what, detail in shown.slack.done if what == "command")
    assert (sent["command"], sent["text"]) == ("/named", "3M &amp; &lt;Co&gt;")


async def test_an_ephemeral_answer_says_that_it_is_private(shown: Shown) -> None:
    await shown.page.get_by_role("button", name="deals-northwest").click()
    await expect(shown.page.get_by_text("Only visible to you")).to_be_visible()


async def test_a_thread_opens_beside_and_its_replies_go_there(shown: Shown) -> None:
    await shown.page.get_by_role("button", name="deals-northwest").click()
    await shown.page.get_by_role("button", name="1 reply").click()
    thread = shown.page.get_by_role("complementary", name="Thread")
    await expect(thread.get_by_text("Contoso is named.")).to_be_visible()
    await thread.get_by_role("combobox", name="Reply").fill("thanks")
    await thread.get_by_role("combobox", name="Reply").press("Enter")
    await expect(thread.get_by_role("combobox", name="Reply")).to_have_value("")
    sent = next(detail for what, detail in shown.slack.done if what == "say")
    assert (sent["text"], bool(sent["thread_ts"])) == ("thanks", True)


async def test_a_message_shortcut_is_in_the_messages_menu(shown: Shown) -> None:
    message = shown.page.locator(".slack .message").first
    await message.get_by_role("button", name="More actions").last.focus()
    await shown.page.keyboard.press("Enter")
    await expect(shown.page.get_by_role("menuitem", name="Check account")).to_be_focused()
    await shown.page.keyboard.press("Enter")
    await expect(shown.page.get_by_role("menu")).to_have_count(0)
    sent = next(detail for what, detail in shown.slack.done if what == "shortcut")
    assert sent["callback_id"] == "check"


async def test_a_card_checks_its_inputs_before_it_sends(shown: Shown) -> None:
    teams = shown.page.locator(".teams")
    await teams.get_by_role("button", name="Save").click()
    await expect(teams.get_by_text("Say why.")).to_be_visible()
    await expect(teams.get_by_label("Reason")).to_be_focused()
    await shown.page.keyboard.type("They lead there")
    await teams.get_by_label("Tell the other side").check()
    await teams.get_by_role("button", name="Save").click()
    await expect(teams.get_by_text("Say why.")).to_have_count(0)
    [press] = [detail for what, detail in shown.teams.done if what == "press"]
    assert press["typed"] == {
        "reason": "They lead there", "offering": "other", "until": "2027-01-18", "share": "true",
    }  # fmt: skip


async def test_a_card_hides_shows_and_unfolds_its_parts(shown: Shown) -> None:
    teams = shown.page.locator(".teams")
    overdue = teams.get_by_text("The list is overdue.")
    await expect(overdue).to_be_hidden()
    await teams.get_by_role("button", name="More", exact=True).click()
    await expect(overdue).to_be_visible()
    await teams.get_by_role("button", name="Unfold").click()
    await expect(teams.get_by_text("Folded away")).to_be_visible()


async def test_a_dialog_opens_from_a_card_and_escape_closes_it(shown: Shown) -> None:
    card = {"type": "AdaptiveCard", "body": [{"type": "Input.Text", "id": "why", "label": "Why"}]}
    dialog = {"title": "Approve", "card": {"content": card}}
    shown.teams.answers["press"] = {"dialog": dialog}
    await shown.page.locator(".teams").get_by_role("button", name="Watch").click()
    box = shown.page.get_by_role("dialog", name="Approve")
    await expect(box.get_by_label("Why")).to_be_focused()
    await shown.page.keyboard.press("Escape")
    await expect(box).to_have_count(0)
    await expect(shown.page.locator(".teams").get_by_role("button", name="Watch")).to_be_focused()


async def test_a_search_result_waits_in_the_box_until_it_is_sent(shown: Shown) -> None:
    shown.teams.answers["query"] = {"results": [THUMBNAIL | {"preview": THUMBNAIL}]}
    teams = shown.page.locator(".teams")
    await teams.get_by_role("button", name="Search accounts").click()
    await shown.page.keyboard.type("cont")
    await teams.get_by_role("button", name="Contoso Named").click()
    await expect(teams.locator(".inserted")).to_contain_text("Named · Strategic")
    await teams.get_by_role("button", name="Send now").click()
    await expect(teams.locator(".inserted")).to_be_hidden()
    sent = next(detail for what, detail in shown.teams.done if what == "say")
    assert sent["card"]["content"]["title"] == "Contoso"


async def test_guests_and_the_typing_bot_are_told(shown: Shown) -> None:
    await expect(shown.page.get_by_text("Hardline is typing")).to_be_visible()
    await shown.page.locator(".teams").get_by_role("button", name="Teams").click()
    await expect(shown.page.get_by_text("Ines Duarte (Guest)")).to_be_visible()


async def test_the_drawer_shows_the_very_json_and_gives_the_focus_back(shown: Shown) -> None:
    raw = shown.page.locator(".teams .message").nth(1).get_by_role("button", name="Raw JSON")
    await raw.focus()
    await shown.page.keyboard.press("Enter")
    await expect(shown.page.get_by_role("dialog")).to_contain_text('"type": "AdaptiveCard"')
    await shown.page.keyboard.press("Escape")
    await expect(raw).to_be_focused()


async def test_a_chip_fills_the_box_and_enter_sends_it(shown: Shown) -> None:
    await shown.page.locator(".slack").get_by_role("button", name="is 3M named?").click()
    await shown.page.keyboard.press("Enter")
    box = shown.page.locator(".slack").get_by_role("combobox", name="Message Hardline")
    await expect(box).to_have_value("")
    assert [d["text"] for what, d in shown.slack.done if what == "say"] == ["is 3M named?"]
