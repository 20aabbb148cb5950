"""No case of the list is without a test that 0.3.0 fails."""

from __future__ import annotations

from . import (
    test_f_files,
    test_p_proofs,
    test_v_tables,
    test_v_values,
    test_v_vocabularies,
    test_w_accounts,
    test_w_amendments,
)
from .conftest import AS_BEFORE, NAMED, of

MODULES = (
    test_f_files,
    test_p_proofs,
    test_v_tables,
    test_v_values,
    test_v_vocabularies,
    test_w_accounts,
    test_w_amendments,
)
HOW_MANY = {"P": 8, "V": 20, "W": 20, "F": 7}


@of("every case")
def test_every_case_of_the_list_has_a_test() -> None:
    assert {case.__doc__[0] for case in MODULES if case.__doc__} == set(HOW_MANY)
    held = {name.partition("-")[0] for name in NAMED if not name.endswith(AS_BEFORE)} - {"every case"}
    assert held == {f"{letter}{number + 1}" for letter, many in HOW_MANY.items() for number in range(many)}
