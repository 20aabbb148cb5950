"""What the vocabulary takes to be possible of a record, where two versions say it otherwise. Nothing is judged here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from msgspec.structs import replace

from hn2301_asp.amendment.case import Case
from hn2301_asp.amendment.questions.unusable import Cause, Record, typical
from hn2301_asp.comparison.single_numbers import nearest_number
from hn2301_asp.comparison.witness import recorded
from hn2301_asp.knowledge.thresholds.axis import Interval
from hn2301_asp.knowledge.vocabulary.model import Quantity, Vocabulary
from hn2301_asp.source.numbers import format_number, spanned

#: A day in no matter what year: only the order of two dates counts.
_DAY = date(2020, 1, 10)


def vocabulary_causes(case: Case) -> Iterator[Cause]:
    """Ranges, values, orders of dates and lengths of times that differ."""
    there, here = (version.knowledge_base.vocabulary for version in (case.before, case.protocol))
    place = next((item.here.place for item in case.items if item.kind == "vocabulary" and item.here), None)
    for causes in (_ranges, _values, _orders, _lengths):
        for cause in causes(case, there, here):
            yield replace(cause, place=place)


def _ranges(case: Case, there: Vocabulary, here: Vocabulary) -> Iterator[Cause]:
    for name, now in here.quantities.items():
        was = there.quantities.get(name)
        if was is None or (was.possible, was.never) == (now.possible, now.never) or now.hidden is not None:
            continue
        low, high = (format_number(end) for end in was.possible)
        more = f", was {low} to {high}" if was.possible != now.possible else f" or {'' if now.never else 'not '}never"
        what = f"{now.label} is possible from {spanned(*now.possible, now.unit)}{more}"
        yield Cause(name, what, list(_beyond(case, was, now)))


def _beyond(case: Case, one: Quantity, other: Quantity) -> Iterator[Record]:
    """Records with a value that is possible in one version only."""
    number = case.search.typical.numbers.get(one.name)
    for own, foreign in ((one, other), (other, one)):
        (low, high), (first, last) = own.possible, foreign.possible
        pieces = [Interval(low, min(high, first), high_open=first <= high)] if low < first else []
        pieces += [Interval(max(low, last), high, low_open=low <= last)] if last < high else []
        for piece in pieces:
            found = nearest_number(piece, own, number)
            if found is not None:
                yield from _with(case, own.name, recorded(own, found))
        if own.never and not foreign.never:
            yield from _with(case, own.name, "never")


def _with(case: Case, name: str, value: object) -> Iterator[Record]:
    """The typical patient's record with a value, and with nothing from which that follows."""
    derived = case.protocol.knowledge_base.thresholds.derived.get(name)
    less = dict.fromkeys(derived.formula.quantities()) if derived is not None else {}
    yield typical(case, **{**less, name: value})


def _values(case: Case, there: Vocabulary, here: Vocabulary) -> Iterator[Cause]:
    for name, now in here.choices.items():
        was = there.choices.get(name)
        only = {*now.values} ^ {*was.values} if was is not None else set()
        if was is not None and only:
            values = dict.fromkeys((*was.values, *now.values))
            records = [record for value in values if value in only for record in _with(case, name, value)]
            yield Cause(name, f"{now.label} has other values: {', '.join(map(now.told, now.values))}", records)


def _orders(case: Case, there: Vocabulary, here: Vocabulary) -> Iterator[Cause]:
    for name, now in here.record.items():
        was = there.record.get(name)
        if was is None or was.not_before == now.not_before or now.kind != "date":
            continue
        ends = [end for end in (now.not_before, was.not_before) if end is not None]
        rule = f"lie before {here.label(now.not_before)}" if now.not_before else f"lie before {there.label(ends[0])}"
        what = f"{now.label} {'cannot' if now.not_before else 'may'} {rule}"
        yield Cause(name, what, [typical(case, **{name: _DAY.isoformat(), end: _after(1)}) for end in ends])
    first, second = there.observed, here.observed
    if first != second:
        days = [(end, _after(1)) for end in (first.not_before, second.not_before) if end]
        days += [(end, _after(-1)) for end in (first.not_after, second.not_after) if end]
        usual = case.search.typical
        dated = next((name for name in here.quantities if usual.numbers.get(name) is not None), None)
        records: list[Record] = []
        if dated is not None:
            value = {"value": usual.record[dated], "date": _DAY.isoformat()}
            records = [typical(case, **{dated: value, end: day}) for end, day in days]
        yield Cause("observed", "between which days a value may be observed is said otherwise", records)


def _after(days: int) -> str:
    return (_DAY + timedelta(days=days)).isoformat()


def _lengths(case: Case, there: Vocabulary, here: Vocabulary) -> Iterator[Cause]:
    for name, now in here.quantities.items():
        was = there.quantities.get(name)
        if was is None or was.within == now.within:
            continue
        records: list[Record] = []
        for quantity, vocabulary in ((now, here), (was, there)):
            whole = vocabulary.quantities.get(quantity.within or "")
            if whole is not None:
                long, short = recorded(quantity, quantity.possible[1]), recorded(whole, whole.possible[0])
                records.append(typical(case, **{name: long, whole.name: short}))
        limit = here.quantities.get(now.within or "") or there.quantities.get(was.within or "")
        what = f"{now.label} {'cannot' if now.within else 'may'} be longer than {limit.label if limit else 'a life'}"
        yield Cause(name, what, records)
