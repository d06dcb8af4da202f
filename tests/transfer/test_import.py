"""Bringing tables in: what is understood, what is refused and why, and that nothing comes in twice."""

import csv
import io
from uuid import uuid4

from tests.cast import BY_NAME
from tests.conftest import As
from tests.transfer.conftest import Do, Owner, bring_in, checked, rows_of

HEAD = "Klientennummer;Nachname;Vorname;Geschlecht;Geburtsdatum;Staatsangehörigkeit;Sprachen;Landkreis;Telefon"


def unique() -> str:
    """Give a family name that nobody else has."""
    # Without vowels, since the search takes ae for ä.
    return "B" + "".join("bcdfghjklmnpqrst"[int(digit, 16)] for digit in uuid4().hex[:10])


async def test_people_come_in_with_their_words_understood(as_: As, do: Do, owner: Owner) -> None:
    asha, name, own = await as_("asha"), unique(), uuid4().hex
    table = f"{HEAD}\n{own};{name};Olena;w;1985;Ukraine;Ukrainisch, Russisch;Barnim;+49 3338 12\n"
    found = await bring_in(asha, do, "people", table)
    assert (found["state"], found["counts"]) == ("done", {"made": 1})
    row = await owner.fetchrow("select * from clients where family_name = $1", name)
    assert row is not None
    assert (row["org_id"], row["created_by"]) == (BY_NAME["asha"].flat.id, BY_NAME["asha"].member_id)
    assert (row["gender"], row["birth_date"].isoformat(), row["birth_precision"]) == ("woman", "1985-01-01", "year")
    assert (row["citizenships"], row["languages"], row["district"]) == (["UA"], ["uk", "ru"], "12060")
    event = await owner.fetchrow(
        "select * from audit_events where object_id = $1 and action = 'create' and object_type = 'client'", row["id"]
    )
    assert event is not None
    assert event["subjects"] == [row["id"]]


async def test_a_dry_run_adds_nothing_and_says_what_would_come(as_: As, do: Do, owner: Owner) -> None:
    asha, name = await as_("asha"), unique()
    table = f"{HEAD}\n1-{name};{name};A;w;22.11.1985;;;;\n2-{name};{name};B;w;22.11.2085;;;;\n3-{name};;C;x;;;;;\n"
    found = await checked(asha, do, "people", table)
    assert (found["state"], found["counts"]) == ("checked", {"new": 1, "refused": 2})
    assert await owner.fetchval("select count(*) from clients where family_name = $1", name) == 0
    refused = await rows_of(asha, found, "refused")
    assert [(row["number"], row["reasons"][0]["field"]) for row in refused] == [(3, "birth_date"), (4, "family_name")]
    page = await asha.get(f"/imports/{found['id']}")
    assert "The date of birth lies in the future." in page.text


async def test_the_same_file_makes_nothing_twice(as_: As, do: Do, owner: Owner) -> None:
    asha, name = await as_("asha"), unique()
    # Without numbers of their own, the rows themselves are recognised.
    table = f"Nachname;Vorname\n{name};Mira\n{name};Jonas\n"
    assert (await bring_in(asha, do, "people", table))["counts"] == {"made": 2}
    assert (await checked(asha, do, "people", table))["counts"] == {"known": 2}
    assert await owner.fetchval("select count(*) from clients where family_name = $1", name) == 2


async def test_duplicates_are_offered_and_decided(as_: As, do: Do, owner: Owner) -> None:
    asha, name = await as_("asha"), unique()
    await bring_in(asha, do, "people", f"Nr;Nachname;Vorname\n1{name};{name};Mira\n")
    client = await owner.fetchval("select id from clients where family_name = $1", name)
    again = f"Nr;Nachname;Vorname\n2{name};{name};Mira\n"
    found = await checked(asha, do, "people", again)
    assert found["counts"] == {"duplicate": 1}
    (row,) = await rows_of(asha, found, "duplicate")
    assert row["candidates"] == [str(client)]
    assert name in (await asha.get(f"/imports/{found['id']}?show=duplicate")).text
    # Skipped unless somebody says otherwise.
    assert (await bring_in(asha, do, "people", again))["counts"] == {"skipped": 1}
    assert (await bring_in(asha, do, "people", again, on_duplicate="link"))["counts"] == {"linked": 1}
    # Once linked, the number leads to the existing person.
    assert (await checked(asha, do, "people", again))["counts"] == {"known": 1}
    third = again.replace(f"2{name}", f"3{name}")
    path = f"/imports/{(found := await checked(asha, do, 'people', third))['id']}"
    (row,) = await rows_of(asha, found, "duplicate")
    reply = await asha.post(f"{path}/rows/{row['id']}", data={"on_duplicate": "create"})
    assert reply.status_code == 303
    await do(await asha.post(f"/api{path}/run"))
    assert (await asha.get(f"/api{path}")).json()["counts"] == {"made": 1}
    assert await owner.fetchval("select count(*) from clients where family_name = $1", name) == 2


