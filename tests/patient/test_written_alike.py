"""JSON, YAML and texts: one number is one number, and a message shows what stands in the file."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from hn2301_asp.api import Protocol
from hn2301_asp.patient.batch import Batch, read_batch
from hn2301_asp.patient.readers import read as read_raw

Read = Callable[[str, str], Batch]

WRITTEN = {
    "1e1": Fraction(10),
    "1E1": Fraction(10),
    "3.2e0": Fraction(16, 5),
    "0.32e1": Fraction(16, 5),
    "2.5e-1": Fraction(1, 4),
    "1e+1": Fraction(10),
    "12E-1": Fraction(6, 5),
}


@pytest.fixture
def read(protocol: Protocol, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    monkeypatch.chdir(tmp_path)

    def read_text(name: str, text: str) -> Batch:
        Path(name).write_text(text, encoding="utf-8")
        return read_batch([Path(name)], protocol.knowledge_base.vocabulary, protocol.names)

    return read_text


@pytest.mark.parametrize("written", WRITTEN)
def test_a_power_of_ten_is_read_alike_in_every_file_quoted_or_not(read: Read, written: str) -> None:
    files = [
        ("a.json", f'{{"anc": {written}}}'),
        ("a.json", f'{{"anc": "{written}"}}'),
        ("a.yaml", f"anc: {written}"),
        ("a.yaml", f"anc: '{written}'"),
        ("a.yaml", f"anc: {written} 10*9/L"),
        ("a.csv", f"patient_id,anc\nP-1,{written}\n"),
    ]
    for name, text in files:
        [patient] = read(name, text).patients
        values = patient.facts["anc"].values
        assert values is not None
        assert values.number == WRITTEN[written], text


AS_IT_STANDS = {
    ("a.yaml", "current: [prednisone, no]"): "`no` is not known among the current drugs",
    ("a.yaml", "current: [prednisone, False]"): "`False` is not known among the current drugs",
    ("a.yaml", "patient_id: no"): "`no` is no text",
    ("a.yaml", "patient_id: Yes"): "`Yes` is no text",
    ("a.yaml", "age: no"): "`no` is no number",
    ("a.yaml", "age: TRUE"): "`TRUE` is no number",
    ("a.yaml", "screening_date: no"): "`no` is no date",
    ("a.yaml", "current: no"): "`no` is no list",
    ("a.yaml", "current: [null]"): "`null` is not known among the current drugs",
    ("a.yaml", "patient_id: [a, no, 1.50]"): "`['a', no, 1.50]` is no text",
    ("a.json", '{"current": ["prednisone", false]}'): "`false` is not known among the current drugs",
    ("a.json", '{"patient_id": true}'): "`true` is no text",
    ("a.json", '{"age": true}'): "`true` is no number",
    ("a.json", '{"pregnant": [false, 1.50, null]}'): "`[false, 1.50, null]` is neither yes nor no",
}


@pytest.mark.parametrize(("name", "text"), AS_IT_STANDS)
def test_a_message_shows_what_stands_in_the_file(read: Read, name: str, text: str) -> None:
    assert [finding.message for finding in read(name, text).findings] == [AS_IT_STANDS[name, text]]


def test_yes_and_no_mean_what_they_did_however_they_are_written(protocol: Protocol, read: Read) -> None:
    words = {"yes": True, "TRUE": True, "No": False, "false": False}
    for word, meant in words.items():
        [patient] = read("a.yaml", f"pregnant: {word}").patients
        assert patient.facts["pregnant"].answer == ("yes" if meant else "no")
        # The same record from Python: what identifies the input does not change with the word.
        assert patient.digest == protocol.patient({"pregnant": meant}).digest
        [raw] = read_raw("a.yaml").records
        assert raw.values == {"pregnant": meant}
