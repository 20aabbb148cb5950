"""The files of a knowledge base, read once and safely, with their digest.

Nothing outside the folder is ever read: symbolic links that leave it, odd file types and files
over the size limit are refused. This module does not know what the files mean.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from hn2301_asp.diagnostics import Finding, InputError, Place

#: A knowledge base is written by hand; a file of this size is a mistake or an attack.
LARGEST_FILE = 2_000_000
SUFFIXES = frozenset({".yaml", ".thr", ".lp"})
#: Amendments are overlays on the knowledge base and no part of it.
LEFT_OUT = frozenset({"amendments"})


class KnowledgeBaseFiles(Struct, frozen=True):
    """The texts of a knowledge base by their path in it; ``digest`` is a SHA-256 over all of them.

    Scenarios are examples, not meaning: they are read but do not enter the digest.
    """

    root: str
    texts: Mapping[str, str]
    digest: str

    def below(self, folder: str, suffix: str) -> tuple[str, ...]:
        """The paths of the files in a folder, sorted."""
        return tuple(name for name in self.texts if name.startswith(folder) and name.endswith(suffix))


def read_files(root: Path) -> KnowledgeBaseFiles:
    """All files of the knowledge base at ``root``; raises InputError with every finding."""
    if not root.is_dir():
        raise InputError(Finding("kb-missing", f"`{root}` is not a folder", help="give the folder of a knowledge base"))
    findings: list[Finding] = []
    texts: dict[str, str] = {}
    real_root = root.resolve()
    for path in _walk(root):
        name = path.relative_to(root).as_posix()
        problem = _refusal(path, real_root)
        if problem:
            findings.append(Finding("kb-file", problem, Place(name)))
        elif path.suffix in SUFFIXES:
            try:
                data = path.read_bytes()
                texts[name] = data.decode("utf-8-sig").replace("\r\n", "\n")
            except UnicodeDecodeError as error:
                line = data.count(b"\n", 0, error.start) + 1
                findings.append(Finding("kb-encoding", "the file is not UTF-8", Place(name, line)))
            except OSError as error:
                findings.append(Finding("kb-file", f"the file cannot be read: {error.strerror}", Place(name)))
    if not findings and "protocol.yaml" not in texts:
        findings.append(
            Finding("kb-missing", f"`{root}` holds no protocol.yaml", help="give the folder of a knowledge base")
        )
    if findings:
        raise InputError(findings)
    return KnowledgeBaseFiles(str(root), texts, digest(texts))


def carries_meaning(name: str) -> bool:
    """Whether a file enters the digest: scenarios are examples."""
    return not name.startswith("scenarios/")


def digest(texts: Mapping[str, str]) -> str:
    """The SHA-256 of everything that carries meaning."""
    total = hashlib.sha256()
    for name in sorted(texts):
        if carries_meaning(name):
            content = texts[name].encode()
            total.update(f"{name}\0{len(content)}\0".encode())
            total.update(content)
    return total.hexdigest()


def _walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name in LEFT_OUT:
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _walk(path)
        else:
            yield path


def _refusal(path: Path, root: Path) -> str | None:
    if path.is_symlink() and not path.resolve().is_relative_to(root):
        return "a symbolic link leaves the knowledge base"
    if not path.is_file():
        return "not a regular file"
    if path.stat().st_size > LARGEST_FILE:
        return f"the file is larger than {LARGEST_FILE} bytes"
    return None
