"""The files that a command writes: which may be written, in which format, and when.

All are written at the command's end, together: a command that fails writes none of them. Whatever
another file holds is left alone, unless it is these very bytes or the user says `--force`; the record
of a decision always is.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePath
from typing import Any, Final

import click
from msgspec import Struct

from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.source.outputs import Growing, held, write_whole

_META: Final = "hn2301_asp.outputs"
#: What `--format` says of itself.
FORM: Final = "How it is written; else by the suffix of the file to write, else as text."
#: The options that name a file to write.
_OPTIONS: Final = ("output", "record", "rejected", "summary")
#: Suffixes that are the names of their formats: those that some command writes, and others that none does.
_WRITTEN: Final = ("csv", "html", "md", "sarif", "docx", "xlsx", "yaml")
_TABLES: Final = ("tsv", "parquet", "xls", "xlsm", "ods")
_OTHERS: Final = ("pdf", "doc", "odt", "rtf", "xml", "zip", "jsonl", "toml", "svg", "png")
#: The formats that a suffix stands for; the first is taken where the user names none.
_SUFFIXES: Final = {
    **{f".{name}": (name,) for name in (*_WRITTEN, *_TABLES, *_OTHERS)},
    ".txt": ("text",),
    ".zip": ("zip", "pack"),
    ".json": ("json", "sarif"),
    ".htm": ("html",),
    ".yml": ("yaml",),
    ".ndjson": ("jsonl",),
    ".markdown": ("md",),
}


class _Waiting(Struct, frozen=True):
    """A file to be written, and what is told once it is."""

    path: str
    content: bytes
    record: bool = False
    told: str | None = None


def _state() -> dict[str, Any]:
    state: dict[str, Any] = click.get_current_context().meta.setdefault(_META, {"force": False, "files": []})
    return state


def _forced(_context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    _state()["force"] = value


def writes(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options `-o` and `--force`."""
    function = click.option(
        "--force",
        is_flag=True,
        expose_value=False,
        callback=_forced,
        help="Overwrite a file that holds something else than would be written; never the record of a decision.",
    )(function)
    return click.option("-o", "--output", "output", metavar="OUT", help="Write to a file instead of the terminal.")(
        function
    )


def form_of(form: str | None, output: str | None, *, usual: str = "text", asked: str = "--format") -> str:
    """The format to write: the one asked for, else that of the file's suffix, else the usual one.

    Raises UsageError where a suffix stands for another format than is written.
    """
    suffix = PurePath(output).suffix.lower() if output else ""
    meant = _SUFFIXES.get(suffix)
    if meant is None:
        return form or usual
    if form is not None:
        if form not in meant:
            raise click.UsageError(f"`{output}` is not the name of a {form.upper()} file: {asked} says {form}")
        return form
    offered = _choices(asked)
    found = next((name for name in meant if name in offered), None)
    if found is None:
        raise click.UsageError(f"`{suffix}` is no format of this command: {asked} is one of {', '.join(offered)}")
    return found


def _choices(asked: str) -> tuple[str, ...]:
    for parameter in click.get_current_context().command.params:
        if asked in parameter.opts and isinstance(parameter.type, click.Choice):
            return tuple(parameter.type.choices)
    return ()


def require_outputs() -> None:
    """Refuses outputs that are inputs or one another, before any work; raises InputError."""
    given = click.get_current_context().params
    named = [(option, path) for option in _OPTIONS for path in _given(given.get(option))]
    findings = []
    for number, (_, path) in enumerate(named):
        place = Place(str(path))
        if any(_same(path, other) for _, other in named[:number]):
            findings.append(
                Finding("output", "two outputs of this call have one name", place, help="give each its own")
            )
        elif os.path.exists(path) and not _state()["force"] and any(_same(path, other) for other in _inputs(given)):
            help = "give the output a name of its own"
            findings.append(Finding("output", "the file is read by this call: it would be lost", place, help=help))
    if findings:
        raise InputError(findings)


