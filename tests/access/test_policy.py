"""The policy files: readable, complete, and never empty."""

from pathlib import Path

import pytest

from casework import tables
from casework.access.enforcer import Policy, policy, policy_folder, read_policy
from casework.access.matrix import matrix
from casework.core.model import TenantModel
from casework.oversight import models as oversight
from casework.tenancy.codes import Role

# What a subscribed calendar enters as; no member ever has it.
CALENDAR_FEED = "calendar_feed"


def test_the_readable_table_is_what_the_policy_says() -> None:
    assert (policy_folder() / "README.md").read_text(encoding="utf-8") == matrix(policy())


def test_every_rule_names_a_role_and_a_kind_that_exist() -> None:
    direct = TenantModel.__subclasses__()
    kinds = {kind.kind for base in direct for kind in (base, *base.__subclasses__()) if hasattr(kind, "kind")}
    assert tables.SLICES
    assert oversight.Network.kind in kinds
    for role, _, kind, _ in policy().rows():
        assert role in {*Role, CALENDAR_FEED}
        assert kind in kinds


def test_nobody_but_the_auditor_reads_the_access_record_and_nobody_changes_it() -> None:
    rules = [(role, act) for role, _, kind, act in policy().rows() if kind == "access_record"]
    assert {role for role, _ in rules} == {"auditor"}
    assert {act for _, act in rules} <= {"list", "read", "export"}


def test_roles_without_counselling_reach_no_case_content() -> None:
    content = {"case_note", "release", "deadline", "parcel", "referral", "received_referral", "received_person"}
    for role in (
        "organisation_admin",
        "auditor",
        "network_operator",
        "funder_reader",
        "front_desk",
        "employer_liaison",
    ):
        assert not {kind for who, _, kind, _ in policy().rows() if who == role} & content


def test_an_empty_policy_does_not_start(tmp_path: Path) -> None:
    (tmp_path / "model.conf").write_text((policy_folder() / "model.conf").read_text())
    (tmp_path / "policy.csv").write_text("# nothing\n")
    with pytest.raises(ValueError, match="empty"):
        read_policy(tmp_path)
    with pytest.raises(ValueError, match="empty"):
        Policy([])


def test_unknown_subjects_may_nothing() -> None:
    for role in ("", "counsellor ", "COUNSELLOR", "nobody"):
        assert policy().relations(role, "case", "read") == frozenset()
