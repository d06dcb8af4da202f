"""The demo network is loaded once, the same for everybody, by an administrator without special powers."""

from datetime import datetime, timedelta
from typing import TypeAlias

import asyncpg
import pytest

from casework.config import Settings
from casework.core.clock import today
from casework.core.crypto import password_matches
from casework.demo.load import load, load_into
from casework.demo.organisations import BARNIM, ORGANISATIONS
from casework.demo.people import NADJA, PASSWORD, PEOPLE, sign_in_list
from casework.referrals.codes import ReferralState
from casework.tenancy.operator import SHORTEST_PASSWORD
from tests.demo.conftest import EmptyDatabase

Demo: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
# What the database makes up by itself at the moment of loading.
OWN = {
    "referral_steps": {"id"},
    "audit_events": {"id", "salt", "xid"},
    "operator_events": {"id", "at", "account_ref"},
    "members": {"account_id"},
}
TABLES = (
    "organisations",
    "operator_events",
    "authorities",
    "directory_offers",
    "members",
    "teams",
    "team_members",
    "counters",
    "clients",
    "name_keys",
    "name_likenesses",
    "households",
    "household_persons",
    "releases",
    "cases",
    "case_persons",
    "case_notes",
    "case_phases",
    "case_closures",
    "case_results",
    "tasks",
    "light_contacts",
    "appointments",
    "deadlines",
    "offers",
    "referrals",
    "referral_persons",
    "received_referrals",
    "received_persons",
    "parcels",
    "referral_steps",
    "audit_events",
)
NADJAS = (
    " join cases c on c.org_id = x.org_id and c.id = x.case_id"
    " join members m on m.org_id = c.org_id and m.id = c.owner_id"
    " where m.name = 'Nadja Brückner'"
)


async def count(demo: Demo, what: str, *arguments: object) -> int:
    return int(await demo.fetchval(f"select count(*) from {what}", *arguments))


async def everything(settings: Settings) -> dict[str, list[str]]:
    connection = await asyncpg.connect(settings.database_url)
    found = {}
    for table in TABLES:
        left_out = "".join(f" - '{column}'" for column in sorted(OWN.get(table, ())))
        rows = await connection.fetch(f"select (to_jsonb(t){left_out})::text as row from {table} t order by 1")
        found[table] = [row["row"] for row in rows]
    await connection.close()
    return found


async def test_two_loads_of_a_day_are_equal(network: tuple[Settings, list[str]], empty_database: EmptyDatabase) -> None:
    again = await empty_database("casework_demo_again")
    await load(again, lambda _: None)
    first, second = await everything(network[0]), await everything(again)
    for table in TABLES:
        assert first[table] == second[table], table


async def test_a_second_load_does_nothing(network: tuple[Settings, list[str]], demo: Demo) -> None:
    settings, told = network
    assert told
    before, told_again = await count(demo, "audit_events"), list[str]()
    await load(settings, told_again.append)
    assert told_again == []
    assert await count(demo, "audit_events") == before
    assert await count(demo, "operator_events where action = 'load_demo'") == 1


async def test_other_organisations_keep_the_demo_out(settings: Settings) -> None:
    with pytest.raises(ValueError, match="other organisations"):
        await load(settings, lambda _: None)


async def test_an_administrator_without_superuser_may_load_it(empty_database: EmptyDatabase) -> None:
    settings = await empty_database("casework_demo_modest")
    superuser = await asyncpg.connect(settings.database_url)
    await superuser.execute("""
        drop role if exists casework_modest_admin;
        create role casework_modest_admin login createrole nosuperuser;
        grant casework_owner to casework_modest_admin;
        alter database casework_demo_modest owner to casework_modest_admin;
    """)
    modest = await asyncpg.connect(settings.database_url)
    await modest.execute("set session authorization casework_modest_admin")
    try:
        assert not await modest.fetchval("select rolsuper from pg_roles where rolname = session_user")
        await load_into(modest, lambda _: None)
        assert await count(superuser, "cases") > 250
    finally:
        await modest.close()
        await superuser.execute("""
            alter database casework_demo_modest owner to current_user;
            drop owned by casework_modest_admin;
            drop role casework_modest_admin;
        """)
        await superuser.close()


