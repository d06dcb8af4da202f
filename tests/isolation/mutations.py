"""What could be broken in the database, as data: a name, and the statements that break it."""

from typing import NamedTuple, TypeAlias

import asyncpg

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"

POLICIES = """
select tablename, policyname, permissive = 'PERMISSIVE' and roles = '{casework_app}' as opens_more
from pg_policies where schemaname = 'public' order by 1, 2
"""
KEYS = """
select c.conname, c.conrelid::regclass::text as source, c.confrelid::regclass::text as target, a.attname as own
from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[2]
where c.contype = 'f' and c.connamespace = 'public'::regnamespace and array_length(c.conkey, 1) = 2 order by 1
"""
OPEN_PARTITION = """
do $$ begin
  execute (select format('grant select on %s to casework_app', oid::regclass) from pg_class
            where relispartition and relkind = 'r' limit 1);
end $$
"""


class Mutation(NamedTuple):
    """One way to break the house; `before` and `after` are texts inside a function's source."""

    name: str
    statements: tuple[str, ...] = ()
    function: str = ""
    before: str = ""
    after: str = ""


NAMED = (
    Mutation(
        "the transaction is not compared",
        (),
        "app.current_org()",
        "if currval('door.context_transaction') is distinct from",
        "if null =",
    ),
    Mutation(
        "the entry is not compared",
        (),
        "app.current_org()",
        "or currval('door.context_entry')::text is distinct from",
        "or null =",
    ),
    Mutation(
        "the program sets the context by itself",
        ("grant usage, update on all sequences in schema door to casework_app",),
    ),
    Mutation("an ended session enters", (), "app.enter(bytea)", "d.revoked_at is null", "true"),
    Mutation("an expired session enters", (), "app.enter(bytea)", "d.expires_at > now()", "true"),
    Mutation("an idle session enters", (), "app.enter(bytea)", "d.seen_at > now() - d.idle", "true"),
    Mutation("a deactivated member enters", (), "app.enter(bytea)", "m.active", "true"),
    Mutation("everybody is an operator", (), "app.is_network_operator()", "select exists", "select true or exists"),
    Mutation("a revoked release is sent on", (), "app.transmit(uuid, text)", "g.revoked_at is not null", "false"),
    Mutation("the program changes the record", ("grant update on audit_events to casework_app",)),
    Mutation("the program deletes from the record", ("grant delete on audit_events to casework_app",)),
    Mutation("the program looks behind the door", ("grant usage on schema door to casework_app",)),
    Mutation(
        "the program calls the mover",
        ("grant execute on function app.move_person(uuid, uuid, text, text, text, text) to casework_app",),
    ),
    Mutation("everybody may enter", ("grant execute on function app.enter(bytea) to public",)),
    Mutation("a definer's search path is open", ("alter function app.enter(bytea) reset search_path",)),
    Mutation("a definer is a superuser's", ("alter function app.transmit(uuid, text) owner to current_user",)),
    Mutation("the program bypasses the fence", ("alter role casework_app bypassrls",)),
    Mutation("the program is a superuser", ("alter role casework_app superuser",)),
    Mutation("the program belongs to the owner", ("grant casework_owner to casework_app",)),
    Mutation("the exchange can sign in", ("alter role casework_exchange login",)),
    Mutation("the program may create tables", ("grant create on schema public to casework_app",)),
    Mutation("a view looks behind the fence", ("create view everybody as select * from clients",)),
    Mutation("a copy lies outside the fence", ("create materialized view everybody as select * from clients",)),
    Mutation("a table without a fence", ("create table diary (org_id uuid, id uuid, primary key (org_id, id))",)),
    Mutation("names are unique across the house", ("create unique index on clients (email)",)),
    Mutation("received copies can be rewritten", ("create policy more on parcels for select using (true)",)),
    Mutation(
        "a partition of the record is open",
        (OPEN_PARTITION,),
    ),
)


async def mutations(owner: Owner) -> list[Mutation]:
    """Give the named mutations, and one for every policy, fence and key that the catalogue knows."""
    made = list(NAMED)
    for table, policy, opens_more in await owner.fetch(POLICIES):
        # Without a policy that lets the program see more, it only sees less.
        broken = f"alter policy {policy} on {table} using (true)" if opens_more else f"drop policy {policy} on {table}"
        made.append(Mutation(broken, (broken,)))
        if policy == "fence":
            made += [
                Mutation(f"{table} not forced", (f"alter table {table} no force row level security",)),
                Mutation(f"{table} not fenced", (f"alter table {table} disable row level security",)),
                Mutation(f"{table} always true", (f"alter policy fence on {table} using (true)",)),
                Mutation(f"{table} unchecked", (f"alter policy fence on {table} with check (true)",)),
            ]
    for name, source, target, own in await owner.fetch(KEYS):
        made.append(
            Mutation(
                f"{name} without its organisation",
                (
                    f"alter table {target} add constraint alone unique (id)",
                    f"alter table {source} drop constraint {name}",
                    f"alter table {source} add foreign key ({own}) references {target} (id) not valid",
                ),
            )
        )
    return made


async def apply(owner: Owner, mutation: Mutation) -> None:
    """Break it, inside the running transaction."""
    for statement in mutation.statements:
        await owner.execute(statement)
    if mutation.function:
        source = await owner.fetchval("select pg_get_functiondef($1::regprocedure)", mutation.function)
        assert mutation.before in source, f"{mutation.function} no longer says {mutation.before!r}"
        await owner.execute(source.replace(mutation.before, mutation.after))
