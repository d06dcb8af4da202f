"""Referrals as their senders prepare them, and what the receivers take into their own records."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from casework.cases.codes import ClosureReason, Phase, Topic
from casework.demo.cases import Case, open_case
from casework.demo.clients import enter
from casework.demo.contacts import write
from casework.demo.days import moment
from casework.demo.journeys import Journey, Move
from casework.demo.offers import Offered
from casework.demo.office import Office
from casework.demo.organisations import ELBE_ELSTER, GUIDES, POTSDAM, PROGRAMMES, Organisation
from casework.demo.people import CARINA, FRANZISKA, GREGOR, PAULA, RUSLAN, SABINE, SAMIRA, Person
from casework.demo.records import Row
from casework.demo.releases import declare
from casework.demo.texts import offers as texts
from casework.offers.codes import OfferKind
from casework.people.codes import Gender
from casework.referrals.codes import DeclineReason, ReferralAct, ReferralKind, ReferralState, RevocationDecision

USUAL_ANSWER_DAYS = 14
_RECEIVERS = {"P": (FRANZISKA, RUSLAN), "L": (GREGOR,), "E": (PAULA,), "H": (CARINA,), "G": (SABINE,), "B": (SAMIRA,)}
_BY_SENDER = frozenset(
    {
        ReferralAct.ASK_RELEASE,
        ReferralAct.CONFIRM_RELEASE,
        ReferralAct.REFUSE,
        ReferralAct.SEND,
        ReferralAct.ANSWER,
        ReferralAct.WITHDRAW,
        ReferralAct.REVOKE,
        ReferralAct.MARK_ERROR,
    }
)
_ENDINGS = {
    ReferralAct.COMPLETE: ReferralState.COMPLETED,
    ReferralAct.DISCONTINUE: ReferralState.DISCONTINUED,
    ReferralAct.MISS: ReferralState.NO_SHOW,
}
_NOTED: Mapping[ReferralAct | RevocationDecision, str] = {
    ReferralAct.MAKE_CONTACT: "Erstes Gespräch: Ablauf erklärt, Erwartungen und offene Fragen aufgenommen.",
    ReferralAct.START: "Begonnen. Unterlagen ausgehändigt, nächste Termine vereinbart.",
}
# What each category means in the columns of a client, as the parcel has it.
_PASSED = {
    "contact": (
        "given_name", "family_name", "native_given_name", "native_family_name", "gender", "languages", "german_level",
        "interpreter_language", "district", "town", "phone", "email", "contact_hint",
    ),
    "occupation": ("occupation", "qualification"),
    "family": ("family",),
    "benefits": ("benefits",),
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """Something that happens to a referral at a moment, for one person of it or, when it is sent, for all."""

    at: datetime
    act: ReferralAct | RevocationDecision
    actor: Person
    sender: Organisation
    receiver: Organisation
    referral_id: UUID
    person_id: UUID
    release_id: UUID | None = None
    code: DeclineReason | None = None
    words: str | None = None
    taken: tuple[UUID, UUID] | None = None
    """The receiver's own client and case."""


@dataclass
class _Parcel:
    """A referral while it is made up."""

    journey: Journey
    case: Case
    sender: Office
    receiver: Office
    offer: Offered | None
    row: Row
    persons: list[tuple[Row, Row, UUID | None]]
    """Each person's row, the client and the release."""
    clients: dict[UUID, tuple[Row, Case]]
    """The receiver's own client and case by the id of the person."""


