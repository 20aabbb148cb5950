"""What programs ask of amendments: two versions compared, and amendments checked.

Versions are given as they are known: loaded, as a folder, or as `git:REV[:PATH]`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from hn2301_asp.amendment.assembling import check_versions
from hn2301_asp.amendment.model import Report
from hn2301_asp.amendment.questions.people import Table
from hn2301_asp.cohort.opening import frame_of
from hn2301_asp.cohort.shifting import hidden_shift_of_frame, shift_of_frame
from hn2301_asp.comparison.comparer import Comparer
from hn2301_asp.comparison.model import Comparison
from hn2301_asp.knowledge.resources import shipped_knowledge_base
from hn2301_asp.loader import load
from hn2301_asp.patient.numerals import Separator
from hn2301_asp.screener import Screener
from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.versions.opened import Opened
from hn2301_asp.versions.opening import open_version, stated_id, version_name

Given = Screener | str | Path


def compare(
    base: Given, amended: Given, cohort: Any = None, *, name_participants: bool = True, min_cell: int | None = None
) -> Comparison:
    """What differs in meaning between two versions, with witnesses: who gains and who loses eligibility.

    Overall and for each criterion, under the default readings of each. ``cohort`` are patients, as of
    ``check_amendments``, who are screened under both; with ``min_cell`` nobody is named, and counts below it stay
    hidden. Raises InputError where something cannot be used.
    """
    if min_cell is not None and min_cell < 1:
        raise ValueError(f"the smallest count that is told is {min_cell}; from 1 on it can be told")
    if min_cell is not None and cohort is None:
        raise ValueError("min_cell goes with a cohort: without one nothing is counted")
    one, other = _loaded(base), _loaded(amended)
    found = Comparer([one, other], _names(one, other)).comparison(0, 1)
    if cohort is None:
        return found
    given = frame_of(cohort, (one, other))
    if min_cell is not None:
        hidden = hidden_shift_of_frame(given.rows, (one, other), min_cell, file=given.file, numbers=given.numbers)
        return replace(found, hidden_shift=hidden)
    shift = shift_of_frame(given.rows, (one, other), named=name_participants, file=given.file, numbers=given.numbers)
    return replace(found, shift=shift)


def check_amendments(
    base: Given | None,
    amendments: Sequence[Given],
    roster: str | Path | None = None,
    cohort: Any = None,
    *,
    name_participants: bool = True,
    sheet: str | None = None,
    cohort_sheet: str | None = None,
    decimal: Separator | None = None,
) -> Report:
    """What amendments of a base mean, and every conflict; the base alone where no amendment is given.

    ``base`` None is the base that the first amendment was written for, or else the shipped one; a whole
    knowledge base of another protocol, given alone, is a base itself and checked as that.
    ``roster`` is a file of those who were enrolled or failed screening, ``cohort`` one of other
    patients, in any format that is screened, or Parquet, or a frame of any kind that ``screen_frame`` takes; without
    ``name_participants`` the report counts them only.
    ``sheet`` names the roster's sheet of a workbook, or the cohort's where no roster is given;
    ``cohort_sheet`` the cohort's beside a roster. ``decimal`` is the sign before the decimals in texts that can
    be read in two ways (`1,020`). Raises InputError where something cannot be used.
    """
    people = None if roster is None else Table(roster, sheet, decimal)
    others = cohort
    if isinstance(cohort, str | Path):
        others = Table(cohort, sheet if roster is None else cohort_sheet, decimal)
    given = None if base is None else _opened(base)
    opened = [_opened(amendment, given) for amendment in amendments]
    ground = given or (_ground(opened[0]) if opened else None) or open_version(shipped_knowledge_base())
    # Whole knowledge bases of another protocol.
    foreign = [one for one in opened if one.base is None and stated_id(one.files) != stated_id(ground.files)]
    if foreign and given is None and len(opened) == 1:
        return check_versions(foreign[0], (), people, others, name_participants=name_participants)
    if foreign:
        raise InputError(_another(one, ground) for one in foreign)
    return check_versions(ground, opened, people, others, name_participants=name_participants)


def _another(one: Opened, ground: Opened) -> Finding:
    root, own, other = one.files.root, stated_id(one.files), stated_id(ground.files)
    message = f"`{root}` is of the protocol `{own}`, and its base of `{other}`"
    help = "check it alone, as a base; or give its own base with --base"
    return Finding("amendment-base", message, Place(root), help=help)


def _loaded(given: Given) -> Screener:
    return given if isinstance(given, Screener) else load(given)


def _opened(given: Given, base: Opened | None = None) -> Opened:
    if not isinstance(given, Screener):
        return open_version(given, base.files if base is not None else None)
    if given.opened is not None:
        return given.opened
    if given.files is None:
        raise ValueError("a protocol without its files cannot be checked: load it with hn2301_asp.load")
    return Opened(given.files, given.knowledge_base.version)


def _ground(opened: Opened) -> Opened | None:
    """The knowledge base on which an amendment stands, as a version of its own."""
    base = opened.below[0].base if opened.below else opened.base
    return None if base is None else Opened(base, version_name(base))


def _names(one: Screener, other: Screener) -> tuple[str, str]:
    """What two versions are called: by their amendments or versions, and told apart."""
    names = [p.opened.name if p.opened is not None else p.knowledge_base.version for p in (one, other)]
    return (names[0], names[1]) if names[0] != names[1] else (f"{names[0]} (before)", f"{names[1]} (after)")
