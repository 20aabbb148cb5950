"""The commands about many patients at once: one command, one function; no logic."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from hn2301_asp.cli.options import READINGS, chosen
from hn2301_asp.cli.outputs import FORM, writes
from hn2301_asp.cli.shared import DECIMAL, DONE, KB, SHEET, emit, emit_lines, guarded, load

if TYPE_CHECKING:
    from hn2301_asp.patient.numerals import Separator


@click.command(short_help="Make N synthetic patients, for examples.")
@click.argument("count", metavar="N", type=click.IntRange(min=1, max=100_000_000))
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Another seed, other patients.")
@click.option("--all", "every_field", is_flag=True, help="Every field that is declared, not only the short form's.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "jsonl", "parquet"]),
    help="How it is written; else by the suffix of the file to write, else as CSV.",
)
@writes
@KB
@guarded
def synth(count: int, seed: int, every_field: bool, form: str, output: str | None, kb: str | None) -> int:
    """Make N synthetic patients: invented, for examples and measurements; no real person is in them.

    They are drawn from what the knowledge base declares (vocabulary/cohort.yaml), and are evidence of nothing. The same
    N and seed give the same bytes (of Parquet: with the same release of pyarrow), and a longer table begins with the
    shorter one.
    """
    from hn2301_asp.source.libraries import installed

    installed("numpy", "drawing synthetic patients", "frames")
    if form == "parquet":
        installed("pyarrow", "writing Parquet", "frames")
        if output is None:
            raise click.UsageError("Parquet needs a file: add -o patients.parquet")
    from hn2301_asp.cohort.synthetic import writing
    from hn2301_asp.cohort.synthetic.asking import synthetic

    cohort = synthetic(load(kb), count, seed, every_field=every_field)
    if form == "parquet":
        emit(writing.parquet_bytes(cohort), output)
        return DONE
    parts = writing.jsonl_lines(cohort) if form == "jsonl" else writing.csv_lines(cohort)
    if output is not None:
        emit(writing.as_bytes(parts), output)
        return DONE
    for part in parts:
        emit(part, None)
    return DONE


@click.command(short_help="Say how many more each limit, if moved, would admit.")
@click.argument("frame", metavar="FRAME")
@READINGS
@SHEET
@DECIMAL
@click.option("--format", "form", type=click.Choice(["text", "json", "html", "svg"]), help=FORM)
@click.option(
    "--min-cell",
    "min_cell",
    type=click.IntRange(min=2),
    metavar="N",
    help="Leave out counts below N, and what they would follow from.",
)
@writes
@KB
@guarded
def relax(
    frame: str,
    readings: Sequence[str],
    sheet: str | None,
    decimal: Separator | None,
    form: str,
    min_cell: int | None,
    output: str | None,
    kb: str | None,
) -> int:
    """Say which single limits, moved by how much, would admit how many more of a table's patients.

    FRAME is a file of patients: CSV, XLSX, JSON Lines or Parquet. Of each limit a curve of how many more it admits,
    which ends where a guard-rail forbids more, and pairs of limits that admit somebody whom neither admits alone.
    Counts are exact, whatever is unknown. It is arithmetic on these patients, and no
    advice to change the protocol.
    """
    from hn2301_asp.amendment.relaxing import relax as asked
    from hn2301_asp.cohort.relaxing.hiding import hidden
    from hn2301_asp.report.cohort import relax as reports

    found = asked(load(kb), frame, chosen(readings), sheet=sheet, decimal=decimal)
    if min_cell is not None:
        found = hidden(found, min_cell)
    if form == "text":
        from hn2301_asp.report.writers.block_text import document_lines

        emit_lines(lambda width: document_lines(reports.relax_document(found), width), output)
    elif form == "json":
        from hn2301_asp.report.patient.data import to_json

        emit(to_json(reports.relax_data(found)), output)
    elif form == "svg":
        from hn2301_asp.report.cohort.curves import pictures

        emit(pictures(found.curves), output)
    else:
        emit(reports.relax_html(found), output)
    return DONE