def make(
    offices: Mapping[str, Office],
    offered: Mapping[str, Offered],
    cases: Mapping[UUID, Sequence[Case]],
    couple: Case,
    journeys: Sequence[Journey],
) -> list[Step]:
    """Write down all referrals as drafts, and give everything that then happens to them in order of time."""
    steps: list[Step] = []
    for journey in journeys:
        offer = offered[journey.offer] if journey.offer else None
        receiver = offer.owner if offer else journey.to
        if receiver is None:
            raise ValueError("A referral goes to an organisation or to its offer.")
        sender = offices[journey.sender.employer.prefix]
        case = couple if journey.couple else _choose(sender, cases[journey.sender.member_id], journey, offer)
        steps.extend(_steps(_draft(journey, case, sender, offices[receiver.prefix], offer)))
    return sorted(steps, key=lambda step: (step.at, step.referral_id.int, step.person_id.int))


def _choose(office: Office, cases: Sequence[Case], journey: Journey, offer: Offered | None) -> Case:
    """Choose a case that suits: old enough, with enough adults, and with a business in mind where that is asked for."""
    start = office.days.ago(journey.days_ago + 12)
    suitable = [
        case
        for case in cases
        if not case.referred
        and case.row["opened_on"] <= start
        and (case.is_open or case.row["closed_on"] > office.days.ago(journey.days_ago - 70))
        and len(_adults(case, journey)) >= journey.persons
    ]
    founding = [case for case in suitable if case.founds]
    if not suitable:
        raise ValueError(f"{journey.sender.name} has no case for a referral to {journey.offer}.")
    chosen = office.random.choice((founding if _is_for_founders(offer) else []) or suitable)
    chosen.referred = True
    return chosen


def _adults(case: Case, journey: Journey) -> list[Row]:
    women_only = journey.offer is not None and journey.offer.startswith("Frauen")
    return [client for client in case.adults if not women_only or client["gender"] is Gender.WOMAN]


def _is_for_founders(offer: Offered | None) -> bool:
    return offer is not None and offer.owner in {POTSDAM, GUIDES, PROGRAMMES} and offer.title != "Anerkennungszuschuss"


def _categories(parcel_to: Organisation, offer: Offered | None) -> list[str]:
    if offer is None or parcel_to is ELBE_ELSTER:
        return ["contact", "occupation", "family"]
    if offer.kind is OfferKind.PROGRAMME:
        return ["contact", "occupation", "venture", "benefits"]
    return ["contact", "occupation", "venture"] if _is_for_founders(offer) else ["contact", "occupation"]


def _draft(journey: Journey, case: Case, sender: Office, receiver: Office, offer: Offered | None) -> _Parcel:
    created = moment(
        sender.days.ago(journey.days_ago), f"{sender.random.randint(9, 11):02}:{sender.random.randint(0, 45):02}"
    )
    to = receiver.organisation
    sent_on = sender.days.ago(journey.days_ago - next((m.after for m in journey.path if m.act is ReferralAct.SEND), 0))
    sends = any(move.act is ReferralAct.SEND for move in journey.path)
    row = sender.records.add(
        "referrals",
        id=sender.new_id(created),
        case_id=case.row["id"],
        referral_kind=ReferralKind.REFERRAL,
        recipient_org_id=to.id,
        recipient_name=to.name,
        offer_id=offer.id if offer else None,
        offer_title=offer.title if offer else None,
        categories=_categories(to, offer),
        message=journey.message or _message(sender, journey, offer),
        respond_by=sent_on + timedelta(days=offer.answer_days if offer else USUAL_ANSWER_DAYS) if sends else None,
        created_by=case.owner.member_id,
        created_at=created,
        version=1,
    )
    persons = []
    for number, client in enumerate(_adults(case, journey)[: journey.persons]):
        released = any(move.act is ReferralAct.CONFIRM_RELEASE for move in journey.path)
        release = declare(sender, case, client, to, row["categories"], created, offer) if released else None
        person = sender.records.add(
            "referral_persons",
            id=sender.new_id(created, number),
            referral_id=row["id"],
            client_id=client["id"],
            release_id=release["id"] if release else None,
            state=ReferralState.DRAFT,
            state_at=created,
            version=1,
        )
        persons.append((person, client, release["id"] if release else None))
    return _Parcel(journey, case, sender, receiver, offer, row, persons, {})


