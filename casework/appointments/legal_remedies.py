"""Objection or court action: what the Länder's laws say for each matter, read from `legal_remedies.toml`."""

from datetime import date
from pathlib import Path

import msgspec

from casework.appointments.codes import AuthorityKind
from casework.core.codes import Code
from casework.tenancy.codes import Land


class Matter(Code):
    """What a decision under general administrative law is about, as far as the Länder treat it differently."""

    RESIDENCE = "residence", "Residence"
    NATURALISATION = "naturalisation", "Naturalisation"
    SCHOOL = "school", "School"
    YOUTH_WELFARE = "youth_welfare", "Youth welfare"
    TRADE = "trade", "Trade and crafts"
    OTHER = "other", "Another matter"


class RemedyStatus(Code):
    """Whether a decision is first objected to or taken to court at once."""

    REQUIRED = "required", "Objection first"
    ABOLISHED = "abolished", "Court action at once"
    OPTIONAL = "optional", "Objection or court action"
    DEPENDS = "depends", "Depends on who decided"


class Remedy(msgspec.Struct, frozen=True):
    """What a Land's law says about a matter, by which norm and as of which day it was written down."""

    status: RemedyStatus
    matter: Matter
    norm: str
    as_of: date


class _OfLand(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    land: Land
    usual: RemedyStatus
    norm: str
    matters: dict[Matter, RemedyStatus] = {}


class _Remedies(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"lands": "land"}):
    as_of: date
    matters: dict[Matter, frozenset[AuthorityKind]]
    lands: tuple[_OfLand, ...]


_DATA = msgspec.toml.decode(Path(__file__).with_suffix(".toml").read_bytes(), type=_Remedies)
_BY_LAND = {entry.land: entry for entry in _DATA.lands}


def matter_of(authority: AuthorityKind | None) -> Matter:
    """Give what an authority's decisions usually are about."""
    return next((matter for matter, kinds in _DATA.matters.items() if authority in kinds), Matter.OTHER)


def remedy(land: Land, matter: Matter) -> Remedy:
    """Give which legal remedy a Land's law gives first against a decision in a matter (VwGO § 68 (1))."""
    entry = _BY_LAND[land]
    return Remedy(entry.matters.get(matter, entry.usual), matter, entry.norm, _DATA.as_of)
