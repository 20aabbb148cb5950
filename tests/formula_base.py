"""A small knowledge base with formulas as they are published, and the same in 60-digit decimals by hand.

CKD-EPI 2021 (Inker et al., N Engl J Med 2021, 385:1737), Du Bois & Du Bois 1916, QTcF (Fridericia 1920), BMI, calcium
corrected for albumin (Payne 1973), FIB-4 (Sterling 2006), Mosteller 1987. Constants from memory: verify before use.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from decimal import Decimal, localcontext
from fractions import Fraction

from hn2301_asp.api import Protocol
from tests.one_criterion import base

UNITS = """
base:
  - litre = [volume]
  - gram = [mass]
  - metre = [length]
  - second = [time]
  - year_unit = [calendar]
  - count = []
units:
  mg/dL: {is: gram / litre / 100, spellings: []}
  umol/L: {is: count / litre, spellings: []}
  g/dL: {is: 10 * gram / litre, spellings: []}
  g/L: {is: gram / litre, spellings: []}
  kg: {is: 1000 * gram, spellings: []}
  m: {is: metre, spellings: []}
  cm: {is: metre / 100, spellings: []}
  m2: {is: metre * metre, spellings: ["m²"]}
  kg/m2: {is: 1000 * gram / metre / metre, spellings: ["kg/m²"]}
  ms: {is: second / 1000, spellings: []}
  /min: {is: count / 60 / second, spellings: []}
  U/L: {is: count / litre / second, spellings: []}
  10*9/L: {is: 1000000000 * count / litre, spellings: ["×10^9/L"]}
  year: {is: year_unit, spellings: [years]}
  points: {is: count, spellings: []}
  mL/min/1.73m2: {is: litre / second / 60000, spellings: ["mL/min/1.73m²"]}
"""
QUANTITIES = """
scr: {label: serum creatinine, unit: mg/dL, also: {umol/L: {per: 1 mg/dL = 88.4 umol/L}}, step: 0.01 mg/dL,
  possible: [0.05, 40], plausible: [0.1, 20]}
age: {label: age, unit: year, step: 1 year, possible: [0, 120], plausible: [0, 110], completed: true}
weight: {label: weight, unit: kg, step: 0.1 kg, possible: [1, 400], plausible: [1, 400]}
height: {label: height, unit: m, also: {cm: {}}, step: 1 cm, possible: [0.3, 2.6], plausible: [0.3, 2.6]}
qt: {label: QT, unit: ms, step: 1 ms, possible: [100, 1000], plausible: [100, 1000]}
rate: {label: heart rate, unit: /min, step: 1 /min, possible: [20, 300], plausible: [20, 300]}
calcium: {label: calcium, unit: mg/dL, step: 0.1 mg/dL, possible: [1, 30], plausible: [1, 30]}
albumin: {label: albumin, unit: g/dL, also: {g/L: {}}, step: 0.1 g/dL, possible: [0.1, 8], plausible: [0.1, 8]}
ast: {label: AST, unit: U/L, step: 1 U/L, possible: [1, 10000], plausible: [1, 10000]}
alt: {label: ALT, unit: U/L, step: 1 U/L, possible: [1, 10000], plausible: [1, 10000]}
platelets: {label: platelets, unit: 10*9/L, step: 1 10*9/L, possible: [1, 5000], plausible: [1, 5000]}
egfr: {label: eGFR, unit: mL/min/1.73m2, step: 1 mL/min/1.73m2, possible: [0, 500], plausible: [0, 250]}
bmi: {label: BMI, unit: kg/m2, step: 0.1 kg/m2, possible: [1, 500], plausible: [10, 80]}
bsa: {label: body surface, unit: m2, step: 0.01 m2, possible: [0.05, 6], plausible: [0.1, 4]}
mosteller: {label: body surface by Mosteller, unit: m2, step: 0.01 m2, possible: [0.05, 6], plausible: [0.1, 4]}
qtcf: {label: QTcF, unit: ms, step: 1 ms, possible: [10, 3000], plausible: [200, 800]}
corrected: {label: corrected calcium, unit: mg/dL, step: 0.1 mg/dL, possible: [1, 40], plausible: [1, 40]}
fib4: {label: FIB-4, unit: points, step: 0.01 points, possible: [0, 1000000], plausible: [0, 100]}
"""
FACTS = """
record: {}
choices: {sex: {values: [female, male]}}
facts: {f: {}}
families: {}
doses: {}
"""
FORMULAS = """
eGFR [mL/min/1.73m2] = 142 × min(serum creatinine [mg/dL] / (0.7 if female else 0.9), 1)^(−0.241 if female else −0.302)
    × max(serum creatinine [mg/dL] / (0.7 if female else 0.9), 1)^−1.200 × 0.9938^age [year]
    × (1.012 if female else 1)                                             empirical, "Inker 2021"
