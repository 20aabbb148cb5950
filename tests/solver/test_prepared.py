"""What is kept of a knowledge base is what was loaded; what cannot be trusted is made again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.vocabulary.model import Handling
from hn2301_asp.solver import prepared as cache
from hn2301_asp.solver.ground import ground
from hn2301_asp.solver.prepared import Prepared
from hn2301_asp.source.diagnostics import Finding, InputError
from tests.small_base import TEXTS

Home = Callable[[], list[Path]]


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """An empty cache; gives its entries."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("HN2301_CACHE", raising=False)
    return lambda: sorted((tmp_path / "cache").rglob("*.msgpack"))


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Grows by the id of a protocol each time that one is loaded from its texts."""
    seen: list[str] = []

    def counted(files: KnowledgeBaseFiles) -> KnowledgeBase:
        base = load_knowledge_base(files)
        seen.append(base.id)
        return base

    monkeypatch.setattr("hn2301_asp.knowledge.loading.load_knowledge_base", counted)
    return seen


def files(**changes: str) -> KnowledgeBaseFiles:
    """The small knowledge base with one criterion, a typical patient, and perhaps other texts."""
    texts = {
        **TEXTS,
        "criteria/all.lp": 'met("C-1") :- a_high, f.\nmet("C-2") :- #count { I : item(I) } >= 2.\n',
        "vocabulary/typical.yaml": 'a: 2\nd: 1.50\ne: "2 u"\n',
        **{name.replace("__", "/").replace("_dot_", "."): text for name, text in changes.items()},
    }
    return KnowledgeBaseFiles("kb", texts, digest(texts))


def prepare(given: KnowledgeBaseFiles) -> Prepared:
    return cache.prepare(given, lambda _: None)


@pytest.mark.usefixtures("kept")
def test_what_was_kept_is_what_was_loaded(loaded: list[str]) -> None:
    first, second = prepare(files()), prepare(files())
    assert loaded == ["T"]
    assert second.circuit == first.circuit == ground(load_knowledge_base(files()))
    assert first.base.vocabulary.typical == {"a": 2, "d": "1.50", "e": "2 u"}
    assert second.base == first.base


@pytest.mark.usefixtures("kept")
def test_numbers_come_back_exact() -> None:
    prepare(files())
    quantities = prepare(files()).base.vocabulary.quantities
    numbers = [n for q in quantities.values() for n in (q.step, *q.possible, *q.units.values())]
    assert numbers
    assert {type(number) for number in numbers} == {Fraction}


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("number", ["1e23", f"{2**63}", f"{2**64 - 1}", f"{2**64}", f"0.{'0' * 30}1", "1" * 300])
def test_numbers_of_any_length_come_back_exact(loaded: list[str], number: str) -> None:
    written = number if "e" not in number else "1" + "0" * 23
    given = files(criteria__all_dot_thr=TEXTS["criteria/all.thr"] + f'huge  a >= {written} u  because "a number"\n')
    first, second = prepare(given), prepare(given)
    assert loaded == ["T"]
    threshold = second.base.thresholds.thresholds["huge"]
    assert threshold.limits[0].number == Fraction(written)
    assert second.base.thresholds == first.base.thresholds


@pytest.mark.usefixtures("kept")
def test_efforts_margins_and_labels_come_back(loaded: list[str]) -> None:
    said = "a: {kind: retest, effort: 2.5, margin: 3 %}\nitem: {kind: chart, note: n}\n"
    facts = TEXTS["vocabulary/facts.yaml"].replace("  f: {}", "  f: {label_zh: 发热}")
    given = files(vocabulary__handling_dot_yaml=said, vocabulary__facts_dot_yaml=facts)
    first, second = (prepare(given).base.vocabulary for _ in range(2))
    assert loaded == ["T"]
    assert second.handling == first.handling
    assert second.handling["a"] == Handling("retest", Fraction(5, 2), (), Fraction(3, 100), True)
    assert second.label("f", "zh") == "发热"


def test_an_entry_is_for_its_owner_alone(kept: Home) -> None:
    prepare(files())
    (entry,) = kept()
    assert (entry.stat().st_mode & 0o777, entry.parent.stat().st_mode & 0o777) == (0o600, 0o700)


@pytest.mark.parametrize(
    "change",
    [
        {"criteria__all_dot_lp": 'met("C-1") :- f.\n'},
        {"criteria__more_dot_lp": "% nothing\n"},
        {"vocabulary__typical_dot_yaml": "a: 3\n"},
    ],
)
def test_another_text_is_another_entry(kept: Home, loaded: list[str], change: dict[str, str]) -> None:
    prepare(files())
    prepare(files(**change))
    assert (len(loaded), len(kept())) == (2, 2)


def test_another_folder_is_another_entry(kept: Home, loaded: list[str]) -> None:
    prepare(files())
    prepare(replace(files(), root="elsewhere"))
    assert (len(loaded), len(kept())) == (2, 2)


def test_scenarios_do_not_make_another_entry(kept: Home, loaded: list[str]) -> None:
    prepare(files())
    prepare(files(scenarios__one_dot_yaml="[]\n"))
    assert (len(loaded), len(kept())) == (1, 1)


def test_other_code_is_another_entry(kept: Home, loaded: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    prepare(files())
    monkeypatch.setattr(cache, "_fingerprint", lambda: "later")
    prepare(files())
    assert (len(loaded), len(kept())) == (2, 2)


def sealed(payload: bytes) -> bytes:
    """An entry with a checksum that is right."""
    return hashlib.sha256(payload).digest() + payload


def _without(content: bytes) -> bytes:
    """The entry, sealed again, without what its circuit needs."""
    parts = msgspec.msgpack.decode(content[32:])
    del parts["circuit"]["rules"]
    return sealed(msgspec.msgpack.encode(parts))


def _by_zero(content: bytes) -> bytes:
    """The entry, sealed again, with a fraction that is none."""
    parts = msgspec.msgpack.decode(content[32:])
    parts["base"]["vocabulary"]["quantities"]["a"]["step"] = [1, 0]
    return sealed(msgspec.msgpack.encode(parts))


SPOILED: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut short": lambda content: content[:-1],
    "cut to its checksum": lambda content: content[:32],
    "one bit changed": lambda content: content[:100] + bytes([content[100] ^ 1]) + content[101:],
    "another checksum": lambda content: bytes([content[0] ^ 1]) + content[1:],
    "no message": lambda _: sealed(b"\xc1"),
    "another message": lambda _: sealed(msgspec.msgpack.encode({"protocol": 1})),
    "a part missing": _without,
    "a fraction by zero": _by_zero,
}


@pytest.mark.parametrize("name", SPOILED)
def test_an_entry_that_does_not_decode_is_made_again(kept: Home, loaded: list[str], name: str) -> None:
    first = prepare(files())
    (entry,) = kept()
    content = entry.read_bytes()
    entry.write_bytes(SPOILED[name](content))
    assert prepare(files()) == first
    assert (loaded, entry.read_bytes()) == (["T", "T"], content)


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_an_entry_that_others_may_write_is_made_again(kept: Home, loaded: list[str], mode: int) -> None:
    prepare(files())
    (entry,) = kept()
    entry.chmod(mode)
    prepare(files())
    assert (loaded, entry.stat().st_mode & 0o777) == (["T", "T"], 0o600)


def test_an_entry_of_another_user_is_not_read(kept: Home, loaded: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    prepare(files())
    owner = kept()[0].stat().st_uid
    monkeypatch.setattr("os.getuid", lambda: owner + 1)
    prepare(files())
    assert loaded == ["T", "T"]


def test_a_cache_that_cannot_be_written_is_done_without(
    loaded: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert prepare(files()) == prepare(files())
    assert loaded == ["T", "T"]


def test_without_a_home_nothing_is_kept(loaded: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    prepare(files())
    prepare(files())
    assert loaded == ["T", "T"]


@pytest.mark.parametrize("word", ["off", "OFF"])
def test_the_cache_can_be_turned_off(kept: Home, loaded: list[str], monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    prepare(files())
    before = [entry.read_bytes() for entry in kept()]
    monkeypatch.setenv("HN2301_CACHE", word)
    prepare(files())
    prepare(files(vocabulary__typical_dot_yaml="a: 3\n"))
    assert (len(loaded), [entry.read_bytes() for entry in kept()]) == (3, before)


def test_what_must_not_be_used_is_neither_kept_nor_loaded(kept: Home, loaded: list[str]) -> None:
    def refuse(_: KnowledgeBaseFiles) -> None:
        raise InputError(Finding("loop", "it goes round"))

    for _ in range(2):
        with pytest.raises(InputError, match="it goes round"):
            cache.prepare(files(), refuse)
    assert (kept(), loaded) == ([], [])


def test_what_is_not_from_a_folder_is_neither_kept_nor_taken_from_what_is_kept(kept: Home, loaded: list[str]) -> None:
    cache.prepare(files(), lambda _: None, keep=False)
    assert (len(loaded), kept()) == (1, [])
    prepare(files())
    cache.prepare(files(), lambda _: None, keep=False)
    assert len(loaded) == 3


def test_an_entry_of_another_knowledge_base_is_made_again(kept: Home, loaded: list[str]) -> None:
    prepare(files())
    (entry,) = kept()
    other = replace(files(), root="elsewhere")
    prepare(other)
    (theirs,) = set(kept()) - {entry}
    theirs.write_bytes(entry.read_bytes())
    assert prepare(other).base.root == "elsewhere"
    assert len(loaded) == 3


def test_a_folder_that_others_may_write_is_not_used(kept: Home, loaded: list[str]) -> None:
    prepare(files())
    (entry,) = kept()
    entry.parent.chmod(0o777)
    prepare(files())
    prepare(files(vocabulary__typical_dot_yaml="a: 3\n"))
    assert (len(loaded), kept()) == (3, [entry])


def test_a_link_in_place_of_an_entry_is_not_followed(kept: Home, loaded: list[str], tmp_path: Path) -> None:
    prepare(files())
    (entry,) = kept()
    elsewhere = tmp_path / "elsewhere"
    entry.rename(elsewhere)
    entry.symlink_to(elsewhere)
    prepare(files())
    assert (len(loaded), entry.is_symlink()) == (2, False)


def test_what_could_not_be_written_whole_is_removed(
    kept: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    prepare(files())
    assert [path for path in (tmp_path / "cache").rglob("*") if path.is_file()] == []


def test_another_grammar_is_another_entry(kept: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare(files())
    cache._fingerprint.cache_clear()
    monkeypatch.setattr(cache, "grammar_text", lambda _: "another")
    prepare(files())
    cache._fingerprint.cache_clear()
    assert len(kept()) == 2
