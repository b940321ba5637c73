import pytest

from handlers.importing import fields
from handlers.importing.fields import Wrong


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("4500", 4500),
        ("4,500", 4500),
        ("4.500", 4500),
        ("4 500", 4500),
        ("4\u00a0500", 4500),
        ("4\u202f500", 4500),
        ("4'500", 4500),
        ("4’500", 4500),
        ("4500.0", 4500),
        ("4500,00", 4500),
        ("12,345,678", 12_345_678),
        ("0", 0),
        ("007", 7),
    ],
)
def test_numbers_of_pcs_are_read_as_people_write_them(text: str, number: int) -> None:
    assert fields.pcs(text) == number


@pytest.mark.parametrize(
    "text",
    [
        *("many", "4,5", "4.50.0", "1,234.567", "45,00,000", "-1", "4k", "4500 PCs", "1e5"),
        *("4,500.5", "9" * 400, "4 ,500", "٤x"),
    ],
)
def test_other_numbers_of_pcs_are_refused(text: str) -> None:
    with pytest.raises(Wrong):
        fields.pcs(text)


@pytest.mark.parametrize(
    "text", ["ana@northwind.example", "Ana.O'Neil+x@Mail.Northwind.Example", "x@münchen.example"]
)
def test_email_addresses_are_read_in_lower_case(text: str) -> None:
    assert fields.email(text) == text.casefold()


@pytest.mark.parametrize(
    "text",
    [
        *("ana", "ana@", "@northwind.example", "ana@northwind", "a b@c.example", "a@@b.example"),
        *("a@b.example,c@d.example", "Ana <ana@c.example>", "a@b..example"),
        "a" * 250 + "@b.example",
    ],
)
def test_other_email_addresses_are_refused(text: str) -> None:
    with pytest.raises(Wrong):
        fields.email(text)


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("acme.com", "acme.com"),
        ("WWW.Acme.com", "acme.com"),
        ("https://www.acme.co.uk/about?x=1", "acme.co.uk"),
        ("http://acme.com:8080", "acme.com"),
        ("acme.com.", "acme.com"),
        ("bücher.example", "bücher.example"),
    ],
)
def test_domains_are_read_from_addresses(text: str, domain: str) -> None:
    assert fields.domain(text) == domain


@pytest.mark.parametrize("text", ["acme", "acme .com", "n/a", "ana@acme.com", "acme..com", "-"])
def test_other_domains_are_refused(text: str) -> None:
    with pytest.raises(Wrong):
        fields.domain(text)


def test_time_zones_are_read_whatever_their_case_and_spaces() -> None:
    assert fields.time_zone("america/los angeles") == "America/Los_Angeles"
    assert fields.time_zone("utc") == "UTC"


def test_an_unknown_time_zone_gets_the_nearest() -> None:
    with pytest.raises(Wrong, match="Did you mean “Europe/Berlin”"):
        fields.time_zone("Europe/Berlim")


@pytest.mark.parametrize(
    ("text", "code"),
    [("us", "US"), ("DE", "DE"), ("Germany", "DE"), ("UK", "GB"), ("United States", "US")],
)
def test_countries_are_read_from_codes_and_names(text: str, code: str) -> None:
    assert fields.country(text) == code


def test_an_unknown_country_is_refused() -> None:
    with pytest.raises(Wrong, match="“XX” is no country"):
        fields.country("XX")


@pytest.mark.parametrize(
    "text", ["slack:T1/C1", "teams:19:abc@thread.tacv2", "slack:any id/any other"]
)
def test_channels_keep_the_ids_as_they_are(text: str) -> None:
    assert fields.channel(text) == text


@pytest.mark.parametrize("text", ["#west", "slack:C1", "slack:/C1", "slack:T1/", "teams:", "irc:x"])
def test_other_channels_are_refused(text: str) -> None:
    with pytest.raises(Wrong, match="is no channel"):
        fields.channel(text)


@pytest.mark.parametrize("text", ["U1", "T1/", "/U1", "T1/U1/x"])
def test_an_id_without_its_place_is_refused(text: str) -> None:
    with pytest.raises(Wrong, match="two ids"):
        fields.pair(text)


def test_invisible_characters_are_taken_out_and_spaces_made_single() -> None:
    assert fields.one_line("\ufeffAc\u200bme \u00a0\n Inc\u00ad.") == "Acme Inc."


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\x85", "\u202e", "\u2066"])
def test_control_characters_are_refused(sign: str) -> None:
    with pytest.raises(Wrong, match="control character"):
        fields.one_line(f"Ac{sign}me")


@pytest.mark.parametrize("name", ["🚀🚀", "---", "…"])
def test_a_name_of_signs_only_is_refused(name: str) -> None:
    with pytest.raises(Wrong, match="no letter or digit"):
        fields.company(name)


@pytest.mark.parametrize("name", ["3M", "東京電力", "<b>Acme</b> @channel", "x'; drop table y;--"])
def test_any_other_name_is_only_data(name: str) -> None:
    assert fields.company(name) == name


def test_a_choice_is_read_from_its_id_or_its_name() -> None:
    read = fields.choice({"us-west": "West Coast", "east": ""}, "district")
    assert {read("US West"), read("west coast"), read("us-west")} == {"us-west"}


def test_an_unknown_choice_is_told_with_the_nearest_or_with_all() -> None:
    read = fields.choice({"major": "Major", "global": "Global"}, "tier")
    with pytest.raises(Wrong, match=r"“majr” is no tier. Did you mean “major”"):
        read("majr")
    with pytest.raises(Wrong, match=r"“x” is no tier. Known: global, major."):
        read("x")
