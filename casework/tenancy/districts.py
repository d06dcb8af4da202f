"""The 400 German districts by their official keys, as the package brings them."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import NamedTuple

from casework.tenancy.codes import DistrictKind, Land


class KnownDistrict(NamedTuple):
    """A district: its five-digit official key (AGS), kind and name."""

    ags: str
    kind: DistrictKind
    name: str

    @property
    def land(self) -> Land:
        """Give the Land it lies in."""
        return Land.of_district(self.ags)


@cache
def districts() -> Mapping[str, KnownDistrict]:
    """Give every district by its key, in the order of the keys."""
    with resources.files("casework.tenancy").joinpath("districts.csv").open(encoding="utf-8") as file:
        rows = [
            KnownDistrict(row["ags"], DistrictKind(row["kind"].lower()), row["name"]) for row in csv.DictReader(file)
        ]
    return {district.ags: district for district in rows}


@cache
def _names_twice() -> frozenset[str]:
    names = [district.name for district in districts().values()]
    return frozenset(name for name in names if names.count(name) > 1)


def district_name(ags: str | None) -> str:
    """Give a district's name, with its kind (LK, SK) where two share the name; an unknown key comes back as it is."""
    district = districts().get(ags or "")
    if district is None:
        return ags or ""
    return f"{district.name} ({district.kind.value.upper()})" if district.name in _names_twice() else district.name
