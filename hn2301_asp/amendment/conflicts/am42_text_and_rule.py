"""AM42: the text and the rule drift apart.

What it is: a criterion's words were changed and its rule or threshold was not, or the reverse: a quote does
not stand in the text any more, a number, comparator or unit is another in the quote than in the rule, or
patients pass who did not while the text says the same.

Why it matters: sites read the text, the software runs the rule. Where the two differ, one of them screens
patients by a criterion that nobody approved.

Example: the threshold is raised to `ALC ≥ 1.0`, and the text still says "ALC ≥0.8×10^9/L".

How to mend: change text, quote and rule together (`hn2301 amend set` does all at once).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.amendment.questions.taken_over import item_at
from hn2301_asp.amendment.questions.telling import changed, items_behind, places_of
from hn2301_asp.comparison.differences import Difference
from hn2301_asp.knowledge.model import Criterion
from hn2301_asp.source.diagnostics import Finding, Place
from hn2301_asp.source.quoted_units import QuotedUnits
from hn2301_asp.source.quotes import Bound, bounds_in
from hn2301_asp.versions.items import items_of

CODE = "AM42"
TITLE = "lets text and rule drift apart"
ROOTS = ()
ALONE = True
LOADED = False
#: What `hn2301 check` finds of it, the plainest first.
CHECKS = (
    "quote-mismatch",
    "number-unstated",
    "quote-not-in-text",
    "quote-without-text",
    "phrase-not-in-text",
    "empty-quote",
    "rule-without-quote",
    "not-covered",
)
_PROTOCOL, _READINGS = "protocol.yaml", "readings.yaml"


def find(case: Case) -> Iterator[Conflict]:
    """One finding for each criterion, or file, whose words and rules do not agree."""
    found: dict[str, list[Finding]] = {}
    for finding in case.new_findings:
        if finding.code in CHECKS and not _unstated_before(case, finding):
            found.setdefault(_where(case, finding), []).append(finding)
    for where, findings in found.items():
        yield _checked(case, where, sorted(findings, key=lambda one: CHECKS.index(one.code)))
    if case.version.protocol is not None and case.base is not None and case.base.protocol is not None:
        before = {criterion.id: criterion for criterion in case.before.knowledge_base.criteria}
        for criterion in case.criteria:
            if criterion.id in before and criterion.id not in found:
                yield from _drifted(case, before[criterion.id], criterion)


def _unstated_before(case: Case, finding: Finding) -> bool:
    """Whether the base left a number of the same words to people too: that it changed is told of the text."""
    before = case.base.findings if case.base is not None and finding.code == "number-unstated" else ()
    return any((one.code, one.place.file) == (finding.code, finding.place.file) for one in before)


def _where(case: Case, finding: Finding) -> str:
    """The criterion that a finding of the check is about; its file where it is none's."""
    file = finding.place.file or ""
    if file == _PROTOCOL:
        item = item_at(case, finding.place)
        return (item.group if item is not None else None) or file
    if file == _READINGS:
        return _read(case, finding) or file
    for version in (case.version.protocol, case.base.protocol if case.base is not None else None):
        for criterion in version.knowledge_base.criteria if version is not None else ():
            if file.rpartition(".")[0] == f"criteria/{criterion.stem}":
                return criterion.id
    return file


def _read(case: Case, finding: Finding) -> str | None:
    """The criterion that a reading is of; of several, one whose text changed."""
    item = item_at(case, finding.place)
    parts = item.name.split(".") if item is not None else []
    loaded = [v.protocol.knowledge_base for v in (case.version, case.base) if v is not None and v.protocol is not None]
    readings = [base.readings[part] for base in loaded for part in parts if part in base.readings]
    texts = [{criterion.id: criterion.text for criterion in base.criteria} for base in loaded]
    criteria = readings[0].criteria if readings else ()
    changed = [name for name in criteria if len({text.get(name) for text in texts}) > 1]
    return next(iter([*changed, *criteria]), None)


def _checked(case: Case, where: str, findings: Sequence[Finding]) -> Conflict:
    """What the check says of a criterion as one finding: the plainest, and the others behind it."""
    first = findings[0]
    return case.conflict(
        where,
        _message(first, where),
        "change text, quote and rule together",
        severity="error" if any(finding.severity == "error" for finding in findings) else "warning",
        place=first.place,
        notes=[
            *([("because", first.help)] if first.help else []),
            *(("also", _message(finding, where)) for finding in findings[1:]),
        ],
    )


