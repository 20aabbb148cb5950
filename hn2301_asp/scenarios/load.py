"""Scenarios from ``kb/scenarios/*.yaml``, checked as they are read.

A file is a list of entries: ``scenario`` (a sentence, unique in the knowledge base), ``patient``
(``whole: {…}``, or the typical patient with ``but: {…}`` and ``without: […]``), ``readings``,
``expect``, and ``confirmed: no`` where nobody has read yet what is expected. Field names and values
of the patient are judged when the scenario runs, as in any record. This module screens nobody.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.knowledge.files import KnowledgeBaseFiles
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.knowledge.vocabulary.model import Vocabulary
from hn2301_asp.patient.fields import spellings
from hn2301_asp.patient.typical import typical_like
from hn2301_asp.scenarios.model import Expected, Scenario
from hn2301_asp.screening import STATUSES, VERDICTS, CriterionStatus, Verdict
from hn2301_asp.source.diagnostics import Finding, InputError, did_you_mean, nearest, one_of
from hn2301_asp.source.kept import encode, once, plain
from hn2301_asp.source.scalars import Answer

if TYPE_CHECKING:
    from hn2301_asp.source.yaml_places import YamlTree

FOLDER = "scenarios/"
_KEYS = ("scenario", "patient", "readings", "expect", "confirmed")
_PATIENT_KEYS = ("but", "without", "whole")
_EXPECT_KEYS = ("verdict", "criteria", "blocking", "clash")

Path = tuple[str | int, ...]


def load_scenarios(files: KnowledgeBaseFiles, base: KnowledgeBase) -> tuple[Scenario, ...]:
    """The scenarios of a knowledge base, in the order of files and lines.

    Raises InputError with every finding of every file.
    """
    findings: list[Finding] = []
    scenarios: list[Scenario] = []
    words = words_of(base)
    for name in files.below(FOLDER, ".yaml"):
        read = _read(base, words, name, files.texts[name])
        scenarios += read.scenarios
        findings += read.findings
    findings += _duplicates(scenarios)
    if findings:
        raise InputError(findings)
    return tuple(scenarios)


class _Read(Struct, frozen=True):
    """The scenarios of one file, and what is wrong with others of it."""

    scenarios: tuple[Scenario, ...]
    findings: tuple[Finding, ...]


def words_of(base: KnowledgeBase) -> str:
    """What identifies all that scenarios may speak of: the vocabulary, the criteria's ids and the readings' values."""
    readings = {reading.id: tuple(reading.values) for reading in base.readings.values()}
    # Decimals of a typical patient are told from the texts of decimals: a record may be read otherwise with them.
    known = base.vocabulary
    vocabulary = replace(
        known, typical=plain(known.typical), also_typical=tuple(plain(one) for one in known.also_typical)
    )
    words = (vocabulary, [criterion.id for criterion in base.criteria], readings)
    return hashlib.sha256(msgspec.msgpack.encode(words, enc_hook=encode)).hexdigest()


def _read(base: KnowledgeBase, words: str, name: str, text: str) -> _Read:
    """What a file holds, read once for all versions that mean the same by its words."""

    def made() -> _Read:
        return _made(base, name, text)

    def packed(read: _Read) -> _Read:
        records = [cast("dict[str, Any]", plain(one.record)) for one in read.scenarios]
        scenarios = (replace(one, record=record) for one, record in zip(read.scenarios, records, strict=True))
        return replace(read, scenarios=tuple(scenarios))

    return once(_Read, ("scenarios", words, name, text), made, packed)


def read_scenarios(base: KnowledgeBase, name: str, text: str) -> tuple[Scenario, ...]:
    """The scenarios of a text that is no file of the knowledge base; raises InputError with every finding."""
    read = _made(base, name, text)
    if findings := [*read.findings, *_duplicates(read.scenarios)]:
        raise InputError(findings)
    return read.scenarios


def _made(base: KnowledgeBase, name: str, text: str) -> _Read:
    from hn2301_asp.source.yaml_places import YamlTree  # What is kept needs no YAML.
    from hn2301_asp.source.yaml_text import load_plain

    findings: list[Finding] = []
    try:
        documents = load_plain(text, name, as_written=True)
    except InputError as error:
        return _Read((), error.findings)
    found = _Reader(base, YamlTree(name, text), findings).scenarios(documents)
    return _Read(tuple(found), tuple(findings))


def _single_doses(vocabulary: Vocabulary) -> dict[str, str]:
    """The fields of single drugs' doses, each with the fact that stands for all of them in a clash."""
    return {f"{doses.name}.{drug}": doses.name for doses in vocabulary.doses.values() for drug in vocabulary.drugs}


