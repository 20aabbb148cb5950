"""AM22: a quantity is not declared, or nothing says when and how it is known.

What it is: a limit names a quantity that the vocabulary does not have, refers to an upper limit of normal that it
does not have, or does not say what holds where something never happened; or the amendment adds a quantity or
fact of which the vocabulary says neither how it is recognised (`codes`), nor in which window or by which method
(`note`, `since`), nor what can be done about it (handling.yaml).

Why it matters: sites will measure the new value when and how they see fit, and two patients with one record are
no longer alike.

Example: an amendment asks for ferritin ≤ 500 ug/L, and quantities.yaml holds its name, unit and ranges only.

How to mend: declare the quantity in quantities.yaml or the fact in facts.yaml, with its codes or a note on window
and method, and its handling.
"""

from __future__ import annotations

from collections.abc import Iterator

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.questions.taken_over import taken_over
from hn2301_asp.knowledge.vocabulary.model import Quantity, Vocabulary, YesNo
from hn2301_asp.versions.edits import edits

CODE = "AM22"
TITLE = "asks for a quantity that is not declared, or has no window or reference"
ALONE = True
LOADED = False
CHECKS = (
    "unknown-quantity",
    "repeated-quantity",
    "no-uln",
    "no-lln",
    "no-baseline",
    "never-unsaid",
    "never-unknown",
    "unknown-fact",
    "unknown-event",
    "other-event",
    "no-half-life",
)


def find(case: Case) -> Iterator[Conflict]:
    """One finding for each quantity or fact that is new and of which nothing is said."""
    yield from taken_over(case, CHECKS)
    if case.version.protocol is None or case.alone:
        return
    before, after = (version.knowledge_base.vocabulary for version in (case.before, case.protocol))
    derived = case.protocol.knowledge_base.thresholds.derived
    limits = {limit for quantity in after.quantities.values() for limit in quantity.normal}
    for quantity in after.quantities.values():
        if quantity.of_item is not None and quantity.of_item[1] != next(
            iter(after.families[quantity.of_item[0]].items)
        ):
            continue  # What is told of every item is said once.
        follows = quantity.name in derived or quantity.hidden is not None or quantity.name in limits
        if quantity.name not in before.quantities and not follows and not _said(after, quantity):
            yield _conflict(case, quantity, "quantities.yaml")
    for fact in after.facts.values():
        if fact.name not in before.facts and not _said(after, fact):
            yield _conflict(case, fact, "facts.yaml")


def _said(vocabulary: Vocabulary, named: Quantity | YesNo) -> bool:
    """Whether something says how it is known: codes, a note, a date, what it follows from, its handling."""
    follows = named.since if isinstance(named, Quantity) else named.score or named.agrees_with
    totals = {total for score in vocabulary.scores.values() for total in score.totals}
    sums = {doses.adds_up_to for doses in vocabulary.doses.values()}
    names = {named.name, named.of_item[0] if isinstance(named, Quantity) and named.of_item else named.name}
    told = named.codes or named.note or follows or not names.isdisjoint(vocabulary.handling)
    return bool(told) or named.name in totals | sums


def _conflict(case: Case, named: Quantity | YesNo, file: str) -> Conflict:
    thresholds = case.protocol.knowledge_base.thresholds.thresholds
    using = next((t for t in thresholds.values() if t.quantity == named.name), None)
    declared = (e.place for e in edits({}, case.version.opened.overlay) if e.name.rpartition(".")[2] == named.name)
    return case.conflict(
        named.name,
        f"nothing says when and how `{named.name}` is known: it has no codes, no note, no date and no handling",
        f"give `{named.name}` its codes, or a note on window and method, in {file}, and its handling in handling.yaml",
        place=using.place if using is not None else next(declared, None),
        notes=[("asked for by", f"{using.owner}: {named.label} {using.shown}")] if using is not None else [],
    )
