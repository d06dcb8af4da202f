"""Own offers and the directory of the network as JSON."""

from typing import Annotated
from uuid import UUID

from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from casework.access.gate import Gate
from casework.offers import actions, queries
from casework.offers.schemas import DirectoryFilters, DirectoryPage, DirectoryRow, OfferEntry, OfferView
from casework.web.answers import Answer, tagged

Limit = Annotated[int, QueryParameter(ge=1, le=200)]
Offset = Annotated[int, QueryParameter(ge=0, le=100_000)]


@get("/api/offers")
async def list_offers(gate: NamedDependency[Gate], limit: Limit = queries.PAGE, offset: Offset = 0) -> list[OfferView]:
    """Give the own organisation's offers, closed ones last."""
    return [OfferView.of(row) for row in await queries.own_offers(gate, limit=limit, offset=offset)]


@post("/api/offers")
async def add_offer(gate: NamedDependency[Gate], data: JSONBody[OfferEntry]) -> Answer[OfferView]:
    """Add an offer; nobody else sees it before it is published."""
    offer = await actions.add_offer(gate, data)
    return await _shown(gate, offer.id, 201)


@get("/api/offers/{offer_id:uuid}")
async def show_offer(gate: NamedDependency[Gate], offer_id: FromPath[UUID]) -> Answer[OfferView]:
    """Give one of the own organisation's offers."""
    return await _shown(gate, offer_id)


@put("/api/offers/{offer_id:uuid}")
async def change_offer(
    gate: NamedDependency[Gate], offer_id: FromPath[UUID], version: NamedDependency[int], data: JSONBody[OfferEntry]
) -> Answer[OfferView]:
    """Change an offer; the network sees the change once it is published again."""
    await actions.change_offer(gate, offer_id, data, version=version)
    return await _shown(gate, offer_id)


@post("/api/offers/{offer_id:uuid}/publication", status_code=200)
async def publish_offer(
    gate: NamedDependency[Gate], offer_id: FromPath[UUID], version: NamedDependency[int]
) -> Answer[OfferView]:
    """Show the offer as it now stands to the whole network."""
    await actions.publish_offer(gate, offer_id, version=version)
    return await _shown(gate, offer_id)


@post("/api/offers/{offer_id:uuid}/closure", status_code=200)
async def close_offer(
    gate: NamedDependency[Gate], offer_id: FromPath[UUID], version: NamedDependency[int]
) -> Answer[OfferView]:
    """Take the offer out of the directory; referrals under way go on."""
    await actions.close_offer(gate, offer_id, version=version)
    return await _shown(gate, offer_id)


@post("/api/offers/{offer_id:uuid}/reopening", status_code=200)
async def reopen_offer(
    gate: NamedDependency[Gate], offer_id: FromPath[UUID], version: NamedDependency[int]
) -> Answer[OfferView]:
    """Take a closed offer up again; it is not published yet."""
    await actions.reopen_offer(gate, offer_id, version=version)
    return await _shown(gate, offer_id)


@get("/api/directory")
async def list_directory(
    gate: NamedDependency[Gate],
    district: FromQuery[str | None] = None,
    kind: FromQuery[str | None] = None,
    language: FromQuery[str | None] = None,
    q: FromQuery[str | None] = None,
    limit: Limit = queries.PAGE,
    offset: Offset = 0,
) -> DirectoryPage:
    """Give the published offers of the network that meet the filters, the own district's first."""
    filters = DirectoryFilters.read(district, kind, language, q)
    return await queries.directory(gate, filters, limit=limit, offset=offset)


@get("/api/directory/{offer_id:uuid}")
async def show_directory_offer(gate: NamedDependency[Gate], offer_id: FromPath[UUID]) -> DirectoryRow:
    """Give one published offer of the network."""
    return await queries.directory_offer(gate, offer_id)


async def _shown(gate: Gate, offer_id: UUID, status: int = 200) -> Answer[OfferView]:
    row = await queries.own_offer(gate, offer_id)
    return tagged(OfferView.of(row), row.version, status)


handlers = [
    list_offers,
    add_offer,
    show_offer,
    change_offer,
    publish_offer,
    close_offer,
    reopen_offer,
    list_directory,
    show_directory_offer,
]
