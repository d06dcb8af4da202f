"""The sender's pages: the lists, choosing, the draft beside its preview, and where a sent referral stands."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Redirect, Response

from casework.access.gate import Gate
from casework.cases import sections
from casework.cases.queries import case_head
from casework.consent import queries as consent
from casework.consent.codes import DataCategory
from casework.core.clock import today
from casework.core.errors import Conflict, Invalid, NotFound, Stale
from casework.referrals import actions, choices, inbox_pages, lists, progress, queries, signpost_pages, step_pages
from casework.referrals.codes import ReferralState
from casework.referrals.drafts import coverage, labels, preview_of, starting_form
from casework.referrals.models import ReceivedReferral, Referral
from casework.referrals.schemas import Content, NewReferral, SendableKind
from casework.referrals.views import ReferralView
from casework.web import merge, navigation
from casework.web.forms import Form
from casework.web.i18n import msgid
from casework.web.input import read_fields, read_form
from casework.web.render import page, reader

AnyRequest = Request[Any, Any, Any]
ROLES = ("counsellor", "team_lead", "provider")
PageNumber = Annotated[int, QueryParameter(ge=1, le=1_000, name="page")]

navigation.register(msgid("Referrals"), "/referrals", order=30, roles=ROLES, also=("/inbox",))
sections.register(msgid("Referrals"), "referrals", order=40, count=sections.Counted(Referral))


@get("/referrals")
async def list_referrals(
    request: AnyRequest,
    gate: NamedDependency[Gate],
    number: PageNumber = 1,
    part: FromQuery[str | None] = None,
    show: FromQuery[str] = "",
    in_state: Annotated[str, QueryParameter(name="state", max_length=40)] = "",
) -> Response[str]:
    """Show what was received or what was sent, overdue ones first; filters stand in the address."""
    may_send, may_receive = gate.may(Referral, "list", within="assigned"), gate.may(ReceivedReferral, "list")
    received = may_receive and (
        part == "received" or not may_send or (gate.actor.role == "provider" and part != "sent")
    )
    state = ReferralState(in_state) if in_state in set(ReferralState) else None
    chosen = {"state": state, "open": show == "open", "overdue": show == "overdue"}
    found = await (lists.received if received else lists.sent)(gate, number, **chosen)
    return page(
        request,
        "referrals/list.html",
        part="received" if received else "sent",
        parts=[name for name, allowed in (("received", may_receive), ("sent", may_send)) if allowed],
        found=found,
        number=number,
        show=show,
        state=state,
        tone=progress.tone,
        ReferralState=ReferralState,
    )


@get("/cases/{case_id:uuid}/referrals")
async def of_case(request: AnyRequest, gate: NamedDependency[Gate], case_id: FromPath[UUID]) -> Response[str]:
    """Show the referrals of a case as a section of its page."""
    head = await case_head(gate, case_id)
    found = await lists.sent(gate, 1, case=case_id)
    return page(request, "referrals/case.html", head=head, rows=found.rows, tone=progress.tone)


@get("/referrals/new")
async def choose(
    request: AnyRequest,
    gate: NamedDependency[Gate],
    case: FromQuery[UUID | None] = None,
    offer: FromQuery[UUID | None] = None,
    recipient: FromQuery[UUID | None] = None,
) -> Response[str]:
    """Ask step by step: which case, which offer or organisation, and then what is passed on."""
    if case is None:
        gate.require(Referral, "create", within="assigned")
        return page(request, "referrals/case_first.html", cases=await choices.open_cases(gate), offer=offer)
    head = await case_head(gate, case)
    if not head.may("refer"):
        gate.require(Referral, "create", within="organisation")
    if offer is None and recipient is None:
        offers, organisations = await choices.offers(gate), await consent.recipients(gate)
        return page(request, "referrals/choose.html", head=head, offers=offers, organisations=organisations)
    form = await starting_form(gate, case, offer, recipient)
    return await _new_page(request, gate, form)


@post("/referrals", status_code=303)
async def prepare(request: AnyRequest, gate: NamedDependency[Gate]) -> Redirect | Response[str]:
    """Keep the draft and show it beside its preview."""
    form = await read_form(request, NewReferral)
    if form.valid:
        try:
            return Redirect(f"/referrals/{await actions.prepare(gate, form.value)}", status_code=303)
        except (Invalid, Conflict) as error:
            form.take(error)
    return await _new_page(request, gate, form, 422)


@get("/referrals/{referral_id:uuid}")
async def read(
    request: AnyRequest, gate: NamedDependency[Gate], referral_id: FromPath[UUID], done: FromQuery[str] = ""
) -> Response[str]:
    """Show a draft beside what the receiver will see, or where a sent referral stands."""
    view = await queries.view(gate, referral_id)
    if view.sent_at is None and view.state in {"draft", "consent_pending", "ready"}:
        form = Form.of(Content(view.categories, view.message))
        return await _draft_page(request, gate, view, form, done=done)
    offers = {
        person.id: await queries.successors(gate, referral_id, person.id)
        for person in view.persons
        if person.state in {ReferralState.DECLINED, ReferralState.EXPIRED} and gate.actor.role != "provider"
    }
    return page(
        request,
        "referrals/sent.html",
        view=view,
        dots={person.id: progress.dots(person.state, person.steps) for person in view.persons},
        tone=progress.tone,
        offers=offers,
        steps=step_pages.sender_buttons(view),
        labels=labels(),
        done=done,
    )


@post("/referrals/{referral_id:uuid}", status_code=303)
async def rewrite(
    request: AnyRequest, gate: NamedDependency[Gate], referral_id: FromPath[UUID]
) -> Redirect | Response[str]:
    """Change what will be passed on, and show the preview again."""
    form = await read_form(request, Content)
    version = step_pages.version_in(form)
    if form.valid:
        try:
            await actions.rewrite(gate, referral_id, form.value, version)
            return Redirect(f"/referrals/{referral_id}?done=saved", status_code=303)
        except Invalid as error:
            form.take(error)
        except Stale:
            return await _merge_page(request, gate, referral_id, form)
    return await _draft_page(request, gate, await queries.view(gate, referral_id), form, 422)


@post("/referrals/{referral_id:uuid}/transmission", status_code=303)
async def send(request: AnyRequest, gate: NamedDependency[Gate], referral_id: FromPath[UUID]) -> Redirect:
    """Send exactly what the preview showed."""
    fields = await read_fields(request)
    seen, version = fields.get("preview", [""])[0], fields.get("version", [""])[0]
    if not version.isdecimal():
        raise Stale
    await actions.send(gate, referral_id, seen[:64], int(version[:9]))
    return Redirect(f"/referrals/{referral_id}?done=sent", status_code=303)


@post("/referrals/{referral_id:uuid}/persons/{person_id:uuid}/successor", status_code=303)
async def succeed(
    request: AnyRequest, gate: NamedDependency[Gate], referral_id: FromPath[UUID], person_id: FromPath[UUID]
) -> Redirect:
    """Draft a referral of the same person to the next provider."""
    chosen = (await read_fields(request)).get("offer_id", [""])[0]
    try:
        offer_id = UUID(chosen)
    except ValueError:
        raise NotFound from None
    made = await actions.succeed(gate, referral_id, person_id, offer_id)
    return Redirect(f"/referrals/{made}?done=next", status_code=303)


async def _new_page(request: AnyRequest, gate: Gate, form: Form[NewReferral], status: int = 200) -> Response[str]:
    cover = await coverage(gate, form)
    if cover is None:
        raise NotFound
    return page(request, "referrals/new.html", status, form=form, cover=cover, Category=DataCategory, Kind=SendableKind)


async def _draft_page(
    request: AnyRequest,
    gate: Gate,
    view: ReferralView,
    form: Form[Content],
    status: int = 200,
    done: str = "",
) -> Response[str]:
    cover = await coverage(gate, view)
    shown = await preview_of(gate, view, reader(request))
    return page(
        request,
        "referrals/draft.html",
        status,
        view=view,
        form=form,
        cover=cover,
        shown=shown,
        steps=step_pages.sender_buttons(view),
        Category=DataCategory,
        tone=progress.tone,
        done=done,
        today_=today(),
    )


async def _merge_page(request: AnyRequest, gate: Gate, referral_id: UUID, form: Form[Content]) -> Response[str]:
    view = await queries.view(gate, referral_id)
    words = reader(request)
    named = {code: words.gettext(label) for code, label in DataCategory.choices()}
    told = {"categories": words.gettext(msgid("What is passed on")), "message": words.gettext(msgid("Message"))}
    theirs = Form.of(Content(view.categories, view.message))
    found = merge.differences(form, theirs, told, {"categories": named})
    return page(
        request,
        "web/merge.html",
        409,
        differences=found,
        kept=merge.kept_fields(form, found, view.version),
        action=f"/referrals/{referral_id}",
        cancel=f"/referrals/{referral_id}",
    )


handlers = [
    list_referrals,
    of_case,
    choose,
    prepare,
    read,
    rewrite,
    send,
    succeed,
    *step_pages.handlers,
    *signpost_pages.handlers,
    *inbox_pages.handlers,
]
