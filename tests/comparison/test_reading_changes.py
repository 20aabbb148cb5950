"""Whatever of the vocabulary differs and is not searched is told: a record is read otherwise by it."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.api import Protocol
from hn2301_asp.comparison.comparer import Comparer
from hn2301_asp.comparison.differences import differences, read_otherwise
from hn2301_asp.comparison.reading_changes import NO_READING, UNREAD, read_differently
from hn2301_asp.knowledge.vocabulary.model import ChoiceValue, Vocabulary
from tests.conftest import Edit

UNITS, DRUGS, FACTS = "vocabulary/units.yaml", "vocabulary/drugs.yaml", "vocabulary/facts.yaml"

#: The edits, and what is read otherwise by them.
CASES: dict[str, tuple[list[Edit], list[str]]] = {
    "a spelling of a time moved to another unit": (
        [(UNITS, 'spellings: ["mo", ', "spellings: ["), (UNITS, 'spellings: ["a", "y"', 'spellings: ["mo", "a", "y"')],
        ["`mo`"],
    ),
    "a spelling of a week means a day": (
        [(UNITS, '"wks", "周", "星期"', '"wks", "星期"'), (UNITS, '"天", "日"]', '"天", "日", "周"]')],
        ["`周`"],
    ),
    "a spelling of a count moved": (
        [(UNITS, '"cells/uL", "cells/µL", ', ""), (UNITS, '["×10^9/L"', '["cells/uL", "×10^9/L"')],
        ["`cells/uL`"],
    ),
    "a name moved to another drug": (
        [(DRUGS, "Rayos, 强的松, ", "Rayos, "), (DRUGS, "[Medrol, ", "[Medrol, 强的松, ")],
        ["`强的松`"],
    ),
    "a name of several drugs is one's own": (
        [(DRUGS, "names: [FK506, ", "names: [TAC, FK506, "), (DRUGS, "{TAC: triamcinolone}", "{TAX: triamcinolone}")],
        ["`TAC`", "`TAX`"],
    ),
    "doses are closed by another list": (
        [(FACTS, "list: current, class: cort", "list: used_adequately, class: cort")],
        ["daily oral dose"],
    ),
    "a name in another language": ([(DRUGS, "label_zh: 硫唑嘌呤", "label_zh: 硫唑")], ["`硫唑嘌呤`", "`硫唑`"]),
}


def told(before: Protocol, after: Protocol) -> list[str]:
    bases = before.knowledge_base, after.knowledge_base
    return read_otherwise(differences(*bases, *(base.default_readings() for base in bases)))


@pytest.mark.parametrize("case", CASES)
def test_a_word_or_list_that_means_something_else_is_told(edited: Callable[..., Protocol], case: str) -> None:
    edits, expected = CASES[case]
    assert told(edited(), edited(*edits)) == expected


def test_a_name_that_is_gone_is_told(edited: Callable[..., Protocol]) -> None:
    vocabulary = edited().knowledge_base.vocabulary
    drug = vocabulary.drugs["prednisone"]
    less = replace(drug, names=tuple(name for name in drug.names if name != "强的松"))
    other = replace(vocabulary, drugs={**vocabulary.drugs, "prednisone": less})
    assert read_differently(vocabulary, other) == ["`强的松`"]


def test_a_word_of_a_choice_that_means_another_value_is_told(edited: Callable[..., Protocol]) -> None:
    vocabulary = edited().knowledge_base.vocabulary
    sex = vocabulary.choices["sex"]
    word = sex.names["male"][0]
    names = {**sex.names, "male": sex.names["male"][1:], "female": (*sex.names["female"], word)}
    other = replace(vocabulary, choices={**vocabulary.choices, "sex": replace(sex, names=names)})
    assert read_differently(vocabulary, other) == [f"`{word}`"]


def test_a_new_drug_with_names_of_its_own_reads_no_other_record_otherwise(edited: Callable[..., Protocol]) -> None:
    vocabulary = edited().knowledge_base.vocabulary
    new = replace(vocabulary.drugs["prednisone"], name="newdrug", label="newdrug", labels={}, shared={}, names=("nd",))
    other = replace(vocabulary, drugs={**vocabulary.drugs, "newdrug": new})
    assert read_differently(vocabulary, other) == []
    taken = replace(vocabulary, drugs={**vocabulary.drugs, "newdrug": replace(new, names=("强的松",))})
    assert read_differently(vocabulary, taken) == ["`强的松`"]


#: By table and field, a value that nothing in the vocabulary has.
OTHER: dict[str, object] = {
    "names": ("_other",),
    "labels": {"xx": "_other"},
    "shared": {"_other": "prednisone"},
    "label": "_other",
    "items": {},
    "unknown": ("_other",),
}


@pytest.mark.parametrize("table", Vocabulary.__struct_fields__)
def test_every_field_that_is_not_searched_counts_as_reading(edited: Callable[..., Protocol], table: str) -> None:
    vocabulary = edited().knowledge_base.vocabulary
    entries = getattr(vocabulary, table)
    if table in UNREAD:
        assert read_differently(vocabulary, replace(vocabulary, **{table: object()})) == []
        return
    first = next(iter(entries.values())) if isinstance(entries, dict) else entries
    if table == "drugs":
        first = vocabulary.drugs["prednisone"]  # its class is the one that doses are closed by
    if not isinstance(first, Struct):
        other = {**entries, next(iter(entries)): "_other"} if isinstance(entries, dict) else ("_other",)
        assert read_differently(vocabulary, replace(vocabulary, **{table: other})) != []
        return
    known = NO_READING[type(first)]
    assert known <= {*first.__struct_fields__}
    silent = set()
    for field in (field for field in first.__struct_fields__ if field != "name"):
        value = OTHER.get(field, Fraction(-7))
        if table == "choices" and field == "names":
            value = {first.values[0]: ("_other",)}
        if table == "choices" and field == "called":
            value = {first.values[0]: ChoiceValue(first.values[0], "_other")}
        changed = {**entries, first.name: replace(first, **{field: value})}
        if not read_differently(vocabulary, replace(vocabulary, **{table: changed})):
            silent.add(field)
    # An entry's key is its name; an item that a family has no more is read in no other way.
    assert silent == known - {"name"} | ({"items"} if table == "families" else set())


def test_a_change_of_the_condition_under_which_a_bound_is_exact_is_no_proof(edited: Callable[..., Protocol]) -> None:
    after = edited(("vocabulary/quantities.yaml", "when: spo2_on_room_air", "when: anti_dsdna_positive"))
    before = edited()
    typical = {**before.knowledge_base.vocabulary.typical, "spo2_on_room_air": False}
    assert [version.verdict(typical) for version in (before, after)] == ["undetermined", "eligible"]
    overall = Comparer([before, after]).comparison(0, 1).overall
    assert overall.relation != "equivalent"
    assert not overall.gains.nobody


def test_what_is_counted_in_one_version_only_may_be_any_number(edited: Callable[..., Protocol]) -> None:
    """The limits ask for the same grades, but not for the same numbers."""
    measured: Edit = ("vocabulary/quantities.yaml", "  counted: true\n", "")
    limit: Edit = ("criteria/in7_organ_function.thr", "dyspnea ≤ 1 grade", "dyspnea < 1.5 grade")
    gains = Comparer([edited(), edited(measured, limit)]).overall(0, 1).gains
    assert gains.witness is not None
    assert (gains.witness.before, gains.witness.after) == ("refused", "eligible")
