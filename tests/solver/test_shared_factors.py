"""A drug's uncertain dose factor is one unknown number, in however many sums of doses it stands."""

from __future__ import annotations

import random
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
import z3

from hn2301_asp.api import Protocol
from hn2301_asp.source.diagnostics import InputError
from tests import one_criterion
from tests.conftest import Sample
from tests.one_criterion import status

GREATEST = 500
#: How many mg equal 5 mg prednisone, from and to; None where that is not known at all.
DRUGS: dict[str, tuple[str, str] | None] = {
    "prednisone": ("5", "5"),
    "betamethasone": ("0.6", "0.75"),
    "deflazacort": ("6", "7.5"),
    "budesonide": None,
}
#: Sums of doses, by the field that gives the doses.
SUMS = {"dose": "now", "dose_before": "before"}
QUANTITIES = f"""
now: {{label: now, unit: u, step: 1 u, possible: [0, {GREATEST}], plausible: [0, {GREATEST}]}}
before: {{label: before, unit: u, step: 1 u, possible: [0, {GREATEST}], plausible: [0, {GREATEST}]}}
kept: {{label: kept, unit: u, step: 1 u, possible: [0, {GREATEST}], plausible: [0, {GREATEST}]}}
"""
FACTS = """
record: {}
choices: {}
facts: {f: {}}
families: {current: {item: drug, of: drugs}}
doses:
  dose: {label: doses, adds_up_to: now, unit: u, list: current, class: steroid}
  dose_before: {label: doses before, adds_up_to: before, unit: u, list: current, class: steroid}
"""
#: What of the dose before is still taken, as a share; the one is added so that nothing is divided by zero.
KEPT = 'kept [u] = now [u] / (before [u] + 1)   "q"\n'


def base(thresholds: str, rules: str, facts: str = FACTS) -> Protocol:
    """A knowledge base with two sums of doses, and these thresholds and rules."""
    equals = {name: "none" if ends is None else f"[{', '.join(ends)}]" for name, ends in DRUGS.items()}
    drugs = "".join(f"  {name}: {{equals_5mg_prednisone: {word}}}\n" for name, word in equals.items())
    vocabulary = {"quantities": QUANTITIES, "drugs": f"steroid:\n{drugs}", "facts": facts}
    return one_criterion.base(thresholds + KEPT, rules, vocabulary)


BOTH = 'met("C-1") :- low, high.\n'
LOW_HIGH = 'low now ≤ 10 u "q"\nhigh before ≥ 20 u "q"\n'


def test_the_same_drug_in_two_sums_has_one_factor() -> None:
    """1.3 mg of betamethasone are 8.67 to 10.83 mg, 2.6 mg twice that: at most 10 and at least 20 only at 10."""
    protocol = base(LOW_HIGH, BOTH)
    assert status(protocol, {"dose.betamethasone": 1.3, "dose_before.betamethasone": 2.6}) == "unknown"
    assert status(protocol, {"dose.betamethasone": 1.3, "dose_before.betamethasone": 2.59}) == "not_met"
    assert status(protocol, {"dose.betamethasone": "<1.3", "dose_before.betamethasone": 2.59}) == "unknown"
    assert status(protocol, {"dose.betamethasone": ">=1.3", "dose_before.betamethasone": 2.59}) == "not_met"
    assert status(protocol, {"dose.betamethasone": 1.3, "dose_before.betamethasone": "<2.6"}) == "not_met"


def test_two_drugs_have_factors_of_their_own() -> None:
    protocol = base(LOW_HIGH, BOTH)
    assert status(protocol, {"dose.betamethasone": 1.3, "dose_before.deflazacort": 25.9}) == "unknown"
    assert status(protocol, {"dose.deflazacort": 13, "dose_before.deflazacort": 25.9}) == "not_met"


def test_a_known_factor_stands_beside_an_unknown_one() -> None:
    protocol = base(LOW_HIGH, BOTH)
    record = {"dose.betamethasone": 1.2, "dose.prednisone": 1, "dose_before.betamethasone": 2.4}
    assert status(protocol, record) == "not_met"
    assert status(protocol, {**record, "dose_before.prednisone": 2}) == "unknown"
    assert status(protocol, {**record, "dose_before.prednisone": 1.9}) == "not_met"


def test_a_sum_that_was_given_tells_the_factor_where_the_two_meet() -> None:
    """9.1 mg for 1.3 mg of betamethasone is a factor of 7, and 2.8 mg before are 19.6 mg; a given sum counts."""
    protocol = base(LOW_HIGH, BOTH)
    record = {"dose.betamethasone": 1.3, "dose_before.betamethasone": 2.8}
    assert status(protocol, record) == "unknown"
    assert status(protocol, {**record, "now": 9.1}) == "not_met"
    assert status(protocol, {**record, "now": 9.3}) == "met"
    assert status(protocol, {**record, "now": ">=9.3"}) == "unknown"
    assert status(protocol, {**record, "now": "<=9.2"}) == "not_met"


def test_a_sum_that_was_given_and_meets_none_of_what_follows_tells_no_factor() -> None:
    """5 mg is on the same side of the limit as 8.67 to 10: the given value counts, and the factor stays open."""
    record = {"dose.betamethasone": 1.3, "dose_before.betamethasone": 2.8}
    assert status(base(LOW_HIGH, BOTH), {**record, "now": 5}) == "unknown"


