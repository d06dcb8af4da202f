"""The sample directory of authorities fits the districts and the code lists."""

import csv
from pathlib import Path

import casework
from casework.appointments.codes import AuthorityKind
from casework.appointments.directory import authorities, documents_to_bring
from casework.demo.texts import appointments

DISTRICTS = Path(casework.__file__).parent / "tenancy" / "districts.csv"
NETWORK = {"12060", "12054", "11000", "12062", "05958", "05974", "05962", "12073", "12064"}


def test_every_authority_lies_in_a_district_and_has_an_address() -> None:
    with DISTRICTS.open(encoding="utf-8", newline="") as file:
        districts = {row["ags"] for row in csv.DictReader(file)}
    assert len(districts) == 400
    for entry in authorities():
        assert entry.district in districts
        assert len(entry.postcode) == 5
        assert entry.address == f"{entry.street}, {entry.postcode} {entry.town}"
    assert len({(entry.kind, entry.name) for entry in authorities()}) == len(authorities())


def test_the_network_s_districts_have_what_a_founder_needs() -> None:
    needed = {
        AuthorityKind.FOREIGNERS_OFFICE,
        AuthorityKind.TRADE_OFFICE,
        AuthorityKind.TAX_OFFICE,
        AuthorityKind.JOBCENTER,
    }
    for district in NETWORK:
        assert needed <= {entry.kind for entry in authorities() if entry.district == district}


def test_there_is_something_to_bring_wherever_the_demo_has_appointments_with_authorities() -> None:
    needed = {(entry.authority, entry.kind) for entry in appointments() if entry.authority is not None}
    without = {AuthorityKind.EMPLOYER}
    assert all(kind in documents_to_bring()[authority] for authority, kind in needed if authority not in without)
