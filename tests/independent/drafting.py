"""The parts of a random record, one function a part; each varies how the same fact may be written.

A part that is `passing` is drawn from within the thresholds, another from outside (or open).
"""

import math
import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import TypeVar

from . import boundaries
from .boundaries import Choices, Value
from .criteria import cockcroft_gault
from .facts import completed_years, months_later
from .values import read_quantity
from .vocabulary import EQUAL_TO_5MG_PREDNISONE, FAMILIES, SLEDAI_CLINICAL, SLEDAI_IMMUNOLOGIC

T = TypeVar("T")
Part = dict[str, object]


@dataclass(frozen=True, slots=True)
class Draft:
    """What the parts of one record share."""

    rng: random.Random
    sex: str
    screening: date
    passing: bool

    def pick(self, choices: Choices[T]) -> T:
        """One of the values that pass, or of those that do not."""
        return self.rng.choice(choices.passing if self.passing else choices.failing)

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self.rng.random() < probability


def decimal_text(value: Fraction) -> str:
    """A finite decimal, written out exactly to at most six places."""
    millionths = int(value * 1_000_000)
    return f"{millionths // 1_000_000}.{millionths % 1_000_000:06d}".rstrip("0").rstrip(".")


def _family(draft: Draft, family: str, members: tuple[str, ...]) -> Part:
    """A closed list, or every single item."""
    held = list(members)
    if draft.chance(0.75):
        draft.rng.shuffle(held)
        return {family: held}
    return {f"{family}.{member}": member in held for member in FAMILIES[family]}


def _dated(draft: Draft, number: Part, dates: Part) -> Part:
    """The number, the date, or both."""
    kind = draft.rng.choice(("number", "number", "date", "both"))
    return number if kind == "number" else dates if kind == "date" else {**number, **dates}


# Age and kidney


def age_and_kidney(draft: Draft) -> Part:
    """Sex, age or birth date, weight, creatinine and clearance, near 50 mL/min."""
    trouble = "" if draft.passing else draft.rng.choice(("age", "kidney", "fluids"))
    age_choices = boundaries.AGE.failing if trouble == "age" else boundaries.AGE.passing
    age = draft.rng.choice(age_choices)
    years = int(read_quantity("age", age).low)
    return {
        "sex": draft.sex,
        **_dated(draft, {"age": age}, {"birth_date": str(_birth_date(draft, years))}),
        **_kidney(draft, Fraction(years), adequate=trouble != "kidney"),
        "fluid_assistance": trouble == "fluids",
    }


def _birth_date(draft: Draft, years: int) -> date:
    """The first or the last day on which somebody is so old at screening, or one between."""
    latest = months_later(draft.screening, -12 * years)
    earliest = months_later(latest, -12) + timedelta(days=1)
    between = earliest + timedelta(days=draft.rng.randrange(364))
    birth = draft.rng.choice((latest, earliest, between))
    return birth if completed_years(birth, draft.screening) == years else latest


def _kidney(draft: Draft, age: Fraction, *, adequate: bool) -> Part:
    weight = draft.rng.choice(("45", "50 kg", "59.5", 60, "72.3 kg", "90", "132.3 lb"))
    kilograms = read_quantity("weight", weight).low
    at_fifty = cockcroft_gault(draft.sex, age, kilograms, Fraction(50))  # the creatinine for 50 mL/min
    creatinine = _creatinine_near(draft, at_fifty, adequate=adequate)
    exact = read_quantity("serum_creatinine", creatinine).low
    clearance = cockcroft_gault(draft.sex, age, kilograms, exact)
    recorded = decimal_text(Fraction(math.floor(clearance * 10), 10))
    inputs: Part = {"weight": weight, "serum_creatinine": creatinine}
    given: Part = {"creatinine_clearance": draft.rng.choice((recorded, f"{recorded} mL/min"))}
    return draft.rng.choice((inputs, inputs, given, {**inputs, **given}))


def _creatinine_near(draft: Draft, exact: Fraction, *, adequate: bool) -> str:
    """The last creatinine that keeps 50 mL/min, or the first that does not, or one far off."""
    per_unit, unit, places = draft.rng.choice(
        (
            (Fraction(1), "mg/dL", 100),
            (Fraction("88.4"), "umol/L", 1),
            (Fraction("88.4"), "umol/L", 10),
        )
    )
    steps = math.floor(exact * per_unit * places)
    if draft.chance(0.3):
        steps = steps * 2 // 3 if adequate else steps * 2
    elif not adequate:
        steps += 1
    return f"{decimal_text(Fraction(steps, places))} {unit}"


