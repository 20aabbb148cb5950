"""What an author wrote of a protocol: thresholds and rules with the words that they quote, and what each asks for.

Statements are read as the checks read them; nothing is grounded, and no scenario is known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from hn2301_asp.check.atoms import read_statements
from hn2301_asp.check.terms import Statement
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, stem_of
from hn2301_asp.knowledge.model import Criterion, KnowledgeBase
from hn2301_asp.knowledge.rules import Rule
from hn2301_asp.knowledge.thresholds.model import Reason, Threshold, show_window
from hn2301_asp.knowledge.thresholds.syntax import read_thresholds
from hn2301_asp.source.quotes import locate
from hn2301_asp.tracing.model import Quoted

_READING = ("reading", 2)


class WrittenThreshold(Struct, frozen=True):
    """A threshold under its author's name, with those of all items that it stands for."""

    id: str
    owner: str
    file: str
    line: int
    words: str
    reasons: tuple[Reason, ...]
    parts: tuple[Threshold, ...]


class WrittenRule(Struct, frozen=True):
    """A rule with its statement: the atoms of its body as they are written."""

    id: str
    owner: str
    rule: Rule
    statement: Statement | None

    def readings(self) -> tuple[tuple[str, str], ...]:
        """The readings with the values that the rule names."""
        body = self.statement.body if self.statement else ()
        named = [
            (name.text, value.text)
            for atom in body
            if atom.signature == _READING
            for name in atom.terms[0].alternatives()
            for value in atom.terms[1].alternatives()
        ]
        return tuple(dict.fromkeys(named))


def criterion_of_file(base: KnowledgeBase) -> Mapping[str, Criterion]:
    """The criterion of every file that belongs to one."""
    return {f"criteria/{c.stem}{suffix}": c for c in base.criteria for suffix in (".thr", ".lp")}


def written_thresholds(base: KnowledgeBase, files: KnowledgeBaseFiles) -> tuple[WrittenThreshold, ...]:
    """Every threshold, in the order of the files; one over a family once."""
    parts: dict[str, list[Threshold]] = {}
    for name, threshold in base.thresholds.thresholds.items():
        gate = base.thresholds.gate_of(name)
        parts.setdefault(name if gate is None else gate.name, []).append(threshold)
    written = {
        (file, threshold.name): threshold
        for file in files.below("", ".thr")
        for threshold in read_thresholds(files.texts[file], file).thresholds
    }
    found = []
    for name, own in parts.items():
        first, gate = own[0], base.thresholds.gates.get(name)
        file, line = first.place.file or "", first.place.line or 0
        one = written.get((file, name))
        phrase = base.thresholds.quantities[first.quantity].label if one is None else one.asked
        shown = first.shown
        if one is not None and gate is not None and one.form == "window":
            # How long a window is in days may differ from item to item.
            shown = show_window(one.limits, one.window, one.extreme)
        reasons = first.reasons if gate is None else gate.reasons
        words = " ".join(f"{phrase} {shown}".split())
        found.append(WrittenThreshold(name, first.owner, file, line, words, reasons, tuple(own)))
    return tuple(found)


def written_rules(rules: Sequence[Rule], base: KnowledgeBase, files: KnowledgeBaseFiles) -> tuple[WrittenRule, ...]:
    """Rules of rule files, in order; what a threshold on items stands for is no rule that anybody wrote."""
    of_file = criterion_of_file(base)
    own = [rule for rule in rules if (rule.place.file or "").endswith(".lp")]
    statements = {
        (statement.place.file, statement.place.line, statement.place.column): statement
        for file in dict.fromkeys(rule.place.file or "" for rule in own)
        for statement in read_statements(files.texts[file], file)
    }
    ids = unique(f"{rule.place.file}:{rule.place.line}" for rule in own)
    return tuple(
        WrittenRule(
            name,
            of_file[rule.place.file or ""].id if rule.place.file in of_file else _owner(rule.place.file or ""),
            rule,
            statements.get((rule.place.file, rule.place.line, rule.place.column)),
        )
        for name, rule in zip(ids, own, strict=True)
    )


def _owner(file: str) -> str:
    """What a file that is no criterion's belongs to: the score, the background, the guard-rails."""
    return stem_of(file) or file


def unique(names: Iterator[str]) -> Iterator[str]:
    """Names in their order; of several that are the same all but the first get a number."""
    seen: dict[str, int] = {}
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        yield name if seen[name] == 1 else f"{name}.{seen[name]}"


def quoted(criterion: Criterion | None, reasons: Sequence[Reason]) -> tuple[Quoted, ...]:
    """The words that a threshold quotes or negates, each with where it stands in the criterion's text."""
    return tuple(_quoted(criterion, one.text, one.kind == "negated") for one in reasons if one.kind != "because")


def rule_quotes(criterion: Criterion | None, rule: Rule) -> tuple[Quoted, ...]:
    """The words that a rule stands under."""
    return tuple(_quoted(criterion, quote, False) for quote in rule.quotes)


def _quoted(criterion: Criterion | None, text: str, negated: bool) -> Quoted:
    return Quoted(text, (locate(text, criterion.text) if criterion else None) or (), negated)
