"""The pages of a qualification pack: the entry page first, then requirements and scenarios with their results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from hn2301_asp.qualification.model import Pack, Proved, Requirement, Result
from hn2301_asp.qualification.register import CONFIRMED
from hn2301_asp.report.writers import blocks
from hn2301_asp.report.writers.block_html import document_html
from hn2301_asp.scenarios.model import Outcome
from hn2301_asp.source.diagnostics import render
from hn2301_asp.source.lists import counted
from hn2301_asp.tracing.model import TOUCHES, State

#: What each file is, in the order in which they are told; folders are told once.
FILES: Mapping[str, str] = {
    "index.html": "this page",
    "requirements.html": "every requirement with the scenarios that touch it, and their result",
    "scenarios.html": "every scenario with what it expects and what it got",
    "matrix.html": "the traceability matrix: the protocol's text, and what encodes it",
    "amendments.html": "what each amendment means, with every finding",
    "assumptions.docx": "assumptions and readings, as a table to sign",
    "check.txt": "what the checks of the knowledge base find",
    "results.json": "requirements, scenarios, digests and versions, for programs",
    "matrix.json": "the traceability matrix, for programs",
    "certificates/README.txt": "what the certificates are, what they rest on, and how to check them",
    "certificates/rebuild.py": "makes the clauses of a certificate again, byte for byte; Python alone",
    "certificates/recheck.py": "proves a certificate's table of arithmetic again, by fractions; Python alone",
    "SHA256SUMS": "the digest of every file: `sha256sum -c SHA256SUMS`",
}
#: What a result is called.
_RESULTS: Mapping[Result, str] = {
    "passed": "passed",
    "failed": "FAILED",
    "no scenario": "NOT TRIED: no scenario touches it",
    "not encoded": "not encoded, with the reason",
    "open": "NOT COVERED: nothing encodes it, and no reason is given",
}


def entry_page(pack: Pack, names: Sequence[str]) -> str:
    """The page that is read first; ``names`` are the files of the pack."""
    base, scenarios = pack.base, pack.scenarios
    badge = f"{counted(len(scenarios.outcomes), 'scenario')}: {scenarios.passed} passed, {scenarios.failed} failed"
    head: list[blocks.Block] = [blocks.Paragraph(badge, tone="good" if pack.complete else "bad")]
    head += [blocks.Paragraph(pack.date, "Date:")] if pack.date else []
    head.append(blocks.Paragraph(f"{base.id} {base.version}, {base.title.rstrip('.')}. {base.scope}.", "Protocol:"))
    body = (
        blocks.Section("What was found", (blocks.Labelled(tuple(_summary(pack))),), "found"),
        blocks.Section("What is proved", tuple(_proofs(pack)), "proved"),
        blocks.Section("What it is of", tuple(_digests(pack)), "digests"),
        blocks.Section("The files", (_files(names),), "files"),
    )
    foot = blocks.Small((f"{base.id} {base.version}", f"kb {base.digest[:12]}", base.scope))
    return document_html(
        blocks.Document(f"{base.id} {base.version}: qualification pack", tuple(head), body, (foot,)), "results"
    )


def _summary(pack: Pack) -> Iterator[tuple[str, str]]:
    counts = Counter(one.result for one in pack.requirements)
    told = ", ".join(f"{counts[result]} {word}" for result, word in _RESULTS.items() if counts[result])
    yield "Requirements", f"{len(pack.requirements)}: {told}"
    yield "Scenarios", f"{len(pack.scenarios.outcomes)}: {pack.scenarios.passed} passed, {pack.scenarios.failed} failed"
    gaps = len(pack.scenarios.uncovered)
    yield (
        "Not exercised",
        f"{counted(gaps, 'gap')}, in scenarios.html" if gaps else "nothing: every limit, reading and rule is",
    )
    serious = sum(one.severity != "remark" for one in pack.findings)
    yield "Checks", f"{counted(serious, 'finding')}, {counted(len(pack.findings) - serious, 'remark')}, in check.txt"
    yield "Text", _text(pack)
    confirmed = sum(one.status == CONFIRMED for one in pack.entries)
    yield "Assumptions and readings", f"{len(pack.entries)}, of which {confirmed or 'none'} confirmed"
    proved = pack.proved
    yield (
        "Sentences that say proved",
        f"{len(proved)}, of which {sum(one.certified for one in proved) or 'none'} certified",
    )


def _text(pack: Pack) -> str:
    """`291 words: 277 encoded, 13 left out with the reason, 1 that says nothing alone; all are covered`."""
    words = pack.trace.counts.words
    told: Mapping[State, str] = {
        "encoded": "encoded",
        "excused": "left out with the reason",
        "silent": "that say nothing alone",
    }
    parts = ", ".join(f"{words[state]} {word}" for state, word in told.items() if words[state])
    left = f"{words['open']} ARE NOT COVERED" if words["open"] else "all are covered"
    return f"{sum(words.values())} words: {parts}; {left}"


def _proofs(pack: Pack) -> Iterator[blocks.Block]:
    rows = tuple((f"{number:03}", one.claim.sentence, _certificate(one)) for number, one in enumerate(pack.proved, 1))
    yield blocks.Table(("No.", "Sentence", "Certificate"), rows, (1, 9, 6))
    if pack.beside:
        yield blocks.Bulleted(
            "Findings that say proved as well, without a certificate of their own: what is said above too needs none, "
            "and of several amendments together, or of a change that is masked, none is written",
            pack.beside,
        )


def _certificate(one: Proved) -> str:
    """`certified (2 questions): 3,833 clauses, 1,926 steps by cadical …, accepted by dratify …`."""
    if not one.certified:
        return f"not certified: {one.reason}"
    told = [
        f"{each.sizes.clauses:,} clauses, {each.steps:,} steps"
        + (f", {counted(each.sizes.excluded, 'entry', 'entries')} of arithmetic" if each.sizes.excluded else "")
        + (f" of which {each.sizes.unproved} are trusted" if each.sizes.unproved else "")
        for each in one.certificates
    ]
    first = one.certificates[0]
    return f"certified: {'; '.join(told)}; proof by {first.prover}, accepted by {first.checker}"


def _digests(pack: Pack) -> Iterator[blocks.Block]:
    versions = tuple((name, told) for name, told in pack.versions.items())
    yield blocks.Labelled((("Knowledge base", pack.base.digest), *versions))
    if pack.amendments is not None:
        lines = tuple((account.version.name, account.version.digest) for account in pack.amendments.accounts)
        yield blocks.Labelled(lines)
    yield blocks.Paragraph(
        "The digest of the knowledge base is over all that carries meaning; scenarios do not enter it: "
        "results.json has the digest of every file.",
        style="aside",
    )


def _files(names: Sequence[str]) -> blocks.Block:
    rows = [(name, told) for name, told in FILES.items() if name in names]
    folders = sorted({name.rpartition("/")[0] for name in names if name.count("/") > 1})
    if folders:
        rows.append((f"{folders[0]} to {folders[-1]}", "the certificates, a question each"))
    return blocks.Table(("File", "What it is"), tuple(rows), (1, 3))


def requirements_page(pack: Pack) -> str:
    """Every requirement with the scenarios that touch it."""
    base = pack.base
    sections = []
    for number, criterion in enumerate(pack.trace.criteria, 1):
        own = [one for one in pack.requirements if one.span.criterion == criterion.id]
        table = blocks.Table(
            ("Requirement", "Text", "Encoded by", "Rests on", "Scenarios", "Result"),
            tuple(_requirement(one) for one in own),
            (1, 3, 3, 2, 4, 1),
        )
        sections.append(blocks.Section(f"{criterion.id} {criterion.title}", (table,), f"c{number}"))
    head = (blocks.Paragraph(TOUCHES, style="aside"),)
    title = f"{base.id} {base.version}: requirements, scenarios and results"
    return document_html(blocks.Document(title, head, tuple(sections)), "requirements")


def _requirement(one: Requirement) -> tuple[str, ...]:
    span = one.span
    rests = (*span.readings, *span.assumptions)
    failed = f"; failed: {', '.join(one.failed)}" if one.failed else ""
    return (
        span.id,
        span.text,
        ", ".join((*span.thresholds, *span.rules)) or "; ".join(span.excuses),
        ", ".join(rests),
        f"{len(span.scenarios)}: {_by_file(span.scenarios)}" if span.scenarios else "none",
        f"{_RESULTS[one.result]}{failed}",
    )


def _by_file(names: Sequence[str]) -> str:
    """Scenarios by their files: `scenarios/in1.yaml:4, 12, 15; scenarios/in2.yaml:4`."""
    lines: dict[str, list[str]] = {}
    for name in names:
        file, _, line = name.rpartition(":")
        lines.setdefault(file, []).append(line)
    return "; ".join(f"{file}:{', '.join(own)}" for file, own in lines.items())


def scenarios_page(pack: Pack) -> str:
    """Every scenario with what it expects and what it got, and what none of them exercises."""
    base = pack.base
    names = list(pack.trace.scenarios)
    rows = tuple(_scenario(name, outcome) for name, outcome in zip(names, pack.scenarios.outcomes, strict=True))
    body: list[blocks.Block] = [
        blocks.Table(("Scenario", "What is to be so", "Expected", "Got", "Result"), rows, (3, 6, 2, 2, 1))
    ]
    if pack.scenarios.uncovered:
        gaps = tuple(f"{gap.text} ({gap.place})" for gap in pack.scenarios.uncovered)
        body.append(blocks.Bulleted("What no scenario exercises", gaps))
    return document_html(
        blocks.Document(f"{base.id} {base.version}: scenarios and results", (), tuple(body)), "scenarios"
    )


def _scenario(name: str, outcome: Outcome) -> tuple[str, ...]:
    got = outcome.screening.verdict if outcome.screening is not None else "refused"
    why = [str(one) for one in outcome.differences] + [one.message for one in outcome.refused]
    result = "passed" if outcome.passed else f"FAILED: {'; '.join(why)}"
    return name, outcome.scenario.sentence, outcome.scenario.expected.verdict, got, result


def check_text(pack: Pack) -> str:
    """What the checks find, as text."""
    serious = sum(one.severity != "remark" for one in pack.findings)
    told = [*(render(one) for one in pack.findings)]
    told.append(f"{counted(serious, 'finding')}, {counted(len(pack.findings) - serious, 'remark')}")
    return "\n\n".join(told) + "\n"
