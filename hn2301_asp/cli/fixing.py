"""What `hn2301 check --fix` writes: files of the one knowledge base that was read, as they were read."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator, Mapping
from pathlib import PurePath

from hn2301_asp.knowledge.files import decode
from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.source.outputs import held, together, write_whole

_BOM = b"\xef\xbb\xbf"


def differences(root: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    """The lines of a unified diff of the files that differ."""
    for name in sorted(after):
        if before[name] != after[name]:
            path = PurePath(root, name).as_posix()
            old, new = before[name].split("\n"), after[name].split("\n")
            yield from difflib.unified_diff(old, new, path, path, lineterm="")


def write_back(root: str, before: Mapping[str, str], changed: Mapping[str, str]) -> None:
    """Writes files of a folder; raises InputError, and writes none, where one is not what was read any more."""
    contents = {name: _content(root, name, before[name], text) for name, text in sorted(changed.items())}
    with together():
        for name, content in contents.items():
            write_whole(os.path.join(root, name), content)


def _content(root: str, name: str, before: str, text: str) -> bytes:
    """A text with the line ends and the mark at the beginning that its file has."""
    path = os.path.join(root, name)
    if os.path.realpath(path) != os.path.join(os.path.realpath(root), *name.split("/")):
        raise InputError(Finding("output", "the file is a link: what it leads to is not written", Place(path)))
    there = held(path)
    if there is None or decode(there, name) != before:
        help = "check again: nothing was written"
        raise InputError(Finding("output", "the file was changed while it was checked", Place(path), help=help))
    content = text.replace("\n", "\r\n") if b"\r\n" in there else text
    return (_BOM if there.startswith(_BOM) else b"") + content.encode()
