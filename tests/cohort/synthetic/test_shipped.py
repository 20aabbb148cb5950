"""The shipped knowledge base's synthetic patients: each can be read, none contradicts itself, and they look real."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest
from msgspec.structs import replace

from hn2301_asp.api import Protocol
from hn2301_asp.cohort.synthetic.asking import synthetic
from hn2301_asp.cohort.synthetic.columns import Column
from hn2301_asp.cohort.synthetic.writing import records, values
from hn2301_asp.source.diagnostics import InputError
from tests.conftest import Sample


@pytest.mark.parametrize("every_field", [False, True])
def test_every_patient_can_be_read_and_none_contradicts_itself(
    protocol: Protocol, sample: Sample, every_field: bool
) -> None:
    verdicts: Counter[str] = Counter()
    remarks: Counter[str] = Counter()
    count = sample(20_000)
    for record in records(synthetic(protocol, count, seed=2301, every_field=every_field)):
        patient = protocol.patient(record)
        verdicts[protocol.verdict(patient)] += 1
        remarks.update(remark.code for remark in patient.remarks)
    assert verdicts.total() == count
    assert set(verdicts) == {"eligible", "ineligible", "undetermined"}
    assert min(verdicts.values()) > 0.02 * count
    # Serology of two windows differs in some, as it does in charts, and hardly any value is a rare one.
    assert set(remarks) <= {"mismatch", "unusual-value"}
    assert remarks["unusual-value"] < 0.01 * count


@pytest.fixture(scope="module")
def cohort(protocol: Protocol) -> dict[str, Column]:
    return {column.field: column for column in synthetic(protocol, 20_000, seed=1, every_field=True).columns}


def _share(column: Column, wanted: object = True) -> float:
    found, known = values(column)
    return float((found[known] == wanted).mean())


def _together(cohort: dict[str, Column], one: str, other: str) -> float:
    (first, known), (second, also) = values(cohort[one]), values(cohort[other])
    both = known & also
    return float(np.corrcoef(first[both].astype(float), second[both].astype(float))[0, 1])


def test_patients_are_as_they_are_declared(cohort: dict[str, Column]) -> None:
    assert abs(_share(cohort["sex"], "female") - 0.9) < 0.01
    age, known = values(cohort["age"])
    assert 36 < np.median(age[known]) < 38
    assert age[known].min() >= 16
    assert abs(_share(cohort["current.hydroxychloroquine"]) - 0.84) < 0.01
    assert _share(cohort["transfused_ever"]) < 0.12
    clinical, known = values(cohort["sledai_2k_clinical"])
    assert 5 < clinical[known].mean() < 12


@pytest.mark.parametrize(
    ("one", "other", "least"),
    [
        ("alt", "ast", 0.5),
        ("inr", "aptt", 0.25),
        ("sledai.low_complement", "sledai.increased_dna_binding", 0.2),
        ("low_complement", "sledai.low_complement", 0.9),
        ("sledai.proteinuria", "sledai.hematuria", 0.15),
        ("serum_creatinine", "sledai.proteinuria", 0.2),
        ("disease_active", "sledai_2k_clinical", 0.1),
        ("prednisone_equivalent", "sledai_2k", 0.1),
    ],
)
def test_what_belongs_together_goes_together(cohort: dict[str, Column], one: str, other: str, least: float) -> None:
    assert _together(cohort, one, other) > least


@pytest.mark.parametrize(("one", "other"), [("alc", "sledai_2k"), ("hemoglobin", "sledai_2k"), ("weight", "pregnant")])
def test_what_falls_with_the_other_does(cohort: dict[str, Column], one: str, other: str) -> None:
    assert _together(cohort, one, other) < (-0.1 if other == "sledai_2k" else 0.05)


def test_values_are_missing_as_in_a_chart(cohort: dict[str, Column]) -> None:
    gone = {field: float((~column.known).mean()) for field, column in cohort.items()}
    assert abs(gone["lvef"] - 0.13) < 0.01
    assert abs(gone["anc"] - 0.03) < 0.006
    assert (cohort["anc"].known == cohort["alc"].known).all()
    assert (cohort["alt"].known == cohort["total_bilirubin"].known).all()
    assert gone["inr_uln"] > gone["inr"]
    # What nobody declares stays empty, and says so by that.
    assert gone["creatinine_clearance"] == gone["eular_acr.fever"] == 1


def test_men_are_not_asked_what_concerns_women(cohort: dict[str, Column]) -> None:
    sex, known = values(cohort["sex"])
    men = known & (sex == "male")
    assert men.any()
    assert not any((cohort[field].known & men).any() for field in ("pregnant", "lactating", "childbearing_potential"))


def test_a_declaration_that_draws_what_cannot_be_is_refused(edited: Callable[..., Protocol]) -> None:
    wrong = "  pregnant:\n    - {if: {sex: male}, yes: 1}\n    - {if: {childbearing_potential: yes}"
    made = edited(("vocabulary/cohort.yaml", "  pregnant:\n    - {if: {childbearing_potential: yes}", wrong))
    with pytest.raises(InputError) as error:
        synthetic(made, 10)
    [finding] = error.value.findings
    assert finding.code == "cohort-patient"
    assert finding.message == "a synthetic patient contradicts itself: `sex` and `pregnant` clash"
    assert finding.place.file == "vocabulary/cohort.yaml"
    assert (finding.place.patient or "").startswith("SYNTH-")


def test_a_knowledge_base_that_declares_none_says_so(protocol: Protocol) -> None:
    files = protocol.files
    assert files is not None
    bare = replace(files, texts={name: text for name, text in files.texts.items() if not name.endswith("cohort.yaml")})
    made = Protocol(protocol.knowledge_base, protocol.space.circuit, files=bare)
    with pytest.raises(InputError, match="does not say what synthetic patients are like"):
        synthetic(made, 10)
