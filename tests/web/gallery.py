"""A small application that shows every component, to look at and to test. Run: python -m tests.web.gallery."""

from datetime import UTC, date, datetime, time
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated, Any
from uuid import UUID

import msgspec
from granian.constants import Interfaces
from granian.server import Server as Granian
from jinja2 import FileSystemLoader, PrefixLoader
from litestar import Litestar, Request, get, post
from litestar.datastructures import ResponseHeader
from litestar.params import FromPath, FromQuery
from litestar.response import Response
from msgspec import Meta

from casework.core.codes import Code
from casework.core.errors import Conflict, Denied, Invalid, NotFound, Unauthenticated, Unavailable
from casework.web import merge, navigation, pages, problems, resume
from casework.web.assets import static_files
from casework.web.entrance import HEADERS
from casework.web.forms import Form
from casework.web.input import read_fields, read_form
from casework.web.render import environment, page

AnyRequest = Request[Any, Any, Any]
COUNSELLOR = SimpleNamespace(
    name="Nadja Brückner",
    role="counsellor",
    organisation_name="Beratungsstelle Barnim",
    member_id=UUID("00000000-0000-7000-8000-000000000001"),
    memberships=2,
)


class Channel(Code):
    """How somebody got in touch."""

    IN_PERSON = "in_person", "In person"
    PHONE = "phone", "By phone"
    VIDEO = "video", "By video"


class Category(Code):
    """What may be passed on."""

    IDENTITY = "identity", "Name, contact, languages"
    WORK = "work", "Work history and degrees"
    PLAN = "plan", "Business plan"
    RESIDENCE = "residence", "Residence"
    HEALTH = "health", "Health"


class Appointment(msgspec.Struct):
    """One of every kind of field."""

    family_name: Annotated[str, Meta(max_length=40)]
    starts_at: datetime
    district: UUID
    channel: Channel
    categories: Annotated[list[Category], Meta(min_length=1)]
    own_script: Annotated[str, Meta(max_length=40)] | None = None
    born_on: date | None = None
    pick_up: time | None = None
    minutes: Annotated[int, Meta(ge=1, le=600)] | None = None
    note: Annotated[str, Meta(max_length=200)] | None = None
    interpreter: bool = False


def use_gallery_templates() -> None:
    """Let both environments find the templates of the gallery under "gallery/…"."""
    for language in ("de", "en"):
        loader = environment(language).loader
        assert isinstance(loader, PrefixLoader)
        loader.mapping = dict(loader.mapping) | {"gallery": FileSystemLoader(Path(__file__).parent / "gallery")}


@get(["/", "/today"])
async def today(request: AnyRequest) -> Response[str]:
    """Show lists, chips and panels, as the start page has them."""
    return page(request, "gallery/today.html", at=datetime(2026, 11, 22, 9, 0, tzinfo=UTC))


@get("/case")
async def case(request: AnyRequest) -> Response[str]:
    """Show a file: head, tabs, note, timeline, dots."""
    return page(request, "gallery/case.html", form=Form.blank(Appointment, note="Geschäftsplan fast fertig"))


@get("/form")
async def blank(request: AnyRequest) -> Response[str]:
    """Show an empty form."""
    return page(
        request, "gallery/form.html", form=Form.blank(Appointment, starts_at=datetime(2026, 11, 27, 8, 0, tzinfo=UTC))
    )


@post("/form", status_code=200)
async def send(request: AnyRequest) -> Response[str]:
    """Show the form again with every mistake."""
    form = await read_form(request, Appointment)
    return page(request, "gallery/form.html", 200 if form.valid else 422, form=form)


@get("/record")
async def record(request: AnyRequest, sort: FromQuery[str] = "-at") -> Response[str]:
    """Show filters, a table and its pages."""
    return page(request, "gallery/record.html", sort=sort)


@get("/referral")
async def referral(request: AnyRequest) -> Response[str]:
    """Show two halves: a form and what it would send."""
    return page(request, "gallery/referral.html", form=Form.blank(Appointment, categories=["identity", "work", "plan"]))


