"""What makes the difference between two versions of the protocol, or two patients: exactly the smallest sets.

Versions between the two are made here by editing texts, and patients by editing records; the
engine mixes parsed items and evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import chain, combinations
from typing import Any, NamedTuple

import pytest

from hn2301_asp.api import Protocol, Result
from hn2301_asp.comparison.contrast import ProtocolContrast, contrast_protocols
from hn2301_asp.comparison.differences import differences
from hn2301_asp.comparison.mixing import mixture, put_back, with_items
from hn2301_asp.comparison.substitution import contrast_patients
from hn2301_asp.loader import load_files
from hn2301_asp.screening import judged
from hn2301_asp.solver.minimal import minimal_sets
from hn2301_asp.source.diagnostics import InputError
from tests.check.edits import (
    DRUGS,
    IN7_RULES,
    IN7_THRESHOLDS,
    PROTOCOL,
    READINGS,
    Edit,
    edited,
    shipped,
)
from tests.explanation.patients import situations

Record = dict[str, Any]
Sets = set[frozenset[int]]

ALC: Edit = (IN7_THRESHOLDS, "ALC ≥ 0.8 ×10^9/L  ", "ALC ≥ 1.0 ×10^9/L  ")
HEMOGLOBIN: Edit = (IN7_THRESHOLDS, "Hb ≥ 80 g/L", "Hb ≥ 90 g/L")
DYSPNEA: Edit = (IN7_RULES, "lung :- dyspnea_mild, saturation_adequate.", "lung :- saturation_adequate.")
NEW_LIMIT: Edit = (IN7_THRESHOLDS, "dyspnea_mild  ", 'ejection_high  LVEF ≥ 50 %  because "x"\ndyspnea_mild  ')
NEW_RULE: Edit = (IN7_RULES, "cardiac :- ejection_adequate.", "cardiac :- ejection_adequate, ejection_high.")
NO_GILBERT: Edit = (IN7_RULES, "bilirubin_acceptable :- gilbert_syndrome, bilirubin_gilbert.\n", "")
GILBERT: Edit = (IN7_THRESHOLDS, "total bilirubin < 3.0 mg/dL  ", "total bilirubin < 2.4 mg/dL  ")
BOTH: Edit = (READINGS, "default: either", "default: both")
INR: Edit = (IN7_THRESHOLDS, "INR ≤ 1.5 × ULN  ", "INR ≤ 1.1 × ULN  ")
FORMULA: Edit = (IN7_THRESHOLDS, "(0.85 if female else 1)", "(0.5 if female else 1)")
CLEARANCE: Edit = (IN7_THRESHOLDS, "creatinine clearance ≥ 50 mL/min", "creatinine clearance ≥ 60 mL/min")
AZATHIOPRINE: Edit = (DRUGS, "  azathioprine: {named: true", "  azathioprine: {substance: methotrexate, named: true")


class Case(NamedTuple):
    """Edits with the items they are, by kind and name; a patient; and the criterion that differs."""

    edits: dict[tuple[str, str], Edit]
    changes: Record
    criterion: str


CASES = {
    "one_of_two_thresholds": Case(
        {("threshold", "alc_adequate"): ALC, ("threshold", "hemoglobin_adequate"): HEMOGLOBIN}, {"alc": 0.9}, "IN-7"
    ),
    "either_of_two_thresholds": Case(
        {("threshold", "alc_adequate"): ALC, ("threshold", "hemoglobin_adequate"): HEMOGLOBIN},
        {"alc": 0.9, "hemoglobin": "85 g/L"},
        "IN-7",
    ),
    "a_rule_and_the_threshold_that_it_asks_for": Case(
        {("threshold", "ejection_high"): NEW_LIMIT, ("rule", "cardiac"): NEW_RULE, ("threshold", "alc_adequate"): ALC},
        {"lvef": 45},
        "IN-7",
    ),
    "a_rule_that_is_gone_or_a_threshold": Case(
        {
            ("rule", "bilirubin_acceptable"): NO_GILBERT,
            ("threshold", "bilirubin_gilbert"): GILBERT,
            ("rule", "lung"): DYSPNEA,
        },
        {"gilbert_syndrome": "yes", "total_bilirubin": "2.5 mg/dL"},
        "IN-7",
    ),
    "a_reading_and_a_threshold_together": Case(
        {("reading", "in7_coagulation"): BOTH, ("threshold", "inr_adequate"): INR, ("rule", "lung"): DYSPNEA},
        {"inr": 1.5},
        "IN-7",
    ),
    "a_formula_or_its_limit": Case(
        {
            ("formula", "creatinine clearance"): FORMULA,
            ("threshold", "clearance_adequate"): CLEARANCE,
            ("threshold", "alc_adequate"): ALC,
            ("reading", "in7_coagulation"): BOTH,
        },
        {"serum_creatinine": "1.3 mg/dL"},
        "IN-7",
    ),
    "an_open_fact_that_matters_no_more": Case(
        {("rule", "lung"): DYSPNEA, ("threshold", "alc_adequate"): ALC}, {"dyspnea_grade": None}, "IN-7"
    ),
    "the_vocabulary": Case(
        {("vocabulary", "vocabulary"): AZATHIOPRINE, ("threshold", "alc_adequate"): ALC},
        {"used_adequately": ["methotrexate", "azathioprine"]},
        "IN-4",
    ),
}


@cache
def version(edits: tuple[Edit, ...]) -> Protocol | None:
    """The shipped protocol with edits; None where it would be refused."""
    try:
        return load_files(edited(list(edits)) if edits else shipped())
    except InputError:
        return None


def loaded(edits: Iterable[Edit]) -> Protocol:
    found = version(tuple(edits))
    assert found is not None
    return found


def subsets(count: int) -> Iterator[frozenset[int]]:
    yield from map(frozenset, chain.from_iterable(combinations(range(count), n) for n in range(count + 1)))


def smallest(works: Callable[[frozenset[int]], bool], count: int) -> Sets:
    """Every set that works while none of its proper subsets does: by trying them all."""
    working = {one for one in subsets(count) if works(one)}
    return {one for one in working if not any(other < one for other in working)}


def contrast(there: Protocol, here: Protocol, record: Record) -> ProtocolContrast:
    sides = []
    for side in (there, here):
        patient = side.patient(record)
        sides.append((side.knowledge_base, patient, side.screen(patient).screening))
    return contrast_protocols(sides[0], sides[1])


@pytest.mark.parametrize("backwards", [False, True], ids=["forwards", "backwards"])
@pytest.mark.parametrize("name", CASES)
def test_the_sets_of_changes_are_the_smallest_of_all_subsets(name: str, backwards: bool) -> None:
    case = CASES[name]
    edits = list(case.edits.values())
    record = {**loaded([]).knowledge_base.vocabulary.typical, **case.changes}
    ends = (loaded(edits), loaded([])) if backwards else (loaded([]), loaded(edits))
    found = contrast(*ends, record)
    assert {(item.kind, item.name) for item in found.items} == set(case.edits)
    assert len(found.items) == len(edits)
    (entry,) = [one for one in found.contrasts if one.criterion == case.criterion]
    goal = ends[1].screen(record).criteria[case.criterion]
    assert (entry.there, entry.here) == (ends[0].screen(record).criteria[case.criterion], goal)

    def works(chosen: frozenset[int]) -> bool:
        between = version(tuple(edit for n, edit in enumerate(edits) if (n in chosen) != backwards))
        return between is not None and between.screen(record).criteria[case.criterion] == goal

    order = list(case.edits)
    assert entry.made_by is not None
    assert entry.made_by.complete
    sets = {frozenset(order.index((found.items[n].kind, found.items[n].name)) for n in s) for s in entry.made_by.sets}
    assert sets
    assert sets == smallest(works, len(edits))


ALL: dict[tuple[str, str], Edit] = {
    ("threshold", "alc_adequate"): ALC,
    ("threshold", "hemoglobin_adequate"): HEMOGLOBIN,
    ("rule", "lung"): DYSPNEA,
    ("threshold", "ejection_high"): NEW_LIMIT,
    ("rule", "cardiac"): NEW_RULE,
    ("rule", "bilirubin_acceptable"): NO_GILBERT,
    ("threshold", "bilirubin_gilbert"): GILBERT,
    ("reading", "in7_coagulation"): BOTH,
    ("threshold", "inr_adequate"): INR,
    ("formula", "creatinine clearance"): FORMULA,
    ("threshold", "clearance_adequate"): CLEARANCE,
    ("vocabulary", "vocabulary"): AZATHIOPRINE,
}


@pytest.mark.parametrize("backwards", [False, True], ids=["forwards", "backwards"])
def test_of_many_changes_every_set_makes_the_difference_and_no_part_of_it_does(backwards: bool) -> None:
    ends = (loaded(ALL.values()), loaded([])) if backwards else (loaded([]), loaded(ALL.values()))
    checked = 0
    told = list(situations(ends[0].knowledge_base.vocabulary.typical).values())
    for record, _ in told[::3]:
        found = contrast(*ends, record)
        for entry in found.contrasts:
            assert entry.made_by is not None
            assert entry.made_by.sets
            for chosen in entry.made_by.sets[:2]:
                keys = {(found.items[n].kind, found.items[n].name) for n in chosen}
                for left_out in (None, *sorted(keys)):
                    taken = keys - {left_out}
                    between = version(tuple(edit for key, edit in ALL.items() if (key in taken) != backwards))
                    reached = between is not None and status(between.screen(record), entry.criterion) == entry.here
                    assert reached == (left_out is None), (entry, keys, left_out)
                    checked += 1
    assert len(ALL) == len(differences(*both_sides(*ends)))
    assert checked > 10


def status(result: Result, criterion: str | None) -> str | None:
    return result.verdict if criterion is None else result.criteria.get(criterion)


def both_sides(there: Protocol, here: Protocol) -> tuple[Any, Any, dict[str, str], dict[str, str]]:
    bases = there.knowledge_base, here.knowledge_base
    return (*bases, bases[0].default_readings(), bases[1].default_readings())


def test_some_differences_take_several_changes_and_some_have_several_causes() -> None:
    sizes = {}
    for name, case in CASES.items():
        record = {**loaded([]).knowledge_base.vocabulary.typical, **case.changes}
        (entry,) = contrast(loaded([]), loaded(case.edits.values()), record).contrasts
        assert entry.made_by is not None
        sizes[name] = sorted(len(one) for one in entry.made_by.sets)
    assert sizes["a_rule_and_the_threshold_that_it_asks_for"] == [2]
    assert sizes["a_reading_and_a_threshold_together"] == [2]
    assert sizes["either_of_two_thresholds"] == [1, 1]


@pytest.mark.parametrize("name", CASES)
def test_all_items_together_are_the_other_version_and_none_is_the_first(name: str) -> None:
    there, here = loaded([]), loaded(CASES[name].edits.values())
    bases = both_sides(there, here)
    items, readings = differences(*bases), bases[2:]
    none, both = (
        mixture(there.knowledge_base, here.knowledge_base, items, chosen, readings[0])
        for chosen in (frozenset[int](), frozenset(range(len(items))))
    )
    assert none is not None
    assert both is not None
    for record, _ in situations(there.knowledge_base.vocabulary.typical).values():
        for mixed, side, own in ((none, there, readings[0]), (both, here, readings[1])):
            patient = side.patient(record)
            assert mixed.readings == own
            assert judged(mixed.space, patient, mixed.readings) == judged(side.space, patient, own)


@pytest.mark.parametrize("name", CASES)
def test_a_version_with_all_items_of_another_differs_from_it_in_the_vocabulary_alone(name: str) -> None:
    there, here = loaded([]), loaded(CASES[name].edits.values())
    bases = both_sides(there, here)
    items, (one, other) = differences(*bases), bases[:2]
    vocabulary = {item.name for item in items if item.kind == "vocabulary"}
    left = differences(with_items(one, items), other, bases[3], bases[3])
    assert {item.name for item in left} == vocabulary
    back = differences(one, put_back(other, items), bases[2], bases[2])
    assert {item.name for item in back} <= vocabulary


def test_words_and_layout_are_no_difference() -> None:
    edits: list[Edit] = [
        (IN7_RULES, "% IN-7: organ functions.", "% Organ functions.\n\n"),
        (IN7_RULES, "lung :- dyspnea_mild, saturation_adequate.", "lung :-\n  dyspnea_mild,  saturation_adequate."),
        (IN7_THRESHOLDS, "ALC ≥ 0.8 ×10^9/L  ", "ALC ≥ 800 /uL  "),
        ("vocabulary/quantities.yaml", "label_zh: 总胆红素", "label_zh: x"),
    ]
    found = contrast(loaded([]), loaded(edits), {})
    assert (found.items, found.contrasts) == ((), ())


def test_identical_versions_do_not_differ() -> None:
    found = contrast(loaded([]), loaded([]), {"age": 34})
    assert (found.items, found.contrasts) == ((), ())


def test_a_criterion_that_stands_in_one_version_only() -> None:
    new = "\n  - {id: IN-9, kind: inclusion, title: nothing more, files: in9_more, text: lactating}\n"
    base = shipped().texts
    here = loaded(
        [
            (PROTOCOL, base[PROTOCOL].rstrip(), base[PROTOCOL].rstrip() + new),
            ("criteria/in9_more.lp", None, '%! "lactating"\nmet("IN-9") :- lactating.\n'),
        ]
    )
    record = dict(here.knowledge_base.vocabulary.typical)
    found = contrast(loaded([]), here, record)
    assert [(item.kind, item.name) for item in found.items] == [("criterion", "IN-9"), ("rule", 'met("IN-9")')]
    (entry,) = found.contrasts
    assert (entry.criterion, entry.there, entry.here, entry.made_by) == ("IN-9", None, "not_met", None)
    (entry,) = contrast(here, loaded([]), record).contrasts
    assert (entry.criterion, entry.there, entry.here, entry.made_by) == ("IN-9", "not_met", None, None)


def test_a_record_that_contradicts_itself_under_one_version_only() -> None:
    edit: Edit = (IN7_THRESHOLDS, "creatinine clearance ≥ 50 mL/min", "creatinine clearance ≥ 90 mL/min")
    record = {
        **loaded([]).knowledge_base.vocabulary.typical,
        "serum_creatinine": "0.8 mg/dL",
        "creatinine_clearance": 89,
    }
    found = contrast(loaded([]), loaded([edit, ALC]), record)
    (entry,) = found.contrasts
    assert (entry.criterion, entry.there, entry.here) == (None, "eligible", "contradictory")
    assert entry.made_by is not None
    assert [[found.items[n].name for n in one] for one in entry.made_by.sets] == [["clearance_adequate"]]
    assert [item.name for item in found.idle] == ["alc_adequate"]


PAIRS: dict[str, tuple[Record, Record]] = {
    "two_ways": (
        {"total_bilirubin": "2.4 mg/dL", "gilbert_syndrome": "no", "alc": 1.1},
        {"total_bilirubin": "1.4 mg/dL", "gilbert_syndrome": "yes", "alc": 1.3},
    ),
    "together_only": (
        {"total_bilirubin": "3.4 mg/dL", "gilbert_syndrome": "no", "alc": 0.5},
        {"total_bilirubin": "2.4 mg/dL", "gilbert_syndrome": "yes", "alc": 1.3, "age": 40},
    ),
    "an_open_fact": ({"lvef": None, "spo2": 90}, {"lvef": 60, "spo2": 97}),
    "by_a_formula": (
        {"age": 69, "weight": 40, "serum_creatinine": "1.4 mg/dL"},
        {"age": 20, "weight": 80, "serum_creatinine": "0.7 mg/dL", "sex": "male"},
    ),
    "a_given_value_and_a_derived_one": (
        {"creatinine_clearance": 45, "serum_creatinine": None},
        {"creatinine_clearance": None, "serum_creatinine": "0.8 mg/dL"},
    ),
    "two_lists": (
        {"current": ["prednisone", "hydroxychloroquine"], "prednisone_equivalent": 5, "used_adequately": []},
        {"current": ["prednisone", "azathioprine"], "prednisone_equivalent": 40},
    ),
    "a_score": (
        {"sledai": ["rash"], "age": 71},
        {"sledai": None, "sledai_2k": 12, "sledai_2k_clinical": 8},
    ),
    "a_contradiction": ({"sex": "male", "pregnant": "yes"}, {"sex": "female", "pregnant": "no"}),
}


@pytest.mark.parametrize("backwards", [False, True], ids=["forwards", "backwards"])
@pytest.mark.parametrize("name", PAIRS)
def test_the_sets_of_facts_are_the_smallest_of_all_exchanges(protocol: Protocol, name: str, backwards: bool) -> None:
    typical = protocol.knowledge_base.vocabulary.typical
    one, other = ({**typical, **changes} for changes in (reversed(PAIRS[name]) if backwards else PAIRS[name]))
    patients = [protocol.patient(record) for record in (one, other)]
    results = [protocol.screen(patient) for patient in patients]
    found = contrast_patients(protocol.space, (patients[0], results[0].screening), (patients[1], results[1].screening))
    assert found
    differing = [field for field in {**one, **other} if one.get(field) != other.get(field)]

    for exchange in found:
        goal = status(results[1], exchange.criterion)

        def works(chosen: frozenset[int], criterion: str | None = exchange.criterion, goal: str | None = goal) -> bool:
            fields = {differing[n] for n in chosen}
            record = {field: (other if field in fields else one).get(field) for field in {**one, **other}}
            return status(protocol.screen(record), criterion) == goal

        assert (exchange.one, exchange.other) == (status(results[0], exchange.criterion), goal)
        assert exchange.changes.complete
        sets = {frozenset(differing.index(exchange.facts[n]) for n in chosen) for chosen in exchange.changes.sets}
        assert sets
        assert sets == smallest(works, len(differing))


def test_a_patient_does_not_differ_from_itself(protocol: Protocol) -> None:
    patient = protocol.patient(dict(protocol.knowledge_base.vocabulary.typical))
    side = (patient, protocol.screen(patient).screening)
    assert contrast_patients(protocol.space, side, side) == ()


@pytest.mark.parametrize("limit", [1, 3, 10, 1000])
def test_sets_found_within_a_limit_are_sets_and_what_was_left_is_said(limit: int) -> None:
    def works(chosen: frozenset[int]) -> bool:
        return {1, 4} <= chosen or {0, 2, 5} <= chosen

    found = minimal_sets(6, works, limit)
    assert found.tried <= limit
    assert set(found.sets) <= {frozenset({1, 4}), frozenset({0, 2, 5})}
    assert found.sets
    assert found.complete == (limit == 1000)
    assert (len(found.sets) == 2) == (limit == 1000)


def test_no_set_is_made_up_where_nothing_works() -> None:
    assert minimal_sets(3, lambda chosen: False, 2).sets == ()
    assert minimal_sets(0, lambda chosen: True, 2).complete


def test_supersets_of_what_was_found_are_not_looked_at_without_end() -> None:
    found = minimal_sets(60, lambda chosen: len(chosen) >= 2, 50)
    assert found.tried <= 50
    assert not found.complete
