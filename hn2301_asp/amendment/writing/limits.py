"""A new bound for a threshold: read in the threshold language, printed as the file spells the old one.

What is left out of it (the comparator, the unit, `no if never`) stays as it was. This module knows no words of a
criterion.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec.structs import replace

from hn2301_asp.amendment.writing.edits import Edit
from hn2301_asp.knowledge.thresholds.model import SHOWN, Again, Limit, show_limit, show_list, show_window, unit_of
from hn2301_asp.knowledge.thresholds.syntax import ThresholdSyntax, parse
from hn2301_asp.knowledge.thresholds.twins import rewritten
from hn2301_asp.knowledge.vocabulary.model import Vocabulary
from hn2301_asp.source.diagnostics import Finding, InputError, Place, one_of
from hn2301_asp.source.quoted_units import unit_key

_SIGN = re.compile(r"≥|>=|≤|<=|<|>|=")
_FORMS = {
    "comparison": ("one bound", "≥ 1.5"),
    "window": ("a window", "within 14 days"),
    "between": ("a range", "between 18 and 69"),
    "listed": ("a list", "0 or 1"),
}
_STATES = {"comparison": "one bound", "window": "a window", "between": "a range", "listed": "a list"}
_BLANKS = re.compile(r"(?<=\S) {2,}(?=\S)")
_PLURALS = re.compile(r"(hour|day|week|month|year|point|second)s?")


def read_limits(written: str, threshold: ThresholdSyntax, vocabulary: Vocabulary) -> tuple[Limit, ...]:
    """The threshold's bounds as ``written`` wants them; raises InputError with a caret under what is wrong.

    What was given in a second unit too is so again, with the decimals that it had.
    """
    written = " ".join(written.split())
    if not written:
        raise InputError(Finding("threshold-syntax", "no limit is given", help=f"write one, as `{shown(threshold)}`"))
    if threshold.extreme:
        written = _both(written, threshold)
    lead, limit, tail = _completed(written, threshold)
    before = f"{threshold.name}  {threshold.asked} {lead}"
    what, example = _FORMS[threshold.form]
    if threshold.form == "window":
        what, example = f"{what} {threshold.window}", f"{example} {threshold.window}"
    try:
        found = parse(f'background\n\n{before}{limit}{tail} because "it is asked"\n', "").thresholds[0]
    except InputError as error:
        told = [_under(finding, written, limit, len(before), example) for finding in error.findings]
        raise InputError(told) from None
    other = found.form == threshold.form and found.window.lower() != threshold.window.lower()
    same = (len(found.limits), found.extreme) == (len(threshold.limits), threshold.extreme)
    if found.form == threshold.form == "window" and not same:
        help = f"write it as `{shown(threshold)}`, or edit a copy by hand, and `amend draft` from it"
        message = f"`{threshold.name}` is `{shown(threshold)}`, and `{written}` is another window"
        raise InputError(Finding("threshold-syntax", message, help=help))
    if found.form != threshold.form or other or found.never not in (None, threshold.never) or len(found.reasons) > 1:
        message = f"`{threshold.name}` is {what}, and `{written}` is {_STATES[found.form]}"
        if other:
            message += f" {found.window}"
        elif found.form == threshold.form:
            message = f"`{written}` says more than a limit"
        raise InputError(Finding("threshold-syntax", message, help=f"write it as `{example}`"))
    own = [limit.unit for limit in found.limits if limit.unit]
    asked = vocabulary.asked(threshold.asked)
    quantity = "" if asked is None else asked.name
    for one in found.limits:
        if asked is not None and asked.grades and (not one.grade or asked.grade(one.number_text) is None):
            message = f"`{one.number_text}` is no grade of {asked.label}"
            raise InputError(Finding("unknown-grade", message, help=f"its grades are {one_of(asked.grades)}"))
    return tuple(
        _in_both_units(_settled(limit, old, own, vocabulary), old, quantity, vocabulary)
        for limit, old in zip(found.limits, threshold.limits, strict=True)
    )


def shown(threshold: ThresholdSyntax, limits: Sequence[Limit] = ()) -> str:
    """A threshold's bounds in the threshold language."""
    limits = limits or threshold.limits
    if threshold.form == "window":
        return show_window(limits, threshold.window, threshold.extreme)
    if threshold.form == "listed":
        first, last = (int(limit.number) for limit in limits)
        return show_list([str(number) for number in range(first, last + 1)], limits[0].unit)
    return " and ".join(show_limit(limit) for limit in limits)


