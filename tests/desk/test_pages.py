"""The pages of cases and of the desk over HTTP, as different people."""

import pytest

from tests.cases.conftest import CaseOf
from tests.conftest import As


@pytest.mark.parametrize("part", ["", "/releases", "/edit", "/closure", "/persons", "/contacts/new"])
async def test_every_page_of_a_case_opens(as_: As, case_of: CaseOf, part: str) -> None:
    case_id = await case_of(given_name="Olena", family_name="Hryzenko")
    reply = await (await as_("asha")).get(f"/cases/{case_id}{part}")
    assert reply.status_code == 200, reply.text
    assert "Olena Hryzenko" in reply.text


@pytest.mark.parametrize(
    ("who", "status", "where"),
    [
        ("asha", 200, ""),
        ("ines", 200, ""),
        ("pia", 200, ""),
        ("fee", 200, ""),
        ("nils", 200, ""),
        ("otto", 303, "/access-record"),
        ("adam", 303, "/members"),
    ],
)
@pytest.mark.parametrize("language", ["de", "en"])
async def test_everybody_starts_where_their_work_is(
    as_: As, who: str, status: int, where: str, language: str
) -> None:
    reply = await (await as_(who)).get("/", headers={"Accept-Language": language})
    assert reply.status_code == status, reply.text
    assert reply.headers.get("location", "") == where
