"""Writing light contacts, and letting them grow into a case."""

from datetime import timedelta
from uuid import UUID

from casework.access.gate import Gate
from casework.cases import note_actions
from casework.cases.codes import ContactOutcome
from casework.cases.light_models import LightContact
from casework.cases.light_schemas import Growing, LightFields, Linking
from casework.cases.models import Case
from casework.cases.opening_actions import open_case, teams_of
from casework.cases.schemas import NewCase
from casework.core.clock import now
from casework.core.errors import Conflict, Invalid, Message, NotFound
from casework.core.model import new_id
from casework.people import actions as people
from casework.people.codes import LANGUAGES, Gender
from casework.people.models import Client
from casework.people.schemas import NewClient
from casework.tenancy.districts import districts
from casework.web.i18n import msgid

CONTACT_MADE = "update cases set last_contact_at = greatest(last_contact_at, $3) where org_id = $1 and id = $2"


async def write_contact(gate: Gate, new: LightFields) -> LightContact:
    """Enter a single talk; raises Denied, and Invalid with the fields at fault."""
    _check(new)
    teams = (await teams_of(gate, [gate.actor.member_id])).get(gate.actor.member_id)
    contact = LightContact(
        id=new_id(),
        author_id=gate.actor.member_id,
        team_id=teams[0] if teams else None,
        created_at=now(),
        version=1,
        at=new.at or now(),
    )
    _fill(contact, new)
    return await gate.add(contact)


async def change_contact(gate: Gate, contact_id: UUID, version: int, change: LightFields) -> LightContact:
    """Correct one's own light contact; raises NotFound, Denied, Stale, and Invalid with the fields at fault."""
    contact = await gate.get(LightContact, contact_id, "update", version=version)
    _check(change)
    contact.at = change.at or contact.at
    _fill(contact, change)
    return contact


async def grow(gate: Gate, contact_id: UUID, version: int, growing: Growing) -> Case:
    """Open a case out of a light contact, for an existing client or for one who is entered with it.

    Raises NotFound, Denied, Stale, Conflict for a contact that has its case, Invalid, and MaybeKnown where the person
    may be a client already.
    """
    contact = await gate.get(LightContact, contact_id, "grow", version=version)
    _must_be_free(contact)
    gate.require(Case, "create")
    client_id = growing.client_id or (await people.enter_client(gate, _person(contact, growing))).id
    district = growing.district or contact.district
    case = await open_case(
        gate, NewCase(client_ids=[client_id], concern=growing.concern or contact.note, district=district)
    )
    contact.case_id, contact.client_id, contact.outcome = case.id, client_id, ContactOutcome.CASE_OPENED
    return case


async def link(gate: Gate, contact_id: UUID, version: int, linking: Linking) -> LightContact:
    """Tell to which client or case a light contact belongs; raises NotFound, Denied, Stale, Conflict, Invalid."""
    contact = await gate.get(LightContact, contact_id, "link", version=version)
    _must_be_free(contact)
    if linking.case_id is None and linking.client_id is None:
        raise Invalid(msgid("Choose a person or a case."))
    if linking.case_id is not None:
        case = await gate.get(Case, linking.case_id, "read" if gate.may(Case, "read", within="assigned") else "head")
        if linking.client_id is not None:
            await _must_be_in(gate, case.id, linking.client_id)
        contact.case_id = case.id
        await gate.call(CONTACT_MADE, gate.actor.org_id, case.id, contact.at)
    if linking.client_id is not None:
        contact.client_id = (await gate.get(Client, linking.client_id, "search")).id
    return contact


def _must_be_free(contact: LightContact) -> None:
    if contact.case_id is not None:
        raise Conflict(msgid("This contact belongs to a case already."))


async def _must_be_in(gate: Gate, case_id: UUID, client_id: UUID) -> None:
    if not await gate.call(note_actions.IN_CASE, gate.actor.org_id, case_id, client_id):
        raise NotFound


def _person(contact: LightContact, growing: Growing) -> NewClient:
    if not (growing.family_name or "").strip():
        message = msgid("Please fill in the family name, or choose somebody who is entered already.")
        raise Invalid(msgid("The case was not opened."), {"family_name": [(message, {})]})
    return NewClient(
        family_name=growing.family_name or "",
        given_name=growing.given_name or contact.given_name or "",
        gender=growing.gender or (Gender(contact.gender) if contact.gender else Gender.NOT_STATED),
        birth_date=growing.birth_date,
        languages=[contact.language],
        phone=growing.phone,
        town=growing.town,
        district=growing.district or contact.district,
        confirmed_new=growing.confirmed_new,
    )


def _check(new: LightFields) -> None:
    wrong: dict[str, list[Message]] = {}
    choose = msgid("Please choose an entry from the list.")
    if new.at is not None and new.at > now() + timedelta(minutes=5):
        wrong["at"] = [(msgid("This lies in the future. What is planned belongs to the appointments."), {})]
    if new.language not in LANGUAGES:
        wrong["language"] = [(choose, {})]
    if new.district is not None and new.district not in districts():
        wrong["district"] = [(choose, {})]
    if wrong:
        raise Invalid(msgid("The entry was not saved."), wrong)


def _fill(contact: LightContact, typed: LightFields) -> None:
    contact.topics = [topic.value for topic in dict.fromkeys(typed.topics)]
    for name in ("language", "mode", "outcome", "duration_minutes", "age_band", "gender", "district"):
        setattr(contact, name, getattr(typed, name))
    contact.given_name = (typed.given_name or "").strip() or None
    contact.note = (typed.note or "").strip() or None
