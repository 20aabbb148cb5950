"""Checks of a knowledge base: everything that can be told of it without a patient.

``check`` only finds, and says what would mend; the scenarios are not run (``hn2301 test``). Each
family of checks is a module of its own; ``catalogue`` says what they find, and gives it numbers.
"""

from __future__ import annotations

from hn2301_asp.check.base import Base, read_base
from hn2301_asp.check.catalogue import about_words, described, numbered
from hn2301_asp.check.constants import constant_findings
from hn2301_asp.check.constraint_words import constraint_findings
from hn2301_asp.check.criteria import criterion_findings
from hn2301_asp.check.dimensions import dimension_findings
from hn2301_asp.check.labels import label_findings
from hn2301_asp.check.loops import loop_findings
from hn2301_asp.check.mending import with_fixes
from hn2301_asp.check.names import name_findings
from hn2301_asp.check.possible import possible_findings
from hn2301_asp.check.predicates import predicate_findings
from hn2301_asp.check.quoting import quote_findings
from hn2301_asp.check.readings import reading_findings
from hn2301_asp.check.references import reference_findings
from hn2301_asp.check.rule_limits import rule_limit_findings
from hn2301_asp.check.rule_numbers import rule_number_findings
from hn2301_asp.check.sentences import with_sentences
from hn2301_asp.check.substances import substance_findings
from hn2301_asp.check.units import unit_findings
from hn2301_asp.check.unquoted import unquoted_findings
from hn2301_asp.check.unused_facts import unused_fact_findings
from hn2301_asp.check.whole import clingo_complaints, size_findings, whole_findings
from hn2301_asp.knowledge.files import KnowledgeBaseFiles, carries_meaning
from hn2301_asp.source.diagnostics import Finding

__all__ = ["ABOUT_WORDS", "CODES", "check", "check_meaning", "checked"]

#: What can be found, each with the sentence that says what it is; and for which of it no verdict is wrong.
CODES = described()
ABOUT_WORDS = about_words()

#: What is asked of whatever files could be read, and what only of a knowledge base that could be loaded.
_OF_FILES = (criterion_findings, loop_findings, quote_findings, label_findings, constraint_findings)
_OF_ALL = (
    name_findings,
    reference_findings,
    substance_findings,
    predicate_findings,
    constant_findings,
    reading_findings,
    rule_number_findings,
    rule_limit_findings,
    unquoted_findings,
    possible_findings,
    dimension_findings,
    unit_findings,
)
#: A loop may have no end when it is grounded, and a rule may have too many instances.
_NOT_FOR_CLINGO = frozenset({"loop", "loop-through-negation", "open-criterion", "too-many-instances"})


def check(files: KnowledgeBaseFiles) -> list[Finding]:
    """Everything that is wrong with a knowledge base, by file, line and column; empty where nothing is.

    A knowledge base that cannot be loaded gives findings too, and what could be read is checked.
    """
    return checked(*read_base(files))


def checked(base: Base, findings: list[Finding]) -> list[Finding]:
    """The same of a knowledge base that is read already, with what reading it had to say."""
    for family in (*_OF_FILES, *(_OF_ALL if base.knowledge_base is not None else ())):
        findings += family(base)
    for family in (size_findings, clingo_complaints) if base.knowledge_base is not None else ():
        if not any(finding.code in _NOT_FOR_CLINGO for finding in findings):
            findings += family(base)
    if base.sound and all(finding.severity != "error" for finding in findings):
        findings += whole_findings(base)
        findings += unused_fact_findings(base)
    told = sorted(dict.fromkeys(_once(findings)), key=_order)
    return numbered(with_sentences(base, with_fixes(base, told)))


def check_meaning(files: KnowledgeBaseFiles) -> list[Finding]:
    """The same, but for what enters no digest: what is kept by the digest, and what no verdict depends on."""
    return [finding for finding in check(files) if carries_meaning(finding.place.file or "")]


def _once(findings: list[Finding]) -> list[Finding]:
    """Of a limit in another unit than its quote that is said, and not also that nobody reaches it."""
    units = {
        (f.place.file, f.place.line)
        for f in findings
        if f.code == "quote-mismatch" and f.message.endswith("another unit")
    }
    return [f for f in findings if f.code != "impossible-threshold" or (f.place.file, f.place.line) not in units]


def _order(finding: Finding) -> tuple[str, int, int, str, str]:
    place = finding.place
    return place.file or "", place.line or 0, place.column or 0, finding.code, finding.message
