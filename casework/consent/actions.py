"""Declaring, signing and revoking releases."""

from datetime import date
from uuid import UUID

from casework.access.gate import Gate
from casework.consent import queries
from casework.consent.codes import DataCategory, ReleaseForm, RevocationChannel
from casework.consent.declaration import TEXT_VERSION
from casework.consent.models import Release
from casework.consent.schemas import NewRelease
from casework.consent.signals import ReleaseRevoked
from casework.core.clock import now, today
from casework.core.errors import Invalid, Message
from casework.core.signals import tell
from casework.people.codes import LANGUAGES
from casework.people.models import Client
from casework.web.i18n import msgid


async def add_release(gate: Gate, client_id: UUID, wanted: NewRelease) -> Release:
    """Record what a client declared; raises Invalid with a message for every field that does not fit."""
    client = await gate.get(Client, client_id, "read")
    gate.require(Release, "create", within=client)
    found = mistakes(wanted, today())
    recipient = await _recipient_name(gate, wanted, found)
    if found:
        raise Invalid("Some fields need to be corrected.", found)
    named = {name: getattr(wanted, name) for name in _STORED}
    release = Release(
        **named,
        client_id=client_id,
        recipient_name=recipient,
        categories=[category.value for category in DataCategory if category in wanted.categories],
        text_version=TEXT_VERSION,
        recorded_by=gate.actor.member_id,
        recorded_at=now(),
    )
    return await gate.add(release, within=client)


async def sign_release(gate: Gate, release_id: UUID, signed_on: date, *, version: int | None = None) -> Release:
    """Enter the signature under a prepared release; raises Stale, Conflict, or Invalid for a day to come."""
    release = await gate.get(Release, release_id, "sign", version=version)
    release.sign(signed_on, today())
    await gate.flush()
    return release


async def revoke_release(
    gate: Gate, release_id: UUID, channel: RevocationChannel, *, version: int | None = None
) -> Release:
    """Record a revocation and let everything that rests on the release know; raises Stale or Conflict."""
    release = await gate.get(Release, release_id, "revoke", version=version)
    release.revoke(now(), gate.actor.member_id, channel)
    await gate.flush()
    await tell(ReleaseRevoked(release.id, release.client_id), gate)
    return release


_STORED = (
    "recipient_org_id",
    "purpose",
    "purpose_note",
    "direction",
    "valid_from",
    "valid_until",
    "occasion",
    "language",
    "interpreter",
    "form",
    "form_reason",
    "consequences_explained",
    "signed_on",
)


def mistakes(wanted: NewRelease, on: date) -> dict[str, list[Message]]:
    """Give what does not fit in a release that is recorded on a day, by field; nothing about the recipient."""
    checks: list[tuple[str, bool, str]] = [
        ("valid_until", _ends_too_early(wanted), msgid("The last day lies before the first one.")),
        (
            "valid_until",
            wanted.valid_until is None and not (wanted.occasion or "").strip(),
            msgid("Name the last day, or the occasion with which the release ends."),
        ),
        ("signed_on", wanted.signed_on is not None and wanted.signed_on > on, msgid("This day has not come yet.")),
        (
            "signed_on",
            wanted.signed_on is None and wanted.form is ReleaseForm.ORAL,
            msgid("Name the day on which it was declared; an oral release cannot be signed later."),
        ),
        ("language", wanted.language not in LANGUAGES, msgid("Please choose one of the offered values.")),
        (
            "form_reason",
            wanted.form is ReleaseForm.ORAL and not (wanted.form_reason or "").strip(),
            msgid("Say why the release could be declared orally only."),
        ),
        (
            "consequences_explained",
            not wanted.consequences_explained,
            msgid("Explain first that the release is voluntary and what follows from a refusal, then confirm it here."),
        ),
        (
            "special_confirmed",
            any(category.is_special for category in wanted.categories) and not wanted.special_confirmed,
            msgid("Health data is specially protected: confirm that the person named it expressly."),
        ),
    ]
    found: dict[str, list[Message]] = {}
    for name, wrong, message in checks:
        if wrong:
            found.setdefault(name, []).append((message, {}))
    return found


def _ends_too_early(wanted: NewRelease) -> bool:
    return wanted.valid_until is not None and wanted.valid_until < wanted.valid_from


async def _recipient_name(gate: Gate, wanted: NewRelease, found: dict[str, list[Message]]) -> str:
    """Give the recipient's name as it stands in the release, or note at `found` why there is none."""
    typed = (wanted.recipient_name or "").strip()
    if wanted.recipient_org_id is None:
        if not typed:
            told = msgid("Choose an organisation of the network, or name the partner below.")
            found["recipient_org_id"] = [(told, {})]
        return typed
    if typed:
        told = msgid("Name one recipient only: either an organisation of the network or another partner.")
        found["recipient_name"] = [(told, {})]
        return typed
    if wanted.recipient_org_id == gate.actor.org_id:
        told = msgid("Your own organisation needs no release; choose the one that is to be told.")
        found["recipient_org_id"] = [(told, {})]
        return ""
    recipient = await queries.recipient(gate, wanted.recipient_org_id)
    if recipient is None or recipient.kind == "network_operator":
        found["recipient_org_id"] = [(msgid("This organisation does not take part in the network."), {})]
        return ""
    return recipient.name
