"""What of a knowledge base could be read, for the checks: all of it, or all but the broken files.

A file that is broken is reported and left out, so that one slip does not hide the others; names
that stand in it are *doubtful*: whether something else uses or defines them is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from hn2301_asp.check.atoms import read_statements
from hn2301_asp.check.terms import Statement
from hn2301_asp.knowledge.files import KnowledgeBaseFiles
from hn2301_asp.knowledge.loading import CONSTRAINT_FILES, criterion_of, load_knowledge_base
from hn2301_asp.knowledge.model import Criterion, KnowledgeBase
from hn2301_asp.knowledge.reading_rules import read_rules
from hn2301_asp.knowledge.rules import Rule, Signature
from hn2301_asp.knowledge.thresholds.syntax import ThresholdFile, ThresholdSyntax, read_thresholds
from hn2301_asp.knowledge.vocabulary.sections import FACTS, is_typical, trees
from hn2301_asp.source.diagnostics import Finding, InputError, Place, collected
from hn2301_asp.source.entries import UNUSABLE
from hn2301_asp.source.quoted_units import QuotedUnits
from hn2301_asp.source.yaml_places import YamlTree

PROTOCOL = "protocol.yaml"
_UNITS = "vocabulary/units.yaml"
_NAME = re.compile(r"[a-z_][A-Za-z0-9_]*")
#: A threshold file without a threshold: what stands for one that is broken.
_EMPTY = "background\n"


class Base(Struct, frozen=True, dict=True):
    """A knowledge base for checking. ``knowledge_base`` is None where its YAML files are broken.

    ``sound`` says that loading found no error: the protocol is the whole one. ``faulty`` are the
    lines on which something was found.
    """

    files: KnowledgeBaseFiles
    trees: Mapping[str, YamlTree]
    criteria: tuple[Criterion, ...]
    knowledge_base: KnowledgeBase | None
    sound: bool
    threshold_files: Mapping[str, ThresholdFile]
    rules: Mapping[str, tuple[Rule, ...]]
    statements: Mapping[str, tuple[Statement, ...]]
    doubtful: frozenset[str]
    faulty: frozenset[tuple[str, int]]

    @property
    def known(self) -> KnowledgeBase:
        """The knowledge base, for checks that are made only where it could be read."""
        assert self.knowledge_base is not None
        return self.knowledge_base

    @cached_property
    def quoted_units(self) -> QuotedUnits:
        """The units with which quotes are read; those of the vocabulary's file where another one is broken."""
        if self.knowledge_base is not None:
            return self.knowledge_base.vocabulary.quoted_units
        try:
            units = self.parts[_UNITS].data["units"].items()
            return QuotedUnits((str(name), unit) for unit, one in units for name in (unit, *one.get("spellings", ())))
        except (*UNUSABLE, InputError):  # The file is broken itself, and that is told.
            return QuotedUnits()

    def grades(self, threshold: ThresholdSyntax) -> tuple[str, ...]:
        """The grades of what a threshold is on, where it has any."""
        if self.knowledge_base is None:
            return ()
        quantity = self.knowledge_base.vocabulary.asked(threshold.asked)
        return quantity.grades if quantity is not None else ()

    def thresholds(self) -> Iterator[tuple[ThresholdFile, ThresholdSyntax]]:
        """Every threshold that could be read, with its file."""
        return ((file, threshold) for file in self.threshold_files.values() for threshold in file.thresholds)

    def all_statements(self) -> Iterator[tuple[str, Statement]]:
        """Every rule that could be read, with its file."""
        return ((file, statement) for file, statements in self.statements.items() for statement in statements)

    @cached_property
    def heads(self) -> Mapping[Signature, Place]:
        """The predicates that rules define, each with the place of its first rule's head."""
        found: dict[Signature, Place] = {}
        for _, statement in self.all_statements():
            for head in statement.heads:
                found.setdefault(head.signature, head.place)
        return found

    @cached_property
    def defined(self) -> frozenset[Signature]:
        """Every predicate that rules define, criterion by criterion."""
        return frozenset(head.node for _, statement in self.all_statements() for head in statement.heads)

    @cached_property
    def asked_by(self) -> Mapping[Signature, frozenset[Signature]]:
        """What the rules of each predicate ask for."""
        found: dict[Signature, set[Signature]] = {}
        for _, statement in self.all_statements():
            for head in statement.heads:
                found.setdefault(head.signature, set()).update(atom.signature for atom in statement.body)
        return {head: frozenset(asked) for head, asked in found.items()}

    @cached_property
    def claimed(self) -> Mapping[str, Criterion]:
        """The criterion of every file that belongs to one, and to one only."""
        stems = [criterion.stem for criterion in self.criteria]
        return {
            f"criteria/{criterion.stem}{suffix}": criterion
            for criterion in self.criteria
            for suffix in (".thr", ".lp")
            if stems.count(criterion.stem) == 1
        }

    def stray(self, file: str) -> bool:
        """Whether a criterion's file is nobody's, or not clearly anybody's: one finding says so."""
        return file.startswith("criteria/") and file not in self.claimed

    @cached_property
    def readable(self) -> frozenset[str]:
        """The ids of the criteria that have rules of their own, in files that could be read whole."""
        whole = {file for file, rules in self.rules.items() if len(rules) == len(self.statements[file])}
        read = {*self.threshold_files, *whole}
        unread = {c.id for file, c in self.claimed.items() if file in self.files.texts and file not in read}
        return frozenset(c.id for file, c in self.claimed.items() if file in whole and c.id not in unread)

    @cached_property
    def parts(self) -> Mapping[str, YamlTree]:
        """The parts of the vocabulary by the files in which each can stand alone, wherever they stand."""
        return trees(self.files.texts)

    def place(self, file: str, *path: str | int) -> Place:
        """Where a key of a YAML file, or of that part of the vocabulary, stands."""
        tree = self.trees.get(file) or self.parts.get(file)
        return tree.place(*path) if tree else Place(file)

    def declared(self, section: str, name: str) -> Place:
        """Where facts.yaml declares a fact, a choice or a family; its line is left out, being long."""
        return replace(self.place(FACTS, section, name), text=None)


