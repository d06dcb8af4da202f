"""Files that come with a form: what was typed beside them, and the file itself."""

import unicodedata
from typing import Any

import msgspec
from litestar import Request
from litestar.datastructures import UploadFile
from litestar.exceptions import HTTPException

from casework.core.errors import Invalid
from casework.web.i18n import msgid
from casework.web.input import Fields, read_fields

# Beside the largest file, so that one that is too large can still be refused without losing what was typed with it.
ROOM_BESIDE = 16_000_000
LONGEST_NAME = 200


class Upload(msgspec.Struct, frozen=True):
    """A file as it was sent: the name that people gave it, cleaned for showing, and its bytes."""

    name: str
    content: bytes


def is_multipart(request: Request[Any, Any, Any]) -> bool:
    """Say whether a request brings a form with files."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    return kind == "multipart/form-data"


async def read_upload(request: Request[Any, Any, Any], name: str) -> tuple[Fields, Upload | None]:
    """Give the typed fields of a form and the file of one field; None where no file was chosen.

    Raises Invalid when the body cannot be read.
    """
    if not is_multipart(request):
        return await read_fields(request), None
    try:
        form = await request.form()
    except HTTPException as error:
        if error.status_code == 413:
            raise
        message = msgid("This form was sent in a way that cannot be read. Please go back and send it again.")
        raise Invalid(message) from error
    fields: Fields = {}
    upload = None
    for key, value in form.multi_items():
        if not isinstance(value, UploadFile):
            fields.setdefault(key, []).append(str(value))
        elif key == name and value.filename and upload is None:
            upload = Upload(clean_name(value.filename), await value.read())
    return fields, upload


def clean_name(name: str) -> str:
    """Give a file name without folders and without characters that hide or turn around what people read."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(letter for letter in last if not unicodedata.category(letter).startswith("C"))
    return kept.strip(" .")[:LONGEST_NAME]
