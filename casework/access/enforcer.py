"""The policy, read once from `policies/` through casbin and expanded to a table that costs one lookup."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import casbin

RELATIONS = ("assigned", "led", "team", "organisation")
Key = tuple[str, str, str]


def policy_folder() -> Path:
    """Give the folder of the policy files: inside the installed package, or beside it in a checkout."""
    packaged = Path(__file__).parent / "policies"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "policies"


class Policy:
    """Which role, standing in which relation to a record, may do which act to which kind."""

    def __init__(self, rows: Iterable[tuple[str, str, str, str]]) -> None:
        allowed: dict[Key, set[str]] = {}
        for role, relation, kind, act in rows:
            allowed.setdefault((role, kind, act), set()).add(relation)
        if not allowed:
            raise ValueError("The policy is empty; Casework does not start without one.")
        self._allowed = {key: frozenset(relations) for key, relations in allowed.items()}
        self.kinds = frozenset(kind for _, kind, _ in self._allowed)

    def relations(self, role: str, kind: str, act: str) -> frozenset[str]:
        """Give the relations in which this role may do this act to this kind; empty if in none."""
        return self._allowed.get((role, kind, act), frozenset())

    def rows(self) -> list[tuple[str, str, str, str]]:
        """Give the policy back as sorted (role, relation, kind, act) rows."""
        return sorted((r, rel, k, a) for (r, k, a), rels in self._allowed.items() for rel in rels)


def read_policy(folder: Path) -> Policy:
    """Give the policy of a folder with model.conf and policy.csv; raises ValueError for an empty or odd one."""
    enforcer = casbin.Enforcer(str(folder / "model.conf"), str(folder / "policy.csv"))
    rows = []
    for row in enforcer.get_policy():
        role, relation, kind, act = row
        if not all(row) or relation not in RELATIONS:
            raise ValueError(f"This row of the policy cannot be used: {', '.join(row)}")
        # Casbin itself decides; the row alone is only what it is asked about.
        if enforcer.enforce(role, relation, kind, act):
            rows.append((role, relation, kind, act))
    return Policy(rows)


@lru_cache(maxsize=1)
def policy() -> Policy:
    """Give the installed policy, read at first use."""
    return read_policy(policy_folder())
