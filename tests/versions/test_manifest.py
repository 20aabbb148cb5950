"""What an amendment says of itself is read whole, or refused with a caret under what is wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hn2301_asp.source.diagnostics import InputError, Place
from hn2301_asp.versions.manifest import Acceptance, BaseStatement, Manifest
from hn2301_asp.versions.reading_manifest import read_manifest
from hn2301_asp.versions.terms import REASONS, SCOPES, term

SHORT = """id: A02
title: marrow
status: proposed
base: {version: "1.0", digest: "0123456789ab"}
"""
FULL = """id: A02
title: Bone marrow
status: approved
base:
  version: "1.0"
  digest: "0123456789abcdef"
  after: [A01_heart]
date: 2025-03-01
effective: "2025-04-01"
approvals:
  Beijing: 2025-03-20
rationale: >-
  two patients
  with infections
reason: new safety information available
scope: global
documents: [consent form, synopsis]
enrolled: 4
intent: {IN-7: narrows, IN-2: none}
accepts:
  - code: AM13
    where: IN-7
    why: kept for clarity
"""


def at(line: int, column: int, words: str, file: str = "amendment.yaml") -> Place:
    return Place(file, line, column, column + len(words), FULL.split("\n")[line - 1])


def test_a_complete_manifest_is_read_with_the_place_of_each_key() -> None:
    assert read_manifest(FULL, "amendment.yaml") == Manifest(
        id="A02",
        title="Bone marrow",
        status="approved",
        base=BaseStatement("1.0", "0123456789abcdef", ("A01_heart",), at(4, 1, "base")),
        date="2025-03-01",
        effective="2025-04-01",
        approvals={"Beijing": "2025-03-20"},
        rationale="two patients with infections",
        reason="New Safety Information Available",
        scope="Global",
        documents=("consent form", "synopsis"),
        enrolled=4,
        intent={"IN-7": "narrows", "IN-2": "none"},
        accepts=(Acceptance("AM13", "IN-7", "kept for clarity", at(21, 5, "code: AM13")),),
        places={
            "id": at(1, 1, "id"),
            "title": at(2, 1, "title"),
            "status": at(3, 1, "status"),
            "base": at(4, 1, "base"),
            "date": at(8, 1, "date"),
            "effective": at(9, 1, "effective"),
            "approvals": at(10, 1, "approvals"),
            "rationale": at(12, 1, "rationale"),
            "reason": at(15, 1, "reason"),
            "scope": at(16, 1, "scope"),
            "documents": at(17, 1, "documents"),
            "enrolled": at(18, 1, "enrolled"),
            "intent": at(19, 1, "intent"),
            "accepts": at(20, 1, "accepts"),
            "intent.IN-7": at(19, 10, "IN-7"),
            "intent.IN-2": at(19, 25, "IN-2"),
            "base.version": at(5, 12, '"1.0"'),
            "base.digest": at(6, 11, '"0123456789abcdef"'),
            "base.after": at(7, 10, "[A01_heart]"),
            "base.after.0": at(7, 11, "A01_heart"),
        },
        file="amendment.yaml",
    )


def test_what_may_be_missing_is_none_or_empty() -> None:
    found = read_manifest(SHORT + "rationale:\ndate:\ndocuments:\nintent:\naccepts: []\n", "amendment.yaml")
    optional = (found.date, found.effective, found.rationale, found.reason, found.scope, found.enrolled)
    assert optional == (None,) * 6
    assert (found.approvals, found.documents, found.intent, found.accepts, found.base.after) == ({}, (), {}, (), ())


@pytest.mark.parametrize("terms", [REASONS, SCOPES])
def test_a_term_of_ich_m11_is_known_in_any_capitals_and_by_its_code(terms: dict[str, str]) -> None:
    for name, code in terms.items():
        assert [term(said, terms) for said in (name.upper(), f" {name.lower()} ", code)] == [name] * 3
    assert term("something", terms) is None
    assert len(set(terms.values())) == len(terms)


BASE_LINE = SHORT.split("\n")[3]

#: The fault, and the manifest that has it.
FAULTS = {
    "nothing at all": "",
    "no mapping": "- a\n",
    "no YAML": SHORT + "a: [\n",
    "three required keys missing": "id: A02\n",
    "an empty title": SHORT.replace("marrow", '""'),
    "an unknown key": SHORT + "reson: Other\n",
    "a key twice": SHORT + "id: A03\n",
    "an anchor": SHORT + "rationale: &x y\n",
    "a status misspelt": SHORT.replace("proposed", "aproved"),
    "an id of another form": SHORT.replace("A02", "second"),
    "a rationale that is a list": SHORT + "rationale: [a]\n",
    "a base that is a word": SHORT.replace(BASE_LINE, "base: kb"),
    "a base without digest": SHORT.replace(', digest: "0123456789ab"', ""),
    "a base with an empty digest": SHORT.replace("0123456789ab", ""),
    "a base with a key misspelt": SHORT.replace("version:", "verson:"),
    "a version that is a number": SHORT.replace('"1.0"', "1.0"),
    "a digest of eleven characters": SHORT.replace("0123456789ab", "0123456789a"),
    "a digest of other letters": SHORT.replace("0123456789ab", "0123456789xyz"),
    "after as a word": SHORT.replace("{version", "{after: A01, version"),
    "after with a number": SHORT.replace("{version", "{after: [1], version"),
    "a day that is none": SHORT + "date: 2025-02-30\n",
    "a date in another order": SHORT + "effective: 1.3.2025\n",
    "approvals with a bad date and none": SHORT + "approvals: {Beijing: 2025-13-01, Wuhan: }\n",
    "approvals as a list": SHORT + "approvals: [Beijing]\n",
    "a reason misspelt": SHORT + "reason: recruitment dificulty\n",
    "a scope that is no term": SHORT + "scope: worldwide\n",
    "documents as a word": SHORT + "documents: consent form\n",
    "a document that is a number": SHORT + "documents: [1]\n",
    "fewer than none enrolled": SHORT + "enrolled: -1\n",
    "half a participant": SHORT + "enrolled: 1.5\n",
    "yes participants": SHORT + "enrolled: yes\n",
    "an intent misspelt": SHORT + "intent: {IN-7: broaden}\n",
    "an intent that is none": SHORT + "intent: {IN-7: widens}\n",
    "an intent for no criterion": SHORT + "intent: {in_7: narrows}\n",
    "an intent left open": SHORT + "intent: {IN-7: }\n",
    "an acceptance of no code": SHORT + "accepts:\n  - {code: AM1, where: IN-7, why: because}\n",
    "an acceptance without why": SHORT + "accepts:\n  - {code: AM13, where: IN-7}\n",
    "an acceptance with a key misspelt": SHORT + "accepts:\n  - {code: AM13, wher: IN-7, why: x}\n",
    "an acceptance that is a word": SHORT + "accepts: [AM13]\n",
}


def test_every_fault_of_a_manifest_is_told_with_its_place(golden: Callable[[str, str], None]) -> None:
    told = []
    for name, text in FAULTS.items():
        with pytest.raises(InputError) as caught:
            read_manifest(text, "amendment.yaml")
        told.append(f"# {name}\n{caught.value}\n")
    golden("versions/bad/manifests.txt", "\n".join(told))


def test_faults_of_one_manifest_are_told_together_from_top_to_bottom() -> None:
    text = SHORT.replace("A02", "x").replace("proposed", "done") + "enrolled: few\ndate: today\n"
    with pytest.raises(InputError) as caught:
        read_manifest(text, "amendment.yaml")
    assert [finding.place.line for finding in caught.value.findings] == [1, 3, 5, 6]
