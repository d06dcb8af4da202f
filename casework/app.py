"""The composition root: the only place that wires things together."""

import gc
import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from litestar import Litestar, Request, Router, get
from litestar.di import NamedDependency, Provide
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.types import ControllerRouterHandler

from casework import tables
from casework.access.enforcer import policy
from casework.access.gate import Gate
from casework.audit.recorder import Event
from casework.config import Settings
from casework.core.db import Database
from casework.core.errors import NotFound
from casework.core.log import configure
from casework.identity.own_account import OwnAccount
from casework.identity.password_reset import PasswordReset
from casework.identity.refusals import Refusals
from casework.identity.sign_in import SignIn
from casework.jobs.registry import register_all
from casework.tenancy.codes import Role
from casework.tenancy.guard import refuse_unsafe_database
from casework.web import assets, navigation
from casework.web import pages as web_pages
from casework.web.answers import Answer, Replayed, expected_version, replay
from casework.web.entrance import Threshold, admit, provide_gate
from casework.web.problems import handle
from casework.web.uploads import LARGEST_REQUEST

PACKAGE = Path(__file__).parent


def handlers() -> list[ControllerRouterHandler]:
    """Give the handlers of every slice that has pages or an API; those in `uploads` take files."""
    found: list[ControllerRouterHandler] = []
    uploads: list[ControllerRouterHandler] = []
    for path in sorted([*PACKAGE.glob("*/api.py"), *PACKAGE.glob("*/pages.py")]):
        if path.parent.name != "web":
            module = importlib.import_module(f"casework.{path.parent.name}.{path.stem}")
            found.extend(module.handlers)
            uploads.extend(getattr(module, "uploads", ()))
    return [*found, Router("/", route_handlers=uploads, request_max_body_size=LARGEST_REQUEST, opt={"upload": True})]


@get("/schema/openapi.json", include_in_schema=False)
async def openapi_document(request: Request[Any, Any, Any], gate: NamedDependency[Gate]) -> Answer[dict[str, Any]]:
    """Give the OpenAPI document to people who are signed in."""
    gate.note(Event("read", "openapi_document"))
    return Answer(content=request.app.openapi_schema.to_schema())


def _closed(*_: object) -> None:
    raise NotFound


def _demo_people(settings: Settings) -> list[Any]:
    """Give the people whom the sign-in page offers in the demo; never any where real data is."""
    if not settings.demo:
        return []
    from casework.demo.people import PEOPLE

    return list(PEOPLE)


def create_app(settings: Settings | None = None) -> Litestar:
    """Make the application; its pools open with the first request and close with the server."""
    settings = settings or Settings.read()
    configure(settings.log_level)
    policy()
    register_all()
    navigation.name_roles(Role.choices())

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        passfile = str(settings.password_file) if settings.password_file.is_file() else None
        database = Database(settings.address("casework_app"), passfile, settings.pool_size)
        door = Database(settings.address("casework_signin"), passfile, 2)
        app.state.update({"database": database, "door": door})
        app.state.update({"sign_in": SignIn(door, settings), "password_reset": PasswordReset(door, settings)})
        app.state.own_account = OwnAccount(door, settings)
        try:
            await refuse_unsafe_database(database, settings)
            # What the program consists of stays; looking through it for garbage stopped everybody for 0.2 seconds.
            gc.collect()
            gc.freeze()
            yield
        finally:
            await database.close()
            await door.close()

    app = Litestar(
        route_handlers=[
            *handlers(),
            *web_pages.handlers,
            openapi_document,
            assets.static_files(),
        ],
        dependencies={
            "gate": Provide(provide_gate),
            "version": Provide(expected_version, sync_to_thread=False),
        },
        before_request=admit,
        after_exception=[Refusals().hear],
        exception_handlers={Replayed: replay, Exception: handle},
        response_class=Answer,
        lifespan=[lifespan],
        openapi_config=OpenAPIConfig(
            title="Casework",
            version="1",
            description="All that the pages can do, as JSON. Sign in at POST /api/sign-in; the answer sets a cookie.",
            render_plugins=[JsonRenderPlugin()],
            # The framework's own page of the document would not ask who is there; ours above does.
            openapi_router=Router(
                path="/schema/framework", route_handlers=[], guards=[_closed], include_in_schema=False
            ),
        ),
        request_max_body_size=1_000_000,
        debug=False,
    )
    # Outermost, so that also the answer to an address that does not exist has its number and its headers.
    app.asgi_handler = Threshold(app.asgi_handler, settings)
    app.state.settings = settings
    app.state.demo_people = _demo_people(settings)
    app.state.tables = tables.SLICES
    return app
