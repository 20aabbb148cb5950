"""What a qualification pack is made of, as data. Nothing is worked out and nothing is rendered here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from hn2301_asp.amendment.model import Report
from hn2301_asp.certificates.model import Certificate, Claim
from hn2301_asp.knowledge.files import KnowledgeBaseFiles
from hn2301_asp.knowledge.model import KnowledgeBase
from hn2301_asp.qualification.register import Entry
from hn2301_asp.scenarios.model import Report as Scenarios
from hn2301_asp.source.diagnostics import Finding
from hn2301_asp.tracing.model import Span, Trace

#: What is known of a requirement: all scenarios that touch it passed, or one did not; none touches it; it asks nothing
#: that could be tried, with the reason beside it; nothing covers it.
Result = Literal["passed", "failed", "no scenario", "not encoded", "open"]


class Requirement(Struct, frozen=True):
    """A piece of the protocol's text with the scenarios that touch it, and what became of these."""

    span: Span
    result: Result
    failed: tuple[str, ...] = ()


class Proved(Struct, frozen=True):
    """A sentence that says *proved*, with a certificate of each question behind it; none where none was asked for."""

    of: str
    claim: Claim
    certificates: tuple[Certificate, ...] = ()

    @property
    def certified(self) -> bool:
        return bool(self.certificates) and all(one.certified for one in self.certificates)

    @property
    def reason(self) -> str:
        """Why there is no certificate; empty where there is one."""
        if not self.certificates:
            return "no certificates were asked for (--certify)"
        return "; ".join(dict.fromkeys(one.reason for one in self.certificates if one.reason))


class Pack(Struct, frozen=True):
    """All that the pack tells. ``amendments`` is None where none was given.

    ``beside`` are findings that say that something is proved, of which no certificate is ever written.
    ``versions`` are those of the software, its libraries and what proved and checked. ``date`` is as it was given.
    """

    base: KnowledgeBase
    files: KnowledgeBaseFiles
    trace: Trace
    requirements: tuple[Requirement, ...]
    scenarios: Scenarios
    findings: tuple[Finding, ...]
    entries: tuple[Entry, ...]
    amendments: Report | None
    proved: tuple[Proved, ...]
    beside: tuple[str, ...]
    versions: Mapping[str, str]
    date: str = ""

    @property
    def complete(self) -> bool:
        """Whether nothing in it is to be looked at: no failure, fault or gap, and no certificate missing."""
        asked = [one for one in self.proved if one.certificates]
        serious = [one for one in self.findings if one.severity != "remark"]
        gaps = self.trace.gaps.open or self.trace.gaps.astray
        return not (self.scenarios.failed or serious or gaps or any(not one.certified for one in asked))
