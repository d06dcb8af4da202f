"""Attack 1: read the catalogue of the database and fail on any table, key, policy or function that leaves a gap."""

from typing import TypeAlias

import asyncpg
import pytest

from casework.tenancy.doctor import SHARED_TABLES

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

# The only tables of schema public that belong to no organisation: the shared ones and the operator's log.
SHARED = set(SHARED_TABLES)
OPERATOR = {"operator_events"}

# The only policies that let a role pass the fence, each for one table, each with its reason.
EXCEPTIONS = {
    # The sign-in finds a person's memberships before there is a context, and records sign-ins.
    ("members", "casework_signin", "SELECT"),
    ("audit_events", "casework_signin", "INSERT"),
    ("operator_events", "casework_signin", "INSERT"),
    # The operator's log belongs to no organisation; the owner writes it when organisations and members are created.
    ("operator_events", "casework_owner", "ALL"),
    # The worker clears answers that nobody will ask for again; it reads their age only.
    ("idempotency_answers", "casework_worker", "SELECT"),
    ("idempotency_answers", "casework_worker", "DELETE"),
    # The exchange is the one door: it reads what a release covers and writes both ends of a referral.
    ("members", "casework_exchange", "SELECT"),
    ("clients", "casework_exchange", "SELECT"),
    ("cases", "casework_exchange", "SELECT"),
    ("case_persons", "casework_exchange", "SELECT"),
    ("releases", "casework_exchange", "SELECT"),
    ("releases", "casework_exchange", "UPDATE"),
    ("offers", "casework_exchange", "SELECT"),
    ("offers", "casework_exchange", "UPDATE"),
    ("audit_events", "casework_exchange", "INSERT"),
    ("referrals", "casework_exchange", "ALL"),
    ("referral_persons", "casework_exchange", "ALL"),
    ("referral_steps", "casework_exchange", "ALL"),
    ("received_referrals", "casework_exchange", "ALL"),
    ("received_persons", "casework_exchange", "ALL"),
    ("parcels", "casework_exchange", "ALL"),
}
FENCE = "(org_id = ( SELECT app.current_org() AS current_org))"
COMMANDS = {"r": "SELECT", "a": "INSERT", "w": "UPDATE", "d": "DELETE", "*": "ALL"}
# PostgreSQL 15 has no MAINTAIN; whatever a version knows, the program's roles get these on tables and nothing else.
RIGHTS = {"SELECT", "INSERT", "UPDATE", "DELETE"}


async def tenant_tables(owner: Owner) -> list[str]:
    """Give every table of an organisation's data, partitions apart."""
    rows = await owner.fetch(
        "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition order by 1"
    )
    return [row[0] for row in rows if row[0] not in SHARED | OPERATOR]


async def test_every_table_is_fenced(owner: Owner) -> None:
    open_tables = await owner.fetch(
        "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public'"
        " and c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity) and c.relname <> all ($1)",
        list(SHARED),
    )
    assert [row[0] for row in open_tables] == []
    fences = await owner.fetch(
        "select tablename, permissive, cmd, roles::text[] as roles, qual, with_check"
        " from pg_policies where policyname = 'fence'"
    )
    assert {row["tablename"] for row in fences} == set(await tenant_tables(owner))
    for row in fences:
        assert (row["permissive"], row["cmd"], row["roles"]) == ("PERMISSIVE", "ALL", ["public"]), row["tablename"]
        assert (row["qual"], row["with_check"]) == (FENCE, FENCE), row["tablename"]


async def test_the_exceptions_are_the_named_ones(owner: Owner) -> None:
    rows = await owner.fetch(
        "select tablename, policyname, permissive, roles::text[] as roles, cmd, qual, with_check from pg_policies"
        " where policyname <> 'fence' and permissive = 'PERMISSIVE'"
    )
    found = set()
    for row in rows:
        for role in row["roles"]:
            if role == "casework_app":
                # The program itself passes no fence: its own extra policies must still compare the organisation.
                assert "app.current_org()" in (row["qual"] or row["with_check"]), row["policyname"]
            else:
                found.add((row["tablename"], role, row["cmd"]))
    assert found == EXCEPTIONS


async def test_the_exceptions_are_for_roles_that_cannot_be_taken(owner: Owner) -> None:
    rows = await owner.fetch(
        "select rolname, rolcanlogin from pg_roles where rolname = any ($1)", ["casework_exchange"]
    )
    assert [tuple(row) for row in rows] == [("casework_exchange", False)]
    for role in ("casework_app", "casework_signin", "casework_worker", "casework_sealer"):
        members = await owner.fetch(
            "select roleid::regrole::text from pg_auth_members where member = $1::regrole", role
        )
        assert members == [], role


async def test_every_key_starts_with_the_organisation(owner: Owner) -> None:
    for table in await tenant_tables(owner):
        keys = await owner.fetch(
            "select i.indisprimary, (select array_agg(a.attname::text order by k.n)"
            " from unnest(i.indkey) with ordinality k(attnum, n)"
            " join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum) as columns"
            " from pg_index i where i.indrelid = ('public.' || $1)::regclass and i.indisunique",
            table,
        )
        assert [key["columns"] for key in keys if key["indisprimary"]] == [["org_id", "id"]], table
        for key in keys:
            assert key["columns"][0] == "org_id", f"{table}: a unique key without org_id tells about others"


