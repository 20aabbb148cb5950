"""What an amendment touches: the quantities with the limits of both versions, and the facts its rules newly ask for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.thresholds.axis import Test

_NAME = re.compile(r"\b[a-z]\w*\b")


@dataclass(frozen=True)
class Targets:
    """``limits`` of every quantity under both versions; ``hot`` is what differs, with the limits before and after.

    ``facts`` and ``families`` are what changed rules speak of; ``everybody`` says that what is taken to be true of
    everybody changed.
    """

    limits: Mapping[str, tuple[Fraction, ...]]
    hot: Mapping[str, tuple[Fraction, ...]]
    facts: tuple[str, ...]
    families: Mapping[str, tuple[str, ...]]
    everybody: bool


def targets(base: KnowledgeBase, amended: KnowledgeBase) -> Targets:
    """What two versions differ in."""
    limits: dict[str, dict[Fraction, None]] = {}
    for version in (base, amended):
        for threshold in (*version.thresholds.thresholds.values(), *version.guardrail_thresholds.thresholds.values()):
            limits.setdefault(threshold.quantity, {}).update(dict.fromkeys(_ends(threshold.test)))
    changed = _changed_thresholds(base, amended)
    names = changed | _changed_names(base, amended)
    reached = _reached(names, base, amended)
    thresholds = {**base.thresholds.thresholds, **amended.thresholds.thresholds}
    touched = dict.fromkeys(thresholds[name].quantity for name in thresholds if name in reached)
    hot: dict[str, tuple[Fraction, ...]] = {}
    for quantity in touched:
        own = [name for name in changed if name in thresholds and thresholds[name].quantity == quantity]
        pairs = [
            v.thresholds.thresholds[n] for n in sorted(own) for v in (base, amended) if n in v.thresholds.thresholds
        ]
        hot[quantity] = tuple(dict.fromkeys(end for one in pairs for end in _ends(one.test)))
    vocabulary = amended.vocabulary
    spoken = {*vocabulary.facts, *(v for c in vocabulary.choices.values() for v in c.values)}
    families = {f.name: tuple(i for i in f.items if i in reached) for f in vocabulary.families.values()}
    return Targets(
        {name: tuple(found) for name, found in limits.items()},
        hot,
        tuple(sorted(spoken & reached)),
        {
            name: items
            for name, items in families.items()
            if items or name in names | _asked_above(names, base, amended)
        },
        _of_everybody(changed, base, amended),
    )


def _ends(test: Test) -> Iterator[Fraction]:
    yield from (end for end in (test.interval.low, test.interval.high) if end is not None)


def _changed_thresholds(base: KnowledgeBase, amended: KnowledgeBase) -> set[str]:
    one, other = base.thresholds.thresholds, amended.thresholds.thresholds
    same = {
        n for n in one.keys() & other.keys() if (one[n].quantity, one[n].test) == (other[n].quantity, other[n].test)
    }
    return (one.keys() | other.keys()) - same


def _changed_names(base: KnowledgeBase, amended: KnowledgeBase) -> set[str]:
    """The names in rules, readings and formulas of one version only."""
    one, other = ({rule.source for rule in version.rules} for version in (base, amended))
    texts = one ^ other
    defaults = [set(version.default_readings().items()) for version in (base, amended)]
    texts |= {
        rule.source for rule in amended.rules if any(name in rule.source for name, _ in defaults[0] ^ defaults[1])
    }
    return {name for text in texts for name in _NAME.findall(text)} - {"not", "met", "reading"}


def _reached(names: set[str], *versions: KnowledgeBase) -> set[str]:
    """Names with all that the rules that define them speak of."""
    bodies: dict[str, set[str]] = {}
    for rule in (rule for version in versions for rule in version.rules if rule.head is not None):
        head = rule.head_text.partition("(")[0]
        if head != "met":
            bodies.setdefault(head, set()).update(_NAME.findall(rule.source))
    found, waiting = set(names), list(names)
    while waiting:
        for name in bodies.get(waiting.pop(), set()) - found:
            found.add(name)
            waiting.append(name)
    return found


def _asked_above(names: set[str], *versions: KnowledgeBase) -> set[str]:
    """The names beside which rules ask for any of some names, or for what rests on them."""
    rules = [rule for version in versions for rule in version.rules if rule.head is not None]
    users, asked, more = set(names), set[str](), True
    while more:
        using = [rule for rule in rules if users & set(_NAME.findall(rule.source))]
        asked = {name for rule in using for name in _NAME.findall(rule.source)}
        heads = {rule.head_text.partition("(")[0] for rule in using} - {"met"}
        more = not heads <= users
        users |= heads
    return asked


def _of_everybody(thresholds: set[str], base: KnowledgeBase, amended: KnowledgeBase) -> bool:
    """Whether some constraint says otherwise, or rests on what is said otherwise."""
    one, other = ({rule.source: rule for rule in version.rules} for version in (base, amended))
    changed = [rules[source] for rules in (one, other) for source in rules if source not in one or source not in other]
    if any(rule.head is None for rule in changed):
        return True
    asked = {n for r in (*base.rules, *amended.rules) if r.head is None for n in _NAME.findall(r.source)}
    defined = {rule.head_text.partition("(")[0] for rule in changed}
    return bool(_reached(asked, base, amended) & (defined | thresholds))
