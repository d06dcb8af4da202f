"""Refusing to start where the fence would not hold."""

from casework.config import Settings
from casework.core.db import Database
from casework.core.errors import CaseworkError
from casework.core.log import log

# The first minor versions without known holes in row-level security and its neighbourhood.
SAFE_VERSIONS = {18: 180007, 17: 170012, 16: 160016, 15: 150020}

ROLE = """
select r.rolsuper or r.rolbypassrls or r.rolcreaterole
    or pg_has_role(current_user, 'casework_owner', 'member')
    or exists (select from pg_class c where c.relowner = r.oid) as dangerous,
  current_setting('server_version_num')::int as version
from pg_roles r where r.rolname = current_user
"""


class UnsafeDatabase(CaseworkError):
    """The program does not start, because the database would not keep organisations apart."""


def version_is_safe(number: int) -> bool:
    """Tell whether a server version number (150018 is 15.18) is at or above the floor of its major version."""
    major = number // 10000
    return number >= SAFE_VERSIONS[major] if major in SAFE_VERSIONS else major > max(SAFE_VERSIONS)


async def refuse_unsafe_database(database: Database, settings: Settings) -> None:
    """Raise UnsafeDatabase if the program's own role could pass the fence or the server has known holes."""
    transaction, row = await database.begin(ROLE)
    await transaction.rollback()
    dangerous, version = row
    if dangerous:
        raise UnsafeDatabase("The program's database role could bypass the fence between organisations.")
    if not version_is_safe(version):
        if not settings.old_postgres_allowed:
            raise UnsafeDatabase(
                "PostgreSQL is too old: known holes are open. Update it, or set CASEWORK_OLD_POSTGRES_ALLOWED."
            )
        log.warning("old_postgres", version=version, advice="Update PostgreSQL to its latest minor version.")
