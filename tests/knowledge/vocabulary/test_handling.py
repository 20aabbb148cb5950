"""What can be done about a fact stands in its own file: every field has its entry, every slip its finding."""

from __future__ import annotations

import json
import re
from fractions import Fraction

import pytest

from hn2301_asp.knowledge.files import read_files
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from hn2301_asp.knowledge.vocabulary.load import load_vocabulary
from hn2301_asp.knowledge.vocabulary.model import Handling, Vocabulary
from hn2301_asp.knowledge.vocabulary.sections import HANDLING
from hn2301_asp.source.diagnostics import InputError


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """The texts of the shipped vocabulary."""
    found = read_files(shipped_knowledge_base()).texts
    return {n: t for n, t in found.items() if n.startswith(("vocabulary/", "scores/")) and n.endswith(".yaml")}


@pytest.fixture(scope="module")
def shipped(texts: dict[str, str]) -> Vocabulary:
    return load_vocabulary(texts)


# The shipped file


def sources(vocabulary: Vocabulary, field: str) -> set[str]:
    """The names under which something could be said of a field."""
    times = {q.name for q in vocabulary.quantities.values() if field in (q.since, q.ever)}
    return {field, field.partition(".")[0], *times}


def test_every_field_of_the_shipped_base_is_handled(shipped: Vocabulary) -> None:
    told = {field: sources(shipped, field) & shipped.handling.keys() for field in shipped.fields()}
    # What identifies the record and when it was made is no fact that a criterion asks for.
    about = {"patient_id", "site", "time_zone", "consent_date", "screening_date"}
    assert {field for field, names in told.items() if not names} == about


def test_only_what_was_measured_has_a_margin(shipped: Vocabulary) -> None:
    with_margin = {name for name, handling in shipped.handling.items() if handling.margin is not None}
    assert with_margin == {
        *("anc", "alc", "hemoglobin", "inr", "aptt", "alt", "ast", "total_bilirubin"),
        *("serum_creatinine", "creatinine_clearance", "lvef", "spo2"),
    }
    assert all(shipped.handling[name].kind == "retest" for name in with_margin)


def test_efforts_and_margins_are_exact(shipped: Vocabulary) -> None:
    assert all(type(handling.effort) is Fraction and handling.effort > 0 for handling in shipped.handling.values())
    found = {n: (shipped.handling[n].margin, shipped.handling[n].relative) for n in ("hemoglobin", "lvef", "age")}
    # LVEF is itself in %, so that its margin is in percentage points.
    assert found == {"hemoglobin": (Fraction(1, 50), True), "lvef": (Fraction(5), False), "age": (None, False)}


def test_a_change_of_treatment_starts_times_anew(shipped: Vocabulary) -> None:
    both = ("standard_treatment_duration", "dose_stable_duration")
    assert {name: handling.resets for name, handling in shipped.handling.items() if handling.resets} == {
        "current": both,
        "prednisone_equivalent": both[1:],
        "dose": both[1:],
    }


def test_no_note_holds_a_number_of_the_protocol(shipped: Vocabulary) -> None:
    """A number that an amendment changes stands in a threshold file only. C3 and C4 are names."""
    notes = [handling.note for handling in shipped.handling.values() if handling.note]
    assert notes
    assert [note for note in notes if re.search(r"(?<![A-Za-z0-9])[0-9]", note)] == []


@pytest.mark.parametrize(
    ("field", "as_for"),
    [
        ("sledai.rash", "sledai"),
        ("current.prednisone", "current"),
        ("dose.prednisone", "dose"),
        ("birth_date", "age"),
        ("last_transfusion_date", "days_since_transfusion"),
        ("transfused_ever", "days_since_transfusion"),
        ("last_dose_change_date", "dose_stable_duration"),
    ],
)
def test_an_item_is_handled_as_its_family_and_a_date_as_its_time(shipped: Vocabulary, field: str, as_for: str) -> None:
    assert shipped.handle(field) == shipped.handling[as_for]


# What is read


def read(texts: dict[str, str], said: str) -> Vocabulary:
    return load_vocabulary({**texts, HANDLING: said})


def test_a_base_without_the_file_can_do_nothing(texts: dict[str, str]) -> None:
    vocabulary = load_vocabulary({name: text for name, text in texts.items() if name != HANDLING})
    assert vocabulary.handling == {}
    assert {vocabulary.handle(field) for field in vocabulary.fields()} == {Handling("fixed", Fraction(1))}


@pytest.mark.parametrize(
    ("said", "handling"),
    [
        ("alt: {kind: retest}", Handling("retest")),
        ("alt: {kind: retest, effort: 0.5}", Handling("retest", Fraction(1, 2))),
        ("alt: {kind: retest, margin: 2.5 %}", Handling("retest", margin=Fraction(1, 40), relative=True)),
        ("alt: {kind: retest, margin: 3 U/L}", Handling("retest", margin=Fraction(3))),
        ("alt: {kind: retest, margin: 1 µkat/L}", Handling("retest", margin=Fraction(60))),
        ("spo2: {kind: retest, margin: 2 %}", Handling("retest", margin=Fraction(2))),
        ("spo2: {kind: retest, margin: 0.02 fraction}", Handling("retest", margin=Fraction(2))),
        ("serum_creatinine: {kind: retest, margin: 8.84 umol/L}", Handling("retest", margin=Fraction(1, 10))),
        ("dose: {kind: investigator, resets: [sle_duration]}", Handling("investigator", resets=("sle_duration",))),
        ("sledai.rash: {kind: chart, note: a photograph}", Handling("chart", note="a photograph")),
    ],
)
def test_an_entry_is_read_exactly(texts: dict[str, str], said: str, handling: Handling) -> None:
    assert read(texts, said).handling == {said.partition(":")[0]: handling}


