"""The bound on nesting acts before any bound or stack of the parser, whatever its release."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from hn2301_asp.source import yaml_places, yaml_text
from hn2301_asp.source.diagnostics import InputError
from hn2301_asp.source.limits import MAX_DEPTH

#: libyaml's parser and the one in Python; they look ahead, and refuse, in different ways.
PARSERS = [yaml.SafeLoader, *([yaml.CSafeLoader] if hasattr(yaml, "CSafeLoader") else [])]


@pytest.fixture(params=PARSERS, ids=lambda parser: parser.__name__, autouse=True)
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (yaml_text, yaml_places):
        monkeypatch.setattr(module, "LOADER", request.param)


def refused(text: str) -> tuple[str, int | None, int | None]:
    """The code and the place of the one finding on a text."""
    with pytest.raises(InputError) as caught:
        yaml_text.load_plain(text, "a.yaml")
    (finding,) = caught.value.findings
    return finding.code, finding.place.line, finding.place.column


@pytest.mark.parametrize("levels", [MAX_DEPTH + 1, 30, 600, 999, 1_000, 1_001, 5_000])
@pytest.mark.parametrize("brackets", ["[", "{a: ", "[{a: "])
def test_brackets_beyond_the_bound_are_refused_at_the_bracket(levels: int, brackets: str) -> None:
    opened = brackets.count("[") + brackets.count("{")
    text = brackets * (levels // opened + 1)
    column = [n for n, character in enumerate(text, 1) if character in "[{"][MAX_DEPTH]
    assert refused(text) == ("yaml-too-deep", 1, column)


def test_the_bound_holds_below_fields_that_are_open_already() -> None:
    text = "b: yes\na:\n  - {x: [1, [2, " + "[" * 3_000
    before = 5  # the mapping, its list, and three brackets
    assert refused(text) == ("yaml-too-deep", 3, len("  - {x: [1, [2, ") + MAX_DEPTH - before + 1)


def test_lines_below_one_another_are_counted_too() -> None:
    deep = "".join("  " * level + "a:\n" for level in range(MAX_DEPTH + 1)) + "  " * (MAX_DEPTH + 1) + "1\n"
    assert refused(deep) == ("yaml-too-deep", MAX_DEPTH + 1, 2 * MAX_DEPTH + 1)
    assert refused("- " * 3_000 + "1") == ("yaml-too-deep", 1, 2 * MAX_DEPTH + 1)


def test_as_many_levels_as_are_allowed_are_read() -> None:
    (found,) = yaml_text.load_plain("[" * MAX_DEPTH + "]" * MAX_DEPTH, "a.yaml")
    for _ in range(MAX_DEPTH - 1):
        assert isinstance(found, list)
        (found,) = found
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        'a: ["' + "[" * 40 + '", b: c: d]',
        "a: [1, 2 # " + "[" * 40 + "\n  : - ]",
        "a: '" + "{" * 40,
        "a: x" + "[" * 40 + " \n b: c: d\n",
    ],
)
def test_a_bracket_that_opens_nothing_does_not_count_where_a_fault_follows(text: str) -> None:
    assert refused(text)[0] == "yaml-syntax"


@pytest.mark.parametrize("text", ["[" * 5_000, "- " * 3_000 + "1", "a: " + "{a: " * 2_000, "[" * (MAX_DEPTH + 1)])
def test_no_tree_is_built_of_what_is_too_deep(text: str) -> None:
    assert yaml_places.compose(text) is None


def test_a_tree_is_built_up_to_the_bound() -> None:
    node: Any = yaml_places.compose("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    for _ in range(MAX_DEPTH - 1):
        (node,) = node.value
    assert node.value == []


@pytest.mark.parametrize("between", [20, 17])
def test_brackets_within_the_bound_that_no_list_can_be_are_a_fault_of_spelling(between: int) -> None:
    """An earlier release of the parser says nothing of depth here, and neither is it ours to say."""
    text = "age: 30\n" + "[" * between + "]" * between + "\n"
    assert refused(text)[0] == "yaml-syntax"


def test_a_tab_among_brackets_too_deep_is_no_way_round() -> None:
    code = "yaml-syntax" if yaml_text.LOADER is yaml.SafeLoader else "yaml-too-deep"  # The one in Python takes no tab.
    assert refused("age: [\t" + "[" * 1000 + "]" * 1001)[0] == code


def test_a_long_text_before_a_fault_is_not_read_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The slow parser is asked only of what the quick one refused for its depth."""
    monkeypatch.setattr(yaml, "SafeLoader", None)
    assert refused("# filler\n" * 1000 + 'a: "open\n')[0] == "yaml-syntax"
