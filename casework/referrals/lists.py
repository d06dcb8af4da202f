"""The two lists: what was sent and what was received, overdue ones first, 50 on a page."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import ARRAY, Date, Text, Uuid, and_, bindparam, case, exists, func, literal, select
from sqlalchemy.sql.elements import ColumnElement

from casework.access.gate import Gate
from casework.access.reading import Read
from casework.core.clock import today
from casework.core.model import ORG
from casework.people.models import Client
from casework.referrals.codes import ENDED, ReferralState
from casework.referrals.models import Parcel, ReceivedPerson, ReceivedReferral, Referral, ReferralPerson
from casework.referrals.views import UNANSWERED, Listed, ReceivedRow, ReferralRow

PAGE_SIZE = 50


# Filters of the list; each is a condition that needs no other value than the ones named here.
def _any_state(states: Iterable[str]) -> ColumnElement[bool]:
    return exists().where(
        ReferralPerson.org_id == Referral.org_id,
        ReferralPerson.referral_id == Referral.id,
        ReferralPerson.state == func.any(literal(sorted(states), ARRAY(Text()))),
    )


def _late() -> ColumnElement[bool]:
    return and_(Referral.respond_by < bindparam("today", type_=Date()), _any_state(sorted(UNANSWERED)))


@lru_cache(maxsize=64)
def _listed(filters: frozenset[str]) -> Read[ReferralRow]:
    of_referral = (ReferralPerson.org_id == Referral.org_id, ReferralPerson.referral_id == Referral.id)
    name = Client.given_name + " " + Client.family_name
    of_client = (Client.org_id == ReferralPerson.org_id) & (Client.id == ReferralPerson.client_id)
    names = select(func.array_agg(name)).select_from(ReferralPerson).join(Client, of_client).where(*of_referral)
    statement = select(
        *(getattr(Referral, column) for column in ReferralRow.__struct_fields__[:8]),
        select(func.array_agg(ReferralPerson.state)).where(*of_referral).scalar_subquery().label("states"),
        names.scalar_subquery().label("names"),
    ).where(Referral.org_id == ORG)
    conditions: dict[str, ColumnElement[bool]] = {
        "case": Referral.case_id == bindparam("case_id", type_=Uuid()),
        "recipient": Referral.recipient_org_id == bindparam("recipient", type_=Uuid()),
        "state": exists().where(*of_referral, ReferralPerson.state == bindparam("state", type_=Text())),
        "open": _any_state(sorted(set(ReferralState) - ENDED)),
        "overdue": _late(),
    }
    statement = statement.where(*(conditions[chosen] for chosen in sorted(filters)))
    ordered = statement.order_by(case((_late(), 0), else_=1), Referral.created_at.desc(), Referral.id)
    return Read(Referral, "list", ReferralRow, ordered.limit(PAGE_SIZE).offset(bindparam("skipped")))


async def sent(gate: Gate, page: int = 1, **chosen: Any) -> Listed:  # noqa: ANN401  # Filters are of any type.
    """Give one page of the sent referrals, overdue ones first; filters: case, recipient, state, open, overdue."""
    filters = {name: value for name, value in chosen.items() if value}
    read = _listed(frozenset(filters))
    values = {
        "today": today(),
        "case_id": filters.get("case"),
        "recipient": filters.get("recipient"),
        "state": str(filters.get("state", "")),
        "skipped": (page - 1) * PAGE_SIZE,
    }
    rows = await gate.select(read, **values)
    total = await gate.count(read, **values) if page > 1 or len(rows) == PAGE_SIZE else len(rows)
    return Listed(rows, total)


@lru_cache(maxsize=64)
def _received(filters: frozenset[str]) -> Read[ReceivedRow]:
    of_referral = (ReceivedPerson.org_id == ReceivedReferral.org_id, ReceivedPerson.received_id == ReceivedReferral.id)
    contact = Parcel.snapshot["contact"]
    name = func.concat_ws(" ", contact["given_name"].astext, contact["family_name"].astext)
    of_parcel = (Parcel.org_id == ReceivedPerson.org_id) & (Parcel.id == ReceivedPerson.id)
    names = select(func.array_agg(name)).select_from(ReceivedPerson).join(Parcel, of_parcel).where(*of_referral)
    undecided = (ReceivedPerson.revoked_at.is_not(None), ReceivedPerson.decision.is_(None))

    def any_state(states: Iterable[str]) -> ColumnElement[bool]:
        return exists().where(*of_referral, ReceivedPerson.state == func.any(literal(sorted(states), ARRAY(Text()))))

    late = and_(ReceivedReferral.respond_by < bindparam("today", type_=Date()), any_state(UNANSWERED))
    conditions: dict[str, ColumnElement[bool]] = {
        "sender": ReceivedReferral.sender_org_id == bindparam("sender", type_=Uuid()),
        "state": exists().where(*of_referral, ReceivedPerson.state == bindparam("state", type_=Text())),
        "open": any_state(set(ReferralState) - ENDED) | exists().where(*of_referral, *undecided),
        "overdue": late,
    }
    statement = select(
        *(getattr(ReceivedReferral, column) for column in ReceivedRow.__struct_fields__[:5]),
        select(func.array_agg(ReceivedPerson.state)).where(*of_referral).scalar_subquery().label("states"),
        func.coalesce(names.scalar_subquery(), literal([], ARRAY(Text()))).label("names"),
        select(func.count())
        .select_from(ReceivedPerson)
        .where(*of_referral, *undecided)
        .scalar_subquery()
        .label("undecided"),
    ).where(ReceivedReferral.org_id == ORG, *(conditions[chosen] for chosen in sorted(filters)))
    ordered = statement.order_by(case((late, 0), else_=1), ReceivedReferral.delivered_at.desc(), ReceivedReferral.id)
    return Read(ReceivedReferral, "list", ReceivedRow, ordered.limit(PAGE_SIZE).offset(bindparam("skipped")))


def _count_of(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.count()).select_from(ReceivedPerson).where(*conditions).scalar_subquery()


async def received(gate: Gate, page: int = 1, **chosen: Any) -> Listed:  # noqa: ANN401  # Filters are of any type.
    """Give one page of the received referrals, overdue ones first; filters: sender, state, open, overdue."""
    filters = {name: value for name, value in chosen.items() if value}
    read = _received(frozenset(filters))
    values = {
        "today": today(),
        "sender": filters.get("sender"),
        "state": str(filters.get("state", "")),
        "skipped": (page - 1) * PAGE_SIZE,
    }
    rows = await gate.select(read, **values)
    total = await gate.count(read, **values) if page > 1 or len(rows) == PAGE_SIZE else len(rows)
    return Listed(rows, total)
