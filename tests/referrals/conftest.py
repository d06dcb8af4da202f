"""A couple of the north, two releases, an offer of the south: what every test of referrals starts from."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeAlias
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from casework.core.clock import today
from tests.cast import BY_NAME, SOUTH, Flat
from tests.conftest import As
from tests.factories import insert_client, new_case

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
CATEGORIES = ["contact", "occupation", "venture"]
Json = dict[str, Any]


async def insert_release(
    owner: Owner,
    client_id: UUID,
    *,
    giver: str = "asha",
    recipient: Flat = SOUTH,
    categories: list[str] | None = None,
    valid_until: date | None = None,
) -> UUID:
    """Put a signed release of a client behind the fence, and give its id."""
    person, release_id = BY_NAME[giver], uuid4()
    values: dict[str, object] = {
        "org_id": person.flat.id,
        "id": release_id,
        "client_id": client_id,
        "recipient_org_id": recipient.id,
        "recipient_name": recipient.name,
        "categories": categories or CATEGORIES,
        "purpose": "referral",
        "direction": "one_way",
        "valid_from": today() - timedelta(days=1),
        "valid_until": valid_until,
        "occasion": "End of the seminar",
        "language": "ru",
        "form": "written",
        "consequences_explained": True,
        "signed_on": today() - timedelta(days=1),
        "text_version": "1",
        "recorded_by": person.member_id,
    }
    places = ", ".join(f"${number}" for number in range(1, len(values) + 1))
    await owner.execute(
        f"insert into releases ({', '.join(values)}, recorded_at) values ({places}, now())", *values.values()
    )
    return release_id


async def insert_offer(owner: Owner, *, flat: Flat = SOUTH, places: int | None = 1, kind: str = "seminar") -> UUID:
    """Put a published offer with its copy in the directory behind the fence, and give its id."""
    offer_id = uuid4()
    own = "offer_kind, title, summary, languages, districts, places, answer_days, published_at"
    values = (kind, "Self-employed in Brandenburg", "Six evenings.", ["ru"], ["12060"], places, 5)
    await owner.execute(
        f"insert into offers (org_id, id, {own}, places_taken, created_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, now(), 0, now())",
        flat.id,
        offer_id,
        *values,
    )
    await owner.execute(
        f"insert into directory_offers (org_id, id, {own}, places_free)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, now(), $8)",
        flat.id,
        offer_id,
        *values,
    )
    return offer_id


@dataclass
class Story:
    """One referral with what it stands on, and short ways to move it."""

    as_: As
    owner: Owner
    case_id: UUID
    clients: list[UUID]
    releases: list[UUID]
    offer_id: UUID | None
    referral: Json = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Give the referral's id."""
        return str(self.referral["id"])

    async def prepare(self, **changes: object) -> Json:
        """Let asha prepare the referral for everybody in the case."""
        body = {
            "case_id": str(self.case_id),
            "persons": [str(key) for key in self.clients],
            "offer_id": str(self.offer_id) if self.offer_id else None,
            "recipient_org_id": None if self.offer_id else str(SOUTH.id),
            "categories": CATEGORIES,
            "message": "An interpreter for Russian would help.",
        } | changes
        reply = await (await self.as_("asha")).post("/api/referrals", json=body)
        assert reply.status_code == 201, reply.text
        self.referral = reply.json()
        return self.referral

    async def send(self) -> Json:
        """Let asha send everyone who is ready."""
        reply = await self.order("asha")
        assert reply.status_code == 201, reply.text
        self.referral = reply.json()
        return self.referral

    async def order(self, who: str, **body: object) -> httpx.Response:
        """Give somebody's order to send."""
        return await (await self.as_(who)).post(
            f"/api/referrals/{self.id}/transmission", json=body, headers={"If-Match": str(self.referral["version"])}
        )

    async def sent(self) -> Json:
        """Give the referral as asha sees it."""
        reply = await (await self.as_("asha")).get(f"/api/referrals/{self.id}")
        assert reply.status_code == 200, reply.text
        self.referral = reply.json()
        return self.referral

    async def inbox(self) -> Json:
        """Give the referral as pia sees it."""
        reply = await (await self.as_("pia")).get(f"/api/inbox/{self.id}")
        assert reply.status_code == 200, reply.text
        return dict(reply.json())

    def key(self, number: int) -> str:
        """Give the id of the person at this place in `clients`."""
        return next(str(p["id"]) for p in self.referral["persons"] if p["client_id"] == str(self.clients[number]))

    async def sender(self, step: str, number: int = 0, who: str = "asha", **body: object) -> httpx.Response:
        """Take one of the sender's steps for one person."""
        view = await self.sent()
        version = next(p["version"] for p in view["persons"] if p["id"] == self.key(number))
        return await (await self.as_(who)).post(
            f"/api/referrals/{self.id}/persons/{self.key(number)}/{step}",
            json=body or {},
            headers={"If-Match": str(version)},
        )

    async def receiver(self, step: str, number: int = 0, who: str = "pia", **body: object) -> httpx.Response:
        """Take one of the receiver's steps for one person."""
        view = await self.inbox()
        version = next(p["version"] for p in view["persons"] if p["id"] == self.key(number))
        return await (await self.as_(who)).post(
            f"/api/inbox/{self.id}/persons/{self.key(number)}/{step}",
            json=body or {},
            headers={"If-Match": str(version)},
        )

    async def review(self) -> None:
        """Let pia take everyone into review."""
        reply = await (await self.as_("pia")).post(f"/api/inbox/{self.id}/review", json={})
        assert reply.status_code == 201, reply.text

    async def states(self) -> list[tuple[str, str | None]]:
        """Give the states on both sides, person by person, as they really are behind the fence."""
        rows = await self.owner.fetch(
            "select s.client_id, s.state as sender, r.state as receiver from referral_persons s"
            " left join received_persons r on r.id = s.id where s.referral_id = $1",
            UUID(self.id),
        )
        found = {row["client_id"]: (row["sender"], row["receiver"]) for row in rows}
        return [found[client] for client in self.clients]

    async def to(self, state: str, number: int = 0) -> None:
        """Bring one person, delivered by now, to a state that the receiver reaches."""
        await self.review()
        for step, body in WAYS[state]:
            reply = await self.receiver(step, number, **body)
            assert reply.status_code == 201, (step, reply.text)

    async def revoke(self, number: int = 0, who: str = "asha") -> httpx.Response:
        """Let the person's release be revoked."""
        client = await self.as_(who)
        release = await client.get(f"/api/releases/{self.releases[number]}")
        return await client.post(
            f"/api/releases/{self.releases[number]}/revocation",
            json={"channel": "phone"},
            headers={"If-Match": release.headers.get("etag", "1")},
        )


