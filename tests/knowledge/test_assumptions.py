"""Assumptions stand in a file of their own; where there is none, with the readings, as until 0.3.0."""

from __future__ import annotations

import pytest

from hn2301_asp.check import check
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest, read_files
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.knowledge.model import Assumption
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from hn2301_asp.source.diagnostics import InputError

FILES = read_files(shipped_knowledge_base())
ASSUMPTION = """assumptions:
  A01:
    criteria: [IN-1]
    phrase: "18 and 69"
    decision: as written
    reason: plain
    status: assumed
"""


def assumed(**changed: str | None) -> tuple[Assumption, ...]:
    return load_knowledge_base(files(**changed)).assumptions


def files(**changed: str | None) -> KnowledgeBaseFiles:
    texts = {**FILES.texts, **{f"{name}.yaml": text for name, text in changed.items()}}
    kept = {name: text for name, text in texts.items() if text is not None}
    return KnowledgeBaseFiles(FILES.root, kept, digest(kept))


def test_the_shipped_ones_stand_in_their_file() -> None:
    found = assumed()
    assert len(found) == 45
    assert {assumption.file for assumption in found} == {"assumptions.yaml"}


def test_those_of_an_older_knowledge_base_are_read_where_they_stand() -> None:
    (found,) = assumed(assumptions=None, readings=FILES.texts["readings.yaml"] + ASSUMPTION)
    assert (found.id, found.file) == ("A01", "readings.yaml")
    assert assumed(assumptions=None) == ()


def test_in_two_places_they_are_refused() -> None:
    with pytest.raises(InputError) as refused:
        assumed(readings=FILES.texts["readings.yaml"] + ASSUMPTION)
    (finding,) = refused.value.findings
    assert (finding.message, finding.place.file) == ("assumptions stand here and in their own file", "readings.yaml")
    assert finding.help == "move them to assumptions.yaml"


@pytest.mark.parametrize("file", ["readings", "assumptions"])
def test_what_is_wrong_with_one_is_told_where_it_stands(file: str) -> None:
    wrong = ASSUMPTION.replace("IN-1", "IN-9")
    changed = {"assumptions": None, file: (FILES.texts["readings.yaml"] if file == "readings" else "") + wrong}
    (finding,) = [finding for finding in check(files(**changed)) if finding.code == "unknown-criterion"]
    assert (finding.place.file, finding.message) == (f"{file}.yaml", "`IN-9` is no criterion of protocol.yaml")


def test_the_value_no_of_a_yes_or_no_needs_no_rule() -> None:
    """It is what holds where no rule asks for `yes`; a value beside the two is said in a rule."""
    assert not [finding for finding in check(FILES) if finding.code == "unnamed-value"]
    third = FILES.texts["readings.yaml"].replace(
        '      "yes": targeted drugs count\n', '      "yes": targeted drugs count\n      "some": a few count\n', 1
    )
    found = [finding.message for finding in check(files(readings=third)) if finding.code == "unnamed-value"]
    assert found == ["no rule of IN-3 names the value `no`", "no rule of IN-3 names the value `some`"]
