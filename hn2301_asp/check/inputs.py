"""The inputs of the rules: what a body may name without a rule, and where each is declared."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Literal

from msgspec import Struct

from hn2301_asp.check.base import Base
from hn2301_asp.knowledge.rules import Signature
from hn2301_asp.knowledge.thresholds.syntax import ThresholdSyntax
from hn2301_asp.solver.ground import ELIGIBLE, fact_signatures
from hn2301_asp.source.diagnostics import Place

GUARDRAILS = "guardrails.lp"

Kind = Literal["threshold", "guard-rail threshold", "fact", "choice", "family", "reading", "generated fact", "verdict"]


class Input(Struct, frozen=True):
    """One input predicate, and where it is declared. ``only_guardrails``: nothing else may use it."""

    kind: Kind
    where: Callable[[], Place] | None = None

    @property
    def place(self) -> Place | None:
        return self.where() if self.where is not None else None

    @property
    def only_guardrails(self) -> bool:
        return self.kind in ("guard-rail threshold", "verdict")

    @property
    def words(self) -> str:
        """What it is, with its article, for a sentence."""
        return {
            "threshold": "a threshold",
            "guard-rail threshold": "a threshold of the guard-rails",
            "fact": "a fact of the vocabulary",
            "choice": "a choice of the vocabulary",
            "family": "a family of facts of the vocabulary",
            "reading": "the choice of a reading",
            "generated fact": "generated from the vocabulary",
            "verdict": "the verdict itself",
        }[self.kind]


def inputs_of(base: Base) -> Iterator[tuple[Signature, Input]]:
    """Every input predicate; of two of one name the later one counts."""
    vocabulary = base.known.vocabulary
    for signature in sorted(fact_signatures(base.known)):
        yield signature, Input("generated fact")
    for file, threshold in base.thresholds():
        guarding = file.kind == "guardrails"
        kind: Kind = "guard-rail threshold" if guarding else "threshold"
        yield signature_of(base, threshold), Input(kind, partial(_own, threshold))
    for name in vocabulary.facts:
        yield (name, 0), Input("fact", partial(base.declared, "facts", name))
    for name in vocabulary.choices:
        yield (name, 1), Input("choice", partial(base.declared, "choices", name))
    for name in vocabulary.families:
        yield (name, 1), Input("family", partial(base.declared, "families", name))
    yield ("reading", 2), Input("reading", partial(Place, "readings.yaml"))
    yield (ELIGIBLE, 0), Input("verdict")


def signature_of(base: Base, threshold: ThresholdSyntax) -> Signature:
    """A threshold as rules name it: one over a family with its item.

    Of one whose quantity is not known they say which it is.
    """
    item = (threshold.name, 1)
    if base.known.vocabulary.attribute(threshold.phrase) is not None:
        return item
    unknown = (threshold.place.file, threshold.place.line) in base.faulty
    asked = unknown and any(atom.signature == item for _, one in base.all_statements() for atom in one.body)
    return item if asked else (threshold.name, 0)


def _own(threshold: ThresholdSyntax) -> Place:
    return threshold.place
