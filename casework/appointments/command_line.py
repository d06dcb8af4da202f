"""The deadline engine on the command line: one deadline from a few words, without a database."""

import argparse
import sys
from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches
from typing import Any, TextIO

import msgspec

from casework.appointments.codes import AuthorityKind, DeadlineKind
from casework.appointments.deadline_inputs import DeadlineInputs, takes
from casework.appointments.deadline_rules import Delivery
from casework.appointments.deadline_schemas import CalculationView
from casework.appointments.legal_remedies import Matter
from casework.appointments.rules import compute
from casework.core.codes import Code
from casework.core.errors import Invalid
from casework.offers.codes import ApplyBefore
from casework.tenancy.codes import Land
from casework.web.fields import read_date
from casework.web.formats import Formats
from casework.web.i18n import LANGUAGES, translator
from casework.web.mistakes import Mistake

MISUSE = 2
# The option that stands for each input of the engine, as mistakes have to name it.
OPTIONS = {
    "event_on": "--on",
    "posted_on": "--posted",
    "delivery": "--electronic, --abroad",
    "proper_instruction": "--without-instruction",
    "authority": "--authority",
    "matter": "--matter",
    "period": "--period",
    "event": "--before",
    "known_on": "--known",
    "days_left": "--days-left",
    "accelerated": "--accelerated",
    "suspensions": "--stopped",
    "extension": "--extended-by",
}
_UNITS = {"d": "days", "w": "weeks", "m": "months", "y": "years"}


def add_to(commands: Any) -> None:  # noqa: ANN401  # argparse keeps the type of its subparsers to itself.
    """Add `casework deadline` to the program's commands."""
    text = "compute a deadline and explain it; needs no database"
    parser = commands.add_parser(
        "deadline", help=text, description=text, epilog=kinds_in_words("en"), formatter_class=_Formatter
    )
    parser.add_argument("kind", type=_kind, metavar="KIND", help="one of the kinds below, in any case")
    parser.add_argument("--land", type=_code(Land), required=True, help="whose holidays count, for instance BB")
    parser.add_argument("--on", type=_day, metavar="DAY", help="the day of the event: 2026-03-14 or 14.03.2026")
    parser.add_argument("--posted", type=_day, metavar="DAY", help="when it was sent, if the day of arrival is unknown")
    ways = parser.add_mutually_exclusive_group()
    for way in (Delivery.ELECTRONIC, Delivery.ABROAD):
        option = f"--{way.value}"
        ways.add_argument(option, dest="delivery", action="store_const", const=way, help=f"sent {way.label.lower()}")
    parser.add_argument("--without-instruction", action="store_true", help="no proper instruction about remedies")
    parser.add_argument("--authority", type=_code(AuthorityKind), metavar="KIND", help="who decided, e.g. jobcenter")
    parser.add_argument("--matter", type=_code(Matter), help=f"what it is about: {', '.join(Matter)}")
    parser.add_argument("--period", type=_length, metavar="2w", help="the time that the letter sets: 14d, 2w, 1m, 1y")
    parser.add_argument("--before", type=_code(ApplyBefore), metavar="EVENT", help=f"{', '.join(ApplyBefore)}")
    parser.add_argument("--known", type=_day, metavar="DAY", help="since when the end of the employment is known")
    parser.add_argument("--days-left", type=int, metavar="NUMBER", help="days of unemployment benefit left")
    parser.add_argument("--accelerated", action="store_true", help="accelerated procedure for skilled workers")
    parser.add_argument(
        "--stopped", type=_span, action="append", metavar="DAY..DAY", help="papers requested, last day set for them"
    )
    parser.add_argument("--extended-by", type=_length, metavar="1m", help="the one extension")
    parser.add_argument("--language", choices=sorted(LANGUAGES), default="en", help="of the sentence")
    parser.add_argument("--json", action="store_true", help="everything as JSON")
    parser.set_defaults(command=print_deadline)


