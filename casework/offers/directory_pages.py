"""Pages of the directory: what the whole network offers, and one offer with the way to refer somebody to it."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Response

from casework.access.gate import Gate
from casework.core.clock import today
from casework.offers import queries
from casework.offers.codes import OfferKind
from casework.offers.schemas import DirectoryFilters
from casework.offers.words import shown_offer
from casework.people.codes import language_choices
from casework.tenancy.districts import district_name, districts
from casework.web import navigation
from casework.web.i18n import msgid
from casework.web.render import language_of, page

AnyRequest = Request[Any, Any, Any]
READERS = ("counsellor", "team_lead", "front_desk", "volunteer", "provider", "employer_liaison", "organisation_admin")
# These send people to offers; the referral itself decides who may refer whom.
REFERRING = frozenset({"counsellor", "team_lead"})

navigation.register(msgid("Offers"), "/directory", order=40, roles=READERS)


@get("/directory")
async def list_directory(  # Every filter is a parameter of the address.
    request: AnyRequest,
    gate: NamedDependency[Gate],
    district: FromQuery[str | None] = None,
    kind: FromQuery[str | None] = None,
    language: FromQuery[str | None] = None,
    q: FromQuery[str | None] = None,
    page_number: Annotated[int, QueryParameter(name="page", ge=1, le=2000)] = 1,
) -> Response[str]:
    """Show what the network offers, filters in the address, the own district's offers first."""
    filters = DirectoryFilters.read(district, kind, language, q)
    found = await queries.directory(gate, filters, offset=(page_number - 1) * queries.PAGE)
    return page(
        request,
        "offers/directory.html",
        found=found,
        filters=filters,
        q=q or "",
        page_number=page_number,
        own=district_name(await queries.own_district(gate)),
        districts=[(ags, district_name(ags)) for ags in sorted(districts(), key=district_name)],
        spoken_choices=language_choices(language_of(request)),
        OfferKind=OfferKind,
        day=today(),
        **shown_offer(request),
    )


@get("/directory/{offer_id:uuid}")
async def show_directory_offer(
    request: AnyRequest, gate: NamedDependency[Gate], offer_id: FromPath[UUID], case: FromQuery[UUID | None] = None
) -> Response[str]:
    """Show one published offer; whoever comes from a case refers from there."""
    offer = await queries.directory_offer(gate, offer_id)
    is_own, own = offer.org_id == gate.actor.org_id, await queries.own_district(gate)
    return page(
        request,
        "offers/directory_offer.html",
        offer=offer,
        is_own=is_own,
        may_refer=gate.actor.role in REFERRING and not is_own,
        case_id=case,
        seat=district_name(offer.organisation_district),
        near=offer.covers(own),
        own=district_name(own),
        day=today(),
        **shown_offer(request),
    )


handlers = [list_directory, show_directory_offer]
