"""The command that prints the traceability matrix; no logic."""

from __future__ import annotations

import click

from hn2301_asp.cli.outputs import FORM, writes
from hn2301_asp.cli.shared import DONE, FOUND, KB, emit, emit_lines, guarded, load


@click.command(short_help="Say what encodes each part of the protocol's text.")
@click.option("--format", "form", type=click.Choice(["text", "md", "json", "html", "pack"]), help=FORM)
@click.option(
    "--amendment", "amendments", metavar="DIR", multiple=True, help="With --format pack: also what it means and proves."
)
@click.option("--certify", is_flag=True, help="With --format pack: a certificate of each sentence that says proved.")
@click.option("--date", "date", metavar="TEXT", help="With --format pack: a date, in your words; no clock is read.")
@writes
@KB
@guarded
def trace(
    form: str, amendments: tuple[str, ...], certify: bool, date: str | None, output: str | None, kb: str | None
) -> int:
    """Print what encodes each part of the protocol's text, what rests on it, and what nothing covers.

    With --format pack: a qualification pack for a quality manager's file, a folder or an archive (.zip).
    """
    if form == "pack":
        from hn2301_asp.cli.qualifying import write_pack

        return write_pack(load(kb), amendments, certify=certify, date=date, output=output, kb=kb)
    if amendments or certify or date is not None:
        raise click.UsageError("--amendment, --certify and --date go with --format pack")
    from hn2301_asp.tracing import trace_of

    found = trace_of(load(kb))
    if form == "json":
        from hn2301_asp.report.tracing.data import trace_json

        emit(trace_json(found), output)
    elif form == "md":
        from hn2301_asp.report.tracing.markdown import trace_markdown

        emit(trace_markdown(found), output)
    elif form == "html":
        from hn2301_asp.report.tracing.page import trace_html

        emit(trace_html(found), output)
    else:
        from hn2301_asp.report.tracing.text import trace_lines

        emit_lines(lambda width: trace_lines(found, width), output)
    return FOUND if found.gaps.open or found.gaps.astray else DONE
