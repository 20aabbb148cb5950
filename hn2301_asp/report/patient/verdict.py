"""The verdict in a sentence, and beside it what it turns on. No layout here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from hn2301_asp.explanation.why.clash import clashing_criteria
from hn2301_asp.explanation.why.tree import CriterionAccount
from hn2301_asp.knowledge.model import Kind, KnowledgeBase
from hn2301_asp.knowledge.rules import scoped
from hn2301_asp.patient.model import Fact
from hn2301_asp.report.patient.leading import leading
from hn2301_asp.screener import Explained
from hn2301_asp.screening import PASSES, VERDICTS, OtherReading
from hn2301_asp.source.lists import listed

_KINDS: tuple[Kind, ...] = ("inclusion", "exclusion")
_STATUS = {
    "inclusion": {"met": "met", "not_met": "not met", "unknown": "open", "not_applicable": "not applicable"},
    "exclusion": {"met": "applies", "not_met": "does not apply", "unknown": "open", "not_applicable": "not applicable"},
}


def status_word(status: str, kind: Kind = "inclusion") -> str:
    """A criterion's status as people say it: one of exclusion applies, or does not."""
    return _STATUS[kind][status]


def all_fine(base: KnowledgeBase) -> str:
    """What would be so of an eligible patient, without numbers."""
    some = any(base.kind(name) == "inclusion" for name in scoped(base.rules))
    told = {
        "inclusion": f"meets all criteria{' that apply' if some else ''}",
        "exclusion": "no exclusion criterion applies",
    }
    return ", ".join(told[kind] for kind in _totals(base))


def why_fine(base: KnowledgeBase) -> str:
    """What is explained of an eligible patient."""
    told = {"inclusion": "all are met", "exclusion": "no exclusion criterion applies"}
    return f"Why {', and '.join(told[kind] for kind in _totals(base))}"


def would_be_fine(result: Explained) -> str:
    """What would be so of a patient if facts were other than they are: ``Would meet all 8``."""
    totals, only = _in_scope(result), _only(result)
    inclusion, exclusion = totals.get("inclusion", 0), totals.get("exclusion", 0)
    if not exclusion:
        return f"Would meet all {inclusion}{only['inclusion']}" if inclusion > 1 else "Would meet the criterion"
    none = f"none of {exclusion} {_criteria('exclusion', exclusion)}{only['exclusion']} would apply"
    if not inclusion:
        return f"N{none[1:]}"
    all_ = f"all {inclusion}" if inclusion > 1 else "the"
    return f"Would meet {all_} {_criteria('inclusion', inclusion)}{only['inclusion']}, and {none}"


def summary(result: Explained) -> str:
    """The verdict in a sentence, in words that do not promise more than was screened."""
    base, screening = result.base, result.screening
    if screening.verdict == "contradictory":
        return "the record contradicts itself: " + listed([base.vocabulary.label(name) for name in screening.clash])
    if screening.verdict == "eligible":
        fine = [] if _in_scope(result) else ["no criterion is in scope"]
        fine += [_fulfilled(result, kind, total, total) for kind, total in _in_scope(result).items()]
        return "; ".join([*fine, *_out_of_scope(result)])
    if screening.verdict == "undetermined":
        return f"cannot be decided yet: {'; '.join([*_so_far(result), *_out_of_scope(result)])}"
    totals = _in_scope(result)
    told = [_fulfilled(result, kind, _count(result, kind, PASSES[kind]), total) for kind, total in totals.items()]
    if screening.blocking:
        told.append(f"blocked by {', '.join(screening.blocking)}")
        told += [f"{number} open"] if (number := sum(_count(result, kind, "unknown") for kind in _KINDS)) else []
    else:
        names = listed(clashing_criteria(result.protocol.space, screening))
        word = "as needed together" if "exclusion" in _totals(base) else "met together"
        told.append(f"{names} cannot be {word}")
    return "; ".join([*told, *_out_of_scope(result)])


def counts(found: Mapping[str, int]) -> str:
    """How many patients there are of each verdict: ``2 eligible, 1 undetermined``."""
    return ", ".join(f"{found[verdict]} {verdict}" for verdict in VERDICTS if found.get(verdict))


def clashing_facts(result: Explained) -> tuple[Fact, ...]:
    """The facts that contradict each other; one that is not given by itself has no more than its label."""
    facts, label = result.screening.patient.facts, result.base.vocabulary.label
    return tuple(facts.get(name) or Fact("", label(name), "given") for name in result.screening.clash)


def _totals(base: KnowledgeBase) -> dict[Kind, int]:
    """How many criteria of each kind there are, where there are any."""
    kinds = [criterion.kind for criterion in base.criteria]
    return {kind: kinds.count(kind) for kind in _KINDS if kind in kinds}


