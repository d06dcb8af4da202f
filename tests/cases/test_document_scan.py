"""Scanning a document: while no connection waits, and what is told of one that is refused."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import asyncpg
from litestar import Litestar

from casework.config import Settings
from tests.cases.conftest import CaseOf
from tests.cases.test_documents import upload
from tests.conftest import As

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


def scans_begun(folder: Path) -> int:
    """Give how many scans have begun by now."""
    return len(list(folder.glob("begun-*")))


def let_go(mark: Path) -> None:
    """Let all scans end."""
    mark.touch()


async def test_a_slow_scan_keeps_nobody_from_working(
    app: Litestar, as_: As, case_of: CaseOf, settings: Settings, tmp_path: Path
) -> None:
    """More uploads than there are connections wait for the scan, and the house goes on."""
    asha, ben, case_id = await as_("asha"), await as_("ben"), await case_of()
    usual, go, most = app.state.settings, tmp_path / "go", settings.pool_size + 2
    script = f"cat >/dev/null; touch {tmp_path}/begun-$$; until [ -e {go} ]; do sleep 0.05; done"
    app.state.settings = replace(usual, scan_command=f"sh -c '{script}'")
    waiting = [asyncio.create_task(upload(asha, case_id, b"words")) for _ in range(most)]
    try:
        # The scans are programs of their own and set no event.
        while scans_begun(tmp_path) < most and not any(task.done() for task in waiting):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        assert (await ben.get("/api/me")).status_code == 200
        assert not any(task.done() for task in waiting)
    finally:
        let_go(go)
        replies = await asyncio.gather(*waiting)
        app.state.settings = usual
    assert {reply.status_code for reply in replies} == {201}


async def test_the_scan_refuses_and_the_record_tells(app: Litestar, as_: As, case_of: CaseOf, owner: Owner) -> None:
    asha, case_id = await as_("asha"), await case_of()
    before, usual = await owner.fetchval("select count(*) from document_contents"), app.state.settings
    client = await owner.fetchval("select client_ids[1] from cases where id = $1", case_id)
    app.state.settings = replace(usual, scan_command="grep -qv EICAR")
    try:
        refused = await upload(asha, case_id, b"EICAR")
        assert refused.status_code == 422
        assert "refused this file" in refused.text
        page = await asha.post(f"/cases/{case_id}/documents", data={}, files={"file": ("x.txt", b"EICAR")})
        assert page.status_code == 422
        kept = await upload(asha, case_id, b"clean words")
        assert kept.status_code == 201, kept.text
        assert kept.json()["scanned"] is True
        app.state.settings = replace(usual, scan_command="/no/such/command")
        unscanned = await upload(asha, case_id, b"words")
        assert unscanned.status_code == 503
        app.state.settings = replace(usual, documents_total_megabytes=0)
        assert "no room left" in (await upload(asha, case_id)).text
    finally:
        app.state.settings = usual
    assert await owner.fetchval("select count(*) from document_contents") == before + 1
    denials = await owner.fetchval(
        "select count(*) from audit_events where object_type = 'document' and action = 'denied'"
        " and fields = '{scan}' and $1 = any(subjects)",
        client,
    )
    assert denials == 2