def print_deadline(arguments: argparse.Namespace, _: object) -> int:
    """Print the date, the sentence and what to mind; exit code 2 where the words do not suffice."""
    language: str = arguments.language
    try:
        inputs = msgspec.convert(dict(_inputs(arguments)), DeadlineInputs)
        found = CalculationView.of(compute(arguments.kind, inputs, arguments.land), language)
    except Invalid as error:
        _print_mistakes(error, arguments.kind, language, sys.stderr)
        return MISUSE
    if arguments.json:
        print(msgspec.json.format(msgspec.json.encode(found)).decode())
        return 0
    words, formats = translator(language), Formats(language)
    print(found.due_on.isoformat())
    print(found.sentence)
    if found.warn_on:
        print(f"{words.gettext('Reminders')}: {' · '.join(formats.day(day) for day in found.warn_on)}")
    for caution in found.cautions:
        print(f"! {caution}")
    return 0


def kinds_in_words(language: str) -> str:
    """Give the list of all kinds with their names, one on each line."""
    words = translator(language)
    return "kinds:\n" + "\n".join(f"  {kind.value:<24} {words.gettext(kind.label)}" for kind in DeadlineKind)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Keeps the list of kinds as it is written."""


def _inputs(arguments: argparse.Namespace) -> Iterator[tuple[str, object]]:
    """Give what was said, under the names of the engine's inputs; what was not said is left out."""
    given: dict[str, object] = {
        "event_on": arguments.on,
        "posted_on": arguments.posted,
        "delivery": arguments.delivery,
        "proper_instruction": False if arguments.without_instruction else None,
        "authority": arguments.authority,
        "matter": arguments.matter,
        "period": arguments.period,
        "event": arguments.before,
        "known_on": arguments.known,
        "days_left": arguments.days_left,
        "accelerated": arguments.accelerated or None,
        "suspensions": arguments.stopped,
        "extension": arguments.extended_by,
    }
    yield from ((name, value) for name, value in given.items() if value is not None)


def _print_mistakes(error: Invalid, kind: DeadlineKind, language: str, out: TextIO) -> None:
    words = translator(language)
    print(words.gettext(error.message), file=out)
    for name, messages in error.fields.items():
        for message, values in messages:
            print(f"  {OPTIONS.get(name, name)}: {words.sentence(message, values)}", file=out)
    known = ", ".join(OPTIONS[name] for name in OPTIONS if name in takes(kind))
    print(f"{kind.value}: {known}", file=out)


def _kind(text: str) -> DeadlineKind:
    code = text.lower().replace("-", "_")
    if code in set(DeadlineKind):
        return DeadlineKind(code)
    near = get_close_matches(code, list(DeadlineKind), 1)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise argparse.ArgumentTypeError(f"there is no kind “{text}”.{hint}\n{kinds_in_words('en')}")


def _code(codes: type[Code]) -> Any:  # noqa: ANN401  # argparse calls it with the text and takes any answer.
    def read(text: str) -> Code:
        code = text.lower().replace("-", "_")
        if code not in set(codes):
            raise argparse.ArgumentTypeError(f"“{text}” is none of: {', '.join(codes)}")
        return codes(code)

    return read


def _day(text: str) -> date:
    try:
        return read_date(text)
    except Mistake:
        raise argparse.ArgumentTypeError(f"“{text}” is no day; write 2026-03-14 or 14.03.2026") from None


def _length(text: str) -> dict[str, int]:
    number, unit = text[:-1].strip(), _UNITS.get(text[-1:].lower())
    if unit is None or not number.isdecimal():
        raise argparse.ArgumentTypeError(f"“{text}” is no length of time; write 14d, 2w, 1m or 1y")
    return {unit: int(number)}


def _span(text: str) -> dict[str, date]:
    since, dots, until = text.partition("..")
    span = {"since": _day(since)}
    return span | {"until": _day(until)} if dots and until else span
