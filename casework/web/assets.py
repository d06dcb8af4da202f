"""Static files: each has an address that carries a hash of its content, so a browser may keep it for ever."""

import hashlib
from functools import cache
from pathlib import Path

from litestar import Router
from litestar.response import Response
from litestar.static_files import create_static_files_router

FOLDER = Path(__file__).resolve().parent / "assets"
ADDRESS = "/assets"
# Files that refer to others beside them keep their plain names; the folder above them carries the hash.
_FOR_EVER = "public, max-age=31536000, immutable"


@cache
def version() -> str:
    """Give a short hash over all static files; one changed file changes the address of every one."""
    digest = hashlib.sha256()
    for file in sorted(path for path in FOLDER.rglob("*") if path.is_file()):
        digest.update(str(file.relative_to(FOLDER)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


@cache
def asset(name: str) -> str:
    """Give the address of a static file such as "casework.css". Raises FileNotFoundError when there is none."""
    if not (FOLDER / name).is_file():
        raise FileNotFoundError(f"There is no static file {name}; has the front end been bundled?")
    return f"{ADDRESS}/v-{version()}/{name}"


def static_files() -> Router:
    """Give the router that serves the static files to everybody."""
    return create_static_files_router(
        path=f"{ADDRESS}/v-{version()}",
        directories=[FOLDER],
        after_request=_kept_for_ever,
        include_in_schema=False,
        name="assets",
        # Style sheets, scripts and fonts are the same for everybody and say nothing about anybody.
        opt={"public": True},
    )


def _kept_for_ever(response: Response[bytes]) -> Response[bytes]:
    response.headers["Cache-Control"] = _FOR_EVER
    return response
