"""What two versions make of a record, read and screened by the package, and how a claim fares against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from clingo import ast
from msgspec.structs import replace

from hn2301_asp.api import Protocol
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.thresholds.axis import Interval
from hn2301_asp.knowledge.thresholds.formula import bounds
from hn2301_asp.knowledge.thresholds.statements import split
from hn2301_asp.patient.model import Patient
from hn2301_asp.patient.scores import with_scores
from hn2301_asp.screener import Screener
from hn2301_asp.solver.assumptions import assume, settled
from hn2301_asp.solver.ground import ground

#: How far a record is let in: nobody whom it may be, somebody, everybody.
NOBODY, SOMEBODY, EVERYBODY = range(3)
LET_IN = {"ineligible": NOBODY, "undetermined": SOMEBODY, "eligible": EVERYBODY}
#: How a claim fares: it stands; some are judged otherwise whom the record may be; all are.
Fate = Literal["stands", "in part", "refuted"]


@dataclass(frozen=True)
class Judged:
    """A verdict, and for each criterion how far it lets pass; nothing of a contradictory record."""

    verdict: str
    passes: Mapping[str, int]

    def let_in(self, where: str) -> int:
        """How far eligibility (``protocol``) or one criterion lets in; a criterion that is not there lets in all."""
        return LET_IN[self.verdict] if where == "protocol" else self.passes.get(where, EVERYBODY)


def version(texts: Mapping[str, str]) -> Protocol:
    """A knowledge base's version; raises InputError where its texts mean nothing."""
    files = KnowledgeBaseFiles("kb", texts, digest(texts))
    base = load_knowledge_base(files)
    return Protocol(base, ground(base), files=files)


def judge(protocol: Screener, patient: Patient) -> Judged:
    """What ``screen`` says of a patient under the version's own readings, without its remarks and other readings."""
    space = protocol.space
    assumed = assume(space, with_scores(patient, space).evidence, protocol.knowledge_base.default_readings())
    statuses = space.statuses(assumed.literals, settled=settled(space, assumed))
    if statuses is None:
        return Judged("contradictory", {})
    words = {"true": EVERYBODY, "unknown": SOMEBODY, "false": NOBODY}
    verdicts = {"true": "eligible", "unknown": "undetermined", "false": "ineligible"}
    passes = {}
    for criterion in protocol.knowledge_base.criteria:
        met = words[statuses[space.criteria[criterion.id]].word]
        passes[criterion.id] = met if criterion.kind == "inclusion" else EVERYBODY - met
    return Judged(verdicts[statuses[space.eligible].word], passes)


def of_one_value(protocol: Protocol, patient: Patient) -> bool:
    """Whether a record may be of somebody of whom every quantity has one value.

    Not so where what two fields say of a quantity does not meet, or a value that was given is not the formula's:
    such a record is judged all the same, while the two agree, and is nobody's of whom a proof speaks.
    """
    base = protocol.knowledge_base
    known: dict[str, Interval] = {}
    for _, name, values in patient.evidence.amounts:
        if values.interval is not None:
            known[name] = known[name].intersect(values.interval) if name in known else values.interval
    if any(interval.is_empty for interval in known.values()):
        return False
    answers = {atom: holds for _, atom, holds in patient.evidence.atoms}
    for name, derived in base.thresholds.derived.items():
        asked = derived.formula.facts()
        told = {fact: answers.get(fact, _chosen(base, fact, answers)) for fact in asked}
        if name in known and None not in told.values():
            sources = {
                source: Interval(*base.thresholds.quantities[source].possible)
                for source in derived.formula.quantities()
            }
            reach = bounds(
                derived.formula, {s: known.get(s, i) for s, i in sources.items()}, {f: bool(a) for f, a in told.items()}
            )
            if not reach.overlaps(known[name]):
                return False
    return True


