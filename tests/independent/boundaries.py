"""Values at the edges of the trial's thresholds, as a site may write them: passing and failing.

Only a bias for random records, never an expectation: the evaluator says what a record comes to.
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

Value = str | int
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Choices(Generic[T]):
    """Things that pass (at or just within the threshold, or usual), and that fail or stay open."""

    passing: tuple[T, ...]
    failing: tuple[T, ...]


# One field, one threshold.
SINGLE: dict[str, Choices[Value]] = {
    "anc": Choices(
        ("1.5", "1.50 10*9/L", "1500 /uL", "1.51 K/uL", "1.5001", "3.2 G/L", 4, ">=2", ">1.5"),
        ("1.49", "1499 /uL", "1.499 x10^9/L", "0.4", "<1.5", "<=1.5", 0),
    ),
    "alc": Choices(
        ("0.8", "800 /uL", "0.81 10*3/uL", "0.8004", "1.2", 2, ">=0.8", ">=1000 /uL"),
        ("0.79", "799 cells/uL", "0.799", "0.3 K/uL", "<0.8", "<500 /uL", "<=0.8"),
    ),
    "hemoglobin": Choices(
        ("80 g/L", "8 g/dL", "8.0 g/dL", "81 g/L", "80.1 g/L", "12.4 g/dL", "7 mmol/L", ">100 g/L"),
        ("79 g/L", "7.9 g/dL", "79.9 g/L", "7.99 g/dL", "4.9 mmol/L", "<80 g/L", "<8 g/dL"),
    ),
    "lvef": Choices(("40", 40, "40 %", "0.4 fraction", "41 %", 62), ("39", "39.9 %", 35, "<40")),
    "dyspnea_grade": Choices((0, 1, "1", "1 grade", "0"), (2, "2", 3, "5")),
}

# A value and its upper limit of normal.
RATIO: dict[str, Choices[tuple[Value, Value]]] = {
    "inr": Choices(
        (("1.8", "1.2"), ("1.79", "1.2"), ("1.5", 1), ("1.65 INR", "1.1"), ("1.0", "1.2")),
        (("1.81", "1.2"), ("1.801", "1.2"), ("1.51", "1"), (">1.8", "1.2"), ("3", "1.2")),
    ),
    "aptt": Choices(
        (("55.5", "37"), ("55.4 s", "37 s"), (60, 40), ("30", "37"), ("<40", "37")),
        (("55.6", "37"), ("55.51", "37"), ("60.1 s", 40), (">100", "37"), ("90", "37")),
    ),
    "alt": Choices(
        (
            ("100", "40"),
            (99, 40),
            ("1.25 ukat/L", "30"),
            ("87.5", "35"),
            ("22", "40"),
            ("<5", "40"),
        ),
        (("101", "40"), ("100.1", 40), ("1.26 ukat/L", "30 U/L"), ("88", 35), (">=1000", "40")),
    ),
    "ast": Choices(
        (("87.5 U/L", "35"), (87, 35), ("100 IU/L", "40 IU/L"), ("24", "35"), ("<10", "35")),
        ((88, 35), ("87.6", "35"), ("101", 40), ("2 ukat/L", "45"), (">500 U/L", "35")),
    ),
}

# Bilirubin and documented Gilbert syndrome.
BILIRUBIN: Choices[tuple[str, bool]] = Choices(
    (
        ("1.9 mg/dL", False),
        ("1.99 mg/dL", False),
        ("34.1 umol/L", False),
        ("2.9 mg/dL", True),
        ("51.2 umol/L", True),
        ("2.0 mg/dL", True),
        ("0.6 mg/dL", False),
        ("<0.3 mg/dL", False),
    ),
    (
        ("2.0 mg/dL", False),
        ("34.2 umol/L", False),
        ("34.3 umol/L", False),
        ("2.5 mg/dL", False),
        ("3 mg/dL", True),
        ("51.3 umol/L", True),
        (">=3 mg/dL", True),
    ),
)

# Saturation and whether it was measured on room air.
SATURATION: Choices[tuple[Value, bool]] = Choices(
    ((92, True), ("92 %", True), ("0.92 fraction", True), ("93", True), (98, True)),
    ((91, True), ("91.9", True), (91, False), (92, False), ("98", False), ("<92", True)),
)

AGE: Choices[Value] = Choices(
    (18, "18", 19, 34, 50, 68, 69, "69.9", "839 months", "18.2 years"),
    (17, "17.9", 12, 70, "70", "840 months", 81),
)

# Durations as numbers; and the days before screening where dates are given instead.
DURATION: dict[str, Choices[Value]] = {
    "sle_duration": Choices(
        ("6 mo", "6 months", "0.5 years", "6.1 months", "7 months", "48 months"),
        ("5.9 months", "5 months", "5.99 months", "5 mo", "0.4 years"),
    ),
    "standard_treatment_duration": Choices(
        ("8 wk", "8 weeks", "56 days", "57 days", "8.1 weeks", "26 weeks"),
        ("7.99 weeks", "55 days", "7 wk", "7 weeks"),
    ),
    "dose_stable_duration": Choices(
        ("2 wk", "2 weeks", "14 days", "15 days", "2.1 weeks", "8 weeks"), ("1.99 weeks", "13 days", "1 week", "0 days")
    ),
}
DAYS_BEFORE: dict[str, Choices[int]] = {
    "standard_treatment_start_date": Choices((56, 57, 180), (55, 54, 7)),
    "last_dose_change_date": Choices((14, 15, 90), (13, 12, 0)),
    "last_transfusion_date": Choices((8, 9, 400), (7, 6, 0)),
    "last_growth_factor_date": Choices((8, 9, 400), (7, 6, 0)),
}
DAYS_SINCE: Choices[Value] = Choices(
    ("never", "never", 8, "8 days", "2 weeks", "8.5", 365, ">7", ">=30"),
    (7, "7 days", "1 week", "7.9 days", 6, 0, "<5", "<=7"),
)

# Classification items with the highest titre ever.
EULAR: Choices[tuple[tuple[str, ...], Value]] = Choices(
    (
        (("joint_involvement", "low_c3_and_low_c4"), "1:80"),
        (("biopsy_class_III_or_IV",), 80),
        (("acute_cutaneous_lupus", "fever", "antiphospholipid_antibodies"), "1:100"),
        (("fever", "delirium", "oral_ulcers", "thrombocytopenia"), "1:320"),
        (("joint_involvement", "anti_dsdna", "proteinuria_gt_0_5g_24h"), "1:640"),
    ),
    (
        (("joint_involvement", "low_c3_or_low_c4"), "1:320"),
        (("joint_involvement", "anti_dsdna"), "1:40"),
        (("biopsy_class_III_or_IV",), 79),
        (("anti_dsdna", "low_c3_and_low_c4", "antiphospholipid_antibodies"), "1:640"),
        (("anti_dsdna", "anti_sm", "leukopenia"), "1:160"),
        ((), "1:20"),
    ),
)

# SLEDAI-2K items.
SLEDAI: Choices[tuple[str, ...]] = Choices(
    (
        ("arthritis", "rash"),
        ("arthritis", "low_complement"),
        ("rash", "alopecia", "increased_dna_binding"),
        ("arthritis", "low_complement", "increased_dna_binding"),
        ("vasculitis",),
        ("rash", "fever", "leukopenia", "low_complement", "increased_dna_binding"),
        ("arthritis", "proteinuria", "rash", "low_complement", "increased_dna_binding"),
    ),
    (
        ("rash", "low_complement", "increased_dna_binding"),
        ("rash", "fever", "low_complement", "increased_dna_binding"),
        ("arthritis", "fever"),
        ("arthritis",),
        ("rash", "fever", "low_complement"),
        (),
    ),
)

# Drugs used in a standardized manner: some pass under one reading only.
USED: Choices[tuple[str, ...]] = Choices(
    (
        ("hydroxychloroquine", "mycophenolate_mofetil"),
        ("mycophenolate_mofetil", "azathioprine"),
        ("hydroxychloroquine", "other_immunosuppressant"),
        ("mycophenolate_mofetil", "mycophenolic_acid", "methotrexate"),
        ("hydroxychloroquine", "mycophenolate_mofetil", "azathioprine"),
        ("hydroxychloroquine", "mycophenolate_mofetil", "mycophenolic_acid"),
    ),
    (
        ("mycophenolate_mofetil", "mycophenolic_acid"),
        ("hydroxychloroquine",),
        ("prednisone", "hydroxychloroquine"),
        ("belimumab", "mycophenolate_mofetil"),
        ("rituximab", "anifrolumab", "hydroxychloroquine"),
        ("chloroquine", "methotrexate"),
        (),
    ),
)

# Current drugs beside the steroid, and the prednisone equivalent: some pass under one reading only.
TREATMENT: Choices[tuple[tuple[str, ...], str]] = Choices(
    (
        ((), "7.5"),
        ((), "30"),
        (("nsaid",), "7.75"),
        (("hydroxychloroquine",), "10"),
        (("belimumab",), "29.75"),
        (("mycophenolate_mofetil",), "0"),
        (("azathioprine", "hydroxychloroquine"), "2.5"),
        (("tacrolimus",), "7.25"),
        (("methotrexate", "rituximab"), "30"),
        (("other_immunosuppressant",), "5"),
        (("hydroxychloroquine", "mycophenolate_mofetil"), "10"),
    ),
    (
        ((), "0"),
        ((), "7.25"),
        ((), "30.25"),
        (("hydroxychloroquine",), "5"),
        (("hydroxychloroquine",), "0"),
        (("belimumab",), "5"),
        (("telitacicept",), "5"),
        (("telitacicept",), "0"),
        (("other_targeted", "hydroxychloroquine"), "2.5"),
        (("cyclosporine",), "30.25"),
        (("mycophenolate_mofetil",), "40"),
        (("nsaid",), "0"),
    ),
)
