"""The pages about releases: the form that loses nothing, the printed text, signature and revocation."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from casework.core.clock import today
from tests.cast import NORTH, SOUTH
from tests.conftest import As
from tests.factories import insert_client, new_release


def typed(**changes: str | list[str]) -> dict[str, Any]:
    """Give a release as a browser sends it, with changes; dates as people write them."""
    day = today().strftime("%d.%m.%Y")
    return {
        "recipient_org_id": str(SOUTH.id),
        "recipient_name": "",
        "categories": ["contact", "venture"],
        "purpose": "referral",
        "purpose_note": "Founder seminar in December",
        "direction": "one_way",
        "valid_from": day,
        "valid_until": "",
        "occasion": "until the seminar has ended",
        "language": "ru",
        "interpreter": "",
        "form": "written",
        "form_reason": "",
        "consequences_explained": "true",
        "signed_on": day,
    } | changes


async def recorded(reply: httpx.Response) -> str:
    """Give the address of the release that a form was answered with."""
    assert reply.status_code == 303, re.sub(r"<[^>]+>", " ", reply.text)
    return reply.headers["location"].partition("?")[0]


async def test_from_form_to_revocation(as_: As, owner: "asyncpg.Connection[asyncpg.Record]") -> None:
    asha, client_id = (
        await as_("asha"),
        await insert_client(owner, "asha", given_name="Aigerim", family_name="Seitkali"),
    )
    empty = await asha.get(f"/people/{client_id}/releases")
    assert empty.status_code == 200
    assert "No releases yet" in empty.text
    blank = await asha.get(f"/people/{client_id}/releases/new")
    assert SOUTH.name in blank.text
    assert f'value="{NORTH.id}"' not in blank.text
    address = await recorded(await asha.post(f"/people/{client_id}/releases", data=typed()))
    shown = (await asha.get(address)).text
    for words in (SOUTH.name, "Founder seminar in December", "Business plan", "Valid", "until the seminar has ended"):
        assert words in shown
    assert "Aigerim Seitkali" in (await asha.get(f"/people/{client_id}/releases")).text
    question = (await asha.get(f"{address}/revocation")).text
    assert "must decide about its copy" in question
    assert 'name="version" value="1"' in question
    unanswered = await asha.post(f"{address}/revocation", data={"version": "1"})
    assert unanswered.status_code == 422
    assert "Please choose something here." in unanswered.text
    done = await asha.post(f"{address}/revocation", data={"version": "1", "channel": "phone"})
    assert await recorded(done) == address
    after = (await asha.get(f"{address}?done=revoked")).text
    assert "The revocation is recorded." in after
    assert "Record revocation" not in after
    again = await asha.post(f"{address}/revocation", data={"version": "2", "channel": "phone"})
    assert again.status_code == 409
    assert "revoked already" in again.text


async def test_mistakes_stand_at_their_fields_and_nothing_is_lost(
    as_: As, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    asha, client_id = await as_("asha"), await insert_client(owner, "asha")
    wrong = typed(
        recipient_org_id="", valid_until="01.02.2020", signed_on="soon", categories=["health"], purpose_note="Keep me"
    )
    reply = await asha.post(f"/people/{client_id}/releases", data=wrong)
    assert reply.status_code == 422
    assert "Keep me" in reply.text
    assert 'value="soon"' in reply.text
    fixed = typed(recipient_org_id="", valid_until="01.02.2020", categories=["health"], purpose_note="Keep me")
    reply = await asha.post(f"/people/{client_id}/releases", data=fixed)
    assert reply.status_code == 422
    for field in ("recipient_org_id", "valid_until", "special_confirmed"):
        assert f'id="{field}-error"' in reply.text
    assert not await owner.fetchval("select count(*) from releases where client_id = $1", client_id)


@pytest.mark.parametrize("odd", ["\0", "\ud800", "x" * 100_000, "<script>alert(1)</script>", "%s%(x)s{{7*7}}"])
async def test_odd_input_is_never_an_error_of_the_server(
    as_: As, owner: "asyncpg.Connection[asyncpg.Record]", odd: str
) -> None:
    asha, client_id = await as_("asha"), await insert_client(owner, "asha")
    for field in ("recipient_org_id", "recipient_name", "purpose", "valid_from", "interpreter", "language", "version"):
        sent = "&".join(
            f"{name}={httpx.QueryParams({'x': text})}".replace("=x=", "=")
            for name, value in (typed() | ({field: odd} if odd != "\ud800" else {})).items()
            for text in ([value] if isinstance(value, str) else value)
        )
        body = sent.encode() + (f"&{field}=%ff".encode() if odd == "\ud800" else b"")
        headers = {"content-type": "application/x-www-form-urlencoded"}
        reply = await asha.post(f"/people/{client_id}/releases", content=body, headers=headers)
        assert reply.status_code in {303, 422}, (field, reply.text)
        assert "<script>alert" not in reply.text


async def test_the_form_is_filled_in_by_the_page_that_leads_here_and_leads_back(
    as_: As, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    asha, client_id = await as_("asha"), await insert_client(owner, "asha")
    path = f"/people/{client_id}/releases"
    query = f"recipient={SOUTH.id}&category=contact&category=health&purpose=handover&next_page=/referrals/7"
    form = (await asha.get(f"{path}/new?{query}")).text
    assert f'value="{SOUTH.id}" selected' in form
    assert re.search(r'value="health" checked', form)
    assert 'value="handover" selected' in form
    assert 'name="next_page" value="/referrals/7"' in form
    reply = await asha.post(path, data=typed(next_page="/referrals/7"))
    assert reply.headers["location"] == "/referrals/7"
    for elsewhere in ("//evil.example", "https://evil.example", "/\\evil.example", "evil"):
        reply = await asha.post(path, data=typed(next_page=elsewhere))
        assert reply.headers["location"].startswith("/releases/")


async def test_signing_later(as_: As, owner: "asyncpg.Connection[asyncpg.Record]") -> None:
    asha, client_id = await as_("asha"), await insert_client(owner, "asha")
    address = await recorded(await asha.post(f"/people/{client_id}/releases", data=typed(signed_on="")))
    assert "Not yet signed" in (await asha.get(address)).text
    tomorrow = (today() + timedelta(days=1)).strftime("%d.%m.%Y")
    late = await asha.post(f"{address}/signature", data={"version": "1", "signed_on": tomorrow})
    assert late.status_code == 422
    assert "has not come yet" in late.text
    day = today().strftime("%d.%m.%Y")
    stale = await asha.post(f"{address}/signature", data={"version": "9", "signed_on": day})
    assert stale.status_code == 409
    assert "Somebody changed this" in stale.text
    assert (await asha.post(f"{address}/signature", data={"version": "1", "signed_on": day})).status_code == 303
    assert "Not yet signed" not in (await asha.get(address)).text


async def test_the_text_is_printed_in_both_languages_and_that_is_recorded(
    as_: As, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    asha = await as_("asha")
    client_id = await insert_client(owner, "asha", native_given_name="Әйгерім")
    release_id = await new_release(
        asha, client_id, SOUTH.id, categories=["contact", "health"], special_confirmed=True, direction="mutual"
    )
    german = (await asha.get(f"/releases/{release_id}/text")).text
    for words in ("Entbindung von der Schweigepflicht", "§ 203 StGB", SOUTH.name, NORTH.name, "Gesundheit", "Әйгерім"):
        assert words in german
    assert "Art. 9 Abs. 2 Buchst. a DSGVO" in german
    assert "Russisch" in german
    english = (await asha.get(f"/releases/{release_id}/text?language=en")).text
    for words in ("Release from confidentiality", "Health data", "Russian", "GDPR Art. 9(2)(a)", "Both sides"):
        assert words in english
    assert (await asha.get(f"/releases/{release_id}/text?language=xx")).status_code == 404
    printed = await owner.fetch(
        "select subjects from audit_events where object_id = $1 and action = 'print'", release_id
    )
    assert [row["subjects"] for row in printed] == [[client_id], [client_id]]


async def test_a_release_without_special_data_does_not_speak_of_it(
    as_: As, owner: "asyncpg.Connection[asyncpg.Record]"
) -> None:
    asha, client_id = await as_("asha"), await insert_client(owner, "asha")
    release_id = await new_release(asha, client_id, SOUTH.id)
    assert "sheet-special" not in (await asha.get(f"/releases/{release_id}/text")).text


@pytest.mark.parametrize("who", ["hilda", "fee", "omar", "pia", "otto", "adam"])
async def test_nobody_else_sees_any_of_the_pages(
    as_: As, owner: "asyncpg.Connection[asyncpg.Record]", who: str
) -> None:
    client_id = await insert_client(owner, "asha")
    release_id = await new_release(await as_("asha"), client_id, SOUTH.id)
    somebody = await as_(who)
    for path in (
        f"/people/{client_id}/releases",
        f"/people/{client_id}/releases/new",
        f"/releases/{release_id}",
        f"/releases/{release_id}/text",
        f"/releases/{release_id}/revocation",
    ):
        assert (await somebody.get(path)).status_code == 404, path
    for path in (f"/releases/{release_id}/revocation", f"/releases/{release_id}/signature"):
        day = today().isoformat()
        assert (await somebody.post(path, data={"channel": "phone", "signed_on": day})).status_code == 404
    assert (await somebody.post(f"/people/{client_id}/releases", data=typed())).status_code == 404
    assert await _revoked(owner, release_id) is False


async def _revoked(owner: "asyncpg.Connection[asyncpg.Record]", release_id: UUID) -> bool:
    return bool(await owner.fetchval("select revoked_at is not null from releases where id = $1", release_id))


async def test_the_pages_speak_german(as_: As, owner: "asyncpg.Connection[asyncpg.Record]") -> None:
    asha, client_id = await as_("asha"), await insert_client(owner, "asha")
    release_id = await new_release(asha, client_id, SOUTH.id)
    german = {"Accept-Language": "de"}
    for path, words in (
        (f"/people/{client_id}/releases", "Neue Entbindung"),
        (f"/people/{client_id}/releases/new", "Vor der Unterschrift"),
        (f"/releases/{release_id}", "Darf weitergegeben werden"),
        (f"/releases/{release_id}/revocation", "Wie hat Sie der Widerruf erreicht?"),
    ):
        assert words in (await asha.get(path, headers=german)).text
