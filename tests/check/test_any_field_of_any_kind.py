"""Every field of every YAML file, with a value of another kind: a finding or nothing, and never a fault of ours."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from hn2301_asp.check import check
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, digest
from tests.small_base import TEXTS

ASSUMPTION = "assumptions:\n  A01: {criteria: [C-1], phrase: p, decision: d, reason: r, status: assumed}\n"
FILES = {
    **TEXTS,
    "criteria/all.lp": 'met("C-1") :- f.\nmet("C-2") :- g.\nmet("C-3") :- exact.\n',
    "readings.yaml": TEXTS["readings.yaml"].replace("assumptions: {}\n", ASSUMPTION),
    "vocabulary/typical.yaml": "a: 2\n",
    "vocabulary/handling.yaml": "a: {kind: retest, effort: 2, margin: 3 %}\nitem: {kind: chart, note: n}\n",
    "vocabulary/short_template.yaml": 'columns: [a, "b[u]"]\n',
    "vocabulary/identifying.yaml": "columns: [name]\n",
    "vocabulary/drugs.yaml": "antimalarial:\n  hcq: {label: hcq, names: [plaquenil], named: true, note: n}\n",
}
OTHER: dict[str, Any] = {"a mapping": {"a": 1}, "a list": ["x"], "a number": 7, "nothing": None, "deeper": [[{"a": 1}]]}

Path = tuple[str | int, ...]


def _paths(data: Any, path: Path = ()) -> Iterator[Path]:
    if path:
        yield path
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in inner:
        yield from _paths(value, (*path, key))


def _changed(data: Any, path: Path, value: Any) -> str:
    made = inner = copy.deepcopy(data)
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return str(yaml.safe_dump(made, allow_unicode=True, sort_keys=False))


def _checked(name: str, text: str) -> list[Any]:
    texts = {**FILES, name: text}
    return check(KnowledgeBaseFiles("kb", texts, digest(texts)))


@pytest.mark.parametrize("name", sorted(file for file in FILES if file.endswith(".yaml")))
def test_no_value_of_another_kind_is_a_fault_of_the_program(name: str) -> None:
    data = yaml.safe_load(FILES[name])
    tried = 0
    for path in _paths(data):
        for value in OTHER.values():
            _checked(name, _changed(data, path, value))
            tried += 1
    assert tried >= 5


@pytest.mark.parametrize("value", ["{a: 1}", "[IN-1]", "null"])
def test_an_id_of_another_kind_is_a_finding(value: str) -> None:
    text = FILES["protocol.yaml"].replace("{id: C-1,", f"{{id: {value},")
    assert any(finding.place.file == "protocol.yaml" for finding in _checked("protocol.yaml", text))