@get("/parts")
async def parts(request: AnyRequest) -> Response[str]:
    """Show everything else: alerts, buttons, empty states."""
    return page(request, "gallery/parts.html")


@get("/merge")
async def merged(request: AnyRequest) -> Response[str]:
    """Show what two people changed."""
    typed = {
        "family_name": "Seitkali",
        "note": "Mietvertrag noch nicht unterschreiben.",
        "categories": ["identity", "work"],
    }
    stored = {
        "family_name": "Seitkali",
        "note": "Mietvertrag geprüft.\nUnterschrift am 30.11.",
        "categories": ["identity"],
    }
    yours, theirs = Form.read(Appointment, typed), Form.read(Appointment, stored)
    found = merge.differences(yours, theirs, {"family_name": "Name", "note": "Notiz", "categories": "Angaben"})
    kept = merge.kept_fields(yours, found, version=8)
    return page(request, "web/merge.html", 409, differences=found, kept=kept, action="/form", cancel="/case")


@get("/confirm")
async def confirm(request: AnyRequest) -> Response[str]:
    """Ask before something is done."""
    return page(
        request,
        "web/confirm.html",
        title="Entbindung widerrufen?",
        text="Ab sofort wird nichts mehr weitergegeben.",
        action="/form",
        submit="Widerrufen",
        cancel="/case",
        consequences=["Potsdam wird benachrichtigt und muss entscheiden: löschen, einschränken oder eigene Grundlage."],
    )


@get("/fail/{kind:str}")
async def fail(kind: FromPath[str]) -> None:
    """Fail in the asked-for way."""
    raise {
        "denied": Denied(),
        "missing": NotFound(),
        "conflict": Conflict("This case is already closed."),
        "invalid": Invalid("Some fields need to be corrected.", {"name": [("Please fill in this field.", {})]}),
        "away": Unavailable(),
        "nobody": Unauthenticated(),
        "bug": RuntimeError("secret value"),
    }[kind]


@post("/ended")
async def ended(request: AnyRequest) -> None:
    """Behave as if the session had ended while the form was on its way."""
    await resume.keep_typed(request)
    raise Unauthenticated


@post("/sign-in", status_code=200)
async def sign_in(request: AnyRequest) -> Response[str]:
    """Let everybody in and go on with what was typed."""
    fields = await read_fields(request)
    return resume.go_on(request, fields["next"][0], fields["typed"][0])


def sign_in_gallery(request: AnyRequest) -> None:
    """Act as the counsellor of the mockups, unless a test asks to be nobody."""
    request.state["request_id"] = "0190a0b0-0000-7000-8000-00000000000a"
    if "anonymous" not in request.query_params:
        request.state["actor"] = COUNSELLOR
        request.state["counts"] = {"/referral": 3}


def make_app() -> Litestar:
    """Give the application of the gallery."""
    roles = ["counsellor"]
    for order, (label, path) in enumerate(
        [
            ("Today", "/today"),
            ("My cases", "/case"),
            ("Referrals", "/referral"),
            ("Offers", "/parts"),
            ("Record", "/record"),
        ]
    ):
        navigation.register(label, path, order, roles)
    navigation.name_roles([("counsellor", "Counsellor")])
    use_gallery_templates()
    return Litestar(
        [
            today,
            case,
            blank,
            send,
            record,
            referral,
            parts,
            merged,
            confirm,
            fail,
            ended,
            sign_in,
            static_files(),
            *pages.handlers,
        ],
        before_request=sign_in_gallery,
        response_headers=[ResponseHeader(name=name, value=value) for name, value in HEADERS.items()],
        exception_handlers={Exception: problems.handle},
        openapi_config=None,
    )


if __name__ == "__main__":
    Granian("tests.web.gallery:make_app", port=8765, interface=Interfaces.ASGI, factory=True).serve()