def _given(value: Any) -> Iterator[str]:
    """The files that an option names, of which there may be several; `-` is the terminal."""
    for path in value if isinstance(value, tuple) else (value,):
        if path and path != "-":
            yield path


def _inputs(given: dict[str, Any]) -> Iterator[str | Path]:
    for name, value in given.items():
        for path in value if isinstance(value, tuple) else (value,):
            if name not in _OPTIONS and isinstance(path, str | Path) and os.path.exists(path):
                yield from _files(Path(path))


def _files(path: Path) -> Iterable[Path]:
    """A file, or those of a folder: a knowledge base."""
    return (file for file in path.rglob("*") if file.is_file()) if path.is_dir() else (path,)


def _same(one: str | Path, other: str | Path) -> bool:
    if os.path.exists(one) and os.path.exists(other):
        # What is no file, such as `/dev/null`, can take everything.
        return os.path.isfile(one) and os.path.samefile(one, other)
    return os.path.normcase(os.path.realpath(one)) == os.path.normcase(os.path.realpath(other))


def keep(path: str, content: str | bytes, *, record: bool = False, told: str | None = None) -> None:
    """Has a file written when the command is done, and then something told; raises InputError where it may not be."""
    waiting = _Waiting(path, content if isinstance(content, bytes) else content.encode(), record, told)
    _require(waiting)
    _state()["files"].append(waiting)


def grow(path: str) -> Growing:
    """A file that is written piece by piece, and put in its place when the command is done; raises InputError."""
    _require_place(path)
    growing = Growing(path)
    _state()["files"].append(growing)
    return growing


def forget(growing: Growing) -> None:
    """A file that is not to be put in its place after all."""
    _state()["files"].remove(growing)
    growing.drop()


def may_stay(path: str) -> bool:
    """Whether a file may be written whatever will stand in it."""
    before = held(path)
    return not before or _refusal(path, before, record=False) is None


def drop_unwritten() -> None:
    """Takes away the files written piece by piece that were not put in their place."""
    for waiting in _state()["files"]:
        if isinstance(waiting, Growing):
            waiting.drop()


def _require(waiting: _Waiting | Growing) -> None:
    _require_place(waiting.path)
    before = held(waiting.path)
    if not before:
        return
    same = waiting.holds_the_same() if isinstance(waiting, Growing) else before == waiting.content
    refusal = None if same else _refusal(waiting.path, before, record=isinstance(waiting, _Waiting) and waiting.record)
    if refusal is not None:
        raise InputError(refusal)


def _require_place(path: str) -> None:
    if not os.path.isdir(os.path.dirname(os.path.abspath(path))):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
    if os.path.isdir(path):
        raise InputError(Finding("output", "the file cannot be written: it is a folder", Place(path)))


def _refusal(path: str, before: bytes, *, record: bool) -> Finding | None:
    """Why what another file holds is not to be lost; None where it may be."""
    from hn2301_asp.decision.model import CORRECTION, is_record

    if record or is_record(before):
        message, help = "another decision is recorded in this file already", CORRECTION
        return Finding("record-exists", message, Place(path), help=help)
    if _state()["force"]:
        return None
    message = "the file is there already, and holds something else than would be written"
    return Finding("output", message, Place(path), help="give another name; `--force` overwrites it")


def write_kept() -> Iterator[str]:
    """Writes what was kept, in its order; gives what is then to be told."""
    files: list[_Waiting | Growing] = _state()["files"]
    for waiting in files:
        _require(waiting)
    for waiting in files:
        if isinstance(waiting, Growing):
            if not waiting.holds_the_same():
                waiting.put()
            continue
        if held(waiting.path) != waiting.content:
            write_whole(waiting.path, waiting.content)
        if waiting.told is not None:
            yield waiting.told
    drop_unwritten()
    files.clear()
