"""Versions out of a git revision: read from its objects, with the work tree left alone."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from hn2301_asp.knowledge.files import LARGEST_FILE, read_files
from hn2301_asp.source.diagnostics import InputError
from hn2301_asp.versions import git as reading
from hn2301_asp.versions.opening import open_version
from tests.versions.conftest import ALC, THRESHOLDS, Amend

Git = Callable[..., str]


@pytest.fixture
def git(kb: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """Git in the working folder, which is a repository of its own."""
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "A. Tester")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "tester@example.org")
        monkeypatch.setenv(f"GIT_{name}_DATE", "2025-01-01T00:00:00Z")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)

    def run(*words: str) -> str:
        return subprocess.run(["git", *words], check=True, capture_output=True, text=True).stdout

    run("init", "--quiet", "--initial-branch=main")
    return run


def commit(git: Git) -> str:
    git("add", "--all")
    git("commit", "--quiet", "--message", "a version")
    return git("rev-parse", "HEAD").strip()


def told(spec: str) -> str:
    with pytest.raises(InputError) as caught:
        open_version(spec)
    return str(caught.value)


def test_a_revision_is_read_as_it_was_whatever_the_work_tree_holds(kb: Path, git: Git) -> None:
    before = read_files(kb)
    first = commit(git)
    (kb / THRESHOLDS).write_text("nonsense", encoding="utf-8")
    (kb / "criteria" / "new.lp").write_text("a.\n", encoding="utf-8")
    second = commit(git)
    (kb / "readings.yaml").unlink()
    for spec in (f"git:{first}", f"git:{first}:kb", "git:HEAD~1", "git:main^:kb/", "git:HEAD^:./kb"):
        assert open_version(spec).files.texts == before.texts
    opened = open_version(f"git:{first[:10]}")
    assert (opened.name, opened.files.digest) == (f"1.0 at git:{first[:10]}:kb", before.digest)
    assert opened.files.root == f"git:{first[:10]}:kb"
    assert open_version(f"git:{second}").files.texts[THRESHOLDS] == "nonsense"


def test_paths_begin_at_the_root_of_the_repository(kb: Path, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(git)
    digest = read_files(kb).digest
    monkeypatch.chdir("kb/criteria")
    assert open_version("git:HEAD").files.digest == open_version("git:HEAD:kb").files.digest == digest


def test_an_installed_copy_beside_the_sources_is_not_the_repository_s_own(
    kb: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A virtual environment in the repository's folder is no part of any revision."""
    monkeypatch.setattr(reading, "shipped_knowledge_base", lambda: Path.cwd() / "venv" / "kb")
    commit(git)
    assert open_version("git:HEAD").files.digest == read_files(kb).digest


def test_a_repository_may_be_the_knowledge_base_itself(kb: Path, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(kb)
    git("init", "--quiet", "--initial-branch=main")
    commit(git)
    assert open_version("git:HEAD:.").files.digest == read_files(Path()).digest


def test_an_amendment_of_a_revision_stands_on_the_base_of_that_revision(kb: Path, git: Git, amend: Amend) -> None:
    path = amend("A01_marrow", ALC)
    expected = open_version(path)
    commit(git)
    (kb / "protocol.yaml").unlink()
    opened = open_version("git:HEAD:kb/amendments/A01_marrow")
    assert (opened.name, opened.stale) == ("A01", ())
    assert opened.files.texts == expected.files.texts
    assert opened.base is not None
    assert opened.base.root == "git:HEAD:kb"


def test_neither_work_tree_nor_index_nor_repository_is_touched(kb: Path, git: Git) -> None:
    commit(git)
    (kb / THRESHOLDS).write_text("changed", encoding="utf-8")
    os.utime(kb / "protocol.yaml", (1, 1))

    def state() -> list[tuple[str, int, int]]:
        files = sorted(path for path in Path().rglob("*") if path.is_file())
        return [(path.as_posix(), path.stat().st_mtime_ns, path.stat().st_size) for path in files]

    before = state()
    open_version("git:HEAD")
    assert state() == before


def test_variables_that_point_elsewhere_do_not_lead_git_astray(
    kb: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(git)
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere")
    assert open_version("git:HEAD").files.digest == read_files(kb).digest


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("git:", "error[git] `git:` names no revision\n  help: write `git:REV` or `git:REV:PATH`, as `git:HEAD:kb`"),
        (
            "git:--output=x",
            "error[git] `git:--output=x` names no revision\n"
            "  help: write `git:REV` or `git:REV:PATH`, as `git:HEAD:kb`",
        ),
        (
            "git:nowhere",
            "error[git] `nowhere` is no revision of this repository\n  help: name a commit, a branch or a tag",
        ),
        ("git:HEAD:kbb", "error[git] `HEAD` holds no folder `kbb`\n  help: did you mean `kb`?"),
        (
            "git:HEAD:zzz",
            "error[git] `HEAD` holds no folder `zzz`\n  help: paths begin at the root of the repository",
        ),
        (
            "git:HEAD:../kb",
            "error[git] the path `../kb` leaves the repository\n  help: paths begin at the root of the repository",
        ),
        (
            "git:HEAD:/etc",
            "error[git] the path `/etc` leaves the repository\n  help: paths begin at the root of the repository",
        ),
        (
            "git:HEAD:kb/criteria",
            "error[kb-missing] `git:HEAD:kb/criteria` holds no protocol.yaml\n"
            "  help: give the folder of a knowledge base",
        ),
    ],
)
def test_a_revision_or_path_that_is_none_is_refused(kb: Path, git: Git, spec: str, expected: str) -> None:
    commit(git)
    assert told(spec) == expected
    assert not Path("x").exists()


def test_links_submodules_and_large_files_are_refused(kb: Path, git: Git) -> None:
    (kb / "criteria" / "in9.lp").symlink_to("/etc/passwd")
    (kb / "criteria" / "large.lp").write_bytes(b"%" * (LARGEST_FILE + 1))
    (kb / "criteria" / "latin.lp").write_bytes(b"% caf\xe9\n")
    (kb / "criteria" / "words.txt").write_text("left out", encoding="utf-8")
    head = commit(git)
    git("update-index", "--add", "--cacheinfo", f"160000,{head},kb/module")
    git("commit", "--quiet", "--message", "a submodule")
    assert told("git:HEAD") == (
        "error[kb-file] a symbolic link is not read from a revision\n  at criteria/in9.lp\n"
        "error[kb-file] the file is larger than 2000000 bytes\n  at criteria/large.lp\n"
        "error[kb-file] a submodule is not read\n  at module\n"
        "error[kb-encoding] the file is not UTF-8\n  at criteria/latin.lp:1"
    )


def test_a_folder_outside_a_repository_is_told_so(kb: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(Path.cwd().parent))
    assert told("git:HEAD").startswith("error[git] the current folder is in no git repository\n  help: git says: ")


def test_without_git_the_user_is_told_so(kb: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert told("git:HEAD") == "error[git] git is not installed\n  help: install git, or give a folder"


def test_a_git_that_hangs_is_left(kb: Path, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(git)
    monkeypatch.setattr(reading, "SECONDS", 0)
    assert told("git:HEAD") == "error[git] git did not answer within 0 seconds\n  help: give a folder"
