"""The sender's verbs: prepare, find releases, send, and every step of its own afterwards."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from casework.access.gate import Gate
from casework.audit.recorder import Event
from casework.cases.models import Case
from casework.consent import queries as consent
from casework.consent.codes import DataCategory
from casework.consent.signals import ReleaseRevoked
from casework.core.clock import now, today
from casework.core.errors import Conflict, Invalid, Message
from casework.core.model import new_id
from casework.core.signals import listens
from casework.referrals import choices, queries
from casework.referrals.choices import OfferRow
from casework.referrals.codes import BEFORE_SENDING, Party, ReferralAct, ReferralState, allowed_acts
from casework.referrals.models import Referral, ReferralPerson
from casework.referrals.queries import PersonFacts, ReferralFacts
from casework.referrals.schemas import Content, NewReferral, SendableKind
from casework.web.i18n import msgid

# Who refers to an organisation without naming an offer awaits the answer in two weeks.
USUAL_ANSWER_DAYS = 14
TAKE_RELEASE = (
    "update referral_persons set release_id = $3, version = version + 1"
    " where org_id = $1 and id = $2 and release_id is distinct from $3"
)
SET_DUE = "update referrals set respond_by = $3 where org_id = $1 and id = $2 and sent_at is null"
NOT_COVERED = msgid("No valid release of this person covers everything that is to be passed on.")


async def case_to_refer(gate: Gate, case_id: UUID) -> Case:
    """Give the open case that people are referred from; raises NotFound, Denied, or Conflict for a closed one."""
    case = await gate.get(Case, case_id, "read")
    gate.require(Referral, "create", within=case)
    if case.closed_on is not None:
        raise Conflict(msgid("This case is closed; open it again before you refer anybody."))
    return case


async def prepare(gate: Gate, new: NewReferral) -> UUID:
    """Make a draft and give its id; whoever is released for all of it is ready at once. Raises Invalid by field."""
    case = await case_to_refer(gate, new.case_id)
    org_id, name, offer = await _addressee(gate, new)
    await check_persons(gate, new.case_id, new.persons)
    _check_categories(new.categories)
    referral = Referral(
        id=new_id(),
        case_id=case.id,
        referral_kind=new.kind.value,
        recipient_org_id=org_id,
        recipient_name=name,
        offer_id=offer.id if offer else None,
        offer_title=offer.title if offer else None,
        categories=_ordered(new.categories),
        message=new.message,
        created_by=gate.actor.member_id,
        created_at=now(),
    )
    await gate.add(referral, within=case)
    persons = [
        ReferralPerson(
            referral_id=referral.id, client_id=client_id, state=ReferralState.DRAFT.value, state_at=referral.created_at
        )
        for client_id in dict.fromkeys(new.persons)
    ]
    await gate.add_all(persons, within=case)
    await settle(gate, referral.id)
    return referral.id


async def rewrite(gate: Gate, referral_id: UUID, content: Content, version: int) -> None:
    """Change what will be passed on; whoever is not released for it goes back to draft. Raises Stale and Conflict."""
    referral = await gate.get(Referral, referral_id, "update", version=version)
    if referral.sent_at is not None:
        raise Conflict(msgid("What has been sent cannot be changed; make a new referral."))
    _check_categories(content.categories)
    referral.categories = _ordered(content.categories)
    referral.message = content.message
    await gate.flush()
    await settle(gate, referral_id)


async def settle(gate: Gate, referral_id: UUID) -> None:
    """Let everyone who is not sent yet be ready exactly if a valid release covers all that is to be passed on."""
    row = await queries.facts(gate, referral_id, "read")
    for person in await queries.persons_of(gate, referral_id):
        if ReferralState(person.state) in BEFORE_SENDING:
            await _settle_person(gate, row, person)


async def send(gate: Gate, referral_id: UUID, preview: str | None, version: int) -> None:
    """Transmit everyone who is ready; raises Conflict when a release ended or the data changed after the preview."""
    row = await queries.facts(gate, referral_id, "send", version=version)
    offer = await choices.offer(gate, row.offer_id) if row.offer_id else None
    due = today() + timedelta(days=offer.answer_days if offer else USUAL_ANSWER_DAYS)
    await gate.call(SET_DUE, gate.actor.org_id, referral_id, due)
    await gate.call("select app.transmit($1, $2)", referral_id, preview)


async def step(
    gate: Gate, referral_id: UUID, person_id: UUID, act: ReferralAct, *, words: str | None, version: int
) -> None:
    """Take one of the sender's steps for one person; raises Stale, or Conflict when the referral has moved on."""
    permission = queries.permission_for(act)
    person = await queries.person(gate, referral_id, person_id, permission, version=version)
    if act is ReferralAct.CONFIRM_RELEASE:
        row = await queries.facts(gate, referral_id, "read")
        if not await _take_release(gate, row, person):
            raise Conflict(NOT_COVERED)
    await move(gate, person_id, act, words)


