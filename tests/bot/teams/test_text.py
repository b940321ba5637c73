"""Words on their way in."""

import time

import pytest

from bot.teams.text import clean, from_html, markdown, typed

BOT = "<at>Hardline</at>"
TYPED = {
    "a mention at the front": (f"{BOT} is Contoso named?", "is Contoso named?"),
    "a non-breaking space": (f"{BOT}&nbsp;is Contoso named?", "is Contoso named?"),
    "the character itself": (f"{BOT}\xa0is Contoso named?\xa0", "is Contoso named?"),
    "a mention at the end": (f"is Contoso named? {BOT}", "is Contoso named?"),
    "an ampersand": (f"{BOT} is AT&amp;T named?", "is AT&T named?"),
    "quotes": (f"{BOT} is &quot;O&#39;Neill&quot; named?", 'is "O\'Neill" named?'),
    "a less-than sign": ("a &lt;b&gt; c", "a <b> c"),
    "an entity spelt out": ("AT&amp;amp;T", "AT&amp;T"),
    "someone else's mention": (f"{BOT} who owns <at>Contoso</at>?", "who owns Contoso?"),
    "a mention with an id": ('<at id="0">Bob</at> hi', "Bob hi"),
    "the bot's name as a company": (f"{BOT} is Hardline named?", "is Hardline named?"),
    "several lines": (f"{BOT} Contoso\r\nFabrikam\n\nTailspin", "Contoso\nFabrikam\nTailspin"),
    "paragraphs": ("<p>Contoso</p><p>Fabrikam</p>", "Contoso\nFabrikam"),
    "breaks": ("Contoso<br/>Fabrikam<br>Tailspin", "Contoso\nFabrikam\nTailspin"),
    "only the mention": (BOT, ""),
    "nothing": ("", ""),
}


@pytest.mark.parametrize("name", TYPED)
def test_what_was_typed_is_read_without_the_mention(name: str) -> None:
    raw, words = TYPED[name]
    assert typed(raw, [BOT]) == words


def test_a_message_in_html_is_read_as_words() -> None:
    body = "<div><p>Meeting&nbsp;<b>Contoso</b> &amp; <a href='x'>Fabrikam</a></p>on Monday</div>"
    assert from_html(body) == "Meeting Contoso & Fabrikam\non Monday"


def test_broken_html_is_read_as_far_as_it_goes() -> None:
    assert from_html("<div>Contoso <b>Fabrikam<") == "Contoso Fabrikam<"


def test_joiners_stay_and_overrides_go() -> None:
    assert clean("می\u200cخواهم \u202eabc\u202c\u200b") == "می\u200cخواهم abc"


def test_markdown_signs_lose_their_meaning() -> None:
    assert markdown("# [x](y) <b>") == r"\# \[x\]\(y\) &lt;b&gt;"


@pytest.mark.parametrize("start", ["<a ", "<at>", '<a b="', "<!--", "<![", "</", "&"])
def test_words_never_closed_are_read_at_once(start: str) -> None:
    began = time.thread_time()
    from_html(start * 10_000)
    typed(start * 10_000)
    assert time.thread_time() - began < 0.2
