"""Every class of conflict has its page, a bad case that shows it, and a good one, a near miss, that does not."""

from __future__ import annotations

import atexit
import inspect
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from types import ModuleType

import pytest

from hn2301_asp.amendment.assembling import check_versions
from hn2301_asp.amendment.catalogue import classes
from hn2301_asp.amendment.model import Conflict, Report
from hn2301_asp.report.amendment.formats import finding_lines
from hn2301_asp.report.writers.lines import plain
from hn2301_asp.versions.opening import open_version
from tests.sections import unfold

CASES = Path(__file__).parents[1] / "golden" / "amendment"
#: The last section of a case: what is said of it.
FOUND = "found"
PARTS = ("What it is:", "Why it matters:", "Example:", "How to mend:")
#: The codes of the specification.
CODES = [f"AM{number:02}" for number in range(1, 47)]

each_class = pytest.mark.parametrize("module", classes(), ids=lambda module: str(module.CODE))


@cache
def case(kind: str, code: str) -> Path:
    """The folder of a case: its amendments, with the roster and the cohort beside them."""
    folder = Path(mkdtemp(prefix="hn2301-case-")) / code
    atexit.register(rmtree, folder.parent)
    unfold(CASES / kind / f"{code}.txt", folder, FOUND)
    return folder


def amendments(folder: Path) -> list[Path]:
    """The amendments of a case, in the order of their names."""
    return sorted(path for path in folder.iterdir() if path.is_dir())


@cache
def report_on(folder: Path) -> Report:
    """What is found on a case."""
    base = open_version(CASES / "base")
    roster, cohort = folder / "roster.yaml", folder / "cohort.csv"
    return check_versions(
        base,
        [open_version(path, base.files) for path in amendments(folder)],
        roster if roster.is_file() else None,
        cohort if cohort.is_file() else None,
    )


def codes(conflicts: Iterable[Conflict]) -> Iterator[str]:
    for conflict in conflicts:
        yield conflict.code
        yield from codes(conflict.follows)


def test_every_code_of_the_specification_has_its_class() -> None:
    assert [module.CODE for module in classes()] == CODES


@each_class
@pytest.mark.parametrize("kind", ["good", "bad"])
def test_a_class_has_a_case_of_each_kind(module: ModuleType, kind: str) -> None:
    assert (CASES / kind / f"{module.CODE}.txt").is_file(), f"there is no case {kind}/{module.CODE}"
    assert amendments(case(kind, module.CODE)), f"{kind}/{module.CODE} holds no amendment"


@each_class
def test_the_bad_case_shows_the_class(module: ModuleType) -> None:
    assert module.CODE in set(codes(report_on(case("bad", module.CODE)).conflicts()))


@each_class
def test_the_good_case_does_not_show_the_class(module: ModuleType) -> None:
    assert module.CODE not in set(codes(report_on(case("good", module.CODE)).conflicts()))


@each_class
@pytest.mark.parametrize("kind", ["good", "bad"])
def test_a_case_says_exactly_this(module: ModuleType, kind: str, golden: Callable[[str, str], None]) -> None:
    found = report_on(case(kind, module.CODE))
    golden(f"amendment/{kind}/{module.CODE}.txt#{FOUND}", plain(finding_lines(found, 100)))


@pytest.mark.parametrize("kind", ["good", "bad"])
def test_every_case_is_one_of_a_class(kind: str) -> None:
    names = sorted(path.stem for path in (CASES / kind).iterdir())
    assert names, f"there are no {kind} cases"
    assert [name for name in names if name not in CODES] == []


@each_class
def test_a_class_is_called_as_its_file(module: ModuleType) -> None:
    file = module.__name__.rpartition(".")[2]
    assert file.startswith(f"{module.CODE.lower()}_")
    assert module.TITLE[:1] == module.TITLE[:1].lower()


@each_class
def test_a_class_explains_itself_in_four_parts(module: ModuleType) -> None:
    page = inspect.cleandoc(module.__doc__ or "")
    paragraphs = page.split("\n\n")
    assert paragraphs[0].startswith(f"{module.CODE}: ")
    found = [part for paragraph in paragraphs for part in PARTS if paragraph.startswith(part)]
    assert tuple(found) == PARTS


@each_class
def test_a_class_asks_something(module: ModuleType) -> None:
    assert any(hasattr(module, question) for question in ("find", "find_together", "find_after"))
