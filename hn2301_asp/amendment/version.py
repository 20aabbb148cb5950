"""One version ready to be judged, with what `hn2301 check` finds of it."""

from __future__ import annotations

from hn2301_asp.amendment.case import Version
from hn2301_asp.amendment.catalogue import claimed
from hn2301_asp.knowledge.files import KnowledgeBaseFiles
from hn2301_asp.screener import Screener
from hn2301_asp.solver.prepared import prepare
from hn2301_asp.source.diagnostics import Finding, Malformed
from hn2301_asp.versions.opened import Opened


class _DoNotFit(Exception):
    """Rules do not fit together: what is found of them is all that can be said."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("the rules do not fit together")
        self.findings = findings


def version_of(opened: Opened, name: str | None = None) -> Version:
    """A version ready to be judged; raises Malformed where it cannot be used at all.

    Rules that do not fit together (a name that nothing defines, a loop) are findings, and the version
    is judged by them alone; a file that cannot be read is none that could be judged. What was checked
    and kept is not checked again.
    """

    def vetted(files: KnowledgeBaseFiles) -> tuple[Finding, ...]:
        from hn2301_asp.check import ABOUT_WORDS, check_meaning  # Not needed for what was checked and kept.

        findings = tuple(check_meaning(files))
        errors = [finding for finding in findings if finding.severity == "error" and finding.code not in ABOUT_WORDS]
        unusable = [finding for finding in errors if finding.code not in claimed()]
        if unusable:
            raise Malformed(opened.located(unusable))
        if errors:
            raise _DoNotFit(findings)
        return findings

    try:
        prepared = prepare(opened.files, vetted)
    except _DoNotFit as unfit:
        return Version(opened, name or opened.name, None, unfit.findings)
    return Version(opened, name or opened.name, Screener(prepared.base, prepared.circuit), prepared.findings)
