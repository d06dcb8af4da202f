"""Attack 10, in the program: weaken one thing at a time; the core of the suite must notice every time."""

import io
from collections.abc import AsyncIterator, Callable, Iterator
from functools import cache
from typing import Any, TypeAlias

import asyncpg
import pytest
from jinja2 import Environment
from litestar import Litestar
from sqlalchemy import Insert, Text, false, literal, true

from casework.access import opening, reading
from casework.access.enforcer import RELATIONS, Policy, policy
from casework.access.gate import Gate
from casework.audit import recorder
from casework.core.errors import CaseworkError
from casework.core.log import log
from casework.core.model import TenantModel
from casework.web import entrance, problems, render
from tests.factories import ticket_for
from tests.isolation.conftest import VisitorOf
from tests.isolation.http_checks import (
    CHECKS,
    Check,
    Stage,
    colleagues,
    escaped,
    hidden,
    other_sites,
    outsiders,
    quiet,
    readings,
    strangers,
    traces,
)
from tests.isolation.surface import Route
from tests.isolation.test_canary import logged
from tests.isolation.visitor import Visitor
from tests.isolation.world import World

Owner: TypeAlias = "asyncpg.Connection[asyncpg.Record]"
Patch: TypeAlias = "Callable[[pytest.MonkeyPatch], None]"
# The fixture is used from there.
__all__ = ["logged"]

HIDE = {
    "clients": "restricted = true",
    "cases": "restricted = true",
    "case_notes": "visibility = 'me_and_lead'",
}
SHOW = {
    "clients": "restricted = false",
    "cases": "restricted = false",
    "case_notes": "visibility = 'team'",
}


class ShownError(CaseworkError):
    """An error whose text is that of any exception."""

    status, code = 500, "shown"


async def _nothing(*_: object, **__: object) -> None:
    return None


def _logged_in_full(error: Exception) -> None:
    log.error("unexpected_error", text=str(error))


def _unescaped(language: str) -> Environment:
    made = ENVIRONMENT.__wrapped__(language)
    made.autoescape = False
    return made


def _never(*words: Any, **found: Any) -> Insert:  # noqa: ANN401  # Whatever the real one takes.
    return INSIDE(*words, false(), **found)


INSIDE = recorder.inside
ENVIRONMENT = render.environment
EVERY_RELATION = frozenset(RELATIONS)
EVERY_METHOD = {"GET", "POST", "PUT", "PATCH", "DELETE"}
# What is broken, and the check that must notice it.
PATCHES: dict[str, tuple[Check, Patch]] = {
    "the gate checks nothing": (hidden, lambda p: p.setattr(Gate, "_check", lambda *_: None)),
    "every role may everything": (
        colleagues,
        lambda p: p.setattr(Policy, "relations", lambda *_: frozenset(RELATIONS)),
    ),
    "lists are not narrowed": (hidden, lambda p: p.setattr(reading, "_permitted", lambda _: true())),
    "nothing is recorded": (traces, lambda p: p.setattr(recorder, "write", _nothing)),
    "reads do not record themselves": (readings, lambda p: p.setattr(recorder, "inside", _never)),
    "refusals are not recorded": (outsiders, lambda p: p.setattr(opening, "record_apart", _nothing)),
    "other sites may send": (other_sites, lambda p: p.setattr(entrance, "SAFE", EVERY_METHOD)),
    "the log tells what exceptions say": (quiet, lambda p: p.setattr(problems, "_record", _logged_in_full)),
    "pages tell what exceptions say": (quiet, lambda p: p.setattr(problems, "told", lambda e: ShownError(str(e)))),
    "pages are not escaped": (escaped, lambda p: p.setattr(render, "environment", cache(_unescaped))),
}

# Behind the relation of these kinds stands a second door, so that broken alone it opens nothing. For each its second
# door: that refuses, with 404, whoever is let pass by the first.
TWICE_SHUT = {
    "draft": "note_queries.draft asks for the actor's own",
    "reminder_choice": "reminders.queries.choice_of asks for the actor's own",
    "calendar_feed": "feeds.queries.live_feed asks for the actor's own",
    "referral_person": "referrals.queries.referral gets the referral first",
    "client_fact": "facts.facts_of gets the client first",
    "client_merge": "people.queries.client gets the client first",
    "protected_address": "bond_actions.disclose gets the client first, and asks for a reason",
    "note_version": "note_queries.note gets the note first",
    "case_closure": "note_queries.standing gets the case first",
    "case_phase": "note_queries.standing gets the case first",
    "handover": "case_head gets the case first",
}


def kinds() -> Iterator[type[TenantModel]]:
    """Give every kind of record that tells how people stand to it."""
    waiting = list(TenantModel.__subclasses__())
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        own = kind.relation.__func__ is not TenantModel.relation.__func__  # type: ignore[attr-defined]  # Class methods.
        read = any(policy().relations("counsellor", kind.kind, act) for act in ("read", "list"))
        if own and read and kind.kind not in TWICE_SHUT:
            yield kind


def emptied(kind: type[TenantModel]) -> Patch:
    """Let everybody stand to this kind in a relation that may read it."""
    rules = policy()
    enough = min(found for act in ("read", "list") for found in rules.relations("counsellor", kind.kind, act))
    return lambda patch: patch.setattr(kind, "relation", classmethod(lambda _: literal(enough, Text())))


@pytest.fixture
async def stage(
    routes: list[Route],
    app: Litestar,
    behind: Owner,
    victim: World,
    own: World,
    visitor: VisitorOf,
    logged: io.StringIO,
) -> AsyncIterator[Stage]:
    """The victim's records are hidden from her team for as long as this lasts."""
    people = {who: visitor(who) for who in ("cara", "adam", "hilda")}
    people |= {"nobody": visitor(None), "asha": Visitor(app, behind, victim.counsellor)}
    for table, change in HIDE.items():
        await behind.execute(f"update {table} set {change} where id = $1", victim.ids[table])
    yield Stage(routes, behind, victim, own, people, logged)
    for table, change in SHOW.items():
        await behind.execute(f"update {table} set {change} where id = $1", victim.ids[table])


def forget_compiled() -> None:
    """Let every read be compiled anew, with what is patched now."""
    for name in ("_filtered", "_single", "_counted", "_filtered_recorded", "_single_recorded"):
        getattr(reading, name).cache_clear()


async def findings(stage: Stage, check: Check) -> list[str]:
    """Run one check on fresh statements and an empty log."""
    forget_compiled()
    stage.logged.seek(0)
    stage.logged.truncate()
    return await check(stage)


async def test_every_mutation_of_the_program_is_found(stage: Stage, behind: Owner) -> None:
    assert [found for check in CHECKS for found in await findings(stage, check)] == []
    borrowed = await ticket_for(behind, stage.victim.counsellor)
    broken = dict(PATCHES)
    broken["a session is lent to all"] = strangers, lambda p: p.setattr(entrance, "ticket_of", lambda _: borrowed)
    broken |= {f"everybody may read a {kind.kind}": (hidden, emptied(kind)) for kind in kinds()}
    assert len(broken) > 15
    survivors = []
    for name, (check, patched) in broken.items():
        with pytest.MonkeyPatch.context() as patch:
            patched(patch)
            if not await findings(stage, check):
                survivors.append(name)
    forget_compiled()
    assert not survivors, "\n".join(survivors)
