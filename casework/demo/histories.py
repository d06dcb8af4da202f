"""What is known over time about some of Nadja's people: other names, unsafe numbers, papers, work, relations."""

from datetime import date, datetime, timedelta
from typing import Any

from casework.demo.clients import enter
from casework.demo.days import moment
from casework.demo.office import Office
from casework.demo.people import NADJA
from casework.demo.records import Row
from casework.people.codes import BirthDatePrecision, ChannelKind, Gender, LanguageLevel, NameKind, ResidenceStatus
from casework.people.fact_codes import (
    FactSource,
    OccupationSystem,
    QualificationKind,
    RecognitionStatus,
    RelationKind,
)
from casework.people.names import Name, keys

_SAFE: Row = {"preferred": False, "do_not_call": False, "no_messages": False, "shared": False}


def tell(office: Office) -> None:
    """Write down the histories of the couple and of some others, and one person who was entered twice."""
    aigerim, timur = _client(office, "Aigerim"), _client(office, "Timur")
    _fact(
        office,
        aigerim,
        "client_names",
        name_kind=NameKind.BIRTH,
        family_name="Ospanowa",
        native_family_name="Оспанова",
        valid_until=date(2011, 6, 18),
        source=FactSource.CIVIL_DOCUMENT,
    )
    _fact(
        office,
        aigerim,
        "client_names",
        name_kind=NameKind.PASSPORT,
        given_name="Aigerim",
        family_name="Seitkaly",
        source=FactSource.PASSPORT,
        note="so auch im alten Aufenthaltstitel",
    )
    _fact(
        office,
        aigerim,
        "qualifications",
        qualification_kind=QualificationKind.UNIVERSITY,
        title="Rechtswissenschaft, Universität Karaganda",
        country="KZ",
        from_year=2004,
        until_year=2009,
        recognition=RecognitionStatus.NOT_APPLIED,
    )
    _fact(
        office,
        aigerim,
        "residence_titles",
        residence_status=ResidenceStatus.SKILLED_ACADEMIC,
        issued_on=office.today - timedelta(days=2100),
        valid_until=office.today - timedelta(days=640),
        authority="Ausländerbehörde Barnim",
    )
    _fact(office, aigerim, "client_relations", other_id=timur["id"], relation_kind=RelationKind.SPOUSE)
    _fact(
        office,
        timur,
        "qualifications",
        qualification_kind=QualificationKind.WORK,
        title="Kraftfahrer",
        code_system=OccupationSystem.KLDB_2010,
        code="521",
        country="KZ",
        from_year=2008,
        until_year=2019,
    )
    _others(office)


def _others(office: Office) -> None:
    olena, yusuf = _client(office, "Olena"), _client(office, "Yusuf")
    husband = _SAFE | {"do_not_call": True, "shared": True, "note": "gehört dem getrennt lebenden Mann"}
    _fact(office, olena, "contact_channels", channel_kind=ChannelKind.MOBILE, value="0152 5550 229", **husband)
    evenings = _SAFE | {"only_at": "abends nach 18 Uhr"}
    _fact(office, olena, "contact_channels", channel_kind=ChannelKind.MESSENGER, value="@olena.hr", **evenings)
    _fact(
        office,
        yusuf,
        "client_names",
        name_kind=NameKind.PASSPORT,
        given_name="Youssef",
        family_name="Alkhatib",
        source=FactSource.RESIDENCE_DOCUMENT,
    )
    _fact(
        office,
        yusuf,
        "birth_statements",
        birth_date=date(1984, 6, 1),
        birth_precision=BirthDatePrecision.MONTH,
        stated_on=office.days.ago(40),
        source=FactSource.CIVIL_DOCUMENT,
        note="Auszug aus dem Familienbuch, Übersetzung liegt vor",
    )
    _fact(
        office,
        yusuf,
        "disputes",
        field="birth_date",
        kept_version="1985-01-01",
        their_version="Juni 1984; der 1. Januar wurde bei der Einreise eingesetzt",
        disputed_on=office.days.ago(40),
    )
    # She was not found under this spelling and entered a second time.
    twice: Row = {
        "given_name": "Mariola",
        "family_name": "Wrzesin",
        "gender": Gender.WOMAN,
        "birth_date": date(1979, 8, 30),
        "birth_precision": BirthDatePrecision.DAY,
        "languages": ["pl"],
        "german_level": LanguageLevel.B2,
        "district": "12060",
        "town": "Bernau",
        "email": "mariola.w@beispiel.example",
    }
    enter(office, moment(office.days.ago(15), "09:20"), NADJA, **twice)


def _client(office: Office, given_name: str) -> Row:
    return next(row for row in office.records.of("clients") if row["given_name"] == given_name)


def _fact(office: Office, client: Row, table: str, **values: Any) -> None:  # noqa: ANN401  # Columns of any type.
    at: datetime = client["created_at"] + timedelta(minutes=len(office.records.of(table)) + 3)
    office.records.add(
        table,
        id=office.new_id(at),
        client_id=client["id"],
        recorded_by=NADJA.member_id,
        recorded_at=at,
        version=1,
        **values,
    )
    if table in {"client_names", "birth_statements"}:
        _find_by(office, client, at, values)


def _find_by(office: Office, client: Row, at: datetime, values: Row) -> None:
    """Let the search find the client by what was added, as the program would."""
    given, family = values.get("given_name"), values.get("family_name")
    spellings = [Name(given or "", family or ""), Name("", values.get("native_family_name") or "")]
    if values.get("birth_date"):
        spellings = [Name(client["given_name"], client["family_name"])]
    born = values.get("birth_date") or client["birth_date"]
    precision = values.get("birth_precision") or client["birth_precision"]
    known = {row["key"] for row in office.records.of("name_keys") if row["client_id"] == client["id"]}
    for number, key in enumerate(key for key in keys(spellings, born, precision) if key not in known):
        office.records.add("name_keys", id=office.new_id(at, number), client_id=client["id"], key=key)