BMI [kg/m2] = weight [kg] / height [m]²                                    "Quetelet 1832"
body surface [m2] = 0.007184 × weight [kg]^0.425 × height [cm]^0.725       empirical, "Du Bois 1916"
body surface by Mosteller [m2] = sqrt(weight [kg] × height [cm] / 3600)    empirical, "Mosteller 1987"
QTcF [ms] = QT [ms] / (60 / heart rate [/min])^(1 / 3)                     empirical, "Fridericia 1920"
corrected calcium [mg/dL] = calcium [mg/dL] + 0.8 × (4 − albumin [g/dL])   empirical, "Payne 1973"
FIB-4 [points] = (age [year] × AST [U/L]) / (platelets [×10^9/L] × sqrt(ALT [U/L]))   empirical, "Sterling 2006"
"""

Numbers = Mapping[str, Decimal]


def _egfr(n: Numbers, female: bool) -> Decimal:
    kappa, alpha = (Decimal("0.7"), Decimal("-0.241")) if female else (Decimal("0.9"), Decimal("-0.302"))
    ratio = n["scr"] / kappa
    found = 142 * min(ratio, Decimal(1)) ** alpha * max(ratio, Decimal(1)) ** Decimal("-1.2")
    return found * Decimal("0.9938") ** n["age"] * (Decimal("1.012") if female else 1)


#: Each result with the quantities that it follows from, its unit and its value by hand.
RESULTS: dict[str, tuple[tuple[str, ...], str, Callable[[Numbers, bool], Decimal]]] = {
    "egfr": (("scr", "age"), "mL/min/1.73m2", _egfr),
    "bmi": (("weight", "height"), "kg/m2", lambda n, f: n["weight"] / n["height"] ** 2),
    "bsa": (
        ("weight", "height"),
        "m2",
        lambda n, f: Decimal("0.007184") * n["weight"] ** Decimal("0.425") * (100 * n["height"]) ** Decimal("0.725"),
    ),
    "mosteller": (("weight", "height"), "m2", lambda n, f: (n["weight"] * n["height"] / 36).sqrt()),
    "qtcf": (("qt", "rate"), "ms", lambda n, f: n["qt"] / (60 / n["rate"]) ** (Decimal(1) / 3)),
    "corrected": (("calcium", "albumin"), "mg/dL", lambda n, f: n["calcium"] + Decimal("0.8") * (4 - n["albumin"])),
    "fib4": (
        ("age", "ast", "platelets", "alt"),
        "points",
        lambda n, f: n["age"] * n["ast"] / (n["platelets"] * n["alt"].sqrt()),
    ),
}
#: What each quantity is drawn from, in its unit: the digits behind the point, the least and the greatest.
DRAWN = {
    "scr": (2, 20, 900),
    "age": (0, 18, 90),
    "weight": (1, 300, 1500),
    "height": (2, 130, 210),
    "qt": (0, 300, 520),
    "rate": (0, 40, 140),
    "calcium": (1, 60, 140),
    "albumin": (1, 10, 55),
    "ast": (0, 10, 400),
    "alt": (0, 10, 400),
    "platelets": (0, 20, 500),
}


def by_hand(result: str, numbers: Numbers, female: bool) -> Decimal:
    """The value with 60 digits."""
    with localcontext() as context:
        context.prec = 60
        return +RESULTS[result][2](numbers, female)


def drawn(result: str, rng: random.Random) -> tuple[dict[str, Decimal], bool]:
    """Numbers of what a result follows from, and a sex."""
    numbers = {}
    for name in RESULTS[result][0]:
        places, low, high = DRAWN[name]
        numbers[name] = Decimal(rng.randint(low, high)).scaleb(-places)
    return numbers, rng.random() < 0.5


def protocol(thresholds: str, rules: str) -> Protocol:
    """The knowledge base with these thresholds on results, and rules of its one criterion."""
    return base(FORMULAS.lstrip() + thresholds, rules, {"units": UNITS, "quantities": QUANTITIES, "facts": FACTS})


def fractions(numbers: Numbers) -> dict[str, Fraction]:
    return {name: Fraction(number) for name, number in numbers.items()}
