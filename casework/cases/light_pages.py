"""Pages on which light contacts are written, listed, and grow into cases."""

from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect, Response

from casework.access.gate import Gate
from casework.cases import light_actions, light_queries, note_actions, note_queries
from casework.cases.codes import AgeBand, ContactMode, ContactOutcome, Topic
from casework.cases.forms import AnyRequest, district_options, found_persons, version_in
from casework.cases.light_models import LightContact
from casework.cases.light_schemas import Growing, LightFields, LightFilter, LightForm, LightView, Linking
from casework.cases.models import Case, CaseNote
from casework.cases.queries import my_open_cases
from casework.core.clock import now
from casework.core.errors import CaseworkError, Conflict, Invalid, Stale
from casework.people.actions import MaybeKnown
from casework.people.codes import Gender, language_choices
from casework.web import navigation
from casework.web.forms import Form
from casework.web.i18n import msgid
from casework.web.input import read_fields, read_form
from casework.web.render import language_of, page

WRITERS = ("counsellor", "team_lead", "front_desk", "provider")
navigation.register(msgid("Light contacts"), "/light-contacts", order=25, roles=("front_desk",), also=("/contacts",))
navigation.register_shortcut(msgid("New contact"), "/contacts/new", "n", roles=WRITERS)


@get("/contacts/new", include_in_schema=False)
async def new_contact(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[str]:
    """Show the form for a talk without a case file; who carries cases may choose one of them instead."""
    gate.require(LightContact, "create")
    kept = await note_queries.draft(gate, note_actions.LIGHT_CONTACT, gate.actor.member_id)
    form = Form(LightForm, kept.fields) if kept else _blank()
    return await _new_page(request, gate, form, draft_at=kept.updated_at.isoformat() if kept else "")


@post("/light-contacts", status_code=303, include_in_schema=False)
async def write_contact(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[Any]:
    """Enter the talk, and lead to where it can grow."""
    form = await read_form(request, LightForm)
    if form.valid:
        try:
            contact = await light_actions.write_contact(gate, form.value.entered())
            await note_actions.discard_draft(gate, note_actions.LIGHT_CONTACT, gate.actor.member_id)
            return Redirect(f"/light-contacts/{contact.id}?done=entered", status_code=303)
        except Invalid as error:
            form.take(error)
    return await _new_page(request, gate, form, 422)


@get("/light-contacts", include_in_schema=False)
async def list_contacts(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[str]:
    """Show a page of light contacts with filters, all of which stand in the address."""
    asked = request.query_params.dict()
    form = Form.read(LightFilter, asked)
    if not form.valid:
        form = Form.read(LightFilter, {name: texts for name, texts in asked.items() if name not in form.errors})
    wanted = form.value if form.valid else LightFilter()
    found = await light_queries.listed(gate, wanted)
    whole = wanted.page == 1 and not found.has_more
    return page(
        request,
        "cases/light_list.html",
        found=found,
        total=len(found.rows) if whole else await light_queries.how_many(gate, wanted),
        wanted=wanted,
        districts=district_options(),
        **_choices(request),
    )


@get("/light-contacts/{contact_id:uuid}", include_in_schema=False)
async def show_contact(request: AnyRequest, gate: NamedDependency[Gate], contact_id: FromPath[UUID]) -> Response[str]:
    """Show a light contact and what can become of it."""
    contact = await light_queries.one(gate, contact_id)
    return await _contact_page(request, gate, contact, _growing(contact))


@get("/light-contacts/{contact_id:uuid}/edit", include_in_schema=False)
async def edit_contact(request: AnyRequest, gate: NamedDependency[Gate], contact_id: FromPath[UUID]) -> Response[str]:
    """Show one's own light contact for correction."""
    contact = await gate.get(LightContact, contact_id, "update")
    facts = {name: getattr(contact, name) for name in LightFields.__struct_fields__ if name != "topics"}
    first, *others = contact.topics
    form = Form.blank(LightForm, topic=first, more_topics=others, **facts)
    return _edit_page(request, contact_id, form, contact.version)


@post("/light-contacts/{contact_id:uuid}/edit", status_code=303, include_in_schema=False)
async def change_contact(request: AnyRequest, gate: NamedDependency[Gate], contact_id: FromPath[UUID]) -> Response[Any]:
    """Save the corrected contact."""
    fields = await read_fields(request)
    form, status = Form.read(LightForm, fields), 422
    contact = await gate.get(LightContact, contact_id, "update")
    if form.valid:
        try:
            await light_actions.change_contact(gate, contact_id, version_in(fields), form.value.entered())
            return Redirect(f"/light-contacts/{contact_id}?done=changed", status_code=303)
        except (Invalid, Stale) as error:
            status = form.take(error)
    return _edit_page(request, contact_id, form, contact.version, status)


@post("/light-contacts/{contact_id:uuid}/case", status_code=303, include_in_schema=False)
async def grow(request: AnyRequest, gate: NamedDependency[Gate], contact_id: FromPath[UUID]) -> Response[Any]:
    """Open a case out of the contact, or show who the person may be."""
    fields = await read_fields(request)
    form, status = Form.read(Growing, fields), 422
    known: list[Any] = []
    if form.valid:
        try:
            case = await light_actions.grow(gate, contact_id, version_in(fields), form.value)
            return Redirect(f"/cases/{case.id}?done=opened", status_code=303)
        except MaybeKnown as maybe:
            known, status = list(maybe.found), 409
        except (Invalid, Conflict, Stale) as error:
            status = form.take(error)
    contact = await light_queries.one(gate, contact_id)
    return await _contact_page(request, gate, contact, form, status, known)


@post("/light-contacts/{contact_id:uuid}/link", status_code=303, include_in_schema=False)
async def link(request: AnyRequest, gate: NamedDependency[Gate], contact_id: FromPath[UUID]) -> Response[Any]:
    """Let the contact belong to a person or a case that is there already."""
    fields = await read_fields(request)
    wanted = Form.read(Linking, fields)
    if not wanted.valid:
        raise Invalid(msgid("Choose a person or a case."))
    try:
        await light_actions.link(gate, contact_id, version_in(fields), wanted.value)
    except CaseworkError as error:
        if not isinstance(error, Invalid | Conflict | Stale):
            raise
        contact = await light_queries.one(gate, contact_id)
        form = _growing(contact)
        form.take(error)
        return await _contact_page(request, gate, contact, form, 409)
    return Redirect(f"/light-contacts/{contact_id}?done=linked", status_code=303)


def _blank() -> Form[LightForm]:
    return Form.blank(
        LightForm,
        outcome=ContactOutcome.INFORMED,
        mode=ContactMode.IN_PERSON,
        duration_minutes=10,
        language="de",
        at=now(),
    )


def _growing(contact: LightView) -> Form[Growing]:
    return Form.blank(
        Growing,
        given_name=contact.given_name,
        gender=contact.sex,
        district=contact.district,
        concern=contact.note,
    )


def _choices(request: AnyRequest) -> dict[str, Any]:
    return {
        "spoken": language_choices(language_of(request)),
        "ContactMode": ContactMode,
        "ContactOutcome": ContactOutcome,
        "Topic": Topic,
        "AgeBand": AgeBand,
        "Gender": Gender,
    }


async def _new_page(
    request: AnyRequest, gate: Gate, form: Form[LightForm], status: int = 200, draft_at: str = ""
) -> Response[str]:
    text = request.query_params.get("search", "")[:100].replace("\x00", "").strip()
    carries = gate.may(CaseNote, "create", within="assigned")
    return page(
        request,
        "cases/light_new.html",
        status,
        form=form,
        draft_at=draft_at,
        cases=await my_open_cases(gate, text, 8) if carries else None,
        search=text,
        districts=district_options(),
        **_choices(request),
    )


def _edit_page(
    request: AnyRequest, contact_id: UUID, form: Form[LightForm], version: int, status: int = 200
) -> Response[str]:
    shown = {"contact_id": contact_id, "form": form, "version": version, "districts": district_options()}
    return page(request, "cases/light_edit.html", status, **shown, **_choices(request))


async def _contact_page(
    request: AnyRequest,
    gate: Gate,
    contact: LightView,
    form: Form[Growing],
    status: int = 200,
    known: list[Any] | None = None,
) -> Response[str]:
    text = request.query_params.get("search", "")[:100].replace("\x00", "").strip()
    may_grow = gate.may(LightContact, "grow", within="assigned") and gate.may(Case, "create")
    return page(
        request,
        "cases/light_contact.html",
        status,
        contact=contact,
        form=form,
        known=known or [],
        search=text,
        found=await found_persons(gate, text),
        cases=await my_open_cases(gate, text, 5) if may_grow and contact.case_id is None else [],
        may_grow=may_grow,
        may_change=contact.author_id == gate.actor.member_id,
        done=request.query_params.get("done", ""),
        districts=district_options(),
        **_choices(request),
    )


handlers = [new_contact, write_contact, list_contacts, show_contact, edit_contact, change_contact, grow, link]
