"""Files for spreadsheets, CSV and XLSX, written row by row so that their length is no matter."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from tempfile import NamedTemporaryFile
from typing import IO, Any, Protocol, TypeAlias

import xlsxwriter

from casework.core.clock import ZONE

Cell: TypeAlias = str | int | float | bool | date | datetime | None
Row: TypeAlias = Sequence[Cell]

BLOCK = 65_536
# A spreadsheet takes a cell that starts so for a formula and runs it (CWE-1236).
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
# Excel takes no longer text and no more rows.
LONGEST_CELL = 32_767
MOST_ROWS = 1_048_575
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_WIDTH = 18


class Sheet(Protocol):
    """A file in the making: rows go in one after the other, the finished file comes out once."""

    def add(self, rows: Iterable[Row]) -> None:
        """Write rows at the end."""

    def finish(self) -> IO[bytes]:
        """Complete the file and give it, opened at its beginning; whoever takes it closes it."""


def sheet(kind: str, headings: Sequence[str], *, german: bool = True) -> Sheet:
    """Begin a file of a kind ("csv" or "xlsx") with its headings; dates in a CSV are written as the reader does."""
    made: Sheet = XlsxSheet() if kind == "xlsx" else CsvSheet(german=german)
    made.add([headings])
    return made


class CsvSheet:
    """UTF-8 with its mark and semicolons, as a German Excel opens it with a double click."""

    def __init__(self, *, german: bool = True) -> None:
        self._day, self._moment = ("%d.%m.%Y", "%d.%m.%Y %H:%M") if german else ("%Y-%m-%d", "%Y-%m-%d %H:%M")
        self._file: IO[bytes] = NamedTemporaryFile()  # noqa: SIM115  # Whoever takes the finished file closes it.
        self._file.write(b"\xef\xbb\xbf")

    def add(self, rows: Iterable[Row]) -> None:
        """Write rows at the end."""
        text = io.StringIO()
        writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL)
        writer.writerows([safe(self._text(cell)) for cell in row] for row in rows)
        self._file.write(text.getvalue().encode("utf-8", "replace"))

    def finish(self) -> IO[bytes]:
        """Give the file, opened at its beginning."""
        self._file.seek(0)
        return self._file

    def _text(self, cell: Cell) -> str:
        match cell:
            case None:
                return ""
            case bool():
                return "1" if cell else "0"
            case datetime():
                return cell.astimezone(ZONE).strftime(self._moment)
            case date():
                return cell.strftime(self._day)
            case _:
                return str(cell)


class XlsxSheet:
    """A workbook with one sheet; texts stay texts, so that nothing in them is ever calculated or followed."""

    def __init__(self) -> None:
        self._file: IO[bytes] = NamedTemporaryFile(suffix=".xlsx")  # noqa: SIM115  # Whoever takes it closes it.
        plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        # One row is held in memory at a time.
        self._book: Any = xlsxwriter.Workbook(self._file, {"constant_memory": True, **plain})
        self._sheet: Any = self._book.add_worksheet()
        self._head = self._book.add_format({"bold": True})
        self._day = self._book.add_format({"num_format": "dd.mm.yyyy"})
        self._moment = self._book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
        self._rows = 0

    def add(self, rows: Iterable[Row]) -> None:
        """Write rows at the end; the first row of all are the headings."""
        for row in rows:
            if self._rows == 0:
                self._sheet.set_column(0, max(len(row) - 1, 0), _WIDTH)
                self._sheet.freeze_panes(1, 0)
            for column, cell in enumerate(row):
                self._put(column, cell)
            self._rows += 1

    def finish(self) -> IO[bytes]:
        """Give the file, opened at its beginning."""
        self._book.close()
        self._file.seek(0)
        return self._file

    def _put(self, column: int, cell: Cell) -> None:
        match cell:
            case None | "":
                return
            case bool():
                self._sheet.write_boolean(self._rows, column, cell)
            case datetime():
                local = cell.astimezone(ZONE).replace(tzinfo=None)
                self._sheet.write_datetime(self._rows, column, local, self._moment)
            case date():
                self._sheet.write_datetime(self._rows, column, cell, self._day)
            case int() | float():
                self._sheet.write_number(self._rows, column, cell)
            case _:
                form = self._head if self._rows == 0 else None
                self._sheet.write_string(self._rows, column, cell[:LONGEST_CELL], form)


def safe(text: str) -> str:
    """Give the text of a CSV cell so that no spreadsheet runs it."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def unguarded(text: str) -> str:
    """Give a text without the mark that `safe` puts in front, for files that come back."""
    return text[1:] if text.startswith("'") and text[1:].startswith(DANGEROUS) else text


def blocks(file: IO[bytes]) -> Iterator[bytes]:
    """Give a finished file in blocks to be sent, and close it after the last one."""
    with file:
        while block := file.read(BLOCK):
            yield block
