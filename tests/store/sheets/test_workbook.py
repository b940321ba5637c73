"""Workbooks, sound and hostile. The hostile ones are made here, part by part."""

import datetime as dt
import io
import zipfile
import zlib

import openpyxl
import pytest

from store.sheets import Sheet, SheetError, read, write_xlsx

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="Accounts" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    "</Relationships>",
}


def archive(parts: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return file.getvalue()


def workbook(cells: str, **more: str) -> bytes:
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'
    return archive({**PARTS, "xl/worksheets/sheet1.xml": sheet, **more})


def saved(book: openpyxl.Workbook) -> Sheet:
    file = io.BytesIO()
    book.save(file)
    return read(file.getvalue(), filename="list.xlsx")


def test_values_become_the_text_that_people_see() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["a", "b", "c", "d", "e", "f"])
    sheet.append([4000.0, 0.5, True, dt.date(2026, 1, 18), dt.time(9, 30), "007"])
    sheet.append(
        [123456789012, dt.datetime.fromisoformat("2026-01-18T09:30"), " Acme ", None, None, None]
    )
    assert [row.cells for row in saved(book).body] == [
        ("4000", "0.5", "TRUE", "2026-01-18", "09:30:00", "007"),
        ("123456789012", "2026-01-18T09:30:00", "Acme"),
    ]


def test_the_first_visible_sheet_with_something_in_it_is_read() -> None:
    book = openpyxl.Workbook()
    book.create_sheet("Old").append(["hidden"])
    book["Old"].sheet_state = "hidden"
    book.create_sheet("Accounts").append(["name"])
    book.create_sheet("Notes").append(["later"])
    read_sheet = saved(book)
    assert read_sheet.form == "XLSX, sheet “Accounts”"
    assert read_sheet.header.cells == ("name",)


def test_rows_keep_their_numbers_below_empty_ones() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["B3"] = "name"
    book.worksheets[0]["B7"] = "Acme"
    assert [(row.number, row.cells) for row in saved(book).rows] == [
        (3, ("", "name")),
        (7, ("", "Acme")),
    ]


def test_a_formula_is_read_as_its_result_and_a_failed_one_as_nothing() -> None:
    data = workbook(
        '<row r="1"><c r="A1" t="str"><f>"na"&amp;"me"</f><v>name</v></c></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><t>Acme</t></is></c>'
        '<c r="B2"><f>2*2250</f><v>4500</v></c><c r="C2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )
    assert [row.cells for row in read(data, filename="x.xlsx").rows] == [
        ("name",),
        ("Acme", "4500"),
    ]


def test_cells_without_written_places_are_read() -> None:
    text = '<c t="inlineStr"><is><t>{}</t></is></c>'
    data = workbook(f"<row>{text.format('name')}</row><row>{text.format('Acme')}</row>")
    assert [row.cells for row in read(data, filename="x.xlsx").rows] == [("name",), ("Acme",)]


def test_a_truncated_workbook_is_refused_wherever_it_ends() -> None:
    whole = write_xlsx(["name", "tier"], [[f"Company {i}", "major"] for i in range(200)])
    for end in range(4, len(whole), 97):
        with pytest.raises(SheetError, match="damaged"):
            read(whole[:end], filename="x.xlsx")


def test_a_workbook_with_a_flipped_byte_is_read_or_refused_never_worse() -> None:
    whole = write_xlsx(["name"], [["Acme"], ["Bolt"]])
    outcomes = set()
    for place in range(0, len(whole), 13):
        data = bytearray(whole)
        data[place] ^= 0x5A
        try:
            outcomes.add(read(bytes(data), filename="x.xlsx").form[:4])
        except SheetError:
            outcomes.add("refused")
    assert outcomes <= {"XLSX", "CSV,", "refused"}


def test_a_zip_bomb_is_refused() -> None:
    bomb = workbook("<row/>" * 20_000_000)
    assert len(bomb) < 1_000_000
    with pytest.raises(SheetError, match="more than can be read safely"):
        read(bomb, filename="x.xlsx")


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    """The stated sizes, in the archive's directory and before the part, say 100 bytes."""
    size = 50_000_000
    bomb = workbook("", **{"xl/theme.xml": " " * size})
    stated = size.to_bytes(4, "little")
    assert bomb.count(stated) == 2
    with pytest.raises(SheetError, match="damaged"):
        read(bomb.replace(stated, (100).to_bytes(4, "little")), filename="x.xlsx")


def test_a_bomb_that_lies_with_a_fitting_checksum_reaches_the_reader_cut_short() -> None:
    """Only the stated bytes are unpacked, and only they are handed on."""
    content = f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>' + " " * 50_000_000
    bomb = archive({**PARTS, "xl/worksheets/sheet1.xml": content})
    short = content.rstrip().encode()
    for true, stated in (
        (len(content), len(short)),
        (zlib.crc32(content.encode()), zlib.crc32(short)),
    ):
        bomb = bomb.replace(true.to_bytes(4, "little"), stated.to_bytes(4, "little"))
    with pytest.raises(SheetError, match="no sheet with anything in it"):
        read(bomb, filename="x.xlsx")


@pytest.mark.parametrize("place", ["XFD1048576", "xfd1048576"])
def test_a_cell_far_away_does_not_fill_the_memory(place: str) -> None:
    far = f"<c r='{place}'><v>1</v></c>"
    with pytest.raises(SheetError, match="Delete the empty rows and columns"):
        read(workbook(f'<row r="1"><c r="A1"><v>1</v></c>{far}</row>'), filename="x.xlsx")


def test_many_empty_rows_under_a_wide_one_do_not_fill_the_memory() -> None:
    wide = "<row>" + "<c><v>1</v></c>" * 10_000 + "</row>"
    with pytest.raises(SheetError, match="too large to read"):
        read(workbook(wide + "<x:row/>" * 10_000), filename="x.xlsx")


def test_a_long_text_shared_by_very_many_cells_is_refused() -> None:
    shared = f'<sst xmlns="{MAIN}"><si><t>{"long " * 6_000}</t></si></sst>'
    row = "<row>" + '<c t="s"><v>0</v></c>' * 100 + "</row>"
    with pytest.raises(SheetError, match="more than can be read safely"):
        read(workbook(row * 1_000, **{"xl/sharedStrings.xml": shared}), filename="x.xlsx")


@pytest.mark.parametrize("other", ["content.xml", "xl/workbook.bin", "word/document.xml"])
def test_other_zip_files_are_named_as_such(other: str) -> None:
    with pytest.raises(SheetError, match="no XLSX workbook"):
        read(archive({"[Content_Types].xml": "<x/>", other: "<x/>"}), filename="x.xlsx")


def test_entities_are_not_expanded() -> None:
    data = workbook('<row r="1"><c r="A1" t="inlineStr"><is><t>&lol;</t></is></c></row>')
    with pytest.raises(SheetError):
        read(data, filename="x.xlsx")
