"""What a qualification pack tells, gathered from those who know it; nothing is judged here."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version

from hn2301_asp.__about__ import __version__
from hn2301_asp.amendment.assembling import cases_of, report_of
from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.checking import conflicts_of
from hn2301_asp.amendment.claims import assured, no_more, redundant
from hn2301_asp.amendment.model import Conflict, Report
from hn2301_asp.certificates.certify import certify
from hn2301_asp.certificates.prover import checker, prover
from hn2301_asp.check import check
from hn2301_asp.qualification.model import Pack, Proved, Requirement
from hn2301_asp.qualification.register import register
from hn2301_asp.scenarios.run import run_all
from hn2301_asp.screener import Screener
from hn2301_asp.tracing import trace_of
from hn2301_asp.tracing.model import Span, Trace
from hn2301_asp.versions.opened import Opened

#: The libraries on which a verdict or a proof rests.
LIBRARIES = ("clingo", "lark", "msgspec", "pint", "python-flint", "PyYAML")


def gather(protocol: Screener, amendments: Sequence[Opened], *, certified: bool, date: str = "") -> Pack:
    """The pack of a loaded protocol, with what is proved of it and of its amendments.

    Raises InputError where something cannot be used, and FalseClaim where the prover refutes what was called proved.
    """
    files, opened = protocol.files, protocol.opened
    assert files is not None
    assert opened is not None
    scenarios = run_all(files, protocol)
    trace = trace_of(protocol, scenarios.outcomes)
    ground, cases = cases_of(opened, amendments)
    report = report_of(ground, cases) if cases else None
    alone = Case(None, ground)
    proved = [*_proved(alone, conflicts_of(alone), certified=certified)]
    for case, account in zip(cases, report.accounts if report is not None else (), strict=True):
        proved += _proved(case, account.conflicts, certified=certified)
    return Pack(
        protocol.knowledge_base,
        files,
        trace,
        tuple(_requirement(trace, span) for span in trace.spans()),
        scenarios,
        tuple(opened.located(check(files))),
        register(files, protocol.knowledge_base),
        report,
        tuple(proved),
        tuple(_beside(report)),
        _versions(certified=certified),
        date,
    )


def _requirement(trace: Trace, span: Span) -> Requirement:
    failed = tuple(one for one in span.scenarios if not trace.scenarios[one].passed)
    if failed:
        return Requirement(span, "failed", failed)
    if span.scenarios:
        return Requirement(span, "passed")
    results: Mapping[str, Requirement] = {
        "encoded": Requirement(span, "no scenario"),
        "open": Requirement(span, "open"),
    }
    return results.get(span.state, Requirement(span, "not encoded"))


def _proved(case: Case, found: Sequence[Conflict], *, certified: bool) -> Iterator[Proved]:
    for claim in (*assured(case, found), *redundant(case), *no_more(case)):
        certificates = tuple(certify(case.comparer, asked) for asked in claim.asked) if certified else ()
        yield Proved(case.name, claim, certificates)


def _beside(report: Report | None) -> Iterator[str]:
    """Findings on amendments that say that something is proved."""
    for conflict in report.conflicts() if report is not None else ():
        if "(proved" in conflict.message:
            yield f"{conflict.amendment} [{conflict.code}] {conflict.message}"


def _versions(*, certified: bool) -> dict[str, str]:
    found = {"hn2301_asp": __version__, "python": ".".join(map(str, sys.version_info[:3]))}
    for library in LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            found[library] = "not known"
    if certified:
        found |= {"prover": prover() or "none", "checker": checker() or "none"}
    return found
