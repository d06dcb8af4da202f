"""One family of errors, each with the status that HTTP answers and a message that can be translated."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

Message = tuple[str, Mapping[str, object]]


class CaseworkError(Exception):
    """Anything a person can be told about: an English message with %(name)s places and the values that fill them.

    ``fields`` names the form or JSON fields at fault, each with its own messages.
    """

    status: ClassVar[int] = 500
    code: ClassVar[str] = "error"

    def __init__(
        self,
        message: str,
        fields: Mapping[str, Sequence[Message]] | None = None,
        **values: object,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.fields: dict[str, list[Message]] = {name: list(told) for name, told in (fields or {}).items()}
        self.values: dict[str, object] = values
        # Whoever refuses access hangs the event here that the access record must show.
        self.refusal: object | None = None


class Invalid(CaseworkError):
    """What came in cannot be used as it stands."""

    status = 422
    code = "invalid"


class NotFound(CaseworkError):
    """There is no such record for this person; a foreign, a restricted and an invented id answer alike."""

    status = 404
    code = "not_found"

    def __init__(self, message: str = "There is nothing here for you under this address.", **values: object) -> None:
        super().__init__(message, None, **values)


class Denied(CaseworkError):
    """The record is visible, but this act is not for this person."""

    status = 403
    code = "denied"

    def __init__(self, message: str = "Your role does not allow this.", **values: object) -> None:
        super().__init__(message, None, **values)


class Unauthenticated(CaseworkError):
    """Nobody is signed in, or the session has ended."""

    status = 401
    code = "unauthenticated"

    def __init__(self, message: str = "Please sign in.", **values: object) -> None:
        super().__init__(message, None, **values)


class Conflict(CaseworkError):
    """The record is in a state in which this cannot be done."""

    status = 409
    code = "conflict"


class Stale(CaseworkError):
    """Somebody else changed the record since it was read; nothing was overwritten."""

    status = 412
    code = "stale"

    def __init__(
        self,
        message: str = "Somebody changed this in the meantime. Load it again and repeat your change.",
        **values: object,
    ) -> None:
        super().__init__(message, None, **values)


class PreconditionRequired(CaseworkError):
    """An edit came without the version it is based on (RFC 6585 § 3)."""

    status = 428
    code = "precondition_required"

    def __init__(
        self,
        message: str = "Send the version you edited in the header If-Match; a GET of the record tells it as ETag.",
        **values: object,
    ) -> None:
        super().__init__(message, None, **values)


class TooMany(CaseworkError):
    """Too many attempts in a short time."""

    status = 429
    code = "too_many"

    def __init__(self, message: str, retry_after: int, **values: object) -> None:
        super().__init__(message, None, **values)
        self.retry_after = retry_after


class Unavailable(CaseworkError):
    """The service cannot answer now, for instance because the database is away; trying again later may work."""

    status = 503
    code = "unavailable"

    def __init__(
        self,
        message: str = "Casework cannot be reached for the moment. Nothing was lost; please try again shortly.",
        retry_after: int = 5,
        **values: object,
    ) -> None:
        super().__init__(message, None, **values)
        self.retry_after = retry_after
