"""The picture of a card in the README: small, made as the page of the tests says, and showing what is said today."""

from __future__ import annotations

import re
import shlex
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner

from hn2301_asp.cli.commands import main

from . import picture
from .html.browser import program

ROOT = Path(__file__).parents[2]
PICTURE = ROOT / "tests" / "report" / "card.png"
#: The documented commands, one after the other.
EXPLAIN, PICTURED = re.findall(
    r"^`(hn2301 explain .+) && (python -m tests\.report\.picture .+)`;$",
    (ROOT / "tests" / "README.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)[0]


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """The page that the documented command writes."""
    program, *words = shlex.split(EXPLAIN)
    assert program == "hn2301"
    where = {"card.html": str(tmp_path / "card.html"), words[1]: str(ROOT / words[1])}
    done = CliRunner().invoke(main, [where.get(word, word) for word in words])
    assert done.exit_code == 0, done.output
    return tmp_path / "card.html"


def test_the_picture_of_the_readme_is_small_and_is_the_one_that_the_documented_command_makes() -> None:
    assert shlex.split(PICTURED)[3:] == ["card.html", "tests/report/card.png"]
    assert "](tests/report/card.png)" in (ROOT / "README.md").read_text(encoding="utf-8").partition("\n## ")[0]
    assert PICTURE.stat().st_size <= picture.MOST


def test_the_picture_shows_what_the_page_says(page: Path) -> None:
    text = unescape(re.sub(r"<(title|desc)\b.*?</\1>|<[^>]+>", "", page.read_text(encoding="utf-8"), flags=re.DOTALL))
    said, shown = ("".join(words.split()) for words in (text, picture.words_of(PICTURE.read_bytes())))
    first, last = "P-014", "Fortherule'sauthor:whereitiswritten"
    assert shown.startswith(first)
    assert shown.endswith(last)
    parts = shown.split(last)
    assert [part for part in parts if part not in said] == []
    assert len(parts) == 3


@pytest.mark.browser
@pytest.mark.skipif(program() is None, reason="there is no Chromium: apt-get install chromium")
def test_the_documented_command_makes_such_a_picture(page: Path, tmp_path: Path) -> None:
    picture.main(str(page), str(tmp_path / "card.png"))
    made, kept = ((tmp_path / "card.png").read_bytes(), PICTURE.read_bytes())
    assert picture.words_of(made) == picture.words_of(kept)
    assert len(made) <= picture.MOST
    sizes = [dict(picture.chunks(png))[b"IHDR"] for png in (made, kept)]
    assert sizes[0][:4] == sizes[1][:4]
