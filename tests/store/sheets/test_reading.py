import codecs

import pytest

from store.sheets import MAX_BYTES, SheetError, read, write_xlsx

TEXT = "name;district\nCafé Zoë, Inc.;Süd\nØrsted A/S;Nord\n"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (TEXT.encode(), "UTF-8"),
        (TEXT.encode("utf-8-sig"), "UTF-8"),
        (TEXT.encode("cp1252"), "Windows-1252"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "UTF-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "UTF-16"),
        (TEXT.encode("utf-16-le"), "UTF-16"),
        (TEXT.encode("utf-16-be"), "UTF-16"),
    ],
)
def test_any_common_encoding_is_read(data: bytes, told: str) -> None:
    sheet = read(data, filename="list.csv")
    assert [row.cells for row in sheet.body] == [("Café Zoë, Inc.", "Süd"), ("Ørsted A/S", "Nord")]
    assert sheet.form == f"CSV, {told}, separated by semicolons"


@pytest.mark.parametrize(
    ("text", "header", "first"),
    [
        # a delimiter inside quotes
        ('name,tier\n"Acme, Inc.",major\n"A ""B"", Ltd",major\n', 2, ("Acme, Inc.", "major")),
        # the other delimiters inside fields, unquoted
        ("name\taliases\nAcme, Inc.\tA;B;C\nBolt\tX;Y;Z\n", 2, ("Acme, Inc.", "A;B;C")),
        ("name,aliases,tier\nAcme,A;B;C,major\nBolt,D;E;F,major\n", 3, ("Acme", "A;B;C", "major")),
        # a comma in a header that semicolons separate
        ("name;PCs, total;tier\nAcme;5;major\n", 3, ("Acme", "5", "major")),
        # Excel's own first line
        ("sep=;\nname,x;tier\nAcme;major\n", 2, ("Acme", "major")),
        # one name a line, with and without a comma in it
        ("name\nAcme, Inc.\nBolt\n", 1, ("Acme, Inc.",)),
        ("Acme, Inc.\nBolt\nCord\nDune\n", 1, ("Bolt",)),
        # a title above the header
        ("Named accounts\nid;name;tier\n1;Acme, Inc.;major\n", 1, ("id", "name", "tier")),
        ("Accounts, 2026\nid;name;tier\n1;Acme, Inc.;major\n", 1, ("id", "name", "tier")),
        # a line break inside quotes, and old Macintosh line ends
        ('name,tier\n"Ac\nme",major\n', 2, ("Ac\nme", "major")),
        ("name,tier\rAcme,major\r", 2, ("Acme", "major")),
    ],
)
def test_the_delimiter_is_found(text: str, header: int, first: tuple[str, ...]) -> None:
    sheet = read(text.encode(), filename="list.csv")
    assert len(sheet.header.cells) == header
    assert sheet.body[0].cells == first


def test_rows_keep_the_numbers_that_a_spreadsheet_shows() -> None:
    sheet = read(b"\n\nname,tier\n\nAcme,major\n,\n  ,\nBolt,major\n", filename="list.csv")
    assert [row.number for row in sheet.rows] == [3, 5, 8]


def test_the_line_that_names_the_delimiter_counts_as_a_row() -> None:
    sheet = read(b"sep=;\nname;tier\nAcme;major\n", filename="list.csv")
    assert [row.number for row in sheet.rows] == [2, 3]


def test_rows_with_fewer_fields_are_told() -> None:
    sheet = read(b"name,tier,pcs\nAcme,major,\nBolt\nCord,,\n", filename="list.csv")
    assert sheet.short == (3,)


def test_cells_are_trimmed_and_empty_ones_at_the_end_left_out() -> None:
    sheet = read("name,tier,,\n  Acme\u00a0, major ,,\n".encode(), filename="list.csv")
    assert [row.cells for row in sheet.rows] == [("name", "tier"), ("Acme", "major")]


def test_a_quote_never_closed_is_told_with_its_row() -> None:
    with pytest.raises(SheetError, match=r"Row 3 has a quote"):
        read(b'name,tier\nAcme,major\n"Bolt,major\nCord,major\n', filename="list.csv")


def test_a_quote_never_closed_before_a_very_long_rest_is_told_too() -> None:
    with pytest.raises(SheetError, match=r"Row 2 has a quote"):
        read(b'name,tier\n"Bolt,major\n' + b"Cord,major\n" * 20_000, filename="list.csv")


def test_damaged_utf8_is_refused_rather_than_garbled() -> None:
    data = "name\nZoë\nRenée\nÅsa\n".encode() + b"Caf\xe9\n"
    with pytest.raises(SheetError, match="damaged at line 5"):
        read(data, filename="list.csv")


def test_few_zero_characters_do_not_make_it_utf16() -> None:
    sheet = read(b"name,tier\nAc\x00me Corporation,major\n", filename="list.csv")
    assert sheet.body[0].cells == ("Ac\x00me Corporation", "major")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\n ,, \n\n", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Excel file"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n....", "picture"),
        (b" \n<html><table><tr><td>Acme</td></tr></table></html>", "web page"),
        (bytes(range(1, 32)) * 40, "not a table"),
        (codecs.BOM_UTF16_LE + b"a\x00b", "UTF-16"),
        (b"name\nCaf\xe9 \x81\n", "Windows-1252"),
        (b"," * 600 + b"x\n", "more than 500 columns"),
        (b"PK\x05\x06" + b"\0" * 18, "zip"),
    ],
)
def test_what_is_no_table_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(SheetError, match=words):
        read(data, filename="list.csv")


def test_a_wrong_extension_does_not_matter() -> None:
    assert read(b"name\tdistrict\nAcme\tWest\n", filename="list.xls").form.startswith("CSV")
    assert read(write_xlsx(["name"], [["Acme"]]), filename="list.csv").form.startswith("XLSX")


def test_an_upload_of_100_mb_is_refused_by_its_size() -> None:
    with pytest.raises(SheetError, match="at most 32 MB"):
        read(bytes(MAX_BYTES + 1), filename="list.csv")


def test_more_rows_than_the_limit_are_refused() -> None:
    with pytest.raises(SheetError, match="more than 250,000 rows"):
        read(b"a\n" * 250_002, filename="list.csv")
