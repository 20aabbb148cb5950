"""What rules ask, in words: limits as they are written, facts by their labels, and what a rule asks for whole."""

from __future__ import annotations

import pytest

from hn2301_asp.covering.words import Words

LITERALS = {
    "anc_adequate": "ANC ≥ 1.5 ×10^9/L",
    "not anc_adequate": "ANC < 1.5 ×10^9/L",
    "not transfused_recently": "not last transfusion within 7 days before screening",
    "gilbert_syndrome": "documented Gilbert syndrome",
    "not fluid_assistance": "“needs fluids to reach that clearance” answered no",
    "current": "current drugs",
    "current(prednisone)": "current drugs prednisone",
    "bone_marrow": "bone marrow",
    "not supported": "not supported",
    "sex(female)": "sex female",
}


@pytest.fixture(scope="module")
def words(protocol):
    return Words(protocol.knowledge_base)


@pytest.mark.parametrize(("written", "told"), LITERALS.items(), ids=LITERALS)
def test_a_literal_in_words(words, written, told):
    assert words.literal(written) == told


BODIES = {
    "bone_marrow": "ANC ≥ 1.5 ×10^9/L, ALC ≥ 0.8 ×10^9/L and Hb ≥ 80 g/L",
    'met("IN-7")': "bone marrow, no support, coagulation and 4 more",
    "two_used": "what is counted",
    "combined": "current drugs and combines",
    "no_child_exposed": "“pregnant” answered no and “lactating” answered no",
}


@pytest.mark.parametrize(("head", "told"), BODIES.items(), ids=BODIES)
def test_a_body_in_words(protocol, words, head, told):
    rule = next(rule for rule in protocol.knowledge_base.rules if rule.head_text == head)
    assert words.body(rule) == told


def test_a_head_in_words(protocol, words):
    heads = {rule.head_text: words.head(rule) for rule in protocol.knowledge_base.rules if rule.head is not None}
    assert heads['met("IN-7")'] == "IN-7"
    assert heads["no_support"] == "no support"
    assert heads["standard(D)"] == "standard"