def _message(office: Office, journey: Journey, offer: Offered | None) -> str | None:
    together, *founding, children, moving = texts().messages.texts
    if offer is not None and offer.owner is ELBE_ELSTER:
        return moving
    if journey.persons > 1:
        return together
    return office.random.choice(founding) if _is_for_founders(offer) else office.random.choice((children, None))


def _steps(parcel: _Parcel) -> Iterator[Step]:
    office, previous = parcel.sender, parcel.row["created_at"]
    workers = _RECEIVERS[parcel.receiver.organisation.prefix]
    worker = workers[office.random.randrange(len(workers))]
    for move in parcel.journey.path:
        day = office.days.ago(parcel.journey.days_ago - move.after)
        clock = move.clock or f"{office.random.randint(9, 15):02}:{office.random.randint(0, 59):02}"
        at = max(moment(day, clock), previous + timedelta(minutes=7))
        previous = at
        actor = parcel.case.owner if move.act in _BY_SENDER else worker
        chosen = parcel.persons if move.person is None else [parcel.persons[move.person]]
        # Sending is one act for all; every other step is taken person by person.
        for number, (person, client, release_id) in enumerate(chosen[:1] if move.act is ReferralAct.SEND else chosen):
            moves_at = at + timedelta(minutes=number)
            yield Step(
                at=moves_at,
                act=move.act,
                actor=actor,
                sender=office.organisation,
                receiver=parcel.receiver.organisation,
                referral_id=parcel.row["id"],
                person_id=person["id"],
                release_id=release_id,
                code=move.code,
                words=_words(office, move),
                taken=_records(parcel, person, client, actor, move, moves_at),
            )


def _words(office: Office, move: Move) -> str | None:
    if move.code is not None and move.words is None:
        return office.random.choice(texts().declines[move.code])
    ending = _ENDINGS.get(move.act) if isinstance(move.act, ReferralAct) else None
    return office.random.choice(texts().outcomes[ending]) if ending else move.words


def _records(
    parcel: _Parcel, person: Row, client: Row, actor: Person, move: Move, at: datetime
) -> tuple[UUID, UUID] | None:
    """Keep the receiver's own client and case in step with the referral; gives them on acceptance."""
    if move.act is ReferralAct.ACCEPT:
        parcel.clients[person["id"]] = _take_over(parcel, client, actor, at)
        taken, case = parcel.clients[person["id"]]
        return taken["id"], case.row["id"]
    if person["id"] in parcel.clients:
        taken, case = parcel.clients[person["id"]]
        if move.act in _ENDINGS:
            case.row |= {"phase": Phase.CLOSURE, "closed_on": at.date(), "last_contact_at": at}
            case.row["closure_reason"] = ClosureReason.PROGRAMME_ENDED
        elif move.act is RevocationDecision.RESTRICT:
            taken["restricted"] = case.row["restricted"] = True
        elif (words := _NOTED.get(move.act)) is not None:
            case.row["phase"] = Phase.MONITORING
            write(parcel.receiver, case, at, words, case.topics)
    return None


def _take_over(parcel: _Parcel, client: Row, actor: Person, at: datetime) -> tuple[Row, Case]:
    categories: list[str] = parcel.row["categories"]
    names = [name for category in categories for name in _PASSED.get(category, ())]
    copy = enter(parcel.receiver, at, actor, **{name: client[name] for name in names if client.get(name) is not None})
    venture = {"venture": None, "venture_start": None}
    if "venture" in categories:
        venture = {name: parcel.case.row[name] for name in venture}
    concern = parcel.offer.title if parcel.offer else None
    begun: Row = {"concern": concern, "phase": Phase.ASSESSMENT, **venture}
    return copy, open_case(parcel.receiver, at, actor, [copy], [Topic.BUSINESS_FOUNDING], **begun)
