"""`hn2301 check`: formats, files to write, and fixes that are shown, written, and nowhere else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from hn2301_asp.knowledge.resources import shipped_knowledge_base
from tests.report.amendment.sarif_schema import schema

from .conftest import Run

THRESHOLDS = "kb/criteria/in7_organ_function.thr"


@pytest.fixture
def kb(folder: Path) -> Path:
    """A copy of the shipped knowledge base, without its amendments and scenarios."""
    ignored = shutil.ignore_patterns("amendments", "scenarios")
    return Path(shutil.copytree(shipped_knowledge_base(), folder / "kb", ignore=ignored))


def edit(path: str, before: str, after: str) -> None:
    text = Path(path).read_text(encoding="utf-8")
    assert before in text
    Path(path).write_text(text.replace(before, after, 1), encoding="utf-8", newline="\n")


def slip() -> None:
    """Another way to write a quote's signs, and a name that is misspelt."""
    edit(THRESHOLDS, '"ALC ≥0.8×10^9/L"', '"ALC >= 0.8 x 10^9/L"')
    edit("kb/criteria/in8_pregnancy.lp", "not pregnant", "not pregnnt")


def contents(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github"])
def test_the_exit_code_is_the_same_in_every_format(form: str, run: Run, kb: Path) -> None:
    assert run("check", "--kb", "kb", "--format", form).code == 0
    slip()
    assert run("check", "--kb", "kb", "--format", form).code == 1


def test_a_remark_alone_is_no_finding_in_any_format(run: Run, kb: Path) -> None:
    edit("kb/vocabulary/facts.yaml", "  pregnant: {", "  smoker: {label: smoker}\n  pregnant: {")
    for form in ("text", "json", "sarif", "github"):
        outcome = run("check", "--kb", "kb", "--format", form)
        assert (outcome.code, "unused-fact" in outcome.out) == (0, True)


def test_the_formats_tell_the_same_findings(run: Run, kb: Path) -> None:
    from jsonschema import Draft7Validator

    slip()
    data = json.loads(run("check", "--kb", "kb", "--format", "json").out)
    log = json.loads(run("check", "--kb", "kb", "--format", "sarif").out)
    commands = run("check", "--kb", "kb", "--format", "github").out.splitlines()
    text = run("check", "--kb", "kb").out
    assert list(Draft7Validator(schema()).iter_errors(log)) == []
    told = [(one["number"], one["place"]["file"], one["place"]["line"]) for one in data["findings"]]
    assert told == [("KB101", THRESHOLDS, 4), ("KB082", "kb/criteria/in8_pregnancy.lp", 7)]
    places = [one["locations"][0]["physicalLocation"] for one in log["runs"][0]["results"]]
    assert [(p["artifactLocation"]["uri"], p["region"]["startLine"]) for p in places] == [one[1:] for one in told]
    assert all(f"file={file},line={line}," in command for command, (_, file, line) in zip(commands, told, strict=True))
    assert [line.partition("[")[2][:5] for line in text.splitlines() if line.startswith("error[")] == ["KB101", "KB082"]
    assert data["counts"] == {"findings": 2, "remarks": 0}
    assert text.endswith("2 findings, 0 remarks\n")


def test_what_cannot_be_opened_is_told_in_every_format(run: Run, kb: Path) -> None:
    Path("kb/protocol.yaml").write_text("id: [\n", encoding="utf-8")
    assert json.loads(run("check", "--kb", "kb", "--format", "json").out)["findings"][0]["number"] == "KB005"
    assert run("check", "--kb", "kb", "--format", "github").out.startswith("::error file=kb/protocol.yaml,")
    log = json.loads(run("check", "--kb", "kb", "--format", "sarif").out)
    assert log["runs"][0]["results"][0]["ruleId"] == "KB005"


def test_findings_are_written_to_a_file_by_its_suffix(run: Run, kb: Path) -> None:
    slip()
    for name, begins in (("a.sarif", '{\n  "$schema"'), ("a.json", '{\n  "findings"'), ("a.txt", "error[KB101 ")):
        outcome = run("check", "--kb", "kb", "-o", name)
        assert (outcome.code, outcome.out) == (1, "")
        assert Path(name).read_text(encoding="utf-8").startswith(begins)
    assert run("check", "--kb", "kb", "-o", THRESHOLDS).code == 2


def test_a_diff_shows_what_would_be_fixed_and_writes_nothing(run: Run, kb: Path) -> None:
    slip()
    before = contents(kb)
    outcome = run("check", "--kb", "kb", "--diff")
    assert contents(kb) == before
    assert outcome.code == 1
    assert f"--- {THRESHOLDS}\n+++ {THRESHOLDS}\n" in outcome.out
    assert '-alc_adequate               ALC ≥ 0.8 ×10^9/L                 "ALC >= 0.8 x 10^9/L"\n' in outcome.out
    assert '+alc_adequate               ALC ≥ 0.8 ×10^9/L                 "ALC ≥0.8×10^9/L"\n' in outcome.out
    assert "would fix 1 finding; the rules mean what they meant\n" in outcome.out


def test_a_fix_is_shown_and_written_and_the_rest_is_told(run: Run, kb: Path) -> None:
    before = contents(kb)
    slip()
    outcome = run("check", "--kb", "kb", "--fix")
    assert outcome.code == 1
    assert "fixed KB101 quote-not-in-text at criteria/in7_organ_function.thr:4:62: " in outcome.out
    assert outcome.out.endswith("\n1 finding, 0 remarks\n")
    assert [name for name, content in contents(kb).items() if content != before[name]] == ["criteria/in8_pregnancy.lp"]
    assert run("check", "--kb", "kb", "--fix", "--unsafe-fixes").code == 0
    assert contents(kb) == before


def test_line_ends_and_the_mark_at_the_beginning_stay_as_they_are(run: Run, kb: Path) -> None:
    path = Path(THRESHOLDS)
    whole = b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(whole.replace("ALC ≥0.8×".encode(), b"ALC >=0.8x"))
    assert run("check", "--kb", "kb", "--fix").code == 0
    assert path.read_bytes() == whole


def test_where_nothing_is_to_be_fixed_nothing_is_written(run: Run, kb: Path) -> None:
    stamps = {path: path.stat().st_mtime_ns for path in kb.rglob("*")}
    outcome = run("check", "--kb", "kb", "--fix")
    assert (outcome.code, outcome.out) == (0, "fixed 0 findings\n\n0 findings, 0 remarks\n")
    assert {path: path.stat().st_mtime_ns for path in kb.rglob("*")} == stamps


def test_a_link_out_of_the_knowledge_base_is_not_written_through(run: Run, kb: Path, folder: Path) -> None:
    slip()
    outside = folder / "outside.thr"
    shutil.move(THRESHOLDS, outside)
    Path(THRESHOLDS).symlink_to(outside)
    before = outside.read_bytes()
    outcome = run("check", "--kb", "kb", "--fix")
    assert outcome.code in (1, 2)
    assert outside.read_bytes() == before
    assert Path(THRESHOLDS).is_symlink()


def test_a_link_within_the_knowledge_base_is_not_written_through_either(run: Run, kb: Path) -> None:
    slip()
    other = Path("kb/elsewhere.txt")
    shutil.move(THRESHOLDS, other)
    Path(THRESHOLDS).symlink_to(other.resolve())
    before = other.read_bytes()
    outcome = run("check", "--kb", "kb", "--fix")
    assert (outcome.code, "the file is a link" in outcome.err) == (2, True)
    assert other.read_bytes() == before


USAGE = [
    (("--fix",), "name the folder of the knowledge base with --kb"),
    (("--unsafe-fixes", "--kb", "kb"), "--unsafe-fixes goes with --fix or --diff"),
    (("--fix", "--format", "json", "--kb", "kb"), "--fix and --diff go with --format text, and without -o"),
    (("--diff", "-o", "a.txt", "--kb", "kb"), "--fix and --diff go with --format text, and without -o"),
]


@pytest.mark.parametrize(("words", "message"), USAGE)
def test_what_does_not_go_together_is_refused(words: tuple[str, ...], message: str, run: Run, kb: Path) -> None:
    outcome = run("check", *words)
    assert (outcome.code, message in outcome.err) == (2, True)


def test_an_amendment_s_folder_is_not_fixed(run: Run, folder: Path) -> None:
    shutil.copytree(shipped_knowledge_base(), folder / "kb")
    outcome = run("check", "--kb", "kb/amendments/A01_lymphocytes", "--diff")
    assert (outcome.code, "no amendment or revision" in outcome.err) == (2, True)


def test_a_check_is_explained_by_its_number(run: Run) -> None:
    assert run("explain-code", "KB101").out == run("explain-code", "quote-not-in-text").out
    assert run("explain-code", "KB101").out.startswith("KB101 quote-not-in-text: ")
    outcome = run("explain-code", "KB999")
    assert (outcome.code, outcome.out, "no check `KB999`" in outcome.err) == (2, "", True)
