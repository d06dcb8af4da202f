"""The desk shows cases, so its tests make them as the tests of cases do."""

from tests.cases.conftest import case_of

__all__ = ["case_of"]
