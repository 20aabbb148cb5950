"""AM18: the cases of a split leave values out, or claim them twice.

What it is: several rules for one thing are the cases of a split: each asks for another range of one quantity. After
the amendment some value that can be recorded lies in none of them though the ranges on both sides do, or in
two. Ranges are taken for the cases of a split where none holds another. A gap or an overlap is reported where the
same cases had none before, where three or more cases follow each other, or where two cases meet at one number and
the fault is that number only; else two separate ranges may well be meant ("below 3 or above 12"). Of a choice with
three values or more, a value that no case names is a gap where the same cases named every value before.

Why it matters: a patient of exactly 60 kg would have no dose, or two.

Example: one rule is for patients below 60 kg, and an amendment makes the other one for those above 60 kg.

How to mend: let one case begin where the other ends: < 60 and ≥ 60.
"""

from __future__ import annotations

from collections.abc import Iterator

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.questions.splits import Fault, Split, faults, splits
from hn2301_asp.comparison.model import Witness
from hn2301_asp.comparison.renaming import key
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.patient.ranges import Wanted, in_words, limit_in_words
from hn2301_asp.source.numbers import named, with_unit

CODE = "AM18"
TITLE = "leaves a gap or an overlap between the cases of a split"
ALONE = True
ROOTS = ("AM20", "AM19")

#: A choice of two values is no split: of the other value nothing need be said.
_SEVERAL = 3


def find(case: Case) -> Iterator[Conflict]:
    """One finding for each gap and each overlap that the version has and its base had not."""
    after = case.protocol.knowledge_base
    before = None if case.alone else case.before.knowledge_base
    if before is not None and not any(item.kind in ("threshold", "rule", "vocabulary") for item in case.items):
        return
    earlier = [] if before is None else [(s, list(faults(before, s))) for s in splits(before)]
    known = {(s.head, s.quantity, f.kind, f.interval) for s, found in earlier for f in found}
    clean = {(s.head, s.quantity, kind) for s, found in earlier for kind in ("gap", "overlap")} - {
        (s.head, s.quantity, f.kind) for s, found in earlier for f in found
    }
    for split in splits(after):
        for fault in faults(after, split):
            new = (split.head, split.quantity, fault.kind, fault.interval) not in known
            # Or the cases of this split had no such fault before.
            unheard = (split.head, split.quantity, fault.kind) in clean
            if new and (fault.interval.is_point or len(split.cases) > 2 or unheard):
                yield _conflict(case, after, fault)
    yield from _choices(case, after, before)


def _conflict(case: Case, after: KnowledgeBase, fault: Fault) -> Conflict:
    split = fault.split
    label = after.thresholds.quantities[split.quantity].label
    told = f"{label} {_words(after, split, fault)}"
    thresholds = after.thresholds.thresholds
    gap = f"no case of {split.head}, though the values on both sides do"
    cases = [f"{label} {thresholds[name].shown} ({name})" for name in thresholds if name in split.thresholds]
    changed = [i for i in case.items if i.kind == "threshold" and i.name in split.thresholds]
    changed += [i for i in case.items if i.kind == "rule" and i.name == split.head]
    was = next((i.there for i in changed if i.there is not None), None)
    now = next((i.here for i in changed if i.here is not None), None)
    return case.conflict(
        split.head,
        f"{told} belongs to {gap if fault.kind == 'gap' else f'more than one case of {split.head}'}",
        "let one case begin where the other ends",
        place=now.place if now is not None else split.rules[-1].place,
        was=was.place if was is not None else None,
        notes=[("cases", "; ".join(cases))],
        witness=_witness(case, fault),
    )


def _words(after: KnowledgeBase, split: Split, fault: Fault) -> str:
    """The values of a gap or an overlap: `60 kg`, `60.1–64.9 kg`."""
    quantity = after.thresholds.quantities[split.quantity]
    inside = fault.interval.within(quantity.step)
    if split.quantity in after.thresholds.derived or inside.is_empty or inside.low is None or inside.high is None:
        if fault.interval.is_point and fault.interval.low is not None:
            return limit_in_words(after, split.quantity, fault.interval.low)
        return in_words(after, split.quantity, Wanted(fault.interval))
    low = "" if inside.is_point else f"{named(inside.low, quantity.unit)}–"
    return low + with_unit(inside.high, quantity.unit)


def _witness(case: Case, fault: Fault) -> Witness | None:
    """Somebody whose value lies there: one whose eligibility changed, if there is one."""
    joint = case.side.names[key("quantity", fault.split.quantity)]
    before, now = case.side_before, case.side.eligible
    questions = [] if before is None else [[before.eligible, -now], [-before.eligible, now]]
    for question in [*questions, []]:
        found = case.search.find_within(question, {joint: fault.interval})
        if found is not None:
            return case.comparer.witness(case.was or 0, case.now, found, lambda _, __: True)
    return None


def _choices(case: Case, after: KnowledgeBase, before: KnowledgeBase | None) -> Iterator[Conflict]:
    """Values of a choice that no case names though others are named."""
    if before is None:
        return  # Rules for some values only are no split: a pool of these values would say the same.
    whole = {(head, choice) for head, choice, missing in _splits_by_choice(before) if not missing}
    for head, choice, missing in _splits_by_choice(after):
        several = len(after.vocabulary.choices[choice].values) >= _SEVERAL
        for value in missing if several and (head, choice) in whole else ():
            label, told = after.vocabulary.choices[choice].label, after.vocabulary.choices[choice].told(value)
            yield case.conflict(
                head,
                f"{label} {told} belongs to no case of {head}, though the other values do",
                f"add a case for {label} {told}, or say why there is none",
                place=next(rule.place for rule in after.rules if rule.head_text == head),
            )


def _splits_by_choice(base: KnowledgeBase) -> Iterator[tuple[str, str, list[str]]]:
    """Rules of one head that each ask for another value of a choice, with the values that none of them names."""
    for choice in base.vocabulary.choices.values():
        named: dict[str, list[set[str]]] = {}
        for rule in base.rules:
            if rule.head is not None:
                own = {v for v in choice.values if f"{choice.name}({v})" in rule.program}
                named.setdefault(rule.head_text, []).append(own)
        for head, cases in named.items():
            if len(cases) > 1 and all(len(own) == 1 for own in cases) and len(set().union(*cases)) > 1:
                yield head, choice.name, [value for value in choice.values if value not in set().union(*cases)]
