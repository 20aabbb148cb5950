"""As of which day a patient is judged, and which of several visits counts: declared by who asks, never guessed."""

from __future__ import annotations

import datetime
from typing import Final, Literal

import polars as pl
from msgspec.structs import replace

from hn2301_asp.cohort.columns.dates import days_of
from hn2301_asp.cohort.columns.identity import texts_in
from hn2301_asp.cohort.frames import ERROR, VERDICT
from hn2301_asp.knowledge.vocabulary.model import PATIENT_ID, SCREENING_DATE
from hn2301_asp.patient.batch import attempt_field
from hn2301_asp.patient.fields import heading_of
from hn2301_asp.patient.lookups import lookups
from hn2301_asp.screener import Screener
from hn2301_asp.source.diagnostics import Finding, InputError, Place
from hn2301_asp.source.private import Private

#: The field that says at which site a patient is seen.
SITE: Final = "site"
_PERSON, _DAY, _MONTH, _SITE = "person of the row", "day of the row", "month of the row", "site of the row"
_SURE, _SURE_AT = "month for certain", "site for certain"
_MAYBE, _MAYBE_AT, _MAYBE_DAY = "month possibly", "site possibly", "day possibly"
_IS_SURE: Final = pl.col(VERDICT) == "eligible"
_MAY: Final = pl.col(VERDICT).is_in(["eligible", "undetermined"])
#: Which of a person's rows counts: the first that is eligible, else undetermined, else ruled out, else a bad one.
_RANKS: Final = {"eligible": 0, "undetermined": 1, "ineligible": 2, "contradictory": 3}


class IndexDate(Private, frozen=True):
    """As of which day each patient is judged, and what one patient is.

    ``row``: each row is a patient, as of its own screening date. ``fixed``: the same, as of one ``day``. ``each``: each
    row is a visit, and a patient may have several on different days. ``first``: of each patient the first visit, by its
    day, that is eligible counts, else the first that is undetermined, else the first.
    """

    kind: Literal["row", "fixed", "each", "first"] = "row"
    day: datetime.date | None = None

    @classmethod
    def of(cls, said: IndexDate | datetime.date | str | None) -> IndexDate:
        """What is declared by a day, by ``each`` or ``first``; None is each row as it stands. Raises InputError."""
        if said is None or isinstance(said, IndexDate):
            return said or EACH_ROW
        if isinstance(said, datetime.datetime):
            said = said.date()
        if isinstance(said, datetime.date):
            return cls("fixed", said)
        if said == "each":
            return cls("each")
        if said == "first":
            return cls("first")
        try:
            return cls("fixed", datetime.date.fromisoformat(said))
        except ValueError:
            message = f"`{said}` is no index date"
            raise InputError(
                Finding("index-date", message, Place(), help="a day (2025-03-01), `each` or `first`")
            ) from None


#: Each row is a patient, as it stands.
EACH_ROW: Final = IndexDate()


class Declared(Private, frozen=True):
    """A table to be screened as declared: ``wrong`` says of rows, by their place, why they cannot be told apart."""

    table: pl.DataFrame
    wrong: dict[int, str]


def declared(screener: Screener, table: pl.DataFrame, index: IndexDate) -> Declared:
    """A table as it is screened: with the one day in every row, or with several visits of a patient.

    Visits of one patient differ in their day; two of one day are both wrong, as two rows of one patient are elsewhere.
    """
    if index.kind == "row":
        return Declared(table, {})
    fields = _columns(screener, table)
    if index.kind == "fixed":
        if SCREENING_DATE not in screener.knowledge_base.vocabulary.record:
            message = f"this protocol has no {SCREENING_DATE}: nothing is counted up to a day"
            raise InputError(Finding("index-date", message, Place()))
        kept = [name for name in table.columns if name not in fields.get(SCREENING_DATE, [])]
        return Declared(table.select(kept).with_columns(pl.lit(index.day, dtype=pl.Date).alias(SCREENING_DATE)), {})
    if PATIENT_ID not in fields:
        message, help = f"the table has no {PATIENT_ID}", "without it nobody knows whose visit a row is"
        raise InputError(Finding("index-date", message, Place(), help=help))
    person = texts_in(table[fields[PATIENT_ID][0]])
    attempts = [table[name] for name in fields.get(_attempt(screener), [])]
    named = pl.DataFrame([person.alias(_PERSON), _days(screener, table).alias(_DAY), *attempts])
    nobody, twice = person.is_null(), named.is_duplicated()
    wrong = dict.fromkeys((twice & ~nobody).arg_true().to_list(), "the patient has two visits on one day")
    wrong |= dict.fromkeys(nobody.arg_true().to_list(), f"a table's row needs a {PATIENT_ID}")
    kept = [name for name in table.columns if name not in fields[PATIENT_ID]]
    return Declared(table.select(kept) if kept else pl.DataFrame(height=len(table)), wrong)


def marked(told: pl.DataFrame, wrong: dict[int, str]) -> pl.DataFrame:
    """What was found, with the rows that cannot be told apart marked as rows in error."""
    if not wrong:
        return told
    bad = pl.Series([row in wrong for row in range(len(told))])
    errors = ["; ".join(filter(None, (wrong.get(row), text))) or None for row, text in enumerate(told[ERROR].to_list())]
    blank = pl.lit(None)
    columns = [
        pl.when(bad).then(blank).otherwise(pl.col(name)).alias(name)
        for name, kind in told.schema.items()
        if isinstance(kind, pl.Enum)
    ]
    return told.with_columns(*columns, pl.Series(ERROR, errors, dtype=pl.String))


