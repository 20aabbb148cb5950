"""Contrasts as text: one patient under two versions of the protocol, or two patients under one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePath

from hn2301_asp.comparison.contrast import ProtocolContrast
from hn2301_asp.comparison.differences import Difference, Version
from hn2301_asp.comparison.sides import Found, Side
from hn2301_asp.comparison.substitution import Exchange
from hn2301_asp.explanation.why.tree import BlockedRule
from hn2301_asp.knowledge.rules import APPLIES, of_criterion
from hn2301_asp.patient.model import LEFT_OUT, Fact
from hn2301_asp.report.patient.data import place_words
from hn2301_asp.report.patient.text import INDENT, in_force_lines, rule_lines, scope_line, turns_on_lines
from hn2301_asp.report.patient.verdict import status_word, summary
from hn2301_asp.report.writers.lines import Line, wrapped
from hn2301_asp.screener import Explained
from hn2301_asp.solver.minimal import Minimal
from hn2301_asp.source.lists import first_few, listed

#: So many sets of changes are shown at most; data hold all.
SHOWN_SETS = 8
#: So many differences are named of a set, and told in full of all.
SHOWN_ITEMS = 10
DEEPER = INDENT + "    "
_CHANGE = " → "
#: Two sides under the names by which they are told apart.
Pair = tuple[tuple[str, Explained], tuple[str, Explained]]


def contrast_lines(found: Found, one: Side, other: Side, width: int) -> Iterator[Line]:
    """A contrast as lines of styled pieces."""
    here, there = one[1], other[1]
    if isinstance(found, ProtocolContrast):
        yield from _versions(found, there, here, width)
    else:
        yield from _patients(found, one, other, width)
    yield scope_line(here)
    yield from in_force_lines(here, width)


def _versions(contrast: ProtocolContrast, there: Explained, here: Explained, width: int) -> Iterator[Line]:
    """One patient under two versions: verdicts, criteria that differ, and the changes that make it so."""
    pair = (("there", there), ("here", here))
    differ = there.verdict != here.verdict
    verdicts = f"{there.verdict} there, {here.verdict} here" if differ else f"{here.verdict} both"
    yield [(_name(here), "bold"), (f"   against {root_name(there)}: ", ""), (verdicts, "bold")]
    yield from _verdicts(pair, width, versions=True)
    for word, side in pair:
        for remark in side.screening.remarks:
            if remark.code == LEFT_OUT:
                yield from wrapped([(f"{word.capitalize()}: ", "bold")], remark.text, width, "  ")
    for one in contrast.contrasts:
        told = [
            f"{where} no criterion" if status is None else f"{where} {_word(status, one.criterion, here, there)}"
            for where, status in (("there", one.there), ("here", one.here))
        ]
        yield []
        yield _heading(one.criterion, (here, there), ", ".join(told))
        if one.made_by is None:
            yield [(INDENT, ""), (f"stands in {root_name(there if one.here is None else here)} only", "")]
        else:
            yield from _made_by(one.made_by, contrast.items, pair, width)
        yield from _both_sides(pair, one.criterion, width)
    yield from _same_status(pair, width)
    yield []
    if not contrast.items:
        yield [("There is no difference between the two versions of the protocol.", "")]
    elif not contrast.contrasts:
        yield [("No difference between the two versions changes the status of a criterion for this patient.", "")]
    if contrast.idle:
        idle = "; ".join(dict.fromkeys(f"{_kind(item)} {_change(item)}" for item in contrast.idle))
        yield from wrapped([("Other differences: ", "bold")], idle, width, "  ")


def _verdicts(pair: Pair, width: int, *, versions: bool) -> Iterator[Line]:
    """Each side's verdict in a sentence, with what it turns on, and of versions which they are."""
    column = max(len(name) for name, _ in pair) + 2
    for name, side in pair:
        version = f"   {side.base.id} {side.base.version}   {root_name(side)} {side.base.digest[:12]}"
        yield [(f"{INDENT}{name:<{column}}", ""), (summary(side), ""), *([(version, "dim")] if versions else [])]
        yield from turns_on_lines(side, width, INDENT + " " * column)