def may_have_two_values(protocol: Protocol, patient: Patient) -> bool:
    """Whether a formula's result was given while its sources are open: the two need agree in their sides only."""
    base = protocol.knowledge_base
    numbers = {name: values.number for _, name, values in reversed(patient.evidence.amounts)}
    return any(
        name in numbers and any(numbers.get(source) is None for source in derived.formula.quantities())
        for name, derived in base.thresholds.derived.items()
    )


def possible_in_one_only(base: Protocol, amended: Protocol, patient: Patient) -> bool:
    """Whether some fact that a record leaves open makes it contradictory under either version, whatever the answer.

    Whoever such a record is of, one version takes to be impossible.
    """

    def impossible(fact: str, answer: bool) -> bool:
        atoms = (*patient.evidence.atoms, (fact, fact, answer))
        told = replace(patient, evidence=replace(patient.evidence, atoms=atoms))
        return any(judge(version, told).verdict == "contradictory" for version in (base, amended))

    known = {atom for _, atom, _ in patient.evidence.atoms}
    open_facts = [fact for fact in base.knowledge_base.vocabulary.facts if fact not in known]
    return any(impossible(fact, True) and impossible(fact, False) for fact in open_facts)


def _chosen(base: KnowledgeBase, fact: str, answers: Mapping[str, bool]) -> bool | None:
    """Whether a choice has the value that a formula asks for; None where it is not known."""
    for choice in base.vocabulary.choices.values():
        held = [value for value in choice.values if answers.get(f"{choice.name}({value})")]
        if fact in choice.values and held:
            return fact in held
    return None


def within(one: int, other: int) -> Fate:
    """Whether whoever is let in by one way is let in by another."""
    return "stands" if one <= other else "refuted" if (one, other) == (EVERYBODY, NOBODY) else "in part"


def same(one: int, other: int) -> Fate:
    """Whether two ways let in the same people."""
    return "stands" if one == other else "refuted" if SOMEBODY not in (one, other) else "in part"


def guarded(protocol: Protocol) -> tuple[Protocol, tuple[str, ...]]:
    """A protocol whose criteria are the guard-rails of another, one for each, with what each is called.

    So a record's guard-rails are judged as its criteria are: a criterion is met where the guard-rail is kept.
    """
    assert protocol.files is not None
    kept = {n: t for n, t in protocol.files.texts.items() if n.startswith(("vocabulary/", "background", "scores/"))}
    rails = protocol.knowledge_base.guardrails
    criteria, texts = [], dict(kept)
    for number, rule in enumerate(rails, start=1):
        name = f"G-{number}"
        criteria.append(f"  - {{id: {name}, kind: inclusion, title: g, files: g{number}, text: g}}")
        body = [part for part in _body(rule.source) if part != "eligible"]
        texts[f"criteria/g{number}.lp"] = (
            f'met("{name}") :- not broken({number}).\nbroken({number}) :- {", ".join(body)}.\n'
        )
    everything = [(n, t) for n, t in protocol.files.texts.items() if n.endswith(".thr")]
    formulas = [s.text for n, t in everything if n.startswith("criteria/") for s in split(t) if s.start == "definition"]
    limits = protocol.files.texts["guardrails.thr"].split("\n", 1)[1]
    texts["criteria/g1.thr"] = "\n".join(["criterion G-1", limits, *formulas]) + "\n"
    texts["readings.yaml"], texts["assumptions.yaml"] = "readings: {}\n", "assumptions: {}\n"
    texts["protocol.yaml"] = 'id: G\nversion: "1"\ntitle: g\nscope: g\ncriteria:\n' + "\n".join(criteria) + "\n"
    return version(texts), tuple(rule.source for rule in rails)


def _body(source: str) -> list[str]:
    found: list[Any] = []
    ast.parse_string(source, found.append)
    (rule,) = [one for one in found if one.ast_type == ast.ASTType.Rule]
    return [str(part) for part in rule.body]
