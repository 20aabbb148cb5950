"""A certificate is of just what a sentence claims: under the readings in force, or whatever they are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hn2301_asp.amendment.assembling import cases_of
from hn2301_asp.amendment.claims import assured
from hn2301_asp.certificates import prover
from hn2301_asp.certificates.certify import certify
from hn2301_asp.certificates.grounded import grounded
from hn2301_asp.certificates.model import Asked
from hn2301_asp.certificates.rebuild import read_program
from hn2301_asp.comparison.comparer import Comparer
from tests import formula_base
from tests.amendment.conflicts.small_amendments import Desk
from tests.certificates.provers import PROVER

TREATMENT = "criteria/in4_treatment.lp"
#: Only the reading `now` uses this rule.
NARROWER_NOW = (
    "with_hydroxychloroquine :- current(hydroxychloroquine), reading(",
    "with_hydroxychloroquine :- current(hydroxychloroquine), used(hydroxychloroquine), reading(",
)


@pytest.mark.prover
@PROVER
def test_what_holds_under_the_readings_in_force_is_asked_under_these(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    _, (case,) = cases_of(desk.base, [desk.amendment("A01", {TREATMENT: [NARROWER_NOW]})])
    claims = [*assured(case, ())]
    found = {claim.sentence: [asked.readings for asked in claim.asked] for claim in claims}
    in_force = [sentence for sentence in found if ", under the readings in force, not where " in sentence]
    assert [sentence.partition(" is ")[0] for sentence in in_force] == ["A01: eligibility", "A01: IN-4"]
    assert {sentence: found[sentence] == ["in force"] for sentence in found} == {s: s in in_force for s in found}
    assert {tuple(readings) for readings in found.values()} == {("in force",), ("alike",)}
    for claim in claims:
        for asked in claim.asked:
            assert certify(case.comparer, asked).certified
            if asked.readings == "in force":
                # Whatever the readings somebody loses: there it is no claim, and has no certificate.
                wider = Asked(asked.told, asked.ways, asked.among, "alike")
                assert certify(case.comparer, wider).reason == "the search does not prove it when asked again by itself"


def test_readings_in_force_are_assumed_and_others_are_not(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    _, (case,) = cases_of(desk.base, [desk.amendment("A01", {TREATMENT: [NARROWER_NOW]})])
    inputs = case.comparer.joined.circuit.inputs
    readings = {atom for name, atom in inputs.items() if name.startswith("reading(")}
    for claim in assured(case, ()):
        for asked in claim.asked:
            assumed = {*read_program(grounded(case.comparer, asked).program).assumed}
            assert bool(assumed & readings) == (asked.readings == "in force")


@pytest.mark.prover
@PROVER
def test_what_no_fractions_prove_is_told_and_counted() -> None:
    """Mosteller's formula has a root: that 36 kg and 1 m make no more than 1 m² is trusted."""
    limits = (
        'w_low weight ≤ 36 kg "q"\nh_low height ≤ 1 m "q"\n'
        'm_low body surface by Mosteller ≤ 1 m2 "q"\nb_low BMI ≤ 36 kg/m2 "q"\n'
    )
    before = formula_base.protocol(limits, 'met("C-1") :- m_low.\n')
    after = formula_base.protocol(limits, 'met("C-1") :- w_low, h_low.\n')
    comparer = Comparer([before, after])
    one, other = comparer.joined.sides
    found = certify(comparer, Asked("nobody gains", ((other.eligible, -one.eligible),), comparer.consistent(0, 1)))
    assert (found.certified, found.sizes.excluded, found.sizes.unproved) == (True, 1, 1)
    (entry,) = json.loads(found.files["arithmetic.json"])["excluded"]
    assert entry["not_proved_here"] == "its formula has a root or a power that is no small whole number"
    assert entry["regions"] == {"mosteller": "(1, inf)", "height": "(-inf, 1]", "weight": "(-inf, 36]"}


def test_a_prover_that_cannot_be_run_comes_to_no_answer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "cadical"
    program.write_text("no program", "utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(prover.shutil, "which", lambda name: str(program))
    assert prover.prover() is None
    assert prover.prove("p cnf 1 2\n1 0\n-1 0\n").answer == "unknown"
