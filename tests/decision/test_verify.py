"""A record verifies itself: identical, or what differs and why; and whatever is no record is refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from hn2301_asp.api import Result, load
from hn2301_asp.decision import record_bytes, verify
from hn2301_asp.decision.reading import MAX_DEPTH
from hn2301_asp.decision.text import MOST, verification_lines
from hn2301_asp.decision.verify import Verification
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from hn2301_asp.report.patient import data as report_data
from hn2301_asp.report.writers.lines import plain
from hn2301_asp.source.diagnostics import Finding, InputError

from .conftest import Data, Put, Record, with_new_digests


def said(found: Verification) -> str:
    return plain(verification_lines(found))


def paths(found: Verification) -> list[str]:
    return [difference.path for difference in found.differences]


# Identical


def test_a_record_is_identical_and_says_with_what(record: Record, put: Put) -> None:
    data = record({"age": 70}, who="Dr. Weber", when="2025-03-11", meaning="screening")
    found = verify(put(data))
    assert found.identical
    now = ", ".join(f"{name} {version}" for name, version in report_data.versions().items())
    assert said(found).splitlines() == [
        f"identical: 1 patient, verdict ineligible, with the knowledge base {data['knowledge_base']['digest'][:12]}",
        f"recomputed with {now}",
        "made by Dr. Weber; when 2025-03-11; meaning screening",
        "investigator's decision: not filled in",
        f"digest {data['digest']}",
    ]


def test_a_record_of_several_counts_their_verdicts(record: Record, put: Put) -> None:
    found = verify(put(record({}, {"age": 70}, {"lvef": None}, {"sex": "male", "pregnant": "yes"}, {"age": 17})))
    assert found.identical
    first = said(found).splitlines()[0]
    assert first.startswith(
        "identical: 5 patients (1 contradictory, 1 eligible, 2 ineligible, 1 undetermined), with the knowledge base "
    )


def test_a_record_under_other_readings_is_recomputed_under_them(record: Record, put: Put) -> None:
    data = record({"aptt": 30, "inr": 2.4, "inr_uln": 1.2}, readings={"in7_coagulation": "both"})
    assert data["patients"][0]["result"]["blocking"] == ["IN-7"]
    assert verify(put(data)).identical


def test_a_record_saved_by_another_program_is_identical(record: Record, put: Put) -> None:
    path = put(record({"total_bilirubin": "41 umol/L"}, {"patient_id": "患者"}))
    path.write_text(json.dumps(json.loads(path.read_bytes())), encoding="utf-8-sig")
    assert verify(path).identical


def test_the_investigators_decision_is_no_alteration_and_is_shown(record: Record, put: Put) -> None:
    data = record({"age": 70})
    data["investigator"] = {"decision": "excluded", "by": "Dr. Ito", "date": "2025-03-12", "reason": "age"}
    found = verify(put(data))
    assert found.identical
    assert "investigator's decision: excluded; by Dr. Ito; date 2025-03-12; reason: age\n" in said(found)


def test_a_text_of_the_record_steers_no_terminal(record: Record, put: Put) -> None:
    data = record({}, who="\x1b[2J")
    data["investigator"]["decision"] = "a\nidentical: everything"
    lines = said(verify(put(data)))
    assert "\x1b" not in lines
    assert "\nidentical: everything" not in lines


# Altered


def an_input(data: Data) -> None:
    data["patients"][0]["input"]["age"] = 34


def a_result(data: Data) -> None:
    data["patients"][0]["result"]["verdict"] = "eligible"


def a_rule(data: Data) -> None:
    files = data["knowledge_base"]["files"]
    name = "criteria/in1_age_and_diagnosis.thr"
    assert "69" in files[name]
    files[name] = files[name].replace("≤ 69", "≤ 75")


def the_readings(data: Data) -> None:
    data["readings"]["in7_coagulation"] = "both"


def the_versions(data: Data) -> None:
    data["versions"]["clingo"] = "0.0"


def the_maker(data: Data) -> None:
    data["made"]["who"] = "somebody else"


ALTERED: dict[str, tuple[Callable[[Data], None], set[str], str | None]] = {
    "an input": (an_input, {"the patients' input"}, "patients[0].input_digest"),
    "a result": (a_result, {"the results"}, "patients[0].result.verdict"),
    "a rule": (a_rule, {"the knowledge base"}, "knowledge_base.digest"),
    "the readings": (the_readings, {"the readings"}, "patients[0].result.provenance.readings.in7_coagulation"),
    "the versions": (the_versions, {"the versions"}, None),
    "the maker": (the_maker, {"who, when and meaning"}, None),
}


@pytest.mark.parametrize("name", ALTERED)
def test_an_altered_part_is_named_with_what_differs(record: Record, put: Put, name: str) -> None:
    alter, parts, path = ALTERED[name]
    data = record({"age": 70})
    alter(data)
    found = verify(put(data))
    assert not found.identical
    assert set(found.altered) == parts
    assert (path in paths(found)) if path else not paths(found)
    text = said(found)
    assert text.startswith("not identical: ")
    assert f"why: the file was altered after it was made: {next(iter(parts))} do" in text


def test_a_verdict_that_was_altered_is_shown_as_stored_and_recomputed(record: Record, put: Put) -> None:
    data = record({}, {"age": 70})
    data["patients"][1]["result"]["verdict"] = "eligible"
    assert said(verify(put(data))).splitlines()[:5] == [
        "not identical: 1 difference, in 1 of 2 patients",
        "  patients[1].result.verdict   (P-2)",
        '      in the record: "eligible"',
        '      recomputed:    "ineligible"',
        "why: the file was altered after it was made: the results do not fit their digests",
    ]


def test_an_altered_digest_is_named_too(record: Record, put: Put) -> None:
    data = record({})
    data["digest"] = "0" * 64
    found = verify(put(data))
    assert found.altered == ("the digests",)
    assert "its parts fit their digests, but not the digest of the whole" in said(found)


def test_digests_that_were_made_anew_do_not_help(record: Record, put: Put) -> None:
    data = record({"age": 70})
    a_result(data)
    found = verify(put(with_new_digests(data)))
    assert (found.altered, paths(found)) == ((), ["patients[0].result.verdict"])
    assert "the software computes otherwise, or the file was altered and its digests were made anew" in said(found)


def test_an_input_that_is_no_longer_understood_is_a_difference(record: Record, put: Put) -> None:
    data = record({}, {})
    data["patients"][1]["input"]["age"] = "old"
    found = verify(put(data))
    assert paths(found) == ["patients[1].input"]
    assert (found.differences[0].computed or "").startswith("not understood: `old` is no number")
    assert found.verdicts == ("eligible",)


def test_a_part_that_was_removed_or_added_is_absent_on_one_side(record: Record, put: Put) -> None:
    data = record({"age": 70})
    del data["patients"][0]["result"]["scope"]
    data["patients"][0]["result"]["note"] = {"a": [1]}
    found = {d.path: (d.stored, d.computed) for d in verify(put(data)).differences}
    assert found["patients[0].result.scope"][0] is None
    assert found["patients[0].result.note"] == ('{"a": [1]}', None)


def test_many_differences_are_counted(record: Record, put: Put) -> None:
    data = record({})
    data["patients"][0]["result"] = {f"field {number}": 1 for number in range(MOST + 10)}
    text = said(verify(put(data)))
    assert text.count("in the record: ") == MOST
    assert " more\n" in text


def test_yes_is_not_1(record: Record, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    data = record({})
    computed = Result.to_dict
    monkeypatch.setattr(Result, "to_dict", lambda self: {**computed(self), "flag": True})
    data["patients"][0]["result"]["flag"] = 1
    assert paths(verify(put(data))) == ["patients[0].result.flag"]


# Other versions


def made_with(data: Data, **versions: str) -> Data:
    data["versions"] |= versions
    for entry in data["patients"]:
        entry["result"]["provenance"]["versions"] |= versions
    return with_new_digests(data)


def test_other_versions_alone_are_told_and_are_no_difference(record: Record, put: Put) -> None:
    found = verify(put(made_with(record({"age": 70}), hn2301_asp="0.0.9", clingo="5.7.1")))
    assert found.identical
    assert "; made with hn2301_asp 0.0.9, clingo 5.7.1, python " in said(found)


def test_a_difference_under_other_versions_says_so(record: Record, put: Put) -> None:
    data = record({"age": 70})
    a_result(data)
    found = verify(put(made_with(data, hn2301_asp="0.0.9")))
    assert (found.altered, paths(found)) == ((), ["patients[0].result.verdict"])
    assert "why: the record was made with other versions of hn2301_asp\n" in said(found)


def test_what_only_a_later_version_says_contradicts_nothing(record: Record, put: Put) -> None:
    data = record({"age": 70})
    del data["patients"][0]["result"]["margins"]
    later = verify(put(made_with(json.loads(json.dumps(data)), hn2301_asp="0.0.9")))
    assert later.identical
    assert "not in the record, but said now: `margins`\n" in said(later)
    same = verify(put(with_new_digests(data)))
    assert paths(same) == ["patients[0].result.margins"]


@pytest.mark.parametrize("gone", ["verdict", "criteria", "blocking"])
def test_what_every_version_says_may_not_be_missing(record: Record, put: Put, gone: str) -> None:
    data = record({"age": 70})
    del data["patients"][0]["result"][gone]
    assert not verify(put(made_with(json.loads(json.dumps(data)), hn2301_asp="0.0.9"))).identical


def test_a_list_that_lost_its_end_is_not_identical(record: Record, put: Put) -> None:
    data = record({"age": 70})
    data["patients"][0]["result"]["criteria"].pop()
    assert not verify(put(made_with(json.loads(json.dumps(data)), hn2301_asp="0.0.9"))).identical


def test_an_entry_more_moves_no_other_and_another_order_is_one_difference(record: Record, put: Put) -> None:
    data = record({"age": 70})
    margins = data["patients"][0]["result"]["margins"]
    gone = margins.pop(3)
    found = verify(put(with_new_digests(json.loads(json.dumps(data)))))
    assert [(d.path, d.stored) for d in found.differences] == [("patients[0].result.margins[3]", None)]
    margins.insert(0, gone)
    found = verify(put(with_new_digests(json.loads(json.dumps(data)))))
    assert paths(found) == ["patients[0].result.margins"]
    margins[0] = {**gone, "margin": "1 furlong"}
    margins.insert(3, margins.pop(0))
    found = verify(put(with_new_digests(data)))
    assert [(d.path, d.stored) for d in found.differences] == [("patients[0].result.margins[3].margin", '"1 furlong"')]


# The knowledge base of today


def test_another_knowledge_base_is_asked(record: Record, put: Put, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(shipped_knowledge_base(), tmp_path / "today"))
    for name in ("criteria/in1_age_and_diagnosis.thr", "protocol.yaml"):
        file = folder / name
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("≤ 69", "≤ 75").replace("18 and 69", "18 and 75"), encoding="utf-8")
    data = record({"age": 70}, {})
    found = verify(put(data), load(folder))
    assert found.identical
    lines = said(found).splitlines()
    assert "  P-1: the verdict would be eligible, was ineligible (IN-1 met, was not met)" in lines
    assert "  P-2: the verdict would be the same, eligible" in lines
    assert found.today is not None
    assert f"with the knowledge base today ({found.today.base}):" in lines


def test_a_reading_that_is_gone_and_an_input_that_is_not_understood_are_told(record: Record, put: Put) -> None:
    data = record({"age": 70}, readings={"in7_coagulation": "both"})
    today = load()
    readings = {name: value for name, value in today.knowledge_base.readings.items() if name != "in7_coagulation"}
    today.knowledge_base = replace(today.knowledge_base, readings=readings)
    today.names = {name: field for name, field in today.names.items() if field != "age"}
    found = verify(put(data), today)
    assert found.today is not None
    assert found.today.left_readings == ("in7_coagulation=both",)
    text = said(found)
    assert "the reading in7_coagulation=both of the record does not exist in it; its default is taken" in text
    assert "  P-1: the input is not understood: there is no field `age`" in text


# What is no record


def refusal(path: Path) -> Finding:
    with pytest.raises(InputError) as caught:
        verify(path)
    return caught.value.findings[0]


def test_a_record_that_was_cut_off_is_refused(record: Record, put: Put) -> None:
    path = put(record({}))
    content = path.read_bytes()
    for length in (1, 100, len(content) // 2, len(content) - 3):
        path.write_bytes(content[:length])
        finding = refusal(path)
        assert finding.code in ("json-syntax", "file-encoding")
        assert finding.place.file == str(path)


TEXTS = {
    "nothing": ("", "file-empty", "the file is empty"),
    "a list": ("[]", "record-format", "the file names no format, expected `hn2301 decision record 1`"),
    "another format": (
        '{"format": "hn2301 decision record 2"}',
        "record-format",
        "the format is `hn2301 decision record 2`, expected `hn2301 decision record 1`",
    ),
    "a format only": (
        '{"format": "hn2301 decision record 1"}',
        "record-format",
        "object missing required field `made`",
    ),
    "not a number": ('{"format": NaN}', "record-format", "`NaN` is not a value"),
    "an infinite number": ('{"a": -Infinity}', "record-format", "`-Infinity` is not a value"),
    "a huge exponent": (
        '{"a": 1e999}',
        "record-format",
        "the number `1e999` has too many digits or too large an exponent",
    ),
    "a huge number": (f'{{"a": {"1" * 5000}}}', "record-format", f"the number `{'1' * 59}…` has too many digits"),
    "a field twice": ('{"a": 1, "a": 1}', "record-format", "a field is written twice in one object"),
    "half a character": (r'{"a": "\ud800"}', "record-format", "a text holds half a character"),
    "deep nesting": (
        "[" * 250 + "]" * 250,
        "record-format",
        f"lists and objects stand more than {MAX_DEPTH} deep within one another",
    ),
    "nesting beyond any stack": (
        '{"a":' * 200_000,
        "record-format",
        f"lists and objects stand more than {MAX_DEPTH} deep within one another",
    ),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_that_is_no_record_is_refused(tmp_path: Path, name: str) -> None:
    text, code, message = TEXTS[name]
    path = tmp_path / "decision.json"
    path.write_text(text, encoding="utf-8")
    finding = refusal(path)
    assert (finding.code, finding.message, finding.place.file) == (code, message, str(path))


def test_a_file_that_is_too_large_is_refused_by_its_size(tmp_path: Path) -> None:
    path = tmp_path / "decision.json"
    with path.open("wb") as stream:
        stream.truncate(200_000_000)
    assert refusal(path).code == "file-too-large"


WRONG: dict[str, tuple[tuple[str | int, ...], Any, str, str | None]] = {
    "a list for the maker": (("made",), [], "expected `object`, got `array`", "made"),
    "a number for who": (("made", "who"), 7, "expected `str | null`, got `int`", "made.who"),
    "an unknown field": (("made", "clock"), "now", "object contains unknown field `clock`", "made"),
    "a text for the patients": (("patients",), "P-1", "expected `array`, got `str`", "patients"),
    "no patients": (("patients",), [], "expected at least one patient", "patients"),
    "a list for an input": (("patients", 0, "input"), [1], "expected `object`, got `array`", "patients[0].input"),
    "a number for a reading": (("readings", "in7_support"), 1, "expected `str`, got `int`", "readings[...]"),
    "null for a file": (
        ("knowledge_base", "files", "background.lp"),
        None,
        "expected `str`, got `null`",
        "knowledge_base.files[...]",
    ),
    "a path for the folder's name": (
        ("knowledge_base", "name"),
        "/srv/kb",
        "expected the name of a folder, without a path",
        "knowledge_base.name",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_part_of_another_kind_is_refused_with_its_path(record: Record, put: Put, name: str) -> None:
    where, value, message, field = WRONG[name]
    data = record({})
    *outer, last = where
    part: Any = data
    for step in outer:
        part = part[step]
    part[last] = value
    finding = refusal(put(data))
    assert (finding.code, finding.message, finding.place.field) == ("record-format", message, field)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("../outside.lp", "`../outside.lp` is no path inside a knowledge base"),
        ("/etc/rules.lp", "`/etc/rules.lp` is no path inside a knowledge base"),
        ("criteria/../../x.lp", "`criteria/../../x.lp` is no path inside a knowledge base"),
        ("criteria\\x.lp", "`criteria\\x.lp` is no path inside a knowledge base"),
        ("criteria//x.lp", "`criteria//x.lp` is no path inside a knowledge base"),
        (".hidden.lp", "`.hidden.lp` is no path inside a knowledge base"),
        ("criteria/x.py", "`criteria/x.py` is no file of a knowledge base"),
        ("criteria/x", "`criteria/x` is no file of a knowledge base"),
    ],
)
def test_a_file_that_a_knowledge_base_cannot_have_is_refused(record: Record, put: Put, name: str, message: str) -> None:
    data = record({})
    data["knowledge_base"]["files"][name] = ""
    finding = refusal(put(data))
    assert (finding.code, finding.message) == ("record-path", message)


def test_a_knowledge_base_without_its_protocol_is_refused(record: Record, put: Put) -> None:
    data = record({})
    del data["knowledge_base"]["files"]["protocol.yaml"]
    assert refusal(put(data)).message == "the knowledge base holds no protocol.yaml"


@pytest.mark.parametrize(
    "text", ["#script (python)\nimport os\n#end.\n", '#include "/etc/passwd".\n', 'met("IN-1") :- not met("IN-1").\n']
)
def test_a_knowledge_base_that_must_not_be_used_is_refused(record: Record, put: Put, text: str) -> None:
    data = record({})
    data["knowledge_base"]["files"]["criteria/in5_serology.lp"] += text
    with pytest.raises(InputError) as caught:
        verify(put(with_new_digests(data)))
    first, *others = caught.value.findings
    assert (first.code, first.message) == ("record-base", "the knowledge base in the record cannot be used")
    assert {finding.place.file for finding in others} & {"criteria/in5_serology.lp"}


def test_a_knowledge_base_refused_by_other_versions_says_which(record: Record, put: Put) -> None:
    data = made_with(record({}), hn2301_asp="0.0.9")
    data["knowledge_base"]["files"]["criteria/in5_serology.lp"] += "#show.\n"
    message = refusal(put(data)).message
    assert message.startswith("the knowledge base in the record cannot be used: hn2301_asp ")
    assert message.endswith(" refuses it, the record was made with 0.0.9")


def test_whatever_single_part_is_missing_it_is_refused_or_told(record: Record, put: Put) -> None:
    data = record({"age": 70})
    for name in data:
        rest = {key: value for key, value in data.items() if key != name}
        if name in ("notice", "corrects"):  # earlier versions wrote neither
            assert verify(put(rest)).altered == ("the digests",)
        else:
            assert refusal(put(rest)).code == "record-format"


def test_no_finding_shows_a_traceback_whatever_stands_in_a_result(record: Record, put: Put) -> None:
    for value in (None, [], "x", 7, {"patient": 3, "criteria": 5, "provenance": []}, {"criteria": [1, {"id": []}]}):
        data = record({})
        data["patients"][0]["result"] = value
        path = put(data)
        if isinstance(value, dict):
            found = verify(path, load())
            assert not found.identical
            assert said(found).startswith("not identical: ")
        else:
            assert refusal(path).place.field == "patients[0].result"


def test_the_bytes_of_a_record_are_those_of_its_data(record: Record, put: Put) -> None:
    data = record({})
    assert put(data).read_bytes() == record_bytes(data)
