"""The scenarios of a version as they are written, and which of them a change can touch.

Nothing is screened here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from msgspec import Struct

from hn2301_asp.knowledge.files import KnowledgeBaseFiles
from hn2301_asp.knowledge.vocabulary import Vocabulary
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
    return tuple(_entries(name, found))


def _entries(name: str, found: Iterable[object]) -> Iterator[Entry]:
    for document in found:
        for number, entry in enumerate(document if isinstance(document, list) else ()):
            if isinstance(entry, Mapping) and isinstance(entry.get("scenario"), str):
                yield Entry(entry["scenario"], name, number, entry.get("patient"), entry.get("expect"))


def only(files: KnowledgeBaseFiles, wanted: Iterable[Entry]) -> KnowledgeBaseFiles:
    """The files of some scenarios with nothing but these, each in its own line."""
    numbers: dict[str, set[int]] = {}
    for entry in wanted:
        numbers.setdefault(entry.file, set()).add(entry.number)
    texts = {file: _only(files.texts[file], own, len(_of(file, files.texts[file]))) for file, own in numbers.items()}
    return KnowledgeBaseFiles(files.root, texts, files.digest)


def _only(text: str, numbers: set[int], count: int) -> str:
    """A file's text with the lines of other scenarios left blank; all of it where it is laid out otherwise."""
    lines = text.split("\n")
    starts = [number for number, line in enumerate(lines) if line.startswith("- ")]
    if len(starts) != count:
        return text
    ends = [*starts[1:], len(lines)]
    kept = {line for n in numbers for line in range(starts[n], ends[n])}
    return "\n".join(line if number in kept else "" for number, line in enumerate(lines))


def speaks_of(entry: Entry, facts: Iterable[str], vocabulary: Vocabulary, names: Mapping[str, str]) -> bool:
    """Whether a scenario's patient may differ from the typical one in some facts.

    A date or a dose stands for the quantity that follows from it.
    """
    facts = set(facts)
    patient: Any = entry.patient if isinstance(entry.patient, Mapping) else {}
    if "whole" in patient:
        return True
    fields = [str(name) for key in ("but", "without") for name in patient.get(key) or ()]
    means = _meanings(vocabulary)
    for spelling in fields:
        base = spelling.partition("[")[0].strip()
        field = names.get(base, base).partition(".")[0]
        if not facts.isdisjoint(means.get(field, facts)):
            return True
    return False


def _meanings(vocabulary: Vocabulary) -> dict[str, set[str]]:
    """What each field of a record says something of; a date that nothing follows from may say anything."""
    plain = (vocabulary.quantities, vocabulary.facts, vocabulary.choices, vocabulary.families)
    found = {name: {name} for table in plain for name in table}
    found |= {name: {doses.adds_up_to, doses.closing_list} for name, doses in vocabulary.doses.items()}
    for quantity in vocabulary.quantities.values():
        for field in (quantity.since, quantity.ever):
            if field is not None:
                found.setdefault(field, set()).add(quantity.name)
    for score in vocabulary.scores.values():
        for total in score.totals:
            found[total] = {total, score.family}
    for name, fact in vocabulary.facts.items():
        found[name] = {name} | ({fact.score} if fact.score else set())
    return found
