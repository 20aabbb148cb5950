"""AM31: an amendment breaks a guard-rail, or edits one.

What it is: `guardrails.lp` holds what no amendment may ever weaken, each with its owner and reason. Somebody
who breaks one could be eligible under the amendment, or the amendment changes the guard-rail itself. The
guard-rails that count are those of the base.

Why it matters: guard-rails stand for people whom nobody in this process can ask: the unborn child, the
patient whose oxygen is low. Only their owner may lift one.

Example: an amendment lowers the creatinine clearance to 45 mL/min while the guard-rail says 50.

The same holds where an amendment puts what a guard-rail asks for into the background: then nobody can break it
by definition, and somebody who was never asked is let in.

How to mend: keep the limit, or take the guard-rail to its owner first; an agreed change of it is accepted with
a reason in amendment.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from hn2301_asp.amendment.case import At, Case
from hn2301_asp.amendment.headline import asked_of
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.questions.telling import items_behind, places_of
from hn2301_asp.amendment.questions.unless import eligible_after, unless
from hn2301_asp.comparison.differences import meaning
from hn2301_asp.comparison.inputs import Undecidable
from hn2301_asp.comparison.model import Witness
from hn2301_asp.knowledge.rules import Rule

CODE = "AM31"
TITLE = "breaks a guard-rail, or edits one"
ALONE = True
ROOTS = ()


def find(case: Case) -> Iterator[Conflict]:
    """One finding for each guard-rail that somebody eligible breaks, and for each that is edited."""
    for number, rule in enumerate(_guarding(case)):
        yield from _broken(case, rule, number)
    if not case.alone:
        yield from _edited(case)
        yield from _background(case)


def _background(case: Case) -> Iterator[Conflict]:
    """What the amendment newly takes to be true of everybody: guard-rails are then kept of such people only."""
    before = {meaning(rule) for rule in case.before.knowledge_base.rules if rule.head is None}
    guarded = {use.signature for rule in _guarding(case) for use in rule.uses}
    for rule in case.protocol.knowledge_base.rules:
        if rule.head is not None or meaning(rule) in before or guarded.isdisjoint(u.signature for u in rule.uses):
            continue
        yield case.conflict(
            rule.source,
            "takes to be true of everybody what guard-rails are there to ask: whoever shows it is called impossible, "
            "and whoever was not asked is let in",
            "leave it to the criteria, and the background to what is true of every human being",
            group="declare",
            severity="error",
            place=rule.place,
            notes=[("background", rule.source), ("because", "; ".join(rule.because))],
        )


def _guarding(case: Case) -> tuple[Rule, ...]:
    return (case.protocol if case.alone else case.before).knowledge_base.guardrails


def _broken(case: Case, rule: Rule, number: int) -> Iterator[Conflict]:
    asked = [case.side.broken[number]]
    before = case.side_before
    try:
        found = case.search.find(asked, nearest=True)
        if found is None:
            yield from _broken_otherwise(case, rule, number)
            return
        newly = None if before is None else case.search.find([*asked, -before.broken[number]], nearest=True)
        witness = case.comparer.witness(case.was or 0, case.now, newly or found, eligible_after)
    except Undecidable as why:
        yield case.conflict(
            _name(case, rule),
            f"whether somebody who breaks the guard-rail “{_reason(rule)[0]}” could be eligible is undecided: {why}",
            "simplify the rules, and ask again",
            group="declare",
            undecided=True,
            **_home(case, rule),
        )
        return
    old = before is not None and newly is None
    yield case.conflict(
        _name(case, rule),
        f"{'still ' if old else ''}lets in somebody whom a guard-rail keeps out: {_reason(rule)[0]}",
        "mend the base" if old else "keep the limit, or take the guard-rail to its owner first",
        group="declare",
        severity="error",
        notes=_told(rule),
        witness=witness,
        **(_cause(case, witness) or _home(case, rule)),
    )


def _broken_otherwise(case: Case, rule: Rule, number: int) -> Iterator[Conflict]:
    """A guard-rail that is kept under the readings in force, and under others newly broken."""
    before = case.side_before
    question = [case.side.broken[number], *([] if before is None else [-before.broken[number]])]
    if differ := unless(case, question, "somebody is let in"):
        yield case.conflict(
            _name(case, rule),
            f"lets in, under other readings only, somebody whom a guard-rail keeps out: {_reason(rule)[0]}",
            "keep the limit under every reading, or take the guard-rail to its owner first",
            group="declare",
            notes=_told(rule),
            unless=differ,
            **_home(case, rule),
        )


def _cause(case: Case, witness: Witness) -> At:
    """The item through which the witness is let in now; empty where nothing changed for it."""
    for criterion in witness.blocked_before:
        if found := places_of(items_behind(case, criterion)):
            return found
    return {}


def _home(case: Case, rule: Rule) -> At:
    """Where the guard-rail itself stands."""
    return {"place": rule.place} if case.alone else {"was": rule.place}


def _edited(case: Case) -> Iterator[Conflict]:
    before, after = case.before.knowledge_base, case.protocol.knowledge_base
    kept = {(rule.source, rule.because): rule for rule in after.guardrails}
    sources = {rule.source for rule in after.guardrails}
    guarding, ours = before.guardrail_thresholds, after.guardrail_thresholds
    for rule in before.guardrails:
        if rule.source not in sources:
            yield _edit(case, rule, "it is taken out, or another rule stands in its place")
        elif (rule.source, rule.because) not in kept:
            yield _edit(case, rule, "its reason or owner is another")
        for use in rule.uses:
            limits, now = guarding.of(use.signature[0]), ours.of(use.signature[0])
            if {(one.name, one.quantity, one.test) for one in limits} <= {(n.name, n.quantity, n.test) for n in now}:
                continue
            label = asked_of(replace(before, thresholds=guarding), limits[0])
            there = f"{now[0].shown}, was {limits[0].shown}" if now else f"{limits[0].shown} is gone"
            if now and now[0].shown == limits[0].shown:
                there = f"{limits[0].shown} is asked of others"
            yield _edit(case, rule, f"{label} {there}")


def _edit(case: Case, rule: Rule, what: str) -> Conflict:
    thresholds = case.protocol.knowledge_base.guardrail_thresholds
    limits = [limit for use in rule.uses for limit in thresholds.of(use.signature[0])]
    same = [other for other in case.protocol.knowledge_base.guardrails if other.source == rule.source]
    places = [*(limit.place for limit in limits), *(other.place for other in same)]
    return case.conflict(
        _name(case, rule),
        f"edits the guard-rail “{_reason(rule)[0]}”: {what}",
        "leave guard-rails to their owner; accept the finding where the owner agreed",
        group="declare",
        severity="error",
        place=places[0] if places else None,
        was=rule.place,
        notes=_told(rule),
    )


def _name(case: Case, rule: Rule) -> str:
    """What a guard-rail is called: what it asks for, or the whole rule where another asks for the same."""
    asked = _asked(rule)
    alike = [other for other in _guarding(case) if _asked(other) == asked]
    return asked if asked and len(alike) == 1 else rule.source


def _asked(rule: Rule) -> str:
    return ", ".join(use.signature[0] for use in rule.uses if use.signature[0] != "eligible")


def _reason(rule: Rule) -> tuple[str, str | None]:
    """What a guard-rail is for, and whose it is."""
    reason, _, owner = "; ".join(rule.because).partition("; owner:")
    return reason or rule.source, owner.strip() or None


def _told(rule: Rule) -> list[tuple[str, str]]:
    owner = _reason(rule)[1]
    return [("guard-rail", rule.source), *([("owner", owner)] if owner else [])]
