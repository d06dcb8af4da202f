"""Facts about a person as JSON: one list, and the same four verbs, for each kind."""

from typing import Any
from uuid import UUID

from litestar import delete, get, post, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody

from casework.access.gate import Gate
from casework.people import fact_actions, facts
from casework.people.facts import FACTS, Fact
from casework.web.answers import Answer, tagged


def _handlers(fact: Fact) -> list[HTTPRouteHandler]:
    """Give the routes of one kind of fact; their bodies and answers are typed by its form and its view."""
    several = f"/api/people/{{client_id:uuid}}/{fact.word}"
    single = f"{several}/{{fact_id:uuid}}"

    # Every "Any" of the four stands for the form or the view of this kind, which is put in below.
    async def list_facts(gate: NamedDependency[Gate], client_id: FromPath[UUID]) -> Any:  # noqa: ANN401  # As said above.
        """Give what is kept of this kind about a client, the oldest entry first."""
        return await facts.facts_of(gate, client_id, fact)

    async def add_fact(
        gate: NamedDependency[Gate],
        client_id: FromPath[UUID],
        data: Any,  # noqa: ANN401  # As said above.
    ) -> Any:  # noqa: ANN401  # As said above.
        """Keep one more; the present values of the client follow."""
        record = await fact_actions.add_fact(gate, client_id, fact, data)
        return tagged(fact.shown(record), record.version, 201)

    async def change_fact(
        gate: NamedDependency[Gate],
        client_id: FromPath[UUID],
        fact_id: FromPath[UUID],
        data: Any,  # noqa: ANN401  # As said above.
        version: NamedDependency[int],
    ) -> Any:  # noqa: ANN401  # As said above.
        """Replace an entry; If-Match names the version that it was read in."""
        record = await fact_actions.change_fact(gate, client_id, fact, fact_id, data, version)
        return tagged(fact.shown(record), record.version)

    async def remove_fact(
        gate: NamedDependency[Gate],
        client_id: FromPath[UUID],
        fact_id: FromPath[UUID],
        version: NamedDependency[int],
    ) -> None:
        """Remove an entry that should not stand there."""
        await fact_actions.remove_fact(gate, client_id, fact, fact_id, version)

    # The types are known only here, one set for each kind, so they are put in before the routes are made.
    list_facts.__annotations__["return"] = list[fact.view]  # type: ignore[name-defined]  # It is a type at run time.
    for handler in (add_fact, change_fact):
        body: Any = JSONBody
        handler.__annotations__ |= {"data": body[fact.form], "return": Answer[fact.view]}  # type: ignore[name-defined]  # As above.
    return [
        get(several)(list_facts),
        post(several)(add_fact),
        put(single)(change_fact),
        delete(single, status_code=204)(remove_fact),
    ]


handlers = [route for fact in FACTS.values() for route in _handlers(fact)]
