"""The ids of criteria, as protocols number them: under other ids every command says the same, with those in place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hn2301_asp.source.criterion_ids import is_criterion_id
from tests.cli.conftest import ROOT, Run

#: Ids of the same length, so that columns stay; by the alphabet they stand in another order than in the protocol.
IDS = {
    "IN-1": "9.10",
    "IN-2": "9.2a",
    "IN-3": "I-01",
    "IN-4": "EX4a",
    "IN-5": "5a-1",
    "IN-6": "5.1a",
    "IN-7": "1.10",
    "IN-8": "C3.d",
}
#: So that the files are in another order too.
LETTERS = "zyxwvuts"
PATIENTS = str(ROOT / "hn2301_asp" / "examples" / "patients.yaml")


@pytest.mark.parametrize("text", ["5.1.3", "I01", "EX-4a", "IN-7", "4", "12", "5.1.3.a", "Incl-2b", "i.4", "E-1-2"])
def test_what_protocols_number_criteria_by_is_an_id(text: str) -> None:
    assert is_criterion_id(text)


@pytest.mark.parametrize(
    "text", ["", "#3", "IN", "age", "IN_7", "IN 7", "5.", ".5", "5..1", "-4", "4)", "1/2", "é1", "１"]
)
def test_other_texts_are_none(text: str) -> None:
    assert not is_criterion_id(text)


def renamed(text: str) -> str:
    return re.sub(r"\bIN-[1-8]\b", lambda found: IDS[found.group()], text)


def quoted(text: str) -> str:
    """YAML with the ids in quotation marks where it would take them for numbers."""
    text = re.sub(r"(?m)^( *- id: |  +)(IN-[1-8])(?=:|$)", r'\1"\2"', text)
    return re.sub(r"(?<=[{\[ ])(IN-[1-8])(?=[:,\]])", r'"\1"', text)


def restemmed(text: str) -> str:
    """Names of files as the other knowledge base has them."""
    return re.sub(
        r"\bin([1-8])(?=(?:\\?_[a-z]+)+\\?\.(?:lp|thr|yaml)\b)", lambda m: f"{LETTERS[int(m[1]) - 1]}n{m[1]}", text
    )


@pytest.fixture
def bases(folder: Path) -> tuple[Path, Path]:
    """The shipped knowledge base in two folders of one name: as it is, and with other ids and names of files."""
    plain, other = folder / "plain" / "kb", folder / "other" / "kb"
    for path in sorted((ROOT / "kb").rglob("*")):
        name = path.relative_to(ROOT / "kb")
        if path.is_file() and name.parts[0] != "amendments" and path.suffix in (".yaml", ".thr", ".lp"):
            text = path.read_text(encoding="utf-8")
            (plain / name).parent.mkdir(parents=True, exist_ok=True)
            (plain / name).write_text(text, encoding="utf-8")
            if name.parts[0] in ("protocol.yaml", "readings.yaml", "assumptions.yaml", "scenarios"):
                text = quoted(text)
            if name.name == "protocol.yaml":
                text = re.sub(r"(?m)(?<=^    files: )in([1-8])_", lambda m: f"{LETTERS[int(m[1]) - 1]}n{m[1]}_", text)
            to = other / (restemmed(str(name)))
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_text(renamed(text), encoding="utf-8")
    return plain, other


def said(run: Run, criterion: str) -> dict[str, str]:
    """What commands print of the knowledge base here, and of an amendment of one of its criteria."""
    kb, amendment = "kb", "kb/amendments/A09_lymphocytes"
    outcomes = {}
    for words in (
        ("check", "--kb", kb),
        ("facts", "--kb", kb, "--lp"),
        ("screen", PATIENTS, "--kb", kb, "--format", "json"),
        ("screen", PATIENTS, "--kb", kb, "--format", "csv"),
        ("explain", PATIENTS, "--patient", "P-014", "--kb", kb, "--format", "text"),
        ("explain", PATIENTS, "--patient", "P-014", "--kb", kb, "--format", "html"),
        ("amend", "set", criterion, "alc_adequate", "≥ 1.0", "--base", kb, "--in", amendment),
        ("amend", "set", criterion, "alc_adequate", "≥ 0.9", "--base", kb, "--in", amendment),
        ("amend", "check", amendment, "--format", "text"),
        ("amend", "check", amendment, "--format", "md"),
        ("amend", "check", amendment, "--format", "html"),
        ("amend", "check", amendment, "--format", "sarif"),
        ("amend", "check", amendment, "--format", "json"),
        ("compare", kb, amendment),
    ):
        done = run(*words)
        outcomes[" ".join(words)] = done.out + done.err
        assert done.code in (0, 1), done.err
    for path in sorted(Path(amendment).rglob("*.yaml")):
        outcomes[str(path)] = path.read_text(encoding="utf-8")
    return outcomes


def test_every_command_says_the_same_under_other_ids(
    run: Run, bases: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, other = bases
    monkeypatch.chdir(plain.parent)
    expected = said(run, "IN-7")
    monkeypatch.chdir(other.parent)
    found = said(run, "1.10")
    assert len(found) == len(expected) == 16
    for (words, was), now in zip(expected.items(), found.values(), strict=True):
        assert plainly(now) == plainly(restemmed(renamed(was))), words
    assert '  "1.10": narrows' in found["kb/amendments/A09_lymphocytes/amendment.yaml"]


def plainly(text: str) -> str:
    """A report without digests, which are of other texts, and without the quotation marks that YAML needs."""
    text = re.sub(r'("(?:end_)?column": )[0-9]+', r"\1…", re.sub("[0-9a-f]{12,64}", "…", text))
    return re.sub(r'\\?"(1\.10(?:\.text)?)\\?"', r"\1", text)
