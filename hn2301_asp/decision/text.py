"""What became of verifying a record, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from hn2301_asp.decision.compare import Difference
from hn2301_asp.decision.model import DecisionRecord
from hn2301_asp.decision.outcome import Outcome
from hn2301_asp.decision.verify import Verification
from hn2301_asp.knowledge.model import Kind
from hn2301_asp.report.patient.verdict import status_word
from hn2301_asp.report.writers.lines import Line
from hn2301_asp.screening import STATUSES
from hn2301_asp.source.lists import counted, listed

#: So many differences show what happened; the rest are counted.
MOST = 25


def verification_lines(found: Verification) -> Iterator[Line]:
    """The outcome first; then what differs and why; then what people said of it."""
    record = found.record
    yield _headline(found)
    if found.other_versions and not found.altered:
        for outcome in found.outcomes:
            if not outcome.same:
                yield from _outcome(outcome, "is", "bold")
    for number, difference in enumerate(found.differences):
        if number == MOST:
            yield [(f"  and {len(found.differences) - MOST} more", "")]
            break
        yield from _difference(difference)
    for why in _reasons(found):
        yield [("why: ", "bold"), (why, "")]
    if found.added:
        counts = Counter(d.path.rpartition(".")[2].partition("[")[0] for d in found.added)
        names = listed([f"`{name}`{f' ({n})' if n > 1 else ''}" for name, n in sorted(counts.items())])
        yield [(f"not in the record, but said now: {names}", "dim")]
    now = f"recomputed with {_versions(found.versions)}"
    yield [(now + (f"; made with {_versions(record.versions)}" if found.other_versions else ""), "dim")]
    yield from _people(record)
    yield from _today_lines(found)
    yield [(f"digest {record.digest}", "dim")]


def _headline(found: Verification) -> Line:
    record = found.record
    if found.identical:
        text = f": {_patients(found.verdicts)}, with the knowledge base {record.knowledge_base.digest[:12]}"
        return [("identical", "bold green"), (text, "")]
    if not found.differences:
        text = f": what can be recomputed is the same ({_patients(found.verdicts)}), but the file was altered"
        return [("not identical", "bold red"), (text, "")]
    differing = len({d.path.partition(".")[0] for d in found.differences if d.path.startswith("patients[")})
    number = len(found.differences)
    text = f": {counted(number, 'difference')}"
    if differing:
        total = len(record.patients)
        text += f", in {differing} of {total} patients" if total > 1 else ""
    return [("not identical", "bold red"), (text, "")]


def _patients(verdicts: Iterable[str]) -> str:
    counts = Counter(verdicts)
    total = counts.total()
    if len(counts) == 1:
        return f"{counted(total, 'patient')}, verdict {next(iter(counts))}"
    words = ", ".join(f"{number} {verdict}" for verdict, number in sorted(counts.items()))
    return f"{total} patients ({words})"


def _difference(difference: Difference) -> Iterator[Line]:
    patient = f"   ({difference.patient})" if difference.patient else ""
    yield [(f"  {difference.path}", "bold"), (patient, "dim")]
    yield [("      in the record: ", "dim"), (difference.stored or "absent", "")]
    yield [("      recomputed:    ", "dim"), (difference.computed or "absent", "")]


def _reasons(found: Verification) -> Iterator[str]:
    if found.altered:
        one = len(found.altered) == 1 and not found.altered[0].endswith("s")
        fit = f"{'does' if one else 'do'} not fit {'its digest' if one else 'their digests'}"
        what = f"{listed(found.altered)} {fit}"
        if found.altered == ("the digests",):
            what = "its parts fit their digests, but not the digest of the whole"
        yield f"the file was altered after it was made: {what}"
    if not found.differences:
        return
    if found.other_versions:
        changed = [n for n in found.versions if found.versions[n] != found.record.versions.get(n)]
        yield f"the record was made with other versions of {listed(changed)}"
        yield from _changes(found)
    elif not found.altered:
        yield (
            "the digests fit and the versions are the same: the software computes otherwise, "
            "or the file was altered and its digests were made anew"
        )


def _changes(found: Verification) -> Iterator[str]:
    """The changes of the software that explain what differs, and how much none of them does."""
    told: dict[str, dict[str, None]] = {}
    for reason in found.reasons:
        of = reason.patient
        what = told.setdefault(f"since {reason.since} {reason.told}", {})
        values = [f"{value} ({of})" if of else value for value in reason.values]
        what.update(dict.fromkeys(values or ([of] if of else [])))
    for sentence, concerned in told.items():
        yield sentence + (f": {listed(list(concerned))}" if concerned else "")
    if number := len(found.unexplained):
        of = f"{number} of them" if found.reasons else "it" if number == 1 else "them"
        yield f"no change of the software that is known explains {of}: please report this record's versions"


def _versions(versions: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {version}" for name, version in versions.items())


def _people(record: DecisionRecord) -> Iterator[Line]:
    made = {"made by": record.made.who, "when": record.made.when, "meaning": record.made.meaning}
    if any(made.values()):
        yield [("; ".join(f"{name} {text}" for name, text in made.items() if text), "")]
    if record.corrects is not None:
        yield [("it corrects the record ", ""), (record.corrects, "")]
    own = record.investigator
    said = {"": own.decision, "by ": own.by, "date ": own.date, "reason: ": own.reason}
    if any(said.values()):
        yield [("investigator's decision: ", "bold"), ("; ".join(f"{n}{t}" for n, t in said.items() if t), "")]
    else:
        yield [("investigator's decision: not filled in", "dim")]


def _today_lines(found: Verification) -> Iterator[Line]:
    if found.today is None:
        return
    yield [(f"with the knowledge base {found.today.name} ({found.today.base})", "bold"), (":", "")]
    for reading in found.today.left_readings:
        yield [(f"  the reading {reading} of the record does not exist in it; its default is taken", "")]
    for outcome in found.today.outcomes:
        yield from _outcome(outcome, "would be", "")


def _outcome(outcome: Outcome, verb: str, style: str) -> Iterator[Line]:
    yield [(f"  {_told(outcome, verb)}", style)]
    for words in outcome.turns_on:
        yield [("      turns on ", "dim"), (words, "")]


def _told(outcome: Outcome, verb: str) -> str:
    """A verdict that is, or would be, another one than was recorded, or the same."""
    if outcome.problem is not None:
        return f"{outcome.patient}: the input is not understood: {outcome.problem}"
    changed = ", ".join(_changed(outcome, *one) for one in outcome.changed)
    same = f"the verdict {verb} the same, {outcome.verdict}"
    other = f"the verdict {verb} {outcome.verdict}, was {outcome.stored}"
    told = same if outcome.verdict == outcome.stored else other
    return f"{outcome.patient}: {told}" + (f" ({changed})" if changed else "")


def _changed(outcome: Outcome, criterion: str, before: str, now: str) -> str:
    """`IN-7 not met, was met`; of a criterion of exclusion `EX-2 applies, recorded: does not apply`."""
    kind: Kind = "exclusion" if criterion in outcome.exclusion else "inclusion"
    here, there = (status_word(status, kind) if status in STATUSES else status for status in (now, before))
    verb = "recorded:" if there in ("applies", "does not apply") else "was"
    return f"{criterion} {here}, {verb} {there}"