def _message(finding: Finding, where: str) -> str:
    """A finding in its own words, with the quote that it speaks of."""
    place = finding.place
    if finding.code != "quote-not-in-text" or not (place.text and place.column):
        return finding.message
    quote = place.text[place.column - 1 : place.end_column and place.end_column - 1].strip('"')
    return f"“{quote}” does not stand in the text of {where}"


def _drifted(case: Case, before: Criterion, after: Criterion) -> Iterator[Conflict]:
    """What no quote shows: numbers that changed in the text alone, or a rule that changed alone."""
    units = case.protocol.knowledge_base.vocabulary.quoted_units
    said, says = _encoded(before, units), _encoded(after, units)
    other = sorted(map(str, said)) != sorted(map(str, says))
    if other and after.id not in case.reachable and not _respelled(case, after):
        gone = [bound for bound in said if bound not in says]
        come = [bound for bound in says if bound not in said]
        yield case.conflict(
            after.id,
            f"the text of {after.id} says {_listed(come)} instead of {_listed(gone)}, and no rule changed",
            "change the rule too, or restore the text",
            place=_text_place(case, after.id),
            notes=[(f"text {case.name}", after.text), (f"text {case.comparer.names[0]}", before.text)],
        )
    if after.id in case.reachable and before.text.split() == after.text.split():
        change = case.comparison.criteria[after.id]
        own = [item for item in items_behind(case, after.id) if _quoted(item, (before, after))]
        if own and change.relation != "equivalent":
            places = places_of(own)
            if own[0].here is None:
                places["place"] = _text_place(case, after.id)
            yield case.conflict(
                after.id,
                f"the rule of {after.id} changed and its text did not: {_what(case, own)}",
                "change the text too, or restore the rule",
                notes=[(f"text {case.name}", after.text)],
                witness=change.loses.witness or change.gains.witness,
                **places,
            )


def _respelled(case: Case, criterion: Criterion) -> bool:
    """Whether a limit of a criterion is written otherwise: in another unit and the same, or of other measurements."""
    before, after = (version.knowledge_base for version in (case.before, case.protocol))
    there, here = before.thresholds.thresholds, after.thresholds.thresholds
    own = [name for name, threshold in here.items() if threshold.owner == criterion.id and name in there]
    counting = [
        [base.thresholds.quantities[base.thresholds.thresholds[name].quantity].summary for name in own]
        for base in (before, after)
    ]
    return counting[0] != counting[1] or any(there[name].shown != here[name].shown for name in own)


def _what(case: Case, own: Sequence[Difference]) -> str:
    """What changed, in the words of the files."""
    first, more = own[0], f"; and {len(own) - 1} more" if len(own) > 1 else ""
    words = changed(case, own[:1])
    if words is None and first.here is not None and first.there is not None:
        words = f"`{first.here.text}` was `{first.there.text}`"
    elif words is None and first.here is not None:
        words = f"`{first.here.text}` is new"
    elif words is None:
        words = f"`{first.there.text if first.there is not None else first.name}` is gone"
    return words + more


def _encoded(criterion: Criterion, units: QuotedUnits) -> list[Bound]:
    """The numbers of a criterion's text, without those in words that it says are not encoded."""
    found = list(bounds_in(criterion.text, units))
    for phrase, _ in criterion.not_encoded:
        for bound in bounds_in(phrase, units):
            if bound in found:
                found.remove(bound)
    return found


def _listed(bounds: Sequence[Bound]) -> str:
    return ", ".join(f"`{bound}`" for bound in bounds) or "nothing"


def _quoted(item: Difference, versions: Sequence[Criterion]) -> bool:
    """Whether an item is a criterion's own, and says its words: a limit that quotes none has none to change."""
    if item.kind not in ("threshold", "rule"):
        return False
    files = [f"criteria/{criterion.stem}" for criterion in versions]
    parts = [part for part in (item.here, item.there) if part is not None]
    own = any((part.place.file or "").rpartition(".")[0] in files for part in parts)
    return own and (item.kind == "rule" or any(part.quotes for part in parts))


def _text_place(case: Case, criterion: str) -> Place:
    """Where a criterion's text stands in protocol.yaml."""
    text = case.version.opened.files.texts[_PROTOCOL]
    items = items_of(_PROTOCOL, text)
    line = next((item.body_line for item in items if item.name == f"{criterion}.text"), 1)
    return Place(_PROTOCOL, line, text=text.split("\n")[line - 1])
