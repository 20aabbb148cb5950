"""A protocol of three arms as a folder of texts: criteria for everybody, for one arm, and for one sex."""

from __future__ import annotations

from pathlib import Path

_CRITERIA = {
    "IN-1": ("inclusion", "age", "in1_age", "Patients aged 18 years or more."),
    "IN-2": ("inclusion", "lupus", "in2_lupus", "For lupus: a history of at least 6 months; haemoglobin ≥80 g/L."),
    "IN-3": ("inclusion", "sclerosis", "in3_sclerosis", "For systemic sclerosis: a modified skin score ≥15 points."),
    "IN-4": ("inclusion", "arthritis", "in4_arthritis", "For arthritis: at least 6 swollen joints."),
    "EX-1": ("exclusion", "pregnancy", "ex1_pregnancy", "Women who are pregnant or lactating."),
    "EX-2": ("exclusion", "ulcers", "ex2_ulcers", "For systemic sclerosis: digital ulcers."),
}
TEXTS = {
    "vocabulary/units.yaml": """
base:
  - count = []
  - gram = [mass]
  - litre = [volume]
  - year_unit = [calendar]
units:
  points: {is: count, spellings: []}
  joints: {is: count, spellings: []}
  g/L: {is: gram / litre, spellings: []}
  year: {is: year_unit, spellings: [years]}
  month: {is: year_unit / 12, spellings: [months]}
""",
    "vocabulary/drugs.yaml": "{}\n",
    "vocabulary/quantities.yaml": """
age: {label: age, unit: year, step: 1 year, possible: [0, 120], plausible: [0, 110], completed: true}
duration: {label: history of lupus, unit: month, step: 1 month, possible: [0, 1440], plausible: [0, 600]}
hemoglobin: {label: haemoglobin, unit: g/L, step: 1 g/L, possible: [1, 300], plausible: [30, 200]}
skin_score: {label: modified skin score, unit: points, counted: true, step: 1 points, possible: [0, 51],
  plausible: [0, 51]}
swollen_joints: {label: swollen joints, unit: joints, counted: true, step: 1 joints, possible: [0, 66],
  plausible: [0, 66]}
""",
    "vocabulary/facts.yaml": """
record:
  patient_id: {kind: text, label: patient}
choices:
  arm: {label: arm, values: [lupus, sclerosis, arthritis], names: {sclerosis: [SSc], arthritis: [RA]}}
  sex: {label: sex, values: [female, male], names: {female: [F], male: [M]}}
facts:
  pregnant: {label: pregnant}
  lactating: {label: lactating}
  digital_ulcers: {label: digital ulcers}
families: {}
doses: {}
""",
    "vocabulary/typical.yaml": """
- {arm: lupus, sex: female, age: 34, duration: 48 months, hemoglobin: 112 g/L, pregnant: no, lactating: no}
- {arm: sclerosis, sex: male, age: 51, skin_score: 22, digital_ulcers: no}
- {arm: arthritis, sex: female, age: 47, swollen_joints: 9, pregnant: no, lactating: no}
""",
    "vocabulary/handling.yaml": """
age: {kind: fixed}
arm: {kind: investigator}
duration: {kind: waits}
hemoglobin: {kind: retest}
skin_score: {kind: retest}
swollen_joints: {kind: retest}
pregnant: {kind: waits}
digital_ulcers: {kind: waits}
""",
    "readings.yaml": "readings: {}\n",
    "assumptions.yaml": "assumptions: {}\n",
    "protocol.yaml": 'id: ARMS\nversion: "1"\ntitle: Three arms\nscope: nothing else assessed\ncriteria:\n'
    + "".join(
        f'  - {{id: {name}, kind: {kind}, title: {title}, files: {stem}, text: "{text}"}}\n'
        for name, (kind, title, stem, text) in _CRITERIA.items()
    ),
    "criteria/in1_age.thr": 'criterion IN-1\n\nadult   age ≥ 18 years   "aged 18 years or more"\n',
    "criteria/in1_age.lp": '%! "Patients aged 18 years or more"\nmet("IN-1") :- adult.\n',
    "criteria/in2_lupus.thr": """criterion IN-2

established   history of lupus ≥ 6 months   "a history of at least 6 months"
hemoglobin_adequate   haemoglobin ≥ 80 g/L  "haemoglobin ≥80 g/L"
""",
    "criteria/in2_lupus.lp": """%! "For lupus"
applies("IN-2") :- arm(lupus).

%! "a history of at least 6 months; haemoglobin ≥80 g/L"
met("IN-2") :- established, hemoglobin_adequate.
""",
    "criteria/in3_sclerosis.thr": 'criterion IN-3\n\nthick   modified skin score ≥ 15 points  "≥15 points"\n',
    "criteria/in3_sclerosis.lp": """%! "For systemic sclerosis"
applies("IN-3") :- arm(sclerosis).

%! "a modified skin score ≥15 points"
met("IN-3") :- thick.
""",
    "criteria/in4_arthritis.thr": 'criterion IN-4\n\nswollen  swollen joints ≥ 6 joints  "at least 6 swollen joints"\n',
    "criteria/in4_arthritis.lp": """%! "For arthritis"
applies("IN-4") :- arm(arthritis).

%! "at least 6 swollen joints"
met("IN-4") :- swollen.
""",
    "criteria/ex1_pregnancy.lp": """%! "Women"
applies("EX-1") :- sex(female).

%! "who are pregnant or lactating"
met("EX-1") :- pregnant.
met("EX-1") :- lactating.
""",
    "criteria/ex2_ulcers.lp": """%! "For systemic sclerosis"
applies("EX-2") :- arm(sclerosis).

%! "digital ulcers"
met("EX-2") :- digital_ulcers.
""",
    "scenarios/arms.yaml": """
- scenario: whoever is typical of lupus is asked what lupus is asked
  patient: {but: {arm: lupus}}
  expect:
    verdict: eligible
    criteria: {IN-1: met, IN-2: met, IN-3: not_applicable, IN-4: not_applicable, EX-1: not_met, EX-2: not_applicable}
- scenario: whoever is typical of sclerosis is asked what sclerosis is asked
  patient: {but: {arm: SSc}}
  expect: {verdict: eligible, criteria: {IN-2: not_applicable, IN-3: met, EX-1: not_applicable, EX-2: not_met}}
- scenario: a man with sclerosis and ulcers is not eligible
  patient: {but: {arm: sclerosis, digital_ulcers: yes}}
  expect: {verdict: ineligible, criteria: {EX-2: met}, blocking: [EX-2]}
- scenario: whoever has arthritis in five joints is not eligible, whatever his skin
  patient: {but: {arm: arthritis, swollen_joints: 5, skin_score: 0}}
  expect: {verdict: ineligible, criteria: {IN-3: not_applicable, IN-4: not_met}, blocking: [IN-4]}
- scenario: without an arm it is open what applies
  patient: {but: {}, without: [arm]}
  expect: {verdict: undetermined, criteria: {IN-2: unknown, IN-3: unknown, IN-4: unknown, EX-2: unknown}, blocking: []}
""",
}
TEXTS = {name: text.removeprefix("\n") for name, text in TEXTS.items()}


def written(folder: Path, **changed: str) -> Path:
    """The protocol as a folder; ``changed`` are files with other texts."""
    for name, text in {**TEXTS, **changed}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