async def test_two_rows_of_one_person_are_noticed(as_: As, do: Do) -> None:
    asha, name = await as_("asha"), unique()
    table = f"Nr;Nachname;Vorname;geb.\n1{name};{name};Mira;1.2.1990\n2{name};{name};Mira;1.2.1990\n"
    assert (await checked(asha, do, "people", table))["counts"] == {"new": 1, "duplicate": 1}


async def test_cases_and_contacts_find_what_they_belong_to(as_: As, do: Do, owner: Owner) -> None:
    asha, name = await as_("asha"), unique()
    await bring_in(asha, do, "people", f"Nr;Nachname\n1{name};{name}\n2{name};{name} Zwei\n")
    cases = (
        "Fallnummer;Klientennummer;Anliegen;Phase;Eröffnet;Abgeschlossen;Abschlussgrund\n"
        f"F1{name};1{name}, 2{name};Gründung;Planung;03.02.2025;;\n"
        f"F2{name};1{name};Arbeit;Abschluss;2024-05-01;2024-09-30;Ziele erreicht\n"
        f"F3{name};nobody{name};Arbeit;;;;\n"
        f"F4{name};1{name};Arbeit;;01.02.2024;01.01.2024;Ziele erreicht\n"
    )
    found = await bring_in(asha, do, "cases", cases)
    assert found["counts"] == {"made": 2, "refused": 2}
    refused = await rows_of(asha, found, "refused")
    assert [row["reasons"][0]["field"] for row in refused] == ["persons", "closed_on"]
    rows = await owner.fetch(
        "select c.* from cases c join import_references r on r.case_id = c.id where r.reference like $1 order by 1, 3",
        f"F%{name}",
    )
    assert [(row["opened_on"].isoformat(), row["phase"], len(row["client_ids"])) for row in rows] == [
        ("2025-02-03", "plan", 2),
        ("2024-05-01", "closure", 1),
    ]
    contacts = (
        "Fall;Datum;Uhrzeit;Kontaktart;Themen;Dauer;Notiz\n"
        f"F1{name};03.02.2025;10:00;persönlich;Kinderbetreuung;50;Erstes Gespräch\n"
        f"{rows[0]['number']};45000;;Telefon;;15;Rückruf\n"
        f"F9{name};03.02.2025;;Telefon;;15;Rückruf\n"
    )
    found = await bring_in(asha, do, "contacts", contacts)
    assert found["counts"] == {"made": 2, "refused": 1}
    notes = await owner.fetch("select * from case_notes where case_id = $1 order by at", rows[0]["id"])
    assert [(note["mode"], note["at"].date().isoformat(), note["text"]) for note in notes] == [
        ("phone", "2023-03-15", "Rückruf"),
        ("in_person", "2025-02-03", "Erstes Gespräch"),
    ]