class Visits(Private, frozen=True):
    """The rows that count, with what each is counted under: a person, a month, a site."""

    told: pl.DataFrame
    dated: bool
    sited: bool

    def __add__(self, other: Visits) -> Visits:
        """The visits of both, of each person what may still count."""
        told = pl.concat([self.told, other.told], how="diagonal")
        return Visits(_best(told), self.dated or other.dated, self.sited or other.sited)

    def none(self) -> Visits:
        """No visit of the same table."""
        return replace(self, told=self.told.head(0))

    def accrual(self) -> dict[tuple[str | None, str | None, str, str], int]:
        """Where the eligible stand for certain, and where these and the undetermined do, possibly."""
        if not (self.dated or self.sited):
            return {}
        found = self.told.lazy().filter(_MAY).group_by(_SURE, _SURE_AT, _MAYBE, _MAYBE_AT).len("rows").collect()
        alike = [(tuple(where), rows) for *where, rows in found.iter_rows()]
        return dict(sorted(alike, key=lambda one: tuple((x is not None, x or "") for x in one[0])))


def visits_of(screener: Screener, table: pl.DataFrame, told: pl.DataFrame, index: IndexDate) -> Visits:
    """The rows of a table with the month and the site of each; of each person what may count."""
    fields = _columns(screener, table)
    dated, sited = index.kind == "fixed" or SCREENING_DATE in fields, SITE in fields
    first = index.kind == "first"
    columns: list[pl.Series | pl.Expr] = [pl.lit("").alias(_MONTH), pl.lit("").alias(_SITE)]
    if index.kind == "fixed" and index.day is not None:
        columns[0] = pl.lit(f"{index.day:%Y-%m}").alias(_MONTH)
    elif dated:
        columns[0] = _days(screener, table).dt.strftime("%Y-%m").fill_null("").alias(_MONTH)
    if sited:
        columns[1] = texts_in(table[fields[SITE][0]]).fill_null("").alias(_SITE)
    if first:
        person = [texts_in(table[name]) for name in fields.get(PATIENT_ID, [])[:1]]
        columns += [
            *(one.alias(_PERSON) for one in person),
            *(() if person else (pl.lit(None, pl.String).alias(_PERSON),)),
        ]
        columns += [_days(screener, table).alias(_DAY)]
    rows = told.with_columns(*columns).with_columns(
        pl.when(_IS_SURE).then(pl.col(_MONTH)).alias(_SURE),
        pl.when(_IS_SURE).then(pl.col(_SITE)).alias(_SURE_AT),
        pl.when(_MAY).then(pl.col(_MONTH)).alias(_MAYBE),
        pl.when(_MAY).then(pl.col(_SITE)).alias(_MAYBE_AT),
        *((pl.when(_MAY).then(pl.col(_DAY)).alias(_MAYBE_DAY),) if first else ()),
    )
    return Visits(_best(rows) if first else rows, dated, sited)


def _best(rows: pl.DataFrame) -> pl.DataFrame:
    """One row of each person: the first that is eligible, else undetermined, else any; and where it was possible first.

    Rows without a single day stand behind those with one, in their order.
    """
    nobody, named = rows.filter(pl.col(_PERSON).is_null()), rows.filter(pl.col(_PERSON).is_not_null())
    rank = pl.col(VERDICT).cast(pl.String).replace_strict(_RANKS, default=len(_RANKS), return_dtype=pl.Int8)
    best = named.sort(rank, _DAY, nulls_last=True, maintain_order=True)
    best = best.unique(_PERSON, keep="first", maintain_order=True).drop(_MAYBE, _MAYBE_AT, _MAYBE_DAY)
    possible = named.filter(pl.col(_MAYBE).is_not_null()).sort(_MAYBE_DAY, nulls_last=True, maintain_order=True)
    possible = possible.unique(_PERSON, keep="first").select(_PERSON, _MAYBE, _MAYBE_AT, _MAYBE_DAY)
    found = best.join(possible, on=_PERSON, how="left", maintain_order="left").select(rows.columns)
    return pl.concat([found, nobody])


def _columns(screener: Screener, table: pl.DataFrame) -> dict[str, list[str]]:
    """The columns that stand for each field."""
    known = lookups(screener.knowledge_base.vocabulary, screener.names)
    found: dict[str, list[str]] = {}
    for column in table.columns:
        heading = heading_of(column, known)
        if heading is not None:
            found.setdefault(heading.name, []).append(column)
    return found


def _attempt(screener: Screener) -> str:
    return attempt_field(screener.knowledge_base.vocabulary) or ""


def _days(screener: Screener, table: pl.DataFrame) -> pl.Series:
    """The single day on which each row is screened; null where it is not told, or may be several."""
    columns = _columns(screener, table).get(SCREENING_DATE, [])
    found = days_of(_readable(table[columns[0]])) if columns else None
    if found is None:
        return pl.Series([None] * len(table), dtype=pl.Date)
    days, unclear = found
    return pl.Series(days).cast(pl.Date).set(pl.Series(unclear), None)


def _readable(series: pl.Series) -> pl.Series:
    """Cells of several kinds as texts, so that days are read in them."""
    return texts_in(series) if series.dtype == pl.Object else series
