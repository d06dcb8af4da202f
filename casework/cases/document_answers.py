"""How a document is sent: as an attachment that no browser opens in our name."""

import unicodedata
from urllib.parse import quote

from casework.cases.document_schemas import DocumentFile
from casework.cases.document_types import TYPES
from casework.web.answers import Answer
from casework.web.uploads import clean_name


def attachment(file: DocumentFile) -> Answer[bytes]:
    """Give the answer that lets a browser save the file under its title (RFC 6266), with nosniff as everywhere."""
    known = TYPES.get(file.media_type)
    name = f"{clean_name(file.title).replace('/', '-') or 'document'}{known.ending if known else ''}"
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    safe = "".join(letter if letter.isalnum() or letter in " ._-" else "_" for letter in plain)
    disposition = f"attachment; filename=\"{safe}\"; filename*=UTF-8''{quote(name, safe='')}"
    # A type that is not on the list any more is sent as mere bytes.
    media_type = known.media_type if known else "application/octet-stream"
    return Answer(content=file.content, media_type=media_type, headers={"Content-Disposition": disposition})