def read_base(files: KnowledgeBaseFiles) -> tuple[Base, list[Finding]]:
    """What could be read, and everything that loading has to say."""
    findings: list[Finding] = []
    yaml = _trees(files, findings)
    threshold_files: dict[str, ThresholdFile] = {}
    for name in files.below("", ".thr"):
        with collected(findings):
            threshold_files[name] = read_thresholds(files.texts[name], name)
    loaded = _loaded(files, findings)
    rules = _rules(files, loaded, findings)
    statements = {name: read_statements(files.texts[name], name) for name in rules}
    findings += (finding for its in statements.values() for statement in its for finding in statement.findings)
    unread = {*files.below("", ".thr"), *files.below("", ".lp")} - {*threshold_files, *rules}
    base = Base(
        files=files,
        trees=yaml,
        criteria=loaded.criteria if loaded else _criteria(yaml),
        knowledge_base=loaded,
        sound=all(finding.severity != "error" for finding in findings),
        threshold_files=threshold_files,
        rules=rules,
        statements=statements,
        doubtful=frozenset(name for file in unread for name in _NAME.findall(files.texts[file])),
        faulty=frozenset((f.place.file, f.place.line) for f in findings if f.place.file and f.place.line),
    )
    return base, findings


def _trees(files: KnowledgeBaseFiles, findings: list[Finding]) -> dict[str, YamlTree]:
    read: dict[str, YamlTree] = {}
    for name in files.below("", ".yaml"):
        if not name.startswith("scenarios/"):
            tree = YamlTree(name, files.texts[name])
            with collected(findings):
                # What is no mapping of names, or no list of records, is told here.
                _ = tree.records if is_typical(name) else tree.data
                read[name] = tree
    return read


def _loaded(files: KnowledgeBaseFiles, findings: list[Finding]) -> KnowledgeBase | None:
    """The protocol; where rule or threshold files are broken, without those."""
    if PROTOCOL not in files.texts:
        findings.append(Finding("kb-missing", f"{PROTOCOL} is missing", Place(PROTOCOL)))
        return None
    base, own = None, list[Finding]()
    with collected(own):
        base = load_knowledge_base(files)
    broken = {finding.place.file or "" for finding in own}
    if base is None and all(file.endswith((".thr", ".lp")) for file in broken):
        texts = {
            name: text if name not in broken else _EMPTY if name.endswith(".thr") else ""
            for name, text in files.texts.items()
        }
        with suppress(InputError):
            base = load_knowledge_base(replace(files, texts=texts))
    findings += (*own, *(base.findings if base else ()))
    return base


def _rules(
    files: KnowledgeBaseFiles, known: KnowledgeBase | None, findings: list[Finding]
) -> dict[str, tuple[Rule, ...]]:
    """The rules of every file that clingo can read, but for those that are refused."""
    rules: dict[str, tuple[Rule, ...]] = {}
    loaded = (*known.rules, *known.guardrails, *known.groups) if known else ()
    for name in files.below("", ".lp"):
        if own := tuple(rule for rule in loaded if rule.place.file == name):
            rules[name] = own
            continue
        with collected(findings):
            file = read_rules(files.texts[name], name, 1, constraints=name.startswith(CONSTRAINT_FILES))
            rules[name] = file.rules
            findings += file.findings
    return rules


def _criteria(trees: Mapping[str, YamlTree]) -> tuple[Criterion, ...]:
    """The criteria of protocol.yaml where other YAML files are broken; none where it is itself."""
    try:
        return tuple(criterion_of(entry) for entry in trees[PROTOCOL].data["criteria"])
    except UNUSABLE:
        return ()
