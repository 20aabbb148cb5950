"""What was confirmed, written into the files of a knowledge base: comments and layout stay as they are."""

from __future__ import annotations

import difflib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from hn2301_asp.qualification.register import Entry
from hn2301_asp.source.diagnostics import Finding, InputError
from hn2301_asp.source.yaml_places import YamlTree

#: What is written of an entry, in this order: the keys, and the fields of an entry.
_KEYS = (("status", "status"), ("date", "date"), ("confirmed_by", "by"), ("remark", "remark"))
#: What is written without quotation marks.
_PLAIN = ("status", "date")


def written(texts: Mapping[str, str], entries: Sequence[Entry]) -> dict[str, str]:
    """The files that change, as they are with these entries; raises InputError where one cannot be written so."""
    by_file: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_file[entry.file].append(entry)
    found = {}
    for file, own in by_file.items():
        text = texts[file]
        for entry in own:
            text = _with(file, text, entry)
        found[file] = text
    return found


def differences(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    """What changes, as lines of a patch."""
    for file, text in after.items():
        old, new = before[file].splitlines(), text.splitlines()
        yield from difflib.unified_diff(old, new, file, file, n=1, lineterm="")


def _with(file: str, text: str, entry: Entry) -> str:
    """A file's text with what confirms one entry, on lines of their own."""
    tree = YamlTree(file, text)
    node = tree.node(*entry.path)
    if node is None or not isinstance(node, yaml.MappingNode) or node.flow_style or not node.value:
        help = "write each of its keys on a line of its own"
        message = f"{entry.id} cannot be confirmed where it stands within braces"
        raise InputError(Finding("signed-table", message, tree.place(*entry.path), help=help))
    lines = text.splitlines(keepends=True)
    indent = " " * node.value[0][0].start_mark.column
    ending = "\r\n" if lines[node.start_mark.line].endswith("\r\n") else "\n"
    values = {key.value: value for key, value in node.value}
    after = _last_line(values.get("status", node))
    added = []
    for key, field in _KEYS:
        told = str(getattr(entry, field))
        if key in values:
            _replace(lines, values[key], _scalar(key, told), tree, entry)
        elif told:
            added.append(f"{indent}{key}: {_scalar(key, told)}{ending}")
    if added and not lines[after].endswith(("\n", "\r")):
        lines[after] += ending
    return "".join([*lines[: after + 1], *added, *lines[after + 1 :]])


def _scalar(key: str, text: str) -> str:
    return text if key in _PLAIN and text else json.dumps(text, ensure_ascii=False)


def _replace(lines: list[str], value: Any, text: str, tree: YamlTree, entry: Entry) -> None:
    start, end = value.start_mark, value.end_mark
    if start.line != end.line or not isinstance(value, yaml.ScalarNode):
        message = f"{entry.id} cannot be confirmed where a value goes over several lines"
        raise InputError(Finding("signed-table", message, tree.of(value), help="write it on one line"))
    line = lines[start.line]
    lines[start.line] = line[: start.column] + text + line[end.column :]


def _last_line(node: Any) -> int:
    """The last line on which something of a node stands."""
    if isinstance(node, yaml.ScalarNode) or node.flow_style or not node.value:
        line: int = node.end_mark.line
        return line - 1 if node.end_mark.column == 0 and line > node.start_mark.line else line
    last = node.value[-1]
    return _last_line(last[1] if isinstance(last, tuple) else last)
