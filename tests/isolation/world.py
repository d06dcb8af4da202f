"""A victim's world: one connected row in every table of an organisation, with a canary in every free text.

It is built from the catalogue, so that a table or column that is added later carries its canary by itself.
"""

import re
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from uuid import UUID, uuid4

import asyncpg
import msgspec

from casework.appointments.codes import AppointmentKind, DeadlineKind
from casework.appointments.deadline_inputs import DeadlineInputs
from casework.appointments.rules import compute
from casework.core.clock import today
from casework.people import facts
from casework.tenancy.codes import Land
from tests.cast import SOUTH, Flat, Person, team_id
from tests.isolation.rows import CHECKS, COLUMNS, VALUES, foreign_keys

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Row: TypeAlias = "dict[str, Any]"

# The cast stands in these already, or only the program itself writes them; a member's capacity is a bare number.
NOT_PLANTED = {
    "members",
    "teams",
    "team_members",
    "counters",
    "audit_events",
    "idempotency_answers",
    "capacities",
    "reminder_choices",
    "calendar_feeds",
}
# Codes that the program reads back into its lists, where a made-up text would be no attack but a broken row.
CODED: dict[str, str] = {
    "citizenships": "'{}'",
    "languages": "'{uk}'",
    "language": "'uk'",
    "interpreter_language": "'uk'",
    "german_level": "null",
    "residence_status": "null",
    "companion": "null",
    "rhythm": "null",
    "topics": "'{}'",
    "entry": "'note'",
    "deadline_kind": f"'{DeadlineKind.OBJECTION}'",
    "appointment_kind": f"'{AppointmentKind.FOLLOW_UP}'",
    "land": f"'{Land.BB}'",
    "categories": "'{contact,occupation,venture,counselling}'",
    "districts": "'{12060}'",
    "district": "'12060'",
    "text_version": "'1'",
}
COMPUTED = compute(DeadlineKind.OBJECTION, DeadlineInputs(event_on=today(), proper_instruction=True), Land.BB)
# What makes the world one that the victim's counsellor really works in.
FACTS: dict[str, str] = {
    "clients.restricted": "false",
    "clients.merged_into": "null",
    "residence_titles.residence_status": "'settlement'",
    "cases.closed_on": "null",
    "cases.closure_reason": "null",
    "cases.phase": "'intake'",
    "case_notes.visibility": "'team'",
    # Nobody stands in for anybody here, so that the ordinary way of reading is attacked.
    "absences.starts_on": "current_date - 2",
    "absences.ends_on": "current_date - 1",
    "light_contacts.topics": "'{work}'",
    "note_versions.visibility": "'team'",
    "note_versions.topics": "'{work}'",
    "note_versions.mode": "'phone'",
    "note_versions.language": "'ru'",
    "note_versions.interpreting": "'none'",
    "documents.media_type": "'text/plain'",
    "documents.visibility": "'team'",
    "documents.removed_at": "null",
    "documents.removed_by": "null",
    "releases.signed_on": "current_date - 1",
    "releases.valid_from": "current_date - 1",
    "releases.valid_until": "null",
    "releases.revoked_at": "null",
    "releases.revoked_by": "null",
    "releases.revocation_channel": "null",
    "offers.published_at": "null",
    "offers.closed_at": "null",
    "offers.apply_before": "null",
    "offers.places": "null",
    "import_references.case_id": "null",
    "import_references.note_id": "null",
    "imports.subject": "'people'",
    "imports.state": "'checked'",
    "imports.mapping": "'{family_name}'",
    "exports.subject": "'people'",
    "exports.file_format": "'csv'",
    "exports.state": "'ready'",
    "exports.expires_at": "now() + interval '1 day'",
    "plans.state": "'draft'",
    "plan_goals.client_id": "null",
    "plan_reviews.findings": "'[]'",
    "referrals.referral_kind": "'referral'",
    "referrals.offer_id": "null",
    "reminders_sent.object_id": "gen_random_uuid()",
    # The title of an offer is its own organisation's to show.
    "referrals.offer_title": "null",
    "referrals.sent_at": "null",
    "referrals.delivered_at": "null",
    "referral_persons.state": "'ready'",
    "referral_persons.reason_code": "null",
    "referral_persons.receiver_decision": "null",
    "client_merges.taken": """'{"name": "CANARY"}'""",
    "received_persons.state": "'in_review'",
    "received_persons.decision": "null",
    "received_persons.reason_code": "null",
    "deadlines.inputs": f"'{msgspec.json.encode(COMPUTED.inputs).decode()}'",
    "deadlines.explanation": f"'{msgspec.json.encode(COMPUTED).decode()}'",
    "deadlines.done_on": "null",
    "deadlines.status": "'open'",
}
# Keys of other records that are no foreign keys in the database.
LOOSE = {
    "person_id": "referral_persons",
    "offer_id": "offers",
    "created_by": "members",
    "origin_id": "plan_goals",
    "object_id": "deadlines",
}


