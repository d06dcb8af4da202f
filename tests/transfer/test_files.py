"""Reading tables as people send them: encodings, separators, dates, and a clear message for every bad file."""

import io
import zipfile
from datetime import date, datetime

import pytest

from casework.transfer.codes import Subject
from casework.transfer.files import read_table
from casework.transfer.limits import MOST_ROWS, BadFile
from casework.transfer.mapping import proposed
from casework.transfer.rows import client_of, given
from tests.conftest import As
from tests.transfer.conftest import workbook

TABLE = "Nachname;Ort\nMüller;Köln\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings_are_recognised(encoding: str) -> None:
    table = read_table(TABLE.encode(encoding))
    assert (table.headings, table.rows) == (["Nachname", "Ort"], [(2, ["Müller", "Köln"])])


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_separators_are_recognised(separator: str) -> None:
    content = f'Name{separator}Text\nA{separator}"x{separator} y; z, w"\nB{separator}\n'
    table = read_table(content.encode())
    assert table.rows == [(2, ["A", f"x{separator} y; z, w"]), (3, ["B"])]


def test_a_workbook_gives_days_numbers_and_saved_results() -> None:
    moment = datetime(2026, 1, 2, 9, 30)  # noqa: DTZ001  # Workbooks know no zones.
    rows: list[list[object]] = [
        ["Nachname", "Geboren", "Jahr", "Nr"],
        ["X", date(1985, 11, 22), 1985, 7.0],
        ["Y", moment],
    ]
    content = workbook(rows)
    assert read_table(content).rows == [(2, ["X", "1985-11-22", "1985", "7"]), (3, ["Y", "2026-01-02 09:30"])]


def test_a_formula_that_was_never_calculated_is_no_value() -> None:
    table = read_table(workbook([["Nachname", "Ort"], ["=A1&B1", "Bernau"]]))
    row = given(Subject.PEOPLE, proposed(Subject.PEOPLE, table.headings), {}, table.rows[0][1])
    assert [(reason["field"], "formula" in reason["message"]) for reason in row.reasons] == [
        ("family_name", True),
        ("family_name", False),
    ]


@pytest.mark.parametrize(
    ("written", "born", "precision"),
    [
        ("22.11.2006", "2006-11-22", "day"),
        ("2006-11-22", "2006-11-22", "day"),
        ("2006-11-22 00:00", "2006-11-22", "day"),
        ("22. November 2006", "2006-11-22", "day"),
        ("39043", "2006-11-22", "day"),
        ("11.2006", "2006-11-01", "month"),
        ("2006", "2006-01-01", "year"),
    ],
)
def test_days_as_people_write_them(written: str, born: str, precision: str) -> None:
    row = given(Subject.PEOPLE, ["family_name", "birth_date"], {}, ["X", written])
    client = client_of(row)
    assert client is not None, row.reasons
    assert (str(client.birth_date), client.birth_precision or "day") == (born, precision)


def _bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", "<workbook/>")
        parts.writestr("xl/worksheets/sheet1.xml", b"0" * 200_000_000)
    return file.getvalue()


def _entities() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as parts:
        parts.writestr("xl/workbook.xml", '<!DOCTYPE x [<!ENTITY a "aaaa">]><workbook/>')
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b" \n \n", "empty"),
        (b"Nachname;Ort\n", "no rows"),
        (b"Nachname\nX\x00Y\n", "NUL"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "old Excel"),
        (b"PK\x03\x04 nonsense", "damaged"),
        (b"\x81\x8d\x8f\x90", "no text"),
        (b";;Ort\nX;Y;Z\n", "no headings"),
        (b"N\n" + b"x\n" * (MOST_ROWS + 1), "more than"),
        (b";".join([b"N"] * 101) + b"\nx\n", "columns"),
        (b"N;O\n" + b"x" * 40_000 + b";y\n", "characters"),
        (b"x" * 20_000_001, "too large"),
    ],
)
def test_every_bad_file_is_told_why(content: bytes, message: str) -> None:
    with pytest.raises(BadFile) as refused:
        read_table(content)
    assert message in refused.value.message


def test_bombs_are_not_unpacked() -> None:
    for content, message in ((_bomb(), "becomes too large"), (_entities(), "damaged")):
        with pytest.raises(BadFile) as refused:
            read_table(content)
        assert message in refused.value.message


async def test_a_bad_file_is_told_on_the_page_and_over_the_api(as_: As) -> None:
    asha = await as_("asha")
    for path in ("/imports", "/api/imports"):
        reply = await asha.post(path, data={"subject": "people"}, files={"file": ("x.csv", b"")})
        assert reply.status_code == 422
        assert "This file is empty." in reply.text
        reply = await asha.post(path, data={"subject": "people"})
        assert reply.status_code == 422
        assert "Please choose a file." in reply.text


async def test_only_uploads_may_be_large(as_: As) -> None:
    asha = await as_("asha")
    content = b"Nachname;Notiz\n" + b"X;" + b"y" * 30_000 + b"\n"
    content += b"Z;" + b"y" * 30_000 + b"\n"
    large = content * 1
    while len(large) < 1_500_000:
        large += content.split(b"\n", 1)[1]
    sent = await asha.post("/api/imports", data={"subject": "people"}, files={"file": ("x.csv", large)})
    assert sent.status_code == 201
    assert (await asha.post("/exports", content=large)).status_code == 413
