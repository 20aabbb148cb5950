"""The commands about amendments: one command, one function; no logic."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import click

from hn2301_asp.cli.shared import DONE, FOUND, OUT, emit, guarded

if TYPE_CHECKING:
    from hn2301_asp.report.lines import Line


@click.command()
@click.argument("base", metavar="KB")
@click.argument("amended", metavar="KB")
@click.option("--format", "form", type=click.Choice(["text", "md", "json", "html"]), default="text", show_default=True)
@OUT
@guarded
def compare(base: str, amended: str, form: str, output: str | None) -> int:
    """Say what differs in meaning between two versions: who gains eligibility and who loses it.

    A version is a folder, an amendment's folder, or git:REV[:PATH].
    """
    from hn2301_asp.amendment.asking import compare as compare_versions
    from hn2301_asp.report import amendment as reports

    found = compare_versions(base, amended)
    if form == "json":
        from hn2301_asp.report.data import to_json

        emit(to_json(reports.comparison_data(found)), output)
    elif form == "text":
        _write_lines(lambda width: reports.comparison_lines(found, width), output)
    else:
        emit(reports.comparison_markdown(found) if form == "md" else reports.comparison_html(found), output)
    return DONE


@click.group()
def amend() -> None:
    """Write amendments, and check what they mean and what they break."""


@amend.command("check")
@click.argument("amendments", metavar="[KB]…", nargs=-1)
@click.option("--base", "base", metavar="KB", help="The base; else the one that the amendment was written for.")
@click.option("--roster", "roster", metavar="FILE", help="Participants enrolled or failed, in any format screened.")
@click.option("--cohort", "cohort", metavar="FILE", help="Other patients, to estimate who is touched.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "md", "json", "html", "sarif", "docx"]),
    default="text",
    show_default=True,
)
@OUT
@guarded
def amend_check(
    amendments: Sequence[str], base: str | None, roster: str | None, cohort: str | None, form: str, output: str | None
) -> int:
    """Say what amendments mean, and every conflict; without one, what is to be said of the base alone.

    A KB is a folder, an amendment's folder, or git:REV[:PATH]. Exit 1 where something is to be mended
    or declared, or could not be decided.
    """
    from hn2301_asp.amendment.asking import check_amendments
    from hn2301_asp.report import amendment as reports

    if form == "docx" and output is None:
        raise click.UsageError("a DOCX report needs a file: add -o report.docx")
    report = check_amendments(base, amendments, roster, cohort)
    if form == "text":
        _write_lines(lambda width: reports.report_lines(report, width), output)
    elif form == "json":
        from hn2301_asp.report.data import to_json

        emit(to_json(reports.to_data(report)), output)
    elif form == "sarif":
        from hn2301_asp.amendment.conflicts import by_code

        emit(reports.to_sarif(report, {code: module.TITLE for code, module in by_code().items()}), output)
    elif form == "docx":
        emit(reports.to_docx(report), output)
    else:
        emit(reports.to_markdown(report) if form == "md" else reports.to_html(report), output)
    return DONE if report.clean else FOUND


@click.command("explain-code")
@click.argument("code", metavar="[CODE]", required=False)
@guarded
def explain_code(code: str | None) -> int:
    """Explain a class of conflict by its code, such as AM29; without one, list all classes."""
    from hn2301_asp.amendment.conflicts.pages import listed, page

    emit(listed() if code is None else page(code), None)
    return DONE


def _write_lines(lines: Callable[[int], Iterable[Line]], output: str | None) -> None:
    from hn2301_asp.report.lines import plain
    from hn2301_asp.report.terminal import PLAIN_WIDTH, width
    from hn2301_asp.report.terminal import write as write_lines

    if output:
        emit(plain(lines(PLAIN_WIDTH)), output)
    else:
        write_lines(lines(width(sys.stdout)))
