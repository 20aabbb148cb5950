"""Rules that are the same for everybody, such as which drugs are of a class: touched with what asks for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hn2301_asp.knowledge.rules import Signature
from hn2301_asp.tracing.encoding import WrittenRule
from hn2301_asp.tracing.model import TracedRule


def touching_fixed(
    rules: Mapping[str, TracedRule],
    written: Sequence[WrittenRule],
    by_head: Mapping[Signature, Sequence[WrittenRule]],
    in_force: Mapping[str, Mapping[str, str]],
) -> dict[str, set[str]]:
    """The scenarios that touch each rule; ``in_force`` are the readings of each scenario."""
    asking: dict[str, set[str]] = {}
    for one in written:
        for use in one.rule.uses:
            for below in by_head.get(use.signature, ()):
                asking.setdefault(below.id, set()).add(one.id)
    named = {one.id: _values(one) for one in written}
    found = {name: set(rule.touched) for name, rule in rules.items()}

    def touching(name: str) -> set[str]:
        if rules[name].fixed and not found[name]:
            above = {who for other in asking.get(name, ()) for who in touching(other)}
            found[name] = {
                who
                for who in above
                if all(in_force[who].get(reading) in values for reading, values in named[name].items())
            }
        return found[name]

    return {name: touching(name) for name in rules}


def _values(one: WrittenRule) -> dict[str, set[str]]:
    """The values of each reading that a rule names."""
    found: dict[str, set[str]] = {}
    for name, value in one.readings():
        found.setdefault(name, set()).add(value)
    return found
