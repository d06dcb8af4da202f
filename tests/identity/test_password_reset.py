"""A forgotten password: the link comes by mail, works once, and asking tells nothing about who has an account."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from socket import socket
from typing import TypeAlias

import asyncpg
import httpx
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from litestar import Litestar

from casework.config import Settings
from casework.core.crypto import token_hash
from casework.core.db import Database
from casework.identity.password_reset import link_base
from casework.worker import send_one_mail
from tests.cast import NORTH, WEST
from tests.conftest import anonymous_client
from tests.identity.conftest import Engage

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
NEW = "the harbour is quiet at night"


async def asked(client: httpx.AsyncClient, owner: Owner, email: str) -> str:
    """Ask for a link and give its token from the waiting mail."""
    assert (await client.post("/api/password-reset", json={"email": email})).status_code == 202
    body = await owner.fetchval(
        "select body from door.outgoing_mails where recipient = $1 order by id desc limit 1", email
    )
    found = re.search(r"http://127\.0\.0\.1:8000/password-reset/([\w-]{43})\n", body)
    assert found, body
    return found[1]


async def test_a_link_sets_a_new_password_once_and_ends_every_session(
    anonymous: httpx.AsyncClient, engage: Engage, owner: Owner
) -> None:
    nele = await engage()
    await engage(WEST, email=nele.email)
    await anonymous.post("/sign-in", data=nele.sign_in | {"organisation": "N"})
    assert (await anonymous.get("/api/me")).status_code == 200
    token = await asked(anonymous, owner, nele.email)
    assert "Choose a new password" in (await anonymous.get(f"/password-reset/{token}")).text
    reply = await anonymous.post(f"/password-reset/{token}", data={"password": NEW})
    assert (reply.status_code, reply.headers["location"]) == (303, "/sign-in?done=password")
    assert (await anonymous.get("/api/me")).status_code == 401
    again = await anonymous.post(f"/password-reset/{token}", data={"password": "another sentence here"})
    assert again.status_code == 404
    assert "used already" in again.text
    assert (await anonymous.post("/sign-in", data=nele.sign_in)).status_code == 401
    assert (await anonymous.post("/sign-in", data=nele.sign_in | {"password": NEW})).status_code == 200
    recorded = await owner.fetch(
        "select org_id, actor_id, object_type from audit_events where action = 'password_reset'"
        " and actor_id in (select id from members where email = $1)",
        nele.email,
    )
    assert {row["org_id"] for row in recorded} == {NORTH.id, WEST.id}
    assert await owner.fetchval(
        "select count(*) from operator_events where action = 'password_reset' and account_ref ="
        " (select id from door.accounts where email = $1)",
        nele.email,
    )


async def test_the_token_is_stored_as_a_hash_only(anonymous: httpx.AsyncClient, engage: Engage, owner: Owner) -> None:
    nele = await engage()
    token = await asked(anonymous, owner, nele.email)
    lives = await owner.fetchval(
        "select expires_at - now() from door.password_resets where token_hash = $1", token_hash(token)
    )
    assert 3500 < lives.total_seconds() <= 3600


async def test_an_old_link_is_worth_nothing(anonymous: httpx.AsyncClient, engage: Engage, owner: Owner) -> None:
    nele = await engage()
    token = await asked(anonymous, owner, nele.email)
    await owner.execute(
        "update door.password_resets set expires_at = now() - interval '1 second' where token_hash = $1",
        token_hash(token),
    )
    assert (await anonymous.get(f"/password-reset/{token}")).status_code == 404
    assert (await anonymous.put(f"/api/password-reset/{token}", json={"password": NEW})).status_code == 404
    assert (await anonymous.post("/sign-in", data=nele.sign_in)).status_code == 303


async def test_a_new_password_makes_the_other_links_worthless(
    anonymous: httpx.AsyncClient, engage: Engage, owner: Owner
) -> None:
    nele = await engage()
    first = await asked(anonymous, owner, nele.email)
    second = await asked(anonymous, owner, nele.email)
    assert (await anonymous.put(f"/api/password-reset/{second}", json={"password": NEW})).status_code == 204
    assert (await anonymous.put(f"/api/password-reset/{first}", json={"password": NEW})).status_code == 404


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("too short", "at least 12"),
        ("Willkommen2026", "tried first"),
        ("aaaaaaaaaaaaaa", "tried first"),
        ("NeleNeumann12", "too close"),
        ("", "fill in"),
        ("x" * 1025, "1024"),
    ],
)
async def test_weak_passwords_are_refused_with_a_reason_and_the_link_stays(
    anonymous: httpx.AsyncClient, engage: Engage, owner: Owner, password: str, said: str
) -> None:
    nele = await engage()
    token = await asked(anonymous, owner, nele.email)
    reply = await anonymous.post(f"/password-reset/{token}", data={"password": password})
    assert reply.status_code == 422
    assert said in reply.text
    assert not password or password not in reply.text
    assert (await anonymous.put(f"/api/password-reset/{token}", json={"password": NEW})).status_code == 204


async def test_asking_tells_nothing_about_who_has_an_account(
    anonymous: httpx.AsyncClient, engage: Engage, owner: Owner
) -> None:
    nele = await engage()
    answers = []
    for email in (nele.email, "nobody@nowhere.example"):
        reply = await anonymous.post("/password-reset", data={"email": email})
        page = await anonymous.get(reply.headers["location"])
        api = await anonymous.post("/api/password-reset", json={"email": email})
        answers.append((reply.status_code, reply.headers["location"], page.text, api.status_code, api.text))
    assert answers[0] == answers[1]
    assert not await owner.fetchval(
        "select count(*) from door.outgoing_mails where recipient = 'nobody@nowhere.example'"
    )


@pytest.mark.parametrize("known", [True, False])
async def test_asking_too_often_is_refused_alike(anonymous: httpx.AsyncClient, engage: Engage, known: bool) -> None:
    email = (await engage()).email if known else "never-here@nowhere.example"
    for _ in range(5):
        assert (await anonymous.post("/password-reset", data={"email": email})).status_code == 303
    reply = await anonymous.post("/password-reset", data={"email": email})
    assert (reply.status_code, reply.headers["retry-after"]) == (429, "3600")
    assert f'value="{email}"' in reply.text


async def test_whoever_works_nowhere_any_more_gets_no_link(
    anonymous: httpx.AsyncClient, engage: Engage, owner: Owner
) -> None:
    nele = await engage()
    await owner.execute("update members set active = false where id = $1", nele.member_id)
    assert (await anonymous.post("/api/password-reset", json={"email": nele.email})).status_code == 202
    assert not await owner.fetchval("select count(*) from door.outgoing_mails where recipient = $1", nele.email)


async def test_a_reset_lifts_the_pause_that_guesses_brought(
    anonymous: httpx.AsyncClient, engage: Engage, owner: Owner
) -> None:
    nele = await engage()
    for _ in range(10):
        assert (await anonymous.post("/sign-in", data=nele.sign_in | {"password": "guess"})).status_code == 401
    paused = await anonymous.post("/sign-in", data=nele.sign_in)
    assert (paused.status_code, paused.headers["retry-after"]) == (429, "900")
    assert "paused for a quarter of an hour" in paused.text
    assert f'value="{nele.email}"' in paused.text
    token = await asked(anonymous, owner, nele.email)
    await anonymous.post(f"/password-reset/{token}", data={"password": NEW})
    assert (await anonymous.post("/sign-in", data=nele.sign_in | {"password": NEW})).status_code == 303


def test_a_made_up_host_never_gets_into_a_mail() -> None:
    settings = Settings()
    assert link_base(settings, "http://evil.example/") == "http://127.0.0.1:8000"
    assert link_base(settings, "http://localhost:8123/") == "http://localhost:8123"
    assert link_base(replace(settings, public_url="https://c.example/"), "http://evil.example/") == "https://c.example"


class Letterbox:
    """A mail server that keeps what it gets."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], EmailMessage]] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd calls it so.
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        self.mails.append((envelope.rcpt_tos, message_from_bytes(content, policy=policy.default)))
        return "250 OK"


