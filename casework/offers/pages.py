"""Pages about the own organisation's offers: the list, one offer, writing it, publishing, closing and reopening it."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.response import Redirect, Response

from casework.access.gate import Gate
from casework.core.clock import today
from casework.core.errors import Conflict, Invalid, Stale
from casework.offers import actions, directory_pages, queries
from casework.offers.areas import compact, districts_of_lands, land
from casework.offers.codes import ApplyBefore, OfferKind, OfferStatus
from casework.offers.models import Offer
from casework.offers.schemas import OfferEntry, OfferRow
from casework.offers.words import shown_offer
from casework.people.codes import LANGUAGES, language_name
from casework.tenancy.districts import district_name
from casework.web import merge, navigation
from casework.web.forms import Form
from casework.web.i18n import msgid
from casework.web.input import read_fields
from casework.web.render import language_of, page, reader

AnyRequest = Request[Any, Any, Any]
PageNumber = Annotated[int, QueryParameter(name="page", ge=1, le=2000)]
TONES = {OfferStatus.PUBLISHED: "success", OfferStatus.DRAFT: "warning", OfferStatus.CHANGED: "warning"}
COMMON_LANGUAGES = ("de", "en", "uk", "ru", "ar", "fa", "prs", "tr", "pl", "ro", "ti", "kmr", "fr", "es", "sq", "so")
FIELDS: Mapping[str, str] = {
    "offer_kind": msgid("Kind"),
    "title": msgid("Title"),
    "summary": msgid("In two sentences"),
    "description": msgid("Description"),
    "conditions": msgid("Conditions"),
    "languages": msgid("Languages"),
    "districts": msgid("Area"),
    "place": msgid("Place"),
    "places": msgid("Places"),
    "starts_on": msgid("First day"),
    "ends_on": msgid("Last day"),
    "apply_before": msgid("To be applied for before"),
    "norm": msgid("Norm of this rule"),
    "answer_days": msgid("Days until your answer"),
}

navigation.register(msgid("Our offers"), "/offers", order=45, roles=("provider", "team_lead"))


@get("/offers")
async def list_offers(request: AnyRequest, gate: NamedDependency[Gate], page_number: PageNumber = 1) -> Response[str]:
    """Show the own organisation's offers."""
    offers = await queries.own_offers(gate, offset=(page_number - 1) * queries.PAGE)
    total = await queries.count_own_offers(gate)
    return page(
        request,
        "offers/list.html",
        offers=offers,
        total=total,
        page_number=page_number,
        day=today(),
        tones=TONES,
        may_add=gate.may(Offer, "create"),
        **shown_offer(request),
    )


@get("/offers/new")
async def new_offer(request: AnyRequest, gate: NamedDependency[Gate]) -> Response[str]:
    """Show the form for a new offer."""
    gate.require(Offer, "create")
    own = await queries.own_district(gate)
    return _form_page(request, Form.blank(OfferEntry, offer_kind=OfferKind.SEMINAR), own)


@post("/offers", status_code=303)
async def add_offer(request: AnyRequest, gate: NamedDependency[Gate]) -> Redirect | Response[str]:
    """Add an offer, unpublished."""
    gate.require(Offer, "create")
    form = await _read(request)
    if form.valid:
        try:
            offer = await actions.add_offer(gate, form.value)
        except Invalid as error:
            form.take(error)
        else:
            return Redirect(f"/offers/{offer.id}?done=added", status_code=303)
    return _form_page(request, form, await queries.own_district(gate), status=422)


@get("/offers/{offer_id:uuid}")
async def show_offer(
    request: AnyRequest, gate: NamedDependency[Gate], offer_id: FromPath[UUID], done: FromQuery[str | None] = None
) -> Response[str]:
    """Show one own offer, what the network sees of it, and what can be done with it."""
    offer = await queries.own_offer(gate, offer_id)
    acts = {act for act in ("update", "publish", "close", "reopen") if gate.may(Offer, act)}
    return page(
        request,
        "offers/offer.html",
        offer=offer,
        done=done,
        acts=acts,
        day=today(),
        tones=TONES,
        **shown_offer(request),
    )


@get("/offers/{offer_id:uuid}/edit")
async def edit_offer(request: AnyRequest, gate: NamedDependency[Gate], offer_id: FromPath[UUID]) -> Response[str]:
    """Show the form with an own offer in it."""
    await gate.get(Offer, offer_id, "update")
    offer = await queries.own_offer(gate, offer_id)
    return _form_page(request, _form_of(offer), await queries.own_district(gate), offer)


@post("/offers/{offer_id:uuid}", status_code=303)
async def change_offer(
    request: AnyRequest, gate: NamedDependency[Gate], offer_id: FromPath[UUID]
) -> Redirect | Response[str]:
    """Change an own offer; who was overtaken by somebody else chooses field by field."""
    form, version = await _read(request), await _version(request)
    if form.valid:
        try:
            await actions.change_offer(gate, offer_id, form.value, version=version)
        except Invalid as error:
            form.take(error)
        except Stale:
            return _merge_page(request, form, await queries.own_offer(gate, offer_id))
        else:
            return Redirect(f"/offers/{offer_id}?done=changed", status_code=303)
    await gate.get(Offer, offer_id, "update")
    offer = await queries.own_offer(gate, offer_id)
    return _form_page(request, form, await queries.own_district(gate), offer, version=version, status=422)


