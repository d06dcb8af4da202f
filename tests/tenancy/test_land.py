"""The Land follows from the first two digits of a district's key."""

import pytest

from casework.tenancy.codes import Land


@pytest.mark.parametrize(
    ("ags", "land"),
    [
        ("12060", Land.BB),
        ("11000", Land.BE),
        ("05958", Land.NW),
        ("01001", Land.SH),
        ("16077", Land.TH),
        ("09761", Land.BY),
    ],
)
def test_land_of_a_district(ags: str, land: Land) -> None:
    assert Land.of_district(ags) is land


@pytest.mark.parametrize("ags", ["", "00001", "17001", "1206", "120600", "1206a", "１２０６０"])
def test_what_is_no_district_key_is_refused(ags: str) -> None:
    with pytest.raises(ValueError, match="no district key"):
        Land.of_district(ags)