def _duplicates(scenarios: Iterable[Scenario]) -> Iterable[Finding]:
    first: dict[str, Scenario] = {}
    for scenario in scenarios:
        other = first.setdefault(" ".join(scenario.sentence.lower().split()), scenario)
        if other is not scenario:
            message = f"two scenarios have the sentence `{scenario.sentence}`"
            help = "say what is different about this one"
            yield Finding("scenario-duplicate", message, scenario.place, help=help, related=(other.place,))


class _Reader:
    """Reads one file, going on after an error."""

    def __init__(self, base: KnowledgeBase, places: YamlTree, findings: list[Finding]) -> None:
        self.base = base
        self.places = places
        self.findings = findings
        self.names = spellings(base.vocabulary)
        self.doses = _single_doses(base.vocabulary)
        self.facts = (*base.vocabulary.doses, *(n for n in base.vocabulary.fields() if n not in self.doses))

    def scenarios(self, documents: list[object]) -> list[Scenario]:
        if len(documents) != 1 or not isinstance(documents[0], list) or not documents[0]:
            self._report("file", "the file must hold one list of scenarios", (), "write `- scenario: …` for each")
            return []
        found = [self._scenario(entry, (number,)) for number, entry in enumerate(documents[0])]
        return [scenario for scenario in found if scenario is not None]

    def _report(self, code: str, message: str, path: Path, help: str | None = None) -> None:
        self.findings.append(Finding(f"scenario-{code}", message, self.places.nearest(*path), help=help))

    def _scenario(self, entry: object, path: Path) -> Scenario | None:
        """The scenario of an entry; None where anything is wrong with it."""
        before = len(self.findings)
        parts = self._mapping(entry, path, _KEYS, ("scenario", "patient", "expect"), "a scenario")
        sentence = parts.get("scenario")
        if "scenario" in parts and not (isinstance(sentence, str) and sentence.strip()):
            self._report("value", "`scenario` must be a sentence that says what should be true", (*path, "scenario"))
        record = self._record(parts["patient"], (*path, "patient")) if "patient" in parts else {}
        readings = self._readings(parts.get("readings", {}), (*path, "readings"))
        expected = self._expected(parts["expect"], (*path, "expect")) if "expect" in parts else None
        confirmed = self._word(parts.get("confirmed", "yes"), ("yes", "no"), (*path, "confirmed"), "`confirmed`")
        if len(self.findings) > before or expected is None:
            return None
        place = self.places.nearest(*path, "scenario")
        return Scenario(str(sentence), record, readings, expected, place, confirmed == "yes")

    def _mapping(
        self, value: object, path: Path, keys: tuple[str, ...], needed: tuple[str, ...], what: str
    ) -> Mapping[str, Any]:
        """The mapping that stands somewhere, with its unknown and missing keys reported.

        A needed key that is only mistyped is reported once.
        """
        if not isinstance(value, dict):
            self._report("value", f"{what} must hold {one_of(keys)}", path)
            return {}
        meant = {nearest(str(key), keys) for key in value if key not in keys}
        for key in value:
            if key not in keys:
                help = did_you_mean(str(key), keys) or f"known are {one_of(keys)}"
                self._report("key", f"`{key}` is not known in {what}", (*path, str(key)), help)
        for key in needed:
            if key not in value and key not in meant:
                self._report("missing", f"`{key}` is missing in {what}", path)
        return value

    def _record(self, value: object, path: Path) -> Mapping[str, object]:
        """The whole record of the scenario's patient."""
        parts = self._mapping(value, path, _PATIENT_KEYS, (), "`patient`")
        if "whole" in parts:
            for key in ("but", "without"):
                if key in parts:
                    message = f"`{key}` changes the typical patient and cannot stand beside `whole`"
                    self._report("key", message, (*path, key))
            return self._fields(parts["whole"], (*path, "whole"))
        but = self._fields(parts.get("but", {}), (*path, "but"))
        typical = typical_like(self.base.vocabulary, self.names, but)
        without = self._without(parts.get("without", []), but, typical, (*path, "without"))
        gone = {*without, *(self._field(name) for name in but)}
        # A list that is another one is told anew, with what is told of its items.
        quantities, lists = self.base.vocabulary.quantities, gone.intersection(self.base.vocabulary.families)
        gone |= {q.name for q in quantities.values() if q.of_item is not None and q.of_item[0] in lists}
        return {**{name: given for name, given in typical.items() if self._field(name) not in gone}, **but}

    def _fields(self, value: object, path: Path) -> Mapping[str, object]:
        if isinstance(value, dict):
            return value
        self._report("value", f"`{path[-1]}` must hold fields of a record and their values", path)
        return {}

    def _without(
        self, value: object, but: Mapping[str, object], patient: Mapping[str, object], path: Path
    ) -> list[str]:
        if not isinstance(value, list):
            self._report("value", "`without` must be a list of the typical patient's fields", path)
            return []
        typical = {self._field(name): name for name in patient}
        changed = {self._field(name) for name in but}
        for number, name in enumerate(value):
            where = (*path, number)
            if self._field(str(name)) not in typical:
                help = did_you_mean(str(name), typical) or "they stand in kb/vocabulary/typical.yaml"
                self._report("value", f"the typical patient has no field `{name}`", where, help)
            elif self._field(str(name)) in changed:
                self._report("value", f"`{name}` stands under `but` and under `without`", where, "keep one of them")
        return [self._field(str(name)) for name in value]

    def _field(self, spelling: str) -> str:
        """The field that a spelling leads to; a comparator beside a value does not replace the value."""
        base, _, rest = spelling.partition("[")
        return spelling if rest == "operator]" else self.names.get(base.strip(), base.strip())

    def _readings(self, value: object, path: Path) -> Mapping[str, str]:
        known = self.base.readings
        chosen = self._mapping(value, path, tuple(known), (), "`readings`")
        found = {}
        for name, word in chosen.items():
            if name in known:
                found[name] = self._word(word, tuple(known[name].values), (*path, name), f"the reading `{name}`")
        return found

    def _word(self, value: object, words: tuple[str, ...], path: Path, what: str) -> str:
        """One of a few words; an unquoted `yes` or `no` is the word, as it is meant."""
        word = ("yes" if value else "no") if isinstance(value, Answer) else str(value)
        if word not in words:
            help = did_you_mean(word, words) or f"write {one_of(words)}"
            self._report("value", f"`{word}` is not a value of {what}", path, help)
        return word

    def _expected(self, value: object, path: Path) -> Expected:
        parts = self._mapping(value, path, _EXPECT_KEYS, ("verdict",), "`expect`")
        verdict = self._word(parts["verdict"], VERDICTS, (*path, "verdict"), "`verdict`") if "verdict" in parts else ""
        ids = tuple(criterion.id for criterion in self.base.criteria)
        criteria = self._mapping(parts.get("criteria", {}), (*path, "criteria"), ids, (), "`criteria`")
        told = {
            name: self._word(word, STATUSES, (*path, "criteria", name), f"`{name}`") for name, word in criteria.items()
        }
        blocking = self._names(parts, "blocking", path, ids, "a criterion")
        clash = self._names(parts, "clash", path, self.facts, "a fact of a record")
        for key in ("criteria", "blocking") if verdict == "contradictory" else ("clash",):
            if key in parts and verdict in VERDICTS:
                side = "has no" if verdict == "contradictory" else "cannot have a"
                self._report("key", f"a record that is {verdict} {side} `{key}`", (*path, key), "remove it")
        statuses_told = cast("Mapping[str, CriterionStatus]", told)
        return Expected(cast("Verdict", verdict), statuses_told, blocking, frozenset(clash) if clash else None)

    def _names(
        self, parts: Mapping[str, Any], key: str, path: Path, known: tuple[str, ...], what: str
    ) -> tuple[str, ...] | None:
        if key not in parts:
            return None
        if not isinstance(parts[key], list):
            self._report("value", f"`{key}` must be a list", (*path, key), "write [] for none")
            return None
        names = tuple(str(name) for name in parts[key])
        for number, name in enumerate(names):
            if name not in known:
                better = self.doses.get(name)
                help = f"write `{better}`: the doses are one fact" if better else did_you_mean(name, known)
                self._report("value", f"`{name}` is not {what}", (*path, key, number), help)
        return names
