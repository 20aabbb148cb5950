"""What `hn2301 check` newly finds of a version, as findings of the classes of conflict. Nothing is judged here."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.model import Conflict
from hn2301_asp.knowledge.rules import of_criterion
from hn2301_asp.source.diagnostics import Finding, Place
from hn2301_asp.versions.definitions import CONTENT
from hn2301_asp.versions.items import HEADING, Item, items_of

#: What a threshold file says first: what it belongs to.
_KINDS = ("criterion", "score", "background", "guardrails")


def taken_over(case: Case, checks: Collection[str]) -> Iterator[Conflict]:
    """What `hn2301 check` newly finds under some of its codes, as findings of a class."""
    for finding in case.new_findings:
        if finding.code in checks:
            wrong = finding.severity == "error"
            yield case.conflict(
                _item(case, finding),
                finding.message,
                finding.help or "correct the line, or take it out",
                group="mend" if wrong else "declare",
                place=finding.place,
                notes=[("see", _short(case, place)) for place in finding.related],
            )


def _short(case: Case, place: Place) -> str:
    """The author's own file and line of a place, within the folder of its version."""
    written = case.located(place)
    roots = [case.version.opened.files.root, *([case.base.opened.files.root] if case.base is not None else [])]
    file = str(written.file)
    for root in roots:
        file = file.removeprefix(f"{root}/")
    return f"{file}:{written.line}" if written.line is not None else file


def item_at(case: Case, place: Place) -> Item | None:
    """The item of the version's texts in which a place stands."""
    items = items_of(place.file or "", case.version.opened.files.texts.get(place.file or "", ""))
    return next((item for item in reversed(items) if item.line <= (place.line or 0)), None)


def _item(case: Case, finding: Finding) -> str:
    """The name of the item that a finding stands in: a threshold, what a rule defines, an entry."""
    file, item = finding.place.file, item_at(case, finding.place)
    if file is None or item is None or item.name in (HEADING, CONTENT, *_KINDS):
        return file or "protocol"
    if (criterion := of_criterion(item.name)) is not None:
        return criterion[1]
    if file == "protocol.yaml":
        return item.group if item.group and item.name.startswith(f"{item.group}.") else item.name
    return item.name.rpartition(".")[2] if file.endswith(".yaml") and item.name != file else item.name
