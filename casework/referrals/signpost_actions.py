"""Signposting: the way to an offer or a place is pointed out, no data leave the house, and the file remembers it."""

from uuid import UUID

from casework.access.gate import Gate
from casework.consent import queries as consent
from casework.core.clock import now
from casework.core.errors import Invalid, Message
from casework.core.model import new_id
from casework.referrals import choices
from casework.referrals.actions import case_to_refer, check_persons
from casework.referrals.codes import ReferralKind, ReferralState
from casework.referrals.models import Referral, ReferralPerson
from casework.referrals.schemas import NewSignpost
from casework.web.i18n import msgid

NOTE = "select app.note_signpost($1)"


async def signpost(gate: Gate, new: NewSignpost) -> UUID:
    """Note that persons of a case were shown the way somewhere, and give the entry's id; raises Invalid by field."""
    case = await case_to_refer(gate, new.case_id)
    org_id, name, offer = await _place(gate, new)
    await check_persons(gate, new.case_id, new.persons)
    at = now()
    entry = Referral(
        id=new_id(),
        case_id=case.id,
        referral_kind=ReferralKind.INFO_ONLY.value,
        recipient_org_id=org_id,
        recipient_name=name,
        offer_id=offer.id if offer else None,
        offer_title=offer.title if offer else None,
        categories=[],
        message=new.message,
        created_by=gate.actor.member_id,
        created_at=at,
        sent_at=at,
    )
    await gate.add(entry, within=case)
    draft = ReferralState.DRAFT.value
    persons = [
        ReferralPerson(referral_id=entry.id, client_id=key, state=draft, state_at=at)
        for key in dict.fromkeys(new.persons)
    ]
    await gate.add_all(persons, within=case)
    await gate.call(NOTE, entry.id)
    return entry.id


async def _place(gate: Gate, new: NewSignpost) -> tuple[UUID | None, str, choices.OfferRow | None]:
    """Give where the way leads: an offer, an organisation of the network, or a place by its name only."""
    told: list[Message]
    if new.offer_id is not None:
        if (offer := await choices.offer(gate, new.offer_id)) is not None:
            return offer.org_id, offer.organisation, offer
        told = [(msgid("This offer is no longer open; choose another one."), {})]
        raise Invalid(msgid("The entry was not saved."), {"offer_id": told})
    if new.recipient_org_id is not None:
        for recipient in await consent.recipients(gate):
            if recipient.id == new.recipient_org_id:
                return recipient.id, recipient.name, None
        told = [(msgid("This organisation does not take part in the network."), {})]
        raise Invalid(msgid("The entry was not saved."), {"recipient_org_id": told})
    if name := (new.recipient_name or "").strip():
        return None, name, None
    told = [(msgid("Say where the way leads: an offer, an organisation, or a name."), {})]
    raise Invalid(msgid("The entry was not saved."), {"recipient_name": told})
