"""Reading a table that somebody uploads, CSV or XLSX, into headings and rows of texts; a bad one is told why."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from casework.transfer import workbooks
from casework.transfer.limits import LONGEST_CELL, MOST_BYTES, MOST_COLUMNS, MOST_ROWS, BadFile
from casework.web.i18n import msgid
from casework.web.sheets import unguarded

TAB = "\t"
SEPARATORS = (";", ",", TAB)
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOOKED_AT = 50

EMPTY = msgid("This file is empty. Please choose a table whose first row has the headings.")
NO_ROWS = msgid("This file has headings but no rows below them.")
TOO_LARGE = msgid("This file is too large. Please split it into files of 20 MB at most.")
TOO_MANY_ROWS = msgid("This file has more than %(most)d rows. Please split it.")
TOO_MANY_COLUMNS = msgid("This file has more than %(most)d columns. Please take out those that are not needed.")
LONG_CELL = msgid("Row %(row)d has a cell with more than %(most)d characters. Please shorten it.")
NUL = msgid("This file contains NUL characters, so it is no table. Please save it as CSV (UTF-8) or XLSX.")
OLD_EXCEL = msgid("This is an old Excel file (.xls) or one with a password. Please save it as XLSX without a password.")
NO_TEXT = msgid("This file is no text that could be read. Please save it as CSV (UTF-8) or XLSX.")
NO_TABLE = msgid("Row %(row)d cannot be read as a row of a table; a quotation mark may be missing.")
NO_HEADINGS = msgid("The first row has no headings. Please put a name above each column.")


class Table(NamedTuple):
    """A table as it was read: headings, rows with the number by which the file counts them, and how it was read."""

    headings: list[str]
    rows: list[tuple[int, list[str]]]
    note: str


def read_table(content: bytes) -> Table:
    """Read a file by its content, whatever it is called; raises Invalid that says what to do about it."""
    if len(content) > MOST_BYTES:
        raise BadFile(TOO_LARGE)
    if not content.strip():
        raise BadFile(EMPTY)
    if content.startswith(_OLD_EXCEL):
        raise BadFile(OLD_EXCEL)
    if content.startswith(b"PK\x03\x04"):
        cells, note = workbooks.read(content)
    else:
        cells, note = _text_rows(content)
    return _table(cells, note)


def _table(lines: Iterable[tuple[int, list[str]]], note: str) -> Table:
    found = ((number, _trimmed(cells)) for number, cells in lines)
    filled = ((number, cells) for number, cells in found if cells)
    _, headings = next(filled, (0, []))
    if not headings:
        raise BadFile(EMPTY)
    rows: list[tuple[int, list[str]]] = []
    for number, cells in filled:
        if len(rows) == MOST_ROWS:
            raise BadFile(TOO_MANY_ROWS, most=MOST_ROWS)
        if max(map(len, cells)) > LONGEST_CELL:
            raise BadFile(LONG_CELL, row=number, most=LONGEST_CELL)
        if any("\x00" in cell for cell in cells):
            raise BadFile(NUL)
        rows.append((number, [unguarded(cell) for cell in cells]))
    widest = max([len(headings), *(len(cells) for _, cells in rows)])
    if widest > MOST_COLUMNS:
        raise BadFile(TOO_MANY_COLUMNS, most=MOST_COLUMNS)
    if sum(1 for heading in headings if heading) * 2 < len(headings):
        raise BadFile(NO_HEADINGS)
    if not rows:
        raise BadFile(NO_ROWS)
    return Table([heading[:200] for heading in headings], rows, note)


def _trimmed(cells: list[str]) -> list[str]:
    """Give the cells without blanks around them and without empty ones at the end."""
    found = [cell.strip() for cell in cells]
    while found and not found[-1]:
        found.pop()
    return found


def _text_rows(content: bytes) -> tuple[Iterator[tuple[int, list[str]]], str]:
    text, encoding = _decoded(content)
    if "\x00" in text:
        raise BadFile(NUL)
    separator = _separator(text)
    return _csv_rows(text, separator), f"{encoding}, {'Tab' if separator == TAB else separator}"


def _decoded(content: bytes) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            try:
                return content.decode(encoding), encoding.removesuffix("-sig").upper()
            except UnicodeDecodeError:
                raise BadFile(NO_TEXT) from None
    if b"\x00" in content:
        raise BadFile(NUL)
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        pass
    try:
        # What older German programs write.
        return content.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError:
        raise BadFile(NO_TEXT) from None


def _separator(text: str) -> str:
    """Give the separator under which the first rows agree best on their number of cells."""
    scores: dict[str, tuple[int, int]] = {}
    for separator in SEPARATORS:
        lines = []
        for _, cells in _csv_rows(text, separator):
            lines.append(cells)
            if len(lines) == _LOOKED_AT:
                break
        width = len(lines[0]) if lines else 0
        scores[separator] = (sum(1 for cells in lines if len(cells) == width) if width > 1 else 0, width)
    return max(scores, key=lambda separator: scores[separator])


def _csv_rows(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(LONGEST_CELL * 4)
    # A line of Excel's own that names the separator is no row.
    start = 1 if text[:5].casefold().startswith("sep=") else 0
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False)
    number = 0
    try:
        for number, cells in enumerate(lines, 1):
            if number > start:
                yield number, cells
    except csv.Error:
        raise BadFile(NO_TABLE, row=number + 1) from None
