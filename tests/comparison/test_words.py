"""What boxes say of many items that somebody does not show: by class and by name, so that a reader knows which."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.comparison.comparer import Comparer, compare
from hn2301_asp.comparison.words import answers_in_words
from tests.conftest import Edit

#: The edit, the side that it is about, and the box that is told.
CASES: dict[str, tuple[Edit, str, str]] = {
    "of a whole class": (
        (
            "criteria/in3_corticosteroids.lp",
            "combined :- current(D), combines(D).",
            "combined :- current(D), combines(D).\ncombined :- current(chloroquine).",
        ),
        "gains",
        "oral prednisone equivalent < 7.5 mg/day, none of the class immunosuppressant (now taken)",
    ),
    "of two classes and single drugs of others": (
        ("criteria/in2_standard_treatment.lp", "standard(D) :- immunosuppressant(D).\n", ""),
        "loses",
        "oral prednisone equivalent ≤ 0 mg/day, none of the classes targeted or antimalarial (now taken), "
        "not a non-steroidal anti-inflammatory drug or budesonide (now taken)",
    ),
    "of all but a few of a class": (
        ("criteria/in4_immunosuppressants.lp", "counts(D) } >= 2.\ntwo_besides", "counts(D) } >= 3.\ntwo_besides"),
        "loses",
        "none of the class immunosuppressant but azathioprine, mycophenolate mofetil and mycophenolic acid "
        "(used in a standardized manner), not hydroxychloroquine (used in a standardized manner)",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_box_says_which_drugs_somebody_does_not_take(
    name: str, protocol: Protocol, edited: Callable[..., Protocol]
) -> None:
    edit, side, box = CASES[name]
    change = compare(protocol, edited(edit)).overall
    assert [one.text for one in (change.gains if side == "gains" else change.loses).boxes] == [box]


def test_no_item_is_hidden_in_a_count_and_none_is_added(protocol: Protocol) -> None:
    search = Comparer([protocol, protocol], ["one", "other"]).search
    inputs, family = search.joined.circuit.inputs, search.vocabulary.families["current"]
    labels = {item.label: name for name, item in family.items.items()}
    classes: dict[str, set[str]] = {}
    for name in family.items:
        classes.setdefault(search.vocabulary.drugs[name].drug_class, set()).add(name)
    rng = random.Random(5)
    for _ in range(300):
        kinds = rng.sample(sorted(classes), 2)
        absent = {n for kind in kinds for n in classes[kind] if rng.random() < 0.85}
        absent = set(rng.sample(sorted(absent), min(len(absent), 14)))
        told = answers_in_words(search, [-inputs[f"current({name})"] for name in sorted(absent)])
        said: set[str] = set()
        for one in told:
            words = one.removesuffix(" (now taken)")
            if words.startswith("none of the class"):
                called, _, but = re.sub("none of the class(es)? ", "", words).partition(" but ")
                kept = {labels[label] for label in re.split(", | and ", but) if label}
                said |= {n for kind in re.split(", | or ", called) for n in classes[kind]} - kept
            else:
                said |= {labels[label] for label in re.split(", | or ", words.removeprefix("not "))}
        assert said == absent, told


def test_of_very_many_items_of_a_score_the_first_are_named_and_of_what_the_others_are(protocol: Protocol) -> None:
    search = Comparer([protocol, protocol], ["one", "other"]).search
    items = [atom for name, atom in search.joined.circuit.inputs.items() if name.startswith("sledai(")]
    (told,) = answers_in_words(search, [-atom for atom in items[:15]])
    assert told == (
        "not seizure, psychosis, organic brain syndrome, visual disturbance, cranial nerve disorder, lupus headache "
        "or 9 others of 24 SLEDAI-2K items (SLEDAI-2K item)"
    )
