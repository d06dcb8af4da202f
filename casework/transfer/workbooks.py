"""Reading an XLSX: only its first visible sheet, only values, and never more than fits."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from casework.transfer.limits import MOST_COLUMNS, MOST_PARTS, MOST_ROWS, MOST_UNPACKED, BadFile
from casework.web.i18n import msgid

NOT_XLSX = msgid("This is no Excel workbook (XLSX). Please save the table as CSV (UTF-8) or XLSX.")
BROKEN = msgid("This Excel workbook is damaged. Please open it, save it again as XLSX and try once more.")
TOO_MUCH = msgid("This Excel workbook becomes too large when it is unpacked. Please save only the table, as CSV.")
NO_SHEET = msgid("This Excel workbook has no visible sheet.")
FAR_DOWN = msgid("This sheet has rows far below the others. Please keep at most %(most)d rows without gaps.")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def read(content: bytes) -> tuple[Iterator[tuple[int, list[str]]], str]:
    """Give the rows of the first visible sheet as texts, and its name; raises Invalid for what is no workbook."""
    has_formulas = _examined(content)
    from openpyxl import load_workbook

    try:
        values = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        name = next((sheet.title for sheet in values.worksheets if sheet.sheet_state == "visible"), None)
        if name is None:
            raise BadFile(NO_SHEET)  # noqa: TRY301  # It is the one thing here that no library raises.
        formulas = None
        if has_formulas:
            formulas = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)[name]
        return _rows(values[name], formulas), name
    except BadFile:
        raise
    except Exception as error:
        # The library raises whatever it stumbles over in a file that somebody made up.
        raise BadFile(BROKEN) from error


def _examined(content: bytes) -> bool:
    """Refuse what would unpack beyond all measure or is no workbook, and tell whether it has formulas."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            listed = parts.infolist()
            if "xl/workbook.xml" not in parts.namelist():
                raise BadFile(NOT_XLSX)
            if len(listed) > MOST_PARTS or sum(part.file_size for part in listed) > MOST_UNPACKED:
                raise BadFile(TOO_MUCH)
            found = False
            for part in listed:
                if part.filename.endswith((".xml", ".rels")):
                    found |= _looked_through(parts, part)
            return found
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise BadFile(BROKEN) from None


def _looked_through(parts: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Refuse a part with declarations of its own (entities that grow), and tell whether it has formulas."""
    is_sheet = part.filename.startswith("xl/worksheets/")
    with parts.open(part) as opened:
        tail = b""
        while block := opened.read(1_000_000):
            if _DECLARED.search(tail + block):
                raise BadFile(BROKEN)
            if is_sheet and _FORMULA.search(tail + block):
                return True
            tail = block[-16:]
    return False


def _rows(values: Any, formulas: Any) -> Iterator[tuple[int, list[str]]]:  # noqa: ANN401  # The library has no types.
    # One more of each than is taken, so that what is too much is noticed and not cut off.
    limits = {"max_row": 2 * MOST_ROWS + 1, "max_col": MOST_COLUMNS + 1}
    try:
        lines = values.iter_rows(values_only=True, **limits)
        if formulas is None:
            for number, cells in enumerate(lines, 1):
                yield _within(number), [_text(cell) for cell in cells]
            return
        for number, (cells, written) in enumerate(zip(lines, formulas.iter_rows(**limits), strict=False), 1):
            pairs = zip(cells, written, strict=False)
            # A formula that was never calculated has no value: it stays to be seen, and its row is rejected.
            yield _within(number), [_text(cell if cell is not None else _formula(origin)) for cell, origin in pairs]
    except BadFile:
        raise
    except Exception as error:
        raise BadFile(BROKEN) from error


def _within(number: int) -> int:
    if number > 2 * MOST_ROWS:
        raise BadFile(FAR_DOWN, most=MOST_ROWS)
    return number


def _formula(cell: Any) -> str | None:  # noqa: ANN401  # The library has no types.
    return str(cell.value) if getattr(cell, "data_type", "") == "f" else None


def _text(value: Any) -> str:  # noqa: ANN401, PLR0911  # One line for each type.
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.strftime("%Y-%m-%d %H:%M")
        case date():
            return value.isoformat()
        case time():
            return value.strftime("%H:%M")
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value)
