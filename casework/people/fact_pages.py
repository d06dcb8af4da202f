"""The sections of a client's page: what is known over time, one place to read it and one form to add to it."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Response

from casework.access.gate import Gate
from casework.core.errors import Invalid, NotFound, Stale
from casework.people import choices, fact_actions, fact_form, facts, merges, queries
from casework.people.client_form import LABELS, ClientForm, version_in
from casework.people.facts import FACTS, Fact, fact_called
from casework.people.occupations import group_of
from casework.people.sections import framed
from casework.web.forms import Form
from casework.web.input import read_fields
from casework.web.render import language_of, page

AnyRequest = Request[Any, Any, Any]


@get(
    [f"/people/{{client_id:uuid}}/{section}" for section in ("names", "contact", "papers", "skills")],
    include_in_schema=False,
)
async def show_section(
    request: AnyRequest, gate: NamedDependency[Gate], client_id: FromPath[UUID], done: FromQuery[str] = ""
) -> Response[Any]:
    """Show one section of a client's page; the front desk sees the ways to reach them only."""
    return await _section(request, gate, client_id, request.url.path.rpartition("/")[2], done=done)


@post("/people/{client_id:uuid}/facts/{word:str}", status_code=303, include_in_schema=False)
async def add_fact(
    request: AnyRequest, gate: NamedDependency[Gate], client_id: FromPath[UUID], word: FromPath[str]
) -> Response[Any]:
    """Keep one more fact."""
    fact = fact_called(word)
    form: ClientForm[Any] = ClientForm.read(fact.form, await read_fields(request))
    form.prefix = f"{word}-"
    if form.valid:
        try:
            await fact_actions.add_fact(gate, client_id, fact, form.value)
        except Invalid as error:
            form.take(error)
        else:
            return Redirect(f"/people/{client_id}/{fact.section}?done=saved", status_code=303)
    return await _section(request, gate, client_id, fact.section, wrong={word: form})


@get("/people/{client_id:uuid}/facts/{word:str}/{fact_id:uuid}", include_in_schema=False)
async def edit_page(
    request: AnyRequest,
    gate: NamedDependency[Gate],
    client_id: FromPath[UUID],
    word: FromPath[str],
    fact_id: FromPath[UUID],
) -> Response[Any]:
    """Show a kept fact for editing."""
    fact = fact_called(word)
    view = await _kept(gate, client_id, fact, fact_id)
    form = fact_form.filled(ClientForm, fact, view, language_of(request))
    return await _edit_page(request, gate, client_id, fact, view, form)


@post("/people/{client_id:uuid}/facts/{word:str}/{fact_id:uuid}", status_code=303, include_in_schema=False)
async def change_fact(
    request: AnyRequest,
    gate: NamedDependency[Gate],
    client_id: FromPath[UUID],
    word: FromPath[str],
    fact_id: FromPath[UUID],
) -> Response[Any]:
    """Keep what was changed; whoever was slower sees what stands there by now, with their own words in the form."""
    fact = fact_called(word)
    sent = await read_fields(request)
    form: ClientForm[Any] = ClientForm.read(fact.form, sent)
    if form.valid:
        try:
            await fact_actions.change_fact(gate, client_id, fact, fact_id, form.value, version_in(sent))
        except (Invalid, Stale) as error:
            form.take(error)
        else:
            return Redirect(f"/people/{client_id}/{fact.section}?done=saved", status_code=303)
    view = await _kept(gate, client_id, fact, fact_id)
    return await _edit_page(request, gate, client_id, fact, view, form)


@post("/people/{client_id:uuid}/facts/{word:str}/{fact_id:uuid}/removal", status_code=303, include_in_schema=False)
async def remove_fact(
    request: AnyRequest,
    gate: NamedDependency[Gate],
    client_id: FromPath[UUID],
    word: FromPath[str],
    fact_id: FromPath[UUID],
) -> Redirect:
    """Remove a fact that should not stand there."""
    fact = fact_called(word)
    await fact_actions.remove_fact(gate, client_id, fact, fact_id, version_in(await read_fields(request)))
    return Redirect(f"/people/{client_id}/{fact.section}?done=removed", status_code=303)


async def _kept(gate: Gate, client_id: UUID, fact: Fact, fact_id: UUID) -> Any:  # noqa: ANN401  # One of the views.
    record = await gate.get(fact.model, fact_id, "update")
    if record.client_id != client_id:
        raise NotFound
    return fact.shown(record)


async def _section(
    request: AnyRequest,
    gate: Gate,
    client_id: UUID,
    section: str,
    *,
    wrong: dict[str, ClientForm[Any]] | None = None,
    done: str = "",
) -> Response[Any]:
    context = await framed(request, gate, client_id, done)
    kinds = [fact for fact in FACTS.values() if fact.section == section]
    listed = {fact.word: await facts.facts_of(gate, client_id, fact) for fact in kinds}
    forms = {fact.word: fact_form.empty(ClientForm, fact) for fact in kinds} | (wrong or {})
    return page(
        request,
        "people/section.html",
        422 if wrong else 200,
        section=section,
        kinds=kinds,
        listed=listed,
        forms=forms,
        merges=await merges.merges_of(gate, client_id) if section == "names" else [],
        **context,
        **_words(request),
    )


async def _edit_page(
    request: AnyRequest,
    gate: Gate,
    client_id: UUID,
    fact: Fact,
    view: Any,  # noqa: ANN401  # One of the views.
    form: Form[Any],
) -> Response[Any]:
    client = await queries.client(gate, client_id)
    status = 200 if form.valid else 422
    return page(request, "people/fact.html", status, client=client, fact=fact, view=view, form=form, **_words(request))


def _words(request: AnyRequest) -> dict[str, Any]:
    tongue = language_of(request)
    return {
        "fields": fact_form.FIELDS,
        "titles": fact_form.TITLES,
        "field_labels": LABELS,
        "group_of": group_of,
        "text_of": lambda field, code: choices.text_of(field, code, tongue) if code else "",
        "options": {
            "language": choices.options("languages", tongue),
            "country": choices.options("citizenships", tongue),
        },
    }


handlers = [show_section, add_fact, edit_page, change_fact, remove_fact]
