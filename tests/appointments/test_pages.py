"""Every page of appointments, deadlines and the directory, in both languages, and what bad input does to them."""

import pytest

from tests.appointments.conftest import CaseOf
from tests.conftest import As


@pytest.mark.usefixtures("authority_ids")
@pytest.mark.parametrize("language", ["de", "en"])
async def test_pages_open(as_: As, case_of: CaseOf, language: str) -> None:
    asha = await as_("asha")
    case_id = await case_of("asha")
    for address in (
        f"/cases/{case_id}/appointments",
        f"/cases/{case_id}/appointments/new",
        f"/cases/{case_id}/appointments/new?kind=business_registration",
        f"/cases/{case_id}/deadlines",
        f"/cases/{case_id}/deadlines/new",
        f"/cases/{case_id}/deadlines/new?kind=objection&event_on=2026-10-12",
        "/appointments",
        "/authorities",
        "/deadlines/calculator",
        "/deadlines/calculator?kind=objection&event_on=2026-10-12&land=bb",
    ):
        reply = await asha.get(address, headers={"Accept-Language": language})
        assert reply.status_code == 200, (address, reply.text)
        assert f'lang="{language}"' in reply.text
