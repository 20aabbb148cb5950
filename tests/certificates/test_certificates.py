"""A certificate is of the claim that is told, anybody can check it without the package, and a false claim gets none."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from hn2301_asp.amendment.assembling import report_of
from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.checking import conflicts_of
from hn2301_asp.amendment.claims import assured, no_more, redundant
from hn2301_asp.amendment.version import version_of
from hn2301_asp.certificates import prover, rebuild, recheck
from hn2301_asp.certificates.certify import certify, scripts
from hn2301_asp.certificates.grounded import grounded
from hn2301_asp.certificates.model import Asked, Certificate, Claim, FalseClaim
from hn2301_asp.certificates.prover import accepted
from hn2301_asp.comparison.search import Search
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from hn2301_asp.versions.opening import open_version, stack
from tests.certificates.provers import PROVER

AMENDMENTS = sorted((Path(shipped_knowledge_base()) / "amendments").iterdir())
BODY_SIZE = next(folder for folder in AMENDMENTS if folder.name.startswith("A07"))


def case_of(folder: Path) -> Case:
    """An amendment beside what it was written for."""
    base, opened = open_version(shipped_knowledge_base()), open_version(folder)
    ground = version_of(stack(base.files, opened.below) if opened.below else base)
    return Case(ground, version_of(opened))


def claims_of(case: Case) -> Iterator[Claim]:
    yield from assured(case, conflicts_of(case))
    yield from redundant(case)
    yield from no_more(case)


@pytest.fixture(scope="module")
def clearance() -> tuple[Case, Claim, Certificate]:
    """A redundant limit, which follows from others through a formula, with its certificate."""
    case = case_of(BODY_SIZE)
    (claim,) = [claim for claim in redundant(case) if "clearance" in claim.sentence]
    return case, claim, certify(case.comparer, claim.asked[0])


def folder_of(certificate: Certificate, folder: Path) -> Path:
    for name, content in {**certificate.files, **scripts()}.items():
        (folder / name).write_bytes(content)
    return folder


def run(script: str, folder: Path) -> tuple[int, list[str]]:
    """A script as a reader runs it: Python alone, in a process that finds no package."""
    command = [sys.executable, "-I", "-S", script, "."]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert ended.stderr == ""
    return ended.returncode, ended.stdout.splitlines()


@pytest.mark.prover
@PROVER
@pytest.mark.parametrize("folder", AMENDMENTS, ids=lambda folder: folder.name)
def test_every_sentence_on_a_shipped_amendment_that_says_proved_is_certified(folder: Path) -> None:
    case = case_of(folder)
    claims = [*claims_of(case)]
    found = {(claim.sentence, asked.told): certify(case.comparer, asked) for claim in claims for asked in claim.asked}
    assert {told: one.reason for told, one in found.items() if not one.certified or one.sizes.unproved} == {}
    # What the assurance page says is what is certified.
    page = report_of(version_of(open_version(shipped_knowledge_base())), [case]).assurance.proved
    beside = ("redundant", "no more than one limit")
    assert [claim.sentence for claim in claims if claim.kind not in beside] == [*page]
    assert len(page) >= 9  # guard-rails or not, eligibility, and eight criteria


@pytest.mark.prover
@PROVER
def test_a_certificate_is_rebuilt_and_rechecked_without_the_package(
    clearance: tuple[Case, Claim, Certificate], tmp_path: Path
) -> None:
    _, claim, certificate = clearance
    assert [asked.readings for asked in claim.asked] == ["in force", "any"]
    folder = folder_of(certificate, tmp_path)
    assert run("rebuild.py", folder) == (0, ["question.cnf: rebuilt, byte for byte"])
    code, told = run("recheck.py", folder)
    assert (code, told[-1]) == (0, "2 entries, of which 0 are not proved here and are trusted")
    assert told[1] == (
        "2: nobody: creatinine clearance is (-inf, 50) mL/min and age is [18, 69] year and "
        "serum creatinine is (-inf, 1] mg/dL and weight is [60, inf) kg: proved"
    )
    table = json.loads(certificate.files["arithmetic.json"])
    assert table["excluded"][1]["bounds"][0] == (
        "sex(female): in [1207/24, 103700/9], asked for (-inf, 50), on age in [18, 69], "
        "serum_creatinine in [1/20, 1], weight in [60, 400]"
    )
    assert certificate.files["question.txt"].decode() == f"{claim.asked[0].told}\n"
    words = json.loads(certificate.files["map.json"])
    assert words[str(table["excluded"][1]["literals"][0])] == "creatinine clearance is (-inf, 50) mL/min"


@pytest.mark.prover
@PROVER
def test_the_same_question_has_the_same_bytes(clearance: tuple[Case, Claim, Certificate]) -> None:
    _, claim, certificate = clearance
    assert certify(case_of(BODY_SIZE).comparer, claim.asked[0]) == certificate


# Teeth -----------------------------------------------------------------------------------------------------------


@pytest.mark.prover
@PROVER
def test_a_false_claim_gets_no_certificate_and_is_told_loudly(monkeypatch: pytest.MonkeyPatch) -> None:
    case = case_of(BODY_SIZE)
    before, after = case.side_before, case.side
    assert before is not None
    loses = Asked("eligibility: nobody loses", ((before.eligible, -after.eligible),))
    assert certify(case.comparer, loses).reason == "the search does not prove it when asked again by itself"
    monkeypatch.setattr(Search, "nobody", lambda self, question: True)
    with pytest.raises(FalseClaim, match=r"the prover finds somebody .*: eligibility: nobody loses"):
        certify(case.comparer, loses)


@pytest.mark.prover
@PROVER
def test_a_proof_is_of_its_own_clauses_alone() -> None:
    case = case_of(AMENDMENTS[0])
    (claim,) = [claim for claim in assured(case, ()) if claim.kind == "guard-rails kept"]
    certificate = certify(case.comparer, claim.asked[0])
    clauses, proof = (certificate.files[name].decode() for name in ("question.cnf", "proof.drat"))
    assert accepted(clauses, proof)
    head, *lines = clauses.splitlines()
    assert lines[-1].split()[1:] == ["0"]  # what is asked
    fewer = "\n".join([f"{head.rpartition(' ')[0]} {len(lines) - 1}", *lines[:-1]]) + "\n"
    assert not accepted(fewer, proof)
    assert not accepted(clauses, "")


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("program.aspif", "1 0 0 0 2", "1 0 0 0 1"),
        ("arithmetic.json", '"interval": "[50, inf)"', '"interval": "[45, inf)"'),
        ("question.cnf", " 0\n", " 1 0\n"),
    ],
)
def test_what_was_changed_is_no_longer_what_follows(
    clearance: tuple[Case, Claim, Certificate], tmp_path: Path, name: str, before: str, after: str
) -> None:
    folder = folder_of(clearance[2], tmp_path)
    text = (folder / name).read_text("utf-8")
    assert before in text
    (folder / name).write_text(text.replace(before, after, 1), "utf-8")
    with suppress(rebuild.Refused, ValueError):  # what makes no sense any more is refused
        assert rebuild.main(str(folder)) == 1


def test_an_entry_of_the_table_that_is_not_so_is_not_proved(clearance: tuple[Case, Claim, Certificate]) -> None:
    table = json.loads(clearance[2].files["arithmetic.json"])
    entry = table["excluded"][1]
    assert recheck.proved(entry) is None
    lighter = {**entry, "regions": {**entry["regions"], "weight": "[59, inf)"}}
    assert recheck.proved(lighter) == "not settled within 3,000 boxes"
    wholly = {**entry, "regions": {**entry["regions"], "creatinine_clearance": "(-inf, 1207/24)"}}
    assert recheck.proved(wholly) is None  # the end itself is reached, and left out
    touched = {**entry, "regions": {**entry["regions"], "creatinine_clearance": "(-inf, 1207/24]"}}
    assert recheck.proved(touched) == "not settled within 3,000 boxes"
    root = {**entry, "ties": [{**entry["ties"][0], "formula": ["ln", "age"]}]}
    assert recheck.proved(root) == "its formula has `ln`"


@pytest.mark.parametrize("gone", range(4))
def test_a_clause_that_says_more_than_what_is_proved_is_refused(
    clearance: tuple[Case, Claim, Certificate], gone: int
) -> None:
    """The proof of an entry is on its regions: a clause of fewer literals would pass it, and prove anything."""
    files = clearance[2].files
    table = json.loads(files["arithmetic.json"])
    del table["excluded"][1]["literals"][gone]
    with pytest.raises(rebuild.Refused, match=r"^entry 2 of what is excluded has other literals than its regions"):
        rebuild.cnf(files["program.aspif"].decode(), table)


def test_a_limit_that_is_put_on_another_atom_is_refused(clearance: tuple[Case, Claim, Certificate]) -> None:
    files = clearance[2].files
    table = json.loads(files["arithmetic.json"])
    (axis,) = [axis for axis in table["axes"] if axis["quantity"] == "age"]
    axis["limits"][0]["atom"], axis["limits"][1]["atom"] = axis["limits"][1]["atom"], axis["limits"][0]["atom"]
    with pytest.raises(rebuild.Refused, match=r"^the limit adult is not the atom of that name in the ground program"):
        rebuild.cnf(files["program.aspif"].decode(), table)


def test_bounds_and_ranges_that_are_not_those_of_the_table_are_told(
    clearance: tuple[Case, Claim, Certificate],
) -> None:
    table = json.loads(clearance[2].files["arithmetic.json"])
    entry, axes = table["excluded"][1], table["axes"]
    assert recheck.strange(entry, axes) is None
    lower = {**entry, "bounds": [entry["bounds"][0].replace("1207/24", "1207/23"), *entry["bounds"][1:]]}
    assert recheck.strange(lower, axes) == "its bounds are not those of its formulas on its box"
    narrow = {**entry, "box": {**entry["box"], "age": {"possible": "[0, 30]", "counted": True}}}
    assert recheck.strange(narrow, axes) == "of age another range is possible in the table"


def test_each_of_several_folders_is_looked_at(
    clearance: tuple[Case, Claim, Certificate], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folders = [tmp_path / name for name in ("one", "other")]
    for folder in folders:
        folder.mkdir()
        folder_of(clearance[2], folder)
    (folders[1] / "question.cnf").write_text("p cnf 0 0\n", "utf-8")
    assert rebuild.main(*map(str, folders)) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{folders[0]}: question.cnf: rebuilt, byte for byte",
        f"{folders[1]}: question.cnf: NOT what follows from the ground program",
    ]
    (folders[0] / "program.aspif").write_text("asp 1 0 0\n", "utf-8")
    assert rebuild.main(str(folders[0])) == 1
    reason = "the ground program is not a whole file in the format `asp 1 0 0`"
    assert capsys.readouterr().out == f"question.cnf: NOT rebuilt: {reason}\n"
    assert recheck.main(*map(str, folders)) == 0
    told = capsys.readouterr().out.splitlines()
    assert [line.partition(": ")[0] for line in told] == [str(folder) for folder in folders for _ in range(3)]


def test_without_a_prover_or_a_checker_that_is_said(
    clearance: tuple[Case, Claim, Certificate], monkeypatch: pytest.MonkeyPatch
) -> None:
    case, claim, _ = clearance
    monkeypatch.setattr(prover.shutil, "which", lambda name: None)
    found = certify(case.comparer, claim.asked[0])
    assert (found.certified, found.reason) == (False, "cadical is not installed (apt-get install cadical)")
    assert "question.cnf" in found.files
    assert "proof.drat" not in found.files


@pytest.mark.prover
@PROVER
def test_without_a_checker_the_proof_is_written_and_that_is_said(
    clearance: tuple[Case, Claim, Certificate], monkeypatch: pytest.MonkeyPatch
) -> None:
    case, claim, certificate = clearance
    monkeypatch.setattr(prover, "find_spec", lambda name: None)
    found = certify(case.comparer, claim.asked[0])
    assert (found.certified, found.reason) == (
        False,
        "the proof is written, and no checker is installed (pip install dratify)",
    )
    assert found.files["proof.drat"] == certificate.files["proof.drat"]


# The translation -------------------------------------------------------------------------------------------------

EMPTY: dict[str, Any] = {"axes": [], "totals": [], "excluded": []}


def program(*lines: str) -> str:
    return "\n".join(["asp 1 0 0", *lines, "0"]) + "\n"


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (("1 0 1 1 0 1 2", "1 0 1 2 0 1 1"), "an atom depends on itself: 1"),
        (("1 0 1 1 0 1 -1",), "an atom depends on itself: 1"),
        (("1 0 2 1 2 0 0",), "a rule that leaves open which of several it derives: 1 0 2 1 2 0 0"),
        (("1 1 1 1 0 1 2",), "a choice that is not free of conditions: 1 1 1 1 0 1 2"),
        (("1 1 1 1 0 0", "1 0 1 1 0 1 2"), "an atom is free and derived as well: 1"),
        (("1 0 1 1 1 2 1 2 -1",), "a rule over weights that no counter is made of: 1 0 1 1 1 2 1 2 -1"),
        (("2 1 1 1 1",), "a statement that no clauses are made of: 2 1 1 1 1"),
    ],
)
def test_what_no_clauses_are_made_of_is_refused(lines: tuple[str, ...], reason: str) -> None:
    with pytest.raises(rebuild.Refused) as caught:
        rebuild.cnf(program(*lines), EMPTY)
    assert str(caught.value) == reason


def test_a_file_that_was_cut_off_is_refused() -> None:
    with pytest.raises(rebuild.Refused, match="not a whole file"):
        rebuild.cnf("asp 1 0 0\n1 0 1 1 0 0\n", EMPTY)


@pytest.mark.parametrize("regions", [["(-inf, 1)", "(1, inf)"], ["(-inf, 1]", "[1, inf)"], ["(-inf, 1)"], ["[0, inf)"]])
def test_regions_that_leave_a_number_out_or_hold_one_twice_are_refused(regions: list[str]) -> None:
    axis = {"quantity": "q", "possible": "[0, 9]", "counted": False, "limits": []}
    told = [{"atom": number, "interval": interval} for number, interval in enumerate(regions, 1)]
    with pytest.raises(rebuild.Refused, match="the regions of q do not follow each other"):
        rebuild.cnf(program(), {**EMPTY, "axes": [{**axis, "regions": told}]})


def test_a_grounded_question_names_its_atoms(clearance: tuple[Case, Claim, Certificate]) -> None:
    case, claim, _ = clearance
    question = grounded(case.comparer, claim.asked[0])
    read = rebuild.read_program(question.program)
    assert read.names[case.comparer.joined.sides[1].eligible] == '_conclusion("_eligible",1)'
    assert "clearance_adequate: creatinine clearance ≥ 50 mL/min" in question.words.values()