# Disease


def classification(draft: Draft) -> Part:
    """The flag, the items with the titre, or both."""
    items, titre = draft.pick(boundaries.EULAR)
    flag: Part = {"eular_acr_2019": draft.passing}
    derived: Part = {**_family(draft, "eular_acr", items), "ana_titre_ever": titre}
    return draft.rng.choice((flag, derived, {**flag, **derived}))


def sle_history(draft: Draft) -> Part:
    """Months of SLE, or the date of the diagnosis within a day of six calendar months."""
    six_months_ago = months_later(draft.screening, -6)
    offset = draft.rng.choice((0, -1, -400) if draft.passing else (1, 2, 100))
    return _dated(
        draft,
        {"sle_duration": draft.pick(boundaries.DURATION["sle_duration"])},
        {"sle_diagnosis_date": str(six_months_ago + timedelta(days=offset))},
    )


def _days_ago(draft: Draft, field: str) -> Part:
    days = draft.pick(boundaries.DAYS_BEFORE[field])
    return {field: str(draft.screening - timedelta(days=days))}


def stable_treatment(draft: Draft) -> Part:
    """Time on the stable regimen, about eight weeks."""
    name = "standard_treatment_duration"
    number: Part = {name: draft.pick(boundaries.DURATION[name])}
    return _dated(draft, number, _days_ago(draft, "standard_treatment_start_date"))


def stable_dose(draft: Draft) -> Part:
    """Time since the last dose change, about two weeks."""
    name = "dose_stable_duration"
    number: Part = {name: draft.pick(boundaries.DURATION[name])}
    return _dated(draft, number, _days_ago(draft, "last_dose_change_date"))


def judgement(draft: Draft) -> Part:
    """The investigator's word on activity and relapse."""
    pairs = ((True, False), (False, True), (True, True)) if draft.passing else ((False, False),)
    active, relapsed = draft.rng.choice(pairs)
    return {"disease_active": active, "disease_relapsed": relapsed}


def serology(draft: Draft) -> Part:
    """ANA, anti-ds-DNA and complement of the screening period."""
    names = ("ana_positive", "anti_dsdna_positive", "low_complement")
    positive = draft.rng.sample(names, draft.rng.randint(1, 3)) if draft.passing else []
    return {name: name in positive for name in names}


def sledai(draft: Draft) -> Part:
    """Items, scores, or both; they agree."""
    items = draft.pick(boundaries.SLEDAI)
    clinical = sum(SLEDAI_CLINICAL.get(item, 0) for item in items)
    total = clinical + sum(SLEDAI_IMMUNOLOGIC.get(item, 0) for item in items)
    listed = _family(draft, "sledai", items)
    scores: Part = {"sledai_2k": total, "sledai_2k_clinical": f"{clinical} points"}
    kinds: tuple[Part, ...] = (
        listed,
        listed,
        listed,
        listed,
        scores,
        scores,
        {**listed, **scores},
        {**listed, "sledai_2k": str(total)},
        {"sledai_2k": total},
        {"sledai_2k_clinical": clinical},
    )
    return draft.rng.choice(kinds)


# Drugs


def used(draft: Draft) -> Part:
    """Drugs used in a standardized manner."""
    return _family(draft, "used_adequately", draft.pick(boundaries.USED))


def treatment(draft: Draft) -> Part:
    """Current drugs with the prednisone equivalent, or with the doses of the steroids taken."""
    others, equivalent = draft.pick(boundaries.TREATMENT)
    if equivalent == "0":
        listed = _family(draft, "current", others)
        return {**listed, "prednisone_equivalent": 0} if draft.chance(0.5) else listed
    steroid = draft.rng.choice(tuple(EQUAL_TO_5MG_PREDNISONE))
    listed = _family(draft, "current", (*others, steroid) if draft.chance(0.9) else others)
    total: Part = {"prednisone_equivalent": _dose_text(draft, Fraction(equivalent))}
    doses = _doses(draft, steroid, Fraction(equivalent))
    return {**listed, **draft.rng.choice((total, total, doses, doses, {**total, **doses}))}


def _dose_text(draft: Draft, dose: Fraction) -> str:
    written = (decimal_text(dose), f"{decimal_text(dose)} mg/d", f"{decimal_text(dose / 1000)} g/d")
    return draft.rng.choice(written)


