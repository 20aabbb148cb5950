"""The oncology protocol once more, read from its text alone: random records, statuses and verdicts. Shares no code."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, localcontext
from itertools import product
from typing import Any

Record = dict[str, Any]
#: What may come out of something: True, False, or both.
Outcomes = frozenset[bool]
BOTH: Outcomes = frozenset({True, False})
YES, NO = frozenset({True}), frozenset({False})
FIRST_DOSE = datetime.date(2025, 5, 10)
#: Five half-lives or 28 days, whichever is shorter, in days.
WASHOUT = {"carboplatin": 28, "paclitaxel": 10, "bevacizumab": 28}


def drawn(rng: random.Random) -> Record:
    """A record of somebody who fits but for a few values near limits; of a third facts are missing."""
    record: Record = {
        "sex": rng.choice(["female", "male"]),
        "age": 61,
        "first_dose_date": str(FIRST_DOSE),
        "ecog": 1,
        "lesion": 30,
        "line": [
            {"drug": "carboplatin", "weeks": 18, "last": "2025-01-10"},
            {"drug": "paclitaxel", "weeks": 12, "last": "2025-01-10"},
        ],
        "anc": "4",
        "anc_lln": "1.8",
        "hemoglobin": "118 g/L",
        "alt": 20,
        "alt_uln": 40,
        "scr": "0.8",
        "nyha": "none",
        "liver_metastases": False,
        "pregnant": False,
    }
    for name in rng.sample(sorted(NEAR), rng.randint(0, 4)):
        record[name] = NEAR[name](rng)
    if rng.random() < 0.2:
        del record["scr"]
        record["egfr"] = rng.choice([49, 50, 51, 90])
    if rng.random() < 1 / 3:
        for name in rng.sample(sorted(record), rng.randint(1, 5)):
            del record[name]
    return record


NEAR: Mapping[str, Callable[[random.Random], Any]] = {
    "age": lambda rng: rng.choice([16, 17, 18, 19, 40, 80]),
    "ecog": lambda rng: rng.choice([0, 1, 2]),
    "lesion": lambda rng: rng.choice([9, 10, 11]),
    "line": lambda rng: lines(rng),
    "anc": lambda rng: rng.choice(["1.7", "1.8", "1.9"]),
    "anc_lln": lambda rng: rng.choice(["1.5", "1.8", "2"]),
    "hemoglobin": lambda rng: rng.choice(["89 g/L", "90 g/L", "9.0 g/dL"]),
    "alt": lambda rng: rng.choice([119, 120, 121, 199, 200, 201]),
    "alt_uln": lambda rng: rng.choice([40, 60]),
    "scr": lambda rng: rng.choice(["0.6", "1.1", "1.2", "1.3", "1.4", "1.5", "2"]),
    "nyha": lambda rng: rng.choice(["I", "II", "III", "IV"]),
    "liver_metastases": lambda rng: True,
    "pregnant": lambda rng: True,
}


def lines(rng: random.Random) -> list[Any]:
    """What was given before, each with its length and last dose where these are known."""
    told: list[Any] = []
    for drug in rng.sample(sorted(WASHOUT), rng.randint(0, 3)):
        item: dict[str, Any] = {"drug": drug}
        if rng.random() < 0.85:
            item["weeks"] = rng.choice([5, 6, 7, 18, 18])
        if rng.random() < 0.85:
            day = FIRST_DOSE - datetime.timedelta(days=rng.choice([9, 10, 11, 27, 28, 29, 60, 90, 120]))
            item["last"] = str(day)
        told.append(item)
    return told


def judged(record: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """The verdict and the status of each criterion."""
    people = [dict(whole) for whole in everybody(record)]
    every = [statuses_of(whole) for whole in people]
    told = {name: status(frozenset.union(*(one[name] for one in every))) for name in every[0]}
    scoped = {whole["sex"] for whole in people}
    if "female" not in scoped:
        told["E4"] = "not_applicable"
    elif "male" in scoped:
        told["E4"] = "unknown"
    can_pass = any(all(passes(name, True) & outcomes for name, outcomes in one.items()) for one in every)
    can_fail = any(passes(name, False) & outcomes for one in every for name, outcomes in one.items())
    return {(True, False): "eligible", (False, True): "ineligible"}.get((can_pass, can_fail), "undetermined"), told


def passes(name: str, wanted: bool) -> Outcomes:
    """The outcome of a criterion that lets a patient pass, or that does not."""
    return frozenset({wanted if name.startswith("I") else not wanted})


def everybody(record: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The record with each age and sex that it leaves open: several criteria ask for these."""
    ages = [record["age"]] if "age" in record else range(121)
    sexes = [record["sex"]] if "sex" in record else ["female", "male"]
    for age, sex in product(ages, sexes):
        yield {**record, "age": age, "sex": sex}


