"""Files of a git revision, read from the repository's objects alone.

Only plumbing is called (`rev-parse`, `ls-tree`, `cat-file`): nothing is checked out, and neither
index nor work tree is looked at or touched. This module does not know what the files mean.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path, PurePosixPath

from msgspec import Struct

from hn2301_asp.knowledge.files import LARGEST_FILE, LEFT_OUT, SUFFIXES, TOO_LARGE, decode, foreign
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from hn2301_asp.source.diagnostics import Finding, InputError, Place, collected, did_you_mean

PREFIX = "git:"
#: Reading a revision takes a fraction of a second; what takes longer hangs.
SECONDS = 30
#: What would lead git to another repository than that of the current folder.
_ELSEWHERE = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
)
_HARDENED = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_PAGER": "cat",
    "LC_ALL": "C",
}
_OPTIONS = ("--no-pager", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=")
_LINK, _SUBMODULE = "120000", "160000"


class _Entry(Struct, frozen=True):
    """A file of a tree: its mode, the name of its content, its size."""

    mode: str
    content: str
    size: int


class Revision(Struct, frozen=True, dict=True):
    """One commit of the repository of the folder ``where``, the current one; ``called`` is how the user names it."""

    called: str
    commit: str
    where: str = "."

    @cached_property
    def _entries(self) -> Mapping[str, _Entry]:
        listed = _git("ls-tree", "-r", "-z", "-l", "--full-tree", self.commit, where=self.where)
        found = {}
        for line in listed.split(b"\0")[:-1]:
            meta, _, path = line.partition(b"\t")
            mode, _, content, size = meta.decode().split()
            found[path.decode("utf-8", "replace")] = _Entry(mode, content, int(size) if size != "-" else 0)
        return found

    def shown(self, path: str) -> str:
        """A path as people call it: `git:HEAD:kb`."""
        return f"{PREFIX}{self.called}:{path}"

    def name(self, path: str) -> str:
        """The last part of a path."""
        return posixpath.basename(path)

    def is_folder(self, path: str) -> bool:
        path = posixpath.normpath(path)
        return any(_below(name, path) is not None for name in self._entries)

    def holds(self, path: str, name: str) -> bool:
        return posixpath.join(path, name).removeprefix("./") in self._entries

    def up(self, path: str, levels: int) -> str:
        return posixpath.normpath(posixpath.join(path, *[".."] * levels))

    def sibling(self, path: str, name: str) -> str:
        return posixpath.join(self.up(path, 1), name)

    def folders(self, path: str) -> list[str]:
        """The names of the folders in a folder."""
        inner = (_below(name, path) for name in self._entries)
        return sorted({name.split("/")[0] for name in inner if name is not None and "/" in name})

    def read(self, path: str, *, strict: bool = False) -> dict[str, str]:
        """The texts of a folder by their path in it; raises InputError with every finding."""
        findings: list[Finding] = []
        wanted: dict[str, str] = {}
        for full, entry in self._entries.items():
            name = _below(full, path)
            if name is None or any(part.startswith(".") or part in LEFT_OUT for part in name.split("/")):
                continue
            place = Place(self.shown(full) if strict else name)
            problem = _refusal(entry)
            if problem is not None:
                findings.append(Finding("kb-file", problem, place))
            elif PurePosixPath(name).suffix in SUFFIXES:
                wanted[name] = entry.content
            elif strict:
                findings.append(foreign(self.shown(full)))
        texts: dict[str, str] = {}
        contents = _contents(list(wanted.values()), self.where) if wanted else []
        for name, data in zip(wanted, contents, strict=True):
            with collected(findings):
                texts[name] = decode(data, self.shown(posixpath.join(path, name)) if strict else name)
        if findings:
            raise InputError(findings)
        return texts


def open_revision(spec: str) -> tuple[Revision, str]:
    """The revision and the path that `git:REV[:PATH]` names; raises InputError where there is none."""
    name, _, path = spec.removeprefix(PREFIX).partition(":")
    if not name or name.startswith("-"):
        raise _refused(f"`{spec}` names no revision", "write `git:REV` or `git:REV:PATH`, as `git:HEAD:kb`")
    _git("rev-parse", "--git-dir", failure="the current folder is in no git repository")
    found = _git(
        "rev-parse",
        "--verify",
        "--quiet",
        "--end-of-options",
        f"{name}^{{commit}}",
        failure=f"`{name}` is no revision of this repository",
        help="name a commit, a branch or a tag",
    )
    revision = Revision(name, found.decode().split()[0])
    chosen = posixpath.normpath(path) if path else _shipped_path(revision)
    if chosen.startswith(("/", "..")):
        raise _refused(f"the path `{path}` leaves the repository", "paths begin at the root of the repository")
    if not revision.is_folder(chosen):
        help = did_you_mean(chosen, _folders(revision)) or "paths begin at the root of the repository"
        raise _refused(f"`{name}` holds no folder `{chosen}`", help)
    return revision, chosen


def head_of(folder: str) -> tuple[Revision, str]:
    """The last commit of the repository in which a folder stands, and the folder's path there; raises InputError."""
    inside = _git("rev-parse", "--show-prefix", where=folder, failure="the folder is in no git repository")
    failure = "the repository has no commit yet"
    found = _git("rev-parse", "--verify", "--quiet", "HEAD^{commit}", where=folder, failure=failure)
    path = posixpath.normpath(os.fsdecode(inside).removesuffix("\n") or ".")
    return Revision("HEAD", found.decode().split()[0], folder), path


