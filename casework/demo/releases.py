"""Releases from confidentiality, each before anything is passed on."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from casework.consent.codes import Direction, PurposeKind, ReleaseForm
from casework.consent.declaration import TEXT_VERSION
from casework.demo.cases import Case
from casework.demo.offers import Offered
from casework.demo.office import Office
from casework.demo.organisations import Organisation
from casework.demo.records import Row
from casework.offers.codes import OfferKind


def declare(
    office: Office,
    case: Case,
    client: Row,
    to: Organisation | str,
    categories: Sequence[str],
    at: datetime,
    offer: Offered | None = None,
) -> Row:
    """Record a release for an organisation of the network or, by its name, for a partner outside of it."""
    recipient = to if isinstance(to, Organisation) else None
    seminar = offer is not None and offer.kind is OfferKind.SEMINAR
    return office.records.add(
        "releases",
        id=office.new_id(at - timedelta(minutes=20)),
        client_id=client["id"],
        recipient_org_id=recipient.id if recipient else None,
        recipient_name=recipient.name if recipient else to,
        categories=list(categories),
        purpose=PurposeKind.REFERRAL if recipient else PurposeKind.AUTHORITY_MATTER,
        direction=Direction.MUTUAL if recipient and office.chance(30) else Direction.ONE_WAY,
        valid_from=at.date(),
        valid_until=None if seminar else at.date() + timedelta(days=365 if recipient else 180),
        occasion="bis zum Ende des Seminars" if seminar else None,
        language=client["languages"][0] if client["languages"] else "de",
        interpreter="Sprachmittlungspool Barnim" if client.get("interpreter_language") else None,
        form=ReleaseForm.WRITTEN,
        consequences_explained=True,
        signed_on=at.date(),
        text_version=TEXT_VERSION,
        recorded_by=case.owner.member_id,
        recorded_at=at - timedelta(minutes=20),
        version=1,
    )
