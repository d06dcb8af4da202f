"""Records that tests of several slices need, made over HTTP as one of the cast."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import asyncpg
import httpx

from casework.core.clock import now, today
from casework.core.crypto import new_token, token_hash
from tests.cast import BY_NAME, Person

SESSION = """
insert into door.sessions (token_hash, id, account_id, org_id, member_id, idle, expires_at)
select $1, gen_random_uuid(), account_id, org_id, id, '30 min', now() + interval '1 hour'
from members where org_id = $2 and id = $3
"""


async def ticket_for(owner: "asyncpg.Connection[asyncpg.Record]", person: Person) -> bytes:
    """Open a session behind the fence and give its ticket."""
    hashed = token_hash(new_token())
    await owner.execute(SESSION, hashed, person.flat.id, person.member_id)
    return hashed


async def insert_client(owner: "asyncpg.Connection[asyncpg.Record]", who: str, **changes: object) -> UUID:
    """Put a client of this person's organisation behind the fence, entered by this person, and give their id."""
    person, client_id = BY_NAME[who], uuid4()
    values: dict[str, object] = {
        "org_id": person.flat.id,
        "id": client_id,
        "given_name": "Mira",
        "family_name": "Moll",
        "gender": "woman",
        "birth_precision": "unknown",
        "citizenships": [],
        "languages": ["uk"],
        "district": "12060",
        "restricted": False,
        "sort_key": str(changes.get("family_name", "moll")).casefold(),
        "created_by": person.member_id,
    } | changes
    places = ", ".join(f"${number}" for number in range(1, len(values) + 1))
    await owner.execute(
        f"insert into clients ({', '.join(values)}, created_at) values ({places}, now())", *values.values()
    )
    return client_id


async def new_case(as_client: httpx.AsyncClient, *client_ids: UUID, **changes: object) -> UUID:
    """Open a case for these clients over the API and give its id."""
    reply = await as_client.post("/api/cases", json={"client_ids": [str(key) for key in client_ids], **changes})
    assert reply.status_code == 201, reply.text
    return UUID(reply.json()["id"])


async def new_release(
    as_client: httpx.AsyncClient, client_id: UUID, recipient_org_id: UUID | None, **changes: object
) -> UUID:
    """Record a release that is valid today over the API and give its id; other fields are the changes."""
    day = today().isoformat()
    body: dict[str, object] = {
        "client_id": str(client_id),
        "recipient_org_id": str(recipient_org_id) if recipient_org_id else None,
        "categories": ["contact", "occupation", "venture"],
        "purpose": "referral",
        "direction": "one_way",
        "valid_from": day,
        "occasion": "until the seminar has ended",
        "language": "ru",
        "form": "written",
        "consequences_explained": True,
        "signed_on": day,
    } | changes
    reply = await as_client.post("/api/releases", json=body)
    assert reply.status_code == 201, reply.text
    return UUID(reply.json()["id"])


async def new_offer(as_client: httpx.AsyncClient, *, published: bool = True, **changes: object) -> UUID:
    """Add an offer over the API, publish it unless told otherwise, and give its id; other fields are the changes."""
    body: dict[str, object] = {
        "offer_kind": "seminar",
        "title": "Founder seminar",
        "summary": "Six evenings from the idea to the business plan.",
        "languages": ["de", "ru"],
        "places": 12,
    } | changes
    reply = await as_client.post("/api/offers", json=body)
    assert reply.status_code == 201, reply.text
    offer_id = UUID(reply.json()["id"])
    if published:
        reply = await as_client.post(f"/api/offers/{offer_id}/publication", headers={"If-Match": reply.headers["ETag"]})
        assert reply.status_code == 200, reply.text
    return offer_id


async def new_client(as_client: httpx.AsyncClient, **changes: object) -> UUID:
    """Enter a client over the API, whoever they resemble, and give their id."""
    details: dict[str, object] = {
        "given_name": "Mira",
        "family_name": "Moll",
        "gender": "woman",
        "languages": ["uk"],
        "district": "12060",
        "confirmed_new": True,
    }
    reply = await as_client.post("/api/people", json=details | changes)
    assert reply.status_code == 201, reply.text
    return UUID(reply.json()["id"])


async def insert_appointment(
    owner: "asyncpg.Connection[asyncpg.Record]", who: str, case_id: UUID, starts_at: datetime, **changes: object
) -> UUID:
    """Put an appointment of this person's behind the fence, an hour long, and give its id."""
    person, key = BY_NAME[who], uuid4()
    values: dict[str, object] = {
        "org_id": person.flat.id,
        "id": key,
        "case_id": case_id,
        "appointment_kind": "follow_up",
        "status": "confirmed",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=1),
        "mode": "in_person",
        "documents": [],
        "member_id": person.member_id,
        "created_at": now(),
    } | changes
    await _insert(owner, "appointments", values)
    return key


async def insert_deadline(
    owner: "asyncpg.Connection[asyncpg.Record]",
    who: str,
    case_id: UUID,
    due_on: date,
    *warn_on: date,
    **changes: object,
) -> UUID:
    """Put an open deadline of a case of this person's behind the fence and give its id."""
    key = uuid4()
    values: dict[str, object] = {
        "org_id": BY_NAME[who].flat.id,
        "id": key,
        "case_id": case_id,
        "deadline_kind": "objection",
        "inputs": "{}",
        "land": "BB",
        "rule": "objection",
        "rule_version": "1",
        "norm": "VwGO 70",
        "computed_due_on": due_on,
        "due_on": due_on,
        "warn_on": list(warn_on),
        "explanation": "{}",
        "status": "open",
        "created_at": now(),
    } | changes
    await _insert(owner, "deadlines", values)
    return key


async def _insert(owner: "asyncpg.Connection[asyncpg.Record]", table: str, values: dict[str, object]) -> None:
    places = ", ".join(f"${number}" for number in range(1, len(values) + 1))
    await owner.execute(f"insert into {table} ({', '.join(values)}) values ({places})", *values.values())
