"""Several small texts in one file, each below a line `==> name <==`: a case with its input and what is said of it."""

from __future__ import annotations

import fcntl
import re
from pathlib import Path

_MARK = re.compile(r"^==> (.+) <==\n", re.MULTILINE)


def sections(path: Path) -> dict[str, str]:
    """The texts of a file by their names, in its order."""
    before, *found = _MARK.split(path.read_text(encoding="utf-8"))
    assert not before, f"{path} does not begin with a section"
    names = found[::2]
    assert len(names) == len(set(names)), f"{path} has a section twice"
    return dict(zip(names, found[1::2], strict=True))


def put(path: Path, name: str, text: str) -> None:
    """Writes one section, and leaves the others as they are; a new one goes to the end."""
    assert text.endswith("\n"), f"the text of {name} does not end with a line"
    assert not _MARK.search(text), f"the text of {name} holds a section"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8", newline="\n") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # Tests that run side by side write to one file.
        found = {**(sections(path) if path.stat().st_size else {}), name: text}
        file.truncate(0)
        file.write("".join(f"==> {one} <==\n{content}" for one, content in found.items()))


def unfold(path: Path, folder: Path, *besides: str) -> None:
    """Writes the texts of a file as files of a folder, without those named ``besides``."""
    for name, text in sections(path).items():
        if name not in besides:
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
