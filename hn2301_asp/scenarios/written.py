"""The scenarios of a version as they are written, and which of them another version has too.

Nothing is screened here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from msgspec import Struct

from hn2301_asp.knowledge.files import KnowledgeBaseFiles
from hn2301_asp.scenarios.load import FOLDER
from hn2301_asp.source.diagnostics import InputError
from hn2301_asp.source.yaml_text import documents


class Entry(Struct, frozen=True):
    """One scenario as written: where it stands, the patient and what is expected."""

    sentence: str
    file: str
    number: int
    patient: object
    expected: object


def entries(files: KnowledgeBaseFiles) -> tuple[Entry, ...]:
    """The scenarios of a version's files in their order; what is none, or cannot be read, is left out."""
    return tuple(entry for name in files.below(FOLDER, ".yaml") for entry in _of(name, files.texts[name]))


@lru_cache(maxsize=64)
def _of(name: str, text: str) -> tuple[Entry, ...]:
    """The scenarios of one file; versions share most of their files."""
    try:
        found = documents(text, name)
    except InputError:
        return ()
    return tuple(
        Entry(entry["scenario"], name, number, entry.get("patient"), entry.get("expect"))
        for document in found
        for number, entry in enumerate(document if isinstance(document, list) else ())
        if isinstance(entry, Mapping) and isinstance(entry.get("scenario"), str)
    )


def written_anew(files: KnowledgeBaseFiles, before: KnowledgeBaseFiles) -> list[Entry]:
    """The scenarios of a version that another one does not have, or has otherwise."""
    changed = [name for name in files.below(FOLDER, ".yaml") if files.texts[name] != before.texts.get(name)]
    own = [entry for name in changed for entry in _of(name, files.texts[name])]
    known = {_said(entry) for entry in entries(before)} if own else set()
    return [entry for entry in own if _said(entry) not in known]


def common(files: KnowledgeBaseFiles, before: KnowledgeBaseFiles) -> KnowledgeBaseFiles:
    """The files of a version's scenarios with nothing but those whose sentences stand in another version too."""
    known = {entry.sentence for entry in entries(before)}
    return only(files, [entry for entry in entries(files) if entry.sentence in known])


def _said(entry: Entry) -> tuple[str, str, str]:
    return entry.sentence, repr(entry.patient), repr(entry.expected)


def only(files: KnowledgeBaseFiles, wanted: Iterable[Entry]) -> KnowledgeBaseFiles:
    """The files of some scenarios with nothing but these, each in its own line."""
    numbers: dict[str, set[int]] = {}
    for entry in wanted:
        numbers.setdefault(entry.file, set()).add(entry.number)
    texts = {file: _only(files.texts[file], own, len(_of(file, files.texts[file]))) for file, own in numbers.items()}
    return KnowledgeBaseFiles(files.root, texts, files.digest)


def _only(text: str, numbers: set[int], count: int) -> str:
    """A file's text with the lines of other scenarios left blank; all of it where there are none, or it is laid out
    otherwise."""
    if len(numbers) == count:
        return text
    lines = text.split("\n")
    starts = [number for number, line in enumerate(lines) if line.startswith("- ")]
    if len(starts) != count:
        return text
    ends = [*starts[1:], len(lines)]
    kept = {line for n in numbers for line in range(starts[n], ends[n])}
    return "\n".join(line if number in kept else "" for number, line in enumerate(lines))
