"""What all tests share: the shipped protocol, loaded once, and golden files."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from msgspec.structs import replace

from hn2301_asp.api import Protocol, load
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest, read_files
from hn2301_asp.knowledge.loading import load_knowledge_base
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from hn2301_asp.source import kept
from tests.sections import put, sections

# The same cases every time, however slow the machine is.
settings.register_profile("steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="rewrite golden files with what came out; review the diff")
    parser.addoption("--cases", type=int, default=5, help="how many of a hundred random cases are tried (100: all)")
    parser.addoption("--no-skips", action="store_true", help="a skipped test fails the run")


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or writes the user's own cache."""
    patch = pytest.MonkeyPatch()
    patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
    yield
    patch.undo()


#: How many of so many random cases are tried.
Sample = Callable[[int], int]


@pytest.fixture(scope="session")
def sample(request: pytest.FixtureRequest) -> Sample:
    """The first cases of all that there are: a few in a hundred, all of them with ``--cases 100``."""
    percent: int = request.config.getoption("--cases")
    assert 0 < percent <= 100, "--cases takes 1 to 100"
    return lambda number: math.ceil(number * percent / 100)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """``-m sampled`` selects whatever takes a sample, so that none is left out where all cases are tried."""
    for item in items:
        if isinstance(item, pytest.Function) and "sample" in item.fixturenames:
            item.add_marker("sampled")


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing was read before, neither in this process nor on this machine: all is read from the files."""
    monkeypatch.setenv("HN2301_CACHE", "off")
    monkeypatch.setattr(kept, "_MEMORY", {})


@pytest.fixture(scope="session")
def protocol(_own_cache: None) -> Protocol:
    """The protocol of the knowledge base that ships with the package."""
    return load()


#: A file, what stands there, and what stands there instead.
Edit = tuple[str, str, str]


@pytest.fixture(scope="session")
def shipped() -> KnowledgeBaseFiles:
    """The texts of the shipped knowledge base."""
    return read_files(shipped_knowledge_base())


@pytest.fixture(scope="session")
def edited(shipped: KnowledgeBaseFiles) -> Callable[..., Protocol]:
    """The shipped knowledge base with some edits, loaded."""

    def make(*edits: Edit) -> Protocol:
        texts = dict(shipped.texts)
        for file, before, after in edits:
            assert before in texts[file], (file, before)
            texts[file] = texts[file].replace(before, after)
        files = replace(shipped, texts=texts, digest=digest(texts))
        return Protocol(load_knowledge_base(files), files=files)

    return make


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text with a golden file (``area/name.txt``), or with a section of one (``area/bad.txt#name``).

    ``--accept`` rewrites it.
    """

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name.partition("#")[0]
        if section := name.partition("#")[2]:
            if request.config.getoption("--accept"):
                put(path, section, text)
            known = sections(path) if path.is_file() else {}
            assert section in known, f"there is no section {name}: run pytest --accept and review it"
            assert text == known[section]
            return
        if request.config.getoption("--accept"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert path.is_file(), f"there is no golden file {name}: run pytest --accept and review it"
        assert text == path.read_text(encoding="utf-8")

    return compare


def pytest_sessionfinish(session: pytest.Session) -> None:
    """With ``--no-skips`` a skipped test fails the run: CI installs what every test needs."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if session.config.getoption("--no-skips") and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
