"""What is kept of a text is what was made of it; the disk is asked for this user's own texts alone."""

from __future__ import annotations

import os
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hn2301_asp.source import kept
from hn2301_asp.source.kept import apart, once, plain
from hn2301_asp.source.scalars import Answer
from hn2301_asp.source.yaml_text import documents, load_plain


@pytest.fixture(autouse=True)
def entries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[Path]]:
    """An empty cache, and a process that has read nothing; gives the entries on disk."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("HN2301_CACHE", raising=False)
    monkeypatch.setattr(kept, "_MEMORY", {})
    return lambda: sorted(tmp_path.rglob("*.kept"))


class Made:
    """Makes a value, and counts how often."""

    def __init__(self, value: Any) -> None:
        self.value, self.times = value, 0

    def __call__(self) -> Any:
        self.times += 1
        return self.value


def forgotten() -> None:
    """Another process begins: it has the disk alone."""
    kept._MEMORY.clear()


def test_what_was_made_of_a_text_is_made_once_in_a_process_and_once_on_a_machine() -> None:
    made = Made((1, 2))
    assert [once(tuple[int, ...], ("t", "text"), made) for _ in range(2)] == [(1, 2), (1, 2)]
    forgotten()
    assert once(tuple[int, ...], ("t", "text"), made) == (1, 2)
    assert made.times == 1


@pytest.mark.parametrize("key", [("t", "other"), ("u", "text"), ("t", "text", ""), ("t", "tex", "t"), ("ttext",)])
def test_another_text_or_another_use_of_it_is_another_entry(key: tuple[str, ...]) -> None:
    once(int, ("t", "text"), Made(1))
    forgotten()
    assert once(int, key, Made(2)) == 2


def test_what_could_not_be_made_is_not_kept(entries: Callable[[], list[Path]]) -> None:
    def broken() -> int:
        raise ValueError("it cannot be read")

    for _ in range(2):
        with pytest.raises(ValueError, match="it cannot be read"):
            once(int, ("t", "text"), broken)
    assert entries() == []


def test_apart_the_disk_is_neither_asked_nor_filled(entries: Callable[[], list[Path]]) -> None:
    with apart():
        once(int, ("t", "text"), Made(1))
    assert entries() == []
    forgotten()
    once(int, ("t", "text"), Made(2))
    forgotten()
    with apart():
        assert once(int, ("t", "text"), Made(3)) == 3
    assert len(entries()) == 1


def test_what_is_of_another_kind_than_is_asked_for_is_made_again() -> None:
    once(str, ("t", "text"), Made("one"))
    forgotten()
    assert once(int, ("t", "text"), Made(1)) == 1


def test_a_process_forgets_when_it_holds_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_MOST", 3)
    for number in range(10):
        once(int, ("t", str(number)), Made(number))
    assert len(kept._MEMORY) <= 3


def test_a_value_of_another_kind_is_never_kept() -> None:
    with pytest.raises(NotImplementedError):
        msgspec.msgpack.encode(object(), enc_hook=kept.encode)
    kind: Any = object
    with pytest.raises(NotImplementedError):
        kept.decode(kind, [1, 2])


def test_an_entry_with_something_unknown_in_it_is_made_again(entries: Callable[[], list[Path]]) -> None:
    once(list[Any], ("t", "text"), Made([msgspec.msgpack.Ext(7, b"1")]))
    forgotten()
    assert once(list[Any], ("t", "text"), Made([])) == []


WRITTEN = """a: 1
b: 1.50
c: "1.50"
d: [yes, no, null, -2.5, 1.5e3, 0.10]
e: {f: 9223372036854775807, g: 9223372036854775808, h: 18446744073709551616, i: -9223372036854775809}
j: 123456789012345678901234567890.5
"""


def test_plain_data_come_back_exactly_as_they_were_read() -> None:
    """With the zeros of decimals, and with numbers of any length."""
    read = load_plain(WRITTEN, "f.yaml")
    assert repr(documents(WRITTEN, "f.yaml")) == repr(read)
    forgotten()
    again = documents(WRITTEN, "f.yaml")
    assert repr(again) == repr(read)
    assert again == read


def test_numbers_of_plain_data_are_of_the_same_kinds() -> None:
    packed = msgspec.msgpack.encode(plain([Decimal("1.50"), 2**64, True, 1]))
    (decimal, long, yes, one) = msgspec.msgpack.decode(packed, ext_hook=kept._other)
    assert [(type(value), value) for value in (decimal, long, yes, one)] == [
        (Decimal, Decimal("1.50")),
        (int, 2**64),
        (bool, True),
        (int, 1),
    ]


def test_answers_come_back_with_the_word_that_was_written() -> None:
    """Of a scenario it is told which word stands there, and `yes` is no `true`."""
    read = load_plain("[yes, No, true, 'yes', {a: NO}]", "f.yaml", as_written=True)
    again = msgspec.msgpack.decode(msgspec.msgpack.encode(plain(read)), ext_hook=kept._other)
    assert (again, repr(again)) == (read, repr(read))
    assert type(again[0][0]) is type(read[0][0]) is Answer  # type: ignore[index]


def test_fractions_come_back_exact() -> None:
    numbers = (Fraction(1, 3), Fraction(2**70, 3), Fraction(-5))
    once(tuple[Fraction, ...], ("t", "text"), Made(numbers))
    forgotten()
    assert once(tuple[Fraction, ...], ("t", "text"), Made(())) == numbers


@pytest.mark.parametrize("mode", [0o620, 0o602])
def test_an_entry_that_others_may_write_is_made_again(entries: Callable[[], list[Path]], mode: int) -> None:
    once(int, ("t", "text"), Made(1))
    (entry,) = entries()
    assert entry.stat().st_mode & 0o777 == 0o600
    entry.chmod(mode)
    forgotten()
    assert once(int, ("t", "text"), Made(2)) == 2


def test_an_entry_that_was_altered_is_made_again(entries: Callable[[], list[Path]]) -> None:
    once(int, ("t", "text"), Made(1))
    (entry,) = entries()
    content = entry.read_bytes()
    entry.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    forgotten()
    assert once(int, ("t", "text"), Made(2)) == 2


def test_the_disk_can_be_turned_off(entries: Callable[[], list[Path]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HN2301_CACHE", "off")
    once(int, ("t", "text"), Made(1))
    assert entries() == []


def test_the_oldest_entries_go_where_there_are_too_many(
    tmp_path: Path, entries: Callable[[], list[Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "_MOST_ENTRIES", 20)
    monkeypatch.setattr(kept, "_FEWER", 10)
    folder = tmp_path / "hn2301_asp"
    for number in range(1, 31):
        kept.write(folder / f"{number:02}.kept", number)
        os.utime(folder / f"{number:02}.kept", ns=(number, number))
    kept.write(folder / "00.kept", 0)
    assert [path.stem for path in entries()] == ["00", *(str(number) for number in range(22, 31))]
    (folder / "00.kept").unlink()
    kept.write(folder / "00.kept", 0)
    assert len(entries()) == 10


def test_an_entry_under_the_name_of_another_one_is_as_absent(entries: Callable[[], list[Path]]) -> None:
    once(int, ("t", "one"), Made(1))
    (one,) = entries()
    once(int, ("t", "other"), Made(2))
    (other,) = [path for path in entries() if path != one]
    os.replace(one, other)
    forgotten()
    assert once(int, ("t", "other"), Made(3)) == 3
