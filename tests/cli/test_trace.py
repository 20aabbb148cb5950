"""``hn2301 trace``: what encodes each part of the text, in every format, and the exit code that says so."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from .conftest import ROOT, Run

PRESSURE = ROOT / "tests" / "protocols" / "pressure"
ADULTS = "text: Adults of 18 to 80 years"


@pytest.fixture
def small(folder: Path) -> Path:
    shutil.copytree(PRESSURE, folder / "small")
    return Path("small")


def change(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after), encoding="utf-8")


def test_it_says_that_nothing_is_left_over(run: Run, small: Path) -> None:
    done = run("trace", "--kb", str(small))
    assert (done.code, done.err) == (0, "")
    assert "nothing is left over" in " ".join(done.out.split())
    assert max(map(len, done.out.splitlines())) <= 100


def test_the_format_follows_the_file(run: Run, small: Path) -> None:
    for name, begins in (("t.md", "## BP-01"), ("t.json", "{"), ("t.html", "<!DOCTYPE html>"), ("t.txt", "BP-01 1.0:")):
        done = run("trace", "--kb", str(small), "-o", name)
        assert (done.code, done.out, done.err) == (0, "", "")
        assert Path(name).read_text(encoding="utf-8").startswith(begins)
    assert json.loads(Path("t.json").read_text(encoding="utf-8"))["protocol"] == "BP-01"


def test_the_same_knowledge_base_gives_the_same_bytes(run: Run, small: Path) -> None:
    for form in ("text", "md", "json", "html"):
        first, second = (run("trace", "--kb", str(small), "--format", form) for _ in range(2))
        assert first == second


def test_words_that_nothing_covers_are_named_and_the_exit_code_says_so(run: Run, small: Path) -> None:
    change(small / "protocol.yaml", f"{ADULTS}.", f"{ADULTS}, in good health.")
    done = run("trace", "--kb", str(small))
    assert done.code == 1
    text = " ".join(done.out.split())
    assert "Covered by nothing: 1.1/3 “in good health.”." in text
    assert "1.1/3 “in good health.” NOTHING no rule and no threshold quotes these words" in text
    assert "words covered by nothing: 1.1/3" in text


def test_a_reason_takes_words_out_of_what_is_left_over(run: Run, small: Path) -> None:
    change(
        small / "protocol.yaml",
        f"{ADULTS}.",
        f"{ADULTS}, in good health.\n    not_encoded:\n      - {{phrase: in good health, why: a wish}}",
    )
    done = run("trace", "--kb", str(small))
    assert done.code == 0
    assert "1.1/3 “in good health” left out a wish" in " ".join(done.out.split())


def test_a_quote_that_is_not_in_the_text_is_astray(run: Run, small: Path) -> None:
    change(small / "criteria" / "2.2_pregnancy.lp", '%! "who are pregnant or breast-feeding"', '%! "who are expecting"')
    done = run("trace", "--kb", str(small))
    assert done.code == 1
    assert "quotes that are not in the text: criteria/2.2_pregnancy.lp:5: “who are expecting”" in " ".join(
        done.out.split()
    )


def test_an_amendment_that_cannot_be_opened_is_told_and_not_left_out(run: Run, small: Path) -> None:
    change(small / "amendments" / "A01" / "amendment.yaml", 'version: "1.0"', 'version: "9.9"')
    done = run("trace", "--kb", str(small))
    assert done.code == 0
    assert "A01 cannot be opened: the amendment is written for version 9.9, and its base is 1.0" in " ".join(
        done.out.split()
    )


def test_an_amendment_is_traced_as_the_version_that_it_makes(run: Run, small: Path) -> None:
    done = run("trace", "--kb", str(small / "amendments" / "A01"), "--format", "json")
    assert done.code == 0
    data = json.loads(done.out)
    assert data["thresholds"]["hypertensive"]["words"].endswith("≥ 145 mmHg")
    assert data["amendments"] == {}


def test_an_output_over_an_input_is_refused(run: Run, small: Path) -> None:
    done = run("trace", "--kb", str(small), "--format", "text", "-o", str(small / "protocol.yaml"))
    assert done.code == 2
    assert "BP-01" in (small / "protocol.yaml").read_text(encoding="utf-8")


def test_the_readme_shows_how_it_begins(run: Run) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (shown,) = [one for one in re.findall(r"^```text\n(.*?)^```", readme, re.MULTILINE | re.DOTALL) if "291 w" in one]
    done = run("trace", "--kb", str(ROOT / "kb"))
    assert done.out.split("\n\n")[1].startswith(shown)
