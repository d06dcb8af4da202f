"""How the fence is built: row-level security on every table that belongs to an organisation.

Each function gives SQL for a migration. All of it is safe to run again.
"""

ORG = "org_id = (select app.current_org())"


def fence(table: str, *, grants: str = "select, insert, update, delete") -> str:
    """Give the SQL that fences a table: nobody, its owner included, passes without a genuine context."""
    return f"""
        alter table {table} enable row level security;
        alter table {table} force row level security;
        drop policy if exists fence on {table};
        create policy fence on {table} using ({ORG}) with check ({ORG});
        revoke all on {table} from public;
        {_grant(table, "casework_app", grants)}
    """


def exception(table: str, role: str, *, to: str, check: str = "true") -> str:
    """Give the SQL for a named exception: a role that may do `to` (a command or ALL) beyond the fence on one table."""
    using = "" if to == "insert" else "using (true)"
    with_check = "" if to in {"select", "delete"} else f"with check ({check})"
    name = f"{role.removeprefix('casework_')}_{to}"
    return f"""
        drop policy if exists {name} on {table};
        create policy {name} on {table} for {to} to {role} {using} {with_check};
        {_grant(table, role, "select, insert, update, delete" if to == "all" else to)}
    """


def shared(table: str, *, readers: str = "casework_app, casework_signin, casework_exchange, casework_worker") -> str:
    """Give the SQL for a table that belongs to no organisation and that the network may read."""
    return f"revoke all on {table} from public; grant select on {table} to {readers};"


def definer(signature: str, *, callers: str = "", owner: str = "") -> str:
    """Give the SQL that closes a SECURITY DEFINER function to the public and opens it to its callers."""
    opened = f"grant execute on function {signature} to {callers};" if callers else ""
    owned = f"alter function {signature} owner to {owner};" if owner else ""
    return f"revoke all on function {signature} from public; {opened} {owned}"


def _grant(table: str, role: str, grants: str) -> str:
    return f"grant {grants} on {table} to {role};" if grants else ""
