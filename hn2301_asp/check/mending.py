"""What mends a finding without a person, as edits, for all checks in one place.

Safe is what changes no meaning: signs of a quote that the text writes otherwise, another spelling of a comparator
or a unit, a rule that stands twice, the list of those who depend on a reading. What was perhaps meant is not.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable

from msgspec.structs import replace

from hn2301_asp.check.base import Base
from hn2301_asp.check.requoting import requoted
from hn2301_asp.knowledge.loading import CONSTRAINT_FILES
from hn2301_asp.knowledge.model import READINGS
from hn2301_asp.knowledge.reading_rules import read_rules
from hn2301_asp.knowledge.rules import Rule
from hn2301_asp.knowledge.thresholds.syntax import is_unit
from hn2301_asp.source.alike import COMPARATORS, plain
from hn2301_asp.source.diagnostics import Edit, Finding, Fix, InputError, Place, clearly_meant
from hn2301_asp.source.limits import MAX_SUGGESTIONS

#: A quote alone, or in the line of its own that it has above a rule.
_QUOTE = re.compile(r'((?:%!\s*)?")([^"]+)("\s*)')
_TWICE = "duplicate-rule"
#: A litre, and its parts, where it stands as a word.
_LITRE = re.compile(r"(?<![^\W\d_])([mdcuµμn]?)l(?![^\W\d_])")


def with_fixes(base: Base, findings: Iterable[Finding]) -> list[Finding]:
    """The findings, each with what mends it where that can be told.

    Of rules that stand twice so many are told as anybody mends one by one: for each its file is read again.
    """
    found, twice = [], 0
    for finding in findings:
        twice += finding.code == _TWICE
        left_out = finding.code == _TWICE and twice > MAX_SUGGESTIONS
        found.append(finding if left_out else replace(finding, fix=_fix(base, finding)))
    return found


def _fix(base: Base, finding: Finding) -> Fix | None:
    mender = _MENDERS.get(finding.code)
    if mender is not None:
        return mender(base, finding)
    return _respelled(finding.place, finding.meant) if finding.meant else None


def _under(place: Place) -> str | None:
    """The words under the caret, where they stand in one line."""
    if place.text is None or place.column is None or place.end_column is None or place.file is None:
        return None
    return place.text[place.column - 1 : place.end_column - 1]


def _replaced(place: Place, replacement: str, title: str, *, safe: bool, left: int = 0, right: int = 0) -> Fix:
    """What stands at a place written otherwise, without some signs at its ends."""
    assert place.file is not None
    assert place.line is not None
    assert place.column is not None
    assert place.end_column is not None
    edit = Edit(place.file, place.line, place.column + left, place.line, place.end_column - right, replacement)
    return Fix(title, (edit,), safe)


def _respelled(place: Place, meant: str) -> Fix | None:
    under = _under(place)
    if not under or under == meant or not clearly_meant(under, [meant]):
        return None
    return _replaced(place, meant, f"write `{meant}`", safe=False)


def _quote(base: Base, finding: Finding) -> Fix | None:
    under, criterion = _under(finding.place), base.claimed.get(finding.place.file or "")
    parts = _QUOTE.fullmatch(under or "")
    found = requoted(parts[2], criterion.text) if parts and criterion else None
    if parts is None or found is None:
        return None
    words, safe = found
    title = f'quote the text as it is written: "{words}"' if safe else f'quote what the text says: "{words}"'
    return _replaced(finding.place, words, title, safe=safe, left=len(parts[1]), right=len(parts[3]))


def _comparator(_base: Base, finding: Finding) -> Fix | None:
    sign = COMPARATORS.get(_under(finding.place) or "")
    return _replaced(finding.place, sign, f"write `{sign}`", safe=True) if sign else None


def _unit(base: Base, finding: Finding) -> Fix | None:
    """A declared spelling that differs in signs alone; in capitals, or by a letter, only a person can tell."""
    under = _under(finding.place)
    if not under or base.knowledge_base is None:
        return None
    known = {spelling: unit for spelling, unit in base.known.vocabulary.spellings if is_unit(spelling)}
    for capitals in (True, False):
        wanted = _signs(under, capitals)
        alike = [spelling for spelling in known if _signs(spelling, capitals) == wanted]
        if len({known[spelling] for spelling in alike}) == 1:
            nearest = max(alike, key=lambda one: difflib.SequenceMatcher(None, one, under, autojunk=False).ratio())
            return _replaced(finding.place, nearest, f"write `{nearest}`", safe=capitals)
    meant = clearly_meant(under, filter(is_unit, base.known.vocabulary.unit_names.values()))
    return _replaced(finding.place, meant, f"write `{meant}`", safe=False) if meant else None


def _signs(unit: str, capitals: bool) -> str:
    """A unit in the plainest signs; a litre is one in either letter."""
    return plain(_LITRE.sub(r"\1L", unit), capitals=capitals)[0]


def _quantity(base: Base, finding: Finding) -> Fix | None:
    under = _under(finding.place)
    meant = clearly_meant(under, base.known.vocabulary.phrases()) if under and base.knowledge_base is not None else None
    return _replaced(finding.place, meant, f"write `{meant}`", safe=False) if meant else None


def _listed(base: Base, finding: Finding) -> Fix | None:
    """The list of a reading's criteria, where it stands in brackets in one line."""
    tree = base.trees.get(READINGS)
    if tree is None or finding.meant is None or base.knowledge_base is None:
        return None
    for name in base.known.readings:
        path = ("readings", name, "criteria")
        node = tree.node(*path)
        if base.place(READINGS, *path) == finding.place and node is not None and node.flow_style:
            place = tree.of(node)
            if _under(place) and node.start_mark.line == node.end_mark.line:
                return _replaced(place, finding.meant, f"write `{finding.meant}`", safe=True)
    return None


def _twice(base: Base, finding: Finding) -> Fix | None:
    """The second of two equal rules taken out, where every other rule keeps the words that it stands under."""
    place, file = finding.place, finding.place.file or ""
    lines, rules = base.files.texts[file].split("\n"), base.rules.get(file, ())
    at = (place.line or 0) - 1
    line = lines[at].strip()
    alone = line.endswith(".") and not lines[at][:1].isspace() and line.count(".") == 1
    orphans = lines[at - 1].startswith("%!") and not (at + 1 < len(lines) and lines[at + 1].strip())
    if not alone or orphans:
        return None
    kept = [rule for rule in rules if rule.place.line != place.line]
    try:
        left = read_rules(
            "\n".join(lines[:at] + lines[at + 1 :]), file, 1, constraints=file.startswith(CONSTRAINT_FILES)
        )
    except InputError:
        return None
    if [_said(rule) for rule in left.rules] != [_said(rule) for rule in kept]:
        return None
    return Fix("take the second one out", (Edit(file, at + 1, 1, at + 2, 1, ""),))


def _said(rule: Rule) -> tuple[object, ...]:
    return rule.source, rule.quotes, rule.because


_MENDERS: dict[str, Callable[[Base, Finding], Fix | None]] = {
    "quote-not-in-text": _quote,
    "threshold-syntax": _comparator,
    "unknown-unit": _unit,
    "unknown-quantity": _quantity,
    "reading-criteria": _listed,
    _TWICE: _twice,
}
