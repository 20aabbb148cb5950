"""Files as people type them, and as they are laid out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hn2301_asp.formatting.line_ends import taken_off
from hn2301_asp.formatting.texts import format_text
from hn2301_asp.source.diagnostics import InputError
from tests.sections import sections

ROOT = Path(__file__).parents[2]
BEFORE = sections(ROOT / "tests/golden/formatting/before.txt")


@pytest.mark.parametrize("name", BEFORE)
def test_a_file_is_laid_out_and_stays_so(name: str, golden: Callable[[str, str], None]) -> None:
    made = format_text(BEFORE[name], name)
    golden(f"formatting/after.txt#{name}", made)
    assert format_text(made, name) == made


def test_every_file_of_the_repository_is_laid_out_already() -> None:
    found = [path for ending in ("thr", "lp") for path in sorted(ROOT.rglob(f"*.{ending}"))]
    texts = {path: path.read_text(encoding="utf-8") for path in found}
    assert len(texts) > 100
    assert [path for path, text in texts.items() if format_text(text, str(path)) != text] == []


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.thr", 'criterion IN-7\n\na  ANC >> 1 "x"\n', "a.thr:3"),
        ("a.thr", "", "the file is empty"),
        ("a.lp", "a :- b\nc.\n", "a.lp:2:1"),
        ("a.lp", "#script (python)\n#end.\n", "`#script` may not stand in a rule file"),
        ("a.lp", "a ; b :- c.\n", "a rule has one head"),
    ],
)
def test_what_cannot_be_read_is_told_as_its_reader_tells_it(name: str, text: str, message: str) -> None:
    with pytest.raises(InputError) as told:
        format_text(text, name)
    assert message in str(told.value)


@pytest.mark.parametrize("name", ["columns.thr", "blanks.lp"])
def test_line_ends_and_the_mark_before_the_first_are_kept(name: str) -> None:
    plain, (made, ends) = format_text(BEFORE[name], name), taken_off("\ufeffa\r\nb\r\nc\n")
    assert (made, ends.line, ends.mark) == ("a\nb\nc\n", "\r\n", "\ufeff")
    assert format_text("\ufeff" + BEFORE[name].replace("\n", "\r\n"), name) == ends.put_to(plain)
    assert ends.put_to(plain) == "\ufeff" + plain.replace("\n", "\r\n")