def statuses_of(r: Mapping[str, Any]) -> dict[str, Outcomes]:
    """What may come out for somebody of known age and sex; nothing else is asked by two criteria."""
    return {
        "I1": frozenset({r["age"] >= 18}),
        "I2": asked(r, "ecog", lambda grade: grade <= 1),
        "I3": asked(r, "lesion", lambda size: size >= 10),
        "I4": prior(r),
        "I5": together(neutrophils(r), asked(r, "hemoglobin", blood), liver(r), kidney(r)),
        "E1": unwashed(r),
        "E2": asked(r, "nyha", lambda grade: grade in ("III", "IV")),
        "E4": asked(r, "pregnant", bool) if r["sex"] == "female" else NO,
    }


def asked(r: Mapping[str, Any], name: str, test: Any) -> Outcomes:
    return frozenset({bool(test(r[name]))}) if name in r else BOTH


def together(*parts: Outcomes) -> Outcomes:
    """All of several that hang on nothing in common."""
    can_hold, can_fail = all(True in part for part in parts), any(False in part for part in parts)
    return frozenset([True] * can_hold + [False] * can_fail)


def either(*parts: Outcomes) -> Outcomes:
    return frozenset(not one for one in together(*(frozenset(not one for one in part) for part in parts)))


def blood(written: str) -> bool:
    number, unit = written.split()
    return Decimal(number) * (10 if unit == "g/dL" else 1) >= 90


def neutrophils(r: Mapping[str, Any]) -> Outcomes:
    """Not below a limit that lies between 0.5 and 5."""
    if "anc" not in r:
        return BOTH
    low, high = (Decimal(str(r["anc_lln"])),) * 2 if "anc_lln" in r else (Decimal("0.5"), Decimal(5))
    number = Decimal(str(r["anc"]))
    return frozenset({number >= low, number >= high})


def liver(r: Mapping[str, Any]) -> Outcomes:
    """Three times the limit, or five with metastases; the limit lies between 5 and 200."""
    if "alt" not in r:
        return BOTH
    limits = [Decimal(r["alt_uln"])] if "alt_uln" in r else [Decimal(5), Decimal(200)]
    spread = asked(r, "liver_metastases", bool)
    return frozenset(r["alt"] <= (5 if worse else 3) * limit for limit in limits for worse in spread)


def kidney(r: Mapping[str, Any]) -> Outcomes:
    if "egfr" in r:
        return frozenset({r["egfr"] >= 50})
    if "scr" not in r:
        return BOTH
    with localcontext() as context:
        context.prec = 40
        female = r["sex"] == "female"
        kappa, alpha = (Decimal("0.7"), Decimal("-0.241")) if female else (Decimal("0.9"), Decimal("-0.302"))
        ratio = Decimal(r["scr"]) / kappa
        found = 142 * min(ratio, Decimal(1)) ** alpha * max(ratio, Decimal(1)) ** Decimal("-1.2")
        found *= Decimal("0.9938") ** r["age"] * (Decimal("1.012") if female else 1)
    return frozenset({found >= 50})


def prior(r: Mapping[str, Any]) -> Outcomes:
    if "line" not in r:
        return BOTH
    sure = sum(item.get("weeks", 0) >= 6 for item in r["line"])
    perhaps = sum("weeks" not in item for item in r["line"])
    return frozenset({sure >= 2, sure + perhaps >= 2})


def unwashed(r: Mapping[str, Any]) -> Outcomes:
    if "line" not in r:
        return BOTH
    parts = []
    for item in r["line"]:
        if "last" not in item or "first_dose_date" not in r:
            parts.append(BOTH)
        else:
            ago = (FIRST_DOSE - datetime.date.fromisoformat(item["last"])).days
            parts.append(frozenset({ago <= WASHOUT[item["drug"]]}))
    return either(*parts) if parts else NO


def status(outcomes: Outcomes) -> str:
    return {YES: "met", NO: "not_met"}.get(outcomes, "unknown")