@post("/offers/{offer_id:uuid}/publication", status_code=303)
async def publish_offer(
    request: AnyRequest, gate: NamedDependency[Gate], offer_id: FromPath[UUID]
) -> Redirect | Response[str]:
    """Show the offer as it now stands to the whole network."""
    try:
        await actions.publish_offer(gate, offer_id, version=await _version(request))
    except Stale:
        raise Conflict(_CHANGED_SINCE) from None
    return Redirect(f"/offers/{offer_id}?done=published", status_code=303)


@get("/offers/{offer_id:uuid}/closure")
async def ask_closure(request: AnyRequest, gate: NamedDependency[Gate], offer_id: FromPath[UUID]) -> Response[str]:
    """Ask once before an offer leaves the directory."""
    offer = await gate.get(Offer, offer_id, "close")
    words = reader(request)
    return page(
        request,
        "web/confirm.html",
        title=words.gettext(msgid("Close this offer?")),
        text=offer.title,
        consequences=[
            words.gettext(msgid("It leaves the directory at once; nobody can refer to it any more.")),
            words.gettext(msgid("Referrals that are under way go on, and so do their waiting lists.")),
            words.gettext(msgid("You can reopen it later and publish it again.")),
        ],
        action=f"/offers/{offer_id}/closure",
        submit=words.gettext(msgid("Close offer")),
        cancel=f"/offers/{offer_id}",
        fields={"version": offer.version},
    )


@post("/offers/{offer_id:uuid}/closure", status_code=303)
async def close_offer(request: AnyRequest, gate: NamedDependency[Gate], offer_id: FromPath[UUID]) -> Redirect:
    """Take the offer out of the directory."""
    try:
        await actions.close_offer(gate, offer_id, version=await _version(request))
    except Stale:
        raise Conflict(_CHANGED_SINCE) from None
    return Redirect(f"/offers/{offer_id}?done=closed", status_code=303)


@post("/offers/{offer_id:uuid}/reopening", status_code=303)
async def reopen_offer(request: AnyRequest, gate: NamedDependency[Gate], offer_id: FromPath[UUID]) -> Redirect:
    """Take a closed offer up again."""
    try:
        await actions.reopen_offer(gate, offer_id, version=await _version(request))
    except Stale:
        raise Conflict(_CHANGED_SINCE) from None
    return Redirect(f"/offers/{offer_id}?done=reopened", status_code=303)


_CHANGED_SINCE = msgid("Somebody changed this offer since you opened the page; look at it again first.")


def _form_page(  # A page needs the request, what was typed, and what it belongs to.
    request: AnyRequest,
    form: Form[OfferEntry],
    own_district: str,
    offer: OfferRow | None = None,
    *,
    version: int | None = None,
    status: int = 200,
) -> Response[str]:
    language = language_of(request)
    named = [(code, language_name(code, language)) for code in LANGUAGES]
    return page(
        request,
        "offers/form.html",
        status,
        form=form,
        offer=offer,
        version=version if version is not None else offer.version if offer else None,
        common=[pair for pair in named if pair[0] in COMMON_LANGUAGES],
        others=[pair for pair in named if pair[0] not in COMMON_LANGUAGES],
        lands=[
            (key, land(key), [(district.ags, district_name(district.ags)) for district in listed])
            for key, listed in sorted(districts_of_lands().items(), key=lambda pair: pair[0] != own_district[:2])
        ],
        own_land=own_district[:2],
        OfferKind=OfferKind,
        ApplyBefore=ApplyBefore,
    )


def _merge_page(request: AnyRequest, form: Form[OfferEntry], offer: OfferRow) -> Response[str]:
    words, language = reader(request), language_of(request)
    codes = [*OfferKind.choices(), *ApplyBefore.choices()]
    shown = {
        "offer_kind": {code: words.gettext(label) for code, label in codes},
        "apply_before": {code: words.gettext(label) for code, label in codes},
        "languages": {code: language_name(code, language) for code in LANGUAGES},
        "districts": {
            key: words.gettext(land(key).label) if len(key) == 2 else district_name(key)
            for found in districts_of_lands().items()
            for key in (found[0], *(district.ags for district in found[1]))
        },
    }
    labels = {name: words.gettext(label) for name, label in FIELDS.items()}
    found = merge.differences(form, _form_of(offer), labels, shown)
    return page(
        request,
        "web/merge.html",
        409,
        differences=found,
        kept=merge.kept_fields(form, found, offer.version),
        action=f"/offers/{offer.id}",
        cancel=f"/offers/{offer.id}",
    )


def _form_of(offer: OfferRow) -> Form[OfferEntry]:
    entry = offer.entry()
    entry.districts = compact(entry.districts)
    return Form.of(entry)


async def _read(request: AnyRequest) -> Form[OfferEntry]:
    return Form.read(OfferEntry, await read_fields(request))


async def _version(request: AnyRequest) -> int:
    """Give the version that the form was based on; -1, which no record has, where it names none."""
    text = next(iter((await read_fields(request)).get("version", ())), "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


handlers = [
    list_offers,
    new_offer,
    add_offer,
    show_offer,
    edit_offer,
    change_offer,
    publish_offer,
    ask_closure,
    close_offer,
    reopen_offer,
    *directory_pages.handlers,
]
