"""How fast a table of people comes in: its dry run, which does all that the import does and takes it back."""

import csv
import tempfile
import time
from pathlib import Path
from random import Random

import asyncpg

import casework.tables  # noqa: F401  # Records refer to tables of slices that an import itself never touches.
from casework.config import Settings
from casework.demo.names import invented_person
from casework.transfer.command import Wanted, bring_in

ROWS = 2_000
HEADINGS = ("Nr", "Nachname", "Vorname", "Geburtsdatum", "Staatsangehörigkeit", "Sprachen", "Deutsch", "Ort", "Telefon")


async def rows_per_second(address: str, organisation: str, member: str) -> float:
    """Bring a table in as a member, taking it back; gives rows a second, checks and access record included."""
    progress: list[tuple[float, str]] = []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "people.csv")
        _write(file)
        wanted = Wanted("people", file, organisation, member, None, True, None, "skip")
        settings = Settings(database_url=address, old_postgres_allowed=True)
        await bring_in(settings, wanted, lambda said: progress.append((time.monotonic(), said)))
    await _forget(address, file.name)
    begun = next(at for at, said in progress if said.startswith("Import "))
    ended = max(at for at, said in progress if said.startswith("Checked "))
    return ROWS / (ended - begun)


def _write(file: Path) -> None:
    chance = Random(300)
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        table = csv.writer(opened, delimiter=";")
        table.writerow(HEADINGS)
        for number in range(ROWS):
            person = invented_person(chance)
            born = f"{chance.randint(1, 28)}.{chance.randint(1, 12)}.{chance.randint(1950, 2005)}"
            name = (person.surname.latin, person.forename.latin)
            table.writerow([f"B{number}", *name, born, "Ukraine", "Ukrainisch", "A2", "Bernau", f"0171 {number:07}"])


async def _forget(address: str, name: str) -> None:
    connection = await asyncpg.connect(address)
    try:
        await connection.execute("delete from imports where file_name = $1", name)
        await connection.execute("vacuum analyze clients, name_keys, name_likenesses, import_rows")
    finally:
        await connection.close()
