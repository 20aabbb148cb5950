"""Results as JSON-ready data, in the field names of the interface."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import PurePath
from typing import Any

from msgspec.structs import replace

from hn2301_asp.explanation.answers.answers import ReadingEffect
from hn2301_asp.explanation.why.clash import clash_reasons, clashing_criteria
from hn2301_asp.explanation.why.tree import AllOf, AnyOf, BlockedRule, CriterionAccount, HowMany, Leaf, Node, Shown
from hn2301_asp.report.patient.answers_data import answers_data
from hn2301_asp.screener import Explained, Screener
from hn2301_asp.source.diagnostics import Place
from hn2301_asp.source.numbers import grade


def result_data(result: Explained) -> dict[str, Any]:
    """One patient's result. Numbers are exact where they have few decimals; else see `exact`."""
    screening, base = result.screening, result.base
    accounts = {account.id: account for account in result.accounts}
    return {
        "patient": screening.patient.id,
        "scope": base.scope,
        "verdict": screening.verdict,
        "criteria": [criterion_data(accounts[c.id], result.protocol) for c in base.criteria if c.id in accounts],
        "blocking": list(screening.blocking),
        "blocking_together": list(clashing_criteria(result.protocol.space, screening)),
        "clash": list(screening.clash),
        "clash_because": list(clash_reasons(result.protocol.space, result.protocol.index, screening)),
        "missing": list(missing(result.accounts)),
        **answers_data(result.answers),
        "depends_on_reading": [_effect_data(effect, result.protocol) for effect in result.answers.readings],
        "remarks": [
            {
                "code": remark.code,
                "text": remark.text,
                "facts": list(remark.facts),
                **({"verdict": remark.verdict} if remark.verdict else {}),
            }
            for remark in screening.remarks
        ],
        "provenance": {
            "protocol": f"{base.id} {base.version}",
            "kb_digest": base.digest,
            "input_digest": screening.patient.digest,
            "as_of": screening.patient.screening.shown if screening.patient.screening else None,
            "readings": dict(screening.readings),
            "limit": result.limit,
            "assumptions": [assumption.id for assumption in base.assumptions],
            "versions": versions(),
        },
    }


def _effect_data(effect: ReadingEffect, protocol: Screener) -> dict[str, Any]:
    """Another reading, or several together, with the verdict and the rules that block under it only."""
    other = effect.other
    return {
        "readings": dict(other.readings),
        "verdict": other.verdict,
        "blocking": list(other.blocking),
        "criteria": dict(other.statuses),
        "blocked_by": [
            {"criterion": rule.criterion, "rule": rule.name, **place_data(protocol, rule.place)}
            for rule in effect.rules
        ],
    }


def versions() -> dict[str, str]:
    """What computed the result."""
    import clingo

    from hn2301_asp.__about__ import __version__

    python = ".".join(str(part) for part in sys.version_info[:3])
    return {"hn2301_asp": __version__, "clingo": clingo.__version__, "python": python}


def to_json(data: Any) -> str:
    """JSON text, the same bytes for the same data."""
    return json.dumps(data, ensure_ascii=False, indent=2, sort_keys=False) + "\n"


def criterion_data(account: CriterionAccount, protocol: Screener) -> dict[str, Any]:
    """A criterion's status; what blocks it, and what it still waits for."""
    return {
        "id": account.id,
        "title": account.title,
        "status": account.status,
        "blocked_by": [rule_data(rule, protocol) for rule in account.rules if rule.status == "fails"],
        "waits_for": [rule_data(rule, protocol) for rule in account.rules if rule.status == "missing"],
        **({"scope": _scope_data(account, account.scope, protocol)} if account.scope is not None else {}),
    }


def _scope_data(account: CriterionAccount, scope: BlockedRule, protocol: Screener) -> dict[str, Any]:
    """Whether a criterion that does not apply to everybody applies (null: not known), and by which facts."""
    told = [leaf for leaf in account.facts_of_scope() if isinstance(leaf, Leaf)]
    return {
        "applies": None if scope.status == "missing" else account.status != "not_applicable",
        "rule": scope.name,
        **place_data(protocol, scope.place),
        "facts": {leaf.fact: shown_data(leaf.value) for leaf in told if leaf.value is not None},
    }


def rule_data(rule: BlockedRule, protocol: Screener) -> dict[str, Any]:
    return {
        "rule": rule.name,
        **place_data(protocol, rule.place),
        "quote": " … ".join(rule.quotes) or None,
        "because": node_data(rule.because),
    }


def place_data(protocol: Screener, place: Place) -> dict[str, Any]:
    """A place in a knowledge base as a file and a line that people know."""
    shown = shown_place(protocol, place)
    return {"file": shown.file, "line": shown.line}


