"""One version ready to be judged, with what `hn2301 check` finds of it."""

from __future__ import annotations

from hn2301_asp.amendment.case import Version
from hn2301_asp.amendment.catalogue import claimed
from hn2301_asp.check import ABOUT_WORDS, check
from hn2301_asp.knowledge.files import KnowledgeBaseFiles
from hn2301_asp.screener import Screener
from hn2301_asp.solver.prepared import prepare
from hn2301_asp.source.diagnostics import Finding, Malformed
from hn2301_asp.versions.opened import Opened


def version_of(opened: Opened, name: str | None = None) -> Version:
    """A version ready to be judged; raises Malformed where it cannot be used at all.

    Rules that do not fit together (a name that nothing defines, a loop) are findings, and the version
    is judged by them alone; a file that cannot be read is none that could be judged.
    """
    findings = tuple(check(opened.files))
    errors = [finding for finding in findings if finding.severity == "error" and finding.code not in ABOUT_WORDS]
    unusable = [finding for finding in errors if finding.code not in claimed()]
    if unusable:
        raise Malformed(opened.located(unusable))
    return Version(opened, name or opened.name, None if errors else _loaded(opened, findings), findings)


def _loaded(opened: Opened, findings: tuple[Finding, ...]) -> Screener:
    def vetted(_: KnowledgeBaseFiles) -> tuple[Finding, ...]:
        """What was checked just now."""
        return findings

    prepared = prepare(opened.files, vetted)
    return Screener(prepared.base, prepared.circuit)
