"""The commands about many patients at once: one command, one function; no logic."""

from __future__ import annotations

import click

from hn2301_asp.cli.outputs import writes
from hn2301_asp.cli.shared import DONE, KB, emit, guarded, load


@click.command()
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
