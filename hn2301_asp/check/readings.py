"""Readings: their phrases stand in the text, their criteria are right, and rules tell them apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hn2301_asp.check.base import Base
from hn2301_asp.check.loops import readings_asked
from hn2301_asp.check.terms import met_node
from hn2301_asp.knowledge.model import READINGS, Reading
from hn2301_asp.source.diagnostics import Finding, Place, did_you_mean, one_of
from hn2301_asp.source.lists import listed
from hn2301_asp.source.quotes import agreement, locate


def reading_findings(base: Base) -> Iterator[Finding]:
    """What is wrong with readings and assumptions, and with the use that rules make of readings."""
    named, asked = _named(base), readings_asked(base)
    # A misspelt or negated reading has a finding of its own; which value it stands for is not known.
    readings = base.known.readings
    clear = not base.doubtful and all(name in readings and value in readings[name].values for name, value in named)
    for assumption in base.known.assumptions:
        yield from _criteria(base, assumption.file, "assumptions", assumption.id, assumption.criteria, "all")
    for reading in readings.values():
        yield from _criteria(base, READINGS, "readings", reading.id, reading.criteria)
        yield from _phrase(base, reading)
        if not clear or not base.readable.issuperset(reading.criteria):
            continue
        if reading.id not in {name for name, _ in named}:
            yield Finding(
                "unused-reading",
                f"no rule asks for the reading `{reading.id}`",
                base.place(READINGS, "readings", reading.id),
                "warning",
                help=f"name its values in rules: reading({reading.id}, …)",
            )
        else:
            yield from _values(base, reading, named)
            yield from _dependants(base, reading, asked)


def _criteria(
    base: Base, file: str, section: str, name: str, criteria: Sequence[str], *besides: str
) -> Iterator[Finding]:
    ids = [criterion.id for criterion in base.criteria]
    for index, criterion in enumerate(criteria):
        if criterion not in (*ids, *besides):
            yield Finding(
                "unknown-criterion",
                f"`{criterion}` is no criterion of protocol.yaml",
                base.place(file, section, name, "criteria", index),
                help=did_you_mean(criterion, ids) or f"known are {one_of([*ids, *besides])}",
            )


def _phrase(base: Base, reading: Reading) -> Iterator[Finding]:
    texts = [criterion.text for criterion in base.criteria if criterion.id in reading.criteria]
    told, of = f"“{reading.phrase}”, which `{reading.id}` reads,", listed(reading.criteria, "or")
    if texts and not any(locate(reading.phrase, text) for text in texts):
        yield Finding(
            "phrase-not-in-text",
            f"{told} does not stand in the text of {of}",
            base.place(READINGS, "readings", reading.id, "phrase"),
            help=agreement(reading.phrase, *texts),
        )


def _named(base: Base) -> Mapping[tuple[str, str], set[str]]:
    """The ids of the criteria in whose files a reading's value is named; "" is any other file."""
    named: dict[tuple[str, str], set[str]] = {}
    for file, statement in base.all_statements():
        criterion = base.claimed.get(file)
        for atom in statement.body:
            if atom.signature == ("reading", 2):
                for name in atom.terms[0].alternatives():
                    for value in atom.terms[1].alternatives():
                        key = (name.text, "not " * atom.negated + value.text)
                        named.setdefault(key, set()).add(criterion.id if criterion else "")
    return named


def _values(base: Base, reading: Reading, named: Mapping[tuple[str, str], set[str]]) -> Iterator[Finding]:
    """A value that no rule names is what holds by default: a value added later would be the same.

    Where the values are yes and no, `no` is what holds without a rule for `yes`, and needs none.
    """
    needed = [value for value in reading.values if value != "no" or {*reading.values} != {"yes", "no"}]
    for value in needed:
        if not named.get((reading.id, value), set()) & set(reading.criteria):
            yield Finding(
                "unnamed-value",
                f"no rule of {listed(reading.criteria, 'or')} names the value `{value}`",
                base.place(READINGS, "readings", reading.id, "values", value),
                "warning",
                help=f"say in a rule what holds then: reading({reading.id}, {value})",
            )


def _dependants(base: Base, reading: Reading, asked: Mapping[str, frozenset[str]]) -> Iterator[Finding]:
    """A reading lists exactly the criteria that depend on it."""
    ruled = [c.id for c in base.criteria if met_node(f'"{c.id}"') in base.defined]
    dependants = [criterion for criterion in ruled if reading.id in asked[criterion]]
    place = base.place(READINGS, "readings", reading.id, "criteria")
    for criterion in ruled:
        depends = criterion in dependants
        if depends != (criterion in reading.criteria):
            does, lists = ("depends", "does not list") if depends else ("does not depend", "lists")
            yield Finding(
                "reading-criteria",
                f"{criterion} {does} on the reading `{reading.id}`, which {lists} it",
                place,
                "warning",
                help=f"write [{', '.join(dependants)}]",
                related=tuple(_asking(base, reading, criterion))[:1] if depends else (),
                meant=f"[{', '.join(dependants)}]",
            )


def _asking(base: Base, reading: Reading, criterion: str) -> Iterator[Place]:
    """Where rules in a criterion's own file ask for a reading."""
    for file, statement in base.all_statements():
        if (own := base.claimed.get(file)) is not None and own.id == criterion:
            for atom in statement.body:
                if atom.signature == ("reading", 2) and reading.id in {
                    one.text for one in atom.terms[0].alternatives()
                }:
                    yield atom.place