async def test_a_colleague_may_be_named_as_counsellor_and_as_author(as_: As, do: Do, owner: Owner) -> None:
    ines, ben, name = await as_("ines"), BY_NAME["ben"], unique()
    await bring_in(ines, do, "people", f"Nr;Nachname\n1{name};{name}\n")
    cases = f"Fall;Klientennummer;Beraterin\nF1{name};1{name};{ben.address.upper()}\nF2{name};1{name};no@n.example\n"
    found = await bring_in(ines, do, "cases", cases)
    assert found["counts"] == {"made": 1, "refused": 1}
    (row,) = await rows_of(ines, found, "refused")
    assert row["reasons"][0]["values"] == {"text": "no@n.example"}
    contacts = (
        "Fall;Datum;Kontaktart;Notiz;Beraterin\n"
        f"F1{name};03.02.2025;Telefon;His;{ben.name}\nF1{name};04.02.2025;Telefon;Mine;\n"
        f"F1{name};05.02.2025;Telefon;Nobody's;no@n.example\n"
    )
    assert (await bring_in(ines, do, "contacts", contacts))["counts"] == {"made": 2, "refused": 1}
    notes = await owner.fetch(
        "select n.id, n.text, n.author_id, c.owner_id from case_notes n join cases c on c.id = n.case_id"
        " join import_references r on r.case_id = c.id where r.reference = $1 order by n.at",
        f"F1{name}",
    )
    assert [(note["text"], note["author_id"]) for note in notes] == [
        ("His", ben.member_id),
        ("Mine", BY_NAME["ines"].member_id),
    ]
    assert {note["owner_id"] for note in notes} == {ben.member_id}
    # Whoever brought it in stands in the access record, whatever the file says.
    actors = await owner.fetch(
        "select actor_id, object_id from audit_events where action = 'create' and object_id = any($1::uuid[])",
        [note["id"] for note in notes],
    )
    assert sorted(row["object_id"] for row in actors) == sorted(note["id"] for note in notes)
    assert {row["actor_id"] for row in actors} == {BY_NAME["ines"].member_id}


async def test_a_batch_finds_its_own_people_and_records_each_of_them(as_: As, do: Do, owner: Owner) -> None:
    asha, name = await as_("asha"), unique()
    table = (
        f"Nr;Nachname;Vorname;geb.;Telefon\n1{name};{name};Mira;1.2.1990;0171 1\n2{name};{name};Mira;;\n"
        f"1{name};{name};Mira;1.2.1990;0171 2\n3{name};{name};Jonas;31.2.1990;\n4{name};{name};Jonas;;0171 22 33\n"
    )
    found = await bring_in(asha, do, "people", table)
    assert found["counts"] == {"made": 2, "skipped": 1, "known": 1, "refused": 1}
    (row,) = await rows_of(asha, found, "skipped")
    assert [(reason["values"], row["number"]) for reason in row["reasons"]] == [({"row": 2}, 3)]
    made = await owner.fetch("select id, given_name, version from clients where family_name = $1 order by 2", name)
    assert [(client["given_name"], client["version"]) for client in made] == [("Jonas", 1), ("Mira", 1)]
    ids = [client["id"] for client in made]
    recorded = await owner.fetch(
        "select object_id, subjects, fields from audit_events where action = 'create' and object_type = 'client'"
        " and object_id = any($1::uuid[])",
        ids,
    )
    assert sorted(event["object_id"] for event in recorded) == sorted(ids)
    assert all(event["subjects"] == [event["object_id"]] and "family_name" in event["fields"] for event in recorded)
    # They are found by name and by likeness, and what triggers keep of them is there.
    assert {row["id"] for row in (await asha.get(f"/api/people?q={name}")).json()} >= {str(key) for key in ids}
    assert await owner.fetchval("select count(*) from contact_channels where client_id = any($1::uuid[])", ids) == 2


async def test_columns_of_the_same_name_are_told_apart_the_next_time(as_: As, do: Do) -> None:
    asha, name = await as_("asha"), unique()
    head = f"{name};{name};Vorname\n"
    reply = await asha.post(
        "/api/imports", data={"subject": "people"}, files={"file": ("x.csv", f"{head}x;{name};A\n".encode())}
    )
    view, mapping = reply.json(), ["", "family_name", "given_name"]
    path = f"/api/imports/{view['id']}/columns"
    said = await asha.put(path, json={"mapping": mapping}, headers={"If-Match": reply.headers["etag"]})
    assert said.status_code == 200, said.text
    assert (await checked(asha, do, "people", f"{head}y;{name};B\n"))["mapping"] == mapping


