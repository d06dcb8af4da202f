"""The policy as a table that people can read: policies/README.md is what this gives."""

from collections.abc import Iterable

from casework.access.enforcer import RELATIONS, Policy

HEAD = """# Who may do what

This page is made from `policy.csv` beside it and a test keeps it true; change the policy, then run
`python -m casework.access.matrix > policies/README.md`.

A rule says: this *role*, standing in this *relation* to a record, may do this *act* to this *kind* of record. A record
is in exactly one relation to a person: **A** assigned (their own case), **L** led (of a team they lead), **T** team (of
a team they belong to), **O** organisation (any other record of their organisation). A restricted record is in no
relation to anybody but those it is assigned to and their lead: for all others it does not exist. Another organisation's
record is in no relation at all; the database does not even show it.
"""
LETTERS = {relation: relation[0].upper() for relation in RELATIONS}


def matrix(policy: Policy, kinds: Iterable[str] = ()) -> str:
    """Give the policy as Markdown: one table for each kind of record, acts down, roles across."""
    rows = policy.rows()
    text = [HEAD]
    for kind in sorted(kinds or policy.kinds):
        roles = sorted({role for role, _, of, _ in rows if of == kind})
        acts = sorted({act for _, _, of, act in rows if of == kind})
        text.append(f"\n## {kind}\n\n| act | {' | '.join(roles)} |\n|---|{'---|' * len(roles)}\n")
        for act in acts:
            cells = [_cell(policy.relations(role, kind, act)) for role in roles]
            text.append(f"| {act} | {' | '.join(cells)} |\n")
    return "".join(text)


def _cell(relations: frozenset[str]) -> str:
    return " ".join(LETTERS[relation] for relation in RELATIONS if relation in relations) or "–"


if __name__ == "__main__":
    import sys

    from casework.access.enforcer import policy

    sys.stdout.write(matrix(policy()))
