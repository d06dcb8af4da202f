"""Files that come with a form: what was typed beside them, and the file itself."""

import unicodedata
from collections.abc import AsyncIterator
from hashlib import sha256
from typing import Any

import msgspec
from litestar import Request
from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

from casework.core.errors import Invalid
from casework.web.i18n import msgid
from casework.web.input import Fields, read_fields

# A file that is too large is read past and not kept, so that it can be refused in the form with what was typed there.
LARGEST_REQUEST = 300_000_000
MOST_TYPED = 400_000
MOST_PARTS = 100
LONGEST_NAME = 200
_STATE = "received"
UNREADABLE = msgid("This form was sent in a way that cannot be read. Please go back and send it again.")


class Upload(msgspec.Struct, frozen=True):
    """A file as it was sent: the name that people gave it, cleaned for showing, and its bytes.

    Of a file that is larger than allowed only so much is kept that this can be told.
    """

    name: str
    content: bytes


class Received(msgspec.Struct):
    """A form with files as it came in; `digest` stands for all of its bytes, `readable` tells whether it made sense."""

    fields: Fields = {}
    files: dict[str, Upload] = {}
    digest: bytes = b""
    readable: bool = True


class _Reader:
    """Takes the parts of a form one by one and keeps no more of them than is allowed."""

    def __init__(self, largest_file: int) -> None:
        self.received = Received()
        self._largest_file = largest_file
        self._typed = 0
        self._part: MultipartSegment | None = None
        self._kept = bytearray()

    def take(self, event: MultipartSegment | bytes | bytearray | None) -> None:
        """Take what the parser found: the head of a part, some of its bytes, or None for its end."""
        if event is None:
            self._finish()
        elif isinstance(event, MultipartSegment):
            self._part, self._kept = event, bytearray()
        elif self._part is not None and self._part.filename:
            self._kept += event[: max(0, self._largest_file + 1 - len(self._kept))]
        else:
            self._typed += len(event)
            if self._typed > MOST_TYPED:
                raise MultipartError("Too much text.")
            self._kept += event

    def _finish(self) -> None:
        part, found = self._part, self.received
        if part is None:
            return
        if part.filename is None:
            found.fields.setdefault(part.name, []).append(self._kept.decode(errors="replace"))
        elif part.filename:
            found.files.setdefault(part.name, Upload(clean_name(part.filename), bytes(self._kept)))
        self._part = None


def is_multipart(request: Request[Any, Any, Any]) -> bool:
    """Say whether a request brings a form with files."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    return kind == "multipart/form-data"


def received(request: Request[Any, Any, Any]) -> Received | None:
    """Give the form with files that `receive` has read of this request, None where it has not."""
    found: Received | None = request.state.get(_STATE)
    return found


async def receive(request: Request[Any, Any, Any], largest_file: int) -> None:
    """Read a form with files as it comes in and remember it; of files that are larger the rest is read past."""
    boundary = parse_options_header(request.headers.get("content-type", ""))[1].get("boundary", "")
    reader, digest = _Reader(largest_file), sha256()
    request.state[_STATE] = reader.received
    chunks: AsyncIterator[bytes] = request.stream()
    try:
        with PushMultipartParser(boundary.encode(), max_segment_count=MOST_PARTS) as parser:
            async for chunk in chunks:
                digest.update(chunk)
                for event in parser.parse(chunk):
                    reader.take(event)
    except (MultipartError, ValueError):
        reader.received.readable = False
        # A browser listens to the answer once it was heard out.
        async for _ in chunks:
            pass
    reader.received.digest = digest.digest()


async def read_upload(request: Request[Any, Any, Any], name: str) -> tuple[Fields, Upload | None]:
    """Give the typed fields of a form and the file of one field; None where no file was chosen.

    Raises Invalid when the body cannot be read.
    """
    found = received(request)
    if found is None:
        return await read_fields(request), None
    if not found.readable:
        raise Invalid(UNREADABLE)
    return found.fields, found.files.get(name)


def clean_name(name: str) -> str:
    """Give a file name without folders and without characters that hide or turn around what people read."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(letter for letter in last if not unicodedata.category(letter).startswith("C"))
    return kept.strip(" .")[:LONGEST_NAME]
