"""`hn2301 fmt`: what is written, what is left alone, and the exit codes."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from hn2301_asp.cli.commands import main
from hn2301_asp.formatting import files, thresholds
from hn2301_asp.knowledge.files import LARGEST_FILE, read_files
from hn2301_asp.knowledge.resources import shipped_knowledge_base

from .conftest import Run

MESSY = 'criterion IN-7\na ANC>=1 g/L "x"\n'
CLEAN = 'criterion IN-7\n\na   ANC ≥ 1 g/L   "x"\n'
RULES, EVEN = "a:-b,c.\n", "a :- b, c.\n"


@pytest.fixture
def base() -> Path:
    """A folder of one file to lay out, one that is laid out, and an amendment."""
    root = Path("base")
    for name, text in {
        "criteria/a.thr": MESSY,
        "criteria/a.lp": EVEN,
        "amendments/A01/criteria/a.lp": RULES,
        ".hidden/a.lp": RULES,
        "notes.txt": RULES,
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def test_files_are_written_and_named(run: Run, base: Path) -> None:
    os.chmod(base / "criteria/a.thr", 0o640)
    done = run("fmt", "base")
    assert (done.code, done.out, done.err) == (
        0,
        "base/amendments/A01/criteria/a.lp\nbase/criteria/a.thr\n",
        "2 of 3 files laid out\n",
    )
    assert (base / "criteria/a.thr").read_text(encoding="utf-8") == CLEAN
    assert (base / "amendments/A01/criteria/a.lp").read_text(encoding="utf-8") == EVEN
    assert (base / ".hidden/a.lp").read_text(encoding="utf-8") == RULES
    assert (base / "notes.txt").read_text(encoding="utf-8") == RULES
    assert stat.S_IMODE((base / "criteria/a.thr").stat().st_mode) == 0o640
    assert not [path for path in base.rglob("*") if path.name.endswith(".part")]
    again = run("fmt", "--kb", "base")
    assert (again.code, again.out, again.err) == (0, "", "0 of 3 files laid out\n")


@pytest.mark.parametrize("option", ["--check", "--diff"])
def test_check_and_diff_write_nothing_and_exit_with_1(run: Run, base: Path, option: str) -> None:
    before = {path: path.read_bytes() for path in base.rglob("*") if path.is_file()}
    done = run("fmt", "base/criteria", option)
    assert (done.code, done.err) == (1, "1 of 2 files to be laid out\n")
    assert {path: path.read_bytes() for path in base.rglob("*") if path.is_file()} == before
    if option == "--check":
        assert done.out == "base/criteria/a.thr\n"
    else:
        assert done.out == (
            "--- base/criteria/a.thr\n+++ base/criteria/a.thr\n@@ -1,2 +1,3 @@\n criterion IN-7\n"
            '-a ANC>=1 g/L "x"\n+\n+a   ANC ≥ 1 g/L   "x"\n'
        )
    assert run("fmt", "base/criteria/a.lp", option).code == 0


def test_a_missing_end_of_line_is_shown(run: Run) -> None:
    Path("a.lp").write_text("a :- b.")
    assert run("fmt", "a.lp", "--diff").out.endswith("-a :- b.\n\\ No newline at end of file\n+a :- b.\n")


def test_a_broken_file_is_left_alone_and_told_while_the_others_are_laid_out(run: Run, base: Path) -> None:
    (base / "criteria/b.thr").write_text('criterion IN-7\n\nb  ANC >> 1 "x"\n')
    done = run("fmt", "base/criteria")
    assert (done.code, done.out) == (1, "base/criteria/a.thr\n")
    assert "error[threshold-syntax]" in done.err
    assert "at base/criteria/b.thr:3:8" in done.err
    assert done.err.endswith("1 of 3 files laid out, 1 left alone\n")
    assert (base / "criteria/b.thr").read_text() == 'criterion IN-7\n\nb  ANC >> 1 "x"\n'


def test_a_file_that_would_say_something_else_is_left_alone(
    run: Run, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thresholds, "_laid_out", lambda found: MESSY.replace("1", "2"))
    done = run("fmt", "base/criteria/a.thr")
    assert done.code == 1
    assert "error[format] laid out anew this file would not say what it says: it is left as it is" in done.err
    assert (base / "criteria/a.thr").read_text(encoding="utf-8") == MESSY


def test_a_file_that_changes_meanwhile_is_left_alone(run: Run, base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = files.write_laid_out

    def later(found: object) -> None:
        (base / "criteria/a.thr").write_text("mine\n")
        write(found)  # type: ignore[arg-type]

    monkeypatch.setattr(files, "write_laid_out", later)
    done = run("fmt", "base")
    assert done.code == 2
    assert "the file was changed while it was laid out" in done.err
    assert (base / "criteria/a.thr").read_text() == "mine\n"
    assert (base / "amendments/A01/criteria/a.lp").read_text() == RULES


def test_line_ends_and_the_byte_order_mark_are_kept(run: Run) -> None:
    Path("a.thr").write_bytes(b"\xef\xbb\xbf" + MESSY.replace("\n", "\r\n").encode())
    assert run("fmt", "a.thr").code == 0
    assert Path("a.thr").read_bytes() == b"\xef\xbb\xbf" + CLEAN.replace("\n", "\r\n").encode()


def test_links_are_not_followed_out_of_a_folder(run: Run, base: Path) -> None:
    Path("outside.lp").write_text(RULES)
    Path("elsewhere").mkdir()
    Path("elsewhere/b.lp").write_text(RULES)
    (base / "criteria/link.lp").symlink_to(Path("outside.lp").resolve())
    (base / "criteria/folder").symlink_to(Path("elsewhere").resolve())
    (base / "criteria/same.lp").symlink_to("a.lp")
    done = run("fmt", "base")
    assert done.code == 1
    assert "error[kb-file] a symbolic link leaves the folder\n  at base/criteria/link.lp\n" in done.err
    assert done.err.endswith("2 of 4 files laid out, 1 left alone\n")
    assert (Path("outside.lp").read_text(), Path("elsewhere/b.lp").read_text()) == (RULES, RULES)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda path: path.write_bytes(b"a :- b. % \xff\n"), "the file is not UTF-8"),
        (lambda path: path.write_bytes(b"%" * (LARGEST_FILE + 1)), "the file is larger than 2000000 bytes"),
        (lambda path: path.symlink_to("nowhere.lp"), "not a regular file"),
    ],
)
def test_what_cannot_be_read_is_told(run: Run, make: object, told: str) -> None:
    Path("base").mkdir()
    make(Path("base/a.lp"))  # type: ignore[operator]
    done = run("fmt", "base")
    assert (done.code, done.out) == (1, "")
    assert told in done.err
    assert done.err.endswith("0 of 1 file laid out, 1 left alone\n")


USAGE = {
    (): "name what to lay out",
    ("a.thr", "--kb", "kb"): "--kb goes without PATH",
    ("-",): "- needs --name FILE",
    ("-", "a.thr"): "- goes alone",
    ("a.thr", "--name", "a.thr"): "- goes alone",
    ("--kb", "git:HEAD"): "a revision of git cannot be laid out",
    ("nothing.thr",): "`nothing.thr` is neither a file nor a folder",
    ("a.yaml",): "`a.yaml` is not laid out",
    ("-", "--name", "a.yaml"): "`a.yaml` is not laid out",
}


@pytest.mark.parametrize("words", USAGE, ids=" ".join)
def test_what_cannot_be_laid_out_is_unusable(run: Run, words: tuple[str, ...]) -> None:
    Path("a.thr").write_text(MESSY, encoding="utf-8")
    Path("a.yaml").write_text("a: b\n")
    done = run("fmt", *words)
    assert (done.code, done.out) == (2, "")
    assert USAGE[words] in done.err
    assert Path("a.thr").read_text(encoding="utf-8") == MESSY


def piped(text: bytes, *words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, ["fmt", "-", *words], input=text)
    return done.exit_code, done.stdout, done.stderr


def test_standard_input_is_laid_out_for_editors() -> None:
    assert piped(MESSY.encode(), "--name", "kb/criteria/a.thr") == (0, CLEAN, "")
    assert piped(CLEAN.encode(), "--name", "a.thr", "--check") == (0, "", "")
    assert piped(RULES.encode(), "--name", "a.lp", "--check") == (1, "", "")
    assert piped(RULES.encode(), "--name", "a.lp", "--diff")[:2] == (
        1,
        "--- a.lp\n+++ a.lp\n@@ -1 +1 @@\n-a:-b,c.\n+a :- b, c.\n",
    )
    assert not Path("a.lp").exists()


@pytest.mark.parametrize("text", [b"a :- b", b"a :- \xff.", b"%" * (LARGEST_FILE + 1)])
def test_of_standard_input_that_cannot_be_read_nothing_is_written(text: bytes) -> None:
    code, out, err = piped(text, "--name", "a.lp")
    assert (code, out) == (2, "")
    assert err.startswith("error[")


def test_what_is_shipped_and_what_the_software_writes_is_laid_out(run: Run) -> None:
    assert run("fmt", "--check").code == 0
    assert run("new", "begun").code == 0
    shutil.copytree(shipped_knowledge_base(), "kb")
    written = {
        "A21_more": ("IN-7", "alc_adequate", "≥ 10"),
        "A22_other": ("IN-7", "alc_adequate", "≥ 1.25"),
        "A23_open": ("IN-7", "alc_adequate", "> 0.75"),
        "A24_dose": ("IN-2", "dose_maintained", "≥ 1 week"),
    }
    for name, words in written.items():
        assert run("amend", "set", *words, "--base", "kb", "--in", f"kb/amendments/{name}").code == 0, name
    shutil.copytree("kb", "edited", ignore=shutil.ignore_patterns("amendments"))
    file = Path("edited/criteria/in7_organ_function.thr")
    file.write_text(file.read_text(encoding="utf-8").replace("ALC ≥ 0.8", "ALC ≥ 1.0"), encoding="utf-8")
    assert run("amend", "draft", "edited", "--base", "kb", "-o", "kb/amendments/A25_drafted").code == 0
    assert Path("kb/amendments/A25_drafted/criteria/in7_organ_function.thr").is_file()
    done = run("fmt", "begun", "kb", "--check")
    assert (done.code, done.out) == (0, "")


def test_laying_out_changes_no_digest(run: Run) -> None:
    shutil.copytree(shipped_knowledge_base(), "kb")
    before = read_files(Path("kb")).digest
    assert run("fmt", "kb").code == 0
    assert read_files(Path("kb")).digest == before
    assert before.startswith("051cbfdd214e")
