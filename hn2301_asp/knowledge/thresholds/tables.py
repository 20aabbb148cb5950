"""The grammar as lark has compiled it, as data: a statement is parsed by it without lark being loaded.

Lark reads the grammar and makes a table of what follows what; that table is kept. What it does not take is given
to lark, which says why. This module knows lark's parser from outside alone, and no threshold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from msgspec import Struct

#: What a parser is given behind the last word.
_END = "$END"


class Shape(Struct, frozen=True):
    """What a rule of the grammar makes of ``size`` parts: a node, or its only child where it is ``lifted``.

    ``kept`` are the parts that stand in the node, by their numbers; of those that are spread, the children do.
    """

    name: str
    origin: str
    size: int
    kept: tuple[tuple[int, bool], ...]
    lifted: bool


class Table(Struct, frozen=True):
    """What may follow, state by state: the words that are looked for, in their order, and what each leads to.

    A step is the next state, or below zero the rule that is complete. ``begins`` and ``ends`` are the states of each
    kind of statement.
    """

    patterns: Mapping[str, str]
    ignored: frozenset[str]
    words: tuple[tuple[str, ...], ...]
    steps: tuple[Mapping[str, int], ...]
    shapes: tuple[Shape, ...]
    begins: Mapping[str, int]
    ends: Mapping[str, int]


class Leaf(str):
    """A word of a statement, with its kind and its place."""

    type: str
    start_pos: int
    end_pos: int


class Branch:
    """A node of a statement's tree. ``meta`` is where it stands; brackets around it count for what it stands in."""

    def __init__(self, data: str, children: list[Any]) -> None:
        self.data, self.children = data, children
        self.start_pos: int | None = None
        self.end_pos: int | None = None
        self.outer: tuple[int | None, int | None] = None, None

    @property
    def meta(self) -> Branch:
        return self


def parse_by(table: Table, text: str, start: str, seen: list[Leaf] | None = None) -> Branch | None:
    """The tree of a statement; None where the grammar does not take it. ``seen`` is given every word of it."""
    states, values = [table.begins[start]], list[Any]()
    words = _words(table, text)
    while True:
        word = words(states[-1])
        if word is None:
            return None
        kind = word.type
        if seen is not None and kind != _END:
            seen.append(word)
        while (step := table.steps[states[-1]].get(kind)) is not None and step < 0:
            shape = table.shapes[-step - 1]
            first = len(values) - shape.size
            made = _made(shape, values[first:])
            del values[first:], states[first + 1 :]
            values.append(made)
            states.append(table.steps[states[-1]][shape.origin])
            if kind == _END and states[-1] == table.ends[start]:
                return made if isinstance(made, Branch) else None
        if step is None:
            return None
        states.append(step)
        values.append(word)


def _words(table: Table, text: str) -> Callable[[int], Leaf | None]:
    """Gives the next word that a state looks for; None where there is none."""
    at = 0

    def following(state: int) -> Leaf | None:
        nonlocal at
        while at < len(text):
            for name in table.words[state]:
                if found := _pattern(table.patterns[name]).match(text, at):
                    break
            else:
                return None
            at = found.end()
            if name not in table.ignored:
                return _leaf(found.group(), name, found.start(), found.end())
        return _leaf("", _END, at, at)

    return following


def _leaf(text: str, kind: str, start: int, end: int) -> Leaf:
    leaf = Leaf(text)
    leaf.type, leaf.start_pos, leaf.end_pos = kind, start, end
    return leaf


@lru_cache(maxsize=128)
def _pattern(written: str) -> re.Pattern[str]:
    return re.compile(written)


def _made(shape: Shape, parts: Sequence[Any]) -> Any:
    children: list[Any] = []
    for number, spread in shape.kept:
        children += parts[number].children if spread else [parts[number]]
    made = children[0] if shape.lifted and len(children) == 1 else Branch(shape.name, children)
    if isinstance(made, Branch) and parts:
        outer = _outer(parts[0])[0], _outer(parts[-1])[1]
        made.start_pos = outer[0] if made.start_pos is None else made.start_pos
        made.end_pos = outer[1] if made.end_pos is None else made.end_pos
        made.outer = outer
    return made


def _outer(part: Any) -> tuple[int | None, int | None]:
    return part.outer if isinstance(part, Branch) else (part.start_pos, part.end_pos)


