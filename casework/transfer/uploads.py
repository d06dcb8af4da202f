"""Taking an uploaded file out of a request."""

import asyncio
from typing import Any, NamedTuple

from litestar import Request
from litestar.datastructures import UploadFile
from litestar.exceptions import HTTPException

from casework.core.errors import Invalid
from casework.transfer.codes import Subject
from casework.transfer.files import Table, read_table
from casework.transfer.limits import MOST_BYTES, BadFile
from casework.web import mistakes
from casework.web.fields import shown
from casework.web.i18n import msgid

# A little more than the file itself, for what a form wraps around it.
LARGEST_REQUEST = MOST_BYTES + 1_000_000
CHOOSE_FILE = msgid("Please choose a file.")
NOT_AN_UPLOAD = msgid("Please send the file as a form with the fields “subject” and “file” (multipart/form-data).")


class Upload(NamedTuple):
    """A file that was sent and read: what it brings in, its name and its table."""

    subject: Subject
    file_name: str
    table: Table


async def read_upload(request: Request[Any, Any, Any]) -> Upload:
    """Read a sent file; raises Invalid that says at which field what is wrong with it."""
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise Invalid(NOT_AN_UPLOAD, {"file": [(CHOOSE_FILE, {})]})
    try:
        form = await request.form()
    except (HTTPException, ValueError) as error:
        if getattr(error, "status_code", 400) == 413:
            raise
        raise Invalid(NOT_AN_UPLOAD) from None
    said, file = form.get("subject"), form.get("file")
    if said not in set(Subject):
        raise Invalid(mistakes.CHOOSE_SOMETHING, {"subject": [(mistakes.CHOOSE_SOMETHING, {})]})
    if not isinstance(file, UploadFile) or not file.filename:
        raise BadFile(CHOOSE_FILE)
    content = await file.read()
    # Reading a large table is work for the processor; others are not to wait for it.
    table = await asyncio.to_thread(read_table, content)
    return Upload(Subject(said), shown(file.filename).replace("\\", "/").rsplit("/", 1)[-1].strip(), table)
