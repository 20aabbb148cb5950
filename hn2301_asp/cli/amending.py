"""The commands about amendments: one command, one function; no logic."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hn2301_asp.cli.outputs import FORM, writes
from hn2301_asp.cli.shared import DECIMAL, DONE, FOUND, SHEET, emit, emit_lines, guarded, reported, show

if TYPE_CHECKING:
    from hn2301_asp.amendment.writing import Written
    from hn2301_asp.patient.numerals import Separator
    from hn2301_asp.versions.opened import Opened


@click.command(short_help="Say who gains and who loses between two versions.")
@click.argument("base", metavar="KB")
@click.argument("amended", metavar="KB")
@click.option(
    "--cohort", "cohort", metavar="FILE", help="Patients (CSV, XLSX, JSON, Parquet …), to count who changes sides."
)
@click.option("--name-participants", is_flag=True, help="Name those who change sides; else they are counted.")
@click.option(
    "--min-cell",
    "min_cell",
    type=click.IntRange(min=2),
    metavar="N",
    help="With --cohort: hide counts below N, and what they would follow from.",
)
@click.option("--format", "form", type=click.Choice(["text", "md", "json", "html"]), help=FORM)
@writes
@guarded
def compare(
    base: str,
    amended: str,
    cohort: str | None,
    name_participants: bool,
    min_cell: int | None,
    form: str,
    output: str | None,
) -> int:
    """Say what differs in meaning between two versions: who gains eligibility and who loses it.

    A version is a folder, an amendment's folder, or git:REV[:PATH].
    """
    if name_participants and cohort is None:
        raise click.UsageError("--name-participants goes with --cohort")
    if min_cell is not None and cohort is None:
        raise click.UsageError("--min-cell goes with --cohort")
    if min_cell is not None and name_participants:
        raise click.UsageError("--min-cell goes without --name-participants: where counts stay hidden nobody is named")
    from hn2301_asp.amendment.asking import compare as compare_versions
    from hn2301_asp.report.amendment import formats as reports

    found = compare_versions(base, amended, cohort, name_participants=name_participants, min_cell=min_cell)
    if form == "json":
        from hn2301_asp.report.amendment.data import comparison_data
        from hn2301_asp.report.patient.data import to_json

        emit(to_json(comparison_data(found)), output)
    elif form == "text":
        emit_lines(lambda width: reports.comparison_lines(found, width), output)
    else:
        emit(reports.comparison_markdown(found) if form == "md" else reports.comparison_html(found), output)
    return DONE


@click.group(short_help="Write amendments, and check them.")
def amend() -> None:
    """Write amendments, and check what they mean and what they break."""


@amend.command("check", short_help="Say what amendments mean, and every conflict.")
@click.argument("amendments", metavar="[KB]…", nargs=-1)
@click.option("--base", "base", metavar="KB", help="The base; else the one that the amendment was written for.")
@click.option("--roster", "roster", metavar="FILE", help="Participants enrolled or failed, in any format screened.")
@click.option("--name-participants", is_flag=True, help="Name participants; else they are counted.")
@click.option(
    "--cohort",
    "cohort",
    metavar="FILE",
    help="Other patients (CSV, XLSX, JSON, Parquet …), to estimate who is touched.",
)
@SHEET
@click.option(
    "--cohort-sheet",
    "cohort_sheet",
    metavar="NAME",
    help="The sheet of the cohort's workbook, where there is a roster too.",
)
@DECIMAL
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "md", "json", "html", "sarif", "docx"]),
    help=FORM,
)
@click.option("--short", is_flag=True, help="With --format text: the findings alone.")
@writes
@guarded
def amend_check(
    amendments: Sequence[str],
    base: str | None,
    roster: str | None,
    name_participants: bool,
    cohort: str | None,
    sheet: str | None,
    cohort_sheet: str | None,
    decimal: Separator | None,
    form: str,
    short: bool,
    output: str | None,
) -> int:
    """Say what amendments mean, and every conflict; without one, what is to be said of the base alone.

    A KB is a folder, an amendment's folder, or git:REV[:PATH]. Exit 1 where something is to be mended
    or declared, could not be decided, or does not stand in its file as it must.
    """
    from hn2301_asp.amendment.asking import check_amendments
    from hn2301_asp.report.amendment import formats as reports
    from hn2301_asp.source.diagnostics import Malformed

    if short and form != "text":
        raise click.UsageError("--short goes with --format text")
    if name_participants and roster is None and cohort is None:
        raise click.UsageError("--name-participants goes with --roster")
    if roster is None and cohort is None and (sheet or decimal):
        raise click.UsageError("--sheet and --decimal go with --roster or --cohort")
    if cohort_sheet and (roster is None or cohort is None):
        raise click.UsageError("--cohort-sheet goes with --cohort beside --roster; of a cohort alone it is --sheet")
    if form == "docx" and output is None:
        raise click.UsageError("a DOCX report needs a file: add -o report.docx")
    try:
        report = check_amendments(
            base,
            amendments,
            roster,
            cohort,
            name_participants=name_participants,
            sheet=sheet,
            cohort_sheet=cohort_sheet,
            decimal=decimal,
        )
    except Malformed as error:  # there is no report that a program could read: people are told
        return reported(error.findings, None if form == "text" and output is None else sys.stderr)
    _name_sheets((roster, sheet), (cohort, cohort_sheet if roster else sheet))
    if form == "text":
        lines = reports.finding_lines if short else reports.report_lines
        emit_lines(lambda width: lines(report, width), output)
    elif form == "json":
        from hn2301_asp.report.amendment.data import to_data
        from hn2301_asp.report.patient.data import to_json

        emit(to_json(to_data(report)), output)
    elif form == "sarif":
        from hn2301_asp.amendment.catalogue import by_code
        from hn2301_asp.report.amendment.sarif import to_sarif

        emit(to_sarif(report, {code: module.TITLE for code, module in by_code().items()}), output)
    elif form == "docx":
        emit(reports.to_docx(report), output)
    else:
        emit(reports.to_markdown(report) if form == "md" else reports.to_html(report), output)
    return DONE if report.clean else FOUND


def _name_sheets(*tables: tuple[str | None, str | None]) -> None:
    """Names the sheets of workbooks that were left out."""
    from hn2301_asp.patient.readers import read

    for file, sheet in tables:
        if file is not None and file.lower().endswith(".xlsx"):
            show(read(file, sheet).notes)


@amend.command("set", short_help="Change a threshold in text, quote and rules at once.")
@click.argument("criterion", metavar="CRITERION")
@click.argument("threshold", metavar="THRESHOLD")
@click.argument("limit", metavar='"≥ 1.0"')
@click.option("--in", "amendment", metavar="AMENDMENT", required=True, help="Its id (A02) or folder; made if need be.")
@click.option("--base", "base", metavar="KB", help="The base; else ./kb.")
@click.option("--with-others", is_flag=True, help="Also set the thresholds that quote the same words.")
@click.option("--dry-run", is_flag=True, help="Show the redline and write nothing.")
@guarded
def amend_set(
    criterion: str, threshold: str, limit: str, amendment: str, base: str | None, with_others: bool, dry_run: bool
) -> int:
    """Change a threshold in text, quote and rule file at once, as one redline of an amendment."""
    from hn2301_asp.amendment.writing import set_threshold
    from hn2301_asp.versions.opening import amendment_folder

    opened = _base(base)
    folder = amendment_folder(opened, amendment)
    return _written(set_threshold(opened, folder, criterion, threshold, limit, with_others=with_others), dry_run)


@amend.command("draft", short_help="Make an amendment of an edited knowledge base.")
@click.argument("edited", metavar="KB")
@click.option("--base", "base", metavar="KB", help="The base; else ./kb.")
@click.option(
    "-o",
    "--output",
    "folder",
    metavar="DIR",
    required=True,
    type=click.Path(path_type=Path),
    help="The amendment's folder, such as kb/amendments/A02_name.",
)
@click.option("--dry-run", is_flag=True, help="Show the redline and write nothing.")
@guarded
def amend_draft(edited: str, base: str | None, folder: Path, dry_run: bool) -> int:
    """Make an amendment of an edited knowledge base: its intent as proved, its rationale left open."""
    from hn2301_asp.amendment.writing import draft
    from hn2301_asp.versions.opening import open_version

    return _written(draft(_base(base), open_version(edited), folder), dry_run)


def _base(base: str | None) -> Opened:
    """The knowledge base that an amendment is written for: never the installed copy's own."""
    from hn2301_asp.versions.opening import open_version

    if base is None and not Path("kb", "protocol.yaml").is_file():
        raise click.UsageError("there is no knowledge base in ./kb: name the one to amend with --base KB")
    return open_version(base or "kb")


def _written(written: Written, dry_run: bool) -> int:
    """Writes an amendment, and shows what was written; what is worth a look is shown first."""
    from hn2301_asp.amendment.writing import write
    from hn2301_asp.report.amendment.written import written_lines

    show(written.findings)
    if not dry_run:
        write(written)
    emit_lines(lambda width: written_lines(written, width, dry_run=dry_run), None)
    return DONE


@click.command("explain-code", short_help="Explain a finding by its code, or list all codes.")
@click.argument("code", metavar="[CODE]", required=False)
@guarded
def explain_code(code: str | None) -> int:
    """Explain a class of conflict by its code, such as AM29, or a check, as KB001 or kb-missing; else list all."""
    from hn2301_asp.amendment.catalogue import listed, page

    emit(listed() if code is None else page(code), None)
    return DONE