#: Statements in which every rule of the grammar is used, and some that are none: by them a table is tried.
SAMPLES = (
    ("heading", "criterion IN-7"),
    ("heading", "score activity  # of 2019"),
    ("heading", "background"),
    ("heading", "guardrails"),
    ("heading", "criterion"),
    ("threshold", 'a_b  some Thing (x) ≥ 1.5 ×10^9/L\n    "said … so"  because "why"'),
    ("threshold", 'a  ALT ≤ 2.5 × ULN negates "no"'),
    ("threshold", 'a  last dose within 7 days before screening, no if never "q"  # c'),
    ("threshold", 'a  dose of x within longer of 5 half-lives or 12 weeks after first dose "q"'),
    ("threshold", 'a  dose of x within shorter of 12 weeks or 5 half-lives before screening "q"'),
    ("threshold", 'a  dose of x within 1 half-life before screening "q"'),
    ("threshold", 'a  dose of x within longer of 5 weeks or 12 weeks before screening "q"'),
    ("threshold", 'a  age between 18 years and 69 years yes if never "q"'),
    ("threshold", 'a  score > 4 "q"'),
    ("threshold", 'a  class between II and IV "q"'),
    ("threshold", 'a  class = II "q"'),
    ("threshold", 'a  score = 4 "q"'),
    ("threshold", 'a  score 0, 1 or 2 points "q"'),
    ("threshold", 'a  one / other < −2.5 mg/dL (221 µmol/L) "q"'),
    ("threshold", 'a  score >> 4 "q"'),
    ("threshold", "a  score > 4"),
    ("definition", 'q [mL/min] = (140 − age [year]) × w [kg] / (72 * c d [mg/dL]) × (0.85 if f else 1) "s"'),
    ("definition", 'q [%] = 1 + (a [kg] - 2 / b [m2]) × (3 × x [h]) empirical, "s"'),
    ("definition", 'q [kg] = ((a [kg])) empirical "s"'),
    ("definition", 'q [kg] = a "s"'),
    ("definition", 'q [%] = min(a [kg], 2) ^ −0.3 × sqrt(b [m2])² + ln(max(c [h], 1)) ^ (-1 if f else 2) "s"'),
    ("definition", 'q [kg] = min (a) [kg] × b [kg]³ "s"'),
    ("definition", 'q [kg] = ln(a [kg], 2) "s"'),
    ("definition", 'q [kg] = (0.5 if a b [year] < 18 else -0.7) × (1 if c [h] >= −2 else d [h]) "s"'),
    ("definition", 'q [kg] = (0.5 if a b < 18 else 0.7) "s"'),
)


def table_of(parser: Any, by_lark: Callable[[str, str], Any]) -> Table | None:
    """The table of a parser of lark's; None where this release makes another one than is known here.

    ``by_lark`` gives lark's own tree of a text, None where it is refused: a table that does not give the same for
    every sample is none.
    """
    try:
        table = _read(parser)
        same = all(shown(parse_by(table, text, start)) == shown(by_lark(text, start)) for start, text in SAMPLES)
    except (AttributeError, LookupError, TypeError, ValueError, re.error):
        return None
    return table if same else None


def _read(parser: Any) -> Table:
    compiled, lexer = parser.parser.parser._parse_table, parser.parser.lexer
    numbers: dict[Any, int] = {}
    steps = [dict(_steps(compiled.states[state], numbers)) for state in range(len(compiled.states))]
    terminals = lexer.root_lexer.terminals
    if any(_hidden(one, terminals) for one in terminals):
        raise ValueError("a word is told from a longer one by lark itself")
    return Table(
        {one.name: one.pattern.to_regexp() for one in terminals},
        frozenset(lexer.root_lexer.ignore_types),
        tuple(tuple(one.name for one in lexer.lexers[state].terminals) for state in range(len(steps))),
        tuple(steps),
        tuple(_shape(rule) for rule in numbers),
        dict(compiled.start_states),
        dict(compiled.end_states),
    )


def _steps(actions: Mapping[str, tuple[Any, Any]], numbers: dict[Any, int]) -> Iterator[tuple[str, int]]:
    for name, (_, target) in actions.items():
        yield name, target if isinstance(target, int) else -1 - numbers.setdefault(target, len(numbers))


def _hidden(one: Any, terminals: Sequence[Any]) -> bool:
    """Whether a fixed text is also what a pattern describes: lark tells the two apart by a way of its own."""
    if type(one.pattern).__name__ != "PatternStr":
        return False
    return any(re.fullmatch(o.pattern.to_regexp(), one.pattern.value) for o in terminals if o is not one)


def _shape(rule: Any) -> Shape:
    options = rule.options
    if options.keep_all_tokens or options.template_source or any(options.empty_indices or ()):
        raise ValueError("a rule has an option that is not known here")
    kept = [(n, not s.is_term and s.name.startswith("_")) for n, s in enumerate(rule.expansion) if not _left_out(s)]
    lifted = bool(options.expand1 and not rule.alias)
    return Shape(rule.alias or str(rule.origin.name), str(rule.origin.name), len(rule.expansion), tuple(kept), lifted)


def _left_out(symbol: Any) -> bool:
    return bool(symbol.is_term and symbol.filter_out)


def shown(tree: Any) -> object:
    """A tree as plain data, lark's or one made here: its names, words and places."""
    if tree is None:
        return None
    if isinstance(tree, str):
        word: Any = tree
        return str(word.type), str(word), word.start_pos, word.end_pos
    return str(tree.data), tree.meta.start_pos, tree.meta.end_pos, [shown(child) for child in tree.children]