async def test_every_foreign_key_carries_the_organisation(owner: Owner) -> None:
    fenced = await tenant_tables(owner)
    rows = await owner.fetch(
        "select conrelid::regclass::text as source, confrelid::regclass::text as target,"
        " (select array_agg(attname::text order by n) from unnest(conkey) with ordinality k(attnum, n)"
        "  join pg_attribute a on a.attrelid = conrelid and a.attnum = k.attnum) as columns,"
        " (select array_agg(attname::text order by n) from unnest(confkey) with ordinality k(attnum, n)"
        "  join pg_attribute a on a.attrelid = confrelid and a.attnum = k.attnum) as referred"
        " from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace"
    )
    assert rows
    for row in rows:
        if row["target"] in fenced:
            assert (row["columns"][0], row["referred"][0]) == ("org_id", "org_id"), (
                f"{row['source']} to {row['target']}"
            )


async def test_no_view_and_no_partition_is_a_way_round(owner: Owner) -> None:
    views = await owner.fetch(
        "select c.relname, c.relkind, c.reloptions from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where n.nspname in ('public', 'app', 'door') and c.relkind in ('v', 'm')"
    )
    for view in views:
        assert view["relkind"] == "v", "a materialized view keeps rows beyond the fence"
        assert "security_invoker=true" in (view["reloptions"] or []), view["relname"]
    granted = await owner.fetch(
        "select c.relname from pg_class c, lateral aclexplode(c.relacl) g where c.relispartition and c.relkind = 'r'"
        " and g.grantee <> c.relowner"
    )
    assert granted == []
    assert await owner.fetchval("select count(*) from pg_class where relispartition and relkind = 'r'") > 24


async def test_every_definer_function_is_closed_and_has_its_own_search_path(owner: Owner) -> None:
    rows = await owner.fetch(
        "select p.oid::regprocedure::text as name, p.prosecdef, p.proconfig, r.rolname, r.rolsuper, r.rolcanlogin,"
        " exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) where grantee = 0) as public"
        " from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_roles r on r.oid = p.proowner"
        " where n.nspname in ('app', 'door', 'public')"
    )
    assert len(rows) > 20
    for row in rows:
        assert not row["public"], f"{row['name']} may be called by everybody"
        assert row["proconfig"] == ["search_path=pg_catalog, pg_temp"], row["name"]
        if row["prosecdef"]:
            assert row["rolname"] in {"casework_owner", "casework_exchange", "casework_search"}, row["name"]
            assert not row["rolsuper"], row["name"]
            assert not row["rolcanlogin"], row["name"]


async def test_the_programs_roles_have_no_more_rights_than_they_need(owner: Owner) -> None:
    roles = ["casework_app", "casework_signin", "casework_worker", "casework_sealer", "casework_exchange"]
    rows = await owner.fetch(
        "select rolname from pg_roles where rolname = any ($1) and"
        " (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication or rolinherit)",
        roles,
    )
    assert rows == []
    for role in roles[:4]:
        for what in ("TEMP", "CREATE"):
            assert not await owner.fetchval("select has_database_privilege($1, current_database(), $2)", role, what), (
                role
            )
        for schema in ("public", "app", "door", "jobs"):
            assert not await owner.fetchval("select has_schema_privilege($1, $2, 'CREATE')", role, schema), role
    for schema in ("door", "jobs"):
        assert not await owner.fetchval("select has_schema_privilege('casework_app', $1, 'USAGE')", schema)
    granted = await owner.fetch(
        "select c.relname, g.privilege_type from pg_class c join pg_namespace n on n.oid = c.relnamespace,"
        " lateral aclexplode(c.relacl) g where n.nspname in ('public', 'door', 'jobs') and c.relkind <> 'S'"
        " and g.grantee = any (select oid from pg_roles where rolname = any ($1))",
        roles,
    )
    assert {row["privilege_type"] for row in granted} <= RIGHTS
    # In these sequences the database keeps who has entered.
    opened = await owner.fetch(
        "select relname from pg_class"
        " where relnamespace = 'door'::regnamespace and relkind = 'S' and relacl is not null"
    )
    assert opened == []


@pytest.mark.parametrize("right", ["UPDATE", "DELETE", "TRUNCATE"])
async def test_nobody_may_change_the_access_record(owner: Owner, right: str) -> None:
    roles = await owner.fetch(
        "select rolname from pg_roles where rolname like 'casework%' and rolname <> 'casework_owner'"
    )
    for (role,) in roles:
        assert not await owner.fetchval("select has_table_privilege($1, 'audit_events', $2)", role, right), role


async def test_hot_columns_keep_their_indexes_behind_the_fence(owner: Owner) -> None:
    """Enums and numerics lose their index under row-level security, so there are none in an organisation's tables."""
    rows = await owner.fetch(
        "select c.relname, a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid"
        " join pg_namespace n on n.oid = c.relnamespace join pg_type t on t.oid = a.atttypid"
        " where n.nspname = 'public' and c.relkind in ('r', 'p') and a.attnum > 0"
        " and (t.typtype = 'e' or t.typname = 'numeric')"
    )
    assert rows == []
