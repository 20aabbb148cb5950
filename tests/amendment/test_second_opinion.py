"""The comparison of versions agrees with z3, to which it was put in other words.

Amendments are drawn as edits of syntax trees (``opinion/drawing``). What each version means is worked
out once more, without the package's grounding, regions and ties (``opinion/version``); z3 says who
gains and who loses, and every witness is judged by evaluation alone and by the independent evaluator.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.comparison.comparer import Comparer
from hn2301_asp.comparison.model import Change, Side, Witness
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest, read_files
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from hn2301_asp.solver.ground import ground
from hn2301_asp.source.diagnostics import InputError
from tests import small_base
from tests.amendment.opinion import relation
from tests.amendment.opinion.drawing import KINDS, Drawing, Drawn
from tests.amendment.opinion.formulas import Formula
from tests.amendment.opinion.persons import Judged, Person, holds, judge, read
from tests.amendment.opinion.relation import Direction
from tests.amendment.opinion.solver import Opinion
from tests.amendment.opinion.version import Version, understand
from tests.conftest import Sample
from tests.independent.evaluator import evaluate

SHARES = 2
AMENDMENTS = 1_000
#: Small bases, and amendments of each.
SMALL_BASES, SMALL_AMENDMENTS = 40, 5
#: At most so many drawn amendments for each one that can be loaded.
REFUSED = 2

#: Of half of the small bases nobody says who is typical: every witness must then be made up.
TYPICAL = "{a: 2, b: 2, d: 1, n: 1, e: never, m: 3, exact: yes, f: no, g: yes, size: big, item: [one]}\n"


@dataclass(frozen=True)
class Base:
    """A version that amendments are drawn on, with all that is needed to give an opinion on them."""

    protocol: Protocol
    version: Version
    drawing: Drawing
    opinion: Opinion


def base_of(files: KnowledgeBaseFiles) -> Base:
    base = Protocol(load_knowledge_base(files))
    knowledge_base = base.knowledge_base
    drawing = Drawing(files, knowledge_base)
    return Base(base, understand(knowledge_base), drawing, relation.opinion_on(knowledge_base))


@pytest.fixture(scope="module")
def shipped() -> Base:
    return base_of(read_files(shipped_knowledge_base()))


def amended(texts: Mapping[str, str]) -> Protocol:
    """The amended version; raises InputError where its texts mean nothing."""
    base = load_knowledge_base(KnowledgeBaseFiles("kb", texts, digest(texts)))
    return Protocol(base, ground(base))


def drawn(base: Base, rng: random.Random, wanted: int) -> Iterator[tuple[Drawn, Protocol]]:
    """So many random amendments that can be loaded; those that cannot are counted, and drawn anew."""
    counts: Counter[str] = Counter()
    while counts["usable"] < wanted:
        amendment = base.drawing.amendment(rng)
        counts["drawn"] += 1
        try:
            protocol = amended(amendment.texts)
        except InputError:
            counts["refused"] += 1
            continue
        counts["usable"] += 1
        yield amendment, protocol
    assert counts["drawn"] == counts["usable"] + counts["refused"]
    assert counts["refused"] <= REFUSED * wanted, counts


@pytest.mark.slow
@pytest.mark.parametrize("share", range(SHARES))
def test_random_amendments_mean_what_z3_says_and_every_witness_is_confirmed(
    shipped: Base, sample: Sample, share: int
) -> None:
    rng = random.Random(f"second opinion {share}")
    compared: Counter[str] = Counter()
    for amendment, protocol in drawn(shipped, rng, sample(AMENDMENTS // SHARES)):
        compared[agreed(shipped, protocol, amendment, independent=True)] += 1
    assert compared.total() == sample(AMENDMENTS // SHARES)
    assert set(compared) >= {"equivalent", "broader", "narrower", "shifted"}, compared


@pytest.mark.slow
def test_so_they_do_where_an_exclusion_criterion_and_ties_of_every_kind_are_small(sample: Sample) -> None:
    rng = random.Random("small opinion")
    compared: Counter[str] = Counter()
    bases = sample(SMALL_BASES)
    for _ in range(bases):
        texts = {**small_base.TEXTS, "criteria/all.lp": small_base.written(small_base.draw_rules(rng))}
        if rng.random() < 0.5:
            texts["vocabulary/typical.yaml"] = TYPICAL
        base = base_of(KnowledgeBaseFiles("kb", texts, digest(texts)))
        for amendment, protocol in drawn(base, rng, SMALL_AMENDMENTS):
            compared[agreed(base, protocol, amendment, independent=False)] += 1
    assert compared.total() == SMALL_AMENDMENTS * bases
    assert len(compared) > 2, compared


def agreed(base: Base, protocol: Protocol, amendment: Drawn, *, independent: bool) -> str:
    """Asserts that the comparison agrees with z3, and its witnesses with the evaluators; the relation overall."""
    version = understand(protocol.knowledge_base)
    if version.results != base.version.results:
        # Where only one version defines the result of a score, it is a fact that both are told.
        base = replace(base, version=base.version.recorded or base.version)
        version = version.recorded or version
    comparison = Comparer([base.protocol, protocol], described=False).comparison(0, 1)
    opinions = relation.of_criteria(base.opinion, base.version, version)
    assert list(comparison.criteria) == list(opinions), amendment.told
    overall = relation.overall(base.opinion, base.version, version)
    before, after = base.version.eligible, version.eligible
    check = Check(base, version, amendment, independent)
    check.change("overall", comparison.overall, overall, before, after)
    for criterion, opinion in opinions.items():
        before, after = (relation.passing(one, criterion) for one in (base.version, version))
        check.change(criterion, comparison.criteria[criterion], opinion, before, after)
    return overall.relation


@dataclass(frozen=True)
class Check:
    """One amendment under check; ``independent`` where the evaluator of the protocol's text knows the base."""

    base: Base
    version: Version
    amendment: Drawn
    independent: bool

    def change(self, where: str, told: Change, opinion: relation.Change, before: Formula, after: Formula) -> None:
        """One relation: z3's patients are as it says, the comparison says the same, its witnesses are confirmed."""
        self.direction(where, "gains", told.gains, opinion.gains, (after, before))
        self.direction(where, "loses", told.loses, opinion.loses, (before, after))
        if told.gains.undecided is None and told.loses.undecided is None:
            assert told.relation == opinion.relation, (where, self.amendment.told)

    def direction(
        self, where: str, name: str, told: Side, opinion: Direction, formulas: tuple[Formula, Formula]
    ) -> None:
        passed, failed = formulas
        for patient in (opinion.somebody, opinion.measured):
            assert patient is None or (holds(passed, patient) and holds(failed, patient) is False), self.amendment.told
        if told.undecided is not None:
            # Only what no record can show may stay open: a hidden number that was never measured.
            shown = (opinion.somebody is not None, opinion.measured is not None)
            assert shown == (True, False), (where, name, told.undecided, self.amendment.told)
            return
        assert (told.witness is None) == (opinion.somebody is None), (where, name, self.amendment.told, opinion)
        if told.witness is not None:
            self.witness(where, name, told.witness, opinion)

    def witness(self, where: str, name: str, witness: Witness, opinion: Direction) -> None:
        """The witness's verdicts are those of the evaluators, and the witness shows what it is shown for.

        Passes the one version and fails the other, for certain; where no record can be certain, does not
        pass for certain.
        """
        person = read(witness.record, self.base.protocol.knowledge_base.vocabulary)
        before, after = judge(self.base.version, person), judge(self.version, person)
        told = ((witness.before, witness.blocked_before), (witness.after, witness.blocked_after))
        found = ((before.verdict, before.blocked), (after.verdict, after.blocked))
        case = (where, name, self.amendment.told, dict(witness.record))
        assert told == found, case
        if self.independent:
            outcome = evaluate(witness.record)
            blocked = tuple(c for c, status in outcome.statuses.items() if status == "not_met")
            assert told[0] == (outcome.verdict, blocked), case
        passed, failed = (after, before) if name == "gains" else (before, after)
        assert passes(passed, where) is True, case
        assert passes(failed, where) is False or (opinion.measured is None and passes(failed, where) is None), case