def _doses(draft: Draft, steroid: str, equivalent: Fraction) -> Part:
    """Doses that add up to the equivalent; now and then with a drug that leaves the sum open."""
    shares = {steroid: Fraction(1)}
    if draft.chance(0.3):
        shares = {steroid: Fraction(1, 2), "hydrocortisone": Fraction(1, 2)}
        shares = shares if steroid != "hydrocortisone" else {steroid: Fraction(1)}
    doses: Part = {
        f"dose.{drug}": decimal_text(equivalent * share * EQUAL_TO_5MG_PREDNISONE[drug][1] / 5)
        for drug, share in shares.items()
    }
    if draft.chance(0.1):
        doses["dose.budesonide"] = draft.rng.choice((0, "3", "9 mg/d"))
    return doses


# Organs


def _one_fails(draft: Draft, names: Iterable[str]) -> dict[str, Draft]:
    """A draft for each name; where the part is to fail, exactly one of them does."""
    names = tuple(names)
    passing = Draft(draft.rng, draft.sex, draft.screening, True)
    failing = None if draft.passing else draft.rng.choice(names)
    return {name: draft if name == failing else passing for name in names}


def marrow_and_heart(draft: Draft) -> Part:
    """Counts, hemoglobin, ejection fraction and dyspnea, in their customary units."""
    drafts = _one_fails(draft, boundaries.SINGLE)
    return {name: each.pick(boundaries.SINGLE[name]) for name, each in drafts.items()}


def support(draft: Draft) -> Part:
    """Transfusion and growth factor: days, dates or never, about one week."""
    drafts = _one_fails(draft, ("transfusion", "growth_factor"))
    part: Part = {"support_needed": draft.chance(0.5)}
    for name, each in drafts.items():
        ever = "transfused_ever" if name == "transfusion" else f"{name}_ever"
        days: Value = each.pick(boundaries.DAYS_SINCE)
        number: Part = {f"days_since_{name}": days}
        if each.passing and draft.chance(0.2):
            part[ever] = False
        elif days == "never":
            part.update(number)
        else:
            part.update(_dated(draft, number, _days_ago(each, f"last_{name}_date")))
            part.update({ever: True} if draft.chance(0.3) else {})
    return part


def coagulation(draft: Draft) -> Part:
    """INR and APTT with their limits: one may fail where the reading is `either`."""
    both_fail = Draft(draft.rng, draft.sex, draft.screening, False)
    drafts = _one_fails(both_fail, ("inr", "aptt")) if draft.passing and draft.chance(0.3) else {}
    return {k: v for name in ("inr", "aptt") for k, v in _ratio(drafts.get(name, draft), name).items()}


def _ratio(draft: Draft, name: str) -> Part:
    value, limit = draft.pick(boundaries.RATIO[name])
    return {name: value, f"{name}_uln": limit}


def liver(draft: Draft) -> Part:
    """ALT, AST, bilirubin and Gilbert syndrome."""
    drafts = _one_fails(draft, ("alt", "ast", "bilirubin"))
    bilirubin, gilbert = drafts["bilirubin"].pick(boundaries.BILIRUBIN)
    return {
        **_ratio(drafts["alt"], "alt"),
        **_ratio(drafts["ast"], "ast"),
        "total_bilirubin": bilirubin,
        "gilbert_syndrome": gilbert,
    }


def lung(draft: Draft) -> Part:
    """Saturation, on or off room air."""
    saturation, on_room_air = draft.pick(boundaries.SATURATION)
    return {"spo2": saturation, "spo2_on_room_air": on_room_air}


# Pregnancy


def pregnancy(draft: Draft) -> Part:
    """Pregnancy, lactation, childbearing potential and contraception."""
    if draft.sex == "male":
        asked: Part = {"pregnant": False, "lactating": False} if draft.chance(0.3) else {}
        return {**asked, "contraception_willing": draft.passing}
    trouble = "" if draft.passing else draft.rng.choice(("pregnant", "lactating", "contraception"))
    willing: Part = {"contraception_willing": trouble != "contraception"}
    if draft.passing and draft.chance(0.3):
        return {**willing, "childbearing_potential": False}
    return {
        **willing,
        "pregnant": trouble == "pregnant",
        "lactating": trouble == "lactating",
        "childbearing_potential": True,
    }
