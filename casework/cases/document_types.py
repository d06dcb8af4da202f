"""Which files may be kept, recognised by what is in them: neither their name nor what the sender says counts."""

import io
import zipfile
from dataclasses import dataclass

import filetype

from casework.web.i18n import msgid


@dataclass(frozen=True, slots=True)
class FileType:
    """A type of file that may be kept: how it is sent back, the ending of its name, and what people call it."""

    media_type: str
    ending: str
    label: str


OPEN_XML = "application/vnd.openxmlformats-officedocument"
TYPES = {
    known.media_type: known
    for known in (
        FileType("application/pdf", ".pdf", "PDF"),
        FileType("image/png", ".png", msgid("Image (PNG)")),
        FileType("image/jpeg", ".jpg", msgid("Photo (JPEG)")),
        FileType("image/heic", ".heic", msgid("Photo (HEIC)")),
        FileType(f"{OPEN_XML}.wordprocessingml.document", ".docx", msgid("Word document")),
        FileType(f"{OPEN_XML}.spreadsheetml.sheet", ".xlsx", msgid("Excel table")),
        FileType("application/vnd.oasis.opendocument.text", ".odt", msgid("OpenDocument text")),
        FileType("text/plain", ".txt", msgid("Plain text")),
    )
}
ACCEPTED = ",".join(known.ending for known in TYPES.values())
_AS_THEY_STAND = ("application/pdf", "image/png", "image/jpeg", "image/heic")
_PARTS = {
    "word/document.xml": f"{OPEN_XML}.wordprocessingml.document",
    "xl/workbook.xml": f"{OPEN_XML}.spreadsheetml.sheet",
}
_ODT = "application/vnd.oasis.opendocument.text"
# Macros are programs, and so are what other programs run.
_PROGRAMS = ("vbaproject.bin", ".exe", ".dll", ".js", ".vbs", ".bat", ".ps1")
_PROGRAM_FOLDERS = ("basic/", "scripts/")
_CONTROL = {*range(32)} - {9, 10, 12, 13}
_MARKUP = ("<html", "<svg", "<script", "<!doctype", "<?xml", "<iframe", "<body")
MOST_PARTS = 5_000


def recognise(content: bytes) -> FileType | None:
    """Give the type of a file by its content; None for everything that may not be kept."""
    kind = filetype.guess(content[:8192])
    found = kind.mime if kind is not None else ""
    if found in _AS_THEY_STAND:
        return TYPES[found]
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    return TYPES["text/plain"] if _is_text(content) else None


def _office(content: bytes) -> FileType | None:
    """Give the type of an office document without unpacking more than its list of parts."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            names = {part.filename.lower() for part in parts}
            if len(parts) > MOST_PARTS or any(_is_program(name) for name in names):
                return None
            for part, media_type in _PARTS.items():
                if part in names and "[content_types].xml" in names:
                    return TYPES[media_type]
            first = parts[0]
            if first.filename == "mimetype" and first.file_size == len(_ODT) and archive.read(first) == _ODT.encode():
                return TYPES[_ODT]
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, OSError, EOFError):
        return None
    return None


def _is_program(name: str) -> bool:
    return name.endswith(_PROGRAMS) or name.startswith(_PROGRAM_FOLDERS)


def _is_text(content: bytes) -> bool:
    """Tell whether these bytes are text that people write: no control characters, no markup, no script."""
    if not content or _CONTROL & set(content):
        return False
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Older programs in Germany write this.
        text = content.decode("cp1252", errors="replace")
        if "\ufffd" in text:
            return False
    start = text[:4096].lower().lstrip()
    return not start.startswith(("#!", "<", "@echo", "%!ps")) and not any(mark in start for mark in _MARKUP)
