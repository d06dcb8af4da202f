"""Adding, correcting and removing an organisation's own authorities, one by one or from a file."""

from uuid import UUID

from casework.access.gate import Gate
from casework.appointments import authority_files
from casework.appointments.authority_models import OwnAuthority
from casework.appointments.authority_queries import authority, own_authorities
from casework.appointments.authority_schemas import Authority, AuthorityInput, FileReport
from casework.core.clock import now
from casework.core.errors import Conflict, Invalid
from casework.tenancy.districts import districts
from casework.web.i18n import msgid
from casework.web.mistakes import CHOOSE_FROM_LIST

NOT_SAVED = msgid("The entry was not saved. Please check the marked fields.")
USED = "select 1 from appointments where org_id = $1 and own_authority_id = $2 limit 1"


async def add(gate: Gate, new: AuthorityInput) -> OwnAuthority:
    """Add an own entry; raises Denied, or Invalid with the fields at fault."""
    await _check(gate, new)
    entry = OwnAuthority()
    _write(gate, entry, new)
    return await gate.add(entry)


async def change(gate: Gate, authority_id: UUID, changed: AuthorityInput, version: int) -> OwnAuthority:
    """Correct an own entry; raises NotFound, Stale, or Invalid with the fields at fault."""
    entry = await gate.get(OwnAuthority, authority_id, "update", version=version)
    await _check(gate, changed)
    _write(gate, entry, changed)
    return entry


async def remove(gate: Gate, authority_id: UUID, version: int) -> None:
    """Remove an own entry that no appointment is with; raises NotFound, Stale or Conflict."""
    entry = await gate.get(OwnAuthority, authority_id, "delete", version=version)
    if await gate.call(USED, gate.actor.org_id, authority_id):
        raise Conflict("Appointments are booked with this entry, so it has to stay. Please correct it instead.")
    await gate.remove(entry)


async def take_file(gate: Gate, text: str, language: str, *, dry_run: bool) -> FileReport:
    """Add or correct own entries from a file (CSV); an entry of the same kind, name and district is corrected.

    What is wrong with a line is told in `language`, and the other lines are taken all the same. Raises Denied, or
    Invalid where the text is no such file.
    """
    gate.require(OwnAuthority, "create")
    lines, faults = authority_files.read(text, language)
    known = {_key(entry): entry for entry in await own_authorities(gate)}
    report = FileReport(0, 0, 0, faults)
    for line in lines:
        found = known.get(_key(line))
        if found is None:
            report.added += 1
            known[_key(line)] = _as_entry(line)
            if not dry_run:
                await add(gate, line)
        elif _facts(found) == _facts(_as_entry(line)):
            report.unchanged += 1
        else:
            report.changed += 1
            if not dry_run and found.version is not None:
                await change(gate, found.id, line, found.version)
    return report


def _key(entry: Authority | AuthorityInput) -> tuple[str, str, str]:
    return entry.kind, entry.name.casefold(), entry.district


def _as_entry(line: AuthorityInput) -> Authority:
    papers = {kind.value: list(listed) for kind, listed in line.documents.items()}
    nobody = UUID(int=0)
    return Authority(nobody, line.kind, line.name, line.district, line.address, line.opening_hours, papers, own=True)


def _facts(entry: Authority) -> tuple[object, ...]:
    return entry.address, entry.opening_hours, entry.documents


def _write(gate: Gate, entry: OwnAuthority, entered: AuthorityInput) -> None:
    entry.authority_kind, entry.name, entry.district = entered.kind, entered.name.strip(), entered.district
    entry.address, entry.opening_hours = entered.address, entered.opening_hours
    entry.documents = {kind.value: list(papers) for kind, papers in entered.documents.items() if papers}
    if entered.replaces is not None:
        entry.replaces = entered.replaces
    entry.changed_by, entry.changed_at = gate.actor.member_id, now()


async def _check(gate: Gate, entered: AuthorityInput) -> None:
    if entered.district not in districts():
        raise Invalid(NOT_SAVED, fields={"district": [(CHOOSE_FROM_LIST, {})]})
    if entered.replaces is not None:
        corrected = await authority(gate, entered.replaces)
        if corrected is None or corrected.own:
            raise Invalid(NOT_SAVED, fields={"replaces": [(CHOOSE_FROM_LIST, {})]})