@pytest.fixture
def letterbox() -> Iterator[tuple[Letterbox, int]]:
    box = Letterbox()
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, port
    controller.stop()


async def test_the_worker_delivers_the_mail_in_the_persons_language(
    anonymous: httpx.AsyncClient, engage: Engage, owner: Owner, settings: Settings, letterbox: tuple[Letterbox, int]
) -> None:
    box, port = letterbox
    await owner.execute("update door.outgoing_mails set sent_at = now() where sent_at is null")
    nele, nora = await engage(), await engage()
    await owner.execute("update door.accounts set language = 'en' where email = $1", nora.email)
    for person in (nele, nora):
        await anonymous.post("/password-reset", data={"email": person.email})
    worker = Database(settings.address("casework_worker"), settings.passfile, 1)
    try:
        # While the server is away the mail waits; it goes when the server is back, once.
        assert await send_one_mail(worker, replace(settings, smtp_url="smtp://127.0.0.1:1"))
        await owner.execute("update door.outgoing_mails set next_try_at = now() where sent_at is null")
        while await send_one_mail(worker, replace(settings, smtp_url=f"smtp://127.0.0.1:{port}")):
            pass
    finally:
        await worker.close()
    await asyncio.sleep(0)
    subjects = {recipients[0]: mail["subject"] for recipients, mail in box.mails}
    assert subjects == {
        nele.email: "Casework: neues Passwort wählen",
        nora.email: "Casework: choose a new password",
    }
    assert len(box.mails) == 2
    link = re.search(r"/password-reset/([\w-]{43})", box.mails[0][1].get_content())
    assert link
    assert (await anonymous.put(f"/api/password-reset/{link[1]}", json={"password": NEW})).status_code == 204
    # What went out lies nowhere any more.
    assert not await owner.fetchval("select count(*) from door.outgoing_mails where body ~ $1", link[1])


async def test_in_the_demo_the_page_says_where_the_mail_lies(app: Litestar, settings: Settings) -> None:
    app.state.settings = replace(settings, demo=True)
    try:
        async with anonymous_client(app) as client:
            assert str(Path(settings.mail_folder)) in (await client.get("/password-reset?done=sent")).text
    finally:
        app.state.settings = settings
