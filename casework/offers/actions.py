"""Adding, changing, publishing, closing and reopening offers."""

from datetime import date
from uuid import UUID

from casework.access.gate import Gate
from casework.core.clock import now
from casework.core.errors import Invalid, Message
from casework.offers.models import Offer
from casework.offers.schemas import OfferEntry
from casework.people.codes import LANGUAGES
from casework.tenancy.districts import districts
from casework.web.i18n import msgid

PUBLISH = "select app.publish_offer($1)"


async def add_offer(gate: Gate, wanted: OfferEntry) -> Offer:
    """Add an offer that nobody else sees yet; raises Invalid with a message for every field that does not fit."""
    gate.require(Offer, "create")
    _refuse_mistakes(wanted, taken=0)
    return await gate.add(Offer(**_stored(wanted), places_taken=0, created_at=now()))


async def change_offer(gate: Gate, offer_id: UUID, wanted: OfferEntry, *, version: int | None) -> Offer:
    """Change an offer; the network sees it once it is published again. Raises Stale or Invalid."""
    offer = await gate.get(Offer, offer_id, "update", version=version)
    _refuse_mistakes(wanted, taken=offer.places_taken)
    for name, value in _stored(wanted).items():
        setattr(offer, name, value)
    await gate.flush()
    return offer


async def publish_offer(gate: Gate, offer_id: UUID, *, version: int | None = None) -> Offer:
    """Show the offer as it now stands to the whole network; raises Stale, or Conflict for a closed one."""
    offer = await gate.get(Offer, offer_id, "publish", version=version)
    offer.publish(now())
    await gate.call(PUBLISH, offer.id)
    return offer


async def close_offer(gate: Gate, offer_id: UUID, *, version: int | None = None) -> Offer:
    """Take the offer out of the directory; raises Stale, or Conflict for a closed one."""
    offer = await gate.get(Offer, offer_id, "close", version=version)
    offer.close(now())
    await gate.call(PUBLISH, offer.id)
    return offer


async def reopen_offer(gate: Gate, offer_id: UUID, *, version: int | None = None) -> Offer:
    """Take a closed offer up again, unpublished; raises Stale, or Conflict for one that is not closed."""
    offer = await gate.get(Offer, offer_id, "reopen", version=version)
    offer.reopen()
    await gate.flush()
    return offer


def mistakes(wanted: OfferEntry, *, taken: int) -> dict[str, list[Message]]:
    """Give what does not fit in an offer of which `taken` places are taken, by field."""
    found: dict[str, list[Message]] = {}
    if not all(code in LANGUAGES for code in wanted.languages):
        found["languages"] = [(msgid("Please choose one of the offered values."), {})]
    if unknown := [key for key in wanted.districts if not _keys(key)]:
        found["districts"] = [(msgid("There is no district with the key %(key)s."), {"key": unknown[0]})]
    if wanted.places is not None and wanted.places < taken:
        told = msgid("%(taken)s places are taken already; the offer cannot have fewer.")
        found["places"] = [(told, {"taken": taken})]
    if _ends_too_early(wanted.starts_on, wanted.ends_on):
        found["ends_on"] = [(msgid("The last day lies before the first one."), {})]
    if wanted.apply_before is not None and not (wanted.norm or "").strip():
        found["norm"] = [(msgid("Name the norm that demands it, for example SGB III § 324."), {})]
    if wanted.norm and wanted.apply_before is None:
        told = msgid("Choose before what one must apply; the norm belongs to that rule.")
        found["apply_before"] = [(told, {})]
    for name in ("title", "summary"):
        if not getattr(wanted, name).strip():
            found[name] = [(msgid("Please fill in this field."), {})]
    return found


def _refuse_mistakes(wanted: OfferEntry, *, taken: int) -> None:
    found = mistakes(wanted, taken=taken)
    if found:
        raise Invalid("Some fields need to be corrected.", found)


def _stored(wanted: OfferEntry) -> dict[str, object]:
    """Give the columns: every district of a named Land, each once and in order."""
    values = {name: getattr(wanted, name) for name in OfferEntry.__struct_fields__}
    named = {ags for key in wanted.districts for ags in _keys(key)}
    # Whoever ticks every district means everywhere, and new districts would be left out otherwise.
    everywhere = len(named) == len(districts())
    return values | {
        "languages": [code for code in LANGUAGES if code in wanted.languages],
        "districts": [] if everywhere else sorted(named),
    }


def _keys(key: str) -> list[str]:
    """Give the districts that a key names: one by five digits, those of a Land by two."""
    return [ags for ags in districts() if ags == key or (len(key) == 2 and ags.startswith(key))]


def _ends_too_early(starts_on: date | None, ends_on: date | None) -> bool:
    return starts_on is not None and ends_on is not None and ends_on < starts_on
