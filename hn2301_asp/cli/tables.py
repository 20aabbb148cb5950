"""The command about tables of patients: one command, one function; no logic."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hn2301_asp.cli.options import asked, chosen, is_given, recordable, require_html, require_record
from hn2301_asp.cli.outputs import FORM
from hn2301_asp.cli.shared import guarded, load
from hn2301_asp.cli.summaries import require_apart, summarising, wanted_summary

if TYPE_CHECKING:
    from hn2301_asp.patient.numerals import Separator


@click.command()
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json", "csv", "html", "jsonl", "parquet"]), help=FORM)
@click.option(
    "--input-format",
    "kind",
    type=click.Choice(["csv", "tsv", "xlsx", "json", "jsonl", "yaml", "parquet", "arrow"]),
    help="What standard input (`-`) is; else it is told from its beginning.",
)
@click.option("--table", "table", metavar="NAME", help="The table of a DuckDB file with the patients, if several.")
@asked
@click.option(
    "--jobs",
    "jobs",
    type=click.IntRange(1, 256),
    default=1,
    show_default=True,
    help="How many processes screen at once; what is written is the same.",
)
@click.option(
    "--explain",
    "ids",
    metavar="ID",
    multiple=True,
    help="With -o: also give the full account of this patient on the terminal; may be repeated.",
)
@click.option("--keep-going", is_flag=True, help="Screen the rows that are understood; list the others apart.")
@click.option(
    "--rejected",
    metavar="OUT",
    help="With --keep-going: list the rows left out in this file, and not on standard error.",
)
@summarising
@recordable
@guarded
def screen(
    files: Sequence[Path],
    form: str,
    sheet: str | None,
    table: str | None,
    kind: str | None,
    decimal: Separator | None,
    language: str | None,
    output: str | None,
    readings: Sequence[str],
    limit: int,
    kb: str | None,
    jobs: int,
    ids: Sequence[str],
    keep_going: bool,
    rejected: str | None,
    summary: Sequence[str],
    min_cell: int | None,
    index_date: str | None,
    record: str | None,
    **made: str | None,
) -> int:
    """Screen the patients of records or tables.

    JSON, YAML, CSV, TSV, XLSX and JSON Lines; Parquet, Arrow and DuckDB files with the extra `frames` or `duckdb`; `-`
    is standard input. Every row is looked at before the first is screened.
    """
    require_record(record, made)
    require_html(form, language)
    if rejected and not keep_going:
        raise click.UsageError("--rejected goes with --keep-going")
    if record is not None and form in ("jsonl", "parquet"):
        raise click.UsageError(f"--record goes without --format {form}")
    summed = wanted_summary(summary, min_cell, index_date)
    if summed is not None:
        require_apart(summed, form, output, record)
    from hn2301_asp.cli.screening import Listing, Wanted, count_visits, left_out, none_screened, pool_of, screened
    from hn2301_asp.tables.checking import Looking
    from hn2301_asp.tables.opening import Which, opened_all

    if ids and output is None:
        raise click.UsageError("--explain goes with -o: the accounts are written to the terminal")
    patients = summed is None or output is not None or record is not None or is_given("form")
    wanted = Wanted(form, chosen(readings), limit, output, language, record, made, keep_going, ids, patients)
    protocol = load(kb)
    with Listing(rejected) as listing, pool_of(protocol, jobs) as pool:
        opened = opened_all(protocol, files, Which(sheet, table, kind))
        if summed is not None and summed.visits:
            return count_visits(protocol, opened, decimal, wanted, summed)
        looking = Looking(pool, decimal, each=listing.each, anew=listing.anew)
        checked = screened(protocol, opened, looking, wanted, summed)
        return left_out(checked, listing) if keep_going or not checked.refused else none_screened(checked)