def passes(judged: Judged, where: str) -> bool | None:
    """Whether somebody passes a criterion, or all of them; who breaks the background passes none."""
    if judged.verdict == "contradictory":
        return False
    if where == "overall":
        return {"eligible": True, "ineligible": False}.get(judged.verdict)
    return judged.passes.get(where, True)


KIDNEY, MARROW = "clearance ≥ 50 mL/min", "ANC ≥ 1.5 ×10^9/L"
ORGANS, SCORE = "criteria/in7_organ_function.thr", "scores/eular_acr_2019.lp"


@pytest.mark.parametrize(
    ("file", "before", "after", "expected"),
    [
        (ORGANS, MARROW, "ANC ≥ 1.6 ×10^9/L", "narrower"),
        (ORGANS, MARROW, "ANC > 1.495 ×10^9/L", "broader"),
        ("criteria/in1_age_and_diagnosis.thr", "age ≥ 18 years", "age ≥ 210 months", "equivalent"),
        (ORGANS, MARROW, "ANC ≥ 1500 /µL", "equivalent"),
        (ORGANS, MARROW, "ANC ≤ 1.5 ×10^9/L", "shifted"),
        (ORGANS, KIDNEY, "clearance > 50 mL/min", "narrower"),
        (ORGANS, KIDNEY, "clearance ≥ 49.9999 mL/min", "broader"),
        (ORGANS, "INR ≤ 1.5 × ULN", "INR ≤ 1.50001 × ULN", "broader"),
        (ORGANS, "bilirubin < 3.0 mg/dL", "bilirubin < 2.0 mg/dL", "narrower"),
        (ORGANS, "(140 − age", "(139 − age", "narrower"),
        (SCORE, ">= 10", ">= 200", "narrower"),
        ("background.lp", ":- sex(male), pregnant.", "", "equivalent"),
        (
            "criteria/in6_disease_activity.lp",
            "total_activity, clinical_activity",
            "total_activity, active_clinical",
            "equivalent",
        ),
    ],
)
def test_the_second_opinion_itself_is_right_where_the_answer_is_known(
    shipped: Base, file: str, before: str, after: str, expected: str
) -> None:
    assert before in shipped.drawing.texts[file]
    texts = {**shipped.drawing.texts, file: shipped.drawing.texts[file].replace(before, after)}
    version = understand(amended(texts).knowledge_base)
    assert relation.overall(shipped.opinion, shipped.version, version).relation == expected


