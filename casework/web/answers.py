"""Answers that remember their bytes, conditional edits, and requests that may safely be sent twice."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypeVar

from litestar import Request
from litestar.response import Response
from litestar.response.base import ASGIResponse

from casework.access.gate import Gate
from casework.audit.recorder import Event
from casework.core.errors import Conflict, Invalid, PreconditionRequired
from casework.core.model import new_id
from casework.web.i18n import msgid
from casework.web.uploads import received

Content = TypeVar("Content")
LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it was sent: status, headers that matter, and bytes."""

    status: int
    headers: dict[str, str]
    body: bytes


class Answer(Response[Content]):
    """The program's response class: never cached, and its bytes are known to the gate before the commit."""

    # Litestar's own options pass through as they came, so they are neither listed nor typed once more.
    def to_asgi_response(self, request: Request[Any, Any, Any], **options: Any) -> ASGIResponse:  # type: ignore[override]  # noqa: ANN401
        """Render the answer and leave a copy for whoever keeps answers to repeated requests."""
        self.headers.setdefault("Cache-Control", "no-store")
        rendered = super().to_asgi_response(request=request, **options)
        if isinstance(rendered, ASGIResponse):
            kept = {name: value for name, value in self.headers.items() if name.lower() in {"etag", "location"}}
            kept["content-type"] = str(self.media_type or "application/json")
            request.state["answer"] = Kept(rendered.status_code, kept, bytes(rendered.body))
        return rendered


class Replayed(Exception):  # It is no error: the stored answer travels in it past the handler.
    """A request came a second time with the same key: this is the answer to the first."""

    def __init__(self, kept: Kept) -> None:
        super().__init__("replayed")
        self.kept = kept


def replay(_: Request[Any, Any, Any], repeated: Replayed) -> Response[bytes]:
    """Answer with what was answered the first time."""
    headers = {**repeated.kept.headers, "Idempotent-Replayed": "true", "Cache-Control": "no-store"}
    media_type = headers.pop("content-type")
    return Response(
        content=repeated.kept.body, status_code=repeated.kept.status, headers=headers, media_type=media_type
    )


def tagged(view: Content, version: int, status: int = 200) -> Answer[Content]:
    """Give a JSON answer that tells its version as ETag."""
    return Answer(content=view, status_code=status, headers={"ETag": f'"{version}"'})


def expected_version(request: Request[Any, Any, Any]) -> int:
    """Give the version in If-Match; raises PreconditionRequired without one (RFC 9110 § 13.1.1, RFC 6585 § 3)."""
    text = request.headers.get("if-match", "").strip().removeprefix("W/").strip('"')
    if not text.isdecimal() or len(text) > 9:
        raise PreconditionRequired
    return int(text)


@dataclass(frozen=True, slots=True)
class Repetition:
    """The key under which a client may repeat a POST, and the fingerprint of what it sent."""

    key: str
    fingerprint: bytes

    @classmethod
    async def of(cls, request: Request[Any, Any, Any]) -> "Repetition | None":
        """Give the key of an API POST, None where there is none; raises Invalid for one that is too long or empty."""
        key = request.headers.get("idempotency-key")
        if key is None or request.method != "POST" or not request.url.path.startswith("/api/"):
            return None
        if not key.strip() or len(key) > LONGEST_KEY or not key.isprintable():
            raise Invalid(msgid("The header Idempotency-Key must have 1 to 200 printable characters."))
        sent = request.url.path.encode() + b"\0" + request.url.query.encode() + b"\0"
        form = received(request)
        sent += await request.body() if form is None else form.digest
        return cls(key, sha256(sent).digest())

    async def find(self, gate: Gate) -> Kept | None:
        """Give the stored answer; raises Conflict while the first request runs, Invalid for another request's key."""
        lock = sha256(gate.actor.org_id.bytes + gate.actor.member_id.bytes + self.key.encode()).digest()[:8]
        (taken,) = await gate.call("select pg_try_advisory_xact_lock($1)", int.from_bytes(lock, signed=True))
        if not taken[0]:
            raise Conflict(msgid("The same request is still being worked on; ask again in a moment."))
        rows = await gate.call(
            "select request_hash, status, headers, body from idempotency_answers"
            " where org_id = $1 and member_id = $2 and key = $3",
            gate.actor.org_id,
            gate.actor.member_id,
            self.key,
        )
        if not rows:
            return None
        request_hash, status, headers, body = rows[0]
        if request_hash != self.fingerprint:
            raise Invalid(msgid("This Idempotency-Key was used for another request."))
        gate.note(Event("read", "repeated_answer"))
        names = headers[::2]
        return Kept(status, dict(zip(names, headers[1::2], strict=True)), body)

    async def keep(self, gate: Gate, kept: Kept) -> None:
        """Store the answer in the transaction that did the work."""
        await gate.call(
            "insert into idempotency_answers (org_id, id, member_id, key, request_hash, status, headers, body)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8)",
            gate.actor.org_id,
            new_id(),
            gate.actor.member_id,
            self.key,
            self.fingerprint,
            kept.status,
            [text for pair in kept.headers.items() for text in pair],
            kept.body,
        )
