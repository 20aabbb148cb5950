"""The eight criteria for a patient of whom everything is known, in the words of the protocol.

Plain functions of plain values; every number of the protocol stands here and nowhere else. A
criterion is the conjunction of its functions. Knows nothing of records or of missing data.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from .vocabulary import (
    EULAR_CLINICAL,
    EULAR_IMMUNOLOGIC,
    IMMUNOSUPPRESSANTS,
    NOT_NAMED,
    SUBSTANCE,
    TARGETED,
)

CRITERIA = tuple(f"IN-{number}" for number in range(1, 9))

Readings = Mapping[str, str]
# The default of each reading comes first.
READINGS: dict[str, tuple[str, ...]] = {
    "in2_etc": ("class", "listed"),
    "in3_cap": ("always", "alone_only"),
    "in3_combination": ("immunosuppressants", "with_hydroxychloroquine"),
    "in3_targeted": ("no", "yes"),
    "in3_steroid_free": ("waived", "some_dose"),
    "in4_hydroxychloroquine": ("counts", "required", "in_addition"),
    "in4_targeted": ("no", "yes"),
    "in7_coagulation": ("either", "both"),
    "in7_support": ("any", "needed"),
}

ADULT, TOO_OLD = Fraction(18), Fraction(70)  # completed years: 69 is the last that is admitted
MONTHS_ILL = 6
LOWEST_DOSE, HIGHEST_DOSE = Fraction(15, 2), Fraction(30)
ENOUGH_TOTAL, ENOUGH_CLINICAL = 6, 4  # points of the SLEDAI-2K
# IN-7: "ANC >=1.5x10^9/L, ALC >=0.8x10^9/L, Hb >=80g/L", "(LVEF) >=40%", "SpO2 >=92%", ">=50mL/min"
AT_LEAST = {
    "anc": Fraction(3, 2),
    "alc": Fraction(4, 5),
    "hemoglobin": Fraction(80),
    "lvef": Fraction(40),
    "spo2": Fraction(92),
    "creatinine_clearance": Fraction(50),
}
# IN-7: "INR or APTT <=1.5xULN", "ALT and AST <=2.5xULN"
TIMES_UPPER_LIMIT = {
    "inr": Fraction(3, 2),
    "aptt": Fraction(3, 2),
    "alt": Fraction(5, 2),
    "ast": Fraction(5, 2),
}
HYDROXYCHLOROQUINE = "hydroxychloroquine"


def chosen_readings(readings: Readings | None) -> dict[str, str]:
    """Every reading with its value, the default where none is chosen; ValueError if unknown."""
    chosen = {name: values[0] for name, values in READINGS.items()} | dict(readings or {})
    for name, value in chosen.items():
        if value not in READINGS.get(name, ()):
            raise ValueError(f"unknown reading {name}={value}")
    return chosen


# IN-1


def age_admitted(age: Fraction) -> bool:
    """Aged between 18 and 69 (inclusive)."""
    return ADULT <= age < TOO_OLD


def classified_as_sle(items: Collection[str], ana_titre: Fraction) -> bool:
    """2019 EULAR/ACR: ANA of 1:80 ever, at least one clinical item, ten points.

    Within a domain only the heaviest item counts.
    """
    clinical = sum(_heaviest(domain, items) for domain in EULAR_CLINICAL)
    immunologic = sum(_heaviest(domain, items) for domain in EULAR_IMMUNOLOGIC)
    return ana_titre >= 80 and clinical > 0 and clinical + immunologic >= 10


def _heaviest(domain: Mapping[str, int], items: Collection[str]) -> int:
    return max((weight for item, weight in domain.items() if item in items), default=0)


# IN-2 and IN-3


@dataclass(frozen=True, slots=True)
class CurrentDrugs:
    """What is taken now, by what the criteria ask of it."""

    immunosuppressant: bool
    targeted: bool
    hydroxychloroquine: bool
    systemic_steroid: bool  # one that has a prednisone equivalence
    other_standard: bool  # another antimalarial, an NSAID, or budesonide


def counts_in_class(drug: str, readings: Readings) -> bool:
    """Whether "etc." lets a drug of the two open classes count."""
    return readings["in2_etc"] == "class" or drug not in NOT_NAMED


def long_enough_ill(months: Fraction) -> bool:
    """A history of SLE for at least 6 months."""
    return months >= MONTHS_ILL


def long_enough_treated(weeks: Fraction) -> bool:
    """A stable standard treatment regimen for at least 8 weeks."""
    return weeks >= 8


def long_enough_unchanged(weeks: Fraction) -> bool:
    """With the dosage stabilized for 2 weeks."""
    return weeks >= 2


def still_ill(active: bool, relapsed: bool) -> bool:
    """Yet the disease remains active or has relapsed."""
    return active or relapsed


def on_standard_treatment(drugs: CurrentDrugs, dose: Fraction) -> bool:
    """Stable use of the following drugs alone or in combination."""
    return (
        drugs.immunosuppressant
        or drugs.targeted
        or drugs.hydroxychloroquine
        or drugs.systemic_steroid
        or drugs.other_standard
        or dose > 0
    )


def corticosteroid_dose_admitted(drugs: CurrentDrugs, dose: Fraction, readings: Readings) -> bool:
    """>=7.5mg/day and <=30mg/day; in combination with immunosuppressants no minimum daily dose."""
    combined = (
        drugs.immunosuppressant
        or (readings["in3_targeted"] == "yes" and drugs.targeted)
        or (readings["in3_combination"] == "with_hydroxychloroquine" and drugs.hydroxychloroquine)
    )
    waived = combined and (readings["in3_steroid_free"] == "waived" or dose > 0)
    uncapped = combined and readings["in3_cap"] == "alone_only"
    return (dose >= LOWEST_DOSE or waived) and (dose <= HIGHEST_DOSE or uncapped)


def possible_treatment(drugs: CurrentDrugs, dose: Fraction) -> bool:
    """Who takes a corticosteroid that has a prednisone equivalence takes more than 0 mg of it."""
    return dose > 0 or not drugs.systemic_steroid


# IN-4, IN-5, IN-6


def immunosuppressants_used(drugs: Collection[str], readings: Readings) -> bool:
    """At least two immunosuppressants have been used in a standardized manner.

    "(including hydroxychloroquine)" is read in three ways; steroids never count.
    """
    eligible = [*IMMUNOSUPPRESSANTS, *(TARGETED if readings["in4_targeted"] == "yes" else ())]
    substances = {SUBSTANCE.get(drug, drug) for drug in eligible if drug in drugs and counts_in_class(drug, readings)}
    with_it = HYDROXYCHLOROQUINE in drugs
    number = len(substances) + with_it
    reading = readings["in4_hydroxychloroquine"]
    if reading == "in_addition":
        return with_it and number >= 3
    return number >= 2 and (with_it or reading == "counts")


def serology_positive(ana: bool, anti_dsdna: bool, low_complement: bool) -> bool:
    """Positive ANA, and/or positive anti-ds-DNA antibodies, and/or hypocomplementemia."""
    return ana or anti_dsdna or low_complement


def enough_activity(clinical: int, immunologic: int) -> bool:
    """SLEDAI-2K >=6; if it includes low complement or anti-ds-DNA, clinical symptoms >=4."""
    enough_clinical = immunologic == 0 or clinical >= ENOUGH_CLINICAL
    return clinical + immunologic >= ENOUGH_TOTAL and enough_clinical


# IN-7


def no_support(transfused: bool, growth_factor: bool, needed: bool, readings: Readings) -> bool:
    """No use of transfusions and growth factors allowed within 7 days prior to screening."""
    used = transfused or growth_factor
    return not (used and (needed or readings["in7_support"] == "any"))


def breathing_adequate(dyspnea_grade: Fraction) -> bool:
    """<=CTCAE grade 1 dyspnea."""
    return dyspnea_grade <= 1


def within_week(days: Fraction) -> bool:
    """Within 7 days prior to screening, day 7 included."""
    return days <= 7


def coagulation_adequate(inr: bool, aptt: bool, readings: Readings) -> bool:
    """INR or APTT <=1.5xULN."""
    return (inr and aptt) if readings["in7_coagulation"] == "both" else (inr or aptt)


def bilirubin_adequate(bilirubin: Fraction, gilbert: bool) -> bool:
    """Total bilirubin <2.0mg/dL (Gilbert syndrome subjects total bilirubin <3.0mg/dL)."""
    return bilirubin < (3 if gilbert else 2)


def cockcroft_gault(sex: str, age: Fraction, weight: Fraction, creatinine: Fraction) -> Fraction:
    """Creatinine clearance in mL/min from completed years, kg and mg/dL."""
    factor = Fraction(85, 100) if sex == "female" else Fraction(1)
    return (140 - age) * weight * factor / (72 * creatinine)


# IN-8


def possible_pregnancy(sex: str, pregnant: bool, lactating: bool, childbearing_potential: bool) -> bool:
    """A man is neither pregnant nor lactating; who is either has childbearing potential."""
    return not (pregnant or lactating) or (sex == "female" and childbearing_potential)
