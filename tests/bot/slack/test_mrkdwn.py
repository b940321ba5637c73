import pytest

from bot.slack.mrkdwn import bold, escape, line, link, typed, words


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("AT&T <!channel>", "AT&amp;T &lt;!channel&gt;"),
        ("<https://evil.example|Contoso>", "&lt;https://evil.example|Contoso&gt;"),
        ("<@U123> @here", "&lt;@U123&gt; @here"),
        ("*bold* _it_ ~no~ `code`", "∗bold∗ ˍitˍ ∼no∼ ˋcodeˋ"),
        ("__init__", "ˍˍinitˍˍ"),
        ("E*TRADE and jane_doe", "E*TRADE and jane_doe"),  # between letters they format nothing
        ("a :smile: at 10:30:45", "a ∶smile: at 10:30:45"),
        ("> quoted\n > too", "› quoted\n › too"),
        ("a\u202egnp.exe\u200b\ufeff\x00", "agnp.exe"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # spelt with a joiner: it stays
    ],
)
def test_data_shows_as_it_is_and_nothing_more(text: str, shown: str) -> None:
    assert escape(text) == shown


def test_a_name_with_line_breaks_stays_on_its_line() -> None:
    assert line("Contoso\n\n*is named.*\r\n") == "Contoso ∗is named.∗"
    assert words("Con\ntoso", 75)["text"] == "Con toso"


def test_bold_is_cut_inside_its_signs_and_never_within_an_entity() -> None:
    cut = bold("&" * 50, 40)
    assert (cut[0], cut[-2:]) == ("*", "…*")
    assert len(cut) <= 40
    assert cut.strip("*…").replace("&amp;", "") == ""


def test_only_https_and_mail_addresses_become_links() -> None:
    assert link("Map", "https://maps.example/?a=1&b=2", 99) == (
        "<https://maps.example/?a=1&amp;b=2|Map>"
    )
    assert link("Ana|Bo", "mailto:ana@vendor.example", 99) == "<mailto:ana@vendor.example|Ana¦Bo>"
    assert link("Click", "javascript:alert(1)", 99) == "Click"
    assert link("Click", "https://a.example|x> <!channel", 99) == "Click"


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("<@UBOT> is Contoso named?", "is Contoso named?"),
        ("hey <@UBOT|hardline>: Contoso", "hey  Contoso"),
        ("AT&amp;T &lt;Inc&gt;", "AT&T <Inc>"),
        ("&amp;lt;", "&lt;"),
        (
            "<https://contoso.com|contoso.com> and <http://x.example>",
            "contoso.com and http://x.example",
        ),
        ("<mailto:a@b.example|a@b.example> <tel:+4612|+46 12>", "a@b.example +46 12"),
        ("<mailto:a@b.example>", "a@b.example"),
        ("ask <@U7|ana> in <#C1|deals> or <#C2|>", "ask @ana in #deals or #C2"),
        ("<!here> <!subteam^S1|@sales> <!date^1|today>", "@here @sales today"),
    ],
)
def test_people_are_read_as_they_typed(sent: str, meant: str) -> None:
    assert typed(sent, bot="UBOT") == meant
