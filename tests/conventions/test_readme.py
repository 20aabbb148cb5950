"""Every block of the README is run, and shows what really comes out."""

from __future__ import annotations

import io
import re
import shlex
import shutil
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from tests.cohort.spark import spark

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def _following(index: int) -> str:
    language, text = BLOCKS[index + 1]
    assert language == "text"
    return text


def _of(language: str) -> list[tuple[int, str]]:
    found = [(index, text) for index, (kind, text) in enumerate(BLOCKS) if kind == language]
    assert found, language
    return found


def test_the_first_command_prints_the_account_that_the_first_screen_shows() -> None:
    index, command = _of("sh")[0]
    install, run = command.strip().split(" && ")
    assert install == "pip install -e ."
    words = shlex.split(run)
    assert words[0] == "hn2301"
    code = f"import sys; sys.argv = {words!r}; from hn2301_asp.cli import run; run()"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert _following(index) == done.stdout


def test_the_python_block_prints_what_stands_below_it() -> None:
    names: dict[str, object] = {}
    for index, code in _of("python"):
        if "pyspark" in code:
            continue
        printed = io.StringIO()
        with redirect_stdout(printed):
            exec(compile(code, "README.md", "exec"), names)
        assert _following(index) == printed.getvalue()


@spark
def test_the_block_for_spark_prints_what_stands_below_it() -> None:
    [(index, code)] = [(index, code) for index, code in _of("python") if "pyspark" in code]
    code = f"import hn2301_asp as hn; protocol = hn.load()\n{code}"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert _following(index) == done.stdout


def test_the_author_s_way_prints_what_stands_there(tmp_path: Path) -> None:
    """Commands in a copy of the knowledge base; what stands in YAML is added to the amendment."""
    shutil.copytree(ROOT / "kb", tmp_path / "kb", ignore=shutil.ignore_patterns("amendments"))
    steps = [(language, text) for language, text in BLOCKS if language in ("console", "yaml")]
    assert [language for language, _ in steps] == ["console", "console", "yaml", "console"]
    codes = []
    for language, text in steps:
        if language == "yaml":
            (manifest,) = tmp_path.glob("kb/amendments/*/amendment.yaml")
            manifest.write_text(manifest.read_text(encoding="utf-8") + text, encoding="utf-8")
            continue
        command, _, expected = text.partition("\n")
        words = shlex.split(command.removeprefix("$ "))
        code = f"import sys; sys.argv = {words!r}; from hn2301_asp.cli import run; run()"
        done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert (done.stdout, done.stderr) == (expected, "")
        codes.append(done.returncode)
    assert codes == [0, 1, 0]


@pytest.mark.parametrize("suffix", [".lp", ".thr"])
def test_the_rule_and_the_threshold_shown_stand_in_the_knowledge_base(suffix: str) -> None:
    text = (ROOT / "kb" / "criteria" / f"in7_organ_function{suffix}").read_text(encoding="utf-8")
    shown = [block for _, block in BLOCKS if block in text]
    assert len(shown) == 1


def test_the_test_command_is_the_one_that_ci_runs() -> None:
    command = _of("sh")[1][1].strip()
    assert command == 'pip install -e ".[test]" && python -m pytest -n auto'
    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_page_of_the_tests_says_what_ci_runs() -> None:
    page, ci = (ROOT / name for name in ("tests/README.md", ".ci/run"))
    every, *parts = re.findall(r"^\| `(-m .+)` \|", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert every == "-m sampled --cases 100"
    run = re.findall(r"-m pytest -n auto --no-skips (-m .+)$", ci.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(run) == sorted(parts)


def test_the_first_screen_says_how_many_a_second_as_they_were_measured() -> None:
    told = re.search(r"some (\d+) patients a second", README.partition("\n## ")[0])
    measured = re.search(r"^\| `hn2301 screen thousand.json [^|]*\| [^|]*\| ([\d.]+) s \|", README, re.MULTILINE)
    assert told is not None
    assert measured is not None
    assert int(told[1]) == round(1000 / float(measured[1]), -2)


def test_every_runtime_dependency_is_justified() -> None:
    import tomllib

    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    (section,) = [one for one in README.split("\n## ") if one.startswith("What it stands on")]
    named = re.findall(r"^\| ([A-Za-z0-9-]+) \|", section, re.MULTILINE)
    assert sorted(named[1:], key=str.lower) == sorted((re.split(r"[>=]", d)[0] for d in declared), key=str.lower)


def test_the_last_section_has_a_figure_for_everything_that_is_measured_against_0_3_0() -> None:
    from tests.bench.against import COMMANDS, WITHIN

    section = README.rpartition("\n## ")[2]
    assert section.startswith("Speed\n\n`python -m tests.bench.against`")
    measured = [line.split(" | ")[0].removeprefix("| ") for line in section.splitlines() if line.startswith("| ")]
    wanted = [*(told for told, _ in WITHIN.values()), *(f"`{command}`" for command in COMMANDS)]
    assert measured[1:-1] == wanted


def test_every_command_is_documented() -> None:
    from hn2301_asp.cli.commands import main

    assert main.commands
    for name in main.commands:
        assert f"hn2301 {name}" in README, name