@dataclass
class World:
    """What was planted for one organisation: its token and the id of its row in each table."""

    flat: Flat
    counsellor: Person
    canary: str
    ids: dict[str, UUID] = field(default_factory=dict)
    known: tuple[str, ...] = ()
    """Tokens of others that this organisation was sent and may show."""

    def key(self, parameter: str, path: str = "") -> UUID | None:
        """Give the id that a parameter of this name asks for, or None where the name says nothing."""
        if parameter == "person_id" and "inbox" in path:
            return self.ids["received_persons"]
        if parameter == "fact_id":
            kinds = (fact.model.__tablename__ for word, fact in facts.FACTS.items() if f"/{word}/" in path)
            return self.ids.get(next(kinds, ""))
        return self.ids.get(NAMES.get(parameter, parameter.removesuffix("_id") + "s"))


NAMES = {
    "note_id": "case_notes",
    "contact_id": "light_contacts",
    "result_id": "case_results",
    "exit_id": "esf_exits",
    "assignee_id": "members",
    "about_id": "clients",
    "reader_ids": "members",
    "goal_id": "plan_goals",
    "measure_id": "plan_measures",
    "review_id": "plan_reviews",
    "signature_id": "plan_signatures",
    "earlier": "plans",
    "person_id": "referral_persons",
    "persons": "clients",
    "client": "clients",
    "with": "clients",
    "merged_id": "clients",
    "other_id": "clients",
    "client_ids": "clients",
    "case": "cases",
    "offer": "offers",
    "received_id": "received_referrals",
    "owner_id": "members",
    "deputy_id": "members",
    "to_id": "members",
    "from_id": "members",
    "recipient_org_id": "organisations",
    "recipient": "organisations",
    "sender": "organisations",
    "organisation_id": "organisations",
    "authority_id": "own_authorities",
    "session_id": "sessions",
    "job_id": "job_runs",
}


async def plant(owner: Owner, counsellor: Person, canary: str, *, recipient: Flat = SOUTH) -> World:
    """Give this counsellor's organisation a world of its own; its release and referral are for `recipient`."""
    flat = counsellor.flat
    world = World(flat, counsellor, canary)
    world.ids |= {"members": counsellor.member_id, "organisations": flat.id}
    if counsellor.team:
        world.ids["teams"] = team_id(flat, counsellor.team)
    tables = await _in_order(owner)
    world.ids |= {table: uuid4() for table in tables}
    world.ids["parcels"] = world.ids["received_persons"]
    world.ids["document_contents"] = world.ids["documents"]
    for table in tables:
        await _insert(owner, world, table, recipient)
    return world


