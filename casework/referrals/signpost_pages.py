"""The page on which a counsellor notes that somebody was shown the way, without any data."""

from typing import Any
from uuid import UUID

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Redirect, Response

from casework.access.gate import Gate
from casework.cases.queries import case_head
from casework.consent import queries as consent
from casework.core.errors import Conflict, Invalid, NotFound
from casework.referrals import choices, signpost_actions
from casework.referrals.models import Referral
from casework.referrals.schemas import NewSignpost
from casework.web.forms import Form
from casework.web.input import read_form
from casework.web.render import page

AnyRequest = Request[Any, Any, Any]


@get("/referrals/signpost")
async def open_signpost(
    request: AnyRequest,
    gate: NamedDependency[Gate],
    case: FromQuery[UUID],
    offer: FromQuery[UUID | None] = None,
    recipient: FromQuery[UUID | None] = None,
) -> Response[str]:
    """Ask who was shown the way, and where to."""
    persons = [person.id for person in await choices.case_persons(gate, case)]
    form = Form.blank(NewSignpost, case_id=case, persons=persons, offer_id=offer, recipient_org_id=recipient)
    return await _page(request, gate, form, case)


@post("/referrals/signpost", status_code=303)
async def signpost(request: AnyRequest, gate: NamedDependency[Gate]) -> Redirect | Response[str]:
    """Note it, and show it among the referrals of the case."""
    form = await read_form(request, NewSignpost)
    if form.valid:
        try:
            made = await signpost_actions.signpost(gate, form.value)
        except (Invalid, Conflict) as error:
            form.take(error)
        else:
            return Redirect(f"/referrals/{made}?done=signposted", status_code=303)
    try:
        case_id = UUID(form.typed("case_id"))
    except ValueError:
        raise NotFound from None
    return await _page(request, gate, form, case_id, 422)


async def _page(
    request: AnyRequest, gate: Gate, form: Form[NewSignpost], case_id: UUID, status: int = 200
) -> Response[str]:
    head = await case_head(gate, case_id)
    if not head.may("refer"):
        gate.require(Referral, "create", within="organisation")
    return page(
        request,
        "referrals/signpost.html",
        status,
        form=form,
        head=head,
        persons=await choices.case_persons(gate, case_id),
        offers=await choices.offers(gate),
        organisations=await consent.recipients(gate),
    )


handlers = [open_signpost, signpost]