def test_a_formula_of_both_sums_uses_one_factor() -> None:
    protocol = base('low kept ≤ 0.5 u "q"\n', 'met("C-1") :- low.\n')
    assert status(protocol, {"dose.betamethasone": 1.3, "dose_before.betamethasone": 2.6}) == "met"
    assert status(protocol, {"dose.betamethasone": 1.3, "dose_before.deflazacort": 26}) == "unknown"
    assert status(protocol, {"dose.budesonide": 3, "dose_before.budesonide": 6}) == "met"


def test_the_facts_that_exclude_together_are_named() -> None:
    told = base(LOW_HIGH, BOTH).screen(
        {"dose": {"betamethasone": 1.3}, "dose_before": {"betamethasone": 2.5}, "f": "no"}
    )
    assert (told.verdict, told.to_dict()["minimal_blocking_sets"]) == ("ineligible", [["dose", "dose_before"]])


def test_two_entries_of_one_sum_are_refused() -> None:
    with pytest.raises(InputError) as caught:
        base(LOW_HIGH, BOTH, FACTS.replace("adds_up_to: before", "adds_up_to: now"))
    assert [(f.code, f.message) for f in caught.value.findings if "adds up" in f.message] == [
        ("kb-vocabulary", "`dose_before` adds up to `now`, as `dose` does already")
    ]


# At random, against z3


def judged(record: Mapping[str, Any], thresholds: Mapping[str, tuple[str, str, str]]) -> set[tuple[bool, ...]]:
    """The combinations of tests that some factors and doses give."""
    solver, names = z3.Solver(), {name: z3.Real(name) for name in ("now", "before")}
    factors = {name: z3.Real(name) for name in DRUGS}
    for name, ends in DRUGS.items():
        solver.add(factors[name] >= 0)
        if ends is not None:
            solver.add(factors[name] <= 5 / z3.RealVal(ends[0]), factors[name] >= 5 / z3.RealVal(ends[1]))
    for number in names.values():
        solver.add(number >= 0, number <= GREATEST)
    for field, total in SUMS.items():
        parts = [z3.RealVal(str(dose)) * factors[drug] for drug, dose in record.get(field, {}).items()]
        if parts:
            solver.add(names[total] == z3.Sum(parts))
        if total in record:
            solver.add(names[total] == z3.RealVal(str(record[total])))
    names["kept"] = names["now"] / (names["before"] + 1)
    tests = []
    for quantity, sign, limit in thresholds.values():
        term, bound = names[quantity], z3.RealVal(limit)
        tests.append({"≤": term <= bound, "<": term < bound, "≥": term >= bound, ">": term > bound}[sign])
    found = set()
    while (answer := solver.check()) == z3.sat:
        model = solver.model()
        shown = tuple(bool(model.eval(test, model_completion=True)) for test in tests)
        found.add(shown)
        solver.add(z3.Or([test != value for test, value in zip(tests, shown, strict=True)]))
    assert answer == z3.unsat
    return found


def draw_record(rng: random.Random) -> dict[str, Any]:
    """Two sums of doses of a few drugs, often the same; now and then a sum is given that meets its doses."""
    record: dict[str, Any] = {}
    drugs = rng.sample([*DRUGS], rng.choice([1, 2, 2]))
    for field in SUMS:
        chosen = [drug for drug in drugs if rng.random() < 0.8] or drugs
        scale = {"prednisone": 4, "betamethasone": 1, "deflazacort": 6, "budesonide": 2}
        record[field] = {drug: str(Fraction(scale[drug] * rng.randint(1, 10), 4) * 1.0) for drug in chosen}
    if rng.random() < 0.3:
        low = high = Fraction(0)
        for drug, dose in record["dose"].items():
            ends = DRUGS[drug]
            low += 0 if ends is None else Fraction(dose) * 5 / Fraction(ends[1])
            high += 100 if ends is None else Fraction(dose) * 5 / Fraction(ends[0])
        number = low + (high - low) * rng.randint(0, 4) / 4
        if number.denominator in (1, 2, 4, 5, 10, 20):
            record["now"] = str(float(number))
    return record


def compared(seeds: range) -> int:
    """The number of records compared; what the tests can show together must be the same."""
    count = 0
    for seed in seeds:
        rng = random.Random(f"factors {seed}")
        thresholds = {
            name: (
                quantity,
                rng.choice("≤<≥>"),
                rng.choice(("0.5", "1") if quantity == "kept" else ("7.5", "10", "20")),
            )
            for name, quantity in (("one", "now"), ("two", "before"), ("three", "kept"))
        }
        written = "".join(
            f'{name} {quantity} {sign} {limit} u "q"\n' for name, (quantity, sign, limit) in thresholds.items()
        )
        protocols = {
            wanted: base(
                written,
                'met("C-1") :- '
                + ", ".join(name if yes else f"not {name}" for name, yes in zip(thresholds, wanted, strict=True))
                + ".\n",
            )
            for wanted in [tuple(rng.random() < 0.5 for _ in thresholds) for _ in range(2)]
        }
        for _ in range(3):
            record = draw_record(rng)
            shown = judged(record, thresholds)
            for wanted, protocol in protocols.items():
                expected = "contradictory" if not shown else "unknown" if wanted in shown else "not_met"
                expected = "met" if shown == {wanted} else expected
                assert status(protocol, record) == expected, (seed, thresholds, wanted, record, shown)
                count += 1
    return count


def test_one_factor_for_each_drug_as_by_z3() -> None:
    assert compared(range(6)) > 20


@pytest.mark.slow
@pytest.mark.parametrize("share", range(3))
def test_hundreds_of_records_with_one_factor_for_each_drug_as_by_z3(sample: Sample, share: int) -> None:
    first = 100 + 30 * share
    assert compared(range(first, first + sample(30))) > sample(100)
