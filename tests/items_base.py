"""A small knowledge base of which items have attributes: how long, when last, how much; and its meaning by hand."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import product
from typing import Any

from hn2301_asp.api import Protocol
from tests.one_criterion import base

UNITS = """
base: ["second = [time]", "month_unit = [calendar]", "gram = [mass]"]
units:
  hour: {is: 3600 * second, spellings: [hours]}
  day: {is: 86400 * second, spellings: [days]}
  week: {is: 7 * 86400 * second, spellings: [weeks]}
  month: {is: month_unit, spellings: [months]}
  mg: {is: gram / 1000, spellings: []}
"""
DRUGS = """
immunosuppressant:
  azathioprine: {names: [AZA]}
  mmf: {substance: mycophenolic_acid}
  mpa: {substance: mycophenolic_acid}
targeted:
  rituximab: {half_life: {value: 20 days, source: label}}
  belimumab: {half_life: {value: 10 days, source: label}}
"""
FACTS = """
record: {screening_date: {kind: date}, infusion_date: {kind: date}}
choices: {size: {values: [big, small]}}
facts: {f: {}, g: {}, exact: {}}
families:
  used:
    label: drugs used
    item: used
    of: drugs
    attributes:
      months: {unit: month, label: duration, possible: [0, 600]}
      last:
        {label: last dose, unit: day, also: {week: {}}, since: {to: infusion_date}, completed: true,
         possible: [0, 9000]}
      dose: {unit: mg, label: dose}
doses: {}
"""
VOCABULARY = {"units": UNITS, "drugs": DRUGS, "facts": FACTS, "quantities": "{}\n"}
THRESHOLDS = """
used_long  duration of used ≥ 3 months                                                             "q"
not_washed  last dose of used (targeted) within longer of 5 half-lives or 12 weeks before infusion "q"
"""
RULES = """
two_long :- #count { S : used_long(D), substance(D, S) } >= 2.
met("C-1") :- two_long, not unwashed.
unwashed :- not_washed(D).
"""


def items(thresholds: str = THRESHOLDS, rules: str = RULES, **vocabulary: str) -> Protocol:
    return base(thresholds, rules, {**VOCABULARY, **vocabulary})


#: The drugs with their substance, and within how many days before the infusion a last dose was too late.
DRUG = {
    "azathioprine": ("azathioprine", None),
    "mmf": ("mycophenolic_acid", None),
    "mpa": ("mycophenolic_acid", None),
    "rituximab": ("rituximab", 100),
    "belimumab": ("belimumab", 84),
}
INFUSION = date(2025, 6, 1)


def draw_record(rng: random.Random) -> dict[str, Any]:
    """A record: a closed list with what is told of its items, single answers, or some of both kinds of spelling."""
    told: dict[str, dict[str, Any]] = {}
    for drug, (_, days) in DRUG.items():
        own: dict[str, Any] = {}
        if rng.random() < 0.6:
            own["months"] = rng.choice([0, "2.9 months", 3, 7])
        if days is not None and rng.random() < 0.7:
            ago = rng.choice([days - 1, days, days + 1, 84, 85, 300])
            own["last"] = rng.choice([(INFUSION - timedelta(days=ago)).isoformat(), f"{ago} days"])
        told[drug] = own
    record: dict[str, Any] = {}
    if rng.random() < 0.9:
        record["infusion_date"] = INFUSION.isoformat()
    held = [drug for drug in DRUG if rng.random() < 0.6]
    if rng.random() < 0.5:
        record["used"] = [{"drug": drug, **told[drug]} if told[drug] else drug for drug in held]
        return record
    for drug in DRUG:
        if drug in held:
            if rng.random() < 0.5:
                record[f"used.{drug}"] = {**told[drug]} or "yes"
            else:
                record |= {
                    f"used.{drug}": "yes",
                    **{f"used.{drug}.{name}": value for name, value in told[drug].items()},
                }
        elif rng.random() < 0.6:
            record[f"used.{drug}"] = "no"
    return record


def _told(record: Mapping[str, Any], drug: str) -> tuple[bool | None, dict[str, Any]]:
    """Whether a drug was used, and what is told of it."""
    if "used" in record:
        entries = [
            entry for entry in record["used"] if entry == drug or (isinstance(entry, dict) and entry["drug"] == drug)
        ]
        own = entries[0] if entries and isinstance(entries[0], dict) else {}
        return bool(entries), own
    given = record.get(f"used.{drug}")
    own = (
        given
        if isinstance(given, dict)
        else {n: record[f"used.{drug}.{n}"] for n in ("months", "last") if f"used.{drug}.{n}" in record}
    )
    return (True if own or given == "yes" else False if given == "no" else None), own


def _ways(record: Mapping[str, Any], drug: str) -> Iterator[tuple[bool, bool]]:
    """Whether a drug was used long enough, and whether too lately, in every way that a record leaves open."""
    held, own = _told(record, drug)
    days = DRUG[drug][1]
    for used in [held] if held is not None else [True, False]:
        months = float(str(own["months"]).removesuffix(" months")) if "months" in own else None
        long = [True, False] if months is None else [months >= 3]
        late = [False] if days is None else [True, False]
        last = str(own.get("last", ""))
        if days is not None and last.endswith("days"):
            late = [int(last.removesuffix(" days")) <= days]
        elif days is not None and last and "infusion_date" in record:
            late = [(INFUSION - date.fromisoformat(last)).days <= days]
        yield from ((used and a, used and b) for a, b in product(long, late))


def by_hand(record: Mapping[str, Any]) -> str:
    """The status of C-1 over every completion."""
    seen = set()
    for ways in product(*({*_ways(record, drug)} for drug in DRUG)):
        long = {DRUG[drug][0] for drug, (one, _) in zip(DRUG, ways, strict=True) if one}
        seen.add(len(long) >= 2 and not any(late for _, late in ways))
    return "unknown" if len(seen) == 2 else "met" if True in seen else "not_met"
