"""Names and tables of the trial, written down by hand for the independent evaluator.

Sources: the protocol text, the interface's list of fields and the clinical tables. Nothing is read
from the knowledge base at run time, nothing is imported from the package that the evaluator checks.
"""

from fractions import Fraction

IMMUNOSUPPRESSANTS = (
    "cyclophosphamide",
    "methotrexate",
    "azathioprine",
    "mycophenolate_mofetil",
    "mycophenolic_acid",
    "leflunomide",
    "tacrolimus",
    "cyclosporine",
    "other_immunosuppressant",
)
TARGETED = (
    "belimumab",
    "rituximab",
    "eculizumab",
    "telitacicept",
    "anifrolumab",
    "other_targeted",
)
ANTIMALARIALS = ("hydroxychloroquine", "chloroquine", "other_antimalarial")
NSAIDS = ("nsaid",)

# mg of the drug by mouth that equal 5 mg of prednisone: lowest and highest figure of the sources.
EQUAL_TO_5MG_PREDNISONE: dict[str, tuple[Fraction, Fraction]] = {
    "prednisone": (Fraction(5), Fraction(5)),
    "prednisolone": (Fraction(5), Fraction(5)),
    "methylprednisolone": (Fraction(4), Fraction(4)),
    "triamcinolone": (Fraction(4), Fraction(4)),
    "hydrocortisone": (Fraction(20), Fraction(20)),
    "cortisone": (Fraction(25), Fraction(25)),
    "dexamethasone": (Fraction(3, 4), Fraction(3, 4)),
    "betamethasone": (Fraction(3, 5), Fraction(3, 4)),
    "deflazacort": (Fraction(6), Fraction(15, 2)),
}
NO_EQUIVALENCE = "budesonide"
CORTICOSTEROIDS = (*EQUAL_TO_5MG_PREDNISONE, NO_EQUIVALENCE)

DRUGS = (*IMMUNOSUPPRESSANTS, *TARGETED, *ANTIMALARIALS, *NSAIDS, *CORTICOSTEROIDS)

# Members of the two classes closed with "etc." that the protocol does not name (reading in2_etc).
NOT_NAMED = frozenset({"other_immunosuppressant", "telitacicept", "anifrolumab", "other_targeted"})
# Two names of one substance count once in IN-4.
SUBSTANCE = {"mycophenolate_mofetil": "mycophenolic_acid"}
ALIASES = {"ciclosporin": "cyclosporine"}

SLEDAI_CLINICAL = {
    "seizure": 8,
    "psychosis": 8,
    "organic_brain_syndrome": 8,
    "visual_disturbance": 8,
    "cranial_nerve_disorder": 8,
    "lupus_headache": 8,
    "cva": 8,
    "vasculitis": 8,
    "arthritis": 4,
    "myositis": 4,
    "urinary_casts": 4,
    "hematuria": 4,
    "proteinuria": 4,
    "pyuria": 4,
    "rash": 2,
    "alopecia": 2,
    "mucosal_ulcers": 2,
    "pleurisy": 2,
    "pericarditis": 2,
    "fever": 1,
    "thrombocytopenia": 1,
    "leukopenia": 1,
}
SLEDAI_IMMUNOLOGIC = {"low_complement": 2, "increased_dna_binding": 2}
SLEDAI_ITEMS = (*SLEDAI_CLINICAL, *SLEDAI_IMMUNOLOGIC)

# 2019 EULAR/ACR: within one domain only the heaviest item counts.
EULAR_CLINICAL: tuple[dict[str, int], ...] = (
    {"fever": 2},
    {"leukopenia": 3, "thrombocytopenia": 4, "autoimmune_haemolysis": 4},
    {"delirium": 2, "psychosis": 3, "seizure": 5},
    {
        "non_scarring_alopecia": 2,
        "oral_ulcers": 2,
        "subacute_cutaneous_or_discoid_lupus": 4,
        "acute_cutaneous_lupus": 6,
    },
    {"pleural_or_pericardial_effusion": 5, "acute_pericarditis": 6},
    {"joint_involvement": 6},
    {
        "proteinuria_gt_0_5g_24h": 4,
        "biopsy_class_II_or_V": 8,
        "biopsy_class_III_or_IV": 10,
    },
)
EULAR_IMMUNOLOGIC: tuple[dict[str, int], ...] = (
    {"antiphospholipid_antibodies": 2},
    {"low_c3_or_low_c4": 3, "low_c3_and_low_c4": 4},
    {"anti_dsdna": 6, "anti_sm": 6},
)
EULAR_ITEMS = tuple(item for domain in (*EULAR_CLINICAL, *EULAR_IMMUNOLOGIC) for item in domain)

FAMILIES: dict[str, tuple[str, ...]] = {
    "current": DRUGS,
    "used_adequately": DRUGS,
    "sledai": SLEDAI_ITEMS,
    "eular_acr": EULAR_ITEMS,
    "dose": CORTICOSTEROIDS,
}
CLOSABLE = ("current", "used_adequately", "sledai", "eular_acr")

DATES = (
    "consent_date",
    "screening_date",
    "birth_date",
    "sle_diagnosis_date",
    "standard_treatment_start_date",
    "last_dose_change_date",
    "last_transfusion_date",
    "last_growth_factor_date",
)
YES_NO = (
    "eular_acr_2019",
    "disease_active",
    "disease_relapsed",
    "ana_positive",
    "anti_dsdna_positive",
    "low_complement",
    "support_needed",
    "spo2_on_room_air",
    "gilbert_syndrome",
    "fluid_assistance",
    "pregnant",
    "lactating",
    "childbearing_potential",
    "contraception_willing",
    "transfused_ever",
    "growth_factor_ever",
)
TEXTS = ("patient_id", "site", "sex")