def same(one: Limit, other: Limit, vocabulary: Vocabulary) -> bool:
    """Whether two bounds are one, however they are spelled."""
    if one.grade or other.grade:
        return (one.comparator, one.number_text) == (other.comparator, other.number_text)
    alike = (one.comparator, one.number, one.times) == (other.comparator, other.number, other.times)
    return alike and same_unit(one, other, vocabulary)


def same_unit(one: Limit, other: Limit, vocabulary: Vocabulary) -> bool:
    """Whether two bounds are given in one unit, however it is spelled."""
    if one.times or other.times:
        return one.times == other.times
    units = [vocabulary.unit(limit.unit) or unit_key(limit.unit) if limit.unit else None for limit in (one, other)]
    return units[0] == units[1]


def limit_edits(text: str, threshold: ThresholdSyntax, limits: Sequence[Limit]) -> list[Edit]:
    """The edits of a threshold file that give a threshold its new bounds; the columns stay where they are."""
    edits: list[Edit] = []
    if threshold.form == "listed":
        start = offset(text, threshold.limits[0].place)
        end = start + (threshold.limits[0].place.end_column or 0) - (threshold.limits[0].place.column or 0)
        edits.append(Edit(start, end, shown(threshold, limits)))
    for old, new in () if edits else zip(threshold.limits, limits, strict=True):
        edits += _edits(text, old, new, signed=threshold.form == "comparison")
    if not edits:
        return []
    last = max(edit.end for edit in edits)
    line_start = text.rfind("\n", 0, last) + 1
    line_end = (text + "\n").index("\n", last)
    blanks = _BLANKS.search(text, last, line_end)
    grown = sum(len(edit.new) - (edit.end - edit.start) for edit in edits if edit.start >= line_start)
    if blanks and grown:
        width = max(1, blanks.end() - blanks.start() - grown)
        edits.append(Edit(blanks.start(), blanks.end(), " " * width))
    return edits


def _both(written: str, threshold: ThresholdSyntax) -> str:
    """Both times of a window of two, where one of them alone is given: it is told by its unit which one it is."""
    one = re.fullmatch(r"([0-9.]+)\s*(\S.*)?", written)
    if one is None:
        return written
    number, unit = one.groups()
    chosen = [limit for limit in threshold.limits if unit and unit_key(limit.unit or "") == unit_key(unit)]
    if len(chosen) != 1:
        units = [limit.unit for limit in threshold.limits]
        message = f"`{threshold.name}` is `{shown(threshold)}`: `{written}` may be either time"
        both = f"{threshold.extreme} of {' or '.join(f'… {unit}' for unit in units)}"
        help = f"write it with its unit, {' or '.join(f'`{number} {unit}`' for unit in units)}, or both: `{both}`"
        if unit:
            message = f"`{threshold.name}` is `{shown(threshold)}`: `{written}` is in the unit of neither"
            help = f"write both times, as `{both}`; or edit a copy by hand, and `amend draft` from it"
        raise InputError(Finding("threshold-syntax", message, help=help))
    told = [f"{number if limit is chosen[0] else limit.number_text} {limit.unit}" for limit in threshold.limits]
    return f"{threshold.extreme} of {' or '.join(told)}"


def _completed(written: str, threshold: ThresholdSyntax) -> tuple[str, str, str]:
    """The limit with what was left out before and behind it, so that it can be parsed."""
    old = threshold.limits[0]
    bare = written[0].isdigit() or written[0] in "-−–" or (old.grade and re.fullmatch(r"\w+[+-]?", written) is not None)
    if threshold.form == "comparison":
        alone = bare and not re.search(r"\sor\s", written)
        return (f"{SHOWN[old.comparator]} " if alone else ""), written, ""
    if threshold.form == "listed":
        return "", written, ""
    if threshold.form == "between":
        dashed = re.fullmatch(r"([-−]?[0-9.]+)\s*[-–]\s*([0-9.].*)", written)
        if dashed:
            return "between ", f"{dashed[1]} and {dashed[2]}", ""
        return ("between " if bare else ""), written, ""
    bare = bare or written.startswith(("longer", "shorter"))
    number = re.fullmatch(r"(?:within\s+)?([0-9.]+)", written)
    tail = f" {old.unit}" if number else ""
    tail += "" if re.search(r"\b(before|after)\b", written) else f" {threshold.window}"
    return ("within " if bare else ""), written, tail if bare or written.startswith("within") else ""