def test_what_is_said_of_one_item_goes_before_its_family(texts: dict[str, str]) -> None:
    found = read(texts, "sledai: {kind: retest}\nsledai.seizure: {kind: chart}")
    assert [found.handle(f"sledai.{item}").kind for item in ("seizure", "rash")] == ["chart", "retest"]


# What is wrong

#: An entry below one that is right; the message; the word under the caret; the help.
BAD = {
    "alpt: {kind: retest}": ("`alpt` is no field of a record", "alpt", "did you mean `alt`?"),
    "spo2_room_air: {kind: retest}": (
        "`spo2_room_air` is no field of a record",
        "spo2_room_air",
        "did you mean `spo2_on_room_air`?",
    ),
    "birth_date: {kind: fixed}": (
        "`birth_date` is not handled by itself",
        "birth_date",
        "say it of what is counted from it: `age`",
    ),
    "sledai.rush: {kind: retest}": (
        "`sledai.rush` is no field of a record",
        "sledai.rush",
        "did you mean `sledai.rash`?",
    ),
    "alt: {kind: retset}": ("`retset` is no kind of change", "kind", "did you mean `retest`?"),
    "alt: {kind: never}": (
        "`never` is no kind of change",
        "kind",
        "kinds are fixed, waits, retest, chart, investigator",
    ),
    "alt: {effort: 1}": ("handling of `alt`: `kind` is missing", "alt", None),
    "alt: {kind: [retest]}": ("handling of `alt`: `kind` must be text", "alt", None),
    "alt: {kind: retest, efort: 1}": ("`efort` is not known here", "efort", "did you mean `effort`?"),
    "alt: {kind: retest, label_zh: x}": ("`label_zh` is not known here", "label_zh", None),
    "alt: {kind: retest, effort: 0}": ("handling of `alt`: `effort` must be a number above 0", "alt", None),
    "alt: {kind: retest, effort: -1}": ("handling of `alt`: `effort` must be a number above 0", "alt", None),
    "alt: {kind: retest, effort: much}": ("handling of `alt`: `effort` must be a number above 0", "alt", None),
    "alt: {kind: retest, effort: yes}": ("handling of `alt`: `effort` must be a number above 0", "alt", None),
    "dose: {kind: investigator, resets: [dose_stable]}": (
        "`dose_stable` is no time that is counted from a date",
        "resets",
        "did you mean `dose_stable_duration`?",
    ),
    "dose: {kind: investigator, resets: [anc]}": ("`anc` is no time that is counted from a date", "resets", None),
    "dose: {kind: investigator, resets: age}": ("handling of `dose`: `resets` must be a list", "dose", None),
    "alt: {kind: retest, margin: 3 mg/dL}": (
        "`mg/dL` is no unit of it",
        "margin",
        "a margin is a share in `%`, or an amount in `U/L`, `ukat/L`",
    ),
    "alt: {kind: retest, margin: 100 %}": (
        "a margin of `100 %` is more than the value",
        "margin",
        "a margin is a share in `%`, or an amount in `U/L`, `ukat/L`",
    ),
    "alt: {kind: retest, margin: 3}": ("`3` is no margin", "margin", "a margin is written as `3 %` or `1 U/L`"),
    "alt: {kind: retest, margin: 0 %}": ("`0 %` is no margin", "margin", "a margin is written as `3 %` or `1 U/L`"),
    "sex: {kind: fixed, margin: 3 %}": ("`sex` is no quantity: it has no margin", "margin", None),
    "alt: retest": ("`alt` must be a mapping", "alt", None),
}


@pytest.mark.parametrize("said", BAD)
def test_what_is_wrong_is_told_with_its_line_and_word(texts: dict[str, str], said: str) -> None:
    message, word, help = BAD[said]
    with pytest.raises(InputError) as caught:
        read(texts, f"# Efforts\nage: {{kind: fixed}}\n{said}\n")
    (finding,) = caught.value.findings
    place = finding.place
    assert (finding.code, finding.message, place.file, place.line) == ("kb-vocabulary", message, HANDLING, 3)
    assert (place.text, finding.help) == (said, help)
    assert place.column is not None
    assert place.end_column is not None
    assert said[place.column - 1 : place.end_column - 1] == word


def test_everything_that_is_wrong_is_told_at_once(texts: dict[str, str]) -> None:
    with pytest.raises(InputError) as caught:
        read(texts, "alpt: {kind: retset}\nast: {}\nalt: {kind: retest, margin: 3, effort: 0}\n")
    assert [finding.place.line for finding in caught.value.findings] == [1, 1, 2, 3, 3]


def test_a_field_that_could_not_be_read_is_not_called_unknown(texts: dict[str, str]) -> None:
    name = "vocabulary/quantities.yaml"
    with pytest.raises(InputError) as caught:
        load_vocabulary({**texts, name: texts[name].replace("unit: kg\n", "unit: stone\n")})
    assert {finding.place.file for finding in caught.value.findings} == {name}


@pytest.mark.parametrize("value", [None, "", "größe", [], {}, [None], {"x": None}, -1, True, "1/0", 1.5])
@pytest.mark.parametrize("key", ["kind", "effort", "resets", "margin", "note"])
def test_an_entry_of_any_form_is_read_or_found(texts: dict[str, str], key: str, value: object) -> None:
    said = json.dumps({"alt": {"kind": "retest", key: value}}, ensure_ascii=False)
    files: set[str | None] = set()
    try:
        read(texts, said)
    except InputError as error:
        files = {finding.place.file for finding in error.findings}
    assert files <= {HANDLING}
