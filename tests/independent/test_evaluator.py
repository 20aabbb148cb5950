"""Hand-written cases for the evaluator: drugs and organs here, the rest in person_cases."""

import pytest

from .cases import Case, steroid
from .evaluator import evaluate
from .person_cases import DISEASE, PERSON
from .typical import patient

HCQ, MMF, AZA = "hydroxychloroquine", "mycophenolate_mofetil", "azathioprine"

TREATMENT = [
    Case("nothing at all", {"current": [], "prednisone_equivalent": None}, "23"),
    Case("a dose without a drug", {"current": []}),
    Case("an NSAID alone", {"current": ["nsaid"], "prednisone_equivalent": None}, "3"),
    Case("telitacicept alone", steroid(["telitacicept"]), "3"),
    Case("telitacicept is not listed", steroid(["telitacicept"]), "23", "", {"in2_etc": "listed"}),
    Case("7.25 alone", {"current": [HCQ], "prednisone_equivalent": "7.25"}, "3"),
    Case("7.5 alone", {"current": [HCQ], "prednisone_equivalent": "7.5"}),
    Case(
        "5 with hydroxychloroquine as one",
        {"current": [HCQ], "prednisone_equivalent": 5},
        readings={"in3_combination": "with_hydroxychloroquine"},
    ),
    Case("30", {"prednisone_equivalent": "0.03 g/d"}),
    Case("30.25 in combination", {"prednisone_equivalent": "30.25"}, "3"),
    Case("no cap in combination", {"prednisone_equivalent": 40}, readings={"in3_cap": "alone_only"}),
    Case("steroid-free in combination", steroid([MMF])),
    Case("some dose is asked", steroid([MMF]), "3", "", {"in3_steroid_free": "some_dose"}),
    Case("5 with belimumab", {"current": ["belimumab"], "prednisone_equivalent": 5}, "3"),
    Case(
        "targeted drugs count",
        {"current": ["belimumab"], "prednisone_equivalent": 5},
        readings={"in3_targeted": "yes"},
    ),
    Case(
        "only prednisone known",
        steroid([]) | {"current": None, "current.prednisone": True},
        "",
        "3",
    ),
    Case(
        "other drugs do not matter",
        {"current": None, f"current.{MMF}": True, "prednisone_equivalent": 5},
    ),
    Case("nothing known of the treatment", {"current": None, "prednisone_equivalent": None}, "", "23"),
    Case("prednisone at 0", {"prednisone_equivalent": 0}, None),
    Case("budesonide at 0", {"current": ["budesonide", MMF], "prednisone_equivalent": 0}),
    Case("methylprednisolone 6 is 7.5", steroid([HCQ], methylprednisolone="6 mg/d")),
    Case("methylprednisolone 5.99", steroid([HCQ], methylprednisolone="5.99"), "3"),
    Case("two steroids add up", steroid([HCQ], hydrocortisone=20, prednisone="2.5")),
    Case("betamethasone 1 is 6.7 to 8.3", steroid([HCQ], betamethasone=1), "", "3"),
    Case("betamethasone 0.9 is 6 to 7.5", steroid([HCQ], betamethasone="0.9"), "", "3"),
    Case("betamethasone 1.125 is at least 7.5", steroid([HCQ], betamethasone="1.125")),
    Case("given within the interval", steroid([HCQ], betamethasone=1) | {"prednisone_equivalent": 8}),
    Case("budesonide opens the sum", steroid([HCQ], prednisone="7.5", budesonide=3), "", "3"),
    Case("budesonide at 0 does not", steroid([HCQ], prednisone="7.5", budesonide=0)),
    Case("too much already", steroid([HCQ], prednisone=31, budesonide=3), "3"),
    Case("two doses that disagree", {"prednisone_equivalent": 5, "dose.prednisone": 10}, None),
    Case("prednisone taken, its dose 0", steroid(["prednisone"], prednisone=0), None),
    Case("half a milligram alone", {"current": [], "prednisone_equivalent": "0.5"}, "3"),
    Case("half a milligram is a dose", {"prednisone_equivalent": "0.5"}),
    Case(
        "half a milligram is some dose",
        {"prednisone_equivalent": "0.5"},
        readings={"in3_steroid_free": "some_dose"},
    ),
    Case("hydroxychloroquine alone", steroid([HCQ]), "3"),
    Case(
        "the dose is open where the drugs are",
        steroid([]) | {"current": None, f"current.{MMF}": True},
        "",
        "3",
    ),
    Case("7.5 given, 8 by dose", {"prednisone_equivalent": "7.5", "dose.prednisone": 8}),
    Case("30 given, 20 by dose", {"prednisone_equivalent": 30, "dose.prednisone": 20}),
    Case("0.5 given, 2 by dose", {"prednisone_equivalent": "0.5", "dose.prednisone": 2}),
    Case("5 given, open by budesonide", {"prednisone_equivalent": 5, "dose.budesonide": 3}),
    Case(
        "0 given, 0.5 by dose",
        {"current": [MMF], "prednisone_equivalent": 0, "dose.prednisone": "0.5"},
        None,
    ),
    Case("one substance twice", {"used_adequately": [MMF, "mycophenolic_acid"]}, "4"),
    Case("two without hydroxychloroquine", {"used_adequately": [MMF, AZA]}),
    Case(
        "hydroxychloroquine required",
        {"used_adequately": [MMF, AZA]},
        "4",
        readings={"in4_hydroxychloroquine": "required"},
    ),
    Case("two in addition", {}, readings={"in4_hydroxychloroquine": "in_addition"}),
    Case(
        "one in addition",
        {"used_adequately": [HCQ, MMF]},
        "4",
        readings={"in4_hydroxychloroquine": "in_addition"},
    ),
    Case("steroids do not count", {"used_adequately": ["prednisone", HCQ]}, "4"),
    Case("a targeted drug does not", {"used_adequately": ["belimumab", MMF]}, "4"),
    Case(
        "a targeted drug does",
        {"used_adequately": ["belimumab", MMF]},
        readings={"in4_targeted": "yes"},
    ),
    Case(
        "a targeted drug not listed",
        {"used_adequately": ["anifrolumab", MMF]},
        "4",
        readings={"in4_targeted": "yes", "in2_etc": "listed"},
    ),
    Case("one known to be used", {"used_adequately": None, f"used_adequately.{HCQ}": True}, "", "4"),
]