def _under(finding: Finding, written: str, limit: str, before: int, example: str) -> Finding:
    """A finding on the statement made of the limit, with the caret under the limit as it was given.

    ``example`` is a limit of the same form, told where nothing better is.
    """
    place = finding.place
    column = min(max((place.column or 1) - before, 1), len(written) + 1)
    width = (place.end_column or 0) - (place.column or 0)
    if written != limit or not 0 < (place.column or 0) - before <= len(limit):
        column, width = 1, len(written)
    end = min(column + max(width, 1), len(written) + 1)
    said = finding.help and not finding.help.startswith("expected")
    help = finding.help if said else f"write it as `{example}`"
    return replace(finding, place=Place(None, None, column, max(end, column + 1), written), help=help)


def _settled(limit: Limit, old: Limit, own: Sequence[str], vocabulary: Vocabulary) -> Limit:
    """The bound with the unit of the old one where none is given, and with its spelling where it is the same."""
    if limit.unit is None and not limit.times and not limit.grade:
        limit = replace(limit, unit=own[0] if own else old.unit, times=None if own else old.times)
    if same_unit(limit, old, vocabulary):
        limit = replace(limit, unit=old.unit)
        singular = _PLURALS.fullmatch(old.unit or "")
        if singular:
            spelled = singular[1] + ("" if limit.number == 1 else "s")
            if (limit.number == 1) != (old.number == 1) and vocabulary.unit(spelled) is not None:
                limit = replace(limit, unit=spelled)
    return limit


def _in_both_units(limit: Limit, old: Limit, quantity: str, vocabulary: Vocabulary) -> Limit:
    """The bound with its second number, where the old one has it; in the old one's first unit, if it is the second."""
    if old.again is None or old.unit is None or limit.again is not None or limit.unit is None:
        return limit
    turned = vocabulary.unit(limit.unit) == vocabulary.unit(old.again.unit)
    model = Again(old.number, old.number_text, old.unit, old.place) if turned else old.again
    number = rewritten(vocabulary, quantity, limit, model)
    if number is None:
        return limit
    return replace(limit, again=replace(model, number=Fraction(number), number_text=number))


def _edits(text: str, old: Limit, new: Limit, *, signed: bool) -> Iterator[Edit]:
    start = offset(text, old.place)
    sign = _SIGN.match(text, start)
    if signed and sign and old.comparator != new.comparator:
        ascii_sign = sign.group() in (">=", "<=")
        yield Edit(sign.start(), sign.end(), new.comparator if ascii_sign else SHOWN[new.comparator])
    number = re.compile(rf"(?<![\d.]){re.escape(old.number_text)}(?![\d.])")
    # Of two times in one window each stands before its own unit.
    behind = offset(text, old.unit_place) if old.unit and old.unit_place else start
    *_, found = number.finditer(text, start, behind) if behind > start else [number.search(text, start)]
    assert found is not None
    if old.number != new.number or (old.number_text != new.number_text and new.grade):
        yield Edit(found.start(), found.end(), new.number_text)
    if (old.unit, old.times) != (new.unit, new.times):
        unit = old.unit_place
        end = offset(text, unit) + (unit.end_column or 0) - (unit.column or 0) if unit else found.end()
        yield Edit(found.end(), end, f" {unit_of(new)}")
    yield from _again_edits(text, old, new, found.end())


def _again_edits(text: str, old: Limit, new: Limit, at: int) -> Iterator[Edit]:
    """What changes of the number in a second unit, behind the first."""
    one, other = old.again, new.again
    if one is not None:
        start = offset(text, one.place)
        end = start + (one.place.end_column or 0) - (one.place.column or 0)
        if other is None:
            opened, closed = text.rindex("(", 0, start), text.index(")", end) + 1
            yield Edit(len(text[:opened].rstrip()), closed, "")
        elif other.unit != one.unit:
            yield Edit(start, end, f"{other.number_text} {other.unit}")
        elif other.number_text != one.number_text:
            yield Edit(start, start + len(one.number_text), other.number_text)
    elif other is not None:
        place = old.unit_place
        end = offset(text, place) + (place.end_column or 0) - (place.column or 0) if place else at
        yield Edit(end, end, f" ({other.number_text} {other.unit})")


def offset(text: str, place: Place) -> int:
    """Where in a text a place begins."""
    earlier = text.split("\n")[: (place.line or 1) - 1]
    return sum(len(line) + 1 for line in earlier) + (place.column or 1) - 1
