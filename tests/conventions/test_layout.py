"""The repository keeps its layout, and imports point one way: down the list of storeys in pyproject.toml."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from graphlib import TopologicalSorter
from pathlib import Path

import grimp

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "hn2301_asp"

MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.relative_to(PACKAGE).as_posix() != "__init__.py")

#: The storeys from the top, as they stand in pyproject.toml: the only list there is.
(STOREYS,) = (
    contract["layers"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    if contract["type"] == "layers"
)


def test_every_room_has_its_storey() -> None:
    assert {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in MODULES} == set(STOREYS)
    assert len(STOREYS) == len(set(STOREYS))


def test_no_import_points_up_or_in_a_circle_and_no_class_of_conflict_knows_another() -> None:
    """Imports inside functions and for types alone count as well."""
    code = "from importlinter.cli import lint_imports_command; lint_imports_command(['--no-cache'])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 kept, 0 broken" in done.stdout


def test_no_two_files_import_each_other_in_a_circle() -> None:
    """A package's own ``__init__`` and the files below it included; raises CycleError, which names the circle."""
    graph = grimp.build_graph("hn2301_asp", cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    assert len(imports) > len(MODULES) > 300
    ordered = list(TopologicalSorter(imports).static_order())
    assert len(ordered) == len(imports)


def test_every_package_says_what_it_is() -> None:
    """A folder without ``__init__`` would be looked at by no check of imports."""
    folders = {path.parent for path in MODULES}
    silent = [f for f in folders if not ast.get_docstring(ast.parse((f / "__init__.py").read_text(encoding="utf-8")))]
    assert silent == []


def test_clingo_lark_pint_jinja_and_flint_are_imported_where_they_are_used_only() -> None:
    homes = {
        "clingo": {
            "knowledge/reading_rules.py",
            "knowledge/rules.py",
            "check/atoms.py",
            "check/exemptions.py",
            "solver/ground.py",
            "solver/patterns.py",
            "solver/space.py",
            "solver/two_patients.py",
            "comparison/renaming.py",
            "report/patient/data.py",
        },
        "lark": {"knowledge/thresholds/syntax.py"},
        "pint": {"knowledge/vocabulary/units.py"},
        "jinja2": {"report/writers/page.py"},
        "flint": {"knowledge/thresholds/certified.py"},
        "narwhals": {"cohort/kinds.py"},
        "pygls": {"editor/server.py", "editor/edits.py"},
        "lsprotocol": {"editor/server.py", "editor/edits.py", "editor/answers.py", "editor/wire.py"},
        "pyspark": set(),
        "duckdb": {"cohort/kinds.py", "tables/typed.py"},
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
    files = {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md"}
    folders = {"hn2301_asp", "kb", "grammar", "tests", "findings"}
    assert {name for name in top if not name.startswith(".")} == files | folders


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