NEW: Json = {"confirmed_new": True}
WAYS: dict[str, list[tuple[str, Json]]] = {
    "in_review": [],
    "info_requested": [("question", {"words": "Since when?"})],
    "redirect_proposed": [("redirect-proposal", {"words": "Better the others."})],
    "waitlisted": [("waiting", {})],
    "accepted": [("acceptance", NEW)],
    "first_contact": [("acceptance", NEW), ("contact", {})],
    "started": [("acceptance", NEW), ("attendance", {})],
    "completed": [("acceptance", NEW), ("attendance", {}), ("outcome", {"outcome": "completed"})],
    "discontinued": [("acceptance", NEW), ("outcome", {"outcome": "discontinued"})],
    "no_show": [("acceptance", NEW), ("outcome", {"outcome": "no_show"})],
    "declined": [("refusal", {"reason": "no_capacity"})],
}
Tell = Callable[..., Awaitable[Story]]


@pytest.fixture
def tell(as_: As, owner: Owner) -> Tell:
    """Give a way to begin a story, for instance with two persons and one place."""

    async def begin(
        *, persons: int = 1, places: int | None = None, offer: bool = True, released: bool = True, send: bool = False
    ) -> Story:
        family = f"Seitkali{uuid4().hex[:8]}"
        clients = [
            await insert_client(
                owner,
                "asha",
                given_name=("Aigerim", "Timur", "Dana", "Erlan")[number],
                family_name=family,
                phone="0152 5550 143",
                occupation="Bailiff",
                health="SECRET-HEALTH",
                benefits="SECRET-BENEFITS",
                residence_status="refugee",
                sort_key=f"{family.casefold()} {number}",
            )
            for number in range(persons)
        ]
        case_id = await new_case(await as_("asha"), *clients, venture="Alterations shop", concern="SECRET-CONCERN")
        releases = [await insert_release(owner, client) for client in clients] if released else []
        offer_id = await insert_offer(owner, places=places) if offer else None
        story = Story(as_, owner, case_id, clients, releases, offer_id)
        if send:
            await story.prepare()
            await story.send()
        return story

    return begin
