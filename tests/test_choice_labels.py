"""What a value of a choice is called: read as a spelling of it, and told wherever people read it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hn2301_asp.api import Protocol, compare, load
from hn2301_asp.check import check
from hn2301_asp.comparison.reading_changes import read_differently
from hn2301_asp.comparison.vocabulary_changes import changed_entries
from hn2301_asp.forms.columns import columns
from hn2301_asp.forms.dictionary import entries
from hn2301_asp.forms.dictionary_words import dictionary_json, dictionary_lines
from hn2301_asp.forms.text import template_yaml
from hn2301_asp.forms.workbook import workbook
from hn2301_asp.knowledge.files import read_files
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.report.html import to_html
from hn2301_asp.report.patient.table import to_csv
from hn2301_asp.scenarios.load import load_scenarios
from hn2301_asp.scenarios.run import run
from hn2301_asp.source.diagnostics import InputError
from tests import arms_base
from tests.amendment.conflicts.small_amendments import Desk

FACTS, AGE = "vocabulary/facts.yaml", "criteria/in1_age.lp"
BARE = "values: [lupus, sclerosis, arthritis]"
CALLED = """values:
      lupus: {}
      sclerosis: {label: systemic sclerosis, label_zh: 系统性硬化症}
      arthritis: {label: rheumatoid arthritis}
   """.rstrip(" ")
TEXT = arms_base.TEXTS[FACTS].replace(
    "arm: {label: arm, values: [lupus, sclerosis, arthritis], names: {sclerosis: [SSc], arthritis: [RA]}}",
    f"arm:\n    label: arm\n    {CALLED}    names: {{sclerosis: [SSc], arthritis: [RA]}}",
)
SMOKING = (
    "facts:\n  pregnant",
    "  smoking: {label: smoking, values: {never_smoked: {label: never}, former: {label: former smoker}, now: {}}}\n"
    "facts:\n  pregnant",
)
SMOKER = {AGE: '%! "Patients aged 18 years or more"\nmet("IN-1") :- adult, smoking(former).\n'}


def unchecked(folder: Path) -> Protocol:
    """A protocol whose rules need not be those of its text."""
    return Protocol(load_knowledge_base(read_files(folder)))


ILL = {"patient_id": "A", "arm": "SSc", "sex": "M", "age": 51, "digital_ulcers": True, "skin_score": 9}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return arms_base.written(tmp_path_factory.mktemp("called") / "kb", **{FACTS: TEXT})


@pytest.fixture(scope="module")
def arms(folder: Path) -> Protocol:
    return load(folder)


def test_nothing_is_found_of_labels_that_are_as_they_must_be(folder: Path) -> None:
    assert "systemic sclerosis" in TEXT
    assert [*check(read_files(folder))] == []


@pytest.mark.parametrize(
    "written", ["sclerosis", "SSc", "systemic sclerosis", "Systemic_Sclerosis", "系统性硬化症", " systemic-sclerosis "]
)
def test_a_label_is_a_spelling_of_its_value(arms: Protocol, written: str) -> None:
    assert arms.patient({"arm": written}).evidence.atoms == (("arm", "arm(sclerosis)", True),)


def test_an_unknown_word_gets_the_nearest_label(arms: Protocol) -> None:
    for written, help in (
        ("sistemic sclerosis", "did you mean `systemic sclerosis`?"),
        ("vasculitis", "known are `lupus`, `systemic sclerosis`, `rheumatoid arthritis`"),
    ):
        with pytest.raises(InputError) as caught:
            arms.patient({"arm": written})
        [found] = caught.value.findings
        assert (found.message, found.help) == (f"`{written}` is not known for arm", help)


def bare(text: str) -> list[str]:
    """The lines that speak of the value by the name that rules use; its criterion is called so, and a file."""
    rest = text.replace("systemic sclerosis", "").replace("in3_sclerosis", "").replace("“For systemic", "“For")
    return [line for line in rest.splitlines() if "arm" in line and "sclerosis" in line]


def test_people_read_the_label_and_programs_the_name(arms: Protocol) -> None:
    known, unknown = arms.screen(ILL), arms.screen({"patient_id": "B", "sex": "M", "age": 51})
    text = known.explain()
    assert "applies: arm: systemic sclerosis" in text
    assert "Not applicable: IN-2, IN-4 (arm: systemic sclerosis)" in text
    open_text = unknown.explain()
    assert "arm: not recorded                           applies if: systemic sclerosis" in open_text
    assert "lupus → go on" not in open_text
    assert "rheumatoid arthritis" in open_text
    page = to_html(arms, [known, unknown])
    assert "arm: systemic sclerosis" in page
    for shown in (text, open_text, page, to_csv(arms, [known, unknown])):
        assert bare(shown) == []
    [entry] = [entry for entry in known.to_dict()["criteria"] if entry["id"] == "IN-3"]
    data = entry["scope"]["facts"]["arm"]
    assert (data["answer"], data["as_given"]) == ("sclerosis", "systemic sclerosis")


def test_a_page_in_a_second_language_tells_the_label_in_it(arms: Protocol) -> None:
    second = '<span class="second" lang="zh">系统性硬化症</span> '
    row = '<tr><th scope="row">arm</th><td>{}systemic sclerosis</td>'
    assert row.format("") in to_html(arms, [arms.screen(ILL)])
    assert row.format(second) in to_html(arms, [arms.screen(ILL)], "zh")
    assert second not in to_html(arms, [arms.screen({**ILL, "arm": "RA"})], "zh")


def test_a_plan_says_what_a_value_must_be_by_its_label(tmp_path: Path) -> None:
    handling = arms_base.TEXTS["vocabulary/handling.yaml"] + "smoking: {kind: waits}\n"
    texts = {FACTS: TEXT.replace(*SMOKING), **SMOKER, "vocabulary/handling.yaml": handling}
    protocol = unchecked(arms_base.written(tmp_path / "kb", **texts))
    result = protocol.screen({"arm": "RA", "sex": "M", "age": 40, "swollen_joints": 9, "smoking": "never"})
    [plan] = result.answers.nearest.plans
    [change] = plan.changes
    assert (change.fact, change.needed) == ("smoking", "former smoker")
    text = result.explain()
    assert "smoking: never" in text
    assert "needed: former smoker" in text
    assert "smoking: former smoker (now never)" in text
    assert "never_smoked" not in text
    open_result = protocol.screen({"arm": "RA", "sex": "M", "age": 40, "swollen_joints": 9})
    [step] = [step for step in open_result.answers.deciding.order if step.fact == "smoking"]
    assert [outcome.value for outcome in step.outcomes] == ["never or now", "former smoker"]


def test_witnesses_and_boxes_tell_the_label_and_records_hold_the_name(arms: Protocol, tmp_path: Path) -> None:
    stricter = {"criteria/in3_sclerosis.thr": arms_base.TEXTS["criteria/in3_sclerosis.thr"].replace("15", "18")}
    other = unchecked(arms_base.written(tmp_path / "kb", **{FACTS: TEXT}, **stricter))
    change = compare(arms, other).criteria["IN-3"]
    assert [box.conditions for box in change.loses.boxes] == [
        ("modified skin score 15–17 points", "arm systemic sclerosis")
    ]
    witness = change.loses.witness
    assert witness is not None
    assert witness.text == "the typical patient, but arm systemic sclerosis, modified skin score 17 points"
    assert witness.record["arm"] == "sclerosis"
    marks = {change.fact: (change.typical, change.here) for change in witness.changes}
    assert marks["arm"] == ("lupus", "systemic sclerosis")


def test_what_stood_in_the_typical_record_is_told_by_its_label_too(tmp_path: Path) -> None:
    first = arms_base.TEXTS["vocabulary/typical.yaml"].replace("- {arm: lupus", "- {arm: SSc", 1)
    typical = {"vocabulary/typical.yaml": first.replace("- {arm: sclerosis", "- {arm: lupus", 1), FACTS: TEXT}
    rules = arms_base.TEXTS["criteria/in4_arthritis.lp"].replace(":- swollen.", ":- swollen, adult, not pregnant.")
    texts = {"criteria/in4_arthritis.lp": rules}
    versions = [
        unchecked(arms_base.written(tmp_path / name, **typical, **more)) for name, more in (("a", {}), ("b", texts))
    ]
    witness = compare(*versions).criteria["IN-4"].loses.witness
    assert witness is not None
    [arm] = [change for change in witness.changes if change.fact == "arm"]
    assert (arm.typical, arm.here) == ("systemic sclerosis", "rheumatoid arthritis")


def test_a_case_that_is_missing_is_told_by_the_label_of_its_value(tmp_path: Path) -> None:
    rules = '%! "Patients aged 18 years or more"\nmet("IN-1") :- adult, fit.\n\n%! because of the arm\n' + "".join(
        f"fit :- arm({arm}), adult.\n" for arm in ("lupus", "sclerosis", "arthritis")
    )
    desk = Desk(tmp_path, arms_base.written(tmp_path / "kb", **{FACTS: TEXT, AGE: rules}))
    edits = {AGE: [("fit :- arm(sclerosis), adult.\n", "")]}
    assert [one.message for one in desk.alone(desk.amendment("A01", edits, version="1"), "AM18")] == [
        "arm systemic sclerosis belongs to no case of fit, though the other values do"
    ]


def test_a_label_is_read_so_that_another_one_is_no_mere_word(folder: Path, tmp_path: Path) -> None:
    one = load(folder).knowledge_base.vocabulary
    other = load(arms_base.written(tmp_path / "kb", **{FACTS: TEXT.replace("label: systemic", "label: diffuse")}))
    vocabulary = other.knowledge_base.vocabulary
    assert read_differently(one, vocabulary) == ["`systemic sclerosis`", "`diffuse sclerosis`"]
    assert [entry.change for entry in changed_entries(one, vocabulary)] == [
        "arm: called sclerosis label systemic sclerosis → diffuse sclerosis"
    ]
    plain = load(arms_base.written(tmp_path / "plain")).knowledge_base.vocabulary
    assert read_differently(plain, one) == ["`systemic sclerosis`", "`系统性硬化症`", "`rheumatoid arthritis`"]


def test_forms_and_the_dictionary_offer_the_label(arms: Protocol, folder: Path) -> None:
    vocabulary = arms.knowledge_base.vocabulary
    told = "".join(piece for line in dictionary_lines(vocabulary) for piece, _ in line)
    assert "lupus or systemic sclerosis or rheumatoid arthritis" in told
    [arm] = [entry for entry in json.loads(dictionary_json(vocabulary)) if entry["field"] == "arm"]
    assert arm["values"] == ["lupus", "sclerosis", "arthritis"]
    assert arm["called"] == {"sclerosis": "systemic sclerosis", "arthritis": "rheumatoid arthritis"}
    assert arm["names"] == {"sclerosis": ["系统性硬化症", "SSc"], "arthritis": ["RA"]}
    form = columns(read_files(folder), vocabulary, short=False)
    [line] = [line for line in template_yaml(form).splitlines() if " arm:" in line]
    assert line.endswith(
        "# arm: lupus or systemic sclerosis or rheumatoid arthritis "
        "(systemic sclerosis also sclerosis, 系统性硬化症, SSc; rheumatoid arthritis also arthritis, RA)"
    )
    assert '"lupus,systemic sclerosis,rheumatoid arthritis"' in drop_downs(workbook(form, vocabulary))


def test_a_label_that_would_break_a_drop_down_is_not_offered_there(tmp_path: Path) -> None:
    text = TEXT.replace("label: systemic sclerosis", "label: 'sclerosis, systemic'")
    folder = arms_base.written(tmp_path / "kb", **{FACTS: text})
    vocabulary = load(folder).knowledge_base.vocabulary
    form = columns(read_files(folder), vocabulary, short=False)
    assert '"lupus,sclerosis,arthritis"' in drop_downs(workbook(form, vocabulary))


def drop_downs(content: bytes) -> list[str]:
    import io

    openpyxl: Any = pytest.importorskip("openpyxl")
    sheet = openpyxl.load_workbook(io.BytesIO(content))["patients"]
    return [one.formula1 for one in sheet.data_validations.dataValidation]


def test_values_that_are_listed_have_no_labels(tmp_path: Path) -> None:
    vocabulary = load(arms_base.written(tmp_path / "kb")).knowledge_base.vocabulary
    assert [choice.called for choice in vocabulary.choices.values()] == [{}, {}]
    assert [entry.called for entry in entries(vocabulary)] == [{}] * len(entries(vocabulary))


WRONG = [
    ("lupus: {}", "lupus: {label: SSc}", "choice `arm`: one word cannot stand for two values"),
    ("lupus: {}", "lupus: {label: sclerosis}", "choice `arm`: one word cannot stand for two values"),
    ("lupus: {}", "lupus: {label_zh: 系统性硬化症}", "choice `arm`: one word cannot stand for two values"),
    ("lupus: {}", "lupus: {lable: SLE}", "`lable` is not known here"),
    ("lupus: {}", "lupus: SLE", "`lupus` must be a mapping"),
    ("lupus: {}", "lupus: {label: []}", "value `lupus`: `label` must be text"),
    ("lupus: {}", "Lupus: {}", "`Lupus` cannot be a name in a rule"),
    (
        "lupus: {}",
        "lupus: {label: n/a}",
        "`n/a` names a value of `arm`, and in a record it means that nothing is known",
    ),
    ("lupus: {}", "lupus: {label: 2 lupus, label_zh: 3 天}", "`label` says 2, and `label_zh` says 3"),
]


@pytest.mark.parametrize(("before", "after", "message"), WRONG)
def test_what_is_wrong_with_a_label_is_found_where_it_stands(
    tmp_path: Path, before: str, after: str, message: str
) -> None:
    text = TEXT.replace(before, after)
    found = [*check(read_files(arms_base.written(tmp_path / "kb", **{FACTS: text})))]
    [one] = [finding for finding in found if finding.message == message]
    assert one.place.file == FACTS
    assert one.place.line is not None
    assert (
        "arm" in text.splitlines()[one.place.line - 1] or after.split("{")[0] in text.splitlines()[one.place.line - 1]
    )


def test_a_choice_needs_two_values_however_they_are_written(tmp_path: Path) -> None:
    text = TEXT.replace("values: [female, male]", "values: {female: {}}").replace(", male: [M]", "")
    with pytest.raises(InputError, match="`values` must be a list of two values or more"):
        load_knowledge_base(read_files(arms_base.written(tmp_path / "kb", **{FACTS: text})))


def test_scenarios_and_typical_patients_may_say_the_label(tmp_path: Path) -> None:
    typical = arms_base.TEXTS["vocabulary/typical.yaml"].replace("arm: sclerosis", "arm: systemic sclerosis")
    scenarios = arms_base.TEXTS["scenarios/arms.yaml"].replace("arm: SSc", "arm: Systemic Sclerosis")
    texts = {FACTS: TEXT, "vocabulary/typical.yaml": typical, "scenarios/arms.yaml": scenarios}
    folder = arms_base.written(tmp_path / "kb", **texts)
    assert [*check(read_files(folder))] == []
    protocol = load(folder)
    found = run(protocol, load_scenarios(read_files(folder), protocol.knowledge_base))
    assert [outcome.scenario.sentence for outcome in found if not outcome.passed] == []
    assert len(found) == 5