ORGANS = [
    Case("ANC 1500 /uL", {"anc": "1500 /uL"}),
    Case("ANC 1499 /uL", {"anc": "1499 /uL"}, "7"),
    Case("ALC above 1000 /uL", {"alc": ">=1000 /uL"}),
    Case("ALC below 0.5", {"alc": "<0.5"}, "7"),
    Case("ALC 0.8 or less", {"alc": "<=0.8"}, "", "7"),
    Case("Hb 8 g/dL", {"hemoglobin": "8.0 g/dL"}),
    Case("Hb 79.9 g/L", {"hemoglobin": "79.9 g/L"}, "7"),
    Case("day 7 is within 7 days", {"days_since_transfusion": "1 week"}, "7"),
    Case("day 8 is not", {"days_since_growth_factor": 8}),
    Case("not needed", {"days_since_transfusion": 0}, readings={"in7_support": "needed"}),
    Case(
        "needed",
        {"days_since_transfusion": 0, "support_needed": True},
        "7",
        readings={"in7_support": "needed"},
    ),
    Case("never transfused", {"days_since_transfusion": None, "transfused_ever": False}),
    Case("transfused once", {"days_since_transfusion": None, "transfused_ever": True}, "", "7"),
    Case("never, yet three days ago", {"days_since_transfusion": 3, "transfused_ever": False}, None),
    Case("INR too high, APTT not", {"inr": "1.81"}),
    Case("both asked", {"inr": "1.81"}, "7", readings={"in7_coagulation": "both"}),
    Case("INR at 1.5 ULN", {"inr": "1.8", "aptt": 60}),
    Case("no limit allows 4.51", {"inr": "4.51", "inr_uln": None, "aptt": 60}, "7"),
    Case("some limit allows 4.5", {"inr": "4.5", "inr_uln": None, "aptt": 60}, "", "7"),
    Case("LVEF as a fraction", {"lvef": "0.4 fraction"}),
    Case("LVEF 39.9", {"lvef": "39.9"}, "7"),
    Case("dyspnea 2", {"dyspnea_grade": 2}, "7"),
    Case("91 on oxygen", {"spo2": 91, "spo2_on_room_air": False}, "7"),
    Case("95 on oxygen", {"spo2": 95, "spo2_on_room_air": False}, "", "7"),
    Case("91, condition unknown", {"spo2": 91, "spo2_on_room_air": None}, "7"),
    Case("ALT in ukat/L at 2.5 ULN", {"alt": "1.25 ukat/L", "alt_uln": "30 U/L"}),
    Case("ALT above 2.5 ULN", {"alt": 101}, "7"),
    Case("no limit allows AST 751", {"ast": 751, "ast_uln": None}, "7"),
    Case("34.2 umol/L is 2.0", {"total_bilirubin": "34.2 umol/L"}, "7"),
    Case("Gilbert", {"total_bilirubin": "34.2 umol/L", "gilbert_syndrome": True}),
    Case("Gilbert unknown", {"total_bilirubin": "2.5 mg/dL", "gilbert_syndrome": None}, "", "7"),
    Case("51.3 umol/L is 3.0", {"total_bilirubin": "51.3 umol/L", "gilbert_syndrome": True}, "7"),
]


@pytest.mark.parametrize("case", PERSON + DISEASE + TREATMENT + ORGANS, ids=lambda case: case.says)
def test_the_typical_patient_changed_comes_out_as_the_protocol_says(case: Case) -> None:
    assert evaluate(patient(case.changes), case.readings) == case.expected
