"""HN2301 with three arms once more, read from its text alone: random records, statuses and verdicts.

Of the eight criteria of version 1.0 the tests' own second opinion is asked; what is new is judged here. Shares no code
with the package.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, localcontext
from functools import cache
from itertools import product
from typing import Any

from tests.independent.evaluator import Outcome, evaluate
from tests.independent.records import random_record
from tests.independent.typical import TYPICAL
from tests.independent.vocabulary import CORTICOSTEROIDS

Record = dict[str, Any]
#: What may come out of something: True, False, or both.
Outcomes = frozenset[bool]
BOTH: Outcomes = frozenset({True, False})
YES, NO = frozenset({True}), frozenset({False})
LUPUS, SCLEROSIS, ARTHRITIS = "lupus", "sclerosis", "arthritis"
OF_LUPUS = tuple(f"IN-{number}" for number in range(2, 7))
#: What only the lupus arm is asked: the fields that say it begin so.
LUPUS_FIELDS = (
    "eular_acr",
    "ana_",
    "sle_",
    "sledai",
    "standard_treatment",
    "dose_stable",
    "last_dose_change",
    "disease_",
)
LUPUS_FIELDS += ("current", "prednisone_equivalent", "used_adequately", "anti_dsdna_positive", "low_complement")
#: Days of washout: five half-lives or twelve weeks, whichever is longer; a week.
BIOLOGIC = {"adalimumab": 84, "etanercept": 84, "tocilizumab": 84, "secukinumab": 135}
SYNTHETIC = {"tofacitinib": 7, "baricitinib": 7}
DMARDS = {*BIOLOGIC, *SYNTHETIC, "rituximab"}
SLOW = {"mycophenolate_mofetil", "mycophenolic_acid", "cyclophosphamide"}
OTHERS = ("azathioprine", "methotrexate", "obinutuzumab")
TO_INFUSION = datetime.timedelta(days=10)


# Records ----------------------------------------------------------------------------------------------


def drawn(rng: random.Random, *, missing: bool) -> Record:
    """A record of somebody who fits in what is new but for a few values near limits; of some facts are missing."""
    shipped = random_record(rng, rng.randint(0, 4) if missing else 0)
    record = {name: value for name, value in shipped.items() if not name.startswith(("dose.", "prednisone_equivalent"))}
    arm = rng.choice([LUPUS, SCLEROSIS, ARTHRITIS])
    if rng.random() < 0.9:
        record["prednisone_equivalent"] = rng.choice(["10", "15", "15.25", "14.75", "7.5", "7.25", "30", "30.25"])
    if arm != LUPUS and rng.random() < 0.6:
        record["prednisone_equivalent"] = "10"
    own = {**fitting(arm, record), **({"infusion_date": infusion(record)} if infusion(record) else {})}
    for name in rng.sample(sorted(NEAR), rng.choice([0, 0, 0, 1, 1, 2, 3])):
        own |= NEAR[name](rng, own)
    if rng.random() < 0.2:
        own |= {"qtcf": rng.choice(["450", "450.5", "465", "470", "470.5"])}
        own.pop("qt")
    if arm == ARTHRITIS and rng.random() < 0.2:
        own |= {"das28_crp": rng.choice(["3.2", "3.21", "4", "5"])}
        own.pop("crp")
        own.pop("global_health")
    if missing:
        for name in rng.sample(sorted(own), rng.randint(0, 4)):
            del own[name]
    return record | own


def fitting(arm: str, record: Mapping[str, Any]) -> Record:
    """What is new, of somebody who fits."""
    return {
        "arm": arm,
        "received": [
            {"drug": "mycophenolate_mofetil", "months": 12, "last": "40 weeks"},
            {"drug": "adalimumab", "months": 6, "last": "300 days"},
            {"drug": "tofacitinib", "months": "4.5", "last": "200 days"},
        ],
        "b_cells": "180 /uL",
        "last_live_vaccine": "never",
        "infection": [],
        "intravenous_treatment": False,
        "malignancy": [],
        "curative_intent": True,
        "qt": "390",
        "heart_rate": "66",
        "urine_collected": True,
        "proteinuria_24h": "0.4",
        "upcr": "400 mg/g",
        "nyha": "I",
        "transplant": [],
        "car_t_before": False,
        "last_long_acting": "never",
        "hcg": "1",
        "acr_eular_2013": True,
        "diffuse_cutaneous": True,
        "sclerosis_duration": "30 months",
        "skin_score": 24,
        "fvc": "74",
        "dlco": "62",
        "last_renal_crisis": "never",
        "acr_eular_2010": True,
        "tender_joints": 12,
        "swollen_joints": 9,
        "crp": "18",
        "global_health": "60",
    }


def infusion(record: Mapping[str, Any]) -> str | None:
    """The planned day, ten days after screening, where that is known."""
    day = record.get("screening_date")
    return str(datetime.date.fromisoformat(day) + TO_INFUSION) if day else None


Near = Callable[[random.Random, Mapping[str, Any]], Record]


def one_of(name: str, *values: Any) -> Near:
    return lambda rng, own: {name: rng.choice(values)}


def drugs(rng: random.Random, own: Mapping[str, Any]) -> Record:
    """What was received, each with its duration, dose and last day where these are known."""
    told: list[Any] = []
    for drug in rng.sample(sorted({*DMARDS, *SLOW, *OTHERS}), rng.randint(0, 5)):
        item: Record = {"drug": drug}
        if rng.random() < 0.8:
            item["months"] = rng.choice([2, 3, "2.9", 5, 6, 12, 12])
        if rng.random() < 0.85:
            days = rng.choice([6, 7, 8, 27, 28, 29, 83, 84, 85, 134, 135, 136, 167, 168, 169, 400, 400, 400])
            item["last"] = f"{days} days"
            if "infusion_date" in own and days > TO_INFUSION.days and rng.random() < 0.5:
                item["last"] = str(datetime.date.fromisoformat(own["infusion_date"]) - datetime.timedelta(days))
        if rng.random() < 0.8:
            item["dose_m2"] = rng.choice([100, 499, 500, "500.5"])
        told.append(item if len(item) > 1 else drug)
    return {"received": told}


def dated(rng: random.Random, family: str, attribute: str, items: Mapping[str, list[str]]) -> Record:
    told: list[Any] = []
    for item in rng.sample(sorted(items), rng.randint(0, 2)):
        known = rng.random() < 0.8
        told.append({"item": item, attribute: rng.choice(items[item])} if known else item)
    return {family: told}


_YEARS = ["1 year", "5 years", "5.5 years", "6 years"]
NEAR: Mapping[str, Near] = {
    "received": drugs,
    "washout": drugs,
    "b_cells": one_of("b_cells", "49 /uL", "50 /uL", "0.05 10*9/L"),
    "depleted": lambda rng, own: {
        "received": [{"drug": "rituximab", "months": 7, "last": f"{rng.choice([167, 168, 169])} days"}, "tocilizumab"],
        "b_cells": rng.choice(["49 /uL", "50 /uL", "180 /uL"]),
    },
    "vaccine": one_of("last_live_vaccine", "41 days", "6 weeks", "43 days"),
    "infection": lambda rng, own: {
        "infection": rng.sample(["hepatitis_b", "HCV", "hiv", "TB", "pneumonia", "shingles", "UTI"], rng.randint(1, 2)),
        "intravenous_treatment": rng.random() < 0.5,
    },
    "mild infection": lambda rng, own: {"infection": ["pneumonia"], "intravenous_treatment": rng.random() < 0.5},
    "malignancy": lambda rng, own: (
        dated(
            rng,
            "malignancy",
            "diagnosed",
            dict.fromkeys(("breast_cancer", "lymphoma", "basal_cell_carcinoma", "cervical_carcinoma_in_situ"), _YEARS),
        )
        | {"curative_intent": rng.random() < 0.6}
    ),
    "qt": one_of("qt", "440", "450", "465", "480"),
    "heart_rate": one_of("heart_rate", "50", "60", "80", "95"),
    "collected": lambda rng, own: {"urine_collected": rng.random() < 0.5, "proteinuria_24h": "3.6", "upcr": "900 mg/g"},
    "proteinuria": one_of("proteinuria_24h", "3.5", "3.6", "3550 mg/d", "3.45"),
    "upcr": lambda rng, own: {
        "urine_collected": False,
        "upcr": rng.choice(["3000 mg/g", "3001 mg/g", "339 mg/mmol", "340 mg/mmol"]),
    },
    "nyha": one_of("nyha", "none", "II", "III", "IV"),
    "transplant": lambda rng, own: dated(
        rng,
        "transplant",
        "transplanted",
        {
            "organ": ["9 years"],
            "allogeneic_stem_cells": ["9 years"],
            "autologous_stem_cells": ["1 year", "2 years", "2.5 years"],
        },
    ),
    "car_t": one_of("car_t_before", True),
    "long_acting": one_of("last_long_acting", "13 days", "2 weeks", "15 days"),
    "hcg": one_of("hcg", "4.9", "5", "5.1"),
    "ssc": one_of("acr_eular_2013", False),
    "diffuse": one_of("diffuse_cutaneous", False),
    "onset": one_of("sclerosis_duration", "60 months", "61 months", "5 years"),
    "skin": one_of("skin_score", 14, 15, 16, 40, 41),
    "fvc": one_of("fvc", "44", "44.9", "45", "46"),
    "dlco": one_of("dlco", "39", "40", "41"),
    "crisis": one_of("last_renal_crisis", "5 months", "6 months", "7 months"),
    "ra": one_of("acr_eular_2010", False),
    "tender": one_of("tender_joints", 5, 6, 7),
    "swollen": one_of("swollen_joints", 5, 6, 7),
    "mild": lambda rng, own: {
        "tender_joints": 6,
        "swollen_joints": 6,
        "crp": rng.choice(["0", "0.5", "1", "2"]),
        "global_health": rng.choice(["0", "10", "13", "14", "30"]),
    },
}


# Judging ----------------------------------------------------------------------------------------------


class Whole:
    """Somebody whose arm, sex and childbearing potential are known, with what may come of each criterion."""

    def __init__(self, record: Mapping[str, Any], arm: str, old: Outcome) -> None:
        self.old, self.arm = old, arm
        self.new = {name: found for name, found in criteria_of(record).items() if applies(name, record)}
        self.new["diagnosis"] = {LUPUS: YES}.get(arm) or asked(
            record, "acr_eular_2013" if arm == SCLEROSIS else "acr_eular_2010", bool
        )

    def status(self, name: str) -> Outcomes | None:
        """What may come of a criterion; None where it does not apply."""
        if name in self.old.statuses:
            if name in OF_LUPUS and self.arm != LUPUS:
                return None
            found = {"met": YES, "not_met": NO, "unknown": BOTH}[self.old.statuses[name]]
            return together(found, self.new["diagnosis"]) if name == "IN-1" else found
        return self.new.get(name)

    @property
    def can_pass(self) -> bool:
        return self.old.verdict != "ineligible" and all(passes(name) in found for name, found in self.new.items())

    @property
    def can_fail(self) -> bool:
        return self.old.verdict != "eligible" or any((not passes(name)) in found for name, found in self.new.items())


def judged(record: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """The verdict and the status of each criterion; none where the record is contradictory."""
    everybody = list(wholes(record))
    if not everybody:
        return "contradictory", {}
    told = {}
    for name in (*(f"IN-{number}" for number in range(1, 14)), *(f"EX-{number}" for number in range(1, 16))):
        found = [one.status(name) for one in everybody]
        inside = [outcomes for outcomes in found if outcomes is not None]
        union = frozenset[bool]().union(*inside)
        open_scope = len(inside) not in (0, len(found))
        told[name] = "not_applicable" if not inside else "unknown" if open_scope else status(union)
    can_pass, can_fail = any(one.can_pass for one in everybody), any(one.can_fail for one in everybody)
    return {(True, False): "eligible", (False, True): "ineligible"}.get((can_pass, can_fail), "undetermined"), told


def wholes(record: Mapping[str, Any]) -> Iterator[Whole]:
    """The record with each arm, sex and childbearing potential that it leaves open, as far as it can be."""
    arms = [record["arm"]] if "arm" in record else [LUPUS, SCLEROSIS, ARTHRITIS]
    sexes = [record["sex"]] if "sex" in record else ["female", "male"]
    bearing = [record["childbearing_potential"]] if "childbearing_potential" in record else [True, False]
    shipped = {name: value for name, value in record.items() if name not in NEW}
    for sex, bears in product(sexes, bearing):
        person = shipped | {"sex": sex, "childbearing_potential": bears}
        with_lupus = evaluate(person)
        if with_lupus.verdict == "contradictory" or ("das28_crp" in record and not activity(record)):
            continue
        for arm in arms:
            old = with_lupus if arm == LUPUS else evaluate(without_lupus(person))
            yield Whole({**record, "arm": arm, "sex": sex, "childbearing_potential": bears}, arm, old)


NEW = {*fitting(LUPUS, {}), "infusion_date", "qtcf", "das28_crp"}


def without_lupus(person: Mapping[str, Any]) -> Record:
    """Somebody of whom all that only lupus is asked for is as it should be."""
    kept = {name: value for name, value in person.items() if not name.startswith(LUPUS_FIELDS)}
    return kept | {name: value for name, value in TYPICAL.items() if name.startswith(LUPUS_FIELDS)}


def passes(name: str) -> bool:
    """The outcome of a criterion that lets a patient pass."""
    return not name.startswith("EX")


def applies(name: str, r: Mapping[str, Any]) -> bool:
    if name in ("IN-9", "IN-10", "IN-11", "EX-15"):
        return bool(r["arm"] == SCLEROSIS)
    if name in ("IN-12", "IN-13"):
        return bool(r["arm"] == ARTHRITIS)
    if name == "EX-13":
        return bool(r["sex"] == "female" and r["childbearing_potential"])
    return name != "EX-14" or r["arm"] != LUPUS


def criteria_of(r: Mapping[str, Any]) -> dict[str, Outcomes]:
    """What may come of each new criterion for somebody of known arm, sex and childbearing potential."""
    return {
        "IN-9": together(
            asked(r, "diffuse_cutaneous", bool),
            asked(r, "sclerosis_duration", lambda told: months(told) <= 60),
            asked(r, "skin_score", lambda score: 15 <= score <= 40),
        ),
        "IN-10": together(number(r, "fvc", lambda n: n >= 45), number(r, "dlco", lambda n: n >= 40)),
        "IN-11": treated(r),
        "IN-12": activity(r),
        "IN-13": failed(r),
        "EX-1": unwashed(r, BIOLOGIC | SYNTHETIC),
        "EX-2": together(
            unwashed(r, {"rituximab": 168, "obinutuzumab": 168}), asked(r, "b_cells", lambda told: cells(told) < 50)
        ),
        "EX-3": cyclophosphamide(r),
        "EX-4": asked(r, "last_live_vaccine", lambda told: told != "never" and days(told) <= 42),
        "EX-5": infected(r),
        "EX-6": malignant(r),
        "EX-7": long_qt(r),
        "EX-8": protein(r),
        "EX-9": asked(r, "nyha", lambda grade: grade in ("III", "IV")),
        "EX-10": transplanted(r),
        "EX-11": asked(r, "car_t_before", bool),
        "EX-12": asked(r, "last_long_acting", lambda told: told != "never" and days(told) <= 14),
        "EX-13": number(r, "hcg", lambda n: n >= 5),
        "EX-14": number(r, "prednisone_equivalent", lambda n: n > 15) if dosed(r) else NO,
        "EX-15": asked(r, "last_renal_crisis", lambda told: told != "never" and months(told) <= 6),
    }


def dosed(r: Mapping[str, Any]) -> bool:
    """Whether a corticosteroid may be taken: a list of drugs without one says that none is."""
    listed = isinstance(r.get("current"), list) and not {*r["current"]} & {*CORTICOSTEROIDS}
    return "prednisone_equivalent" in r or not listed


def asked(r: Mapping[str, Any], name: str, test: Callable[[Any], Any]) -> Outcomes:
    return frozenset({bool(test(r[name]))}) if name in r else BOTH


def number(r: Mapping[str, Any], name: str, test: Callable[[Decimal], bool]) -> Outcomes:
    return asked(r, name, lambda told: test(Decimal(str(told))))


def together(*parts: Outcomes) -> Outcomes:
    """All of several that hang on nothing in common."""
    can_hold, can_fail = all(True in part for part in parts), any(False in part for part in parts)
    return frozenset([True] * can_hold + [False] * can_fail)


def either(*parts: Outcomes) -> Outcomes:
    return frozenset(not one for one in together(*(frozenset(not one for one in part) for part in parts)))


def months(told: str) -> Decimal:
    amount, unit = told.split()
    return Decimal(amount) * (12 if unit.startswith("year") else 1)


def days(told: str) -> int:
    amount, unit = told.split()
    return int(amount) * (7 if unit.startswith("week") else 1)


def cells(told: str) -> Decimal:
    amount, unit = told.split()
    return Decimal(amount) * (1000 if unit == "10*9/L" else 1)


def items(told: list[Any], key: str = "drug") -> dict[str, Mapping[str, Any]]:
    """What is told of each item of a list."""
    return {(one if isinstance(one, str) else one[key]): ({} if isinstance(one, str) else one) for one in told}


def treated(r: Mapping[str, Any]) -> Outcomes:
    if "received" not in r:
        return BOTH
    had = items(r["received"])
    if had.keys() & {"rituximab", "tocilizumab"}:
        return YES
    return either(NO, *(number(told, "months", lambda n: n >= 6) for drug, told in had.items() if drug in SLOW))


def failed(r: Mapping[str, Any]) -> Outcomes:
    if "received" not in r:
        return BOTH
    each = [number(told, "months", lambda n: n >= 3) for drug, told in items(r["received"]).items() if drug in DMARDS]
    sure, perhaps = each.count(YES), each.count(BOTH)
    return frozenset({sure >= 2, sure + perhaps >= 2})


def since(r: Mapping[str, Any], told: Mapping[str, Any], most: int) -> Outcomes:
    """Whether the last dose lies within so many days before the infusion."""
    last = told.get("last")
    if last is None or (last[4:5] == "-" and "infusion_date" not in r):
        return BOTH
    if last[4:5] != "-":
        return frozenset({days(last) <= most})
    ago = datetime.date.fromisoformat(r["infusion_date"]) - datetime.date.fromisoformat(last)
    return frozenset({ago.days <= most})


def unwashed(r: Mapping[str, Any], washout: Mapping[str, int]) -> Outcomes:
    if "received" not in r:
        return BOTH
    had = items(r["received"])
    return either(NO, *(since(r, told, washout[drug]) for drug, told in had.items() if drug in washout))


def cyclophosphamide(r: Mapping[str, Any]) -> Outcomes:
    if "received" not in r:
        return BOTH
    told = items(r["received"]).get("cyclophosphamide")
    if told is None:
        return NO
    large = number(told, "dose_m2", lambda n: n >= 500)
    just, lately = since(r, told, 28), since(r, told, 84)
    # One last dose: where it is not known it may be any.
    return BOTH if just == BOTH else either(just, together(lately, large))


def infected(r: Mapping[str, Any]) -> Outcomes:
    if "infection" not in r:
        return BOTH
    lasting = {"hepatitis_b", "HCV", "hiv", "TB"}
    if lasting & {*r["infection"]}:
        return YES
    return asked(r, "intravenous_treatment", bool) if r["infection"] else NO


def malignant(r: Mapping[str, Any]) -> Outcomes:
    if "malignancy" not in r:
        return BOTH
    parts: list[Outcomes] = [NO]
    excepted: list[Outcomes] = [NO]
    for item, told in items(r["malignancy"], "item").items():
        recent = asked(told, "diagnosed", lambda said: months(said) <= 60)
        (parts if item in ("breast_cancer", "lymphoma") else excepted).append(recent)
    not_cured = asked(r, "curative_intent", lambda cured: not cured)
    return either(*parts, together(either(*excepted), not_cured))


def long_qt(r: Mapping[str, Any]) -> Outcomes:
    limit = Decimal(450 if r["sex"] == "male" else 470)
    if "qtcf" in r:
        return number(r, "qtcf", lambda n: n > limit)
    qts = [Decimal(r["qt"])] if "qt" in r else [Decimal(100), Decimal(1000)]
    rates = [Decimal(r["heart_rate"])] if "heart_rate" in r else [Decimal(20), Decimal(300)]
    # Cubed on both sides: the root is no decimal.
    return frozenset(qt**3 * rate / 60 > limit**3 for qt, rate in product(qts, rates))


def protein(r: Mapping[str, Any]) -> Outcomes:
    found = frozenset[bool]()
    for collected in asked(r, "urine_collected", bool):
        found |= asked(r, "proteinuria_24h", much) if collected else asked(r, "upcr", high)
    return found


def much(told: str) -> bool:
    amount, _, unit = told.partition(" ")
    return Decimal(amount) / (1000 if unit == "mg/d" else 1) > Decimal("3.5")


def high(told: str) -> bool:
    amount, unit = told.split()
    return Decimal(amount) * (Decimal("8.84") if unit == "mg/mmol" else 1) > 3000


def transplanted(r: Mapping[str, Any]) -> Outcomes:
    if "transplant" not in r:
        return BOTH
    had = items(r["transplant"], "item")
    if had.keys() & {"organ", "allogeneic_stem_cells"}:
        return YES
    told = had.get("autologous_stem_cells")
    return NO if told is None else asked(told, "transplanted", lambda said: months(said) <= 24)


def activity(r: Mapping[str, Any]) -> Outcomes:
    """Joints and DAS28-CRP over all that they may be together.

    A DAS28 that is given counts, on that side of the limit on which the formula may lie; on no side, nothing comes out.
    """
    joints = [[r[name]] if name in r else range(29) for name in ("tender_joints", "swollen_joints")]
    ends = [[Decimal(str(r[name]))] if name in r else most for name, most in (("crp", CRP), ("global_health", HEALTH))]
    given = number(r, "das28_crp", lambda score: score > Decimal("3.2"))
    found = frozenset[bool]()
    for tender, swollen in product(*joints):
        active = {das28(tender, swollen, crp, health) > Decimal("3.2") for crp, health in product(*ends)}
        found |= {tender >= 6 and swollen >= 6 and side for side in active & given}
    return found


CRP, HEALTH = [Decimal(0), Decimal(600)], [Decimal(0), Decimal(100)]


@cache
def das28(tender: int, swollen: int, crp: Decimal, health: Decimal) -> Decimal:
    with localcontext() as context:
        context.prec = 40
        joints = Decimal("0.56") * Decimal(tender).sqrt() + Decimal("0.28") * Decimal(swollen).sqrt()
        return joints + Decimal("0.36") * (crp + 1).ln() + Decimal("0.014") * health + Decimal("0.96")


def status(outcomes: Outcomes) -> str:
    return {YES: "met", NO: "not_met"}.get(outcomes, "unknown")
