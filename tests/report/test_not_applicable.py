"""Every place where a criterion's status is shown shows `not_applicable` too: the places, one by one.

Whoever adds a place adds it here; a module that names the other statuses and not this one is told of.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner

import hn2301_asp
from hn2301_asp.api import Protocol, load
from hn2301_asp.cli.commands import main
from hn2301_asp.report.html import to_html
from hn2301_asp.report.html.view import page
from hn2301_asp.report.writers.palette import PALETTE, TEXT_ON
from hn2301_asp.screening import STATUSES
from tests import arms_base

RECORDS = """
- {patient_id: A, arm: lupus, sex: F, age: 34, pregnant: no, lactating: no, duration: 12 months, hemoglobin: 112 g/L,
   swollen_joints: 2, digital_ulcers: no}
- {patient_id: B, arm: SSc, sex: M, age: 51, digital_ulcers: yes, skin_score: 22}
"""
#: In the other version the lupus arm is asked for swollen joints too.
WIDER = arms_base.TEXTS["criteria/in4_arthritis.lp"].replace(
    "arm(arthritis).", 'arm(arthritis).\napplies("IN-4") :- arm(lupus).'
)
WRONG = """
- scenario: whoever is typical of sclerosis is asked what lupus is asked
  patient: {but: {arm: SSc}}
  expect: {verdict: eligible, criteria: {IN-2: met}}
"""


class Run:
    """Commands over the protocol of three arms, in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        arms_base.written(folder / "kb")
        typical = arms_base.TEXTS["vocabulary/typical.yaml"].replace("112 g/L,", "112 g/L, swollen_joints: 9,")
        # There the ulcers exclude from the lupus arm.
        ulcers = arms_base.TEXTS["criteria/ex2_ulcers.lp"].replace("arm(sclerosis)", "arm(lupus)")
        more = {"criteria/ex2_ulcers.lp": ulcers}
        more |= {"criteria/in4_arthritis.lp": WIDER, "vocabulary/typical.yaml": typical}
        arms_base.written(folder / "wider", **more)
        arms_base.written(folder / "wrong", **{"scenarios/arms.yaml": WRONG.removeprefix("\n")})
        (folder / "p.yaml").write_text(RECORDS, encoding="utf-8")
        self("screen", "p.yaml", "--record", "decided.json", "--who", "x", "--when", "y", "--meaning", "z")

    def __call__(self, command: str, *words: str, kb: str = "kb") -> str:
        named = [str(self.folder / word) if (self.folder / word).exists() or "." in word else word for word in words]
        base = [] if command in ("compare", "verify") else ["--kb", str(self.folder / kb)]
        result = CliRunner().invoke(main, [command, *named, *base])
        assert result.exit_code in (0, 1), result.output
        return re.sub(r"[ \n]+", " ", result.output)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return Run(tmp_path_factory.mktemp("places"))


@pytest.fixture(scope="module")
def arms(run: Run) -> Protocol:
    return load(run.folder / "kb")


def data(run: Run, *words: str) -> str:
    """What stands in JSON of the criteria of A, each with its status."""
    found = json.loads(run(*words))
    result = found[0] if isinstance(found, list) else found
    return " ".join(f"{one['id']} {one['status']}" for one in result["criteria"])


def table(run: Run) -> str:
    rows = list(
        csv.DictReader(
            io.StringIO(
                CliRunner()
                .invoke(main, ["screen", str(run.folder / "p.yaml"), "--kb", str(run.folder / "kb"), "--format", "csv"])
                .output
            )
        )
    )
    return " ".join(f"{name} {rows[0][name]}" for name in ("IN-1", "IN-2", "IN-3", "EX-1"))


def html_of(run: Run) -> str:
    return re.sub(r"\s+", " ", unescape(run("screen", "p.yaml", "--format", "html")))