async def _in_order(owner: Owner) -> list[str]:
    """Give the tables to plant in, those that others refer to first."""
    rows = await owner.fetch(
        "select c.relname from pg_class c join pg_policy p on p.polrelid = c.oid and p.polname = 'fence'"
        " where c.relkind in ('r', 'p') order by 1"
    )
    waiting = {row[0] for row in rows} - NOT_PLANTED
    needs: dict[str, set[str]] = {}
    for table in waiting:
        loose = {LOOSE.get(column["name"], table) for column in await owner.fetch(COLUMNS, table)}
        needs[table] = (loose | {key["target"] for key in await foreign_keys(owner, table)}) - {table}
    ordered: list[str] = []
    while waiting:
        ready = sorted(table for table in waiting if not needs[table] & waiting)
        ordered += ready
        waiting -= set(ready)
        assert ready, f"These tables refer to each other in a circle: {waiting}"
    return ordered


async def _insert(owner: Owner, world: World, table: str, recipient: Flat) -> None:
    checks = " ".join([found["text"] for found in await owner.fetch(CHECKS, table)])
    targets = {key["columns"][-1]: key["target"] for key in await foreign_keys(owner, table)}
    values: dict[str, str] = {}
    for column in await owner.fetch(COLUMNS, table):
        name, kind = column["name"], column["type"]
        if name == "org_id":
            values[name] = f"'{world.flat.id}'"
        elif name == "id":
            values[name] = f"'{world.ids[table]}'"
        elif name in {"key", "place"} and table in {"name_keys", "drafts"}:
            # These are looked up by their very text.
            values[name] = f"'{world.canary}'" if name == "key" else f"'note/{world.ids['cases']}'"
        elif f"{table}.{name}" in FACTS:
            values[name] = FACTS[f"{table}.{name}"].replace("CANARY", f"{world.canary}.{table}.{name}")
        elif kind == "uuid":
            values[name] = _reference(world, targets.get(name) or LOOSE.get(name), name, recipient)
            if values[name] == "null" and column["required"]:
                # It names something that no key of the database knows; any id does.
                values[name] = f"'{uuid4()}'"
        elif not column["has_default"]:
            # The token names its column, so that whatever comes through tells where it came from.
            values[name] = _value(f"{world.canary}.{table}.{name}", name, kind, checks, required=column["required"])
    await owner.execute(f"insert into {table} ({', '.join(values)}) values ({', '.join(values.values())})")


def _reference(world: World, target: str | None, name: str, recipient: Flat) -> str:
    if target == "organisations":
        return f"'{recipient.id}'"
    key = world.ids.get(target or "") or (world.counsellor.member_id if name.endswith("_by") else None)
    return f"'{key}'" if key else "null"


def _value(token: str, name: str, kind: str, checks: str, *, required: bool) -> str:
    code = re.search(rf"\(\(?{name} = ANY \(ARRAY\['([^']+)'::text", checks)
    texts = {"text": f"'{token}'", "text[]": f"'{{{token}}}'", "jsonb": f"""'{{"{name}": ["{token}"]}}'"""}
    texts["bytea"] = f"'{token}'::bytea"
    if name in CODED:
        return CODED[name]
    if code:
        return f"'{code.group(1)}'" if required else "null"
    if kind in texts:
        return texts[kind]
    if name == "ends_at":
        return "now() + interval '2 hours'"
    return VALUES.get(kind, "'{}'") if required else "null"


async def rows_hashed(owner: Owner, flat: Flat) -> dict[str, str]:
    """Give a fingerprint of everything that an organisation keeps, table by table, its access record apart."""
    rows = await owner.fetch(
        "select c.relname from pg_class c join pg_policy p on p.polrelid = c.oid and p.polname = 'fence'"
        " where c.relkind in ('r', 'p') and c.relname <> 'audit_events' order by 1"
    )
    return {
        table: await owner.fetchval(
            f"select md5(coalesce(string_agg(t::text, ',' order by id), '')) from {table} t where org_id = $1", flat.id
        )
        for (table,) in rows
    }
