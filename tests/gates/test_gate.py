"""Whatever is called proved of an amendment holds of every record that was tried.

Sixty of 1,200 amendments here; `--cases 100` tries all, and `python -m tests.gates` prints the counts of it.
"""

from __future__ import annotations

import pytest

from tests.gates.edits import CYCLE, HAIRLINE, OPINION, family_of
from tests.gates.gate import RECORDS, Gate, Tally

SHARES = 6
#: Of a hundred false claims that are planted so many are refuted at least.
CAUGHT = 85


@pytest.mark.gate
@pytest.mark.parametrize("share", range(SHARES))
def test_no_record_refutes_what_is_proved_of_random_amendments(gate: Gate, amendments: int, share: int) -> None:
    tally = gate.attack(range(share, amendments, SHARES))
    print("\n".join(tally.lines()))
    assert [str(one) for one in tally.found[:3]] == []
    tally.check()
    assert tally.few_refused
    caught, missed = (sum(n for k, n in tally.counts.items() if k[0] == "planted" and k[-1] == w) for w in WORDS)
    assert caught * 100 >= CAUGHT * (caught + missed), tally.missed


WORDS = ("caught", "missed")


def test_every_kind_of_edit_is_among_the_amendments_of_the_suite(amendments: int) -> None:
    assert {family_of(number) for number in range(amendments)} == {*HAIRLINE, OPINION} == {*CYCLE}


def test_a_number_gives_the_same_amendment_and_the_same_records_again(gate: Gate) -> None:
    first, again = (gate.attack([3], 20) for _ in range(2))
    assert gate.amendment(3, Tally())[0] == gate.amendment(3, Tally())[0]
    assert first == again
    assert first.of("records drawn") == 20 < RECORDS


def test_counts_that_do_not_add_up_are_told(gate: Gate) -> None:
    tally = gate.attack([0], 5)
    tally.check()
    tally.add("records read")
    with pytest.raises(AssertionError):
        tally.check()
