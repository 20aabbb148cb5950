"""The files of a knowledge base, read once and safely, with their digest.

Nothing outside the folder is ever read: symbolic links that leave it, odd file types and files
over the size limit are refused. This module does not know what the files mean.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.source.patterns import later
from hn2301_asp.source.sha256 import sha256

#: A knowledge base is written by hand; a file of this size is a mistake or an attack.
LARGEST_FILE = 2_000_000
TOO_LARGE = f"the file is larger than {LARGEST_FILE} bytes"
#: The code of a file that stands there and cannot be read: it is no fault of its text.
UNREADABLE = "file-unreadable"
SUFFIXES = frozenset({".yaml", ".thr", ".lp"})
#: Amendments are overlays on the knowledge base and no part of it.
LEFT_OUT = frozenset({"amendments"})
#: What an amendment says of itself, which is no part of the knowledge base either.
MANIFEST = "amendment.yaml"
#: Folders in which files of a knowledge base stand, besides its own: nobody reads a file elsewhere.
FOLDERS = ("criteria", "scenarios", "scores", "vocabulary", "vocabulary/lists", "vocabulary/typical")
#: What synthetic patients are like: always a file of its own, as no verdict depends on it.
COHORT = "vocabulary/cohort.yaml"
#: Where rule and threshold files belong.
_DECLARED = later(r"(?:criteria|scores)/.+|(?:background|groups|guardrails)\.(?:lp|thr)")
_PLACES = "such files stand in criteria/ and scores/; beside protocol.yaml only background, groups and guardrails"


def stem_of(file: str | None) -> str:
    """The name of a file without its folder and ending: what a criterion's files have in common."""
    return (file or "").rpartition("/")[2].rpartition(".")[0]


class KnowledgeBaseFiles(Struct, frozen=True):
    """The texts of a knowledge base by their path in it; ``digest`` is a SHA-256 over all that is loaded.

    Scenarios and how synthetic patients are drawn are examples, not meaning: they are read but do not enter the digest.
    """

    root: str
    texts: Mapping[str, str]
    digest: str

    def below(self, folder: str, suffix: str) -> tuple[str, ...]:
        """The paths of the files in a folder, as far as they may stand there."""
        return tuple(
            name for name in self.texts if name.startswith(folder) and name.endswith(suffix) and not is_misplaced(name)
        )

    def misplaced(self) -> tuple[Finding, ...]:
        """The findings on rule and threshold files in folders where none belongs: they are not loaded.

        Of those beside protocol.yaml ``check`` says that they belong to nothing.
        """
        return tuple(
            Finding(
                "kb-file",
                "a rule or threshold file may not stand here: it is not read",
                Place(name),
                help=_PLACES,
            )
            for name in sorted(self.texts)
            if is_misplaced(name) and "/" in name
        )


def read_files(root: Path) -> KnowledgeBaseFiles:
    """All files of the knowledge base at ``root``; raises InputError with every finding."""
    texts = read_texts(root)
    texts.pop(MANIFEST, None)
    return whole(str(root), texts)


def whole(root: str, texts: Mapping[str, str]) -> KnowledgeBaseFiles:
    """The texts as a whole knowledge base; raises InputError where they are none."""
    if "protocol.yaml" not in texts:
        message = f"`{root}` holds no protocol.yaml"
        raise InputError(Finding("kb-missing", message, help="give the folder of a knowledge base"))
    return KnowledgeBaseFiles(root, texts, digest(texts))


def read_texts(root: Path, shown: str = "", *, strict: bool = False) -> dict[str, str]:
    """The texts of a folder by their path in it; raises InputError with every finding.

    ``shown`` stands before the paths in findings. Where ``strict``, files of other kinds and all
    symbolic links are refused too: in an amendment nothing may be left out without a word.
    """
    if not root.is_dir():
        raise InputError(Finding("kb-missing", f"`{root}` is not a folder", help="give the folder of a knowledge base"))
    findings: list[Finding] = []
    texts: dict[str, str] = {}
    if strict and root.is_symlink():
        findings.append(Finding("kb-file", "a symbolic link may not stand in an amendment", Place(str(root))))
    for name, entry in _walk(str(root), ""):
        problem = _refusal(entry, root, strict)
        if problem is None and os.path.splitext(name)[1] in SUFFIXES:
            try:
                texts[name] = decode(Path(entry.path).read_bytes(), shown + name)
            except InputError as error:
                findings += error.findings
            except OSError as error:
                message = f"the file cannot be read: {(error.strerror or str(error)).lower()}"
                findings.append(Finding(UNREADABLE, message, Place(shown + name)))
        elif problem is None and strict:
            findings.append(foreign(shown + name))
        elif problem is not None:
            findings.append(Finding("kb-file", problem, Place(shown + name)))
    if findings:
        raise InputError(findings)
    return texts


def decode(data: bytes, file: str) -> str:
    """The text of a file with plain line ends; raises InputError where it is not UTF-8."""
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(Finding("kb-encoding", "the file is not UTF-8", Place(file, line))) from None


def foreign(file: str) -> Finding:
    """The finding on a file of a kind that an amendment does not hold."""
    kinds = ", ".join(f"`{suffix}`" for suffix in sorted(SUFFIXES))
    return Finding("kb-file", "not a file of a knowledge base", Place(file), help=f"its files end in {kinds}")


def carries_meaning(name: str) -> bool:
    """Whether a file enters the digest: scenarios and synthetic patients are examples."""
    return name != COHORT and not (name.startswith("scenarios/") and name.endswith(".yaml"))


def is_misplaced(name: str) -> bool:
    """Whether a file holds rules or thresholds and stands where none belongs."""
    return name.endswith((".lp", ".thr")) and not _DECLARED.fullmatch(name)


def digest(texts: Mapping[str, str]) -> str:
    """The SHA-256 of everything that carries meaning."""
    total = sha256()
    for name in sorted(texts):
        if carries_meaning(name):
            content = texts[name].encode()
            total.update(f"{name}\0{len(content)}\0".encode())
            total.update(content)
    return total.hexdigest()


def _walk(folder: str, above: str) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """The files of a folder and those below it, with their paths in the knowledge base, in order."""
    with os.scandir(folder) as entries:
        ordered = sorted(entries, key=lambda entry: os.path.normcase(entry.name))
    for entry in ordered:
        if entry.name.startswith(".") or entry.name in LEFT_OUT:
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path, f"{above}{entry.name}/")
        else:
            yield above + entry.name, entry


def _refusal(entry: os.DirEntry[str], root: Path, strict: bool) -> str | None:
    if strict and entry.is_symlink():
        return "a symbolic link may not stand in an amendment"
    if entry.is_symlink() and not Path(entry.path).resolve().is_relative_to(root.resolve()):
        return "a symbolic link leaves the knowledge base"
    if not entry.is_file():
        return "not a regular file"
    if entry.stat().st_size > LARGEST_FILE:
        return TOO_LARGE
    return None