async def test_the_network_is_as_large_as_promised(demo: Demo) -> None:
    assert await count(demo, "organisations") == len(ORGANISATIONS) >= 6
    assert await count(demo, "members") == len(PEOPLE) >= 20
    assert 380 <= await count(demo, "clients") <= 480
    assert 250 <= await count(demo, "cases") <= 320
    assert await count(demo, "cases x join members m on m.org_id = x.org_id and m.id = x.owner_id"
                             " where m.name = 'Nadja Brückner' and x.closed_on is null") == 45  # fmt: skip
    assert 3_000 <= await count(demo, "audit_events") <= 15_000
    oldest = await demo.fetchval("select min(opened_on) from cases")
    assert timedelta(days=600) < today() - oldest < timedelta(days=780)


async def test_everybody_signs_in_with_the_printed_password(demo: Demo) -> None:
    assert len(PASSWORD) >= SHORTEST_PASSWORD
    hashes = await demo.fetch("select distinct password_hash from door.accounts")
    assert len(hashes) == 1
    assert await password_matches(hashes[0]["password_hash"], PASSWORD)
    printed = sign_in_list(8123)
    assert "http://127.0.0.1:8123" in printed
    assert PASSWORD in printed
    assert all(f"{person.name} " in printed and person.email in printed for person in PEOPLE)
    assert all(person.email.endswith(".example") for person in PEOPLE)
    two_places = "door.memberships d join door.accounts a on a.id = d.account_id where a.email = $1"
    assert await count(demo, two_places, "henrike.lohse@datenschutz.example") == 2


async def test_appointments_lie_in_office_hours_and_never_at_the_weekend(demo: Demo) -> None:
    clock = "starts_at at time zone 'Europe/Berlin'"
    assert await count(demo, f"appointments where extract(isodow from {clock}) > 5") == 0
    assert await count(demo, f"appointments where extract(hour from {clock}) not between 8 and 16") == 0
    assert await count(demo, "appointments where starts_at > now()") > 40
    assert await count(demo, "appointments where starts_at < now() and status in ('proposed', 'confirmed')"
                             " and starts_at < date_trunc('day', now())") == 0  # fmt: skip


async def test_nothing_was_written_before_it_happened(demo: Demo) -> None:
    begins = datetime.combine(today(), datetime.min.time()).astimezone()
    for table, column in (
        ("case_notes", "created_at"),
        ("appointments", "created_at"),
        ("deadlines", "created_at"),
        ("referrals", "created_at"),
        ("referral_steps", "at"),
        ("referral_persons", "state_at"),
        ("received_persons", "state_at"),
        ("received_referrals", "delivered_at"),
        ("audit_events", "at"),
    ):
        assert await count(demo, f"{table} where {column} >= $1", begins) == 0, table
    assert await count(demo, "case_notes x join cases c using (org_id) where c.id = x.case_id"
                             " and x.at::date < c.opened_on") == 0  # fmt: skip
    assert (
        await count(demo, "cases where closed_on < opened_on or (closed_on is null) <> (closure_reason is null)") == 0
    )


async def test_deadlines_come_from_the_engine_and_explain_themselves(demo: Demo) -> None:
    assert await count(demo, "deadlines") > 100
    assert await count(demo, "deadlines where explanation ->> 'due_on' <> due_on::text or norm = ''") == 0
    to_come = "deadlines where deadline_kind = 'objection' and (inputs ->> 'event_on')::date >= $1"
    assert await count(demo, to_come, today()) == 0


async def test_referrals_stand_in_every_state_and_agree_on_both_sides(demo: Demo) -> None:
    states = {row["state"] for row in await demo.fetch("select distinct state from referral_persons")}
    assert states == set(ReferralState) - {ReferralState.SENT}
    both = "referral_persons s join received_persons v on v.id = s.id"
    assert await count(demo, both) == await count(demo, "received_persons") > 40
    assert await count(demo, f"{both} where s.state <> v.state or s.state_at <> v.state_at") == 0
    kept = "parcels p join received_persons v using (org_id, id)"
    assert await count(demo, f"{kept} where v.state in ('declined', 'withdrawn', 'expired', 'entered_in_error')") == 0
    unknown = "received_persons where state in ('accepted', 'started', 'completed') and client_id is null"
    assert await count(demo, unknown) == 0
    assert await count(demo, "referral_persons where state in ('waitlisted') and place_in_line is null") == 0
    assert await count(demo, "received_referrals where respond_by < $1", today()) > 0
    full = await demo.fetchrow("select places, places_taken from offers where title = 'Selbstständig in Brandenburg'")
    assert tuple(full) == (12, 12)


