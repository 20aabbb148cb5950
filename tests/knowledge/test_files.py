"""A knowledge base is read safely, known by its digest, and kept by it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from hn2301_asp.knowledge.files import LARGEST_FILE, KnowledgeBaseFiles, digest, read_files
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from hn2301_asp.solver import prepared as cache
from hn2301_asp.source.diagnostics import InputError


def trusted(_: KnowledgeBaseFiles) -> None:
    """These tests are not about what a knowledge base says."""


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    return Path(shutil.copytree(shipped_knowledge_base(), tmp_path / "kb"))


def refusal(kb: Path) -> list[tuple[str, str, str | None]]:
    with pytest.raises(InputError) as caught:
        read_files(kb)
    return [(finding.code, finding.message, finding.place.file) for finding in caught.value.findings]


def test_a_symbolic_link_that_leaves_the_folder_is_refused(kb: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.lp"
    secret.write_text("a.", encoding="utf-8")
    (kb / "criteria" / "in9.lp").symlink_to(secret)
    (kb / "criteria" / "elsewhere").symlink_to(tmp_path)
    assert refusal(kb) == [
        ("kb-file", "a symbolic link leaves the knowledge base", "criteria/elsewhere"),
        ("kb-file", "a symbolic link leaves the knowledge base", "criteria/in9.lp"),
    ]


def test_a_file_over_the_limit_and_one_that_is_not_utf_8_are_refused(kb: Path) -> None:
    (kb / "criteria" / "large.lp").write_bytes(b"%" * (LARGEST_FILE + 1))
    (kb / "criteria" / "latin.lp").write_bytes(b"% a\n% caf\xe9\n")
    assert [(code, file) for code, _, file in refusal(kb)] == [
        ("kb-file", "criteria/large.lp"),
        ("kb-encoding", "criteria/latin.lp"),
    ]


def test_a_folder_that_is_no_knowledge_base_is_refused(tmp_path: Path) -> None:
    assert [code for code, _, _ in refusal(tmp_path)] == ["kb-missing"]
    assert [code for code, _, _ in refusal(tmp_path / "nowhere")] == ["kb-missing"]


def test_the_digest_changes_with_meaning_and_not_with_scenarios_or_place(kb: Path, tmp_path: Path) -> None:
    before = read_files(kb).digest
    moved = Path(shutil.move(kb, tmp_path / "moved"))
    (moved / "scenarios" / "new.yaml").write_text("[]\n", encoding="utf-8")
    assert read_files(moved).digest == before
    rules = moved / "criteria" / "in8_pregnancy.lp"
    rules.write_text(rules.read_text(encoding="utf-8") + "% a comment\n", encoding="utf-8")
    assert read_files(moved).digest != before


def test_what_the_cache_keeps_is_what_was_loaded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    files = read_files(shipped_knowledge_base())
    first, second = cache.prepare(files, trusted), cache.prepare(files, trusted)
    assert first.circuit == second.circuit
    assert first.base.rules == second.base.rules
    assert first.base.thresholds == second.base.thresholds
    assert first.base.criteria == second.base.criteria
    assert first.base.readings == second.base.readings
    assert first.base.vocabulary.quantities == second.base.vocabulary.quantities
    (entry,) = (tmp_path / "hn2301_asp").glob("*.msgpack")
    assert entry.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("fault", ["truncated", "changed", "writable by others"])
def test_a_cache_entry_that_cannot_be_trusted_is_made_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fault: str
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    files = read_files(shipped_knowledge_base())
    expected = cache.prepare(files, trusted)
    (entry,) = (tmp_path / "hn2301_asp").glob("*.msgpack")
    content = entry.read_bytes()
    if fault == "writable by others":
        entry.chmod(0o666)
    else:
        entry.write_bytes(content[:-10] if fault == "truncated" else content[:-1] + bytes([content[-1] ^ 1]))
    loaded: list[int] = []
    monkeypatch.setattr(cache, "ground", lambda _: loaded.append(1) or expected.circuit)
    assert cache.prepare(files, trusted).circuit == expected.circuit
    assert loaded == [1]
    assert entry.stat().st_mode & 0o777 == 0o600


def test_the_cache_can_be_turned_off(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("HN2301_CACHE", "off")
    cache.prepare(read_files(shipped_knowledge_base()), trusted)
    assert os.listdir(tmp_path) == []


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A folder that is read as a knowledge base, whatever it means."""
    folder = tmp_path / "tiny"
    (folder / "criteria").mkdir(parents=True)
    (folder / "protocol.yaml").write_bytes(b"id: T\n")
    (folder / "criteria" / "a.lp").write_bytes(b"a.\nb.\n")
    return folder


