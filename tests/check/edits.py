"""Knowledge bases made from the shipped one by edits, and findings in one line each."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from msgspec.structs import replace

from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest, read_files
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from hn2301_asp.source.diagnostics import Finding, render

BACKGROUND = "background.lp"
BACKGROUND_THRESHOLDS = "background.thr"
COHORT = "vocabulary/cohort.yaml"
DRUGS = "vocabulary/drugs.yaml"
EULAR = "scores/eular_acr_2019.yaml"
EULAR_RULES = "scores/eular_acr_2019.lp"
EULAR_THRESHOLDS = "scores/eular_acr_2019.thr"
FACTS = "vocabulary/facts.yaml"
GUARDRAILS = "guardrails.lp"
HANDLING = "vocabulary/handling.yaml"
IN1_RULES = "criteria/in1_age_and_diagnosis.lp"
IN1_THRESHOLDS = "criteria/in1_age_and_diagnosis.thr"
IN2_RULES = "criteria/in2_standard_treatment.lp"
IN2_THRESHOLDS = "criteria/in2_standard_treatment.thr"
IN3_RULES = "criteria/in3_corticosteroids.lp"
IN3_THRESHOLDS = "criteria/in3_corticosteroids.thr"
IN4_RULES = "criteria/in4_immunosuppressants.lp"
IN4_THRESHOLDS = "criteria/in4_immunosuppressants.thr"
IN5_RULES = "criteria/in5_serology.lp"
IN5_THRESHOLDS = "criteria/in5_serology.thr"
IN6_RULES = "criteria/in6_disease_activity.lp"
IN6_THRESHOLDS = "criteria/in6_disease_activity.thr"
IN7_RULES = "criteria/in7_organ_function.lp"
IN7_THRESHOLDS = "criteria/in7_organ_function.thr"
IN8_RULES = "criteria/in8_pregnancy.lp"
IN8_THRESHOLDS = "criteria/in8_pregnancy.thr"
PROTOCOL = "protocol.yaml"
QUANTITIES = "vocabulary/quantities.yaml"
READINGS = "readings.yaml"
SHORT = "vocabulary/short_template.yaml"
SLEDAI = "scores/sledai_2k.yaml"
TYPICAL = "vocabulary/typical.yaml"
UNITS = "vocabulary/units.yaml"

#: A file, the text that is replaced (None: the whole file) and the text that takes its place
#: (None: the file is taken out).
Edit = tuple[str, str | None, str | None]


class Case(NamedTuple):
    """Edits, and what is found then: severity, code, file and the words under the caret."""

    edits: list[Edit]
    found: list[str]


@cache
def shipped() -> KnowledgeBaseFiles:
    return read_files(shipped_knowledge_base())


def edited(edits: list[Edit]) -> KnowledgeBaseFiles:
    """The shipped knowledge base with the edits; a text that is to be replaced must be there."""
    texts = dict(shipped().texts)
    for file, old, new in edits:
        if old is None:
            texts.pop(file, None)
        else:
            assert old in texts[file], (file, old)
        if new is not None:
            texts[file] = new if old is None else texts[file].replace(old, new, 1)
    return replace(shipped(), texts=dict(sorted(texts.items())), digest=digest(texts))


def in_a_line(finding: Finding) -> str:
    """Severity, code, file and the words under the caret, clipped."""
    place = finding.place
    under = ""
    if place.text is not None and place.column is not None and place.end_column is not None:
        under = place.text[place.column - 1 : place.end_column - 1]
    if len(under) > 40:
        under = under[:39] + "…"
    return f"{finding.severity} {finding.code} {place.file}: {under}".rstrip(": ")


def as_text(edits: list[Edit], findings: Iterable[Finding]) -> str:
    """The edits and the findings as they are rendered, for a golden file."""
    lines = []
    for file, old, new in edits:
        lines.append(f"% {file}")
        lines += [f"- {line}" for line in (old or "").splitlines()]
        lines += [f"+ {line}".rstrip() for line in (new or "").splitlines()]
    found = "\n\n".join(render(finding) for finding in findings) or "nothing is found"
    return "\n".join(lines) + f"\n\n{found}\n"