def _shipped_path(revision: Revision) -> str:
    """Where the shipped knowledge base stands in a revision; `kb` where it does not.

    An installed copy may lie in the repository's folder and be no part of it: a virtual environment.
    """
    top = _git("rev-parse", "--show-cdup").decode().strip()
    shipped = shipped_knowledge_base().resolve()
    root = Path(top or ".").resolve()
    own = shipped.relative_to(root).as_posix() if shipped.is_relative_to(root) else "kb"
    return own if revision.is_folder(own) else "kb"


def _folders(revision: Revision) -> set[str]:
    parents = (PurePosixPath(name).parents for name in revision._entries)
    return {path.as_posix() for path_list in parents for path in path_list} - {"."}


def _below(name: str, folder: str) -> str | None:
    """The path of a file within a folder, or None where it stands elsewhere."""
    if folder == ".":
        return name
    return name[len(folder) + 1 :] if name.startswith(folder + "/") else None


def _refusal(entry: _Entry) -> str | None:
    if entry.mode == _LINK:
        return "a symbolic link is not read from a revision"
    if entry.mode == _SUBMODULE:
        return "a submodule is not read"
    return TOO_LARGE if entry.size > LARGEST_FILE else None


def _contents(objects: list[str], where: str) -> list[bytes]:
    """The contents of objects, in their order, read in one go."""
    answer = _git("cat-file", "--batch", given="".join(f"{name}\n" for name in objects).encode(), where=where)
    found = []
    at = 0
    for name in objects:
        end = answer.index(b"\n", at)
        header = answer[at:end].split()
        if len(header) != 3:
            raise _refused(f"the object `{name}` is missing from the repository", "fetch the whole history")
        size = int(header[2])
        found.append(answer[end + 1 : end + 1 + size])
        at = end + 2 + size
    return found


def _git(
    *words: str, given: bytes = b"", failure: str | None = None, help: str | None = None, where: str = "."
) -> bytes:
    """What a plumbing command prints in a folder; raises InputError with ``failure`` where it fails."""
    import subprocess

    kept = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
    try:
        done = subprocess.run(
            ["git", *_OPTIONS, *words],
            input=given,
            capture_output=True,
            env={**kept, **_HARDENED},
            timeout=SECONDS,
            check=False,
            cwd=where,
        )
    except FileNotFoundError:
        raise _refused("git is not installed", "install git, or give a folder") from None
    except subprocess.TimeoutExpired:
        raise _refused(f"git did not answer within {SECONDS} seconds", "give a folder") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().split("\n")[0].removeprefix("fatal: ")
        message = failure or f"git {words[0]} failed"
        raise _refused(message, help or (f"git says: {said}" if said else None))
    return done.stdout


def _refused(message: str, help: str | None) -> InputError:
    return InputError(Finding("git", message, help=help))
