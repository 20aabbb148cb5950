"""Edits of rule files, drawn on their syntax trees and printed back."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from typing import Any

from clingo import Number, ast
from clingo.ast import ASTType, Transformer

Texts = dict[str, str]
#: Rules that judge amendments and decide about no patient.
JUDGING = ("guardrails.lp", "groups.lp")
#: Makes other rules of one, as text (none: dropped), or None where it cannot; knows the atoms that rules may ask.
Change = Callable[[random.Random, Any, list[str]], list[str] | None]


def edit_rule(rng: random.Random, texts: Texts, atoms: list[str], change: Change) -> tuple[str, Texts] | None:
    """The texts with one rule changed, and what was done; None where the change does not apply to it."""
    files = sorted(name for name in texts if name.endswith(".lp") and name not in JUDGING)
    file, rule = rng.choice([(name, rule) for name in files for rule in _rules(texts[name])])
    written = change(rng, rule, atoms)
    if written is None or written == [str(rule)]:
        return None
    lines = texts[file].split("\n")
    begin, end = rule.location.begin, rule.location.end
    head, tail = lines[begin.line - 1][: begin.column - 1], lines[end.line - 1][end.column - 1 :]
    lines[begin.line - 1 : end.line] = [head + " ".join(written) + tail]
    return f"{file}: {rule} -> {' '.join(written) or '(dropped)'}", {**texts, file: "\n".join(lines)}


def _rules(text: str) -> list[Any]:
    found: list[Any] = []
    ast.parse_string(text, found.append)
    return [one for one in found if one.ast_type == ASTType.Rule]


def _plain(rule: Any) -> list[int]:
    """The places of body literals that are plain atoms, other than readings."""
    return [
        place
        for place, part in enumerate(rule.body)
        if part.ast_type == ASTType.Literal
        and part.atom.ast_type == ASTType.SymbolicAtom
        and not str(part.atom).startswith("reading(")
    ]


def _with_body(rule: Any, body: list[Any]) -> list[str]:
    return [str(rule.update(body=body))]


def negated(rng: random.Random, rule: Any, atoms: list[str]) -> list[str] | None:
    """A literal is negated, or no longer so."""
    places = _plain(rule)
    if not places:
        return None
    body = list(rule.body)
    place = rng.choice(places)
    sign = ast.Sign.Negation if body[place].sign == ast.Sign.NoSign else ast.Sign.NoSign
    body[place] = body[place].update(sign=sign)
    return _with_body(rule, body)


def shortened(rng: random.Random, rule: Any, atoms: list[str]) -> list[str] | None:
    """A body literal is dropped."""
    body = list(rule.body)
    if not body:
        return None
    del body[rng.randrange(len(body))]
    return _with_body(rule, body)


def lengthened(rng: random.Random, rule: Any, atoms: list[str]) -> list[str] | None:
    """One more literal is asked for."""
    sign = rng.choice(["", "", "not "])
    return _with_body(rule, [*rule.body, _literal(f"{sign}{rng.choice(atoms)}")])


def replaced(rng: random.Random, rule: Any, atoms: list[str]) -> list[str] | None:
    """A literal makes room for another input."""
    places = _plain(rule)
    if not places:
        return None
    body = list(rule.body)
    place = rng.choice(places)
    body[place] = _literal(rng.choice(atoms)).update(sign=body[place].sign)
    return _with_body(rule, body)


def _literal(text: str) -> Any:
    (rule,) = _rules(f":- {text}.")
    return rule.body[0]


def dropped(rng: random.Random, rule: Any, atoms: list[str]) -> list[str] | None:
    """The rule is dropped."""
    return []


def duplicated(rng: random.Random, rule: Any, atoms: list[str]) -> list[str] | None:
    """The rule stands twice, perhaps with other variables."""
    again = _Renamed().visit(rule) if rng.random() < 0.5 else rule
    return [str(rule), str(again)]


class _Renamed(Transformer):
    """Gives every variable another name."""

    def visit_Variable(self, node: Any) -> Any:
        return node if node.name == "_" else node.update(name=f"Other{node.name}")


def reordered(rng: random.Random, rule: Any, atoms: list[str]) -> list[str] | None:
    """The body in another order."""
    return _with_body(rule, list(reversed(rule.body))) if len(rule.body) > 1 else None


def split_up(rng: random.Random, rule: Any, atoms: list[str]) -> list[str] | None:
    """One rule for each of two halves of the body: `and` becomes `or`."""
    body = list(rule.body)
    if len(body) < 2:
        return None
    cut = rng.randrange(1, len(body))
    return [*_with_body(rule, body[:cut]), *_with_body(rule, body[cut:])]


def counted_otherwise(rng: random.Random, rule: Any, atoms: list[str]) -> list[str] | None:
    """The bound of a count or sum moves, or its comparator changes."""
    places = [place for place, part in enumerate(rule.body) if _aggregate(part)]
    if not places:
        return None
    body = list(rule.body)
    place = rng.choice(places)
    atom = body[place].atom
    guard = atom.left_guard
    if rng.random() < 0.7:
        number = guard.term.symbol.number + rng.choice([-2, -1, 1, 2])
        guard = guard.update(term=guard.term.update(symbol=Number(number)))
    else:
        operators = (ast.ComparisonOperator.LessThan, ast.ComparisonOperator.GreaterEqual, ast.ComparisonOperator.Equal)
        guard = guard.update(comparison=rng.choice(operators))
    body[place] = body[place].update(atom=atom.update(left_guard=guard))
    return _with_body(rule, body)


def _aggregate(part: Any) -> bool:
    return bool(part.ast_type == ASTType.Literal and part.atom.ast_type == ASTType.BodyAggregate)


def fewer_choices(rng: random.Random, rule: Any, atoms: list[str]) -> list[str] | None:
    """A pool loses its first or last choice."""
    pruned = _Pruned(rng.choice([0, -1]))
    after = pruned.visit(rule)
    return [str(after)] if pruned.found else None


class _Pruned(Transformer):
    """Takes a choice out of every pool."""

    def __init__(self, place: int) -> None:
        self.place = place
        self.found = False

    def visit_Pool(self, node: Any) -> Any:
        self.found = True
        kept = list(node.arguments)
        del kept[self.place]
        return kept[0] if len(kept) == 1 else node.update(arguments=kept)


def other_name(rng: random.Random, rule: Any, atoms: list[str]) -> list[str] | None:
    """A drug, class or item in the rule becomes another one that stands in brackets somewhere."""
    named = sorted(set(_in_brackets(" ".join(map(str, rule.body)))))
    others = sorted({name for atom in atoms for name in _in_brackets(atom)})
    if not named or not others:
        return None
    before, after = rng.choice(named), rng.choice(others)
    return [str(_Renaming(before, after).visit(rule))]


def _in_brackets(text: str) -> Iterator[str]:
    for arguments in re.findall(r"\(([^()]*)\)", text):
        yield from (name.strip() for name in re.split("[,;]", arguments) if re.fullmatch(r"\s*[a-z]\w*\s*", name))


class _Renaming(Transformer):
    """Gives one constant another name."""

    def __init__(self, before: str, after: str) -> None:
        self.before, self.after = before, after

    def visit_SymbolicTerm(self, node: Any) -> Any:
        return _constant(self.after) if str(node) == self.before else node

    def visit_Function(self, node: Any) -> Any:
        if not node.arguments and node.name == self.before:
            return _constant(self.after)
        return node.update(**self.visit_children(node))


def _constant(name: str) -> Any:
    return _rules(f"p({name}).")[0].head.atom.symbol.arguments[0]


RULE_CHANGES: dict[str, Change] = {
    "literal negated": negated,
    "literal dropped": shortened,
    "literal added": lengthened,
    "literal replaced": replaced,
    "rule dropped": dropped,
    "rule duplicated": duplicated,
    "order": reordered,
    "or for and": split_up,
    "count": counted_otherwise,
    "pool": fewer_choices,
    "name": other_name,
}
