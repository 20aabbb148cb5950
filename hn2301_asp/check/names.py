"""Names: whether two things share one, and whether the name of a threshold holds its number."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from hn2301_asp.check.base import Base
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.vocabulary.drugs import ITEM, NOUNS
from hn2301_asp.knowledge.vocabulary.model import Score, Vocabulary, known_names
from hn2301_asp.knowledge.vocabulary.sections import FACTS, QUANTITIES, list_of, list_part
from hn2301_asp.patient.items import NO_ITEM
from hn2301_asp.patient.values import is_unknown
from hn2301_asp.solver.ground import ELIGIBLE, fact_signatures
from hn2301_asp.source.diagnostics import Finding, Place

#: Where something is declared, looked up when it is told: a tree of a file is grown for that.
_Where = Callable[[], Place]

_WORD = re.compile(r"[a-z0-9]+")


def name_findings(base: Base) -> Iterator[Finding]:
    """Everything that is wrong with names as such."""
    yield from _taken(base, base.known)
    yield from _words_for_nothing(base, base.known.vocabulary)
    yield from _numbers(base, base.known.vocabulary)


def score_files(base: Base) -> Iterator[tuple[Score, str]]:
    """Every score with its file."""
    for file, tree in base.trees.items():
        name = tree.data.get("name") if file.startswith("scores/") else None
        if name is not None:
            yield base.known.vocabulary.scores[name if isinstance(name, str) else tree.node("name").value], file


def _taken(base: Base, known: KnowledgeBase) -> Iterator[Finding]:
    """Thresholds, facts, choices, families and generated facts each need a name of their own."""
    vocabulary = known.vocabulary
    owners: dict[str, tuple[str, _Where | None]] = {
        name: ("a predicate that is generated from the vocabulary", None) for name, _ in sorted(fact_signatures(known))
    }
    owners["met"] = "the name for a criterion that is met", None
    owners["applies"] = "the name for a criterion that applies to somebody", None
    owners["reading"] = "the choice of a reading", None
    owners[ELIGIBLE] = "the verdict itself", None
    fields = [
        *((name, "a fact of the vocabulary", partial(base.declared, "facts", name)) for name in vocabulary.facts),
        *((name, "a choice of the vocabulary", partial(base.declared, "choices", name)) for name in vocabulary.choices),
        *((n, "a family of the vocabulary", partial(base.declared, "families", n)) for n in vocabulary.families),
    ]
    thresholds = [
        (
            t.name,
            "a threshold of the guard-rails" if f.kind == "guardrails" else "a threshold",
            partial(getattr, t, "place"),
        )
        for f, t in base.thresholds()
    ]
    for name, what, place in (*fields, *thresholds):
        other, where = owners.setdefault(name, (what, place))
        # Two thresholds of one name are the loader's business.
        if where is not place and (other != what or what != "a threshold"):
            yield Finding(
                "name-taken",
                f"`{name}` is {what}, and {other} already",
                place(),
                help="give one of them another name",
                related=(where(),) if where else (),
            )
    for name, _, place in fields:
        if name in vocabulary.quantities or name in vocabulary.record:
            quantity = name in vocabulary.quantities
            yield Finding(
                "name-taken",
                f"`{name}` is also the name of a {'quantity' if quantity else 'field of a record'}",
                place(),
                help="a record's field has one meaning: give one of them another name",
                related=(base.place(QUANTITIES, name) if quantity else base.place(FACTS, "record", name),),
            )
    yield from _drugs_twice(base)


def _words_for_nothing(base: Base, vocabulary: Vocabulary) -> Iterator[Finding]:
    """What a record writes where nothing is known, or where a list is empty, can name nothing else."""
    named: list[tuple[str, str, _Where]] = []
    for drug in vocabulary.drugs.values():
        place = partial(base.place, list_part(drug.listed_in), drug.drug_class, drug.name)
        what = f"the {NOUNS.get(drug.listed_in, ITEM)} `{drug.name}`"
        named += [(what, word, place) for word in (*known_names(drug), *drug.shared)]
    for choice in vocabulary.choices.values():
        words = [*choice.values, *(word for value in choice.values for word in choice.spellings(value))]
        named += [
            (f"a value of `{choice.name}`", word, partial(base.declared, "choices", choice.name)) for word in words
        ]
    for score, file in score_files(base):
        named += [(f"an item of {score.label}", i, partial(base.place, file, "items", i)) for i in score.items]
    for what, word, where in named:
        meaning = "that nothing is known" if is_unknown(word) else "an empty list" if word.lower() == NO_ITEM else None
        if meaning:
            message = f"`{word}` names {what}, and in a record it means {meaning}"
            yield Finding("name-taken", message, where(), help="give it another name")


def _drugs_twice(base: Base) -> Iterator[Finding]:
    for part, tree in base.parts.items():
        if (of := list_of(part)) is None:
            continue
        first: dict[str, str] = {}
        noun = NOUNS.get(of, ITEM)
        for kind, items in tree.data.items():
            for name in items:
                if first.setdefault(name, kind) != kind:
                    yield Finding(
                        "name-taken",
                        f"the {noun} `{name}` stands in two classes",
                        tree.place(kind, name),
                        help=f"{'an' if noun == ITEM else 'a'} {noun} belongs to one class",
                        related=(tree.place(first[name], name),),
                    )


def _numbers(base: Base, vocabulary: Vocabulary) -> Iterator[Finding]:
    """A threshold's name tells its role: numbers are what amendments change. `spo2` is a word."""
    words = {word for text in _texts(vocabulary) for word in _WORD.findall(text.lower())}
    for _, threshold in base.thresholds():
        numbers = [w for w in threshold.name.split("_") if any(c.isdigit() for c in w) and w not in words]
        if numbers:
            yield Finding(
                "number-in-name",
                f"the name `{threshold.name}` holds the number `{numbers[0]}`",
                threshold.place,
                "warning",
                help="name the threshold for its role: its number is what an amendment changes",
            )


def _texts(vocabulary: Vocabulary) -> Iterator[str]:
    """All names and labels of the vocabulary, whole and cut at `_`."""
    for quantity in vocabulary.quantities.values():
        yield from (quantity.label, quantity.name.replace("_", " "), *quantity.names)
    for fact in vocabulary.facts.values():
        yield from (fact.label, fact.name.replace("_", " "))
    for family in vocabulary.families.values():
        yield family.label
        yield from (item.replace("_", " ") for item in family.items)
    for score in vocabulary.scores.values():
        yield from (score.label, score.name.replace("_", " "))
