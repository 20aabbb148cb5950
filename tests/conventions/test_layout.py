"""The repository keeps its layout, and imports point one way."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "hn2301_asp"

#: Each layer imports only those above it; a name stands for a module or a package.
LAYERS = [
    "diagnostics",
    "plain",
    "resources",
    "vocabulary",
    "thresholds",
    "quotes",
    "rules",
    "kb_files",
    "protocol",
    "loading",
    "versions",
    "ground",
    "cache",
    "ties",
    "space",
    "pair",
    "assumptions",
    "patient",
    "screening",
    "explanation",
    "api",
    "scenarios",
    "check",
    "amendment",
    "dictionary",
    "templates",
    "report",
    "decision",
    "cli",
]


def _imports(path: Path) -> list[str]:
    """The package's modules that a file imports when it is imported or run, not for types alone."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            node.body = []
    names = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("hn2301_asp"):
            module = node.module.removeprefix("hn2301_asp").lstrip(".")
            names += [module] if module else [alias.name for alias in node.names]
    return names


def _layer(module: str) -> int:
    return LAYERS.index(module.split(".")[0])


MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.relative_to(PACKAGE).as_posix() != "__init__.py")


def test_there_are_modules_and_every_one_has_its_layer() -> None:
    assert MODULES
    names = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in MODULES}
    assert names == set(LAYERS)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_imports_only_layers_above_its_own(path: Path) -> None:
    own = _layer(path.relative_to(PACKAGE).parts[0].removesuffix(".py"))
    #: Results render themselves on request, and a knowledge base is checked before its first use.
    allowed = {"report", "check"} if path.name == "api.py" else set()
    below = [m for m in _imports(path) if m != "__version__" and _layer(m) > own and m.split(".")[0] not in allowed]
    assert below == []


def test_clingo_lark_pint_and_jinja_are_imported_where_they_are_used_only() -> None:
    homes = {
        "clingo": {
            "rules.py",
            "check/atoms.py",
            "ground.py",
            "space.py",
            "pair.py",
            "amendment/renaming.py",
            "report/data.py",
        },
        "lark": {"thresholds/syntax.py"},
        "pint": {"vocabulary/units.py"},
        "jinja2": {"report/html/render.py"},
    }
    found: dict[str, set[str]] = {name: set() for name in homes}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                if name.split(".")[0] in homes:
                    found[name.split(".")[0]].add(path.relative_to(PACKAGE).as_posix())
    assert found == homes


def test_nothing_else_stands_at_the_top_level() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    top = {name.split("/")[0] for name in tracked}
    expected = {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "kb", "hn2301_asp", "grammar", "tests"}
    assert {name for name in top if not name.startswith(".")} == expected


def test_nothing_of_hn2301_s_criteria_is_known_to_the_package() -> None:
    """Names of facts, thresholds, drugs and criteria live in the knowledge base."""
    from hn2301_asp.api import load

    base = load().knowledge_base
    names = {*base.thresholds.thresholds, *base.readings, *(c.id for c in base.criteria)}
    names |= {*base.vocabulary.facts, *base.vocabulary.drugs, *base.vocabulary.families}
    names |= {name for name in base.vocabulary.quantities if "_" in name or len(name) > 4}
    names -= {"nsaid", "alt", "ast", "age", "weight"}
    assert len(names) > 100
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        strings = {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
        assert sorted(names & strings) == [], path
