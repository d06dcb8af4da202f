"""The command line: demo, serve, worker, migrate, org, user, doctor, openapi, deadline."""

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import Callable, Sequence
from datetime import date
from getpass import getpass
from pathlib import Path
from typing import TypeAlias

from casework.appointments.command_line import add_to as add_deadline
from casework.config import Settings
from casework.core.errors import CaseworkError
from casework.tenancy.codes import LegalRegime, OrganisationKind, Role

Arguments = argparse.Namespace
# What argparse calls the place where commands are added.
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001  # It has no other name.


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code: 0 done, 1 something is wrong, 2 the words were not understood."""
    arguments = _parser().parse_args(words)
    command: Callable[[Arguments, Settings], int] = arguments.command
    try:
        return command(arguments, Settings.read())
    except (CaseworkError, ValueError) as error:
        print(getattr(error, "message", str(error)), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def demo(arguments: Arguments, settings: Settings) -> int:
    """Show the demo network until Ctrl-C."""
    from casework.demo.start import run

    return run(settings, port=arguments.port or settings.port, reset=arguments.reset)


def serve(arguments: Arguments, settings: Settings) -> int:
    """Serve pages and API until told to stop."""
    from granian.constants import Interfaces, Loops
    from granian.server import Server

    _need_database(settings)
    Server(
        "casework.app:create_app",
        factory=True,
        interface=Interfaces.ASGI,
        address=arguments.host or settings.host,
        port=arguments.port or settings.port,
        workers=arguments.workers or settings.workers,
        loop=Loops.uvloop,
        backlog=1024,
        log_level="warning",  # type: ignore[arg-type]  # Granian takes the word as well as its own enumeration.
        respawn_failed_workers=True,
    ).serve()
    return 0


def worker(_: Arguments, settings: Settings) -> int:
    """Send mail and keep house until told to stop."""
    from casework.worker import work

    _need_database(settings)

    async def live() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await work(settings, stop)

    asyncio.run(live())
    return 0


def migrate(_: Arguments, settings: Settings) -> int:
    """Prepare roles and tables; safe to run again."""
    from casework.appointments.authority_loading import load_if_empty
    from casework.tenancy.setup import prepare

    _need_database(settings)
    asyncio.run(prepare(settings, print))
    loaded = asyncio.run(load_if_empty(settings.database_url))
    if loaded:
        print(f"The directory of authorities starts with a sample of {loaded} entries, marked as unchecked.")
    print("Roles and tables are as this version needs them.")
    return 0


def load_authorities(arguments: Arguments, settings: Settings) -> int:
    """Load the shared directory of authorities: the sample, or a file (CSV) of your own."""
    from casework.appointments.authority_loading import load

    _need_database(settings)
    text = arguments.file.read_text(encoding="utf-8") if arguments.file else None
    loaded = asyncio.run(load(settings.database_url, text, arguments.checked_on))
    print(f"{loaded} authorities are in the shared directory.")
    return 0


def import_table(arguments: Arguments, settings: Settings) -> int:
    """Bring in people, cases or contacts from a CSV or XLSX file."""
    import casework.tables  # noqa: F401  # Records refer to tables of slices that an import itself never touches.
    from casework.transfer.command import Wanted, bring_in

    _need_database(settings)
    wanted = Wanted(
        arguments.subject, arguments.file, arguments.organisation, arguments.acting_as,
        arguments.mapping, arguments.dry_run, arguments.resume, arguments.on_duplicate,
    )  # fmt: skip
    return asyncio.run(bring_in(settings, wanted, print))


def create_organisation(arguments: Arguments, settings: Settings) -> int:
    """Create an organisation of the network."""
    from casework.tenancy.operator import create_organisation

    _need_database(settings)
    created = asyncio.run(
        create_organisation(
            settings.database_url,
            name=arguments.name,
            prefix=arguments.prefix,
            kind=OrganisationKind(arguments.kind),
            district=arguments.district,
            regime=LegalRegime(arguments.regime),
        )
    )
    print(f"{arguments.name} exists now: {created}")
    return 0


def close_organisation(arguments: Arguments, settings: Settings) -> int:
    """Close an organisation: nobody enters it any more, its offers leave the directory, its data stays."""
    from casework.tenancy.operator import close_organisation

    _need_database(settings)
    asyncio.run(close_organisation(settings.database_url, organisation=arguments.organisation, reason=arguments.reason))
    print("It is closed. Its open referrals end within the hour if the worker runs; its data stays.")
    return 0


def create_user(arguments: Arguments, settings: Settings) -> int:
    """Give a person a membership in an organisation, and a password if they have none yet."""
    from casework.tenancy.operator import create_member

    _need_database(settings)
    password = sys.stdin.readline().rstrip("\n") if arguments.password_stdin else getpass("Password: ")
    created = asyncio.run(
        create_member(
            settings.database_url,
            organisation=arguments.organisation,
            name=arguments.name,
            email=arguments.email,
            role=Role(arguments.role),
            password=password,
            team=arguments.team,
            leads=arguments.leads,
        )
    )
    print(f"{arguments.name} can sign in now: {created}")
    return 0


def doctor(_: Arguments, settings: Settings) -> int:
    """Look at the installation; exit code 1 if anything is not well."""
    from casework.tenancy.doctor import examine

    _need_database(settings)

    async def look() -> bool:
        all_well = True
        async for finding in examine(settings):
            print(
                f"{'ok  ' if finding.well else 'FAIL'} {finding.what}"
                + ("" if finding.well else f" - {finding.advice}")
            )
            all_well = all_well and finding.well
        return all_well

    return 0 if asyncio.run(look()) else 1


def openapi(_: Arguments, settings: Settings) -> int:
    """Print the OpenAPI document."""
    from casework.app import create_app

    print(json.dumps(create_app(settings).openapi_schema.to_schema(), indent=2, ensure_ascii=False))
    return 0


def _need_database(settings: Settings) -> None:
    if not settings.database_url:
        raise ValueError("Set CASEWORK_DATABASE_URL to the address of your PostgreSQL; `make demo` needs none.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="casework", description="Case management for integration counselling.")
    commands = parser.add_subparsers(required=True, metavar="command")
    shown = _add(commands, "demo", demo)
    shown.add_argument("--port", type=int)
    shown.add_argument("--reset", action="store_true", help="forget what was entered before")
    served = _add(commands, "serve", serve)
    served.add_argument("--host")
    served.add_argument("--port", type=int)
    served.add_argument("--workers", type=int)
    for name, command in (("worker", worker), ("migrate", migrate), ("doctor", doctor), ("openapi", openapi)):
        _add(commands, name, command)
    _add_operator(commands)
    _add_import(commands)
    add_deadline(commands)
    directory = commands.add_parser("authorities", help="the shared directory of authorities")
    loaded = _add(directory.add_subparsers(required=True, metavar="act"), "load", load_authorities)
    loaded.add_argument("file", nargs="?", type=Path, help="a CSV file; without one the sample, marked as unchecked")
    loaded.add_argument("--checked-on", type=date.fromisoformat, metavar="2026-11-22", help="when you looked at it all")
    return parser


def _add_import(commands: Commands) -> None:
    added = _add(commands, "import", import_table)
    added.add_argument("subject", choices=["people", "cases", "contacts"])
    added.add_argument("file", type=Path, nargs="?", help="CSV or XLSX; its first row has the headings")
    added.add_argument("--organisation", required=True, help="the organisation's prefix")
    added.add_argument("--as", dest="acting_as", required=True, metavar="EMAIL", help="the member who brings it in")
    added.add_argument("--mapping", type=Path, help='JSON, {"heading": "field"}; without it the headings decide')
    added.add_argument("--on-duplicate", choices=["skip", "link", "create"], default="skip")
    added.add_argument("--dry-run", action="store_true", help="say what would come in, and add nothing")
    added.add_argument("--resume", metavar="ID", help="go on with an import that was interrupted")


def _add_operator(commands: Commands) -> None:
    organisations = commands.add_parser("org", help="organisations").add_subparsers(required=True, metavar="act")
    created = _add(organisations, "create", create_organisation)
    created.add_argument("--name", required=True)
    created.add_argument("--prefix", required=True, help="short letters that start its file numbers, for instance B")
    created.add_argument("--kind", required=True, choices=[kind.value for kind in OrganisationKind])
    created.add_argument("--district", required=True, help="five-digit key of its district, for instance 12060")
    created.add_argument("--regime", default="gdpr", choices=[regime.value for regime in LegalRegime])
    closed = _add(organisations, "close", close_organisation)
    closed.add_argument("--organisation", required=True, help="the organisation's prefix")
    closed.add_argument("--reason", required=True, help="stands in the operator's log, which the organisation reads")
    users = commands.add_parser("user", help="people").add_subparsers(required=True, metavar="act")
    joined = _add(users, "create", create_user)
    joined.add_argument("--organisation", required=True, help="the organisation's prefix")
    joined.add_argument("--name", required=True)
    joined.add_argument("--email", required=True)
    joined.add_argument("--role", required=True, choices=[role.value for role in Role])
    joined.add_argument("--team", help="name of the team, made if it does not exist")
    joined.add_argument("--leads", action="store_true", help="leads that team")
    joined.add_argument("--password-stdin", action="store_true", help="read the password from standard input")


def _add(commands: Commands, name: str, command: Callable[[Arguments, Settings], int]) -> argparse.ArgumentParser:
    added = commands.add_parser(name, help=(command.__doc__ or "").strip())
    added.set_defaults(command=command)
    return added


if __name__ == "__main__":
    sys.exit(main())
