"""An organisation's own entries in the directory: before the shared ones, by page, API and file, and only its own."""

from uuid import UUID

import asyncpg
import pytest

from casework.appointments.authority_loading import entry_id, load, load_if_empty, sample
from casework.config import Settings
from tests.appointments.conftest import CaseOf
from tests.appointments.test_appointments_api import booked
from tests.conftest import As

OWN = {
    "kind": "trade_office",
    "name": "Gewerbeamt Musterstadt",
    "district": "12060",
    "address": "Musterweg 1",
    "documents": {"business_registration": ["Passport", "Fee (26 €)"]},
}


@pytest.mark.usefixtures("authority_ids")
async def test_an_own_entry_stands_first_and_only_for_its_organisation(as_: As, case_of: CaseOf) -> None:
    asha = await as_("asha")
    made = (await asha.post("/api/authorities", json=OWN)).json()
    assert (made["own"], made["version"]) == (True, 1)
    listed = (await asha.get("/api/authorities?district=12060&limit=200")).json()
    assert listed[0]["own"]
    assert made["id"] in {entry["id"] for entry in listed}
    assert any(not entry["own"] and entry["checked_on"] is None for entry in listed)
    omar = await as_("omar")
    assert made["id"] not in (await omar.get("/api/authorities?district=12060&limit=200")).text
    assert (await omar.get(f"/api/authorities/{made['id']}")).status_code == 404
    appointment = (await booked(asha, await case_of("asha"), authority_id=made["id"])).json()
    assert (appointment["authority_name"], appointment["authority_id"]) == ("Gewerbeamt Musterstadt", made["id"])
    refused = await asha.request("DELETE", f"/api/authorities/{made['id']}", headers={"If-Match": '"1"'})
    assert refused.status_code == 409
    foreign = await omar.post(
        f"/api/cases/{await case_of('omar')}/appointments",
        json={"kind": "follow_up", "starts_at": "2027-01-05T10:00:00+01:00", "authority_id": made["id"]},
    )
    assert foreign.status_code == 422


async def test_a_correction_takes_the_place_of_the_shared_entry(as_: As, authority_ids: dict[str, UUID]) -> None:
    asha = await as_("asha")
    shared = authority_ids["Bürgeramt Eberswalde"]
    form = (await asha.get(f"/authorities/new?of={shared}")).text
    assert "It takes the place of the shared entry" in form
    fields = {
        "kind": "registration_office",
        "name": "Bürgeramt Eberswalde (neu)",
        "district": "12060",
        "documents": "Registration of the address: Passport; Rental contract",
        "replaces": str(shared),
    }
    saved = await asha.post("/authorities", data=fields)
    assert saved.status_code == 303, saved.text
    page = (await asha.get("/authorities?district=12060")).text
    assert "Bürgeramt Eberswalde (neu)" in page
    assert "<strong>Bürgeramt Eberswalde</strong>" not in page
    assert (
        "<strong>Bürgeramt Eberswalde</strong>" in (await (await as_("omar")).get("/authorities?district=12060")).text
    )
    broken = await asha.post("/authorities", data=fields | {"documents": "Nonsense: Passport", "name": ""})
    assert broken.status_code == 422
    unknown = await asha.post("/authorities", data=fields | {"documents": "Nonsense: Passport"})
    assert "Unknown kind of appointment: Nonsense" in unknown.text
    own = next(
        entry for entry in (await asha.get("/api/authorities?district=12060&limit=200")).json() if entry["replaces"]
    )
    removed = await asha.post(f"/authorities/{own['id']}/removal", data={"version": "1"})
    assert removed.status_code == 303
    assert "<strong>Bürgeramt Eberswalde</strong>" in (await asha.get("/authorities?district=12060")).text


async def test_a_file_goes_out_and_comes_back(as_: As) -> None:
    hilda = await as_("hilda")
    text = (
        (
            "kind;district;name;address;opening_hours;documents\n"
            "jobcenter;12060;Jobcenter Probe;Weg 2;Mo 9–12;benefit_interview: Ausweis | placement_interview: Ausweis\n"
            "nonsense;12060;Amt;;;\n"
            "jobcenter;99999;Amt;;;\n"
        )
        .replace("Ausweis; Einladung", '"Ausweis"')
        .replace('"Ausweis"', "Ausweis")
    )
    looked = (await hilda.post("/api/authorities/file", json={"text": text, "dry_run": True})).json()
    assert (looked["added"], [fault["line"] for fault in looked["faults"]]) == (1, [3, 4])
    assert "Jobcenter Probe" not in (await hilda.get("/authorities/export.csv")).text
    taken = await hilda.post("/authorities/file", data={"text": text})
    assert "1 new, 0 corrected" in taken.text
    out = (await hilda.get("/authorities/export.csv")).text
    assert "Jobcenter Probe" in out
    again = (await hilda.post("/api/authorities/file", json={"text": out})).json()
    assert (again["added"], again["changed"], again["faults"]) == (0, 0, [])
    assert (await hilda.post("/api/authorities/file", json={"text": "a,b\n1,2"})).status_code == 422


@pytest.mark.parametrize(
    ("who", "status"), [("asha", 200), ("fee", 200), ("ines", 200), ("pia", 200), ("adam", 403), ("otto", 403)]
)
async def test_who_may_look(as_: As, who: str, status: int) -> None:
    client = await as_(who)
    for address in ("/authorities", "/authorities/file", "/authorities/export.csv"):
        assert (await client.get(address)).status_code == status, address
    adding = await client.post("/api/authorities", json=OWN | {"name": f"Amt {who}"})
    assert adding.status_code == (201 if status == 200 and who != "pia" else 403)


async def test_the_sample_is_loaded_once_and_marked_as_unchecked(
    owner: "asyncpg.Connection[asyncpg.Record]", settings: Settings
) -> None:
    entry = sample()[0]
    before = await owner.fetchval("select count(*) from authorities")
    try:
        assert await load(settings.database_url) == len(sample())
        assert await owner.fetchval("select checked_on from authorities where id = $1", entry_id(entry)) is None
        assert await load_if_empty(settings.database_url) == 0
    finally:
        await owner.execute("delete from authorities where id = any ($1)", [entry_id(each) for each in sample()])
    assert await owner.fetchval("select count(*) from authorities") == before