def test_the_formulas_hold_of_exactly_those_of_whom_brute_force_says_so() -> None:
    rng = random.Random("formulas")
    seen: Counter[bool] = Counter()
    for _ in range(60):
        rules = small_base.draw_rules(rng)
        knowledge_base = small_base.small(rules).knowledge_base
        version = understand(knowledge_base, {"rd": "y"})
        for _ in range(20):
            patient = small_patient(rng)
            person = read({k: v for k, v in patient.items() if k != "rd"}, knowledge_base.vocabulary)
            expected = {f"C-{n}": small_base.holds(rules, f'met("C-{n}")', patient) != (n == 3) for n in (1, 2, 3)}
            assert {c: holds(formula, person) for c, formula in version.passes.items()} == expected, patient
            seen.update(expected.values())
    assert min(seen[True], seen[False]) > 500, seen


def small_patient(rng: random.Random) -> dict[str, Any]:
    """A random patient of the small knowledge base, known in full, the hidden number too."""
    patient = {name: rng.choice(domain) for name, domain in small_base.DOMAINS.items()}
    hidden = patient["m"] if patient["exact"] else rng.randint(0, patient["m"])
    return {**patient, "rd": "y", "r": hidden}


def test_every_kind_of_edit_is_drawn_and_a_seed_gives_the_same_amendments_again(shipped: Base) -> None:
    first, again = ([shipped.drawing.amendment(random.Random(f"edits {n}")) for n in range(300)] for _ in range(2))
    assert first == again
    assert {kind for amendment in first for kind in amendment.kinds} == set(KINDS)
    assert all(amendment.texts != shipped.drawing.texts for amendment in first if len(amendment.kinds) == 1)


def test_a_witness_of_what_cannot_be_is_refused(shipped: Base) -> None:
    vocabulary = shipped.protocol.knowledge_base.vocabulary
    assert read({"anc": "1.5", "age": 34}, vocabulary) == Person({}, {"anc": 3 / 2, "age": 34})
    for record in ({"age": 34.5}, {"age": 121}, {"anc": "-1"}, {"pregnant": "no"}, {"height": 1}):
        with pytest.raises(ValueError, match=r"anc|age|no|height"):
            read(record, vocabulary)
