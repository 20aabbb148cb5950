"""Contrasts as JSON-ready data."""

from __future__ import annotations

from typing import Any

from hn2301_asp.comparison.contrast import ProtocolContrast
from hn2301_asp.comparison.differences import Difference, Version
from hn2301_asp.comparison.sides import Found, Side
from hn2301_asp.comparison.substitution import Exchange
from hn2301_asp.patient.model import LEFT_OUT, Patient
from hn2301_asp.report.patient.contrast import own_rules, same_status
from hn2301_asp.report.patient.data import place_data, rule_data
from hn2301_asp.report.patient.verdict import turns_on
from hn2301_asp.screener import Explained
from hn2301_asp.solver.minimal import Minimal


def contrast_data(found: Found, one: Side, other: Side) -> dict[str, Any]:
    """A contrast as data."""
    if isinstance(found, ProtocolContrast):
        return protocol_data(found, other[1], one[1])
    return patient_data(found, one, other)


def protocol_data(contrast: ProtocolContrast, there: Explained, here: Explained) -> dict[str, Any]:
    """One patient under two versions of the protocol. Sets of differences are numbers into the list of them."""
    return {
        "patient": here.screening.patient.id,
        "scope": here.base.scope,
        "there": _side(there),
        "here": _side(here),
        "differences": [_difference(item, there, here) for item in contrast.items],
        "criteria": [
            {
                "id": one.criterion,
                "there": one.there,
                "here": one.here,
                "made_by": _sets(one.made_by) if one.made_by is not None else None,
                "rules_there": _rules(there, here, one.criterion),
                "rules_here": _rules(here, there, one.criterion),
            }
            for one in contrast.contrasts
        ],
        "same_status": _same_status(here, there),
    }


def patient_data(exchanges: tuple[Exchange, ...], one: Side, other: Side) -> dict[str, Any]:
    """Two patients under one protocol."""
    return {
        "patient": one[0].id,
        "against_patient": other[0].id,
        "scope": one[1].base.scope,
        "here": _side(one[1]),
        "there": _side(other[1]),
        "criteria": [
            {
                "id": exchange.criterion,
                "here": exchange.one,
                "there": exchange.other,
                "rules_here": _rules(one[1], other[1], exchange.criterion),
                "rules_there": _rules(other[1], one[1], exchange.criterion),
                "changes": [
                    [_fact(exchange.facts[number], one[0], other[0]) for number in sorted(chosen)]
                    for chosen in exchange.changes.sets
                ],
                **_limits(exchange.changes),
            }
            for exchange in exchanges
        ],
        "same_status": _same_status(one[1], other[1]),
    }


def _same_status(here: Explained, there: Explained) -> list[dict[str, Any]]:
    """Criteria of one status that other rules block, or leave open."""
    return [
        {
            "id": criterion,
            "status": here.criteria[criterion],
            "rules_there": _rules(there, here, criterion),
            "rules_here": _rules(here, there, criterion),
        }
        for criterion in same_status(here, there)
    ]


def _side(side: Explained) -> dict[str, Any]:
    base = side.base
    return {
        "verdict": side.verdict,
        "turns_on": list(turns_on(side)),
        "blocking": list(side.blocking),
        "clash": list(side.clash),
        "protocol": f"{base.id} {base.version}",
        "knowledge_base": base.root,
        "kb_digest": base.digest,
        "input_digest": side.screening.patient.digest,
        "readings": dict(side.screening.readings),
        "left_out": [name for remark in side.screening.remarks if remark.code == LEFT_OUT for name in remark.facts],
    }


def _difference(item: Difference, there: Explained, here: Explained) -> dict[str, Any]:
    sides = {"there": _version(item.there, there), "here": _version(item.here, here)}
    return {"kind": item.kind, "name": item.name, **sides}


def _version(version: Version | None, side: Explained) -> dict[str, Any] | None:
    if version is None:
        return None
    return {"text": version.text, **place_data(side.protocol, version.place), "quotes": list(version.quotes)}


def _rules(side: Explained, other: Explained, criterion: str | None) -> list[dict[str, Any]]:
    return [{**rule_data(rule, side.protocol), "status": rule.status} for rule in own_rules(side, other, criterion)]


def _sets(found: Minimal) -> dict[str, Any]:
    return {"sets": [sorted(chosen) for chosen in found.sets], **_limits(found)}


def _limits(found: Minimal) -> dict[str, Any]:
    return {"of": found.of, "tried": found.tried, "complete": found.complete, "complete_to": found.complete_to}


def _fact(name: str, one: Patient, other: Patient) -> dict[str, Any]:
    values = [fact.told if (fact := side.facts.get(name)) is not None else None for side in (one, other)]
    return {"fact": name, "from": values[0], "to": values[1]}
