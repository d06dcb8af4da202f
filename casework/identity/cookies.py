"""The session cookie."""

from litestar.datastructures import Cookie

from casework.config import Settings
from casework.web.entrance import cookie_name


def session_cookie(settings: Settings, token: str) -> Cookie:
    """Give the cookie that carries a session's token; it ends with the browser."""
    return Cookie(
        key=cookie_name(settings), value=token, path="/", httponly=True, samesite="lax", secure=settings.secure
    )


def end_cookie(settings: Settings) -> Cookie:
    """Give the cookie that makes a browser forget the session."""
    return Cookie(
        key=cookie_name(settings), value="", max_age=0, path="/", httponly=True, samesite="lax", secure=settings.secure
    )