async def withdraw(gate: Gate, referral_id: UUID, words: str | None, version: int) -> None:
    """Take back everyone who can still be taken back; raises Stale, or Conflict when there is nobody."""
    await queries.facts(gate, referral_id, "withdraw", version=version)
    rows = sorted(await queries.persons_of(gate, referral_id), key=lambda row: row.id)
    possible = [row for row in rows if ReferralAct.WITHDRAW in allowed_acts(ReferralState(row.state), Party.SENDER)]
    if not possible:
        raise Conflict(msgid("This step is not possible any more; the referral has moved on."))
    for row in possible:
        await move(gate, row.id, ReferralAct.WITHDRAW, words)


async def succeed(gate: Gate, referral_id: UUID, person_id: UUID, offer_id: UUID) -> UUID:
    """Draft a referral of the same person to the next offer, with the same content; it needs a release of its own."""
    row = await queries.facts(gate, referral_id, "read")
    person = await queries.person(gate, referral_id, person_id, "read")
    if row.kind not in set(SendableKind):
        raise Conflict(msgid("This step is not possible any more; the referral has moved on."))
    return await prepare(
        gate,
        NewReferral(
            case_id=row.case_id,
            persons=[person.client_id],
            offer_id=offer_id,
            kind=SendableKind(row.kind),
            categories=[DataCategory(code) for code in row.categories],
            message=row.message,
        ),
    )


async def move(gate: Gate, person_id: UUID, act: ReferralAct, words: str | None) -> None:
    """Let the database take the sender's step on both sides."""
    await gate.call("select app.sender_moves($1, $2, $3)", person_id, act.value, words)


@listens(ReleaseRevoked)
async def take_back_released(signal: ReleaseRevoked, gate: Gate) -> None:
    """Revoke every referral that rests on a release, whoever prepared it, in the transaction that revokes it."""
    await gate.call("select app.revoke_referrals($1)", signal.release_id)


async def _settle_person(gate: Gate, row: ReferralFacts, person: PersonFacts) -> None:
    is_ready = person.state == ReferralState.READY
    if await _take_release(gate, row, person):
        if not is_ready:
            await move(gate, person.id, ReferralAct.CONFIRM_RELEASE, None)
    elif is_ready:
        await move(gate, person.id, ReferralAct.EDIT, None)


async def _take_release(gate: Gate, row: ReferralFacts, person: PersonFacts) -> bool:
    """Let a person's referral rest on the newest release that covers all of it; False where there is none."""
    if not row.categories or row.recipient_org_id is None:
        return False
    found = await consent.covering(gate, person.client_id, row.recipient_org_id, row.categories)
    if not found:
        return False
    if person.release_id not in {release.id for release in found}:
        await gate.call(TAKE_RELEASE, gate.actor.org_id, person.id, found[0].id)
        changed = Event("update", ReferralPerson.kind, person.id, [person.client_id], ["release_id"])
        changed.legal_basis = found[0].id
        gate.note(changed)
    return True


async def _addressee(gate: Gate, new: NewReferral) -> tuple[UUID, str, OfferRow | None]:
    """Give the recipient's id and name and the offer; raises Invalid at the field that names neither."""
    fields: dict[str, list[Message]] = {}
    if new.offer_id is not None:
        offer = await choices.offer(gate, new.offer_id)
        if offer is None:
            fields["offer_id"] = [(msgid("This offer is no longer open; choose another one."), {})]
        elif offer.org_id == gate.actor.org_id:
            fields["offer_id"] = [(msgid("A referral goes to another organisation."), {})]
        elif new.recipient_org_id not in {None, offer.org_id}:
            fields["recipient_org_id"] = [(msgid("The offer belongs to another organisation."), {})]
        else:
            return offer.org_id, offer.organisation, offer
    elif new.recipient_org_id is None:
        fields["recipient_org_id"] = [(msgid("Choose an offer or an organisation."), {})]
    else:
        for recipient in await consent.recipients(gate):
            if recipient.id == new.recipient_org_id:
                return recipient.id, recipient.name, None
        fields["recipient_org_id"] = [(msgid("This organisation does not take part in the network."), {})]
    raise Invalid(msgid("The referral was not saved."), fields)


async def check_persons(gate: Gate, case_id: UUID, persons: Sequence[UUID]) -> None:
    """Raise Invalid at the field unless everybody belongs to the case."""
    known = {person.id for person in await choices.case_persons(gate, case_id)}
    if not known.issuperset(persons):
        fields: dict[str, list[Message]] = {"persons": [(msgid("This person does not belong to the case."), {})]}
        raise Invalid(msgid("The referral was not saved."), fields)


def _check_categories(chosen: Sequence[DataCategory]) -> None:
    if chosen and DataCategory.CONTACT not in chosen:
        told = msgid("Without name and reachability the receiver cannot help anybody; choose them as well.")
        fields: dict[str, list[Message]] = {"categories": [(told, {})]}
        raise Invalid(msgid("The referral was not saved."), fields)


def _ordered(chosen: Sequence[DataCategory]) -> list[str]:
    return [category.value for category in DataCategory if category in chosen]