def test_the_texts_of_a_folder_are_kept_by_their_path(tiny: Path) -> None:
    (tiny / "notes.md").write_text("not part of it", encoding="utf-8")
    (tiny / ".git").mkdir()
    (tiny / ".git" / "b.lp").write_text("hidden.", encoding="utf-8")
    (tiny / "amendments" / "A1").mkdir(parents=True)
    (tiny / "amendments" / "A1" / "c.lp").write_text("later.", encoding="utf-8")
    files = read_files(tiny)
    assert files.texts == {"criteria/a.lp": "a.\nb.\n", "protocol.yaml": "id: T\n"}
    assert files.below("criteria/", ".lp") == ("criteria/a.lp",)
    assert files.below("criteria/", ".thr") == ()
    assert files.root == str(tiny)


@pytest.mark.parametrize("content", [b"\xef\xbb\xbfa.\nb.\n", b"a.\r\nb.\r\n"])
def test_a_byte_order_mark_and_the_way_lines_end_change_nothing(tiny: Path, content: bytes) -> None:
    before = read_files(tiny)
    (tiny / "criteria" / "a.lp").write_bytes(content)
    assert read_files(tiny) == before


def test_the_digest_tells_files_contents_and_names_apart(tiny: Path) -> None:
    digests = [read_files(tiny).digest]
    for path, content in (
        ("criteria/a.lp", "a.\nc.\n"),
        ("criteria/b.lp", ""),
        ("criteria/b.lp", "x"),
        ("criteria/c.thr", "x"),
        ("protocol.yaml", "id: T \n"),
    ):
        (tiny / path).write_text(content, encoding="utf-8", newline="")
        digests.append(read_files(tiny).digest)
    (tiny / "criteria" / "b.lp").rename(tiny / "criteria" / "bb.lp")
    digests.append(read_files(tiny).digest)
    assert len(set(digests)) == len(digests) == 7
    assert {len(digest) for digest in digests} == {64}


def test_what_one_file_ends_with_is_not_what_the_next_begins_with() -> None:
    alike = [{"a": "x", "b": "y"}, {"a": "xb\x001\x00y"}, {"a": "xb\x00\x00y"}, {"a": "", "b": "xy"}, {"ab": "xy"}]
    assert len({digest(texts) for texts in alike}) == len(alike)


def test_a_link_inside_the_folder_is_followed_and_one_to_a_folder_refused(tiny: Path) -> None:
    (tiny / "criteria" / "same.lp").symlink_to(tiny / "criteria" / "a.lp")
    assert read_files(tiny).texts["criteria/same.lp"] == "a.\nb.\n"
    (tiny / "more").symlink_to(tiny / "criteria")
    (tiny / "nowhere.lp").symlink_to(tiny / "gone.lp")
    assert refusal(tiny) == [
        ("kb-file", "not a regular file", "more"),
        ("kb-file", "not a regular file", "nowhere.lp"),
    ]


def test_a_pipe_is_never_opened(tiny: Path) -> None:
    os.mkfifo(tiny / "criteria" / "pipe.lp")
    assert refusal(tiny) == [("kb-file", "not a regular file", "criteria/pipe.lp")]


def test_a_file_that_may_not_be_read_is_named(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", forbidden)
    assert refusal(tiny) == [
        ("file-unreadable", "the file cannot be read: permission denied", "criteria/a.lp"),
        ("file-unreadable", "the file cannot be read: permission denied", "protocol.yaml"),
    ]


def test_the_line_of_a_byte_that_is_not_utf_8_is_named(tiny: Path) -> None:
    (tiny / "criteria" / "latin.lp").write_bytes(b"% a\n% b\n% caf\xe9\n")
    with pytest.raises(InputError) as caught:
        read_files(tiny)
    assert str(caught.value) == "error[kb-encoding] the file is not UTF-8\n  at criteria/latin.lp:3"


def test_a_file_of_the_greatest_size_is_read(tiny: Path) -> None:
    (tiny / "criteria" / "large.lp").write_bytes(b"%" * LARGEST_FILE)
    assert len(read_files(tiny).texts["criteria/large.lp"]) == LARGEST_FILE


def test_a_folder_without_its_protocol_says_which_file_is_missing(tiny: Path) -> None:
    (tiny / "protocol.yaml").unlink()
    with pytest.raises(InputError) as caught:
        read_files(tiny)
    assert str(caught.value) == (
        f"error[kb-missing] `{tiny}` holds no protocol.yaml\n  help: give the folder of a knowledge base"
    )