def _heading(criterion: str | None, sides: Iterable[Explained], statuses: str) -> Line:
    titles = {c.id: c.title for side in sides for c in reversed(side.base.criteria)}
    title = "the verdict" if criterion is None else titles[criterion]
    return [(f"{criterion or '':<6}", "bold"), (title, "bold"), ("   ", ""), (statuses, "bold")]


def _made_by(found: Minimal, items: Sequence[Difference], pair: Pair, width: int) -> Iterator[Line]:
    sets = [sorted(one) for one in found.sets[:SHOWN_SETS]]
    words = [_together([*dict.fromkeys(f"the {_kind(items[n])}" for n in one)]) for one in sets]
    lead = "made by " if len(words) == 1 else "made by any one of these: "
    told = lead + "; ".join(words) if words else "no change by itself makes the difference"
    yield from wrapped([(INDENT, "")], told, width, DEEPER)
    yield from _limits(found, "difference", width)
    # A limit on items is one difference, however many items there are.
    different = {(_kind(items[n]), items[n].there, items[n].here): items[n] for one in sets for n in one}
    for item in [*different.values()][:SHOWN_ITEMS]:
        yield from _item(item, pair, width)
    if len(different) > SHOWN_ITEMS:
        more = f"and {len(different) - SHOWN_ITEMS} more, which `hn2301 compare` tells"
        yield [(DEEPER, ""), (more, "")]


def _together(names: Sequence[str]) -> str:
    """Several differences that make something together, the first ones by their names."""
    if len(names) == 1:
        return f"{names[0]} alone"
    return f"{listed(names) if len(names) <= SHOWN_ITEMS else first_few(names, SHOWN_ITEMS)} together"


def _limits(found: Minimal, word: str, width: int) -> Iterator[Line]:
    """What was not looked at, where that is something."""
    if len(found.sets) > SHOWN_SETS:
        yield [(INDENT, ""), (f"and {len(found.sets) - SHOWN_SETS} more", "")]
    if not found.complete:
        text = f"{found.tried} combinations of {found.of} {word}s were tried: all of up to {found.complete_to}, "
        yield from wrapped([(INDENT, "")], text + "not all larger ones", width, DEEPER, "dim")


def _item(item: Difference, pair: Pair, width: int) -> Iterator[Line]:
    """One difference, with each version's place and words."""
    yield from wrapped([(DEEPER, "")], f"{_kind(item)} {_change(item)}".rstrip(), width, DEEPER + "  ")
    for (word, side), version in zip(pair, (item.there, item.here), strict=True):
        if version is not None and version.place.file is not None:
            text = _told(item, version, side)
            yield from wrapped([(f"{DEEPER}  {word:<7}", "dim")], text, width, DEEPER + " " * 9)


def _change(item: Difference) -> str:
    if item.there is None or item.here is None:
        return "here only" if item.there is None else "there only"
    if item.kind == "vocabulary":
        return f"changed, there → here: {item.change}"
    if item.kind not in ("threshold", "reading"):
        return "changed"
    return f"{item.here.text} here{_CHANGE}{item.there.text} there"


def _told(item: Difference, version: Version, side: Explained) -> str:
    """Where an item stands in a version, and what it says there."""
    said = [] if _CHANGE in _change(item) else [version.text]
    return "  ".join([place_words(side.protocol, version.place), *said, *(f"“{quote}”" for quote in version.quotes)])


def _both_sides(pair: Pair, criterion: str | None, width: int) -> Iterator[Line]:
    """The rules that fail or are open on one side only, each side under its name."""
    for (name, side), (_, other) in (pair, pair[::-1]):
        for number, rule in enumerate(own_rules(side, other, criterion)):
            if number == 0:
                yield [(f"{INDENT}{name}:", "")]
            entry = next(account for account in side.accounts if account.id == criterion)
            yield from rule_lines(side, entry, rule, "", width)


def _same_status(pair: Pair, width: int) -> Iterator[Line]:
    (_, one), (_, other) = pair
    for criterion in same_status(one, other):
        yield []
        status = _word(one.criteria[criterion], criterion, one)
        yield _heading(criterion, [one], f"{status} for both, but by other rules")
        yield from _both_sides(pair, criterion, width)