async def test_the_couple_is_accepted_and_waiting(demo: Demo) -> None:
    rows = await demo.fetch(
        "select k.given_name, k.native_given_name, p.state, p.place_in_line, p.reason_code, r.offer_title"
        " from referral_persons p join referrals r on r.org_id = p.org_id and r.id = p.referral_id"
        " join clients k on k.org_id = p.org_id and k.id = p.client_id"
        " where k.family_name = 'Seitkali' order by p.state"
    )
    assert [tuple(row) for row in rows] == [
        ("Aigerim", "Әйгерім", "accepted", None, None, "Selbstständig in Brandenburg"),
        ("Aigerim", "Әйгерім", "declined", None, "no_capacity", "Gründungslotse Barnim"),
        ("Timur", "Темір", "waitlisted", 2, None, "Selbstständig in Brandenburg"),
    ]
    case = await demo.fetchrow("select number, title, native_title from cases where title = 'Aigerim & Timur Seitkali'")
    assert case["number"].startswith(f"{BARNIM.prefix}-")
    assert case["native_title"] == "Әйгерім · Темір Сейтқали"


async def test_nadjas_today_page_has_something_to_show(demo: Demo) -> None:
    soon = today() + timedelta(days=14)
    assert await count(demo, f"deadlines x{NADJAS} and x.status = 'open' and x.due_on <= $1", soon) == 3
    days = await demo.fetch(
        f"select (x.starts_at at time zone 'Europe/Berlin')::date as day, c.title from appointments x{NADJAS}"
        " and x.starts_at >= $1 order by x.starts_at limit 4",
        datetime.combine(today(), datetime.min.time()).astimezone(),
    )
    assert len({row["day"] for row in days}) == 2
    assert [row["title"] for row in days] == [
        "Aigerim & Timur Seitkali", "Olena Hryzenko", "Yusuf Al-Khatib", "Mariola Wrzesień",
    ]  # fmt: skip
    silent = await demo.fetch(
        "select c.title from cases c where c.owner_id = $1 and c.closed_on is null"
        " and c.last_contact_at < now() - interval '60 days' order by c.last_contact_at",
        NADJA.member_id,
    )
    assert [row["title"] for row in silent] == ["Ioana Dumitrescu", "Farid Rahimi"]
    assert await count(demo, "received_persons where org_id = $1 and state = 'delivered'", BARNIM.id) == 2


async def test_organisations_know_nothing_of_each_other_but_what_was_sent(demo: Demo) -> None:
    counted = "select count(*) filter (where org_id = $1) as own, count(*) as everybody from {}"
    all_clients = await count(demo, "clients")
    async with demo.transaction():
        await demo.execute("set local role casework_owner")
        await demo.execute("select door.open_context($1, $2)", BARNIM.id, NADJA.member_id)
        for table in ("clients", "cases", "case_notes", "releases", "referrals", "audit_events"):
            row = await demo.fetchrow(counted.format(table), BARNIM.id)
            assert row["own"] == row["everybody"] > 0
        assert await count(demo, "clients") < all_clients
    known_by_parcel = (
        "clients k join parcels p on p.org_id = k.org_id and p.snapshot -> 'contact' ->> 'given_name' = k.given_name"
        " and p.snapshot -> 'contact' ->> 'family_name' = k.family_name"
    )
    assert await count(demo, known_by_parcel) > 0


async def test_no_record_names_members_or_clients_of_another_organisation(demo: Demo) -> None:
    for kind, table in (("member", "members"), ("client", "clients"), ("case", "cases")):
        here = f"select from {table} t where t.org_id = e.org_id and t.id = e.object_id"
        assert await count(demo, f"audit_events e where object_type = '{kind}' and object_id is not null"
                                 f" and not exists ({here})") == 0, kind  # fmt: skip
    strangers = "audit_events e, unnest(e.subjects) as shown where not exists"
    assert await count(demo, f"{strangers} (select from clients k where k.org_id = e.org_id and k.id = shown)") == 0


async def test_the_access_record_tells_of_refusals_and_of_late_looks(demo: Demo) -> None:
    actions = {row["action"] for row in await demo.fetch("select distinct action from audit_events")}
    assert actions >= {
        "read",
        "list",
        "search",
        "create",
        "update",
        "denied",
        "sign_in",
        "sign_out",
        "refer",
        "receive",
    }
    assert await count(demo, "audit_events where extract(hour from at at time zone 'Europe/Berlin') >= 22") > 0
    # The moment stands in the key as well, so that each event lies in the partition of its month.
    shifted = "abs(extract(epoch from at) * 1000 - ('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint) > 2"
    assert await count(demo, f"audit_events where {shifted}") == 0