async def test_rejected_rows_come_back_mended(as_: As, do: Do) -> None:
    asha, name = await as_("asha"), unique()
    table = f"Nachname;Vorname;Telefon;Geburtsdatum\n{name};Mira;+49 3338 12;31.02.1990\n{name} B;Jonas;;\n"
    found = await bring_in(asha, do, "people", table)
    assert found["counts"] == {"made": 1, "refused": 1}
    file = await asha.get(f"/imports/{found['id']}/rejected?format=csv")
    lines = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig")), delimiter=";"))
    assert lines[0] == ["Nachname", "Vorname", "Telefon", "Geburtsdatum", "Reason for rejection"]
    assert lines[1][:4] == [name, "Mira", "'+49 3338 12", "31.02.1990"]
    assert lines[1][4].startswith("Date of birth: This date does not exist")
    mended = file.content.replace(b"31.02.1990", b"28.02.1990")
    again = await bring_in(asha, do, "people", mended)
    assert (again["counts"], again["mapping"]) == ({"made": 1}, [*found["mapping"], ""])
    assert (await asha.get(f"/imports/{found['id']}/rejected?format=xlsx")).content.startswith(b"PK")


async def test_columns_and_words_are_remembered(as_: As, do: Do) -> None:
    asha, ben, name = await as_("asha"), await as_("ben"), unique()
    head = f"Spalte {name};Mensch;Deutsch\n"
    reply = await asha.post(
        "/api/imports", data={"subject": "people"}, files={"file": ("x.csv", f"{head}1;{name};sehr gut\n".encode())}
    )
    view = reply.json()
    assert view["mapping"] == ["", "", "german_level"]
    fields = {
        "version": "1",
        "column": ["reference", "family_name", "german_level"],
        "word_field": "german_level",
        "word": "sehr gut",
        "meaning": "c1",
        "asked": "1",
    }
    await do(await asha.post(f"/imports/{view['id']}/columns", data=fields))
    assert (await asha.get(f"/api/imports/{view['id']}")).json()["counts"] == {"new": 1}
    # A colleague's next file with the same headings is understood at once.
    found = await checked(ben, do, "people", f"{head}2;{name} Zwei;Sehr gut\n")
    assert (found["mapping"], found["counts"]) == (["reference", "family_name", "german_level"], {"new": 1})


async def test_words_without_meaning_are_asked_for_first(as_: As) -> None:
    asha, name = await as_("asha"), unique()
    reply = await asha.post(
        "/imports",
        data={"subject": "people"},
        files={"file": ("x.csv", f"Nachname;Geschlecht\n{name};fem.\n".encode())},
    )
    path = reply.headers["location"]
    fields = {"version": "1", "column": ["family_name", "gender"]}
    reply = await asha.post(f"{path}/columns", data=fields)
    assert reply.headers["location"] == f"{path}?words=1#words"
    page = await asha.get(f"{path}?words=1")
    assert "fem." in page.text
    assert "reject the row" in page.text
    wrong = await asha.post(f"{path}/columns", data={"version": "1", "column": ["gender", "gender"]})
    assert wrong.status_code == 422
    assert "Two columns are assigned to the same field." in wrong.text


async def test_imports_are_their_makers_alone(as_: As, do: Do) -> None:
    asha, name = await as_("asha"), unique()
    found = await checked(asha, do, "people", f"Nr;Nachname\n1{name};{name}\n")
    for who in ("ben", "ines", "cara", "otto", "fee"):
        other = await as_(who)
        for path in ("", "/rows?outcome=new", "/rejected"):
            reply = await other.get(f"/api/imports/{found['id']}{path}")
            assert reply.status_code in {403, 404}, (who, path)
        assert (await other.post(f"/api/imports/{found['id']}/run")).status_code in {403, 404}
    fee = await as_("fee")
    sent = await fee.post("/imports", data={"subject": "people"}, files={"file": ("x.csv", b"Nachname\nX\n")})
    assert sent.status_code == 403
    # The reference of one organisation means nothing in another.
    await do(await asha.post(f"/api/imports/{found['id']}/run"))
    cara = await as_("cara")
    theirs = await bring_in(cara, do, "cases", f"Fall;Klientennummer\nF1;1{name}\n")
    assert theirs["counts"] == {"refused": 1}
