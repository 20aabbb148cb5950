"""Patients under two versions at once: of a frame, which is read once, or of records that were screened one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from hn2301_asp.cohort.opening import refuse_unread
from hn2301_asp.cohort.shift import ABSENT, MOST_NAMED, NO_STATUS, UNREAD, WORDS, HiddenShift, Mover, Shift, ordered
from hn2301_asp.patient.fields import known_part
from hn2301_asp.patient.readers.records import PATIENT_FIELD
from hn2301_asp.screener import Screener
from hn2301_asp.source.private import Private

if TYPE_CHECKING:
    import polars as pl

Pairs = Counter[tuple[str, str]]


class Judged(Private, frozen=True):
    """What a version makes of one record: the verdict, and the statuses (none of a contradictory record)."""

    verdict: str
    statuses: Mapping[str, str]


def shift_of_records(
    names: Iterable[str | None], judged: Iterable[tuple[Judged, Judged]], versions: Sequence[Screener], *, named: bool
) -> Shift:
    """The shift of records that were screened under both versions; a name is None where nobody is named."""
    ids = _criteria(versions)
    verdicts: Pairs = Counter()
    criteria: dict[str, Pairs] = {name: Counter() for name in ids}
    own = [{c.id for c in version.knowledge_base.criteria} for version in versions]
    into, out = list[Mover](), list[Mover]()
    for name, pair in zip(names, judged, strict=True):
        before, after = (one.verdict for one in pair)
        verdicts[before, after] += 1
        for criterion in ids:
            there, here = (
                one.statuses.get(criterion, NO_STATUS) if criterion in known else ABSENT
                for one, known in zip(pair, own, strict=True)
            )
            criteria[criterion][there, here] += 1
        if before != after and "eligible" in (before, after) and named and name is not None:
            (into if after == "eligible" else out).append(Mover(name, before, after))
    return Shift(
        verdicts.total(),
        ordered(verdicts, WORDS),
        {name: ordered(pairs, WORDS) for name, pairs in criteria.items()},
        tuple(into[:MOST_NAMED]),
        tuple(out[:MOST_NAMED]),
    )


def shift_of_frame(
    frame: pl.DataFrame,
    versions: Sequence[Screener],
    *,
    named: bool,
    file: Path | None = None,
    numbers: Sequence[int | None] = (),
) -> Shift:
    """The shift of a frame's rows; a column that only one of the two versions knows is shown to that one only.

    Raises InputError where neither knows a heading and, of what was read from a ``file``, where a row is not
    understood: ``numbers`` say which row of the file each is.
    """
    import polars as pl

    told, unknown = _screened(frame, versions, file, numbers)
    there, here = (_answers(found, version) for found, version in zip(told, versions, strict=True))
    ids = _criteria(versions)
    criteria = {name: ordered(_pairs(_status(there, name), _status(here, name)), WORDS) for name in ids}
    moves = pl.DataFrame({"before": there["verdict"], "after": here["verdict"]}).with_columns(_names(there, here))
    into, out = (
        _movers(moves.filter(rows)) if named else ()
        for rows in (
            (pl.col("after") == "eligible") & (pl.col("before") != "eligible"),
            (pl.col("before") == "eligible") & (pl.col("after") != "eligible"),
        )
    )
    verdicts = ordered(_pairs(there["verdict"], here["verdict"]), WORDS)
    return Shift(len(frame), verdicts, criteria, into, out, *unknown)


def hidden_shift_of_frame(
    frame: pl.DataFrame,
    versions: Sequence[Screener],
    least: int,
    *,
    file: Path | None = None,
    numbers: Sequence[int | None] = (),
) -> HiddenShift:
    """The same without the counts below ``least`` and whatever they follow from, of both versions together."""
    from hn2301_asp.cohort.tally.pair import suppressed_pair, tally_pair

    told, unknown = _screened(frame, versions, file, numbers)
    there, here = zip(versions, told, strict=True)
    before, after = suppressed_pair(tally_pair(frame, there, here), least)
    return HiddenShift(least, before.rows, before, after, *unknown)


def _screened(
    frame: pl.DataFrame, versions: Sequence[Screener], file: Path | None, numbers: Sequence[int | None]
) -> tuple[list[pl.DataFrame], list[tuple[str, ...]]]:
    """What each version makes of a frame, and the columns that it does not know; raises InputError as above."""
    import polars as pl

    from hn2301_asp.cohort.frames import ERROR, screened

    told, unknown = list[pl.DataFrame](), list[tuple[str, ...]]()
    for version in versions:
        columns, foreign = _known(frame, version, versions)
        told.append(screened(version, frame.select(columns)))
        unknown.append(foreign)
    if file is not None:
        refuse_unread(pl.select(pl.coalesce(*(found[ERROR] for found in told))).to_series(), file, numbers)
    return told, unknown


def _criteria(versions: Sequence[Screener]) -> list[str]:
    """The criteria of either version: in the order of the later one, then those that it no longer has."""
    return [*dict.fromkeys(c.id for version in reversed(versions) for c in version.knowledge_base.criteria)]


def _known(frame: pl.DataFrame, version: Screener, versions: Sequence[Screener]) -> tuple[list[str], tuple[str, ...]]:
    """The columns of a frame without those that only the other version knows, and these."""
    elsewhere = {spelling for one in versions for spelling in one.names}
    vocabulary = version.knowledge_base.vocabulary
    _, foreign = known_part(dict.fromkeys(frame.columns), vocabulary, version.names, elsewhere)
    return [name for name in frame.columns if name not in foreign], foreign


def _answers(found: pl.DataFrame, version: Screener) -> pl.DataFrame:
    """Verdict and statuses as words, and whom each row is about."""
    import polars as pl

    from hn2301_asp.cohort.frames import VERDICT

    ids = [criterion.id for criterion in version.knowledge_base.criteria]
    told = [pl.col(VERDICT).cast(pl.String).fill_null(UNREAD).alias("verdict")]
    told += [pl.col(name).cast(pl.String).fill_null(NO_STATUS).alias(f"status {name}") for name in ids]
    names = [] if PATIENT_FIELD not in found.columns else [pl.col(PATIENT_FIELD).cast(pl.String).alias("patient")]
    return found.select([*told, *names])


def _status(answers: pl.DataFrame, criterion: str) -> pl.Series:
    import polars as pl

    name = f"status {criterion}"
    return answers[name] if name in answers.columns else pl.repeat(ABSENT, len(answers), dtype=pl.String, eager=True)


def _pairs(before: pl.Series, after: pl.Series) -> Pairs:
    import polars as pl

    counted = pl.DataFrame({"before": before, "after": after}).group_by("before", "after").len()
    return Counter({(start, end): number for start, end, number in counted.iter_rows()})


def _names(*answers: pl.DataFrame) -> pl.Series:
    """Whom each row is about; where the table does not say, the row that it is."""
    import polars as pl

    rows = pl.select("row " + pl.int_range(1, len(answers[0]) + 1).cast(pl.String)).to_series()
    named = next((one["patient"] for one in answers if "patient" in one.columns), None)
    return (rows if named is None else named.zip_with(named.is_not_null(), rows)).alias("patient")


def _movers(rows: pl.DataFrame) -> tuple[Mover, ...]:
    return tuple(
        Mover(name, there, here)
        for name, there, here in rows.select("patient", "before", "after").head(MOST_NAMED).iter_rows()
    )
