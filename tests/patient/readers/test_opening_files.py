"""Opening: what is not a file of patients is refused before anything is parsed."""

from __future__ import annotations

import os
import resource
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest

from hn2301_asp.patient.readers import read
from hn2301_asp.source import limits

from .helpers import Refusal, put, refusal_of


def test_a_missing_file_is_refused_with_the_nearest_name() -> None:
    put("patients.csv", "age\n34\n")
    assert refusal_of("patient.csv") == (
        "error[file-missing] there is no such file\n  at patient.csv\n  help: did you mean `patients.csv`?\n"
    )


def test_a_missing_folder_is_refused() -> None:
    assert refusal_of("nowhere/patients.csv") == (
        "error[file-missing] there is no such file\n  at nowhere/patients.csv\n"
    )


def test_a_folder_is_refused() -> None:
    Path("patients.csv").mkdir()
    assert refusal_of("patients.csv") == (
        "error[file-is-folder] the path is a folder, not a file\n  at patients.csv\n  help: name the files in it\n"
    )


def test_a_pipe_is_refused_without_waiting_for_it() -> None:
    os.mkfifo("patients.csv")
    assert refusal_of("patients.csv") == (
        "error[file-not-regular] the path is a device or pipe, not a file\n"
        "  at patients.csv\n"
        "  help: write the data to a file first\n"
    )


def test_a_file_that_may_not_be_read_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = put("patients.json", "{}")
    monkeypatch.setattr(Path, "open", denied)
    assert refusal_of(path) == (
        "error[file-unreadable] the file cannot be read: permission denied\n  at patients.json\n"
    )


def test_a_name_with_nul_is_refused() -> None:
    assert "error[file-unreadable] the file cannot be read: " in refusal_of("a\0.csv")


@pytest.mark.parametrize("suffix", ["csv", "tsv", "json", "yaml", "yml", "xlsx"])
def test_an_empty_file_is_refused(suffix: str, refusal: Refusal) -> None:
    name = f"patients.{suffix}"
    assert refusal(name, "") == f"error[file-empty] the file is empty\n  at {name}\n"


@pytest.mark.parametrize("suffix", ["json", "yaml"])
def test_a_file_of_blank_space_is_refused(suffix: str, refusal: Refusal) -> None:
    assert refusal(f"patients.{suffix}", b"\xef\xbb\xbf \n") == (
        f"error[file-empty] the file holds nothing but blank space\n  at patients.{suffix}\n"
    )


def test_an_unknown_suffix_is_refused_with_the_known_ones(refusal: Refusal) -> None:
    assert refusal("patients.xls", "x") == (
        "error[file-suffix] `.xls` files are not read; "
        "known are `.json`, `.yaml`, `.yml`, `.csv`, `.tsv`, `.xlsx`, `.jsonl`, `.ndjson`\n"
        "  at patients.xls\n"
        "  help: open it in the spreadsheet program and save it as .xlsx\n"
    )


def test_a_file_without_suffix_is_refused(refusal: Refusal) -> None:
    assert refusal("patients", "x") == (
        "error[file-suffix] the file's name has no suffix; "
        "known are `.json`, `.yaml`, `.yml`, `.csv`, `.tsv`, `.xlsx`, `.jsonl`, `.ndjson`\n"
        "  at patients\n"
    )


def test_a_misspelt_suffix_is_refused_with_the_nearest(refusal: Refusal) -> None:
    assert refusal("patients.jsn", "x").endswith("  help: did you mean `.json`?\n")


@pytest.mark.parametrize(
    ("suffix", "help"),
    [
        ("parquet", "`hn2301 screen` reads it, with `--explain ID` for single patients; here save it as .csv"),
    ],
)
def test_what_synth_writes_and_nobody_reads_is_refused_with_a_way(refusal: Refusal, suffix: str, help: str) -> None:
    assert refusal(f"patients.{suffix}", "{}").endswith(f"  help: {help}\n")


def test_capitals_in_the_suffix_do_not_matter() -> None:
    assert len(read(put("PATIENTS.JSON", '{"age": 34}')).records) == 1


def test_a_symbolic_link_is_read_under_its_own_name() -> None:
    put("real.json", '{"age": 34}')
    Path("link.json").symlink_to("real.json")
    assert [record.place.file for record in read("link.json").records] == ["link.json"]


def test_a_link_to_nothing_is_refused() -> None:
    Path("link.json").symlink_to("gone.json")
    assert refusal_of("link.json").startswith("error[file-missing] there is no such file\n")


@pytest.mark.parametrize("suffix", ["json", "yaml", "xlsx"])
def test_a_document_of_200_megabytes_is_refused_unread(suffix: str) -> None:
    path = put(f"patients.{suffix}", '{"site": "')
    os.truncate(path, 200_000_000)
    started = time.perf_counter()
    assert refusal_of(path) == (
        "error[file-too-large] the file has 200 MB; at most 100 MB are read\n"
        f"  at patients.{suffix}\n"
        "  help: split the file into several\n"
    )
    assert time.perf_counter() - started < 1


def test_a_csv_field_of_200_megabytes_is_refused_quickly_in_bounded_memory() -> None:
    block = b"x" * 1_000_000
    with Path("patients.csv").open("wb") as stream:
        stream.write(b"patient_id,site\nP-1,")
        stream.writelines(block for _ in range(200))
    started, before = time.perf_counter(), peak_megabytes()
    assert refusal_of("patients.csv") == (
        "error[field-too-long] the cell holds a text longer than 10,000 characters\n"
        "  at patients.csv, row 2, field site\n"
        "  help: the rows after it were not read; shorten it\n"
    )
    assert time.perf_counter() - started < 1
    assert peak_megabytes() - before < 60


def test_every_limit_has_its_reason() -> None:
    lines = Path(limits.__file__).read_text(encoding="utf-8").splitlines()
    bare = [line for line, following in pairwise(lines) if line.startswith("MAX_") and not following.startswith('"""')]
    assert bare == []


def test_latin_1_in_yaml_names_the_byte(refusal: Refusal) -> None:
    assert refusal("patients.yaml", "age: 34\nsite: Orléans\n".encode("latin-1")) == (
        "error[file-encoding] the file is not UTF-8 text: byte 0xE9 at offset 17\n"
        "  at patients.yaml:2\n"
        "  help: save the file as UTF-8\n"
    )


def test_nul_characters_in_json_are_refused(refusal: Refusal) -> None:
    assert refusal("patients.json", '{"a": 1}'.encode("utf-16-le")) == (
        "error[file-nul] the file holds NUL characters: "
        "it is not text, or is UTF-16 without a mark\n"
        "  at patients.json:1\n"
        "  help: save the file as UTF-8\n"
    )


def test_the_offset_of_a_bad_byte_is_right_far_into_a_file(refusal: Refusal) -> None:
    content = b"\xef\xbb\xbf" + "é\n".encode() * 700_000 + b"\xff\n"
    assert refusal("patients.json", content) == (
        "error[file-encoding] the file is not UTF-8 text: byte 0xFF at offset 2,100,003\n"
        "  at patients.json:700001\n"
        "  help: save the file as UTF-8\n"
    )


def peak_megabytes() -> float:
    """The most memory that this process has held so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1_000_000 if sys.platform == "darwin" else 1_000)