#: Each place, and what stands there of a criterion that does not apply.
PLACES: dict[str, tuple[Callable[[Run], str], list[str]]] = {
    "the verdicts of several": (lambda run: run("screen", "p.yaml"), ["applies; 3 not applicable"]),
    "the account of one": (
        lambda run: run("explain", "p.yaml", "--patient", "A"),
        ["; 3 not applicable", "Not applicable: IN-3, IN-4, EX-2 (arm: lupus)"],
    ),
    "JSON of several": (lambda run: data(run, "screen", "p.yaml", "--format", "json"), ["IN-3 not_applicable"]),
    "JSON of one": (
        lambda run: data(run, "explain", "p.yaml", "--patient", "A", "--format", "json"),
        ["IN-2 met IN-3 not_applicable IN-4 not_applicable EX-1 not_met EX-2 not_applicable"],
    ),
    "a table": (table, ["IN-1 met IN-2 met IN-3 not_applicable EX-1 not_met"]),
    "the list of a page": (
        html_of,
        [
            "– not assessed · ○ not applicable</caption>",
            'data-key="not applicable" data-label="IN-3"><span aria-hidden="true">○</span>'
            '<span class="hidden">IN-3 not applicable</span>',
        ],
    ),
    "a patient's page": (
        html_of,
        [
            '<strong>IN-3</strong> <span class="status"><span class="sign" aria-hidden="true">○</span> not applicable',
            "<li>IN-3, IN-4, EX-2: arm: lupus</li>",
        ],
    ),
    "two patients": (
        lambda run: run("explain", "p.yaml", "--patient", "A", "--against-patient", "B"),
        [
            "IN-2 lupus A met, B not applicable IN-2 would be not applicable for A",
            "EX-2 ulcers A not applicable, B applies",
            "EX-2 would apply for A with these values of B: arm: lupus → sclerosis",
        ],
    ),
    "two patients in JSON": (
        lambda run: run("explain", "p.yaml", "--patient", "A", "--against-patient", "B", "--format", "json"),
        ['"id": "IN-2", "here": "met", "there": "not_applicable"'],
    ),
    "one patient under two versions": (
        lambda run: run("explain", "p.yaml", "--patient", "A", "--against", "kb", kb="wider"),
        ["IN-4 arthritis there not applicable, here not met"],
    ),
    "one patient under two versions in JSON": (
        lambda run: run("explain", "p.yaml", "--patient", "A", "--against", "kb", "--format", "json", kb="wider"),
        ['"id": "IN-4", "there": "not_applicable", "here": "not_met"'],
    ),
    "the record of a decision": (
        lambda run: re.sub(r"[ \n]+", " ", (run.folder / "decided.json").read_text(encoding="utf-8")),
        ['"status": "not_applicable"'],
    ),
    "a record that is verified": (lambda run: run("verify", "decided.json"), ["identical: 2 patients"]),
    "a record under another knowledge base": (
        lambda run: (
            CliRunner()
            .invoke(main, ["verify", str(run.folder / "decided.json"), "--kb", str(run.folder / "wider")])
            .output
        ),
        [
            "(IN-4 not met, was not applicable, EX-2 does not apply, was not applicable)",
            "(EX-2 not applicable, recorded: applies)",
        ],
    ),
    "a scenario that does not come out": (
        lambda run: run("test", "--no-coverage", kb="wrong"),
        ["IN-2: expected met, got not_applicable"],
    ),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_place_that_shows_a_status_shows_that_a_criterion_does_not_apply(run: Run, place: str) -> None:
    shown, wanted = PLACES[place]
    text = shown(run)
    for words in wanted:
        assert words in text, (words, text)


def test_what_follows_of_a_missing_arm_is_told_as_not_applicable_where_it_settles(arms: Protocol) -> None:
    result = arms.screen({"sex": "M", "age": 51, "digital_ulcers": True})
    [step] = result.answers.deciding.order
    told = {outcome.value: dict(outcome.statuses) for outcome in step.outcomes}
    assert told["sclerosis"]["EX-2"] == "met"
    assert all(status in STATUSES for statuses in told.values() for status in statuses.values())


def test_a_sign_a_word_and_a_colour_that_can_be_read_say_so_on_a_page(arms: Protocol) -> None:
    view = page(arms, [arms.screen({"arm": "lupus", "sex": "F", "age": 34})], "en")
    cells = {cell.id: (cell.sign, cell.word, cell.tone) for cell in view.patients[0].cells}
    assert cells["IN-3"] == ("○", "not applicable", "none")
    assert len({sign for sign, _, _ in cells.values()}) == len({word for _, word, _ in cells.values()})
    style = to_html(arms, [])
    [(tone, tint)] = re.findall(r"\.none\{--tone:var\(--(\w+)\);--tint:var\(--(\w+)\)\}", style)
    assert {(tone, "paper"), (tone, tint)} <= {*TEXT_ON}
    assert {tone, tint} <= PALETTE.keys()


def test_no_module_names_the_other_statuses_and_forgets_this_one() -> None:
    root, found = Path(hn2301_asp.__file__).parent, set[str]()
    for path in root.rglob("*"):
        if path.suffix in (".py", ".j2", ".js", ".css"):
            text = path.read_text(encoding="utf-8")
            if "not_met" in text and "not_applicable" not in text:
                found.add(path.relative_to(root).as_posix())
    assert found == set()
    assert {*STATUSES} == {"met", "not_met", "unknown", "not_applicable"}