def same_status(one: Explained, other: Explained) -> list[str]:
    """The criteria of one status on both sides that other rules block, or leave open."""
    return [
        criterion
        for criterion, status in one.criteria.items()
        if other.criteria.get(criterion) == status
        and (own_rules(one, other, criterion) or own_rules(other, one, criterion))
    ]


def own_rules(side: Explained, other: Explained, criterion: str | None) -> list[BlockedRule]:
    """The rules that block a criterion, or leave it open, on one side and not on the other."""
    known = {(rule.name, rule.status) for rule in _rules(other, criterion)}
    return [rule for rule in _rules(side, criterion) if (rule.name, rule.status) not in known]


def _rules(side: Explained, criterion: str | None) -> tuple[BlockedRule, ...]:
    return next((account.rules for account in side.accounts if account.id == criterion), ())


def _kind(item: Difference) -> str:
    """What differs, by its name; a rule that says when a criterion is met, or applies, by the criterion's."""
    if (criterion := of_criterion(item.name)) is not None:
        return f"{'scope' if criterion[0] == APPLIES else 'rule'} of {criterion[1]}"
    name = _of_items(item) or item.name
    return item.kind if item.kind == name else f"{item.kind} {name}"


def _of_items(item: Difference) -> str | None:
    """The name under which a threshold on items was written: inside, each item has one of its own."""
    if item.kind != "threshold" or not item.name.startswith("_"):
        return None
    return item.name[1:].partition("(")[0]


def _patients(exchanges: Sequence[Exchange], one: Side, other: Side, width: int) -> Iterator[Line]:
    """Two patients under one protocol: verdicts, criteria that differ, and the facts that make it so."""
    (_, mine), (_, theirs) = one, other
    pair = ((_name(mine), mine), (_name(theirs), theirs))
    yield [(_name(mine), "bold"), (f"   against {_name(theirs)}", "")]
    yield from _verdicts(pair, width, versions=False)
    for exchange in exchanges:
        statuses = zip(pair, (exchange.one, exchange.other), strict=True)
        told = [f"{name} {_word(status, exchange.criterion, mine)}" for (name, _), status in statuses]
        yield []
        yield _heading(exchange.criterion, [mine], ", ".join(told))
        yield from _both_sides(pair, exchange.criterion, width)
        yield from _exchanged(exchange, one, other, width)
    yield from _same_status(pair, width)
    yield []
    if not exchanges:
        yield [("No criterion's status differs between the two patients.", "")]


def _exchanged(exchange: Exchange, one: Side, other: Side, width: int) -> Iterator[Line]:
    base = one[1].base
    if exchange.changes.sets:
        other_word = _word(exchange.other, exchange.criterion, one[1])
        would = {"applies": "would apply", "does not apply": "would not apply"}.get(
            other_word, f"would be {other_word}"
        )
        text = f"{exchange.criterion or 'the verdict'} {would} for {_name(one[1])} "
        yield from wrapped([(INDENT, "")], f"{text}with these values of {_name(other[1])}:", width, DEEPER)
    for number, chosen in enumerate(exchange.changes.sets[:SHOWN_SETS]):
        told = [
            f"{base.vocabulary.label(name)}: {_value(one[0].facts.get(name))} → {_value(other[0].facts.get(name))}"
            for name in (exchange.facts[n] for n in sorted(chosen))
        ]
        lead = DEEPER if number == 0 else "or ".rjust(len(DEEPER))
        yield from wrapped([(lead, "")], " and ".join(told), width, DEEPER + "    ")
    yield from _limits(exchange.changes, "fact", width)


def _value(fact: Fact | None) -> str:
    return "not recorded" if fact is None else fact.told


def _word(status: str, criterion: str | None, *sides: Explained) -> str:
    """A status as people say it; a verdict is said as it is."""
    if criterion is None:
        return status
    kinds = {c.id: c.kind for side in reversed(sides) for c in side.base.criteria}
    return status_word(status, kinds[criterion])


def root_name(side: Explained) -> str:
    """The folder of a version, as people know it."""
    return PurePath(side.base.root).name


def _name(side: Explained) -> str:
    return side.screening.patient.id or "patient"