def _in_scope(result: Explained) -> dict[Kind, int]:
    """How many criteria of each kind apply to a patient, or may, where there are any."""
    totals = _totals(result.base)
    left = {kind: total - _count(result, kind, "not_applicable") for kind, total in totals.items()}
    return {kind: number for kind, number in left.items() if number}


def _out_of_scope(result: Explained) -> list[str]:
    """How many criteria do not apply to a patient, where some do not."""
    number = sum(_count(result, kind, "not_applicable") for kind in _KINDS)
    return [f"{number} not applicable"] if number else []


def _only(result: Explained) -> dict[Kind, str]:
    """What is added to a number of criteria where not all apply: that of each kind those are meant that do."""
    screening, totals, found = result.screening, _in_scope(result), dict.fromkeys(_KINDS, "")
    unclear = {
        "inclusion": (" (whichever apply)", " (if it applies)"),
        "exclusion": (" (whichever are in scope)", " (if it is in scope)"),
    }
    known = {"inclusion": (" that apply", " that applies"), "exclusion": (" in scope", " in scope")}
    for name, applies in screening.applies.items():
        kind = result.base.kind(name)
        one = totals.get(kind) == 1
        if applies is None:
            found[kind] = unclear[kind][one]
        elif not applies:
            found[kind] = found[kind] or known[kind][one]
    return found


def _count(result: Explained, kind: Kind, status: str) -> int:
    criteria = result.base.criteria
    return sum(c.kind == kind and result.screening.statuses[c.id] == status for c in criteria)


def _criteria(kind: Kind, number: int) -> str:
    return f"{kind} criteri{'on' if number == 1 else 'a'}"


def _fulfilled(result: Explained, kind: Kind, fine: int, total: int) -> str:
    """How many criteria of a kind are as they must be; of exclusion criteria, how many are not."""
    criteria, only = _criteria(kind, total), _only(result)[kind]
    if kind == "exclusion":
        bad = 0 if fine == total else _count(result, kind, "met")
        return f"{bad or 'none'} of {total} {criteria}{only} {'applies' if bad <= 1 else 'apply'}"
    told = f"all {total}" if total > 1 else "the"
    told = f"meets {told} {criteria}" if fine == total else f"meets {fine} of {total} {criteria}"
    return f"{told}{only}"


def _so_far(result: Explained) -> Iterator[str]:
    """How many criteria are as they must be so far; none fails."""
    totals = _in_scope(result)
    for kind, total in totals.items():
        fine, unknown = _count(result, kind, PASSES[kind]), _count(result, kind, "unknown")
        lead = f"of {total} {_criteria(kind, total)} " if len(totals) > 1 else ""
        if kind == "inclusion":
            yield f"{lead}{fine} met, none failed, {unknown} open"
        else:
            yield f"{lead}{fine} {'does' if fine == 1 else 'do'} not apply, none applies, {unknown} open"


def turns_on(
    result: Explained,
    accounts: Sequence[CriterionAccount] | None = None,
    others: Iterable[OtherReading] | None = None,
) -> tuple[str, ...]:
    """What stands beside a verdict: the leading test, units perhaps meant, and readings that it depends on.

    ``accounts`` and ``others`` are what the result's own come to, where these were not worked out.
    """
    tests = [test for test in (leading(result, accounts),) if test is not None]
    others = (effect.other for effect in result.effects) if others is None else others
    doubts = [remark.text for remark in result.screening.remarks if remark.verdict is not None]
    return (
        *tests,
        *doubts,
        *(_reading(result, other) for other in others if other.verdict != result.verdict),
    )


def other_remarks(result: Explained) -> tuple[str, ...]:
    """What is remarked on and does not stand beside the verdict."""
    return tuple(remark.text for remark in result.screening.remarks if remark.verdict is None)


def _reading(result: Explained, other: OtherReading) -> str:
    """Another reading under which the verdict would be another one."""
    chosen = other.readings
    lead = "a reading" if len(chosen) == 1 else "readings together"
    told = " and ".join(read_as(result.base, chosen))
    return f"{lead}: {other.verdict} with {told} [{choices(chosen)}]"


def read_as(base: KnowledgeBase, chosen: Mapping[str, str], verb: str = "read as") -> list[str]:
    """Phrases of the protocol, each with how it is read."""
    readings = base.readings
    return [f"“{readings[name].phrase}” {verb} “{readings[name].values[value]}”" for name, value in chosen.items()]


def choices(chosen: Mapping[str, str]) -> str:
    """Readings as commands take them: ``ID=VALUE``."""
    return ", ".join(f"{name}={value}" for name, value in chosen.items())


def not_default(result: Explained) -> dict[str, str]:
    """The readings in force that are not the default."""
    defaults = result.base.default_readings()
    return {name: value for name, value in result.screening.readings.items() if value != defaults[name]}
