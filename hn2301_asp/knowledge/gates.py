"""Thresholds on items of a family as rules: an item that does not hold has no number, and keeps no threshold.

``used_long(D)`` holds where the item does and its number lies in the limits; what is written of the threshold is
what the rule quotes. This module knows no patient.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hn2301_asp.knowledge.rules import Rule, Use
from hn2301_asp.knowledge.thresholds.model import Gate


def gate_rules(gates: Iterable[Gate], first_number: int) -> Iterator[Rule]:
    """The rules of gates, numbered from ``first_number``, each where its threshold stands."""
    number = first_number
    for gate in gates:
        item = "D" if gate.several else gate.items[0]
        yield _rule(gate, number, [f"{gate.family}({item})", f"{gate.input}(D)" if gate.several else gate.input])
        number += 1
        if gate.never:
            among = [f"D = ({';'.join(gate.items)})"] if gate.several else []
            yield _rule(gate, number, [*among, f"not {gate.family}({item})"])
            number += 1


def _rule(gate: Gate, number: int, body: list[str]) -> Rule:
    """A rule of a gate, written as those of rule files are rewritten for grounding."""
    head, variables, arity = (f"{gate.name}(D)", "(D,)", 1) if gate.several else (gate.name, "()", 0)
    negated = any(literal.startswith("not ") for literal in body)
    uses = [Use((gate.family, 1), negated, gate.place)]
    if not negated:
        uses.append(Use((gate.input, arity), False, gate.place))
    return Rule(
        number,
        (gate.name, arity),
        head,
        tuple(uses),
        tuple(reason.text for reason in gate.reasons if reason.kind != "because"),
        tuple(reason.text for reason in gate.reasons if reason.kind == "because"),
        gate.place,
        f"{head} :- {', '.join(body)}.",
        f"_rule({number},{variables}) :- {'; '.join(body)}.\n{head} :- _rule({number},{variables}).\n",
    )
