"""Accounts of patients as text: lines of styled pieces, coloured on a terminal, plain elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from hn2301_asp.explanation.why.clash import clash_reasons
from hn2301_asp.explanation.why.tree import BlockedRule, CriterionAccount
from hn2301_asp.report.patient import verdict
from hn2301_asp.report.patient.answer_words import effect_words
from hn2301_asp.report.patient.answers_text import answer_lines
from hn2301_asp.report.patient.data import place_words
from hn2301_asp.report.patient.why import Why, applies_because, in_order, not_applicable, rule_title, whys
from hn2301_asp.report.writers.lines import Line, wrapped
from hn2301_asp.screener import Explained
from hn2301_asp.source.lists import listed

_VERDICT_STYLE = {
    "eligible": "bold green",
    "ineligible": "bold red",
    "undetermined": "bold yellow",
    "contradictory": "bold magenta",
}
_TONE_STYLE = {"bad": "red", "open": "yellow", "": ""}
DISCLAIMER = "Not advice to change treatment."
INDENT = "      "
#: What is needed stands in this column, where the patient's value leaves room for it.
NEEDED_COLUMN = 54


def accounts_lines(results: Sequence[Explained], width: int) -> Iterator[Line]:
    """The accounts of several patients, ruled apart, with a count at the end."""
    yield from accounts(results, width)
    foot = list(in_force_lines(results[0], width)) if results else []
    yield from end_lines(len(results), Counter(result.verdict for result in results), foot)


def accounts(results: Iterable[Explained], width: int) -> Iterator[Line]:
    """The accounts of several patients, ruled apart."""
    for number, result in enumerate(results):
        if number:
            yield from apart(width)
        yield from account_lines(result, width)


def apart(width: int) -> Iterator[Line]:
    """What stands between two accounts."""
    yield []
    yield [("─" * min(width, 100), "dim")]


def end_lines(number: int, verdicts: Mapping[str, int], in_force: Iterable[Line]) -> Iterator[Line]:
    """What stands below all accounts: what is in force, and the counts."""
    if number:
        if number > 1:
            yield []
        yield from in_force
    if number != 1:
        if number:
            yield []
        yield [(": ".join(filter(None, [f"{number} patients", verdict.counts(verdicts)])), "bold")]


def headline(result: Explained) -> Line:
    screening = result.screening
    name = screening.patient.id or "patient"
    date = f"   screening date {screening.patient.screening.shown}" if screening.patient.screening else ""
    return [(name, "bold"), ("   ", ""), (verdict.summary(result), _VERDICT_STYLE[screening.verdict]), (date, "dim")]


def turns_on_lines(result: Explained, width: int, indent: str = INDENT) -> Iterator[Line]:
    """What stands below every verdict: what it turns on."""
    for words in verdict.turns_on(result):
        yield from wrapped([(f"{indent}turns on ", "bold")], words, width, indent + "  ")


def account_lines(result: Explained, width: int) -> Iterator[Line]:
    """The full account: verdict, what blocks, what is open, readings, remarks, provenance."""
    screening = result.screening
    yield headline(result)
    yield from turns_on_lines(result, width)
    if screening.verdict == "contradictory":
        yield from _clash(result, width)
    for entry, rules in in_order(result):
        yield []
        for number, rule in enumerate(rules):
            yield from rule_lines(result, entry, rule, "" if number else entry.id, width)
    yield from answer_lines(result, width)
    yield []
    yield from _fulfilled(result, width)
    yield from _readings(result, width)
    for remark in verdict.other_remarks(result):
        yield from wrapped([("Remark: ", "bold")], remark, width, "  ")
    yield from _foot(result)


def _fulfilled(result: Explained, width: int) -> Iterator[Line]:
    """The criteria that are as they should be: inclusion criteria met, exclusion criteria not; what is not asked."""
    statuses = result.screening.statuses
    for kind, status, word in (("inclusion", "met", "Met"), ("exclusion", "not_met", "Does not apply")):
        criteria = result.base.criteria
        names = [c.id for c in criteria if c.kind == kind and statuses.get(c.id) == status]
        if names:
            yield [(f"{word}: ", "bold"), (", ".join(names), "green")]
    for why, names in not_applicable(result).items():
        yield from wrapped([("Not applicable: ", "bold")], f"{', '.join(names)} ({why})", width, "  ")


def _clash(result: Explained, width: int) -> Iterator[Line]:
    yield []
    for fact in verdict.clashing_facts(result):
        yield [(INDENT, ""), (f"{fact.label}: {fact.told}{f' on {fact.date}' if fact.date else ''}", "")]
    reasons = clash_reasons(result.protocol.space, result.protocol.index, result.screening)
    why = f": {'; '.join(reasons)}" if reasons else ""
    text = f"These cannot all be true{why}. Nothing is said of the criteria until the record is mended."
    yield from wrapped([(INDENT, "")], text, width, INDENT)


def rule_lines(result: Explained, entry: CriterionAccount, rule: BlockedRule, lead: str, width: int) -> Iterator[Line]:
    """A rule that blocks or is open: its place, the words that it encodes, and why."""
    style = "bold red" if rule.status == "fails" else "bold yellow"
    title = f"{rule_title(entry, rule)}{'' if rule.status == 'fails' else ' (open)'}"
    yield [(f"{lead:<6}", style), (title, "bold"), ("   ", ""), (place_words(result.protocol, rule.place), "dim")]
    if lead and (applies := applies_because(result.base, entry)):
        yield from wrapped([(INDENT, "")], applies, width, INDENT + " ")
    for quote in rule.quotes:
        yield from wrapped([(INDENT, "")], f"“{quote}”", width, INDENT + " ", "italic")
    for why in whys(result.base, entry, rule):
        yield from _why(why, len(INDENT) + 4, width)


def _why(why: Why, indent: int, width: int) -> Iterator[Line]:
    """A part of an explanation: what the patient has, and what is needed: in one line where both fit."""
    lead, blank, style = f"{why.joint} ".rjust(indent), " " * (indent + 4), _TONE_STYLE[why.tone]
    if why.parts:
        yield [(lead + why.has, "")]
        for part in why.parts:
            yield from _why(part, indent + 4, width)
    elif why.needs and len(lead + why.has) <= NEEDED_COLUMN - 2 and NEEDED_COLUMN + len(why.needs) <= width:
        yield [(f"{lead + why.has:<{NEEDED_COLUMN}}", style), (why.needs, "")]
    else:
        yield from wrapped([(lead, style)], why.has, width, blank, style)
        if why.needs:
            yield from wrapped([(blank, "")], why.needs, width, blank)
        for line in why.details:
            yield from wrapped([(blank[:-2], "")], line, width, blank)


def _readings(result: Explained, width: int) -> Iterator[Line]:
    base, effects = result.base, result.answers.readings
    for name, value in verdict.not_default(result).items():
        [told] = verdict.read_as(base, {name: value})
        lead = "Reading in force, not the default: "
        yield from wrapped([(lead, "bold")], f"{told}   [{name}={value}]", width, "  ")
    for effect in effects:
        chosen = effect.other.readings
        lead = "Depends on the reading: " if len(chosen) == 1 else "Depends on readings together: "
        told = f"{' and '.join(verdict.read_as(base, chosen))}: {effect_words(result, effect)}"
        yield from wrapped([(lead, "bold")], f"{told}   [{verdict.choices(chosen)}]", width, "  ")
    if not effects and result.verdict != "contradictory":
        yield [("No other reading of the text changes this.", "")]


def scope_line(result: Explained) -> Line:
    """What the account is not, and what was not screened."""
    note = result.base.scope_note
    return [(f"{DISCLAIMER} {note[:1].upper()}{note[1:]}." if note else DISCLAIMER, "dim")]


def _foot(result: Explained) -> Iterator[Line]:
    base = result.base
    yield scope_line(result)
    digest = f"{base.id} {base.version}   kb {base.digest[:12]}   input {result.screening.patient.digest[:12]}"
    yield [(digest, "dim")]


def in_force_lines(result: Explained, width: int) -> Iterator[Line]:
    """Every reading with the value taken, and the assumptions by their numbers, with where they stand."""
    base, changed = result.base, verdict.not_default(result)
    told = [
        f"{n}={value}{' (not the default)' if n in changed else ''}" for n, value in result.screening.readings.items()
    ]
    yield from wrapped([("Readings in force: ", "dim")], ", ".join(told) or "none", width, "  ", "dim")
    ids = [assumption.id for assumption in base.assumptions]
    confirmed = sum(assumption.status != "assumed" for assumption in base.assumptions)
    count = f"{confirmed or 'none'} of {len(ids)} confirmed"
    files = listed(dict.fromkeys(assumption.file for assumption in base.assumptions))
    text = f"{_runs(ids)} ({count}; they stand in the knowledge base's {files})"
    yield from wrapped([("Assumptions in force: ", "dim")], text if ids else "none", width, "  ", "dim")


def _runs(ids: Sequence[str]) -> str:
    """Numbers that follow each other as one run: ``A01–A09, A11``."""
    runs: list[list[str]] = []
    for one in ids:
        if runs and _follows(runs[-1][-1], one):
            runs[-1].append(one)
        else:
            runs.append([one])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def _follows(one: str, other: str) -> bool:
    letters, digits = one.rstrip("0123456789"), one[len(one.rstrip("0123456789")) :]
    return bool(digits) and other == f"{letters}{int(digits) + 1:0{len(digits)}}"