def place_words(protocol: Screener, place: Place) -> str:
    """A place in a knowledge base as people know it: ``kb/criteria/….lp:12``."""
    shown = shown_place(protocol, place)
    return f"{shown.file}:{shown.line}" if shown.line is not None else f"{shown.file}"


def shown_place(protocol: Screener, place: Place) -> Place:
    """A place as people know it: ``kb/criteria/…``, or the amendment's own file where it stands there."""
    if place.file is None:
        return place
    opened = protocol.opened
    if opened is None or opened.base is None:
        return replace(place, file=shown_file(protocol.knowledge_base.root, place.file))
    located = opened.locate(place)
    ground = opened.below[0].base if opened.below else opened.base
    above = PurePath((ground or opened.base).root).parent
    file = PurePath(located.file or place.file)
    return replace(located, file=file.relative_to(above).as_posix() if file.is_relative_to(above) else file.name)


def shown_file(root: str, file: str | None) -> str | None:
    """A file of a whole knowledge base as people know it: ``kb/criteria/…``."""
    return None if file is None else (PurePath(PurePath(root).name) / file).as_posix()


def node_data(node: Node) -> dict[str, Any]:
    if isinstance(node, AnyOf):
        return {"any_of": [node_data(part) for part in node.parts]}
    if isinstance(node, AllOf):
        data: dict[str, Any] = {"all_of": [node_data(part) for part in node.parts]}
        return {**data, "cannot_all_hold": True} if node.together else data
    if isinstance(node, HowMany):
        return {
            **_wanted(node.would_do),
            "fact": node.fact,
            "label": node.label,
            "has": node.has,
            "counted": [list(counted.labels) for counted in node.counted],
            "not_counted": [label for counted in node.not_counted for label in counted.labels],
            **_short(node),
            "of": list(node.of),
            "missing": list(node.missing),
        }
    return leaf_data(node)


def _short(node: HowMany) -> dict[str, Any]:
    """What is told of things recorded that do not count for it, by their labels; nothing where nothing is."""
    found = {label: [leaf_data(leaf) for leaf in one.short] for one in node.not_counted for label in one.labels}
    told = {label: leaves for label, leaves in found.items() if leaves}
    return {"too_little": told} if told else {}


def _wanted(would_do: Sequence[tuple[int, int | None]]) -> dict[str, Any]:
    """The numbers that would do: one lower bound, or every stretch from and to."""
    if len(would_do) == 1 and would_do[0][1] is None:
        return {"at_least": would_do[0][0]}
    if len(would_do) == 1 and would_do[0][0] == 0:
        return {"at_most": would_do[0][1]}
    return {"would_do": [list(one) for one in would_do]}


def leaf_data(leaf: Leaf) -> dict[str, Any]:
    """A leaf; the limit in the unit of the value as given stands beside it where it differs."""
    as_given = {"needs_as_given": leaf.needs_as_given, "missed_by_as_given": leaf.missed_by_as_given}
    return {
        "fact": leaf.fact,
        "value": shown_data(leaf.value) if leaf.value is not None else None,
        "threshold": leaf.threshold,
        "needs": leaf.needs,
        "missed_by": leaf.missed_by,
        "missing": list(leaf.missing),
        "from": {shown.fact: shown_data(shown) for shown in leaf.follows_from},
        **{key: text for key, text in as_given.items() if text is not None},
        **({"by_formula": shown_data(leaf.beside)} if leaf.beside is not None else {}),
    }


def shown_data(shown: Shown) -> dict[str, Any]:
    data: dict[str, Any] = {}
    if shown.number is not None and (name := grade(shown.number, shown.unit)) is not None:
        data["grade"] = name
    elif shown.number is not None:
        data["number"], exact = json_number(shown.number)
        data["unit"] = shown.unit
        if exact is not None:
            data["exact"] = exact
    if shown.answer is not None:
        data["answer"] = shown.answer
    if shown.as_given is None and shown.number is None and shown.told is not None:
        data["range"] = shown.told
    data["as_given"] = shown.as_given
    data["date"] = shown.date
    if shown.inside:
        data["items"] = list(shown.inside)
    return data


def json_number(number: Fraction) -> tuple[int | float, str | None]:
    """A number for JSON; with the exact fraction where decimals cannot say it."""
    if number.denominator == 1:
        return int(number), None
    rounded = Fraction(round(number * 10**6), 10**6)
    return float(rounded), None if rounded == number else str(number)


def missing(accounts: Iterable[CriterionAccount]) -> tuple[str, ...]:
    """The facts that are missing for a criterion that is open."""
    rules = (rule for account in accounts if account.status == "unknown" for rule in account.rules)
    return tuple(dict.fromkeys(name for rule in rules for name in _missing(rule.because)))


def _missing(node: Node) -> Iterator[str]:
    if isinstance(node, (AnyOf, AllOf)):
        for part in node.parts:
            yield from _missing(part)
    else:
        yield from node.missing
